"""Welfare decomposition: identities, closed forms, and recomputation by finite differences."""

import pytest

import cge
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.experiments.decomposition import decompose
from tests.economy.variants import VARIANTS, variant

TARIFF = {"parameter": "tariff_power", "destination": "R1", "add_points": 25}
GROWTH = {"parameter": "productivity", "region": "R2", "percent": 10}
# One of every kind, so that all effects of the basic model are there.
MANY = [
    TARIFF,
    GROWTH,
    {"parameter": "factor_productivity", "region": "R3", "factor": "labour", "percent": 8},
    {"parameter": "endowment", "region": "R3", "factor": "capital", "percent": 6},
    {"parameter": "iceberg", "destination": "R2", "percent": -4},
    {"parameter": "barrier_power", "origin": "R2", "destination": "R3", "add_points": 12},
    {"parameter": "barrier_waste", "destination": "R3", "set": 0.3},
    {"parameter": "barrier_importer_share", "destination": "R3", "set": 0.4},
    {"parameter": "export_power", "origin": "R1", "add_points": 5},
    {"parameter": "output_tax_power", "region": "R1", "activity": "S1", "add_points": 4},
    {"parameter": "foreign_saving", "region": "R1", "set": 5000},
    {"parameter": "carbon_price", "region": "R1", "set": 40},
    {"parameter": "free_allocation", "region": "R1", "set": 0.3},
    {"parameter": "border_carbon_intensity", "destination": "R2", "set": 3e-4},
    {"parameter": "border_carbon_price", "destination": "R2", "set": 50},
]
OF_FEATURES = {
    "technology": [
        {"parameter": "nqp", "region": "R1", "set": 0.9},
        {"parameter": "adoption", "region": "R2", "set": 0.8},
        {"parameter": "absorptive_capacity", "region": "R3", "set": 0.9},
        {"parameter": "standards_distance", "origin": "R1", "destination": "R2", "set": 0.9},
        {"parameter": "data_restriction", "origin": "R3", "destination": "R2", "set": 0.5},
    ],
    "border adjustment": [
        {"parameter": "adjustment_coverage", "destination": "R2", "set": 1.0},
        {"parameter": "adjustment_reference", "destination": "R2", "set": 80},
        {"parameter": "origin_share", "destination": "R2", "set": 0.5},
        {"parameter": "rebate_share", "origin": "R1", "set": 0.5},
    ],
    "closures": [{"parameter": "transfer", "region": "R1", "set": 900}],
}


def scenario(*packages, name="all"):
    """One experiment of packages, each a list of shocks."""
    named = {f"p{k}": {"shocks": list(shocks)} for k, shocks in enumerate(packages, 1)}
    plan = {"title": "t", "packages": named, "experiments": {name: list(named)}}
    return cge.Scenario.from_dict(plan, "decomposed")


def change(found, variable):
    level = found.data[variable]
    return level.sel({EXPERIMENT: "all"}) - level.sel({EXPERIMENT: BENCHMARK})


def shocks_for(name):
    extra = [s for key, shocks in OF_FEATURES.items() if name.startswith(key) for s in shocks]
    return [*MANY, *extra]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_effects_add_up_in_every_variant_of_the_model(name):
    """The identity is exact: what is left over is quadrature, and vanishes."""
    found = decompose(variant(name), scenario(shocks_for(name)))
    assert found.data.attrs["verified"], found.data.attrs["verdict"]
    assert float(found.residual_share.max()) < 1e-6
    marginal = found.first_order
    total = sum(a.sum([d for d in a.dims if d != "region"]) for a in marginal.values())
    print(total)
