"""Where the bands of a circle of flows begin and end; nothing here loads Matplotlib."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
_BETWEEN = 0.16  # of the circle, for the gaps between all arcs


@dataclass(frozen=True)
class Circle:
    """Angles of arcs and of the ends of bands, in radians, clockwise from the top.

    Attributes
    ----------
    arcs : numpy.ndarray
        Beginning and end of each region (region, 2).
    leaving, arriving : numpy.ndarray
        Beginning and end of the band of each flow at its origin, and at its destination
        (region, region, 2).
    whole : float
        What all arcs together stand for: every flow at both of its ends.
    """

    arcs: Array
    leaving: Array
    arriving: Array
    whole: float


def circle(changes: Array) -> Circle:
    """Lay out flows (origin, destination), each as wide at both ends as it is large.

    The bands of an arc are in the order of the regions at their other ends, counted against the
    clock, so that few of them cross. What leaves for a region stands before what arrives from it.
    """
    size = np.abs(changes)
    count = len(size)
    total = size.sum(axis=1) + size.sum(axis=0)
    whole = float(total.sum())
    gap = _BETWEEN * 2 * np.pi / count
    per_unit = (1 - _BETWEEN) * 2 * np.pi / whole if whole else 0.0
    starts = np.concatenate([[0.0], np.cumsum(total * per_unit + gap)[:-1]])
    leaving, arriving = np.zeros((count, count, 2)), np.zeros((count, count, 2))
    for region in range(count):
        at = starts[region]
        for step in range(count):
            other = (region - step) % count
            for ends, place, width in (
                (leaving, (region, other), size[region, other]),
                (arriving, (other, region), size[other, region]),
            ):
                ends[place] = at, at + width * per_unit
                at = ends[place][1]
    return Circle(np.stack([starts, starts + total * per_unit], axis=1), leaving, arriving, whole)


def apart(angles: Array, least: float) -> Array:
    """Angles in rising order, moved as little as it takes to be so far apart around the circle.

    Where there are too many of them, they are spread evenly.
    """
    count = len(angles)
    if count * least >= 2 * np.pi:
        return np.asarray(angles[0] + np.arange(count) * 2 * np.pi / count)
    moved = np.array(angles, dtype=float)
    for _ in range(500):
        gaps = np.diff(np.append(moved, moved[0] + 2 * np.pi))
        short = np.maximum(least - gaps, 0.0)
        if short.max(initial=0.0) < 1e-6:
            break
        # Each of two that are too close gives way by half.
        moved += (np.roll(short, 1) - short) / 2
    return moved
