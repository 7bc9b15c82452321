"""Border receipts followed from the payer to who ends up with them, and no charge below zero."""

from __future__ import annotations

from cge.analysis.accounts import Accounts, by_region
from cge.symbols.features import solution_has
from cge.symbols.named import NamedArray
from cge.verification.check import Check, compare
from cge.verification.receipts import charge_collected


def check_border_adjustment(a: Accounts[NamedArray]) -> list[Check]:
    """Every dollar that is passed on arrives somewhere."""
    s = a.s
    if not solution_has(s, "border_adjustment"):
        return []
    at_border = charge_collected(a).sum("sector")
    to_origin = by_region((at_border * s.origin_share).sum("destination"), "origin")
    to_fund = (at_border * s.fund_share).sum()
    given = at_border.sum("origin") * (s.origin_share + s.fund_share)
    got = to_origin + s.fund_key * to_fund - by_region(given, "destination")
    size = 1e-4 * s.income
    nothing = 0 * s.border_transfer.sum()
    least = s.adjustment_price.min() - abs(s.adjustment_price.min())
    return [
        compare("border adjustment: transfers", s.border_transfer, got, size=size),
        compare(
            "border adjustment: what is passed on arrives",
            s.border_transfer.sum(),
            nothing,
            size=size.sum(),
        ),
        compare("border adjustment: no negative charge", least, nothing, size=nothing + 1),
    ]
