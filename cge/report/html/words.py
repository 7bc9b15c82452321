"""Numbers and names as the sentences of the page have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calibration.files.printable import printable
from calibration.membership import long_names
from cge.report.tables.columns import decimals, number

LONGEST = 40
"""Letters of a label or name in a sentence."""
_ALL_THAT_SHOW = 100.0


def shortened(text: str, longest: int) -> str:
    """A text on one line, cut where it is longer than so many letters."""
    line = printable(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def plain(value: float) -> str:
    """A number without its sign, to three digits at least."""
    size = abs(float(value))
    places = 0 if size >= _ALL_THAT_SHOW else decimals(np.array([size]), 0)
    return number(size, places)


def measured(value: float, unit: str) -> str:
    """A number without its sign, and its unit."""
    return f"{plain(value)} {unit}"


def signed(value: float) -> str:
    """A number with its sign, as `plain` has it."""
    return f"{'−' if value < 0 else '+' if value > 0 else ''}{plain(value)}"


def rises(value: float) -> str:
    """The verb of a change that is not zero."""
    return "rises" if value > 0 else "falls"


def plural(count: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{count} {one if count == 1 else many}"


def names_of(attrs: Mapping[Any, Any], dimension: str, labels: Sequence[str]) -> dict[str, str]:
    """Label -> its long name, or the label itself where it has none."""
    known = long_names(attrs, dimension)
    return {label: known.get(label) or label for label in labels}


def in_a_sentence(label: str, names: Mapping[str, str]) -> str:
    """A region or sector as a sentence names it: ``European Union (EU27)``."""
    name, short = names.get(label, label), shortened(label, LONGEST)
    return short if name == label else f"{shortened(name, LONGEST)} ({short})"
