"""Costs of activities and their demands for inputs."""

from __future__ import annotations

import numpy as np

from cge.verification.recomputed.carbon import carbon_in_goods
from cge.verification.recomputed.data import Array, Data
from cge.verification.recomputed.nests import price_index, substituted
from cge.verification.recomputed.point import Point, recomputes

# Nests of energy goods, each within the one before, and that of generation: its use, and the
# variable that marks its goods.
_NESTS = (
    ("energy", "energy_bundle", "energy_good"),
    ("non_electric", "non_electric_bundle", "non_electric_good"),
    ("non_coal", "non_coal_bundle", "non_coal_good"),
    ("generation", "generation_bundle", "generation_good"),
)


def _makes(d: Data) -> Array:
    return d.output > 0


def _adds_value(d: Data) -> Array:
    return d.value_added > 0


def _buys(d: Data) -> Array:
    return d.bundle > 0


def _runs_on_energy(d: Data) -> Array:
    return d.capital_energy > 0


def _burns(d: Data) -> Array:
    return d.energy > 0


def _burns_fuel(d: Data) -> Array:
    return d.in_nest("non_electric_good").sum(axis=0).T > 0


def _burns_other_than_coal(d: Data) -> Array:
    return d.in_nest("non_coal_good").sum(axis=0).T > 0


def _generates(d: Data) -> Array:
    return d.generated.sum(axis=0).T > 0


# ---------------------------------------------------------------------- prices of inputs
def cost_of_factors(p: Point) -> Array:
    """Price of the work of a factor, relative to the benchmark (factor, activity, region)."""
    earned = np.where(p.data.earned > 0, p.data.earned, 1.0)
    before = np.where(p.data.earned > 0, p.data.factors, 1.0) / earned
    paid = p["price_factor"][:, None] * p["rent"] * p["factor_tax_power"]
    return np.asarray(paid / before / work(p))


def work(p: Point) -> Array:
    """Work that a unit of a factor does, relative to the benchmark (factor, activity, region)."""
    return p["factor_productivity"] * _technology(p, on_factors=True)


def yields(p: Point) -> Array:
    """Output of a bundle of all inputs, relative to the benchmark (activity, region)."""
    return p["productivity"] * _technology(p, on_factors=False)


def _technology(p: Point, on_factors: bool) -> Array | float:
    if "technology_productivity" not in p:
        return 1.0
    acts = p["technology_on_factors"] if on_factors else 1 - p["technology_on_factors"]
    return np.asarray(np.where(acts[:, None] > 0, p["technology_productivity"], 1.0))


def cost_of_goods(p: Point) -> Array:
    """Price of a good to an activity, relative to the benchmark (sector, destination, activity)."""
    used = np.where(p.data.used > 0, p.data.used, 1.0)
    before = np.where(p.data.used > 0, p.data.goods, 1.0) / used
    paid = p.to_users("activity") * p["intermediate_tax_power"] + carbon_in_goods(p)
    return np.asarray(paid / before)


def saving(p: Point) -> Array | float:
    """Work of a unit of a good, relative to the benchmark (sector, destination, activity)."""
    if "energy_efficiency" not in p:
        return 1.0
    return np.asarray(np.where(p.data.saved[:, None] > 0, p["energy_efficiency"].T, 1.0))


def cost_of_work(p: Point) -> Array:
    """Price of the work of a good (sector, destination, activity)."""
    return cost_of_goods(p) / saving(p)


# ---------------------------------------------------------------------- prices of nests
@recomputes("price_value_added", where=_adds_value)
def price_value_added(p: Point) -> Array:
    """Factors, and capital with energy, in a nest."""
    values, prices = p.data.other_factors, cost_of_factors(p)
    if "price_capital_energy" in p:
        values = np.concatenate([values, p.data.capital_energy[None]])
        prices = np.concatenate([prices, p["price_capital_energy"][None]])
    return price_index(values, prices, p["sigma_value_added"], axis=0)


@recomputes("price_capital_energy", where=_runs_on_energy)
def price_capital_energy(p: Point) -> Array:
    """Energy, and the factors that run on it, in a nest."""
    values = np.concatenate([p.data.run_on_energy, p.data.energy[None]])
    prices = np.concatenate([cost_of_factors(p), p["price_energy"][None]])
    return price_index(values, prices, p["sigma_capital_energy"], axis=0)


