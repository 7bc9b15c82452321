"""Benchmark values of all parameters: one file a block, listed here."""

from __future__ import annotations

from collections.abc import Callable

from calibration.errors import InputError
from cge.economy.benchmark.abatement import abatement
from cge.economy.benchmark.arrays import Array, Benchmark
from cge.economy.benchmark.border_adjustment import border_adjustment
from cge.economy.benchmark.budgets import budget_parameters, budgets
from cge.economy.benchmark.capital_energy import capital_energy, energy_nests
from cge.economy.benchmark.demand import demand
from cge.economy.benchmark.emissions import emissions, fuels, gases, household_emissions
from cge.economy.benchmark.factors import factors
from cge.economy.benchmark.generation import additive_generation, generation, grid
from cge.economy.benchmark.green import green
from cge.economy.benchmark.levels import levels_under
from cge.economy.benchmark.margins import margins
from cge.economy.benchmark.numeraires import numeraire_weights
from cge.economy.benchmark.production import production
from cge.economy.benchmark.rents import rents
from cge.economy.benchmark.subsistence import subsistence
from cge.economy.benchmark.technology import technology
from cge.economy.benchmark.trade import sourcing, sourcing_by_user, trade
from cge.settings.closures import Closure
from cge.symbols.registry import entries, entry_of

# Feature, empty for every model -> the function that gives the values of its parameters. Of two
# values of one parameter the later holds.
BLOCKS: tuple[tuple[str, Callable[[Benchmark], dict[str, Array]]], ...] = (
    ("", production),
    ("", trade),
    ("", rents),
    ("", demand),
    ("", budgets),
    ("", factors),
    ("", emissions),
    ("sourcing_by_destination", sourcing),
    ("sourcing_by_user", sourcing_by_user),
    ("subsistence", subsistence),
    ("margins", margins),
    ("technology", technology),
    ("green", green),
    ("household_emissions", household_emissions),
    ("abatement", abatement),
    ("fuels", fuels),
    ("gases", gases),
    ("border_adjustment", border_adjustment),
    ("capital_energy", capital_energy),
    ("energy_nests", energy_nests),
    ("generation", generation),
    ("additive_generation", additive_generation),
    ("grid", grid),
)


def benchmark_parameters(benchmark: Benchmark) -> dict[str, Array]:
    """Benchmark values of every parameter of the registry, by name.

    Quantities are measured at benchmark prices, so that benchmark prices are 1, except landed
    prices, which carry export tax and tariff.

    Raises
    ------
    KeyError
        Naming the symbols of the registry to which no block gives a value.
    """
    values = dict(benchmark.elasticities)
    for feature, block in BLOCKS:
        if not feature or feature in benchmark.features:
            values |= block(benchmark)
    wanted = [e.name for e in entries(benchmark.features) if e.kind != "variable"]
    missing = [name for name in wanted if name not in values]
    if missing:
        raise KeyError(f"no benchmark value for {', '.join(missing)}")
    return values


def parameters_under(closure: Closure, benchmark: Benchmark) -> dict[str, Array]:
    """Benchmark values of all parameters, those that a closure adds included.

    A swap makes a parameter endogenous and fixes a variable: its level becomes the parameter
    ``fixed_<variable>``.

    Raises
    ------
    InputError
        Naming symbols of swaps that these data do not have.
    """
    parameters = benchmark_parameters(benchmark)
    _refuse_missing(closure, benchmark)
    parameters["mobility"] = closure.mobility(benchmark.labels())[1]
    parameters |= budget_parameters(benchmark, closure.government, closure.external)
    parameters |= numeraire_weights(closure.numeraire, benchmark)
    levels = levels_under(closure, benchmark, parameters)
    for swap in closure.swaps:
        parameters[f"fixed_{swap.variable}"] = levels[swap.variable].copy()
    return parameters


def _refuse_missing(closure: Closure, benchmark: Benchmark) -> None:
    """Swaps of symbols that this model does not have."""
    has = {e.name for e in entries(benchmark.features)}
    named = [name for swap in closure.swaps for name in (swap.parameter, swap.variable)]
    problems = [
        f"closure '{closure.name}': '{name}' comes with the feature '{entry_of(name).feature}', "
        "which these data do not have"
        for name in dict.fromkeys(named)
        if name not in has
    ]
    if problems:
        raise InputError(problems)
