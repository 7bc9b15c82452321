"""Tables to balance, and independent answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr


def table(rows, index="row", columns="column"):
    """A table with labels a, b, ... and w, x, ..."""
    values = np.array(rows, dtype=float)
    left, top = list("abcdefgh")[: len(values)], list("stuvwxyz")[-values.shape[1] :]
    return pd.DataFrame(values, pd.Index(left, name=index), pd.Index(top, name=columns))


def by_row(frame, totals):
    return pd.Series(np.array(totals, dtype=float), frame.index)


def by_column(frame, totals):
    return pd.Series(np.array(totals, dtype=float), frame.columns)


def flows(seed=0, shape=(4, 5, 6), zeros=0.2, signed=False):
    """A random array (sector, origin, destination) and another with the same zeros and signs."""
    draw = np.random.default_rng(seed)
    coords = {
        dim: [f"{dim[0]}{n}" for n in range(size)]
        for dim, size in zip(("sector", "origin", "destination"), shape, strict=True)
    }
    there = draw.random(shape) >= zeros
    sign = np.where(draw.random(shape) < 0.2, -1.0, 1.0) if signed else 1.0
    made = [
        xr.DataArray(draw.uniform(0.5, 20.0, shape) * there * sign, coords, tuple(coords))
        for _ in range(2)
    ]
    return made[0], made[1]


def margins_of(array, *kept):
    """Sums of an array by each of the tuples of dims."""
    return [array.sum([d for d in array.dims if d not in dims]) for dims in kept]


PAIRS = (("sector", "origin"), ("sector", "destination"), ("origin", "destination"))


def incidence(array, kept):
    """Dense matrix of sums (sum, cell), from the definition, one cell at a time."""
    rows = {}
    places = list(np.ndindex(array.shape))
    matrix = []
    for dims in kept:
        axes = [array.dims.index(d) for d in dims]
        for n, place in enumerate(places):
            key = (dims, tuple(place[a] for a in axes))
            if key not in rows:
                rows[key] = len(matrix)
                matrix.append(np.zeros(len(places)))
            matrix[rows[key]][n] = 1.0
    return np.array(matrix)


def worst_miss(balanced, margins):
    """Largest gap of a sum over its total."""
    return max(
        float(
            (abs(balanced.sum([d for d in balanced.dims if d not in m.dims]) - m) / abs(m))
            .where(m != 0, 0.0)
            .max()
        )
        for m in margins
    )
