r"""What welfare gains from as an economy moves: the effects that add up to the change of utility.

With :math:`m` the utility that a dollar buys and :math:`a` the agents of a region,

.. math:: dU = m \sum_{i,a} p_{ia}\,dF_{ia} + \sum_a (m_a - m)\,P_a\,du_a,

and the accounts of a region turn the value of additional purchases into effects: of every wedge
times what it falls on, of prices in trade, of technology, of endowments, and of money from other
regions. They count in dollars, the units of the world factor-price index, so that what one region
gains from another sums to zero; what a dollar buys beyond the benchmark is an effect of its own.
``docs/welfare-decomposition.md`` derives them (Huff and Hertel 2000; McDougall 2003).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import add

from cge.analysis.accounts import Accounts, as_seller
from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.receipts import RENTS
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray, NamedArrays

PARTNER, GOOD = "partner", "sector"
# Step of the complex-step derivative (Squire and Trapp 1998), so small that it leaves no error.
_STEP = 1e-30


@dataclass(frozen=True)
class Effect:
    """One effect on welfare.

    Attributes
    ----------
    name, title
        In code, and in tables.
    group
        The effect of :data:`GROUPS` that it is part of.
    """

    name: str
    title: str
    group: str


WORTH = "worth"
WORTH_STATEMENT = (
    "Worth of a dollar: the effects in dollars times what a dollar buys more, or less, than in the "
    "benchmark; a loss is smaller, and this positive, where a dollar buys less"
)
# Group -> title.
GROUPS = {
    "allocative": "Allocative efficiency",
    "terms_of_trade": "Terms of trade",
    "technology": "Technology",
    "endowment": "Endowments",
    "rents": "Rents from and to other regions",
    "border_money": "Border receipts from and to other regions",
    "foreign_saving": "Foreign saving",
    "spending": "Division of spending between agents",
    WORTH: "Worth of a dollar",
}

EFFECTS = (
    Effect("output_tax", "Output tax", "allocative"),
    Effect("intermediate_tax", "Product tax, intermediate use", "allocative"),
    Effect("final_tax", "Product tax, final use", "allocative"),
    Effect("consumption_tax", "Consumption tax", "allocative"),
    Effect("factor_tax", "Factor tax", "allocative"),
    Effect("tariff", "Import tariff", "allocative"),
    Effect("export_tax", "Export tax", "allocative"),
    Effect("barrier_rent", "Barrier rent", "allocative"),
    Effect("carbon_price", "Carbon price", "allocative"),
    Effect("border_charge", "Carbon charge at the border", "allocative"),
    Effect("export_rebate", "Carbon rebate on exports", "allocative"),
    Effect("export_prices", "Export prices", "terms_of_trade"),
    Effect("import_prices", "Import prices", "terms_of_trade"),
    Effect("productivity", "Productivity", "technology"),
    Effect("factor_productivity", "Factor productivity", "technology"),
    Effect("trade_cost", "Trade cost", "technology"),
    Effect("barrier_waste", "Waste of barriers", "technology"),
    Effect("margins", "Margins that flows need", "technology"),
    Effect("generation_mix", "Cheaper or dearer technologies per MWh", "technology"),
    Effect("nqp_own_productivity", "Own NQP in productivity", "technology"),
    Effect("nqp_spillover_productivity", "Spillover in productivity", "technology"),
    Effect("nqp_response_productivity", "Absorption of NQP in productivity", "technology"),
    Effect("energy_efficiency", "Energy efficiency from technology", "technology"),
    Effect("nqp_own_trade_cost", "NQP of seller and buyer in trade cost", "technology"),
    Effect("nqp_spillover_trade_cost", "Spillover in trade cost", "technology"),
    Effect("data_restriction", "Data restrictions", "technology"),
    Effect("nqp_response_trade_cost", "Response of trade cost to NQP", "technology"),
    Effect("standards", "Distance between standards", "technology"),
    Effect("endowment", "Endowments", "endowment"),
    Effect("rents", "Rents from and to other regions", "rents"),
    Effect("border_money", "Border receipts from and to other regions", "border_money"),
    Effect("foreign_saving", "Foreign saving", "foreign_saving"),
    Effect("spending", "Division of spending between agents", "spending"),
    Effect(WORTH, "Worth of a dollar", WORTH),
)


def effects(levels: NamedArrays, moves: Mapping[str, NamedArray]) -> dict[str, NamedArray]:
    """Effects on welfare along a direction, at a solution.

    Parameters
    ----------
    levels
        All symbols of the solution, shares of the benchmark among them.
    moves
        Derivatives of those that move, along one direction or, on a further dimension, several.

    Returns
    -------
    dict
        Effect -> million USD of equivalent variation per unit of the direction. Every effect has
        the dim ``region``; those of goods ``sector``, those of trade ``partner`` too, some
        ``factor`` or ``agent``. The sum of all is the derivative of ``utility``.
    """
    point = _Point(levels, moves)
    found = _of_taxes(point) | _of_borders(point) | _of_prices(point) | _of_technology(point)
    found |= _of_money(point)
    found = {name: array / point.of.price_world for name, array in found.items()}
    found[WORTH] = (point.worth * point.of.price_world - 1) * _by_region(found)
    found["spending"] = _of_spending(point)
    return found


class _Point:
    """A solution, its accounts, and how everything in it moves.

    Parameters
    ----------
    levels, moves
        As in :func:`effects`.
    """

    def __init__(self, levels: NamedArrays, moves: Mapping[str, NamedArray]) -> None:
        self.s = levels
        self.moves = moves
        self.of = Accounts(levels)
        stepped = {n: levels[n] + 1j * _STEP * move for n, move in moves.items()}
        self.moving = Accounts(levels.assign(stepped))

    def d(self, name: str) -> NamedArray:
        """Derivative of a symbol; zero where it does not move."""
        return self.moves[name] if name in self.moves else 0.0 * self.s[name]

    def dlog(self, name: str) -> NamedArray:
        """Derivative of the log of a symbol."""
        return self.d(name) / _or_one(self.s[name])

    def has(self, feature: str) -> bool:
        """Whether the model has a feature."""
        return solution_has(self.s, feature)

    @cached_property
    def worth(self) -> NamedArray:
        """Utility that a dollar of income buys, divided between agents as it is (region)."""
        return (self.worth_to * self.s.expenditure).sum("agent") / self.s.income

    @cached_property
    def worth_to(self) -> NamedArray:
        """Regional utility that a dollar buys when one agent spends it (agent, region)."""
        s = self.s
        bought = _or_one(s.real_spending * self.price)
        return s.utility_share * s.utility / bought

    @cached_property
    def price(self) -> NamedArray:
        """Price of a further unit of an agent's utility (agent, region)."""
        return self.s.price_discretionary if self.has("subsistence") else self.s.price_final

    @cached_property
    def inflation(self) -> NamedArray:
        """Rise of the unit of all dollar amounts, the world factor-price index."""
        return derivative(self.moving.price_world) / self.of.price_world

    def real(self, level: NamedArray, moving: NamedArray) -> NamedArray:
        """Derivative of an amount or a price, in units of the world factor-price index."""
        return derivative(moving) - level * self.inflation

    @cached_property
    def cost(self) -> NamedArray:
        """What inputs cost, abatement and carbon in fuels included (activity, region)."""
        s, of = self.s, self.of
        beside_inputs = of.carbon_payment - of.carbon_on_fuels.sum("sector")
        return s.price_basic * s.output / s.output_tax_power - beside_inputs

    @cached_property
    def at_border(self) -> NamedArray:
        """Value of what is shipped, with its margins (sector, origin, destination)."""
        return self.of.price_cif * self.of.shipped


