"""The whole economy as one Pyomo model."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from calibration.errors import InputError
from cge.economy.benchmark.numeraires import numeraire_weights
from cge.economy.benchmark.shares import (
    BY_USER,
    SUBSISTENCE,
    Benchmark,
    benchmark_parameters,
    nested_values,
)
from cge.economy.equations.armington import add_composite_prices, add_trade_flows
from cge.economy.equations.armington_by_user import (
    add_composite_prices_by_user,
    add_trade_flows_by_user,
)
from cge.economy.equations.border_adjustment import add_adjustment_price, add_border_transfer
from cge.economy.equations.budgets import (
    GOVERNMENT,
    add_budgets,
    add_capital_inflow,
    budget_parameters,
)
from cge.economy.equations.carbon import add_abatement, add_emissions
from cge.economy.equations.demand import add_final_demand, add_final_prices, add_welfare
from cge.economy.equations.energy import add_capital_energy
from cge.economy.equations.income import add_income, add_receipts
from cge.economy.equations.markets import (
    add_factor_markets,
    add_goods_markets,
    add_numeraire,
    add_real_factor_price,
    largest_market,
    rents,
)
from cge.economy.equations.production import add_costs, add_input_demands
from cge.economy.equations.technology import add_technology
from cge.economy.equations.trade import add_landed_prices, sourced_by_user, traded
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.settings.closures import Closure
from cge.settings.swaps import Pair, adjusting, pairs_of
from cge.symbols.registry import REGISTRY, entries, entry_of

Array = np.ndarray

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
        Benchmark values of all parameters, from :func:`parameters_under`.
    closure
        Mobility of factors and swaps of exogenous for endogenous symbols.

    Returns
    -------
    ConcreteModel
        Its equations are templates; :func:`cge.engine.expansion.expand` makes them rows.
    """
    labels = benchmark.labels()
    m = new_model("economy", dict(labels.items()))
    mobile, _ = closure.mobility(labels)
    pairs = pairs_of(closure.swaps, labels)
    swapped = adjusting(pairs)
    active = {"price_factor": parameters["endowment"] > 0, **swapped}
    for name, values in parameters.items():
        if name not in swapped:
            m.add_component(name, Parameter(*_sets(m, name), values=values))
    active["rent"] = rents(m, mobile)
    active["public_income"] = own_budget = np.full(len(labels["region"]), closure.own_budget)
    variables = _levels(closure, benchmark, parameters)
    variables |= {name: parameters[name] for name in swapped}
    for name, values in variables.items():
        tear = name in TEARS or name in swapped
        component = Variable(
            *_sets(m, name),
            initial=values,
            positive=not REGISTRY[name].signed,
            tear=tear,
            active=active.get(name) if tear else None,
        )
        m.add_component(name, component)
    add_technology(m, traded(m))
    add_costs(m)
    add_capital_energy(m)
    add_abatement(m)
    add_adjustment_price(m, traded(m))
    add_landed_prices(m)
    if sourced_by_user(m):
        add_composite_prices_by_user(m)
    else:
        add_composite_prices(m)
    add_final_prices(m)
    add_input_demands(m)
    add_final_demand(m)
    if sourced_by_user(m):
        add_trade_flows_by_user(m)
    else:
        add_trade_flows(m)
    add_goods_markets(m)
    add_receipts(m)
    add_border_transfer(m)
    add_income(m)
    add_budgets(m, own_budget)
    add_capital_inflow(m)
    add_factor_markets(m, mobile, largest_market(parameters["endowment"], mobile))
    add_numeraire(m)
    add_real_factor_price(m)
    add_emissions(m)
    add_welfare(m)
    for pair in pairs:
        _add_swap(m, pair)
    return m


def parameters_under(closure: Closure, benchmark: Benchmark) -> dict[str, Array]:
    """Benchmark values of all parameters, those that a closure adds included.

    A swap makes a parameter endogenous and fixes a variable: its level becomes the parameter
    ``fixed_<variable>``.
    """
    parameters = benchmark_parameters(benchmark)
    _refuse_missing(closure, benchmark)
    parameters["mobility"] = closure.mobility(benchmark.labels())[1]
    parameters |= budget_parameters(benchmark, closure.government, closure.external)
    parameters |= numeraire_weights(closure.numeraire, benchmark)
    levels = _levels(closure, benchmark, parameters)
    for swap in closure.swaps:
        parameters[f"fixed_{swap.variable}"] = levels[swap.variable].copy()
    return parameters


