"""Print the gallery as Markdown: `python -m tests.gallery`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from tests.gallery import formulas, handbook, identities

Row = Sequence[str]


def main() -> None:
    """Solve and print the tables of docs/gallery.md."""
    table = handbook.table()
    for rows in (tariff_table(table), gains_table(table), autarky_table(table), identity_table()):
        for line in _markdown(rows):
            sys.stdout.write(f"{line}\n")
        sys.stdout.write("\n")


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


def autarky_table(table) -> Iterator[Row]:
    """Table 4.1 beside autarky as the model solves it."""
    yield ("Gains from trade, %", "Paper", "Formula", "Difference", "Formula, balanced", "Exact")
    usa = table.region.to_numpy() == "USA"
    one = identities.with_one_sector(table)
    made = formulas.without_intermediates(formulas.shares(table))
    versions = (
        ("one sector: MEAN", "gains_one_sector", one, ~np.zeros_like(usa), formulas.shares(one)),
        ("one sector: USA", "gains_one_sector", one, usa, formulas.shares(one)),
        ("many sectors: USA", "gains_sectors", handbook.final_only(table), usa, made),
        ("with intermediates: USA", "gains_intermediates", table, usa, formulas.shares(table)),
    )
    for name, figure, data, closed, shares in versions:
        paper = handbook.published(figure)[name.split(": ")[1]]
        exact, balanced = (float(100 * np.mean(x)) for x in identities.autarky(data, closed))
        ours = float(100 * np.mean(formulas.gains(shares)[closed]))
        yield (
            name,
            *(_number(x, 1) for x in (paper, ours, ours - paper)),
            *(_number(x, 2) for x in (balanced, exact)),
        )


def identity_table() -> Iterator[Row]:
    """Largest differences between the model and independent solutions of Ricardian models."""
    yield ("Identity", "Quantity", "Largest change", "Largest difference")
    cases = {
        "Eaton-Kortum, levels": identities.armington_and_eaton_kortum(8.28),
        "Caliendo-Parro, changes": identities.armington_and_caliendo_parro(1),
    }
    for name, pairs in cases.items():
        for quantity, (ours, theirs) in pairs.items():
            moved = "" if quantity == "trade shares" else f"{np.abs(theirs - 1).max():.0%}"
            yield name, quantity, moved, f"{np.abs(ours - theirs).max():.0e}"


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
