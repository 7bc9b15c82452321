"""The whole economy as one Pyomo model: its blocks, in order."""

from __future__ import annotations

from typing import Any

import numpy as np

from cge.economy.benchmark.arrays import Benchmark
from cge.economy.benchmark.levels import levels_under
from cge.economy.equations import (
    abatement,
    armington,
    armington_by_user,
    border_adjustment,
    budgets,
    capital_energy,
    carbon,
    demand,
    energy_nests,
    fuels,
    gases,
    generation,
    green,
    grid,
    household_emissions,
    income,
    margins,
    markets,
    production,
    subsistence,
    technology,
    trade,
    welfare,
)
from cge.economy.equations.markets import largest_market, with_rent
from cge.economy.equations.swaps import swap_block
from cge.engine.components import Parameter, Variable, new_model
from cge.engine.pyomo_private import ConcreteModel
from cge.settings.closures import Closure
from cge.settings.swaps import adjusting, pairs_of
from cge.symbols.registry import REGISTRY, entry_of

Array = np.ndarray

# The blocks of equations: one file each. A model has those whose feature it has.
BLOCKS = (
    production.block,
    capital_energy.block,
    energy_nests.energy_block,
    energy_nests.block,
    generation.block,
    generation.additive_block,
    technology.block,
    green.block,
    trade.block,
    margins.block,
    armington.block,
    armington_by_user.block,
    demand.block,
    subsistence.block,
    income.block,
    budgets.block,
    markets.block,
    welfare.block,
    carbon.block,
    fuels.block,
    gases.block,
    abatement.block,
    household_emissions.block,
    border_adjustment.block,
    grid.block,
)

# Given these, all prices follow from costs and all quantities from prices.
TEARS = ("price_factor", "rent", "income", "public_income", "nqp_spillover")


def build_model(
    benchmark: Benchmark, parameters: dict[str, Array], closure: Closure
) -> ConcreteModel:
    """Write the equations of the economy over the arrays of a benchmark.

    Parameters
    ----------
    benchmark
        Arrays of the benchmark, which give every variable its starting value.
    parameters
        Benchmark values of all parameters, from
        :func:`cge.economy.benchmark.parameters.parameters_under`.
    closure
        Mobility of factors and swaps of exogenous for endogenous symbols.

    Returns
    -------
    ConcreteModel
        Its equations are templates; :func:`cge.engine.expansion.expand` makes them rows. Beside its
        components it has what blocks ask of it: ``features``; ``mobile`` (factor, region);
        ``unsolved``, the position of the factor market that is left out; ``own_budget``; and
        ``statements``, from the name of an equation to its block and how it is written.
    """
    labels = benchmark.labels()
    m = new_model("economy", dict(labels.items()))
    m.features = benchmark.features
    m.mobile, _ = closure.mobility(labels)
    m.unsolved = largest_market(parameters["endowment"], m.mobile)
    m.own_budget = closure.own_budget
    m.statements = {}
    pairs = pairs_of(closure.swaps, labels)
    adjusts = adjusting(pairs)
    for name, values in parameters.items():
        if name not in adjusts:
            m.add_component(name, Parameter(*_sets(m, name), values=values))
    _add_variables(m, benchmark, parameters, closure, adjusts)
    for block in (*BLOCKS, swap_block(pairs)):
        block.add_to(m)
    return m


def _add_variables(
    m: ConcreteModel,
    benchmark: Benchmark,
    parameters: dict[str, Array],
    closure: Closure,
    adjusts: dict[str, Array],
) -> None:
    """Add the variables, parameters that adjust included, with their starting values."""
    active = {
        "price_factor": parameters["endowment"] > 0,
        "rent": with_rent(m),
        "public_income": budgets.own_budget(m),
        **adjusts,
    }
    levels = levels_under(closure, benchmark, parameters)
    levels |= {name: parameters[name] for name in adjusts}
    for name, values in levels.items():
        tear = name in TEARS or name in adjusts
        component = Variable(
            *_sets(m, name),
            initial=values,
            positive=not REGISTRY[name].signed,
            tear=tear,
            active=active.get(name) if tear else None,
        )
        m.add_component(name, component)


def _sets(m: ConcreteModel, name: str) -> list[Any]:
    return [getattr(m, d) for d in entry_of(name).dims]
