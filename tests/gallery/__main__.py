"""Print the gallery as Markdown: `python -m tests.gallery`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from tests.gallery import formulas, handbook

Row = Sequence[str]


def main() -> None:
    """Solve and print the tables of docs/gallery.md."""
    table = handbook.table()
    for line in (*_markdown(tariff_table(table)), "", *_markdown(gains_table(table))):
        sys.stdout.write(f"{line}\n")


def tariff_table(table) -> Iterator[Row]:
    """Table 4.2, column 4."""
    yield ("", "Paper", "Paper's procedure", "Difference", "Exact", "Exact, own mix")
    balanced, tariff, result = handbook.solve(handbook.same_mix(table))
    as_is = handbook.solve(table)
    if not (result.verified and as_is[2].verified):
        sys.exit(f"not verified: {result.verdict} {as_is[2].verdict}")
    columns = (
        handbook.paper_welfare(balanced, tariff, handbook.final_shares(table)),
        handbook.exact_welfare(balanced, tariff),
        handbook.exact_welfare(*as_is[:2]),
    )
    for region, paper in handbook.published("us_tariff").items():
        ours, exact, own = (float(column.sel(region=region)) for column in columns)
        numbers = (paper, ours, ours - paper, exact, own)
        yield (region, *(_number(x, 2) for x in numbers))


def gains_table(table) -> Iterator[Row]:
    """Table 4.1."""
    yield ("Gains from trade, %", "Paper", "Ours", "Difference")
    every = formulas.shares(table)
    made = formulas.where_made(every)
    versions = {
        "one sector": ("gains_one_sector", formulas.one_sector_gains(table, 5.0)),
        "many sectors, where made": (
            "gains_sectors",
            formulas.gains(formulas.without_intermediates(made)),
        ),
        "many sectors, to the letter": (
            "gains_sectors",
            formulas.gains(formulas.without_intermediates(every)),
        ),
        "with intermediates, where made": ("gains_intermediates", formulas.gains(made)),
        "with intermediates, to the letter": ("gains_intermediates", formulas.gains(every)),
    }
    usa = [str(k) for k in table.region.to_numpy()].index("USA")
    for name, (figure, found) in versions.items():
        paper = handbook.published(figure)
        for label, ours in (("MEAN", 100 * np.mean(found)), ("USA", 100 * found[usa])):
            numbers = (paper[label], ours, ours - paper[label])
            yield (f"{name}: {label}", *(_number(x, 1) for x in numbers))


def _number(value: float, digits: int) -> str:
    """With a true minus sign, and no minus on zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _markdown(rows: Iterator[Row]) -> Iterator[str]:
    for n, row in enumerate(rows):
        yield "| " + " | ".join(row) + " |"
        if n == 0:
            yield "|---|" + "---:|" * (len(row) - 1)


if __name__ == "__main__":
    main()