def derivative(moving: NamedArray) -> NamedArray:
    """Derivative of what was computed from numbers with a complex step."""
    return moving.imag / _STEP


def _or_one(array: NamedArray) -> NamedArray:
    return array.where(array != 0, 1.0)


def _at_home(array: NamedArray) -> NamedArray:
    """An array over a destination's purchases, seen as over its region."""
    return array.rename(destination="region")


def _as_goods(array: NamedArray) -> NamedArray:
    return array.rename(activity=GOOD)


def _bought(flows: NamedArray) -> NamedArray:
    """Flows by the region that buys; the partner sells."""
    return flows.rename(destination="region", origin=PARTNER)


def _sold(flows: NamedArray) -> NamedArray:
    """Flows by the region that sells; the partner buys."""
    return flows.rename(origin="region", destination=PARTNER)


def _by_region(found: Mapping[str, NamedArray]) -> NamedArray:
    """The sum of effects over all that is within a region."""
    within = (GOOD, PARTNER, "factor")
    return reduce(add, (a.sum([d for d in a.dims if d in within]) for a in found.values()))


def _of_taxes(at: _Point) -> dict[str, NamedArray]:
    """Every tax at home, times the change of what it is levied on."""
    s, of = at.s, at.of
    before = (s.final_tax_power - 1) * of.price_to_agents + of.carbon_of_households
    on_top = of.price_paid_by_agents - before - of.price_to_agents
    between = (s.intermediate_tax_power - 1) * of.price_to_activities
    output = (1 - 1 / s.output_tax_power) * s.price_basic
    factors = (s.factor_tax_power - 1) * s.price_factor * s.rent
    return {
        "output_tax": _as_goods(output * at.d("output")),
        "intermediate_tax": _at_home((between * at.d("intermediate_demand")).sum("activity")),
        "final_tax": _at_home((before * at.d("final_demand")).sum("agent")),
        "consumption_tax": _at_home(
            (on_top * at.d("final_demand")).sel(agent=HOUSEHOLD, drop=True)
        ),
        "factor_tax": _as_goods(factors * at.d("factor_demand")),
        "carbon_price": _as_goods(_carbon(at)),
    }


