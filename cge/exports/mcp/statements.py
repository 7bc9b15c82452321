"""Sets, tables and assignments in the language of GAMS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from cge.exports.mcp.labels import SETS, Names

Array = np.ndarray


def number(value: float) -> str:
    """All digits of a number."""
    return f"{float(value) + 0.0!r}".removesuffix(".0")


def set_of(name: str, text: str, elements: Iterable[str]) -> str:
    """A set with its elements."""
    return f'Set {name} "{text}" / {", ".join(map(_quoted, elements))} /;'


def table(head: str, text: str, dims: Sequence[str], values: Array, names: Names) -> str:
    """A table, the last dimension in its columns; a list where there is only one dimension.

    Parameters
    ----------
    head
        The parameter with its indices: ``sales(i,o,d)``.
    text
        What it is.
    dims
        Dimensions of the values, in this order.
    values
        Numbers.
    names
        See `cge.exports.mcp.labels.names_of`.
    """
    labels = [_labels(dim, names) for dim in dims]
    if len(dims) == 1 or not values.size:
        pairs = zip(labels[0], values.ravel(), strict=False)
        listed = ", ".join(f"{label} {number(value)}" for label, value in pairs)
        return f'Parameter {head} "{text}" / {listed} /;'
    rows = [".".join(row) for row in product(*labels[:-1])]
    cells = [list(map(number, row)) for row in values.reshape(len(rows), -1)]
    wide = max(map(len, rows))
    columns = [max(map(len, column)) for column in zip(labels[-1], *cells, strict=True)]
    lines = [
        f"  {name:<{wide}}  {_aligned(row, columns)}".rstrip()
        for name, row in zip(["", *rows], [labels[-1], *cells], strict=True)
    ]
    return "\n".join([f'Table {head} "{text}"', *lines, ";"])


def assignments(
    name: str, dims: Sequence[str], values: Array, where: Array, names: Names, unit: str = ""
) -> list[str]:
    """An assignment to each element of a parameter that is marked.

    Parameters
    ----------
    name
        The parameter.
    dims
        Dimensions of the values, in this order.
    values
        Its numbers.
    where
        Which of them are assigned.
    names
        See `cge.exports.mcp.labels.names_of`.
    unit
        What comes after the number, such as a division.
    """
    labels = [_labels(dim, names) for dim in dims]
    return [
        f"{name}({','.join(at[k] for at, k in zip(labels, place, strict=True))})"
        f" = {number(values[tuple(place)])}{unit};"
        for place in np.argwhere(where)
    ]


def _labels(dim: str, names: Names) -> list[str]:
    return [_quoted(name) for name in names[SETS[dim]].values()]


def _quoted(name: str) -> str:
    return f"'{name}'"


def _aligned(cells: Sequence[str], columns: Sequence[int]) -> str:
    return "  ".join(f"{cell:>{wide}}" for cell, wide in zip(cells, columns, strict=True))
