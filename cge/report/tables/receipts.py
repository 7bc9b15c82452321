"""The table of taxes and rents in ``docs/model.md``."""

from __future__ import annotations

from collections.abc import Iterable

from cge.economy.receipts import RECEIPTS, Receipt

HEAD = "| Tax | Rate | On | Receipts | Owner |\n|---|---|---|---|---|\n"


def tax_table(receipts: Iterable[Receipt] = RECEIPTS) -> str:
    """A row for every receipt: its rate, what that is on, and who gets the money."""
    rows = (
        f"| {r.instrument} | {r.rate} | {r.base} | `{r.name}` | {r.owner} |\n" for r in receipts
    )
    return HEAD + "".join(rows)
