"""A benchmark from shares, on a data set of the size of Caliendo and Parro (2015)."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cge
from calibration import InputError, InputWarning, accounts, check_benchmark, from_shares
from cge.report import table

REGIONS, SECTORS = [f"R{n:02d}" for n in range(31)], [f"s{n:02d}" for n in range(40)]


def world(seed=3, regions=REGIONS, sectors=SECTORS):
    """Flows that balance, built from sales down; and the shares that a paper would publish."""
    draw = np.random.default_rng(seed)
    n, r = len(sectors), len(regions)
    sales = draw.lognormal(0.0, 1.0, (n, r, r)) * (1.0 + 15.0 * np.eye(r))
    sales[n // 2 :] *= np.eye(r) + 0.05  # services are traded less
    rate = draw.uniform(0.0, 0.2, (n, r, r)) * (1.0 - np.eye(r))
    made = sales.sum(axis=2)
    paid = sales * (1.0 + rate)
    spent = paid.sum(axis=1)
    gamma = draw.uniform(0.4, 0.6, (n, r))
    # Industries take at most 70 % of what is spent on a good.
    pattern = draw.dirichlet(np.ones(n) * 2.0, (n, r)).transpose(2, 0, 1)
    inputs = pattern * (1.0 - gamma)
    used = np.einsum("kjr,jr->kr", inputs, made)
    over = np.maximum(used / (0.7 * spent), 1.0)
    inputs = inputs / over[:, None, :]
    gamma = 1.0 - inputs.sum(axis=0)
    final = spent - np.einsum("kjr,jr->kr", inputs, made)
    income = (gamma * made).sum(axis=0) + (rate * sales).sum(axis=(0, 1))
    flow = ("sector", "destination", "origin")
    by_flow = {"sector": sectors, "origin": regions, "destination": regions}
    at_home = {"activity": sectors, "region": regions}
    shares = xr.DataArray(paid, by_flow, ("sector", "origin", "destination"))
    shares = (shares / shares.sum("origin")).transpose(*flow)
    return {
        "shares": shares,
        "value_added": xr.DataArray(gamma, at_home, ("activity", "region")),
        "inputs": xr.DataArray(
            inputs, {"sector": sectors, **at_home}, ("sector", "activity", "region")
        ),
        "tariffs": xr.DataArray(rate, by_flow, ("sector", "origin", "destination")),
        "expenditure": xr.DataArray(
            spent, {"sector": sectors, "destination": regions}, ("sector", "destination")
        ),
        "output": xr.DataArray(made, {"sector": sectors, "origin": regions}, ("sector", "origin")),
        "deficits": xr.DataArray(final.sum(axis=0) - income, {"region": regions}, ("region",)),
    }, sales  # fmt: skip


@pytest.fixture(scope="module")
def data():
    return world()


def made_of(data, /, **changed):
    given = {k: v for k, v in data.items() if k != "output"} | changed
    given = {name: array for name, array in given.items() if array is not None}
    return from_shares(trade_elasticity=4.0, source="a test", **given)


def test_accounts_of_31_economies_and_40_sectors_hold(data):
    shares, sales = data
    made = made_of(shares)
    check_benchmark(made)
    assert float(accounts(made)["relative"].max()) < 1e-9
    np.testing.assert_allclose(made.sales, sales, rtol=1e-12)
    np.testing.assert_allclose(made.foreign_saving, shares["deficits"], atol=1e-9 * sales.sum())
    revenue = (shares["tariffs"].to_numpy() * sales).sum()
    assert float(made.tariff_revenue.sum()) == pytest.approx(revenue, rel=1e-12)
    assert made.sigma_import_source.to_numpy().tolist() == [5.0] * 40


def test_output_says_as_much_as_expenditure(data):
    shares, _ = data
    by_output = made_of(shares, expenditure=None, output=shares["output"])
    xr.testing.assert_allclose(by_output.sales, made_of(shares).sales, rtol=1e-9)


def test_labels_decide_and_series_are_taken(data):
    shares, _ = data
    draw = np.random.default_rng(0)
    turned = {
        name: array.isel({dim: draw.permutation(array.sizes[dim]) for dim in array.dims})
        for name, array in shares.items()
        if name not in ("output", "shares")
    }
    turned["inputs"] = turned["inputs"].to_series()
    xr.testing.assert_allclose(made_of(shares, **turned), made_of(shares), rtol=1e-12)


TARIFF = {"parameter": "tariff_power", "origin": "R01", "destination": "R00", "add_points": 10}


def test_a_tariff_run_on_it_solves_and_is_verified(data):
    economy = cge.load(made_of(data[0]), aggregation=None)
    assert float(economy.residuals()["worst"].max()) < 1e-9
    packages = {"tariff": {"shocks": [TARIFF]}}
    result = cge.solve(economy, cge.Scenario.from_dict({"title": "t", "packages": packages}))
    assert result.verified
    # The exporter that pays the duty loses; nobody's change is beyond measure.
    gain = result.summary()["equivalent_variation_percent"].isel(experiment=0)
    assert float(gain.sel(region="R01")) < 0.0
    assert float(abs(gain).max()) < 5.0
    # Neither capital nor emissions are in the data, so no table has a column of them.
    heading, first = (table(result.summary(), "csv").splitlines()[n] for n in (0, 1))
    assert "real_income_labour_percent" in heading
    assert "capital" not in heading
    assert "co2" not in heading
    assert "nan" not in first
    shown = " ".join(table(result.summary()).split())
    assert "n/a" not in shown
    assert "Left out, as these data have none: CO2 emissions, Real income of capital." in shown


def problems_of(**changed):
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    return problems_of_data(shares, **changed)


def problems_of_data(data, /, **changed):
    with pytest.raises(InputError) as caught:
        made_of(data, **changed)
    return caught.value.problems


def test_wrong_dimensions_are_all_that_is_said():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    assert problems_of(
        shares=shares["shares"].to_numpy(),
        value_added=shares["value_added"].rename(region="country"),
    ) == [
        "shares: has no labels, must have sector, destination, origin",
        "value_added: has the dimensions activity, country, must have activity, region",
    ]


def test_faults_are_listed_at_once_with_their_cells():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    gamma, used = shares["value_added"].copy(), shares["inputs"].copy()
    gamma.loc["x", "B"] = -0.25
    used.loc["y", "x", "A"] = np.nan
    assert problems_of(
        value_added=gamma,
        inputs=used,
        expenditure=shares["expenditure"].drop_vars("sector"),
    ) == [
        "expenditure: has no labels along sector",
        "value_added: -0.25 at activity 'x', region 'B' must not be negative",
        "inputs: nan at sector 'y', activity 'x', region 'A' must be a finite number",
    ]
    many = problems_of(inputs=shares["inputs"] * np.inf)
    assert many[0] == "inputs: inf at sector 'x', activity 'x', region 'A' must be a finite number"
    assert many[-1] == "inputs: 3 more must be a finite number"


def test_labels_that_are_missing_unknown_or_there_twice_are_named():
    shares, _ = world(regions=["Home", "Away"], sectors=["x", "y"])
    twice = shares["expenditure"].to_series()
    assert problems_of_data(
        shares,
        inputs=shares["inputs"].drop_sel(region="Away"),
        value_added=shares["value_added"].assign_coords(region=["Home", "Home"]),
        tariffs=shares["tariffs"].assign_coords(origin=["Hom", "Away"]),
        expenditure=pd.concat([twice, twice.iloc[:1]]),
    ) == [
        "expenditure: the row x, Home stands twice",
        "value_added: region lacks 'Away'",
        "value_added: region 'Home' stands 2 times",
        "inputs: region lacks 'Away'",
        "tariffs: origin lacks 'Home'",
        "tariffs: origin 'Hom' is not a label of shares; did you mean 'Home'?",
    ]


def test_shares_that_do_not_sum_to_one_are_named():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    off, gamma = shares["shares"].copy(), shares["value_added"].copy()
    off.loc[{"sector": "x", "destination": "B"}] *= 1.1
    gamma.loc["y", "A"] = 0.1
    sums = float(shares["inputs"].sel(activity="y", region="A").sum())
    assert problems_of(shares=off, value_added=gamma) == [
        "shares: those of x in B sum to 1.1, must sum to 1",
        f"inputs: those of y in A sum to {sums:.6g}, with value_added 0.1 to {sums + 0.1:.6g}, "
        "must be 1",
        "inputs: they are shares of cost, of which value_added is the rest",
    ]


def test_shares_of_intermediate_cost_are_told_from_shares_of_cost(data):
    shares, _ = data
    of_inputs = shares["inputs"] / shares["inputs"].sum("sector")
    problems = problems_of_data(shares, inputs=of_inputs)
    assert problems[-2] == "inputs: 1,235 more do not sum to 1 with value_added"
    assert problems[-1].endswith(
        "shares of intermediate cost become these as inputs * (1 - value_added)"
    )
    mended = made_of(shares, inputs=of_inputs * (1 - shares["value_added"]))
    xr.testing.assert_allclose(mended, made_of(shares), rtol=1e-9)


def test_tariffs_in_percent_are_not_taken_for_fractions(data):
    shares, _ = data
    percent = 100 * shares["tariffs"]
    problem, *_, more = problems_of_data(shares, tariffs=percent)
    rate = float(percent.sel(sector="s00", destination="R00", origin="R01"))
    assert problem == (
        f"tariffs: rate {rate:g} at sector 's00', destination 'R00', origin 'R01' with the unit "
        f"fraction is {100 * rate:,.4g} %; write tariff_unit='percent', also where a tariff is "
        "above 100 %"
    )
    assert more.endswith("more rates like these")
    made = made_of(shares, tariffs=percent, tariff_unit="percent")
    xr.testing.assert_allclose(made, made_of(shares), rtol=1e-9)
    with pytest.warns(InputWarning, match="tariffs: the highest rate in percent is 0.199994; are"):
        made_of(shares, tariff_unit="percent", deficits=None)


def test_a_tariff_above_a_hundred_per_cent_is_given_in_percent(data):
    shares, _ = data
    rates = shares["tariffs"].copy()
    rates.loc["s00", "R01", "R00"] = 1.5
    made = made_of(shares, tariffs=100 * rates, tariff_unit="percent", deficits=None)
    assert float(made.tariff_rate.sel(sector="s00", origin="R01", destination="R00")) == 1.5
    at = "at sector 's00', destination 'R00', origin 'R01'"
    problems = problems_of_data(shares, tariffs=rates)
    assert len(problems) == 1
    assert problems[0].startswith(f"tariffs: rate 1.5 {at} with the unit fraction is 150 %")
    rates.loc["s00", "R01", "R00"] = -1.0
    assert problems_of_data(shares, tariffs=rates) == [
        f"tariffs: rate -1 fraction {at} takes away all that is paid, or more"
    ]
    assert problems_of_data(shares, tariff_unit="%") == [
        "tariff_unit: unit '%' is neither percent nor fraction"
    ]


def test_money_that_does_not_add_up_is_refused():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    (problem, other) = problems_of(
        deficits=shares["deficits"] + xr.DataArray([9.0, -9.0], dims="region")
    )
    assert problem.startswith("deficits: A has ")
    assert "spending less income is" in other
    much = shares["expenditure"].copy()
    much.loc[{"sector": "y"}] *= 1e-3
    assert all("than is spent on it" in p for p in problems_of(expenditure=much, deficits=None))
    assert problems_of(output=shares["output"]) == ["expenditure, output: give one of them"]
    assert problems_of(expenditure=None) == ["expenditure, output: give one of them"]
    little = shares["output"].copy()
    little.loc[{"sector": "x", "origin": "A"}] = 1e4
    assert problems_of(expenditure=None, output=little, deficits=None) == [
        "output of x: no expenditure at these shares buys it"
    ]
