"""Contributions add up whatever the shock, and are those of closed forms where there are some."""

from __future__ import annotations

import numpy as np
import pytest

from cge.engine.attribution import Row, Substituted, contributions
from cge.symbols.registry import entry_of
from tests.economy.variants import VARIANTS, variant

SEED = 5


def points(system, factor):
    """Two sets of values: what an experiment may move is moved by up to a factor."""
    draw = np.random.default_rng(SEED)
    before = dict(system.values())
    entries = map(entry_of, before)
    moved = [e.name for e in entries if e.kind in ("variable", "power", "level") and e.upper > 1]
    before |= {n: before[n] * draw.uniform(0.9, 1.1, before[n].shape) + 0.01 for n in moved}
    after = {n: before[n] * draw.uniform(1 / factor, factor, before[n].shape) for n in moved}
    return before, before | after


def rows(system, values, moving):
    """A few rows of every equation, with the compiled equation."""
    for equation in system.equations:
        if not equation.target_flat.size:
            continue
        for k in sorted({0, equation.rows // 2, equation.rows - 1}):
            element = (equation.target, int(equation.target_flat[k]))
            template = equation.template_at(k, values)
            yield equation, k, Row(template, int(equation.row_flat[k]), element, moving)


@pytest.mark.parametrize("factor", [1.05, 5.0])
@pytest.mark.parametrize("name", VARIANTS)
def test_contributions_add_up_for_every_equation(name, factor):
    system = variant(name).model.system
    before, after = points(system, factor)
    for equation, k, row in rows(system, before, frozenset(after)):
        sides = (equation.right,) if row.explicit else (equation.left, equation.right)
        first, *second = (side.value(after)[k] - side.value(before)[k] for side in sides)
        change = first - sum(second)
        found = contributions(row, before, after)
        size = sum(map(abs, found.values()))
        assert sum(found.values()) == pytest.approx(change, abs=1e-12 * size), equation.name


def test_of_a_small_change_contributions_are_those_of_each_argument_alone():
    system = variant("base").model.system
    before, after = points(system, 1.0001)
    for equation, _, row in rows(system, before, frozenset(after)):
        whole = row.value(before)
        found = contributions(row, before, after)
        size = max(map(abs, found.values()), default=0.0)
        for (name, flat), contribution in found.items():
            alone = before | {name: before[name].copy()}
            alone[name][flat] = after[name][flat]
            expected = row.value(alone) - whole
            assert contribution == pytest.approx(expected, abs=2e-3 * size), equation.name


def row_of(system, equation, position, values, moving):
    compiled = system.by_name[equation]
    element = (compiled.target, int(compiled.target_flat[position]))
    template = compiled.template_at(position, values)
    return Row(template, int(compiled.row_flat[position]), element, moving)


def test_of_a_product_both_factors_count_at_the_mean_of_the_other():
    """The landed price is basic price times tariff, which both double."""
    system = variant("base").model.system
    before = system.values()
    flat = int(system.by_name["E_price_landed"].row_flat[1])
    good, origin, _ = np.unravel_index(flat, system.symbols["trade"].shape)
    basic = int(good * len(system.symbols["price_basic"].labels[1]) + origin)
    after = before | {n: 2 * before[n] for n in ("tariff_power", "price_basic")}
    row = row_of(system, "E_price_landed", 1, before, frozenset(("tariff_power", "price_basic")))
    found = contributions(row, before, after)
    landed = row.value(before)
    assert found == {
        ("price_basic", basic): pytest.approx(1.5 * landed, rel=1e-12),
        ("tariff_power", flat): pytest.approx(1.5 * landed, rel=1e-12),
    }


def test_a_substituted_row_has_the_slopes_of_the_whole():
    """Factor demand with value added's price put in: against differences of the function."""
    system = variant("base").model.system
    before, after = points(system, 1.2)
    moving = frozenset(after)
    market = row_of(system, "E_factor_demand", 0, before, moving)
    inner = row_of(system, "E_price_value_added", 0, before, moving)
    function = Substituted(market, {("price_value_added", 0): inner})
    slopes = function.gradient(before)
    assert slopes["price_value_added"][0] == 0.0
    step = 1e-6
    for name in ("price_factor", "value_added_demand"):
        for flat in np.flatnonzero(slopes[name]):
            up = before | {name: before[name].copy()}
            up[name][flat] += step
            numeric = (function.value(up) - function.value(before)) / step
            assert slopes[name][flat] == pytest.approx(numeric, rel=1e-4)
    found = contributions(function, before, after)
    change = function.value(after) - function.value(before)
    assert sum(found.values()) == pytest.approx(change, rel=1e-12)


def test_contributions_add_up_to_a_total_that_is_given():
    system = variant("base").model.system
    before, after = points(system, 1.1)
    row = row_of(system, "E_income", 0, before, frozenset(after))
    own = contributions(row, before, after)
    total = sum(own.values()) * (1 + 1e-7)
    given = contributions(row, before, after, total)
    assert sum(given.values()) == pytest.approx(total, rel=1e-14)
    assert given == pytest.approx(own, rel=1e-5)
