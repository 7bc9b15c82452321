"""Shares, coefficients and benchmark rates are those of the data.

Each is one account of the data over another. It is checked as a product: share times whole is the
part. Where the whole is nothing, a share must be what it was before the solution.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cge.economy.benchmark.arrays import GOVERNMENT, HOUSEHOLD
from cge.settings.numeraires import WORLD_CONSUMERS, read_numeraire
from cge.symbols.registry import entry_of
from cge.verification.check import Check, largest, relative_error
from cge.verification.recomputed import Point
from cge.verification.recomputed.budgets import buyers_of_factors
from cge.verification.recomputed.data import FLOW, Array, Data, own
from cge.verification.recomputed.trade import imported_by_user

Part = Callable[[Data], tuple[Array, Array | float]]


def check_shares(p: Point) -> Check:
    """Every share that the benchmark fixes, and the largest of their errors."""
    return p.unless_known(_shares, (n for n in (*PARTS, *OF_CLOSURES) if n in p))


def _shares(p: Point) -> Check:
    worst = Check("shares of the data", 0.0, "none")
    parts = {name: part(p.data) for name, part in PARTS.items() if name in p}
    for name, (part, whole) in (parts | _of_closure(p)).items():
        empty = np.asarray(whole) == 0
        error = np.where(
            empty,
            relative_error(p[name], p.initial(name), 0.0),
            relative_error(p[name] * whole, part, 0.0),
        )
        found = largest(worst.name, error, entry_of(name).dims, p.labels)
        if not found.error <= worst.error:
            worst = Check(worst.name, found.error, f"{name} ({found.where})")
    return worst


def _of_closure(p: Point) -> dict[str, tuple[Array, Array | float]]:
    """Parameters that a closure decides."""
    factors, finals = _numeraire_weights(p)
    mobile = np.isinf(p.mobility)
    return {
        "mobility": (np.where(mobile, 0.0, p.mobility), (~mobile).astype(float)),
        "numeraire_factor_weight": (factors, 1.0),
        "numeraire_final_weight": (finals, 1.0),
    }


def check_numeraire(p: Point) -> Check:
    """The price index that is fixed is at its level."""
    factors, finals = _numeraire_weights(p)
    index = (factors * p["price_factor"]).sum() + (finals * p["price_final"]).sum()
    error = relative_error(np.atleast_1d(index), p["numeraire_level"], 0.0)
    return Check("numeraire", float(error.max()), p.closure.numeraire)


def _numeraire_weights(p: Point) -> tuple[Array, Array]:
    """Weights of factor prices (factor, region) and agents' prices (agent, region) in the index."""
    factors, finals = np.zeros_like(p.data.endowment), np.zeros_like(p.data.spending)
    meant = read_numeraire(p.closure.numeraire)
    household = p.labels["agent"].index(HOUSEHOLD)
    if meant.factor:
        at = p.labels["factor"].index(meant.factor), p.labels["region"].index(meant.region)
        factors[at] = 1.0
    elif meant.region:
        finals[household, p.labels["region"].index(meant.region)] = 1.0
    elif meant.name == WORLD_CONSUMERS:
        finals[household] = p.data.spending[household] / p.data.spending[household].sum()
    else:
        factors[:] = p.data.endowment / p.data.endowment.sum()
    return factors, finals


def _is(label: str) -> Part:
    """1 for an agent, 0 for all others (agent)."""
    return lambda d: (np.array([float(a == label) for a in d.labels("agent")]), 1.0)


def _deflator(d: Data) -> tuple[Array, float]:
    buyers = buyers_of_factors(d)
    return np.eye(len(d.labels("agent")))[buyers], 1.0


def _before_consumption_tax(d: Data) -> Array:
    """What agents pay without the consumption tax, over what they pay (region, agent)."""
    household = d.labels("agent").index(HOUSEHOLD)
    spent = d.spending[household]
    part = np.ones_like(d.spending.T)
    part[:, household] -= d.consumption_tax / np.where(spent > 0, spent, 1.0)
    return part


