"""The whole economy as one Pyomo model."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyomo.environ import ConcreteModel

from cge.economy.demand import add_final_demand, add_final_prices, add_welfare
from cge.economy.income import add_income, add_receipts
from cge.economy.markets import (
    add_factor_markets,
    add_goods_markets,
    add_numeraire,
    largest_market,
)
from cge.economy.production import add_costs, add_emissions, add_input_demands
from cge.economy.shares import Benchmark
from cge.economy.symbols import REGISTRY, VARIABLES
from cge.economy.trade import add_trade_flows, add_trade_prices
from cge.solve.components import Parameter, Variable, new_model

Array = np.ndarray

# Given these, all prices follow from costs and all quantities from prices.
TEARS = ("price_factor", "income")


def build_model(benchmark: Benchmark, parameters: dict[str, Array]) -> ConcreteModel:
    """Write the equations of the economy over the arrays of a benchmark.

    Parameters
    ----------
    benchmark
        Arrays of the benchmark, which give every variable its starting value.
    parameters
        Benchmark values of all parameters, from
        :func:`cge.economy.shares.benchmark_parameters`.

    Returns
    -------
    ConcreteModel
        Its equations are templates; :func:`cge.solve.components.expand` makes them rows.
    """
    m = new_model("economy", benchmark.labels())
    for name, values in parameters.items():
        m.add_component(name, Parameter(*_sets(m, name), values=values))
    for name, values in benchmark_variables(benchmark, parameters).items():
        component = Variable(
            *_sets(m, name),
            initial=values,
            positive=not REGISTRY[name].signed,
            tear=name in TEARS,
            active=parameters["endowment"] > 0 if name == "price_factor" else None,
        )
        m.add_component(name, component)
    add_costs(m)
    add_trade_prices(m)
    add_final_prices(m)
    add_input_demands(m)
    add_final_demand(m)
    add_trade_flows(m)
    add_goods_markets(m)
    add_receipts(m)
    add_income(m)
    add_factor_markets(m, largest_market(parameters["endowment"]))
    add_numeraire(m)
    add_emissions(m)
    add_welfare(m)
    return m


def _sets(m: ConcreteModel, name: str) -> list[Any]:
    return [getattr(m, d) for d in REGISTRY[name].dims]


def benchmark_variables(b: Benchmark, p: dict[str, Array]) -> dict[str, Array]:
    """Benchmark value of every variable of the registry, by name."""
    bundle = (b.intermediate_use + b.intermediate_tax).sum(axis=0).T
    income = b.spending.sum(axis=0)
    quantities = {
        "expenditure": b.spending,
        "final_demand": b.final_use,
        "output": b.output,
        "value_added_demand": b.value_added.sum(axis=0),
        "intermediate_bundle": bundle,
        "factor_demand": b.value_added,
        "intermediate_demand": b.intermediate_use,
        "composite_demand": b.absorption,
        "import_demand": b.imports,
        "trade": b.sales,
        "income": income,
        "utility": income,
        "equivalent_variation": np.zeros_like(income),
        "emissions": b.co2,
        "price_landed": p["landed_benchmark"],
        "revenue_output_tax": b.output_tax.sum(axis=0),
        "revenue_intermediate_tax": b.intermediate_tax.sum(axis=(0, 2)),
        "revenue_final_tax": b.final_tax.sum(axis=(0, 2)),
        "revenue_tariff": b.tariff_revenue.sum(axis=(0, 1)),
        "revenue_export_tax": b.export_tax.sum(axis=(0, 2)),
        "revenue_border_charge": np.zeros_like(income),
        "revenue_carbon": np.zeros_like(income),
    }
    shape = {name: len(labels) for name, labels in b.labels().items()}
    return {
        e.name: quantities[e.name]
        if e.name in quantities
        else np.ones([shape[d] for d in e.dims])
        for e in VARIABLES
    }
