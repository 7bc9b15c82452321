"""Generation, where technologies are combined in a nest of their own."""

from __future__ import annotations

from cge.analysis.accounts import Accounts
from cge.engine.system import Values
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare


def check_generation(a: Accounts[NamedArray], values: Values) -> list[Check]:
    """Generation is worth what is paid for its technologies."""
    s = a.s
    if not solution_has(s, "generation"):
        return []
    paid = a.intermediate_payments + a.carbon_on_fuels
    share = paid.copy(values["generation_good_share"])
    spent = paid.where(share > 0, 0.0).sum("sector")
    return [compare("generation: technologies", s.price_generation * s.generation_bundle, spent)]
