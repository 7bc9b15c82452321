"""Receipts, as what payers pay less what is passed on, and income."""

from __future__ import annotations

from tests.economy.recomputed.border_adjustment import border_charge
from tests.economy.recomputed.carbon import (
    carbon_at_home,
    carbon_payment,
    index,
    price,
)
from tests.economy.recomputed.point import recomputes, region, seller
from tests.economy.recomputed.sourcing import composite_price
from tests.economy.recomputed.trade import at_border, barrier, dutiable, shipped

GOODS_BOUGHT, GOODS_SOLD = ["sector", "origin"], ["sector", "destination"]


@recomputes("E_revenue_output_tax")
def revenue_output_tax(p):
    value = p.price_basic * p.output
    return (value - value / p.output_tax_power).sum("activity")


@recomputes("E_revenue_intermediate_tax")
def revenue_intermediate_tax(p):
    value = composite_price(p, "activity") * p.intermediate_demand
    return region((value * p.intermediate_tax_power - value).sum(["sector", "activity"]))


@recomputes("E_revenue_final_tax")
def revenue_final_tax(p):
    value = composite_price(p, "agent") * p.final_demand
    paid = value * p.final_tax_power + carbon_at_home(p) * p.final_demand
    return region((paid - value).sum(["sector", "agent"]))


@recomputes("E_revenue_consumption_tax")
def revenue_consumption_tax(p):
    paid = composite_price(p, "agent") * p.final_tax_power + carbon_at_home(p)
    spent = region(paid * p.final_demand).sum("sector")
    return spent.sel(agent="household") * (p.consumption_tax_power - 1)


@recomputes("E_revenue_income_tax")
def revenue_income_tax(p):
    """Rates by factor and on all factors add up."""
    earned = p.price_factor * p.endowment
    return (earned * p.income_tax_power + earned * p.income_surtax_power - 2 * earned).sum("factor")


@recomputes("E_revenue_factor_tax")
def revenue_factor_tax(p):
    earned = p.price_factor * p.rent * p.factor_demand
    return (earned * p.factor_tax_power - earned).sum(["factor", "activity"])


@recomputes("E_revenue_tariff")
def revenue_tariff(p):
    value = dutiable(p) * p.trade
    return region((value * p.tariff_power - value).sum(GOODS_BOUGHT))


@recomputes("E_revenue_export_tax")
def revenue_export_tax(p):
    """What the buyer's border sees less what producers get; refunds make it less."""
    kept = at_border(p) - seller(p.price_basic)
    return region((kept * shipped(p) * p.trade).sum(GOODS_SOLD))


@recomputes("E_revenue_border_charge")
def revenue_border_charge(p):
    return region((border_charge(p) * p.trade).sum(GOODS_BOUGHT))


@recomputes("E_revenue_carbon")
def revenue_carbon(p):
    if "emissions_by_fuel" not in p.s:
        return (carbon_payment(p) * p.output).sum("activity")
    allowances = p.free_allocation * p.allowance_rate * p.output
    return ((p.emissions - allowances) * price(p)).sum("activity") * index(p)


@recomputes("E_revenue_barrier_rent")
def revenue_barrier_rent(p):
    value = dutiable(p) * p.tariff_power * p.trade
    rent = value * barrier(p) / barrier(p) ** p.barrier_waste - value
    return to_owners(rent, p.barrier_importer_share)


def to_owners(rent, importer_share):
    """The rent of a flow belongs to its destination as far as its share goes, else its origin."""
    here = importer_share * rent
    return region(here.sum(GOODS_BOUGHT)) + region((rent - here).sum(GOODS_SOLD))


@recomputes("E_income")
def income(p):
    """Before income tax, which is only taken from one pocket to another."""
    from_abroad = p.capital_inflow + p.get("border_transfer", 0.0)
    return (p.price_factor * p.endowment).sum("factor") + on_top(p) + from_abroad


def on_top(p):
    """Receipts that are not part of factor incomes."""
    receipts = [n for n in p.s if str(n).startswith("revenue_") and n != "revenue_income_tax"]
    return sum(p.s[name] for name in receipts)
