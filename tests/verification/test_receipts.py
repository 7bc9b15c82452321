"""Receipts are recomputed, every one, from what is paid."""

from __future__ import annotations

from cge.symbols.registry import VARIABLES
from cge.verification.receipts import FROM_FACTORS, ON_PRODUCTS, ON_TOP, PRIVATE, RECOMPUTED

RECEIPTS = {*ON_TOP, *FROM_FACTORS}


def test_every_receipt_has_an_independent_recomputation():
    recomputed = {name for names in RECOMPUTED for name in names}
    assert RECEIPTS - recomputed == set(), "recompute these in cge/verification/receipts.py"
    assert recomputed - RECEIPTS == set(), "recomputed, but no receipt"


def test_the_receipts_are_those_of_the_registry():
    assert {e.name for e in VARIABLES if e.name.startswith("revenue_")} == RECEIPTS
    assert set(ON_PRODUCTS) | set(PRIVATE) <= set(ON_TOP)
