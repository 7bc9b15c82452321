"""Generation, where technologies are combined in a nest of their own."""

from __future__ import annotations

from cge.analysis.accounts import Accounts
from cge.engine.system import Values
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray, Solved
from cge.verification.check import Check, compare


def check_generation(a: Accounts[NamedArray], values: Values) -> list[Check]:
    """Generation is worth what is paid for its technologies."""
    s = a.s
    if not solution_has(s, "generation"):
        return []
    paid = a.intermediate_payments + a.carbon_on_fuels
    share = paid.copy(values["generation_good_share"])
    spent = paid.where(share > 0, 0.0).sum("sector")
    found = [compare("generation: technologies", s.price_generation * s.generation_bundle, spent)]
    if solution_has(s, "additive_generation"):
        found.append(_check_electricity(s, share.copy(values["generation_volume_share"]), values))
    return found


def _check_electricity(s: Solved[NamedArray], volume: NamedArray, values: Values) -> Check:
    """MWh of all technologies are those of generation, in proportion to the benchmark.

    A unit of a technology gives the MWh of the benchmark: its part of them over its part of value.
    """
    used = s.intermediate_demand.copy(values["generation_coefficient"]).rename(destination="region")
    bought = s.intermediate_demand.rename(destination="region")
    given = (volume * bought / used.where(used > 0, 1.0)).where(used > 0, 0.0)
    return compare("generation: MWh", s.generation_bundle, given.sum("sector"))
