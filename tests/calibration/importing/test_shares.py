"""A benchmark from shares, on a data set of the size of Caliendo and Parro (2015)."""

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError, accounts, check_benchmark, from_shares

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


def made_of(data, **changed):
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


def problems_of(**changed):
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    with pytest.raises(InputError) as caught:
        made_of(shares, **changed)
    return caught.value.problems


def test_faults_are_listed_at_once():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    assert problems_of(
        shares=shares["shares"].to_numpy(),
        value_added=shares["value_added"].rename(region="country"),
    )[:2] == [
        "shares: has no labels, must have sector, destination, origin",
        "value_added: has the dimensions activity, country, must have activity, region",
    ]
    assert problems_of(
        value_added=-shares["value_added"],
        tariffs=shares["tariffs"].assign_coords(origin=["A", "C"]),
        inputs=shares["inputs"] * np.nan,
        expenditure=shares["expenditure"].drop_vars("sector"),
    ) == [
        "expenditure: has no labels along sector",
        "value_added: 4 values are negative",
        "inputs: 8 values are not finite",
        "tariffs: labels of origin are not those of shares: B, C",
    ]


def test_shares_that_do_not_sum_to_one_are_named():
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    off = shares["shares"].copy()
    off.loc[{"sector": "x", "destination": "B"}] *= 1.1
    of_inputs = shares["inputs"] / shares["inputs"].sum("sector")
    problems = problems_of(shares=off, inputs=of_inputs)
    assert problems[0] == "shares of x in B sum to 1.1, must sum to 1"
    assert problems[1].startswith("value_added and inputs of x in A sum to 1.")
    assert len(problems) == 5
    assert problems_of(tariffs=shares["tariffs"] - 1.0) == [
        "tariffs: rates of -1 or less leave nothing to pay"
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