def _carbon(at: _Point) -> NamedArray:
    """The carbon price times the change of emissions, less that of allowances by output."""
    s = at.s
    price = (s.carbon_price + s.carbon_price_economy) * at.of.price_world
    if at.has("fuels"):
        # A tonne more per unit bought or made is paid from one pocket to another.
        content = s.emission_factor.sum("fuel") * at.d("intermediate_demand")
        process = s.process_intensity / s.get("emission_efficiency", 1.0)
        of_output = process - s.free_allocation * s.allowance_rate
        return price * (_at_home(content.sum("sector")) + of_output * at.d("output"))
    if at.has("green"):
        # What cleaner output saves is lost to receipts; only more of it adds to them.
        return price * (s.emissions - at.of.allowances) * at.dlog("output")
    if not at.has("abatement"):
        return price * (1 - s.free_allocation) * at.d("emissions")
    allotted = s.free_allocation * s.allocation_benchmark * at.d("output")
    return price * (at.d("emissions") - allotted)


def _of_borders(at: _Point) -> dict[str, NamedArray]:
    """Wedges at the border, times the change of what arrives or is shipped."""
    s, of, arrives = at.s, at.of, at.d("trade")
    leaves = derivative(at.moving.shipped)
    price = as_seller(s.price_basic)
    charge = of.charged / _or_one(s.trade)
    rebate = price * s.export_power - of.price_at_border
    earned = reduce(add, (of.rents[rent.receipt] for rent in RENTS))
    return {
        "tariff": _bought((s.tariff_power - 1) * of.dutiable_price * arrives),
        "export_tax": _sold((s.export_power - 1) * price * leaves),
        "export_rebate": _sold(-rebate * leaves),
        "border_charge": _bought(charge * arrives),
        "barrier_rent": _bought((earned - of.rent_abroad) * arrives)
        + _sold(of.rent_abroad * arrives),
    }


def _of_prices(at: _Point) -> dict[str, NamedArray]:
    """Prices in trade with other regions, times quantities; what one gains the other loses."""
    of = at.of
    prices = of.exported * at.real(of.price_at_border, at.moving.price_at_border)
    basic, moving = as_seller(at.s.price_basic), as_seller(at.moving.s.price_basic)
    prices = prices + of.margins_exported * at.real(basic, moving)
    rents = of.imported * at.real(of.rent_abroad, at.moving.rent_abroad)
    return {
        "export_prices": _sold(prices),
        "import_prices": _bought(-prices),
        "rents": _sold(rents) - _bought(rents),
    }


