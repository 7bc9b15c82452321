"""Cautions on shocks that are accepted: points below one, absent flows, trade out of reach, and
trade by pair that the data impute."""

import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.aggregation import aggregate
from calibration.mapping import Mapping
from calibration.tariffs import under_rates
from cge.scenarios import Scenario
from cge.scenarios.cautions import cautions_of_shocks
from tests.economy.conftest import scenario_of

DATA = random_benchmark(3, 4, seed=2)  # S4 of R3 produces nothing


def said(*shocks: dict, data: xr.Dataset = DATA) -> list[str]:
    economy = cge.load(data)
    plan = scenario_of(*shocks)
    return cautions_of_shocks(plan, economy.parameters, economy.arrays, economy.named_groups)


def test_points_below_one_on_a_rate():
    tariff = {"parameter": "tariff_power", "destination": "R1"}
    (caution,) = said(tariff | {"add_points": 0.1})
    assert "add_points counts percentage points: 0.1 moves a rate of 5 % to 5.1 %" in caution
    assert len(said(tariff | {"add_points": -0.5})) == 1
    assert said(tariff | {"add_points": 1}, tariff | {"add_points": 0}) == []
    assert said(tariff | {"scale_power": 0.9}) == []
    assert said({"parameter": "productivity", "region": "R1", "add_points": 0.1}) == []


def rates(percent: float) -> xr.Dataset:
    """Data whose tariffs on the goods of others are this high."""
    sales = DATA["sales"]
    abroad = (sales["origin"] != sales["destination"]).broadcast_like(sales)
    return with_rates(DATA, (percent / 100 * abroad).transpose(*sales.dims).to_numpy())


def with_rates(data: xr.Dataset, rate) -> xr.Dataset:
    return data.assign(under_rates(data, rate))


@pytest.mark.parametrize(("benchmark", "said_of_it"), [(5.0, "up to 5 %"), (0.0, "none")])
def test_a_rate_set_below_one_per_cent_where_rates_are_higher_or_there_are_none(
    benchmark, said_of_it
):
    tariff = {"parameter": "tariff_power", "destination": "R1"}
    data = rates(benchmark)
    (caution,) = said(tariff | {"set": 0.1}, data=data)
    assert caution.endswith(
        f"set counts per cent: 0.1 makes the rate 0.1 %, where the benchmark has "
        f"{said_of_it}; ten per cent are 10"
    )
    (caution,) = said(tariff | {"set": {"table": "origin,value\nR2,0.2\nR3,0.25"}}, data=data)
    assert "0.25 makes the rate 0.25 %" in caution
    assert said(tariff | {"set": 0}, tariff | {"set": 1}, tariff | {"set": 25}, data=data) == []
    assert said(tariff | {"set": {"table": "origin,value\nR2,0.2\nR3,25"}}, data=data) == []


def test_a_small_rate_in_place_of_small_ones_and_a_level_are_no_fractions():
    tariff = {"parameter": "tariff_power", "destination": "R1", "set": 0.1}
    assert said(tariff, data=rates(0.4)) == []
    assert said({"parameter": "productivity", "region": "R1", "set": 0.9}) == []


def test_a_caution_is_said_once_for_each_shock():
    shock = {"parameter": "tariff_power", "destination": "R1", "add_points": 0.1}
    package = {"shocks": [shock]}
    plan = Scenario.from_dict(
        {"title": "t", "packages": {"p": package}, "experiments": {"a": ["p"], "b": ["p"]}}
    )
    economy = cge.load(DATA)
    found = cautions_of_shocks(plan, economy.parameters, economy.arrays)
    assert len(found) == 1


def test_a_shock_or_label_without_a_flow():
    empty = {"parameter": "tariff_power", "sector": "S4", "origin": "R3", "add_points": 5}
    reached = {"parameter": "tariff_power", "sector": "S1", "add_points": 5}
    (whole,) = said(empty, reached)
    assert whole.endswith("reaches no trade: there is none in the benchmark where it applies")
    (part,) = said(empty | {"sector": ["S3", "S4"]})
    assert part.endswith("reaches no trade at sector S4: there is none")


def test_trade_inside_an_aggregate_region_is_out_of_reach():
    regions = {"R1": "A", "R2": "B", "R3": "B"}
    sectors = {k: k for k in ("S1", "S2", "S3", "S4")}
    data = aggregate(DATA, Mapping("two", regions, sectors, {}))
    tariff = {"parameter": "tariff_power", "add_points": 5}
    (caution,) = said(tariff, tariff | {"parameter": "iceberg", "add_points": 0.1}, data=data)
    assert caution == (
        "trade among the members of B lies inside one region of this aggregation: "
        "shocks to 'tariff_power', 'iceberg' do not reach it"
    )
    assert said(tariff | {"destination": "A"}, data=data) == []
    assert said(tariff | {"origin": "A", "destination": "B"}, data=data) == []
    assert said(tariff | {"destination": "B"}, data=data) == [caution.replace(", 'iceberg'", "")]


def with_evidence(imputed: float, on_prior: float) -> xr.Dataset:
    """Foreign sales of S1 and S2 rest on imputation and on priors, in these parts."""
    sales = DATA["sales"]
    services = sales["sector"].isin(["S1", "S2"]) & (sales["origin"] != sales["destination"])
    there = services.broadcast_like(sales).to_numpy().astype(float)
    parts = {"sales_imputed": imputed, "sales_on_prior": on_prior}
    return DATA.assign({name: (sales.dims, part * there) for name, part in parts.items()})


def test_a_shock_by_pair_to_imputed_trade_says_so():
    data = with_evidence(0.75, 0.25)
    pair = {"origin": "R1", "destination": "R2", "parameter": "iceberg", "add_points": 5}
    (caution,) = said(pair | {"sector": ["S1", "S2"]}, data=data)
    assert caution == (
        "75 % of the trade that shocks to 'iceberg' touch by pair is imputed and 25 % rests on "
        "tables of other years: of services the data know each pair's total, not the sectors in it"
    )
    sales = DATA["sales"].sel(origin="R1", destination="R2")
    share = 75 * float(sales.sel(sector=["S1", "S2"]).sum() / sales.sum())
    (caution,) = said(pair, data=data)
    assert caution.startswith(f"{share:.0f} % of the trade")


def test_imputed_trade_is_no_matter_where_a_shock_does_not_go_by_pair():
    data = with_evidence(1.0, 0.0)
    shock = {"parameter": "iceberg", "add_points": 5}
    pair = {"origin": "R1", "destination": "R2"}
    assert said(shock | {"destination": "R2"}, data=data) == []
    assert said(shock | pair | {"sector": "S3"}, data=data) == []
    assert said(shock | pair | {"sector": "S1"}, data=with_evidence(0.05, 0.95)) == []
    assert said(shock | pair | {"sector": "S1"}) == []  # nothing is recorded