def _levels(closure: Closure, b: Benchmark, parameters: dict[str, Array]) -> dict[str, Array]:
    """Benchmark value of every variable under a closure."""
    levels = benchmark_variables(b, parameters)
    if closure.own_budget:
        levels["public_income"] = b.spending[b.labels()["agent"].index(GOVERNMENT)]
    return levels


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


def _add_swap(m: ConcreteModel, pair: Pair) -> None:
    """Hold a variable at a given level by letting a parameter adjust: E_fixed_<variable>."""
    held, level = getattr(m, pair.variable), getattr(m, f"fixed_{pair.variable}")

    def fixed(_m: ConcreteModel, *row: Any) -> Any:
        return held[row] == level[row]

    adjusts = getattr(m, pair.parameter)
    m.add_component(
        pair.equation,
        Equation(*_sets(m, pair.variable), rule=fixed, determines=adjusts, active=pair.holds),
    )


def _sets(m: ConcreteModel, name: str) -> list[Any]:
    return [getattr(m, d) for d in entry_of(name).dims]


def benchmark_variables(b: Benchmark, p: dict[str, Array]) -> dict[str, Array]:
    """Benchmark value of every variable of the registry, by name."""
    nests = nested_values(b)
    income = b.spending.sum(axis=0)
    quantities = {
        "expenditure": b.spending,
        "final_demand": b.final_use,
        "output": b.output,
        "value_added_demand": nests.value_added,
        "intermediate_bundle": nests.bundle,
        "capital_energy_demand": nests.capital_energy,
        "energy_bundle": nests.energy,
        "factor_demand": b.value_added,
        "intermediate_demand": b.intermediate_use,
        "composite_demand": b.absorption,
        "import_demand": b.imports,
        "trade": b.sales,
        "income": income,
        "real_spending": b.spending,
        "utility": income,
        "equivalent_variation": np.zeros_like(income),
        "emissions": b.co2,
        "household_emissions": b.co2_household,
        "emissions_total": b.co2.sum(axis=0),
        "intensity": p["emission_intensity"],
        "price_landed": p["landed_benchmark"],
        "revenue_output_tax": b.output_tax.sum(axis=0),
        "revenue_intermediate_tax": b.intermediate_tax.sum(axis=(0, 2)),
        "revenue_final_tax": b.final_tax.sum(axis=(0, 2)) - b.consumption_tax,
        "revenue_consumption_tax": b.consumption_tax,
        "revenue_income_tax": b.income_tax.sum(axis=0),
        "public_income": np.zeros_like(income),
        "capital_inflow": b.foreign_saving,
        "revenue_tariff": b.tariff_revenue.sum(axis=(0, 1)),
        "revenue_export_tax": b.export_tax.sum(axis=(0, 2)),
        "revenue_factor_tax": b.factor_tax.sum(axis=(0, 1)),
        "revenue_border_charge": np.zeros_like(income),
        "revenue_barrier_rent": np.zeros_like(income),
        "revenue_carbon": np.zeros_like(income),
        "nqp_own": np.zeros_like(b.output),
        "nqp_spillover": np.zeros_like(income),
        "nqp_effective": np.zeros_like(b.output),
        "adjustment_price": np.zeros_like(b.sales),
        "border_transfer": np.zeros_like(income),
    }
    if SUBSISTENCE in b.features:
        quantities["subsistence_cost"] = p["subsistence_benchmark"]
        quantities["discretionary_spending"] = b.spending - p["subsistence_benchmark"]
    if BY_USER in b.features:
        quantities["import_scale_by_user"] = b.imports_by_user
    shape = {name: len(labels) for name, labels in b.labels().items()}
    return {
        e.name: quantities[e.name] if e.name in quantities else np.ones([shape[d] for d in e.dims])
        for e in entries(b.features, "variable")
    }
