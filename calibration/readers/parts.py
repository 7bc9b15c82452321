"""What the rows and columns of a published table are, by their labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

INDUSTRY, CATEGORY, INPUT, TOTAL, EMPTY = "industry", "category", "input", "total", "empty"
SALES = (INDUSTRY, CATEGORY)
"""What the output of a row sums: columns of these kinds."""
COST = (INDUSTRY, INPUT)
"""What the cost of a column sums: rows of these kinds."""

ROLES = (
    "labour", "capital", "value_added", "output_tax", "product_tax", "margin", "none",
)  # fmt: skip
"""What a primary input may be."""

Label = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A row or a column.

    Attributes
    ----------
    kind : str
        `INDUSTRY` (as a row it sells, as a column it buys), `CATEGORY` of final demand, primary
        `INPUT`, `TOTAL`, or `EMPTY`: without a place in an inter-country table, and zero.
    area : str
        The economy; empty for inputs and totals.
    item : str
        Industry, category or input.
    of : tuple of str
        What a total sums: kinds of parts.
    """

    kind: str
    area: str = ""
    item: str = ""
    of: tuple[str, ...] = ()


def industry(label: Label) -> Part:
    """The industry of a label that has economy and item apart."""
    return Part(INDUSTRY, label[0], label[1])


def category(label: Label) -> Part:
    """The category of final demand of a label that has economy and item apart."""
    return Part(CATEGORY, label[0], label[1])


@dataclass(frozen=True)
class Scheme:
    """How the labels of a layout are told apart.

    A label is a tuple: economy and item where both have a row or column of their own, or one text,
    `AUS_A01_02`, whose first underscore parts them.

    Attributes
    ----------
    categories : collection of str
        Items of columns that are final demand.
    inputs : mapping of str to str
        Primary inputs: label by item of the row, or by its whole text.
    totals : mapping of str to tuple of str
        Rows and columns that are totals: the kinds of parts that they sum, by item or whole text.
    empty : collection of str
        Items of columns that must be zero.
    areas : mapping of str to str
        Economies that have another code here than in the table. Several may have the same: what
        belongs to them is added up.
    """

    categories: Collection[str] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: Collection[str] = ()
    areas: Mapping[str, str] = field(default_factory=dict)

    def column(self, label: Label) -> Part:
        """What a column is; an industry, unless something tells it apart."""
        area, item = pair(label)
        for name in (text(label), item):
            if name in self.totals:
                return Part(TOTAL, of=_columns(self.totals[name]))
        kind = EMPTY if item in self.empty else CATEGORY if item in self.categories else INDUSTRY
        return Part(kind, self.areas.get(area, area), item)

    def row(self, label: Label) -> Part:
        """What a row is; an industry, unless something tells it apart."""
        area, item = pair(label)
        for name in (text(label), item):
            if name in self.totals:
                return Part(TOTAL, of=self.totals[name])
            if name in self.inputs:
                return Part(INPUT, item=self.inputs[name])
        return Part(INDUSTRY, self.areas.get(area, area), item)


def _columns(of: tuple[str, ...]) -> tuple[str, ...]:
    """What a total sums across columns, when down the rows it sums these kinds."""
    return SALES if of == COST else of


def pair(label: Label) -> tuple[str, str]:
    """Economy and item of a label; an empty economy where it names none."""
    if len(label) > 1:
        return label[0], label[1]
    area, sign, item = label[0].partition("_")
    return (area, item) if sign else ("", area)


def text(label: Label) -> str:
    """A label as one text, as messages and tables write it."""
    return "_".join(part for part in label if part)
