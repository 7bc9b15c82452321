"""Columns of a table: heading, unit, and how many digits their numbers have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.files.printable import printable

NO_NUMBER = "n/a"
TOTAL = "All regions"
# Units of amounts, whose sum over rows means something; rates and indices have no sum.
_AMOUNTS = ("million USD", "Mt")
# Indices and shares move in their third and fourth digits.
_PURE = "1"
_SIGNIFICANT = 3
# Unit of places in an order, which have no decimals.
PLACE = "place"
# Below this, a column holds nothing but the rounding of the solver.
ROUNDING = 1e-6


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key, title, unit : str
        What it is chosen by, its heading and its unit.
    decimals : int
        Digits after the point, the same in every row.
    summed : bool
        Whether the sum over rows means something.
    words : bool
        Whether it holds words, which stand to the left, and no numbers.
    cited : bool
        Whether its words are sources: read, a number stands for each, and the notes say which.
    above : tuple of str
        Headings over several columns that it stands under, the outermost first.
    """

    key: str
    title: str
    unit: str = ""
    decimals: int = 0
    summed: bool = False
    words: bool = False
    cited: bool = False
    above: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The key with what stands above it: one of its own in every table."""
        return ": ".join((*self.above, self.key))


def column_of(
    key: str,
    title: str,
    unit: str,
    values: np.ndarray,
    total: bool = True,
    digits: int | None = None,
) -> Column:
    """A column of numbers, with the digits that its largest one needs.

    Parameters
    ----------
    key, title, unit
        As in `Column`; the heading begins with a capital.
    values
        Its numbers, in any shape.
    total
        False for an amount whose rows overlap or do not add up.
    digits
        Digits after the point where they are given.
    """
    title, unit = printable(title), printable(unit)
    heading = title[:1].upper() + title[1:]
    if unit == PLACE and np.all(values % 1 == 0):
        return Column(key, heading, unit)
    fewest = 4 if unit == _PURE else 3 if unit.startswith("%") else 0
    shown = decimals(values, fewest) if digits is None else digits
    return Column(key, heading, unit, shown, unit.startswith(_AMOUNTS) and total)


def number(value: float, decimals: int, absent: str = NO_NUMBER) -> str:
    """A number with thousands separated; what rounds to zero has no sign."""
    if not np.isfinite(value):
        return absent
    return f"{round(float(value), decimals) + 0.0:,.{decimals}f}"


def number_within(
    value: float, low: float, high: float, decimals: int, absent: str = NO_NUMBER
) -> str:
    """A number and, where both ends are numbers, its interval in brackets."""
    shown = number(value, decimals, absent)
    if not (np.isfinite(low) and np.isfinite(high)):
        return shown
    return f"{shown} [{number(low, decimals)}, {number(high, decimals)}]"


def decimals(values: np.ndarray, fewest: int) -> int:
    """Digits after the point that show the largest value to a few significant digits."""
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max(initial=0.0))
    if largest < ROUNDING:
        return 2
    return max(fewest, _SIGNIFICANT - 1 - int(np.floor(np.log10(largest))))
