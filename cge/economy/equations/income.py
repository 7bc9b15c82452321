"""Regional income: factor payments, every tax receipt, foreign saving."""

from __future__ import annotations

from typing import Any

from pyomo.environ import ConcreteModel

from cge.economy.equations.armington import composite_price
from cge.economy.equations.border_adjustment import adjusts, border_charge, rebate, transfer
from cge.economy.equations.carbon import carbon_payment
from cge.economy.equations.trade import price_on_arrival, rent_power, shipped_per_unit
from cge.engine.components import Equation

# Receipts on top of what factors earn. Income taxes are part of factor incomes.
RECEIPTS = (
    "revenue_output_tax",
    "revenue_intermediate_tax",
    "revenue_final_tax",
    "revenue_consumption_tax",
    "revenue_factor_tax",
    "revenue_tariff",
    "revenue_export_tax",
    "revenue_border_charge",
    "revenue_carbon",
    "revenue_barrier_rent",
)


def add_receipts(m: ConcreteModel) -> None:
    """Receipts by instrument: one equation E_<revenue> each."""
    for name, rule in _RULES.items():
        m.add_component(f"E_{name}", Equation(m.region, rule=rule))


def add_income(m: ConcreteModel) -> None:
    """Income of the regional household: E_income."""

    def income(m: ConcreteModel, r: Any) -> Any:
        return m.income[r] == (
            sum(m.price_factor[f, r] * m.endowment[f, r] for f in m.factor)
            + m.revenue_output_tax[r]
            + m.revenue_intermediate_tax[r]
            + m.revenue_final_tax[r]
            + m.revenue_consumption_tax[r]
            + m.revenue_factor_tax[r]
            + m.revenue_tariff[r]
            + m.revenue_export_tax[r]
            + m.revenue_border_charge[r]
            + m.revenue_carbon[r]
            + m.revenue_barrier_rent[r]
            + m.capital_inflow[r]
            + transfer(m, r)
        )

    m.E_income = Equation(m.region, rule=income)


def _output_tax(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_output_tax[r] == sum(
        (1 - 1 / m.output_tax_power[j, r]) * m.price_basic[j, r] * m.output[j, r]
        for j in m.activity
    )


def _intermediate_tax(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_intermediate_tax[r] == sum(
        (m.intermediate_tax_power[i, r, j] - 1)
        * composite_price(m, i, r, j)
        * m.intermediate_demand[i, r, j]
        for i in m.sector
        for j in m.activity
    )


def _final_tax(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_final_tax[r] == sum(
        (m.final_tax_power[i, r, a] - 1) * composite_price(m, i, r, a) * m.final_demand[i, r, a]
        for i in m.sector
        for a in m.agent
    )


def consumption_power(m: ConcreteModel, power: Any, a: Any, r: Any) -> Any:
    """The consumption tax ``power`` (region) as it falls on an agent."""
    return 1 + m.pays_consumption_tax[a] * (power[r] - 1)


def _consumption_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied on purchases with product tax."""
    return m.revenue_consumption_tax[r] == sum(
        (consumption_power(m, m.consumption_tax_power, a, r) - 1)
        * m.final_tax_power[i, r, a]
        * composite_price(m, i, r, a)
        * m.final_demand[i, r, a]
        for i in m.sector
        for a in m.agent
    )


def income_tax_rate(m: ConcreteModel, f: Any, r: Any) -> Any:
    """Part of a factor's income that is taxed away."""
    return m.income_tax_power[f, r] - 1 + m.income_surtax_power[r] - 1


def _income_tax(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_income_tax[r] == sum(
        income_tax_rate(m, f, r) * m.price_factor[f, r] * m.endowment[f, r] for f in m.factor
    )


def _factor_tax(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_factor_tax[r] == sum(
        (m.factor_tax_power[f, j, r] - 1)
        * m.price_factor[f, r]
        * m.rent[f, j, r]
        * m.factor_demand[f, j, r]
        for f in m.factor
        for j in m.activity
    )


def _barrier_rent(m: ConcreteModel, r: Any) -> Any:
    """Rents on what the region buys and sells, as far as it owns them."""
    return m.revenue_barrier_rent[r] == (
        sum(
            m.barrier_importer_share[i, o, r] * _rent(m, i, o, r)
            for i in m.sector
            for o in m.origin
        )
        + sum(
            (1 - m.barrier_importer_share[i, r, d]) * _rent(m, i, r, d)
            for i in m.sector
            for d in m.destination
        )
    )


def _rent(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    paid = price_on_arrival(m, i, o, d) * m.tariff_power[i, o, d] * m.trade[i, o, d]
    return (rent_power(m, i, o, d) - 1) * paid


def _tariff(m: ConcreteModel, r: Any) -> Any:
    """Levied by the destination on the price with export tax and iceberg cost."""
    return m.revenue_tariff[r] == sum(
        (m.tariff_power[i, o, r] - 1) * price_on_arrival(m, i, o, r) * m.trade[i, o, r]
        for i in m.sector
        for o in m.origin
    )


def _export_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied by the origin on all units shipped, less the rebate of carbon payments."""
    return m.revenue_export_tax[r] == sum(
        _export_tax_per_unit(m, i, r, d) * shipped_per_unit(m, i, r, d) * m.trade[i, r, d]
        for i in m.sector
        for d in m.destination
    )


def _export_tax_per_unit(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    tax = (m.export_power[i, o, d] - 1) * m.price_basic[i, o]
    return tax - rebate(m, i, o, d) if adjusts(m) else tax


def _border_charge(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_border_charge[r] == sum(
        border_charge(m, i, o, r) * m.trade[i, o, r] for i in m.sector for o in m.origin
    )


def _carbon(m: ConcreteModel, r: Any) -> Any:
    return m.revenue_carbon[r] == sum(carbon_payment(m, j, r) * m.output[j, r] for j in m.activity)


_RULES = {
    "revenue_output_tax": _output_tax,
    "revenue_intermediate_tax": _intermediate_tax,
    "revenue_final_tax": _final_tax,
    "revenue_consumption_tax": _consumption_tax,
    "revenue_income_tax": _income_tax,
    "revenue_tariff": _tariff,
    "revenue_export_tax": _export_tax,
    "revenue_border_charge": _border_charge,
    "revenue_carbon": _carbon,
    "revenue_factor_tax": _factor_tax,
    "revenue_barrier_rent": _barrier_rent,
}