@recomputes("price_energy", where=_burns)
def price_energy(p: Point) -> Array:
    """Energy goods in a nest, or electricity beside all others."""
    if "price_non_electric" not in p:
        return price_index(p.data.burnt, cost_of_work(p), p["sigma_energy"].T, axis=0).T
    return _with_inner(p, "energy_good", "non_electric_good", "non_electric", "sigma_energy")


@recomputes("price_non_electric", where=_burns_fuel)
def price_non_electric(p: Point) -> Array:
    """Coal beside all other fuels."""
    return _with_inner(p, "non_electric_good", "non_coal_good", "non_coal", "sigma_non_electric")


@recomputes("price_non_coal", where=_burns_other_than_coal)
def price_non_coal(p: Point) -> Array:
    """Fuels other than coal in a nest."""
    values = p.data.in_nest("non_coal_good")
    return price_index(values, cost_of_work(p), p["sigma_non_coal"].T, axis=0).T


def _with_inner(p: Point, outer: str, inner: str, nest: str, sigma: str) -> Array:
    """Goods of a nest, and a nest within it as one more (activity, region)."""
    inside = p.data.in_nest(inner).sum(axis=0)
    values = np.concatenate([p.data.in_nest(outer, unless=inner), inside[None]])
    prices = np.concatenate([cost_of_work(p), p[f"price_{nest}"].T[None]])
    return price_index(values, prices, p[sigma].T, axis=0).T


@recomputes("price_intermediate", where=_buys)
def price_intermediate(p: Point) -> Array:
    """All other goods in a nest, and generation as one more."""
    values, prices = p.data.other_goods, cost_of_work(p)
    if "price_generation" in p:
        values = np.concatenate([values, p.data.generated.sum(axis=0)[None]])
        prices = np.concatenate([prices, p["price_generation"].T[None]])
    return price_index(values, prices, p["sigma_intermediate"].T, axis=0).T


@recomputes("price_generation", where=_generates)
def price_generation(p: Point) -> Array:
    """Technologies in a nest, or what a MWh costs of those that give it."""
    if "generation_volume_share" in p:
        mix = _mix_of_electricity(p)
        paid = p.data.generated * mix * cost_of_goods(p)
        return _over(paid.sum(axis=0), p.data.generated.sum(axis=0)).T
    return price_index(p.data.generated, cost_of_goods(p), p["sigma_generation"].T, axis=0).T


def _mix_of_electricity(p: Point) -> Array:
    """Part of a technology in MWh, relative to the benchmark (sector, destination, activity)."""
    leaning = p.data.electricity * cost_of_goods(p) ** -p["sigma_generation"].T
    part = _over(leaning, leaning.sum(axis=0))
    return _over(part, _over(p.data.electricity, p.data.electricity.sum(axis=0)))


def _over(part: Array, whole: Array) -> Array:
    return np.asarray(part / np.where(whole > 0, whole, 1.0))


@recomputes("unit_cost", where=_makes)
def unit_cost(p: Point) -> Array:
    """Value added and intermediates in a nest, per unit that it yields."""
    values = np.stack([p.data.value_added, p.data.bundle])
    prices = np.stack([p["price_value_added"], p["price_intermediate"]])
    return price_index(values, prices, p["sigma_top"], axis=0) / yields(p)


def _beside_a_region(p: Point) -> Array:
    """Price at which an activity would sell a millionth of its region's output.

    Prices of an activity that makes less than the rounding of its markets are not measured better.
    """
    sold = p["price_basic"] * p["output"]
    least = 1e-6 * sold.sum(axis=0) / np.where(p["output"] > 0, p["output"], 1.0)
    return np.asarray(np.maximum(p["price_basic"], least))


@recomputes("price_basic", where=_makes, size=_beside_a_region)
def price_basic(p: Point) -> Array:
    """What an activity pays for inputs, carbon and tax, per unit that it makes."""
    a = p.accounts
    inputs = a.cost_of_factors.sum("factor") + a.intermediate_spending
    paid = (inputs + a.carbon_payment).transpose("activity", "region").to_numpy()
    return np.asarray(paid * p["output_tax_power"] / np.where(p["output"] > 0, p["output"], 1.0))


# ---------------------------------------------------------------------- quantities
@recomputes("value_added_demand", where=_adds_value)
def value_added_demand(p: Point) -> Array:
    """Value added of the data, by output and relative price."""
    return p.data.value_added * _per_output(p, p["price_value_added"])


