"""Independent verification: accounts recomputed from the solution, without the model's equations.

Money is followed from buyer to seller with prices and quantities alone. Receipts, for example,
are recomputed as what buyers pay less what sellers get, never by the formula of the tax.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.economy.income import RECEIPTS
from cge.economy.symbols import VARIABLES, WORLD
from cge.results import accounts as a
from cge.solve.system import System, Values

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
    return [
        _equations(values, system),
        _signs(s),
        _unsolved_market(s, unsolved),
        *_markets(s),
        *_gdp(s),
        *_receipts(s),
        *_budgets(s),
        _homogeneity(values, system),
    ]


def verdict(checks: list[Check]) -> str:
    """What failed, in words; empty when all checks hold."""
    return "; ".join(str(c) for c in checks if not c.passed)


# ---------------------------------------------------------------------- the model's own equations
def _equations(values: Values, system: System) -> Check:
    return _worst_equation("equations", values, system)


def _homogeneity(values: Values, system: System) -> Check:
    """Doubling the numeraire and all nominal values leaves every equation satisfied."""
    scaled = dict(values)
    for entry in VARIABLES:
        if entry.nominal:
            scaled[entry.name] = DOUBLED * values[entry.name]
    scaled["numeraire_level"] = DOUBLED * values["numeraire_level"]
    system.forget()  # what was computed from the old numeraire
    check = _worst_equation("homogeneity", scaled, system)
    system.forget()
    return check


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
        array = s[entry.name]
        least = SMALLEST_PRICE if entry.name.startswith("price_") else 0.0
        bad = ~np.isfinite(array) if entry.signed else ~((array >= least) & (array < np.inf))
        if bool(bad.any()):
            return Check("signs", np.inf, entry.name)
    return Check("signs", 0.0, "none")


def _unsolved_market(s: xr.Dataset, unsolved: tuple[str, str]) -> Check:
    factor, region = unsolved
    used = s.factor_demand.sel(factor=factor, region=region).sum()
    supplied = s.endowment.sel(factor=factor, region=region)
    return Check("unsolved market (Walras)", float(abs(used / supplied - 1)), f"{factor}, {region}")


def _markets(s: xr.Dataset) -> list[Check]:
    made = a.as_seller(s.output)
    used = s.intermediate_demand.sum("activity") + s.final_demand.sum("agent")
    paid = (s.price_landed * s.trade).sum("origin")
    return [
        _compare("goods markets", made, a.shipped(s).sum("destination")),
        _compare("factor markets", (s.rent * s.factor_demand).sum("activity"), s.endowment),
        _compare("absorption", s.price_composite * used, paid),
    ]


def _gdp(s: xr.Dataset) -> list[Check]:
    on_products = (
        s.revenue_intermediate_tax
        + s.revenue_final_tax
        + s.revenue_tariff
        + s.revenue_export_tax
        + s.revenue_border_charge
        + s.revenue_barrier_rent
    )
    receipts = sum((s[r] for r in RECEIPTS), start=xr.zeros_like(s.income))
    made = (s.price_basic * s.output - a.intermediate_spending(s)).sum("activity")
    income = a.factor_payments(s).sum("activity") + receipts
    spent = s.expenditure.sum("agent") + a.exports(s) - a.imports(s)
    return [
        _compare("GDP by output and by income", made + on_products, income),
        _compare("GDP by expenditure and by income", spent, income),
    ]


def _receipts(s: xr.Dataset) -> list[Check]:
    """What payers pay less what is passed on, against the receipts of the budget.

    Small receipts are differences of large flows, so they are measured against GDP / 10,000.
    """
    smallest = 1e-4 * a.factor_payments(s).sum("activity")
    sales = s.price_basic * s.output
    carbon = a.carbon_payment(s)
    inputs = a.factor_payments(s) + a.factor_tax(s) + a.intermediate_spending(s)
    landed = s.price_landed * s.trade
    arrived = a.price_on_arrival(s) * s.trade
    charged = a.charge_per_unit(s) * s.trade
    power = s.barrier_power ** (1 - s.barrier_waste)
    before_rent = (landed - charged) / power
    rent = landed - charged - before_rent
    to_importer = s.barrier_importer_share * rent
    before_export_tax = a.as_seller(s.price_basic) * a.shipped(s)
    at_border = a.price_at_border(s) * a.shipped(s)
    goods = s.intermediate_demand.sum("activity") + s.final_demand.sum("agent")
    use_value = a.by_region((s.price_composite * goods).sum("sector"), "destination")
    paid = a.intermediate_spending(s).sum("activity") + s.expenditure.sum("agent")
    recomputed = {
        "revenue_output_tax": (sales - carbon - inputs).sum("activity"),
        "revenue_carbon": carbon.sum("activity"),
        "revenue_intermediate_tax + revenue_final_tax": paid - use_value,
        "revenue_factor_tax": a.factor_tax(s).sum("activity"),
        "revenue_tariff": _at_destination(before_rent - arrived),
        "revenue_border_charge": _at_destination(landed - power * s.tariff_power * arrived),
        "revenue_barrier_rent": _at_destination(to_importer) + _at_origin(rent - to_importer),
        "revenue_export_tax": _at_origin(at_border - before_export_tax),
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


def _at_destination(values: xr.DataArray) -> xr.DataArray:
    return a.by_region(values.sum(["sector", "origin"]), "destination")


def _at_origin(values: xr.DataArray) -> xr.DataArray:
    return a.by_region(values.sum(["sector", "destination"]), "origin")


def _budgets(s: xr.Dataset) -> list[Check]:
    world = s.price_world.sel(world=WORLD, drop=True)
    gap = a.imports(s) - a.exports(s)
    return [
        _compare("income and spending", s.expenditure.sum("agent"), s.income),
        _compare("balance of payments", gap, s.foreign_saving * world, size=s.income),
    ]


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
