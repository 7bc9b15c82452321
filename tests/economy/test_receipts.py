"""The tables of receipts and rents, and what is derived from them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cge.economy.benchmark.receipts import VALUES, receipts
from cge.economy.receipts import RECEIPTS, RENTS
from cge.report.tables.receipts import HEAD, tax_table
from cge.symbols.registry import REGISTRY
from tests.economy.variants import variant

PAGE = Path(__file__).parents[2] / "docs" / "model.md"
TABLE = re.compile(re.escape(HEAD) + r"(\|.*\n)+")


def test_every_receipt_of_the_registry_has_an_entry():
    registered = {name for name in REGISTRY if name.startswith("revenue_")}
    assert {receipt.name for receipt in RECEIPTS} == registered


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda r: r.name)
def test_symbols_of_a_rate_are_in_the_registry(receipt):
    named = re.findall(r"`(\w+)`", f"{receipt.rate} {receipt.base} {receipt.owner}")
    assert named
    assert set(named) <= set(REGISTRY)


def test_benchmark_receipts_solve_their_equations():
    """The value in the accounts is that of the equation, from rates."""
    economy = variant("base")
    system, before = economy.model.system, receipts(economy.arrays)
    values = system.values()
    for name, expected in before.items():
        found = system.by_name[f"E_{name}"].right.value(values)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)
    assert all(before[name].any() for name in VALUES)
    assert set(VALUES) < set(before)


def test_wedges_of_rents_are_one_in_the_benchmark():
    parameters = variant("base").parameter_arrays
    for rent in RENTS:
        assert (parameters[rent.power] == 1).all()


def test_the_table_of_taxes_is_current():
    """Write it anew with ``python -m tests.economy.test_receipts``."""
    found = TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == tax_table()


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(tax_table(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