def _consumption_power(d: Data) -> tuple[Array, Array]:
    spent = d.spending[d.labels("agent").index(HOUSEHOLD)]
    return spent, spent - d.consumption_tax


def _household_intensity(d: Data) -> tuple[Array, Array]:
    household = d.labels("agent").index(HOUSEHOLD)
    return d.over("co2_household", "sector", "region"), d.bought[:, :, household]


def _abatement_start(d: Data) -> tuple[Array, Array]:
    """Where the carbon prices of the data put activities on their abatement curves."""
    reference = d.over("abatement_reference", "activity", "region")
    return reference + d.over("carbon_price", "activity", "region"), reference


def _acts_on_factors(d: Data) -> tuple[Array, float]:
    """Whether technology saves factors rather than all inputs (activity)."""
    acts = d.dataset["elasticity_tfp"].attrs.get("applies_to", "value_added") == "value_added"
    return np.full(len(d.output), float(acts)), 1.0


def _matched(d: Data) -> tuple[Array, float]:
    dims = ("activity", "region")
    return d.over("adoption", *dims) * d.over("nqp", *dims), 1.0


def _supplies_margin(d: Data) -> tuple[Array, float]:
    """Whether a sector is the one that supplies a margin (sector, margin sector)."""
    labels = d.labels("sector"), d.labels("margin_sector")
    return np.array([[float(i == k) for k in labels[1]] for i in labels[0]]), 1.0


def _plain(d: Data) -> Array:
    """1 for goods that neither run capital nor are generation (sector, 1, 1)."""
    nested = d.over("energy_good", "sector") + d.over("generation_good", "sector")
    return 1 - nested[:, None, None]


def _supplied(d: Data) -> Array:
    """Output of activities that combine technologies of generation (activity, region)."""
    return d.output * (d.generated.sum(axis=0).T > 0)


def _by_region(by_destination: Array) -> Array:
    """(sector, destination, activity) as (sector, activity, region)."""
    return by_destination.transpose(0, 2, 1)


def _of_nest(name: str, inner: str = "", around: str = "") -> dict[str, Part]:
    """Shares of a nest of energy goods: of its own goods in it, and of it in the nest around."""
    marks, unless = f"{name}_good", f"{inner}_good" if inner else ""

    def total(d: Data, marks: str) -> Array:
        return d.in_nest(marks).sum(axis=0)

    def used(d: Data) -> Array:
        paid = d.in_nest(marks, unless)
        return d.used * (paid > 0)

    found: dict[str, Part] = {
        f"{name}_good_share": lambda d: (_by_region(d.in_nest(marks, unless)), total(d, marks).T),
        f"{name}_coefficient": lambda d: (used(d), total(d, marks)),
    }
    if around:
        outer = f"{around}_good"
        found[f"{name}_share"] = lambda d: (total(d, marks).T, total(d, outer).T)
    return found


# Shares that a closure decides.
OF_CLOSURES = ("mobility", "numeraire_factor_weight", "numeraire_final_weight")

