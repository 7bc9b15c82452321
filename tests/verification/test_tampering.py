"""A millionth added to any one number of a solution is noticed without the model's equations."""

from __future__ import annotations

from functools import cache
from zlib import crc32

import numpy as np
import pytest

from cge.symbols.registry import SHARES, VARIABLES, entry_of
from cge.verification.recomputed import RECOMPUTED
from cge.verification.shares import PARTS
from cge.verification.verify import verify
from tests.economy.variants import BASE, VARIANTS, variant

OF_THE_MODEL = {"equations", "homogeneity"}
# Followed from payer to payee, or from market to market, rather than recomputed one by one.
FOLLOWED = {"price_factor", "output"}
# Decided by the closure and not by the data.
OF_CLOSURES = {"mobility", "numeraire_factor_weight", "numeraire_final_weight"}
# Levels that are 0 or 1 in a benchmark, moved to where they matter: least and most.
MOVED = {
    "carbon_price": (20, 60),
    "carbon_price_economy": (2, 6),
    "carbon_price_household": (20, 60),
    "free_allocation": (0.1, 0.4),
    "border_carbon_price": (10, 20),
    "barrier_power": (1.01, 1.1),
    "barrier_waste": (0.3, 0.6),
    "barrier_importer_share": (0.3, 0.6),
    "income_surtax_power": (1.01, 1.02),
    "foreign_saving_share": (0.0005, 0.001),
    "adjustment_coverage": (0.5, 1),
    "adjustment_reference": (70, 90),
    "adjustment_follows": (0.2, 0.4),
    "adjustment_deduction": (0.2, 0.5),
    "adjustment_credit": (0.4, 0.6),
    "adjustment_scope": (0.4, 0.8),
    "rebate_share": (0.2, 0.4),
    "origin_share": (0.1, 0.3),
    "fund_share": (0.1, 0.3),
    "fund_key": (1 / 3, 1 / 3),
    "nqp": (0.4, 0.6),
    "adoption": (0.5, 0.8),
    "elasticity_data": (0.05, 0.1),
}
# Zero where it first appears, and tested under a closure where it is not.
LATER = {(BASE, "public_income")}


def asked(economy):
    """Every parameter that a scenario may move, moved."""
    adjust = {swap.parameter for swap in economy.rules.swaps}
    found = {}
    for name, before in economy.parameter_arrays.items():
        entry = entry_of(name)
        if entry.kind not in ("power", "level") or name in adjust or name.startswith("fixed_"):
            continue
        draw = np.random.default_rng(crc32(name.encode()))
        if name in MOVED:
            found[name] = draw.uniform(*MOVED[name], before.shape)
        else:
            found[name] = np.minimum(before * draw.uniform(0.97, 1.03, before.shape), entry.upper)
    return found


@cache
def solved(name):
    economy = variant(name)
    parameters = asked(economy)
    return economy, parameters, economy.model.solve(parameters).values


def failed(name, values):
    economy, parameters, _ = solved(name)
    return {
        check.name
        for check in verify(values, economy.model.system, economy, parameters)
        if not check.passed
    }


def tampered(name, symbol):
    """The solution with one number of a symbol changed, by a part of itself unless all are zero."""
    values = solved(name)[2]
    array = values[symbol].copy()
    there = np.flatnonzero(array)
    if len(there):
        array[there[crc32(symbol.encode()) % len(there)]] *= 1 + 1e-6
    else:
        array[0] = 1e-6
    return {**values, symbol: array}


def entries():
    """Every symbol where it first appears, and all of a closure with budgets, rents and swaps."""
    seen = set()
    for name in VARIANTS:
        system = variant(name).model.system
        fresh = set(system.symbols) if name == "closures" else set(system.symbols) - seen
        seen |= set(system.symbols)
        yield from ((name, symbol) for symbol in sorted(fresh) if (name, symbol) not in LATER)


@pytest.mark.parametrize("name", VARIANTS)
def test_nothing_is_noticed_where_nothing_is_wrong(name):
    assert failed(name, solved(name)[2]) == set()


@pytest.mark.parametrize(("name", "symbol"), list(entries()))
def test_a_millionth_is_noticed(name, symbol):
    assert failed(name, tampered(name, symbol)) - OF_THE_MODEL


def test_what_is_where_nothing_exists_keeps_its_value():
    values = solved(BASE)[2]
    economy = solved(BASE)[0]
    absent = np.flatnonzero(economy.arrays.sales.ravel() == 0)
    assert len(absent)
    spoiled = values["price_landed"].copy()
    spoiled[absent[0]] *= 1 + 1e-6
    found = failed(BASE, {**values, "price_landed": spoiled})
    assert found == {"recomputed: price_landed"}


def test_every_variable_is_recomputed_or_followed():
    receipts = {e.name for e in VARIABLES if e.name.startswith("revenue_")}
    variables = {e.name for e in VARIABLES}
    assert variables - set(RECOMPUTED) - receipts == FOLLOWED


def test_every_share_is_compared_with_the_data():
    assert {e.name for e in SHARES} == set(PARTS) | OF_CLOSURES
