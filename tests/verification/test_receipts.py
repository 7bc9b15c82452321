"""Receipts are recomputed, every one, from what is paid."""

from __future__ import annotations

import ast
from pathlib import Path

from cge import verification
from cge.economy.receipts import RECEIPTS
from cge.symbols.registry import VARIABLES
from cge.verification.receipts import RECOMPUTED

NAMES = {receipt.name for receipt in RECEIPTS}


def test_every_receipt_has_an_independent_recomputation():
    recomputed = {name for names in RECOMPUTED for name in names}
    assert NAMES - recomputed == set(), "recompute these in cge/verification/receipts.py"
    assert recomputed - NAMES == set(), "recomputed, but no receipt"


def test_no_check_shares_a_formula_with_the_equations():
    """The model's equations are checked by their residuals alone, in `equations.py`."""
    (folder,) = verification.__path__
    for path in Path(folder).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        imported = {n.module for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom)}
        shared = [m for m in imported if str(m).startswith("cge.economy.equations")]
        assert shared == [], path.name


def test_the_receipts_are_those_of_the_registry():
    assert {e.name for e in VARIABLES if e.name.startswith("revenue_")} == NAMES
