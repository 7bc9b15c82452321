"""Identities of the trade literature: what the model gives, beside what the paper's formula gives.

Each function returns pairs by name: ours, theirs.
"""

from __future__ import annotations

import numpy as np

import cge
from calibration import Mapping, aggregate
from tests.economy.simple import benchmark
from tests.gallery import formulas, handbook
from tests.gallery.ricardian import Primitives, caliendo_parro, eaton_kortum
from tests.gallery.worlds import dataset_of, random_world

Array = np.ndarray
Pairs = dict[str, tuple[Array, Array]]
# Steps to autarky: trade costs that leave this many digits less of each flow.
DIGITS = (1, 3, 6, 9)


def solve(economy, start=None, **changed):
    """Arrays of a solution by name, and its values to start from."""
    values = economy.model.solve(changed, start=start).values
    shapes = economy.model.system.symbols
    return {n: np.reshape(v, shapes[n].shape) for n, v in values.items()}, values


def trade_shares(values) -> Array:
    """Share of an origin in spending on a good (sector, origin, destination)."""
    landed = values["price_landed"] * values["trade"]
    return landed / landed.sum(axis=1, keepdims=True)


def own_shares(values) -> Array:
    """Share of domestic sellers in purchases (sector, destination)."""
    return np.einsum("idd->id", trade_shares(values))


def real_income(economy, values) -> Array:
    """Utility relative to the benchmark (region)."""
    return values["utility"] / economy.parameter_arrays["income_benchmark"]


# ---------------------------------------------------------------------- Ricardian models
def armington_and_eaton_kortum(theta: float) -> Pairs:
    """Eaton and Kortum (2002) in levels, with intermediates: the flows of one equilibrium are data,
    and another equilibrium, with other technology and distances, is found by both."""
    draw = np.random.default_rng(2002)
    count = 5
    home = np.eye(count, dtype=bool)
    before = Primitives(
        technology=draw.uniform(0.5, 3.0, count),
        distance=np.where(home, 1.0, draw.uniform(1.2, 2.5, home.shape)),
        labour=draw.uniform(20.0, 200.0, count),
        beta=draw.uniform(0.3, 0.7, count),
        theta=theta,
    )
    technology = draw.uniform(0.7, 1.6, count)
    distance = np.where(home, 1.0, draw.uniform(0.8, 1.3, home.shape))
    old = eaton_kortum(before)
    new = eaton_kortum(before.changed(technology, distance))
    sales = old.share * (old.wage * before.labour / before.beta)
    economy = cge.load(benchmark(sales[None], 1 - before.beta, 1.0, 1 + theta))
    ours, _ = solve(
        economy,
        productivity=technology[None] ** (1 / theta),
        iceberg=distance[None],
        foreign_saving=np.zeros(count),
    )
    return {
        "trade shares": (trade_shares(ours)[0], new.share),
        "wages": (ours["price_factor"][0], new.wage / old.wage),
        "real income": (real_income(economy, ours), new.wage / new.price / old.wage * old.price),
    }


def armington_and_caliendo_parro(seed: int) -> Pairs:
    """Caliendo and Parro (2015) in changes: sectors that use each other, tariffs whose receipts are
    spent, deficits, goods that some regions do not sell; new tariffs and other trade costs."""
    world = random_world(seed)
    economy = cge.load(dataset_of(world), structure="caliendo-parro")
    draw = np.random.default_rng(100 + seed)
    foreign = ~np.eye(world.share.shape[1], dtype=bool)
    tariff = np.where(foreign, 1 + draw.uniform(0.0, 0.5, world.tariff.shape), 1.0)
    cost = np.where(foreign, draw.uniform(0.8, 1.3, world.tariff.shape), 1.0)
    theirs = caliendo_parro(world, tariff, cost)
    ours, _ = solve(economy, tariff_power=tariff, iceberg=cost)
    return {
        "trade shares": (trade_shares(ours), theirs.share),
        "wages": (ours["price_factor"][0], theirs.wage),
        "real income": (real_income(economy, ours), theirs.real_income),
    }


# ---------------------------------------------------------------------- gains from trade
def with_one_sector(table):
    """The benchmark with all goods as one, made of labour alone, and theta of 5."""
    regions = {str(k): str(k) for k in table.region.to_numpy()}
    sectors = {str(k): "ALL" for k in table.sector.to_numpy()}
    one = aggregate(table, Mapping("one", regions, sectors, {}))
    trade = ("sigma_import_source", "sigma_domestic_import")
    return handbook.final_only(one.assign({name: one[name] * 0 + 6.0 for name in trade}))


def autarky(benchmark, closed) -> tuple[Array, Array]:
    """Loss of closing some regions, with trade balanced first: as solved, and by the formula.

    Parameters
    ----------
    closed
        Which regions trade no more (region).
    """
    economy = cge.load(benchmark, aggregation=None)
    balanced = np.zeros_like(economy.parameter_arrays["foreign_saving"])
    open_, at = solve(economy, foreign_saving=balanced)
    data = formulas.shares(benchmark)
    cut = (closed[:, None] | closed[None, :]) & ~np.eye(len(closed), dtype=bool)
    for digits in DIGITS:
        iceberg = np.where(cut, (10 ** (digits / data.theta))[:, None, None], 1.0)
        values, at = solve(economy, at, foreign_saving=balanced, iceberg=iceberg)
    shares = formulas.Shares(own_shares(open_), data.consumption, data.inputs, data.theta)
    lost = 1.0 - values["utility"] / open_["utility"]
    return lost[closed], formulas.gains(shares)[closed]
