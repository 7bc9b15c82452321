"""Values that both the checks and the statistics need, computed from a solution's arrays alone."""

from __future__ import annotations

from functools import cached_property, reduce
from operator import add
from typing import Generic

from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.receipts import RENTS, Rent
from cge.symbols.features import solution_has
from cge.symbols.named import Labelled, Solved
from cge.symbols.registry import WORLD


def as_seller(array: Labelled) -> Labelled:
    """An array over (activity, region), seen as (sector, origin)."""
    return array.rename(activity="sector", region="origin")


def by_region(array: Labelled, dim: str) -> Labelled:
    """An array over ``origin`` or ``destination``, seen as over ``region``."""
    return array.rename({dim: "region"})


def at_origin(flows: Labelled) -> Labelled:
    """Flows summed over goods and destinations (region)."""
    return by_region(flows.sum(["sector", "destination"]), "origin")


def at_destination(flows: Labelled) -> Labelled:
    """Flows summed over goods and origins (region)."""
    return by_region(flows.sum(["sector", "origin"]), "destination")


class Accounts(Generic[Labelled]):
    """Prices at the border, quantities shipped, payments, each computed once.

    Dims of flows are (sector, origin, destination); prices are indices, values million USD.

    Parameters
    ----------
    s
        Variables and shockable parameters: named arrays of one experiment, or a dataset of one or
        along several. All accounts are arrays of the same type.
    """

    def __init__(self, s: Solved[Labelled]) -> None:
        self.s: Solved[Labelled] = s

    def _has(self, feature: str) -> bool:
        return solution_has(self.s, feature)

    # ------------------------------------------------------------------ trade
    @cached_property
    def foreign(self) -> Labelled:
        """1 between different regions, 0 within one (origin, destination)."""
        return (self.s.origin != self.s.destination).astype(float)

    @cached_property
    def price_at_border(self) -> Labelled:
        """Price of a unit shipped, export tax paid and carbon payment refunded, before margins."""
        price = as_seller(self.s.price_basic) * self.s.export_power
        if not self._has("border_adjustment"):
            return price
        made = self.s.output.where(self.s.output > 0, 1.0)
        return price - self.s.rebate_share * as_seller(self.carbon_payment / made)

    @cached_property
    def margin_price(self) -> Labelled | float:
        """What the margins of a unit shipped cost, home to the destination's border; 0 for none."""
        if not self._has("margins"):
            return 0.0
        price = self.s.price_basic.sel(activity=self.s.margin_sector.to_numpy())
        own = self.s.margin_rate * price.rename(activity="margin_sector", region="origin")
        carried = self.s.transport_rate * self.s.price_transport
        return (own + carried).sum("margin_sector")

    @cached_property
    def price_cif(self) -> Labelled:
        """Price of a unit shipped, with margins, at the border of the destination."""
        return self.price_at_border + self.margin_price

    @cached_property
    def margin_services(self) -> Labelled:
        """Margins as trade in services, at benchmark prices (sector, origin, destination).

        The destination of a flow buys its margins: those up to the border from the origin, world
        transport from all who supply it, in proportion to what they supply.
        """
        if not self._has("margins"):
            return 0 * self.s.trade
        own = (self.s.margin_rate * self.shipped).sum("sector")
        carried = (self.s.transport_rate * self.shipped).sum(["sector", "origin"])
        needed = self.s.transport_demand
        share = self.s.transport_supply.rename(region="origin") / needed.where(needed > 0, 1.0)
        supplies = (self.s.sector == self.s.margin_sector).astype(float)
        return (supplies * (own + share * carried)).sum("margin_sector")

    @cached_property
    def margins_exported(self) -> Labelled:
        """Margins supplied to flows of other regions, at benchmark prices."""
        return self.margin_services * self.foreign

    @cached_property
    def shipped_per_unit(self) -> Labelled:
        """Units that leave for one that arrives."""
        units = self.s.iceberg * self.s.get("technology_iceberg", 1.0)
        for rent in RENTS:
            if rent.waste:
                units = units * self._wedge(rent) ** self.s[rent.waste]
        return units

    def _wedge(self, rent: Rent) -> Labelled:
        """The whole of what raises the price, wasted or earned, as a power."""
        power = self.s[rent.power]
        for name in rent.also:
            power = power * self.s.get(name, 1.0)
        return power

    def rent_power(self, rent: Rent) -> Labelled:
        """The part of a wedge that earns a rent, as a power."""
        power = self._wedge(rent)
        return power ** (1 - self.s[rent.waste]) if rent.waste else power

    @cached_property
    def price_on_arrival(self) -> Labelled:
        """Price of a unit that arrives, before tariff, rent and charge."""
        return self.price_cif * self.shipped_per_unit

    @cached_property
    def dutiable_price(self) -> Labelled:
        """Price on which the tariff is levied."""
        price = self.price_on_arrival
        for rent in RENTS:
            if rent.before_tariff:
                price = price * self.rent_power(rent)
        return price

    @cached_property
    def price_before_charge(self) -> Labelled:
        """Price of a unit that arrives with tariff and rents, before the carbon charge."""
        price = self.dutiable_price * self.s.tariff_power
        for rent in RENTS:
            if not rent.before_tariff:
                price = price * self.rent_power(rent)
        return price

    @cached_property
    def rents(self) -> dict[str, Labelled]:
        """Receipt of a rent -> what is earned per unit that arrives, by whomever."""
        found = {}
        price = {True: self.price_on_arrival, False: self.dutiable_price * self.s.tariff_power}
        for rent in RENTS:
            before = price[rent.before_tariff]
            price[rent.before_tariff] = before * self.rent_power(rent)
            found[rent.receipt] = price[rent.before_tariff] - before
        return found

    @cached_property
    def rent_abroad(self) -> Labelled:
        """Rents that the origin earns per unit that arrives."""
        earned = [(1 - self.s[r.importer_share]) * self.rents[r.receipt] for r in RENTS]
        return reduce(add, earned)

    @cached_property
    def shipped(self) -> Labelled:
        """Units shipped, losses included."""
        return self.shipped_per_unit * self.s.trade

    @cached_property
    def exported(self) -> Labelled:
        """Units shipped to other regions."""
        return self.shipped * self.foreign

    @cached_property
    def imported(self) -> Labelled:
        """Units that arrive from other regions."""
        return self.s.trade * self.foreign

    @cached_property
    def export_price(self) -> Labelled:
        """What the origin gets per unit shipped."""
        return self.price_at_border + self.rent_abroad / self.shipped_per_unit

    @cached_property
    def import_price(self) -> Labelled:
        """What the destination pays abroad per unit that arrives, margins apart."""
        return self.price_at_border * self.shipped_per_unit + self.rent_abroad

    @cached_property
    def exports(self) -> Labelled:
        """Value of exports with export tax, rents earned abroad and margins supplied (region)."""
        margins = as_seller(self.s.price_basic) * self.margins_exported
        return at_origin(self.export_price * self.exported + margins)

    @cached_property
    def imports(self) -> Labelled:
        """Value of imports with margins from abroad, before tariff, own rents, charge (region)."""
        margins = as_seller(self.s.price_basic) * self.margins_exported
        return at_destination(self.import_price * self.imported + margins)

    @cached_property
    def charged(self) -> Labelled:
        """Carbon charges at the border, as they accrue to the destination."""
        price = self.s.border_carbon_price + self.s.get("adjustment_price", 0.0)
        return price * self.tonnes_charged * self.price_world

    @cached_property
    def tonnes_charged(self) -> Labelled:
        """Emissions on which a charge at the border is reckoned, Mt CO2."""
        tonnes = self.s.border_carbon_intensity * self.s.trade
        if self._has("grid"):
            cleaner = (self.s.grid_reference - self.s.grid_intensity).rename(region="origin")
            tonnes = tonnes - self.s.electricity_charged * cleaner * self.s.trade
        if not (self._can_move and self._has("border_adjustment")):
            return tonnes
        abated = self.s.adjustment_intensity * self.s.output - self.s.emissions
        made = self.s.output.where(self.s.output > 0, 1.0)
        return tonnes - self.s.adjustment_scope * as_seller(abated / made) * self.s.trade

    # ------------------------------------------------------------------ payments
    @cached_property
    def price_world(self) -> Labelled:
        """World factor-price index, the unit of all dollar amounts."""
        return self.s.price_world.sel(world=WORLD, drop=True)

    @cached_property
    def carbon_payment(self) -> Labelled:
        """Domestic carbon payments (activity, region)."""
        price = self.s.carbon_price + self.s.carbon_price_economy
        if not self._can_move:
            taxed = self.s.emissions * (1 - self.s.free_allocation)
            return price * taxed * self.price_world
        return price * (self.s.emissions - self.allowances) * self.price_world

    @cached_property
    def _can_move(self) -> bool:
        """Whether emissions per unit of output can change."""
        return any(map(self._has, ("abatement", "fuels", "green")))

    @cached_property
    def allowances(self) -> Labelled:
        """Free allowances, Mt CO2 (activity, region)."""
        if not (self._has("abatement") or self._has("fuels")):
            as_before = self.s.emissions * self.s.get("emission_efficiency", 1.0)
            return self.s.free_allocation * as_before
        by = self.s.allocation_benchmark if self._has("abatement") else self.s.allowance_rate
        return self.s.free_allocation * by * self.s.output

    @cached_property
    def carbon_on_fuels(self) -> Labelled:
        """Carbon payments on what activities buy (sector, activity, region); 0 without fuels."""
        if not self._has("fuels"):
            return 0.0 * self.intermediate_payments
        content = self.s.emission_factor.sum("fuel") * self.s.intermediate_demand
        price = self.s.carbon_price + self.s.carbon_price_economy
        return price * by_region(content, "destination") * self.price_world

    @cached_property
    def carbon_of_households(self) -> Labelled | float:
        """What agents pay for the carbon in a unit (sector, destination, agent); 0 for none."""
        if not (self._has("fuels") and self._has("household_emissions")):
            return 0.0
        pays = (self.s.agent == HOUSEHOLD).astype(float)
        bought = self.s.final_demand.sel(agent=HOUSEHOLD, drop=True)
        price = self.s.carbon_price_household * self.price_world
        paid = (price * self.s.household_emissions).rename(region="destination")
        return paid / bought.where(bought > 0, 1.0) * pays

    @cached_property
    def price_to_activities(self) -> Labelled:
        """Composite price before product tax (sector, destination), by activity if these differ."""
        return self._composite_price("activity")

    @cached_property
    def price_to_agents(self) -> Labelled:
        """Composite price before product tax (sector, destination), by agent if these differ."""
        return self._composite_price("agent")

    def _composite_price(self, kind: str) -> Labelled:
        if not self._has("sourcing_by_user"):
            return self.s.price_composite
        own = self.s.price_composite_by_user.sel(user=self.s[kind].to_numpy())
        return own.rename(user=kind)

    @cached_property
    def intermediate_use(self) -> Labelled:
        """Intermediate purchases before product tax."""
        return self.price_to_activities * self.s.intermediate_demand

    @cached_property
    def final_use(self) -> Labelled:
        """Final purchases before product tax."""
        return self.price_to_agents * self.s.final_demand

    @cached_property
    def price_paid_by_agents(self) -> Labelled:
        """Price of final purchases with all taxes (sector, destination, agent)."""
        on_top = (self.s.consumption_tax_power - 1).rename(region="destination")
        pays = (self.s.agent == HOUSEHOLD).astype(float)
        price = self.price_to_agents * self.s.final_tax_power + self.carbon_of_households
        return price * (1 + pays * on_top)

    @cached_property
    def paid_by_agents(self) -> Labelled:
        """Final purchases with all taxes (sector, destination, agent)."""
        return self.price_paid_by_agents * self.s.final_demand

    @cached_property
    def use(self) -> Labelled:
        """Value of composite goods used, before product tax (sector, destination)."""
        return self.intermediate_use.sum("activity") + self.final_use.sum("agent")

    @cached_property
    def intermediate_payments(self) -> Labelled:
        """Intermediate purchases with product tax (sector, activity, region)."""
        paid = self.s.intermediate_tax_power * self.intermediate_use
        return by_region(paid, "destination").transpose("sector", "activity", "region", ...)

    @cached_property
    def intermediate_spending(self) -> Labelled:
        """Intermediate purchases with product tax (activity, region)."""
        return self.intermediate_payments.sum("sector")

    @cached_property
    def cost_of_factors(self) -> Labelled:
        """Payments for factors with taxes on their use (factor, activity, region)."""
        paid = self.s.factor_tax_power * self._paid_to_factors
        return paid.transpose("factor", "activity", "region", ...)

    @cached_property
    def _paid_to_factors(self) -> Labelled:
        return self.s.price_factor * self.s.rent * self.s.factor_demand

    @cached_property
    def factor_payments(self) -> Labelled:
        """What factors earn (activity, region)."""
        return self._paid_to_factors.sum("factor")

    @cached_property
    def income_tax(self) -> Labelled:
        """Taxes on what factors earn (factor, region)."""
        rate = self.s.income_tax_power - 1 + self.s.income_surtax_power - 1
        return rate * self._paid_to_factors.sum("activity")

    @cached_property
    def capital_inflow(self) -> Labelled:
        """Foreign saving wished, less each region's part of what all wishes leave over (region)."""
        s = self.s
        wished = s.foreign_saving * self.price_world + s.foreign_saving_share * s.income
        return wished - s.income / s.income.sum("region") * wished.sum("region")

    @cached_property
    def factor_tax(self) -> Labelled:
        """Taxes on factor use (activity, region)."""
        return ((self.s.factor_tax_power - 1) * self._paid_to_factors).sum("factor")
