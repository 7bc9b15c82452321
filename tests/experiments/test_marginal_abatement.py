"""The marginal abatement curve: a cap gives the price back, and theory says what it costs."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.cli.app import app
from tests.economy.conftest import scenario_of
from tests.economy.variants import dataset, with_fuels, with_nests


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, 4, seed=3)).with_abatement(0.4, 50)


@pytest.fixture(scope="module")
def curve(economy):
    return cge.mac(economy, "R1", [20, 60])


def test_a_cap_at_what_is_left_has_the_price_as_its_shadow_price(economy, curve):
    swap = "carbon_price_economy=emissions_total,region=R1"
    capped = economy.under(economy.closure.with_swaps([swap]))
    before = float(economy.benchmark.co2.sel(region="R1").sum())
    for price in (20.0, 60.0):
        left = before - float(curve.abated.sel(price=price))
        cap = {"parameter": "fixed_emissions_total", "region": "R1", "set": left}
        result = cge.solve(capped, scenario_of(cap))
        found = result.data.carbon_price_economy.isel(experiment=-1).sel(region="R1")
        assert float(found) == pytest.approx(price, rel=1e-6)


def test_a_cap_has_the_price_as_its_shadow_price_where_emissions_follow_fuel():
    """Through fuels that are bought and processes, at any price that is in force already."""
    economy = cge.load(with_nests(with_fuels(dataset())))
    found = cge.mac(economy, "R1", [20, 60])
    assert found.attrs["verified"], found.attrs["verdict"]
    swap = "carbon_price_economy=emissions_total,region=R1"
    capped = economy.under(economy.closure.with_swaps([swap]))
    before = float(economy.benchmark.co2.sel(region="R1").sum())
    for price in (20.0, 60.0):
        left = before - float(found.abated.sel(price=price))
        cap = {"parameter": "fixed_emissions_total", "region": "R1", "set": left}
        result = cge.solve(capped, scenario_of(cap))
        assert result.verified, result.verdict
        shadow = result.data.carbon_price_economy.isel(experiment=-1).sel(region="R1")
        assert float(shadow) == pytest.approx(price, rel=1e-6)


def test_columns_are_the_result_s_own(economy, curve):
    shock = {"parameter": "carbon_price_economy", "region": "R1", "set": 60}
    summary = cge.solve(economy, scenario_of(shock)).summary().isel(experiment=0).sel(region="R1")
    at = curve.sel(price=60)
    assert float(at.abated) == pytest.approx(-float(summary.co2_change), rel=1e-9)
    assert float(at.welfare_cost) == pytest.approx(-float(summary.equivalent_variation), rel=1e-9)
    assert float(at.average_cost * at.abated) == pytest.approx(float(at.welfare_cost), rel=1e-12)
    first = 20 * float(curve.abated.sel(price=20)) / 2
    rest = (20 + 60) / 2 * float(curve.abated.diff("price").item())
    assert float(at.area) == pytest.approx(first + rest, rel=1e-12)
    assert curve.attrs["verified"]


def test_without_distortions_a_small_price_costs_the_area_below_the_curve():
    """One economy without taxes or trade: all that is lost is the triangle (Harberger)."""
    data = random_benchmark(2, 4, seed=6, zeros=0.0)
    apart = _without_taxes_or_trade(data)
    economy = cge.load(apart).with_abatement(0.5, 50)
    found = cge.mac(economy, "R1", [0.25, 0.5, 0.75, 1.0])
    cost, area = (float(found[name].sel(price=1.0)) for name in ("welfare_cost", "area"))
    assert cost == pytest.approx(area, rel=0.02)


def _without_taxes_or_trade(data):
    """Each region sells to itself alone, what it makes, and pays no tax."""
    home = data.origin == data.destination
    output = data.sales.sum("destination")
    sales = (output * home).transpose(*data.sales.dims)
    made = output.rename(origin="region", sector="activity").transpose("activity", "region")
    # Inputs a quarter of output, the diagonal of use; the household buys the rest.
    use = 0 * data.intermediate_use
    final = 0 * data.final_use
    for n, label in enumerate(map(str, data.sector.to_numpy())):
        other = str(data.activity.to_numpy()[(n + 1) % data.sizes["activity"]])
        quantity = np.minimum(
            0.25 * made.sel(activity=other), 0.5 * output.sel(sector=label).rename(origin="region")
        )
        use.loc[{"sector": label, "activity": other}] = quantity.to_numpy()
    rest = output.rename(origin="destination") - use.sum("activity")
    final.loc[{"agent": "household"}] = rest.transpose("sector", "destination").to_numpy()
    spent = use.sum("sector").rename(destination="region")
    share = data.value_added / data.value_added.sum("factor")
    earned = (share * (made - spent)).transpose(*data.value_added.dims)
    nothing = {
        name: 0 * data[name]
        for name in ("export_tax", "tariff_revenue", "tariff_rate", "intermediate_tax",
                     "final_tax", "output_tax", "foreign_saving")
    }  # fmt: skip
    changed = {
        "sales": sales, "intermediate_use": use, "final_use": final, "value_added": earned,
    }  # fmt: skip
    made_up = data.assign(
        {n: a.assign_attrs(data[n].attrs) for n, a in (changed | nothing).items()}
    )
    return made_up.assign_attrs(data.attrs)


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"region": "R9"}, "region: unknown 'R9'"),
        ({"prices": []}, "prices: there are none"),
        ({"prices": [20, 10]}, "prices: 20, 10 do not rise from above 0"),
        ({"prices": [0]}, "prices: 0 do not rise from above 0"),
        ({"households": True}, "households: they pay for carbon only where emissions follow fuel"),
    ],
)
def test_what_cannot_be_asked_is_refused(economy, asked, problem):
    with pytest.raises(InputError, match=problem):
        cge.mac(economy, **{"region": "R1", **asked})


def test_the_command_prints_a_row_for_each_price():
    done = CliRunner().invoke(app, ["mac", "EU27", "--aggregation", "5x6", "--prices", "10,20"])
    assert done.exit_code == 0, done.output
    rows = [
        line for line in done.stdout.splitlines() if line.lstrip().startswith(("10 USD", "20 USD"))
    ]
    assert len(rows) == 2
    assert "Activities of EU27 pay the price" in done.stdout
    wrong = CliRunner().invoke(app, ["mac", "EU27", "--prices", "5x"])
    assert wrong.exit_code != 0
    assert "'5x' is not numbers parted by commas" in wrong.output
