"""Cells that have no line in a table with a line for each cell: zero, and counted by block."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calibration.errors import InputError
from calibration.readers.parts import CATEGORY, INDUSTRY, INPUT, Part

Array = np.ndarray
RECORD = "absent_cells"
"""Attribute of a table: cells without a line and all cells, by block, as JSON."""
BLOCKS = {
    "sales to industries": (INDUSTRY, INDUSTRY),
    "final demand": (INDUSTRY, CATEGORY),
    "primary inputs of industries": (INPUT, INDUSTRY),
    "primary inputs of final demand": (INPUT, CATEGORY),
}
"""Blocks of a table: kinds of its rows and of its columns."""


def absent_cells(given: Array, rows: Sequence[Part], columns: Sequence[Part]) -> dict[str, str]:
    """The attribute that counts cells without a line; empty where every cell has one.

    Parameters
    ----------
    given : numpy.ndarray
        Whether a cell has a line (row, column).
    rows, columns : sequence of Part
        What rows and columns are.
    """
    down, across = (np.array([part.kind for part in side]) for side in (rows, columns))
    counts = {}
    for block, (row, column) in BLOCKS.items():
        cells = given[np.ix_(down == row, across == column)]
        counts[block] = [int((~cells).sum()), int(cells.size)]
    return {RECORD: json.dumps(counts)} if any(absent for absent, _ in counts.values()) else {}


def said(attrs: Mapping[Any, Any]) -> list[str]:
    """What a dataset records of such cells, in a line; none where it records none.

    Raises
    ------
    InputError
        When the attribute holds anything else.
    """
    if RECORD not in attrs:
        return []
    try:
        counts = json.loads(attrs[RECORD]).items()
        parts = [
            f"{absent:,} of {cells:,} in {block}" for block, (absent, cells) in counts if absent
        ]
    except (TypeError, ValueError, AttributeError):
        raise InputError(f"attribute {RECORD} is no record of absent cells") from None
    return [f"cells without a line, which are zero: {', '.join(parts)}"]
