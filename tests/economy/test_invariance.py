"""What must not matter: the price level, the order of regions and their names."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.symbols.registry import REGISTRY


def shocked(values):
    """A tariff power with 30 points on everything."""
    return values * 1.3


def test_doubling_the_numeraire_doubles_nominal_and_leaves_real(random_economy, values_of):
    base = values_of(random_economy, tariff_power=shocked)
    doubled = values_of(random_economy, tariff_power=shocked, numeraire_level=lambda n: 2 * n)
    system = random_economy.model.system
    for name in system.variables:
        determined = system.unknown(name)  # the price of what no one makes stays 1
        factor = 2.0 if REGISTRY[name].nominal else 1.0
        found, expected = (v[name].ravel()[determined] for v in (doubled, base))
        size = np.abs(expected).max(initial=0.0)
        np.testing.assert_allclose(
            found, factor * expected, rtol=1e-7, atol=1e-9 * size, err_msg=name
        )


def test_another_numeraire_gives_the_same_real_results(random_economy, values_of):
    base = values_of(random_economy, tariff_power=shocked)

    def first_household(weights):
        chosen = np.zeros_like(weights)
        chosen[0, 0] = 1.0
        return chosen

    other = values_of(
        random_economy,
        tariff_power=shocked,
        numeraire_factor_weight=np.zeros_like,
        numeraire_final_weight=first_household,
    )
    assert other["price_final"][0, 0] == pytest.approx(1.0, abs=1e-9)
    np.testing.assert_allclose(other["utility"], base["utility"], rtol=1e-8)
    np.testing.assert_allclose(other["trade"], base["trade"], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_relabelling_and_permuting_regions_changes_nothing(seed, solved):
    dataset = random_benchmark(4, 3, seed=seed)
    order = [2, 0, 3, 1]
    permuted = dataset.isel(region=order, origin=order, destination=order)
    names = {label: f"region {k}" for k, label in enumerate(dataset.region.to_numpy())}
    renamed = permuted.assign_coords(
        {
            d: [names[str(k)] for k in permuted[d].to_numpy()]
            for d in ("region", "origin", "destination")
        }
    )
    target = str(dataset.region.to_numpy()[1])
    shock = {"parameter": "tariff_power", "add_points": 40}
    first = solved(cge.load(dataset), {**shock, "destination": target})
    second = solved(cge.load(renamed), {**shock, "destination": names[target]})
    for label, name in names.items():
        for variable in ("utility", "income", "revenue_tariff"):
            assert float(second[variable].sel(region=name)) == pytest.approx(
                float(first[variable].sel(region=label)), rel=1e-8, abs=1e-8
            )


def test_permuting_sectors_changes_nothing(values_of):
    """A shock to all sectors alike does not depend on which position a sector has."""
    dataset = random_benchmark(3, 4, seed=5)
    order = [3, 1, 0, 2]
    permuted = dataset.isel(sector=order, activity=order)
    first = values_of(cge.load(dataset), productivity=lambda p: 1.1 * p)
    second = values_of(cge.load(permuted), productivity=lambda p: 1.1 * p)
    np.testing.assert_allclose(second["utility"], first["utility"], rtol=1e-9)
    np.testing.assert_allclose(second["output"], first["output"][order], rtol=1e-7, atol=1e-9)
