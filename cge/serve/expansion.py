"""Answers between solved points: Taylor's expansion by exact derivatives, and how far off it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

Array = np.ndarray
MOST = 16  # solved points that are kept; the first stays, the oldest of the others goes


@dataclass(frozen=True)
class Solved:
    """A solved point.

    Attributes
    ----------
    x
        The numbers (numbers).
    y
        Statistics of the solution (statistics).
    slopes
        Exact derivatives (statistics, numbers).
    """

    x: Array
    y: Array
    slopes: Array


@dataclass(frozen=True)
class First:
    """A first answer.

    Attributes
    ----------
    y
        Statistics (statistics).
    error
        Size of the terms beyond the first order (statistics); not a number while they are unknown,
        endless where the model has no solution in the direction of the move.
    order
        Highest order of the terms that are known: 1, 2 or 3.
    distance
        From the nearest solved point, in ranges of the numbers.
    """

    y: Array
    error: Array
    order: int
    distance: float


@dataclass(frozen=True)
class Expansion:
    """Statistics as a function of the numbers, known at solved points.

    It is never changed, so that threads may read it without a lock.

    Attributes
    ----------
    span
        Range of each number, by which distances are measured (numbers).
    points
        The solved points, the first one first.
    curvature
        Second derivatives (statistics, numbers, numbers), symmetric; None while unknown.
    ends
        What the third power of each number makes up at the ends of its range, downwards and
        upwards, over the cube of the way there (2, statistics, numbers); None while unknown.
    settled
        Where that is smaller at the end than what the square makes up; of the same shape.
    """

    span: Array
    points: tuple[Solved, ...] = ()
    curvature: Array | None = None
    ends: Array | None = None
    settled: Array | None = None

    def near(self, x: Array) -> Solved:
        """The nearest solved point."""
        return min(self.points, key=lambda point: self.distance(x, point.x))

    def distance(self, one: Array, other: Array) -> float:
        """How far two points are apart, each number in its range."""
        return float(np.linalg.norm((one - other) / self.span))

    def at(self, x: Array) -> First | None:
        """The answer at a point, from the nearest solved one; None where there is none yet.

        With slopes J at the solved point, curvature H and a move d, the answer is
        y + J d + d'H d / 2 + sum of c_k |d_k|^3. The cubes are those that meet the exact solutions
        at the ends of each number's range; they are left out where the expansion does not settle.
        The error is the sum of |H_jk d_j d_k| / 2 and of |c_k d_k^3|, so that terms of opposite
        sign do not make it small. It is the size of terms that are known, most of which the answer
        contains: larger than what is left out, as long as each order is smaller than the one
        before. It is no bound, and no probability.
        """
        if not self.points:
            return None
        point = self.near(x)
        move = x - point.x
        y = point.y + point.slopes @ move
        distance = self.distance(x, point.x)
        if self.curvature is None:
            return First(y, np.full_like(y, np.nan), 1, distance)
        squares = self.curvature * np.multiply.outer(move, move) / 2
        y, error = y + squares.sum((1, 2)), np.abs(squares).sum((1, 2))
        if self.ends is None or self.settled is None:
            return First(y, error, 2, distance)
        moving, up = move != 0, move > 0
        cubes = np.where(up, self.ends[1], self.ends[0])[:, moving] * np.abs(move[moving]) ** 3
        settled = np.where(up, self.settled[1], self.settled[0])[:, moving]
        error = error + np.abs(cubes).sum(1)
        return First(y + np.where(settled, cubes, 0.0).sum(1), error, 3, distance)

    def with_point(self, point: Solved) -> Expansion:
        """The same expansion with one more solved point."""
        first, others = self.points[:1], self.points[1:]
        return replace(self, points=(*first, *others[-(MOST - 2) :], point))

    def with_curvature(self, beside: list[Solved]) -> Expansion:
        """The same expansion with second derivatives about its first point.

        Parameters
        ----------
        beside
            For each number, a solved point at which it alone is another than at the first point.
        """
        first = self.points[0]
        columns = [
            (other.slopes - first.slopes) / (other.x[k] - first.x[k])
            for k, other in enumerate(beside)
        ]
        found = np.stack(columns, axis=2)
        return replace(self, curvature=(found + found.swapaxes(1, 2)) / 2)

    def with_ends(self, ends: Mapping[tuple[int, int], tuple[Array, Array] | None]) -> Expansion:
        """The same expansion with what cubes make up, from solutions at the ends of ranges.

        Parameters
        ----------
        ends
            (0 for down or 1 for up, number) -> a point at which that number alone is another than
            at the first point, and statistics there; None where there is no solution.
        """
        first, curvature = self.points[0], self.curvature
        if curvature is None:
            return self
        found = np.zeros((2, len(first.y), len(first.x)))
        settled = np.ones(found.shape, dtype=bool)
        for (side, k), end in ends.items():
            if end is None:
                found[side, :, k], settled[side, :, k] = np.inf, False
                continue
            way = end[0][k] - first.x[k]
            square = curvature[:, k, k] * way**2 / 2
            cube = end[1] - first.y - first.slopes[:, k] * way - square
            found[side, :, k] = cube / abs(way) ** 3
            settled[side, :, k] = np.abs(cube) <= np.abs(square)
        return replace(self, ends=found, settled=settled)