# Parameter -> the part and the whole, accounts of the data, of which it is the share.
PARTS: dict[str, Part] = {
    # production
    "value_added_share": lambda d: (d.value_added, d.cost),
    "factor_share": lambda d: (d.other_factors, d.value_added),
    "factor_coefficient": lambda d: (
        d.earned * (1 - d.over("energy_factor", "factor")[:, None, None]),
        d.value_added,
    ),
    "factor_tax_benchmark": lambda d: (d.factors, d.earned),
    "intermediate_share": lambda d: (_by_region(d.other_goods), d.bundle),
    "cost_coefficient": lambda d: (d.cost, d.output),
    "value_added_coefficient": lambda d: (d.value_added, d.output),
    "bundle_coefficient": lambda d: (d.bundle, d.output),
    "intermediate_coefficient": lambda d: (d.used * _plain(d), d.bundle.T),
    "intermediate_tax_benchmark": lambda d: (d.goods, d.used),
    "capital_energy_share": lambda d: (d.capital_energy, d.value_added),
    "energy_share": lambda d: (d.energy, d.capital_energy),
    "energy_factor_share": lambda d: (d.run_on_energy, d.capital_energy),
    "energy_factor_coefficient": lambda d: (
        d.earned * d.over("energy_factor", "factor")[:, None, None],
        d.capital_energy,
    ),
    **_of_nest("energy", "non_electric"),
    **_of_nest("non_electric", "non_coal", around="energy"),
    **_of_nest("non_coal", around="non_electric"),
    **_of_nest("generation"),
    "supply_weight": lambda d: (_supplied(d), _supplied(d).sum(axis=0)),
    "generation_volume_share": lambda d: (
        _by_region(d.electricity),
        d.electricity.sum(axis=0).T,
    ),
    "generation_share": lambda d: (d.generated.sum(axis=0).T, d.bundle),
    # factors
    "factor_supply_share": lambda d: (d.earned, d.endowment[:, None]),
    "world_weight": lambda d: (d.endowment, d.endowment.sum()),
    "deflator": _deflator,
    "income_tax_benchmark": lambda d: (d.endowment + d.income_tax, d.endowment),
    # final demand
    "final_share": lambda d: (d.chosen, d.chosen.sum(axis=0)),
    "final_coefficient": lambda d: (d.bought * (1 - d.committed), d.chosen.sum(axis=0)),
    "final_tax_benchmark": lambda d: (d.purchases * _before_consumption_tax(d), d.bought),
    "consumption_tax_benchmark": _consumption_power,
    "pays_consumption_tax": _is(HOUSEHOLD),
    "spends_public_income": _is(GOVERNMENT),
    "spends_nothing": lambda d: ((d.spending == 0).astype(float), 1.0),
    "utility_share": lambda d: (d.spending, d.income),
    "income_benchmark": lambda d: (d.income, 1.0),
    "subsistence": lambda d: (d.bought * d.committed, 1.0),
    "subsistence_benchmark": lambda d: (d.bound, 1.0),
    # trade
    "landed_benchmark": lambda d: (d.landed, d.sales),
    "domestic_share": lambda d: (d.at_home, d.absorbed),
    "domestic_coefficient": lambda d: (own(d.sales), d.absorbed),
    "import_coefficient": lambda d: (d.imports, d.absorbed),
    "source_share": lambda d: (d.imported, d.imports[:, None]),
    "source_coefficient": lambda d: (d.sales * d.abroad, d.imports[:, None]),
    "domestic_share_by_user": lambda d: (own(d.landed_by_user), d.landed_by_user.sum(axis=1)),
    "import_coefficient_by_user": lambda d: (imported_by_user(d), d.landed_by_user.sum(axis=1)),
    "source_share_by_user": lambda d: (
        d.landed_by_user * d.abroad[:, :, None],
        imported_by_user(d)[:, None],
    ),
    # margins
    "transport_share": lambda d: (
        d.over("transport_supply", "margin_sector", "region"),
        d.over("transport_supply", "margin_sector", "region").sum(axis=1, keepdims=True),
    ),
    "supplies_margin": _supplies_margin,
    # emissions
    "emission_intensity": lambda d: (d.co2, d.output),
    "household_intensity": _household_intensity,
    "gas_share": lambda d: (d.other_gases, d.co2_of_output),
    "abatement_reference": lambda d: (d.over("abatement_reference", "activity", "region"), 1.0),
    "abatement_start": _abatement_start,
    # technology
    "technology_on_factors": _acts_on_factors,
    "nqp_matched_benchmark": _matched,
    "saves_energy": lambda d: (d.saved.astype(float), 1.0),
    "spillover_weight_benchmark": lambda d: (d.imported, d.income),
    "crosses_border": lambda d: (d.abroad.astype(float), 1.0),
    "standards_distance_benchmark": lambda d: (d.over("standards_distance", *FLOW[1:]), 1.0),
    "data_restriction_benchmark": lambda d: (d.over("data_restriction", *FLOW[1:]), 1.0),
}
