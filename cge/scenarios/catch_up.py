"""Catch-up: closing a share of the distance to a frontier of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.inputs.selector import Selections, Selector, read_selector

if TYPE_CHECKING:
    from cge.scenarios.cells import Frame

Array = np.ndarray
REGION = "region"


@dataclass(frozen=True)
class Percentile:
    """A frontier that is a percentile over regions, each region counted once.

    Attributes
    ----------
    rank : float
        From 0, the lowest region, to 100, the highest; linear in between.
    """

    rank: float

    def to_plain(self) -> dict[str, float]:
        """The frontier as it is written in a scenario file."""
        return {"percentile": self.rank}


Frontier = Selector | Percentile


def read_frontier(value: Any) -> Frontier:
    """Read a frontier from the value of a YAML key.

    Raises
    ------
    ValueError
        The value is neither a selection of regions nor ``{percentile: ...}``; the text says why.
    """
    if isinstance(value, Percentile):
        return value
    if not isinstance(value, dict) or "percentile" not in value:
        return read_selector(value)
    rank = value["percentile"]
    number = isinstance(rank, int | float) and not isinstance(rank, bool)
    if list(value) != ["percentile"] or not number or not 0 <= rank <= 100:
        raise ValueError(f"{value!r} is not a frontier; write {{percentile: a number up to 100}}")
    return Percentile(float(rank))


def leaders(
    frontier: Frontier | None, frame: Frame, selections: Selections
) -> tuple[Array | Percentile, list[str]]:
    """Places of the regions whose level is the frontier, all if none is named; or a percentile.

    What is wrong comes with it.
    """
    if isinstance(frontier, Percentile):
        return frontier, []
    if frontier is None:
        return np.arange(len(frame.labels[REGION])), []
    regions, problems = selections.of(REGION, frontier)
    return regions, [f"frontier: {problem}" for problem in problems]


def caught_up(
    flat: Array, at: Array, shares: Array, frontier: Array | Percentile, frame: Frame
) -> Array:
    """Levels after each cell has closed a share of its distance to the frontier.

    The frontier is, for every other label of the array (every activity, say), the highest level of
    some regions, or a percentile over all regions. Who is there already, or beyond, stays.

    Parameters
    ----------
    flat : numpy.ndarray
        All levels of an array with the dim ``region``, flattened, as they stand before.
    at : numpy.ndarray of int
        Positions of the cells.
    shares : numpy.ndarray
        Part of the distance that each closes, from 0 to 1.
    frontier : numpy.ndarray of int or Percentile
        Places of the regions whose level it is; see `leaders`.
    frame : Frame
        Labels of the array.

    Returns
    -------
    numpy.ndarray
        New levels of the cells.
    """
    stride = frame.strides[REGION]
    first, others = np.unique(at - frame.along(REGION, at) * stride, return_inverse=True)
    if isinstance(frontier, Percentile):
        levels = flat[first[:, None] + np.arange(len(frame.labels[REGION])) * stride]
        top = np.quantile(levels, frontier.rank / 100, axis=1)
    else:
        top = flat[first[:, None] + frontier * stride].max(axis=1)
    old = flat[at]
    return np.asarray(old + shares * np.maximum(top[others] - old, 0.0))