def _of_technology(at: _Point) -> dict[str, NamedArray]:
    """What is saved of inputs and of goods in transit, at their prices."""
    s, of = at.s, at.of
    waste = {r.power: s[r.waste] for r in RENTS if r.waste}
    lost = derivative(at.moving.shipped_per_unit) / _or_one(of.shipped_per_unit)
    of_waste = lost - at.dlog("iceberg")
    found = {
        "productivity": _as_goods(at.cost * at.dlog("productivity")),
        "factor_productivity": _as_goods(of.cost_of_factors * at.dlog("factor_productivity")),
        "trade_cost": _bought(-at.at_border * at.dlog("iceberg")),
    }
    if at.has("margins"):
        found["margins"] = _bought(-_of_margins(at))
    if at.has("additive_generation"):
        found["generation_mix"] = _as_goods(_of_generation(at))
    if at.has("technology"):
        standards = waste["barrier_power"] * at.dlog("standards_power")
        of_waste = of_waste - at.dlog("technology_iceberg") - standards
        found["standards"] = _bought(-at.at_border * standards)
        found |= _of_nqp_in_production(at) | _of_nqp_in_trade(at)
    if at.has("green"):
        found["energy_efficiency"] = _as_goods(_of_energy(at) * at.dlog("energy_efficiency"))
    return found | {"barrier_waste": _bought(-at.at_border * of_waste)}


def _of_margins(at: _Point) -> NamedArray:
    """What more services cost that a unit shipped needs, at their prices."""
    s = at.s
    price = s.price_basic.sel(activity=s.margin_sector.to_numpy())
    own = at.d("margin_rate") * price.rename(activity="margin_sector", region="origin")
    carried = at.d("transport_rate") * s.price_transport
    return (own + carried).sum("margin_sector") * at.of.shipped


def _of_energy(at: _Point) -> NamedArray:
    """What activities pay for energy that they can save, carbon included (activity, region)."""
    paid = at.of.intermediate_payments + at.of.carbon_on_fuels
    return (at.s.saves_energy * paid).sum("sector")


def _of_generation(at: _Point) -> NamedArray:
    """What a MWh costs less as cheaper technologies have more of it, at given prices."""
    s = at.s
    paid = at.of.intermediate_payments + at.of.carbon_on_fuels
    more = (paid * _at_home(at.dlog("intermediate_demand"))).where(s.generation_good_share > 0, 0)
    return s.price_generation * at.d("generation_bundle") - more.sum("sector")


def _of_nqp_in_production(at: _Point) -> dict[str, NamedArray]:
    """Productivity from technology, by where the technology is from."""
    s = at.s
    on_factors = s.technology_on_factors
    base = (1 - on_factors) * at.cost + on_factors * at.of.cost_of_factors.sum("factor")
    response = s.elasticity_tfp * s.absorptive_capacity
    own, spillover = response * at.d("nqp_own"), response * at.d("nqp_spillover")
    rest = at.dlog("technology_productivity") - own - spillover
    return {
        "nqp_own_productivity": _as_goods(base * own),
        "nqp_spillover_productivity": _as_goods(base * spillover),
        "nqp_response_productivity": _as_goods(base * rest),
    }


def _of_nqp_in_trade(at: _Point) -> dict[str, NamedArray]:
    """Trade costs from technology, by where the technology is from, and from data rules."""
    s, foreign = at.s, at.of.foreign
    spillover = at.d("nqp_spillover")
    at_ends = {
        "nqp_own_trade_cost": _at_both_ends(at.d("nqp_own")),
        "nqp_spillover_trade_cost": spillover.rename(region="origin")
        + spillover.rename(region="destination"),
    }
    saved = {n: foreign * s.elasticity_trade_cost * d / 2 for n, d in at_ends.items()}
    restricted = s.elasticity_data * at.d("data_restriction")
    rest = -at.dlog("technology_iceberg") - reduce(add, saved.values()) + restricted
    saved |= {"data_restriction": -restricted, "nqp_response_trade_cost": rest}
    return {name: _bought(at.at_border * saving) for name, saving in saved.items()}


def _at_both_ends(array: NamedArray) -> NamedArray:
    """Sum of an array over (activity, region) at the origin and at the destination of a flow."""
    of_good = array.rename(activity=GOOD)
    return of_good.rename(region="origin") + of_good.rename(region="destination")


def _of_money(at: _Point) -> dict[str, NamedArray]:
    """Factors that are added, at their prices, and money from other regions."""
    s, stepped = at.s, at.moving.s
    found = {
        "endowment": s.price_factor * at.d("endowment"),
        "foreign_saving": at.real(s.capital_inflow, stepped.capital_inflow),
    }
    if at.has("border_adjustment"):
        found["border_money"] = at.real(s.border_transfer, stepped.border_transfer)
    return found


def _of_spending(at: _Point) -> NamedArray:
    """Spending that moves to agents whose purchases are worth more, or less, to the region."""
    return (at.worth_to - at.worth) * at.price * at.d("real_spending")
