"""Derivatives along columns and along rows are the same, whatever the equations."""

import numpy as np
import pytest

import cge
from cge.economy.economy import SHOCKABLE
from cge.engine.sensitivity import Sensitivity
from cge.engine.threads import one_thread
from cge.symbols.registry import entry_of
from tests.economy.variants import VARIANTS, variant
from tests.engine.test_block_factors import rough  # noqa: F401, a fixture

OF = ("utility", "income", "trade", "price_factor", "revenue_tariff")
WRT = ("tariff_power", "productivity", "endowment")


def both_ways(sensitivity, values, count):
    """All rows and some columns, forward and backward."""
    rows = np.arange(values[sensitivity.of].size)
    size = values[sensitivity.wrt].size
    columns = np.unique(np.linspace(0, size - 1, count).astype(int))
    with one_thread():
        sensitivity.problem.forget()
        forward = sensitivity.forward(values, rows, columns)
        sensitivity.problem.forget()
        return forward, sensitivity.backward(values, rows, columns)


@pytest.mark.parametrize("name", VARIANTS)
def test_both_ways_are_the_same_in_every_variant_of_the_model(name):
    economy = variant(name)
    values = economy.benchmark_values()
    swapped = {s.parameter for s in economy.closure.swaps}
    for of, wrt in zip(OF, [*WRT, "tariff_power", "productivity"], strict=True):
        if wrt in swapped:
            continue
        assert entry_of(wrt).kind in SHOCKABLE
        forward, backward = both_ways(Sensitivity(economy.pyomo_model(), of, wrt), values, 7)
        largest = np.abs(forward).max() or 1.0
        np.testing.assert_allclose(backward, forward, atol=1e-9 * largest)


def test_both_ways_are_the_same_with_rough_factors(rough):  # noqa: F811
    economy = variant("base")
    sensitivity = Sensitivity(economy.pyomo_model(), "utility", "tariff_power")
    forward, backward = both_ways(sensitivity, economy.benchmark_values(), 20)
    np.testing.assert_allclose(backward, forward, atol=1e-9 * np.abs(forward).max())


def test_the_way_with_fewer_solutions_is_taken(monkeypatch):
    economy = variant("base")
    taken = []
    for way in ("forward", "backward"):
        monkeypatch.setattr(
            Sensitivity,
            way,
            lambda self, v, rows, cols, way=way: (
                taken.append(way) or np.zeros((len(rows), len(cols)))
            ),
        )
    shock = {"parameter": "tariff_power", "add_points": 5}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    result = cge.solve(economy, plan)
    region, sector = (economy.labels[d][0] for d in ("region", "sector"))
    result.jacobian("utility", "tariff_power", at={"region": region})
    result.jacobian("trade", "tariff_power", where={"sector": sector, "origin": region})
    assert taken == ["backward", "forward"]


def test_rows_are_named_like_columns():
    economy = variant("base")
    shock = {"parameter": "tariff_power", "add_points": 5}
    plan = cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})
    result = cge.solve(economy, plan)
    last = economy.labels["region"][-1]
    whole = result.jacobian("utility", "tariff_power")
    some = result.jacobian("utility", "tariff_power", at={"region": {"not": last}})
    assert list(some.region.to_numpy()) == economy.labels["region"][:-1]
    expected = whole.sel(region=some.region)
    np.testing.assert_allclose(some, expected, atol=1e-9 * float(abs(expected).max()))
    with pytest.raises(cge.InputError, match="'utility' has no dimension 'regio'; did you mean"):
        result.jacobian("utility", "tariff_power", at={"regio": last})
