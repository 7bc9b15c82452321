"""Receipts of every instrument, rents, and the income of the regional household.

What a receipt is part of stands in :data:`cge.economy.receipts.RECEIPTS`; here is what each brings.
"""

from __future__ import annotations

from typing import Any

from cge.economy.equations.armington import composite_price
from cge.economy.equations.block import Block, Rule, added, has
from cge.economy.equations.border_adjustment import border_charge, rebate, transfer
from cge.economy.equations.carbon import payment_of_activity
from cge.economy.equations.demand import consumption_power, price_with_product_tax
from cge.economy.equations.household_emissions import carbon_in_purchase
from cge.economy.equations.trade import (
    dutiable_price,
    price_before,
    rent_power,
    shipped_per_unit,
)
from cge.economy.receipts import RECEIPTS, RENTS, Rent
from cge.engine.pyomo_private import ConcreteModel

block = Block("Receipts and income")


@block.equation("revenue_output_tax", title="Receipts of output taxes")
def revenue_output_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied on production cost, of which the basic price is the sum with the tax."""
    return sum(
        (1 - 1 / m.output_tax_power[j, r]) * m.price_basic[j, r] * m.output[j, r]
        for j in m.activity
    )


@block.equation("revenue_intermediate_tax", title="Receipts of product taxes on intermediate use")
def revenue_intermediate_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied on what activities buy, at the price of the composite good."""
    return sum(
        (m.intermediate_tax_power[i, r, j] - 1)
        * composite_price(m, i, r, j)
        * m.intermediate_demand[i, r, j]
        for i in m.sector
        for j in m.activity
    )


@block.equation("revenue_final_tax", title="Receipts of product taxes on final use")
def revenue_final_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied on what agents buy, at the price of the composite good; what households pay for the
    carbon in their fuel is part of it.
    """
    return sum(
        (
            (m.final_tax_power[i, r, a] - 1) * composite_price(m, i, r, a)
            + carbon_in_purchase(m, i, r, a)
        )
        * m.final_demand[i, r, a]
        for i in m.sector
        for a in m.agent
    )


@block.equation("revenue_consumption_tax", title="Receipts of the consumption tax")
def revenue_consumption_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied on purchases with product tax."""
    return sum(
        (consumption_power(m, m.consumption_tax_power, a, r) - 1)
        * price_with_product_tax(m, i, r, a)
        * m.final_demand[i, r, a]
        for i in m.sector
        for a in m.agent
    )


@block.equation("revenue_income_tax", title="Receipts of income taxes")
def revenue_income_tax(m: ConcreteModel, r: Any) -> Any:
    """Paid by owners out of what factors earn."""
    return sum(
        income_tax_rate(m, f, r) * m.price_factor[f, r] * m.endowment[f, r] for f in m.factor
    )


def income_tax_rate(m: ConcreteModel, f: Any, r: Any) -> Any:
    """Part of a factor's income that is taxed away."""
    return m.income_tax_power[f, r] - 1 + m.income_surtax_power[r] - 1


@block.equation("revenue_factor_tax", title="Receipts of taxes on factor use")
def revenue_factor_tax(m: ConcreteModel, r: Any) -> Any:
    """Paid by activities on top of what factors earn."""
    return sum(
        (m.factor_tax_power[f, j, r] - 1)
        * m.price_factor[f, r]
        * m.rent[f, j, r]
        * m.factor_demand[f, j, r]
        for f in m.factor
        for j in m.activity
    )


@block.equation("revenue_tariff", title="Tariff receipts")
def revenue_tariff(m: ConcreteModel, r: Any) -> Any:
    """Levied by the destination on the price with export tax and iceberg cost."""
    return sum(
        (m.tariff_power[i, o, r] - 1) * dutiable_price(m, i, o, r) * m.trade[i, o, r]
        for i in m.sector
        for o in m.origin
    )


@block.equation("revenue_export_tax", title="Receipts of export taxes")
def revenue_export_tax(m: ConcreteModel, r: Any) -> Any:
    """Levied by the origin on all units shipped, less the rebate of carbon payments."""
    return sum(
        _export_tax(m, i, r, d) * shipped_per_unit(m, i, r, d) * m.trade[i, r, d]
        for i in m.sector
        for d in m.destination
    )


def _export_tax(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    tax = (m.export_power[i, o, d] - 1) * m.price_basic[i, o]
    return tax - rebate(m, i, o, d) if has(m, "border_adjustment") else tax


@block.equation("revenue_border_charge", title="Receipts of the carbon charge at the border")
def revenue_border_charge(m: ConcreteModel, r: Any) -> Any:
    """Levied by the destination on the tonnes in a unit that arrives."""
    return sum(border_charge(m, i, o, r) * m.trade[i, o, r] for i in m.sector for o in m.origin)


@block.equation("revenue_carbon", title="Receipts of the domestic carbon price")
def revenue_carbon(m: ConcreteModel, r: Any) -> Any:
    """What all activities pay for their emissions, less free allowances."""
    return sum(payment_of_activity(m, j, r) for j in m.activity)


def _earned(rent: Rent) -> Rule:
    """What a rent brings the regions that own it."""

    def value(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
        paid = price_before(m, rent, i, o, d) * m.trade[i, o, d]
        return (rent_power(m, rent, i, o, d) - 1) * paid

    def earned(m: ConcreteModel, r: Any) -> Any:
        """The region's share of the rent on what it buys, and the rest of that on what it sells."""
        share = m.component(rent.importer_share)
        bought = sum(share[i, o, r] * value(m, i, o, r) for i in m.sector for o in m.origin)
        sold = sum(
            (1 - share[i, r, d]) * value(m, i, r, d) for i in m.sector for d in m.destination
        )
        return bought + sold

    return earned


for _rent in RENTS:
    block.equation(_rent.receipt, name=_rent.receipt, title=f"Receipts of the {_rent.instrument}")(
        _earned(_rent)
    )


@block.equation("income", title="Income of the regional household")
def income(m: ConcreteModel, r: Any) -> Any:
    """Factor incomes, every receipt that is not part of these, and foreign saving."""
    factors = sum(m.price_factor[f, r] * m.endowment[f, r] for f in m.factor)
    receipts = added(m.component(x.name)[r] for x in RECEIPTS if not x.from_factors)
    return factors + receipts + m.capital_inflow[r] + transfer(m, r)
