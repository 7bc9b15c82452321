"""The table of `docs/nqp-index.md` on what ranks depend on: `python -m tests.indicators.page`."""

from __future__ import annotations

from pathlib import Path

from calibration.indicators import METHODS, read_indicators, sensitivity
from tests.pages import marks

ROOT = Path(__file__).parents[2]
PAGE = marks.DOCS / "nqp-index.md"


def page() -> str:
    """The page with its table written anew."""
    return marks.renewed(PAGE, {"sensitivity": table})


def table() -> str:
    """Spearman's correlation, and the largest move and whose, by method and change."""
    rows = sensitivity(read_indicators(ROOT / "data" / "indicators"))
    cells = {
        (row.method, row.change, row.part): (
            f"{row.spearman:.3f} | {row.largest_shift:.0f} {row.economy_moved}"
        )
        for row in rows.itertuples()
    }
    heads = " | ".join(f"{name} | move" for name in METHODS)
    lines = [f"| Change | {heads} |", "|---" * (1 + 2 * len(METHODS)) + "|"]
    methods = [("method", name) for name in METHODS]
    for change, part in dict.fromkeys([*methods, *(key[1:] for key in cells)]):
        said = f"weights: {part}" if change == "method" else f"{change} `{part}`"
        found = [cells.get((method, change, part), " | ") for method in METHODS]
        lines.append(f"| {said} | {' | '.join(found)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
