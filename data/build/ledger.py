"""The ledger of rules: what each rule for an irregular item moved, in million USD."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from calibration.cleaning import STEPS, Effect


@dataclass
class Ledger:
    """Collects one line per rule applied by the build.

    Attributes
    ----------
    lines : list of tuple
        Item, rule, number of cells, million USD (absolute sum), note.
    """

    lines: list[tuple[str, str, int, float, str]] = field(default_factory=list)

    def add(self, item: str, rule: str, cells: int, value: float, note: str = "") -> None:
        """Record a rule: `cells` touched, `value` million USD moved."""
        self.lines.append((item, rule, int(cells), round(float(value), 1) + 0.0, note))

    def take(self, effects: Iterable[Effect]) -> None:
        """Record what cleaning steps did; those that found nothing are left out."""
        for effect in effects:
            if effect.did:
                title = STEPS[effect.step].title
                said = f"largest {effect.largest_million_usd:,.0f} ({effect.largest})"
                note = "; ".join([said, effect.note] if effect.note else [said])
                self.add(title, effect.did, effect.cells, effect.million_usd, note)

    def write(self, path: Path) -> None:
        """Write the ledger as CSV."""
        with path.open("w", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("item", "rule", "cells", "million_usd", "note"))
            writer.writerows(self.lines)
