"""Shipped scenarios on shipped data: the same policy in every aggregation."""

import itertools

import numpy as np
import pytest

from calibration import aggregate, members, open_benchmark, random_benchmark, read_mapping
from calibration.variables import REGION_DIMS
from cge.economy.economy import Economy
from cge.inputs import find as locations
from cge.inputs.groups import shipped_groups
from cge.policy.application import with_border_adjustments
from cge.policy.schema import Cbam
from cge.scenarios import (
    NamedGroups,
    Scenario,
    counterfactuals,
    open_scenario,
)
from cge.settings.closures import Closure

AGGREGATIONS = ["5x6", "16x22", "full"]


@pytest.fixture(scope="module")
def groups():
    return shipped_groups()


@pytest.fixture(scope="module")
def economies(groups):
    full = open_benchmark(locations.find("benchmarks", "oecd-icio-2022"))
    closure = Closure.from_file(locations.find("closures", "standard"))
    found = {}
    for name in AGGREGATIONS:
        mapping = read_mapping(locations.find("aggregations", name), full)
        found[name] = Economy(aggregate(full, mapping), closure, groups, name)
    return found


def shocked_members(before, after, benchmark):
    """Cells that differ, as combinations of labels at the finest level, with their value."""
    finest = {dim: _members(benchmark, dim) for dim in before.dims}
    cells = {}
    for at in np.argwhere(before.values != after.values):
        labels = [str(before[dim].values[n]) for dim, n in zip(before.dims, at, strict=True)]
        value = round(float(after.values[tuple(at)]), 12)
        expanded = (finest[dim][label] for dim, label in zip(before.dims, labels, strict=True))
        cells |= dict.fromkeys(itertools.product(*expanded), value)
    return cells


def _members(benchmark, dim):
    """Label -> its labels at the finest level; factors are the same at all levels."""
    if dim == "factor":
        return {str(label): [str(label)] for label in benchmark[dim].to_numpy()}
    return members(benchmark, "region" if dim in REGION_DIMS else "sector")


@pytest.mark.parametrize("scenario", ["nqp-and-cbam"])
@pytest.mark.parametrize("parameter", ["factor_productivity", "iceberg", "border_carbon_price"])
def test_the_policy_is_the_same_in_every_aggregation(economies, groups, scenario, parameter):
    found = []
    for economy in economies.values():
        named = NamedGroups(groups, economy.benchmark)
        shocked = counterfactuals(open_scenario(scenario), economy.parameters, named)
        after = list(shocked.values())[-1]
        before = economy.parameters
        found.append(shocked_members(before[parameter], after[parameter], economy.benchmark))
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_the_charge_is_on_all_imports_of_the_sectors_and_on_nothing_else(economies, groups):
    economy = economies["16x22"]
    named = NamedGroups(groups, economy.benchmark)
    shocked = counterfactuals(open_scenario("nqp-and-cbam"), economy.parameters, named)
    price = shocked["cbam"].border_carbon_price
    charged = price.sel(sector=["STL", "NFM", "NMM", "CHM", "UTL"], destination="EU27")
    assert (charged.drop_sel(origin="EU27") == 88).all()
    assert float(price.sum()) == 88 * 5 * 15
    assert (shocked["nqp"].border_carbon_price == 0).all()


def test_a_border_adjustment_covers_the_same_in_every_aggregation(economies):
    found = []
    cbam = Cbam(destination="EU27", sectors="cbam", price=88)
    for plain in economies.values():
        economy = plain.with_border_adjustment()
        after = with_border_adjustments(
            [cbam], economy.parameters, economy.benchmark, economy.named_groups
        )
        before, after = (p["adjustment_coverage"] for p in (economy.parameters, after))
        found.append(shocked_members(before, after, economy.benchmark))
    assert len(found[0]) == 6 * 54 * 27
    assert found[0] == found[1] == found[2]


def test_a_misspelt_group_is_named(groups):
    benchmark = random_benchmark(["CHN", "USA"], ["C24A", "K"])
    parameters = benchmark[["tariff_rate"]].rename(tariff_rate="tariff_power") + 1.0
    parameters["tariff_power"].attrs["kind"] = "power"
    shock = {"parameter": "tariff_power", "sector": "cbm", "origin": "EU27", "set": 1}
    scenario = Scenario.from_dict({"title": "t", "packages": {"a": {"shocks": [shock]}}})
    with pytest.raises(ValueError, match="not a sector or group; did you mean 'cbam'") as caught:
        counterfactuals(scenario, parameters, NamedGroups(groups, benchmark))
    assert caught.value.problems[1] == (
        "scenario: packages > a > shock 1: origin: group 'EU27' has no origin in this aggregation"
    )


def test_a_label_that_is_partly_in_a_group_is_named(groups):
    benchmark = random_benchmark(["CHN", "USA"], ["C24A", "K"])
    benchmark.attrs["members_of_region"] = '{"CHN": ["CHN", "JPN"]}'
    parameters = benchmark[["tariff_rate"]].rename(tariff_rate="tariff_power") + 1.0
    parameters["tariff_power"].attrs["kind"] = "power"
    shock = {"parameter": "tariff_power", "destination": "china", "set": 1}
    scenario = Scenario.from_dict({"title": "t", "packages": {"a": {"shocks": [shock]}}})
    with pytest.raises(ValueError, match="is only partly in group 'china': JPN not in it"):
        counterfactuals(scenario, parameters, NamedGroups(groups, benchmark))
