"""Composites of capital and energy, where these are combined in value added."""

from __future__ import annotations

from cge.analysis.accounts import Accounts
from cge.engine.system import Values
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare

_NESTS = ("energy", "non_electric", "non_coal")


def check_capital_energy(a: Accounts[NamedArray], values: Values) -> list[Check]:
    """Each composite of capital and energy is worth what is paid for its components."""
    s = a.s
    if not solution_has(s, "capital_energy"):
        return []
    paid = a.intermediate_payments + a.carbon_on_fuels
    shares = sum(
        (paid.copy(values[f"{nest}_good_share"]) for nest in _NESTS if f"price_{nest}" in s),
        start=0.0 * paid,
    )
    factors = a.cost_of_factors.copy(values["energy_factor_share"])
    energy = paid.where(shares > 0, 0.0).sum("sector")
    nested = a.cost_of_factors.where(factors > 0, 0.0).sum("factor") + energy
    whole = a.cost_of_factors.sum("factor") + energy
    return [
        compare(f"capital and energy: {name}", price * used, cost)
        for name, price, used, cost in (
            ("energy", s.price_energy, s.energy_bundle, energy),
            ("capital with energy", s.price_capital_energy, s.capital_energy_demand, nested),
            ("value added with energy", s.price_value_added, s.value_added_demand, whole),
        )
    ]