@recomputes("intermediate_bundle", where=_buys)
def intermediate_bundle(p: Point) -> Array:
    """Intermediates of the data, by output and relative price."""
    return p.data.bundle * _per_output(p, p["price_intermediate"])


def _per_output(p: Point, price: Array) -> Array:
    """Change of the use of one of the two nests of production."""
    scale = p["output"] / np.where(p.data.output > 0, p.data.output, 1.0) / yields(p)
    switch = substituted(p["unit_cost"] * yields(p), price, p["sigma_top"])
    return np.asarray(scale * p.factor("abatement_use") * switch)


@recomputes("capital_energy_demand", where=_runs_on_energy)
def capital_energy_demand(p: Point) -> Array:
    """Capital with energy of the data, by value added and relative price."""
    switch = substituted(p["price_value_added"], p["price_capital_energy"], p["sigma_value_added"])
    return p.data.capital_energy * _change(p, "value_added_demand", p.data.value_added) * switch


@recomputes("energy_bundle", where=_burns)
def energy_bundle(p: Point) -> Array:
    """Energy of the data, by capital with energy and relative price."""
    sigma = p["sigma_capital_energy"]
    switch = substituted(p["price_capital_energy"], p["price_energy"], sigma)
    return p.data.energy * _change(p, "capital_energy_demand", p.data.capital_energy) * switch


@recomputes("non_electric_bundle", where=_burns_fuel)
def non_electric_bundle(p: Point) -> Array:
    """Energy other than electricity of the data, by energy and relative price."""
    switch = substituted(p["price_energy"], p["price_non_electric"], p["sigma_energy"])
    value = p.data.in_nest("non_electric_good").sum(axis=0).T
    return value * _change(p, "energy_bundle", p.data.energy) * switch


@recomputes("non_coal_bundle", where=_burns_other_than_coal)
def non_coal_bundle(p: Point) -> Array:
    """Fuels other than coal of the data, by the nest around them and relative price."""
    switch = substituted(p["price_non_electric"], p["price_non_coal"], p["sigma_non_electric"])
    value = p.data.in_nest("non_coal_good").sum(axis=0).T
    around = p.data.in_nest("non_electric_good").sum(axis=0).T
    return value * _change(p, "non_electric_bundle", around) * switch


@recomputes("generation_bundle", where=_generates)
def generation_bundle(p: Point) -> Array:
    """Generation of the data, by the bundle of intermediates and relative price."""
    sigma = p["sigma_intermediate"]
    switch = substituted(p["price_intermediate"], p["price_generation"], sigma)
    value = p.data.generated.sum(axis=0).T
    return value * _change(p, "intermediate_bundle", p.data.bundle) * switch


@recomputes("factor_demand", where=lambda d: d.earned > 0)
def factor_demand(p: Point) -> Array:
    """Factors of the data, by the nest they are in and relative price."""
    price = cost_of_factors(p)
    per_nest = _change(p, "value_added_demand", p.data.value_added) * substituted(
        p["price_value_added"], price, p["sigma_value_added"]
    )
    if "capital_energy_demand" in p:
        with_energy = _change(p, "capital_energy_demand", p.data.capital_energy) * substituted(
            p["price_capital_energy"], price, p["sigma_capital_energy"]
        )
        per_nest = np.where(p.data.run_on_energy > 0, with_energy, per_nest)
    return np.asarray(p.data.earned * per_nest / work(p))


@recomputes("intermediate_demand", where=lambda d: d.used > 0)
def intermediate_demand(p: Point) -> Array:
    """Purchases of the data, by the nest they are in and relative price."""
    price = cost_of_work(p)
    per_nest = _change(p, "intermediate_bundle", p.data.bundle).T * substituted(
        p["price_intermediate"].T, price, p["sigma_intermediate"].T
    )
    for nest, bundle, marks in _NESTS:
        if bundle in p:
            values = p.data.in_nest(marks)
            change = _change(p, bundle, values.sum(axis=0).T).T
            switch = substituted(p[f"price_{nest}"].T, price, p[f"sigma_{nest}"].T)
            if nest == "generation" and "generation_volume_share" in p:
                switch = _mix_of_electricity(p)
            per_nest = np.where(values > 0, change * switch, per_nest)
    return np.asarray(p.data.used * per_nest / saving(p))


def _change(p: Point, name: str, before: Array) -> Array:
    """Quantity of a nest relative to the benchmark (activity, region)."""
    return np.asarray(p[name] / np.where(before > 0, before, 1.0))
