"""Independent verification: accounts recomputed from the solution, without the model's equations.

Money is followed from buyer to seller with prices and quantities alone. Receipts, for example,
are recomputed as what buyers pay less what sellers get, never by the formula of the tax.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin, by_region
from cge.analysis.sourcing import BenchmarkSources, spending_by_source
from cge.economy.benchmark.arrays import GOVERNMENT, HOUSEHOLD
from cge.economy.receipts import RECEIPTS, RENTS, Receipt, Rent
from cge.engine.system import System, Values
from cge.symbols.bounds import excess
from cge.symbols.registry import SHOCKABLE, VARIABLES

# Bound on every relative error. The solver works to 1e-9; the sums below add rounding to that.
TOLERANCE = 1e-8
DOUBLED = 2.0
# A price below this is on its way to zero: the market only clears in the limit of a free good.
SMALLEST_PRICE = 1e-8


@dataclass(frozen=True)
class Check:
    """One check of one experiment.

    Attributes
    ----------
    name
        What is checked.
    error
        Largest relative error.
    where
        Label at which it occurs.
    """

    name: str
    error: float
    where: str

    @property
    def passed(self) -> bool:
        """The error is finite and within the tolerance."""
        return bool(np.isfinite(self.error) and self.error <= TOLERANCE)

    def __str__(self) -> str:
        return f"{self.name} is off by {self.error:.1e} at {self.where}"


def verify(s: xr.Dataset, values: Values, system: System, unsolved: tuple[str, str]) -> list[Check]:
    """All checks of one solution.

    Parameters
    ----------
    s
        Variables and shockable parameters of one experiment, labelled.
    values
        The same solution as raveled arrays, parameters included.
    system
        The compiled equations, for their residuals.
    unsolved
        Factor and region of the market that was left out of the solution.
    """
    accounts = Accounts(s)
    return [
        _equations(values, system),
        _signs(s),
        _bounds(s),
        _unsolved_market(s, unsolved),
        *_markets(accounts),
        *_gdp(accounts),
        *_receipts(accounts),
        *_budgets(accounts),
        *_technology(accounts, values),
        *_border_adjustment(accounts),
        *_sourcing(accounts, values),
        *_capital_energy(accounts, values),
        _homogeneity(values, system),
    ]


def verdict(checks: list[Check]) -> str:
    """What failed, in words; empty when all checks hold."""
    return "; ".join(str(c) for c in checks if not c.passed)


# ---------------------------------------------------------------------- the model's own equations
def _equations(values: Values, system: System) -> Check:
    return _worst_equation("equations", values, system)


def _homogeneity(values: Values, system: System) -> Check:
    """Doubling the numeraire and all nominal values leaves every equation satisfied.

    The level at which a closure holds a nominal variable is one of these values.
    """
    scaled = dict(values)
    for entry in VARIABLES:
        for name in (entry.name, f"fixed_{entry.name}"):
            if entry.nominal and name in values:
                scaled[name] = DOUBLED * values[name]
    scaled["numeraire_level"] = DOUBLED * values["numeraire_level"]
    return _worst_equation("homogeneity", scaled, system)


def _worst_equation(name: str, values: Values, system: System) -> Check:
    error, where = 0.0, "none"
    for equation, residual in system.residuals(values).items():
        if not len(residual):
            continue
        worst = int(np.argmax(np.where(np.isfinite(residual), np.abs(residual), np.inf)))
        size = float(abs(residual[worst]))
        if not size <= error:
            label = system.by_name[equation].row_label(worst)
            error, where = size, f"{equation} ({label})"
    return Check(name, error if np.isfinite(error) else np.inf, where)


# ---------------------------------------------------------------------- from prices and quantities
def _signs(s: xr.Dataset) -> Check:
    """Every variable is finite, those that cannot be negative are not, and prices stay off zero."""
    for entry in VARIABLES:
        if entry.name not in s:
            continue
        array = s[entry.name]
        least = SMALLEST_PRICE if entry.name.startswith("price_") else 0.0
        bad = ~np.isfinite(array) if entry.signed else ~((array >= least) & (array < np.inf))
        if bool(bad.any()):
            return Check("signs", np.inf, entry.name)
    return Check("signs", 0.0, "none")


def _bounds(s: xr.Dataset) -> Check:
    """Shares and indices stay between 0 and 1, also those that a swap lets adjust."""
    found = Check("bounds of levels", 0.0, "none")
    for entry in SHOCKABLE:
        if entry.name in s and np.isfinite(entry.upper):
            beyond = excess(s[entry.name])
            if float(beyond.max()) > found.error:
                found = Check(found.name, float(beyond.max()), entry.name)
    return found


def _unsolved_market(s: xr.Dataset, unsolved: tuple[str, str]) -> Check:
    factor, region = unsolved
    used = s.factor_demand.sel(factor=factor, region=region).sum()
    supplied = s.endowment.sel(factor=factor, region=region)
    return Check("unsolved market (Walras)", float(abs(used / supplied - 1)), f"{factor}, {region}")


def _markets(a: Accounts) -> list[Check]:
    s = a.s
    paid = (s.price_landed * s.trade).sum("origin")
    return [
        _compare("goods markets", as_seller(s.output), a.shipped.sum("destination")),
        _compare("factor markets", (s.rent * s.factor_demand).sum("activity"), s.endowment),
        _compare("absorption", a.use, paid),
    ]


def _gdp(a: Accounts) -> list[Check]:
    s = a.s
    receipts = _sum(s, [x for x in RECEIPTS if not x.from_factors])
    on_products = _sum(s, [x for x in RECEIPTS if x.on_products])
    made = (s.price_basic * s.output - a.intermediate_spending).sum("activity")
    income = a.factor_payments.sum("activity") + receipts
    spent = s.expenditure.sum("agent") + a.exports - a.imports
    return [
        _compare("GDP by output and by income", made + on_products, income),
        _compare("GDP by expenditure and by income", spent, income),
    ]


def _receipts(a: Accounts) -> list[Check]:
    """What payers pay less what is passed on, against the receipts of the budget.

    Small receipts are differences of large flows, which carry the rounding of the solver (1e-12 of
    each), so they are measured against GDP / 1,000.
    """
    s = a.s
    smallest = 1e-3 * a.factor_payments.sum("activity")
    inputs = a.factor_payments + a.factor_tax + a.intermediate_spending
    use_value = by_region(a.use.sum("sector"), "destination")
    paid = a.intermediate_spending.sum("activity") + s.expenditure.sum("agent")
    consumed = s.expenditure.sel(agent=HOUSEHOLD, drop=True)
    landed = s.price_landed * s.trade
    rents, tariff = _rents_and_tariff(a)
    at_border = a.price_at_border * a.shipped
    recomputed = {
        "revenue_output_tax": (s.price_basic * s.output - a.carbon_payment - inputs).sum(
            "activity"
        ),
        "revenue_carbon": a.carbon_payment.sum("activity"),
        "revenue_intermediate_tax + revenue_final_tax + revenue_consumption_tax": paid - use_value,
        "revenue_consumption_tax": consumed - consumed / s.consumption_tax_power,
        "revenue_income_tax": a.income_tax.sum("factor"),
        "revenue_factor_tax": a.factor_tax.sum("activity"),
        "revenue_tariff": at_destination(tariff),
        "revenue_border_charge": at_destination(landed - a.price_before_charge * s.trade),
        **rents,
        "revenue_export_tax": at_origin(at_border - as_seller(s.price_basic) * a.shipped),
    }
    return [
        _compare(
            f"receipts: {name}",
            sum((s[r] for r in name.split(" + ")), start=0 * value),
            value,
            size=np.maximum(abs(value), smallest),
        )
        for name, value in recomputed.items()
    ]


def _rents_and_tariff(a: Accounts) -> tuple[dict[str, xr.DataArray], xr.DataArray]:
    """What each rent brings its owners (region), and tariffs paid (sector, origin, destination).

    From what buyers pay back to what arrives, one wedge after the other.
    """
    s = a.s
    value = s.price_landed * s.trade - a.charged
    found = {}

    def take(rents: list[Rent], value: xr.DataArray) -> xr.DataArray:
        for rent in reversed(rents):
            before = value / a.rent_power(rent)
            at_home = s[rent.importer_share] * (value - before)
            found[rent.receipt] = at_destination(at_home) + at_origin(value - before - at_home)
            value = before
        return value

    value = take([r for r in RENTS if not r.before_tariff], value)
    before = value
    value = a.dutiable_price * s.trade
    tariff = before - value
    take([r for r in RENTS if r.before_tariff], value)
    return found, tariff


def _budgets(a: Accounts) -> list[Check]:
    """Income is spent, by whom it belongs to; foreign saving is what imports exceed exports by."""
    s = a.s
    received = s.get("border_transfer", 0.0 * s.income)
    return [
        _compare("income and spending", s.expenditure.sum("agent"), s.income),
        _compare(
            "spending and purchases",
            by_region(a.paid_by_agents.sum("sector"), "destination").transpose("agent", "region"),
            s.expenditure,
        ),
        _compare(
            "balance of payments", a.imports - a.exports, a.capital_inflow + received, size=s.income
        ),
        *_own_budgets(a),
    ]


def _own_budgets(a: Accounts) -> list[Check]:
    """What governments and private agents spend, where each has a budget of its own."""
    s = a.s
    own = s.public_income > 0
    if not bool(own.any()):
        return []
    rents, moved = _sum(s, [x for x in RECEIPTS if x.private]), s.transfer * a.price_world
    taxes = _sum(s, [x for x in RECEIPTS if not x.private and not x.from_factors])
    earned = a.factor_payments.sum("activity") - a.income_tax.sum("factor")
    public = taxes + a.income_tax.sum("factor") + moved + s.get("border_transfer", 0.0)
    private = earned + rents + a.capital_inflow - moved
    spent = s.expenditure.where(own)
    return [
        _compare(f"{name} budget", found.where(own, 0.0), income.where(own, 0.0), size=s.income)
        for name, found, income in (
            ("public", spent.sel(agent=GOVERNMENT, drop=True), public),
            ("private", spent.drop_sel(agent=GOVERNMENT).sum("agent"), private),
        )
    ]


def _border_adjustment(a: Accounts) -> list[Check]:
    """Border receipts followed from the payer to who ends up with them, and no charge below zero.

    What is collected is what buyers pay beyond the price with duty and rent; every dollar passed
    on must arrive somewhere.
    """
    s = a.s
    if "border_transfer" not in s:
        return []
    landed = s.price_landed * s.trade
    collected = landed - a.price_before_charge * s.trade
    at_border = collected.sum("sector")
    to_origin = by_region((at_border * s.origin_share).sum("destination"), "origin")
    to_fund = (at_border * s.fund_share).sum()
    given = at_border.sum("origin") * (s.origin_share + s.fund_share)
    got = to_origin + s.fund_key * to_fund - by_region(given, "destination")
    size = 1e-4 * s.income
    nothing = 0 * s.border_transfer.sum()
    least = s.adjustment_price.min() - abs(s.adjustment_price.min())
    return [
        _compare("border adjustment: transfers", s.border_transfer, got, size=size),
        _compare(
            "border adjustment: what is passed on arrives",
            s.border_transfer.sum(),
            nothing,
            size=size.sum(),
        ),
        _compare("border adjustment: no negative charge", least, nothing, size=nothing + 1),
    ]


def _sourcing(a: Accounts, values: Values) -> list[Check]:
    """Spending of every user, split over origins by shares and prices: nothing is left over, and
    what all users together buy from an origin is what arrives.
    """
    s = a.s
    if "price_composite_by_user" not in s:
        return []
    shares = s.price_composite_by_user.shape
    before = BenchmarkSources(
        domestic_share=values["domestic_share_by_user"].reshape(shares),
        source_share=values["source_share_by_user"].reshape(*s.price_landed.shape, shares[-1]),
        landed=values["landed_benchmark"].reshape(s.price_landed.shape),
    )
    paid = spending_by_source(s, before)
    spent = s.price_composite_by_user.copy(
        data=np.concatenate([a.intermediate_use, a.final_use], 2)
    )
    return [
        _compare("sourcing: spending of each user", spent, paid.sum("origin")),
        _compare("sourcing: trade over users", s.price_landed * s.trade, paid.sum("user")),
    ]


def _capital_energy(a: Accounts, values: Values) -> list[Check]:
    """Each composite of capital and energy is worth what is paid for what it is made of."""
    s = a.s
    if "price_capital_energy" not in s:
        return []
    goods = values["energy_good_share"].reshape(a.intermediate_payments.shape)
    factors = values["energy_factor_share"].reshape(a.cost_of_factors.shape)
    energy = a.intermediate_payments.where(goods > 0, 0.0).sum("sector")
    nested = a.cost_of_factors.where(factors > 0, 0.0).sum("factor") + energy
    whole = a.cost_of_factors.sum("factor") + energy
    return [
        _compare(f"capital and energy: {name}", price * used, cost)
        for name, price, used, cost in (
            ("energy", s.price_energy, s.energy_bundle, energy),
            ("capital with energy", s.price_capital_energy, s.capital_energy_demand, nested),
            ("value added with energy", s.price_value_added, s.value_added_demand, whole),
        )
    ]


def _technology(a: Accounts, values: Values) -> list[Check]:
    """The channels again: what is matched, who brings it, what it does to output and trade costs.

    The spillover is recomputed as openness times a mean over partners whose weights sum to one.
    """
    s = a.s
    if "nqp_effective" not in s:
        return []

    def before(name: str, like: xr.DataArray) -> xr.DataArray:
        return like.copy(data=values[name].reshape(like.shape))

    own = s.adoption * s.nqp - before("nqp_matched_benchmark", s.nqp)
    carried = s.spillover_carrier * s.price_landed * s.trade
    fixed = s.spillover_carrier * before("spillover_weight_benchmark", s.trade)
    now = _embodied(carried / s.income.rename(region="destination"), own)
    mixed = s.spillover_response * now + (1 - s.spillover_response) * _embodied(fixed, own)
    effective = own + s.spillover_strength * mixed
    gain = s.elasticity_tfp * s.absorptive_capacity * effective
    seller = as_seller(effective)
    ends = seller + seller.rename(origin="destination")
    flows = before("landed_benchmark", s.trade).where(s.trade > 0, np.nan).notnull()
    further = s.data_restriction - before("data_restriction_benchmark", s.data_restriction)
    cost = s.elasticity_data * further - a.foreign * s.elasticity_trade_cost * ends / 2
    apart = s.standards_distance - before("standards_distance_benchmark", s.standards_distance)
    one = xr.ones_like(s.trade)
    pairs = {
        "technology_iceberg": np.exp(cost),
        "standards_power": np.exp(s.elasticity_standards * apart),
    }
    return [
        _compare("technology: nqp_effective", s.nqp_effective, effective, 0 * effective + 1),
        _compare("technology: productivity", s.technology_productivity, np.exp(gain)),
        *(
            _compare(
                f"technology: {name}", s[name].where(flows, one), (value * one).where(flows, one)
            )
            for name, value in pairs.items()
        ),
    ]


def _embodied(weights: xr.DataArray, own: xr.DataArray) -> xr.DataArray:
    """Change embodied in imports (region): openness times the mean change of what is imported."""
    openness = weights.sum(["sector", "origin"])
    mean = (weights / openness.where(openness > 0, 1.0) * as_seller(own)).sum(["sector", "origin"])
    return by_region(openness * mean, "destination")


def _sum(s: xr.Dataset, receipts: list[Receipt]) -> xr.DataArray:
    return sum((s[x.name] for x in receipts), start=0 * s.income)


def _compare(
    name: str, left: xr.DataArray, right: xr.DataArray, size: xr.DataArray | None = None
) -> Check:
    """Largest difference relative to ``size``, the larger of the two sides unless given."""
    left, right = xr.align(left, right, join="exact")
    scale = np.maximum(abs(left), abs(right)) if size is None else abs(size)
    floor = 1e-9 * float(scale.max()) or 1.0
    error = abs(left - right) / np.maximum(scale, floor)
    stacked = error.to_numpy().ravel()
    worst = int(np.argmax(np.where(np.isfinite(stacked), stacked, np.inf)))
    at = np.unravel_index(worst, error.shape)
    labels = [str(error[d].to_numpy()[k]) for d, k in zip(error.dims, at, strict=True)]
    return Check(name, float(stacked[worst]), ", ".join(labels))
