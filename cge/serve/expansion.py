"""Answers between solved points: Taylor's expansion by exact derivatives, and how far off it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

Array = np.ndarray
MOST = 16  # solved points that are kept; the first stays, the oldest of the others goes
DOWN, UP = 0, 1
End = tuple[Array, Array] | None


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
        Its estimated error (statistics); not a number while it is unknown, endless where the model
        has no solution in the direction of the move.
    order
        Highest order of the terms that are known: 1, 2 or 3.
    """

    y: Array
    error: Array
    order: int


@dataclass(frozen=True)
class Curve:
    """Terms beyond the first order about the first solved point.

    Attributes
    ----------
    squares
        Second derivatives (statistics, numbers, numbers), symmetric.
    cubes
        For each number, what meets the exact solutions at the ends of its range, downwards and
        upwards, over the cube of the way there (2, statistics, numbers); 0 while unknown, endless
        where there is no solution.
    settled
        Where a cube is smaller than the square at the end of the range; of the same shape.
    """

    squares: Array
    cubes: Array
    settled: Array

    def beyond(self, origin: Array, x: Array, move: Array) -> tuple[Array, Array]:
        """What the terms add to an expansion of first order, and the sum of their sizes.

        Parameters
        ----------
        origin
            The first solved point.
        x
            A solved point, whose value and slopes are known.
        move
            The way from it to where an answer is asked.
        """
        squares = self.squares * np.multiply.outer(move, move) / 2
        moving = move != 0
        cubes = self._cubes(x[moving] - origin[moving], move[moving], moving)
        settled = self._settled(x[moving] + move[moving] - origin[moving], moving)
        added = squares.sum((1, 2)) + np.where(settled, cubes, 0.0).sum(1)
        return added, np.abs(squares).sum((1, 2)) + np.abs(cubes).sum(1)

    def _cubes(self, before: Array, move: Array, moving: Array) -> Array:
        """What is left of the cubes when value and slope are met at a point (statistics, moving).

        Parameters
        ----------
        before
            How far that point is from the first one.
        move, moving
            The way from it, and which numbers move.
        """
        after = before + move

        def side(where: Array) -> Array:
            down, up = self.cubes[DOWN][:, moving], self.cubes[UP][:, moving]
            return np.where(where > 0, up, down)

        with np.errstate(invalid="ignore"):  # endless on one side, and of no weight there
            at_start = np.where(before == 0, 0.0, side(before) * np.abs(before) ** 3)
            slope = np.where(before == 0, 0.0, side(before) * 3 * before * np.abs(before))
            at_end = np.where(after == 0, 0.0, side(after) * np.abs(after) ** 3)
            left = at_end - at_start - slope * move
        return np.where(np.isnan(left), np.inf, left)

    def _settled(self, after: Array, moving: Array) -> Array:
        down, up = self.settled[DOWN][:, moving], self.settled[UP][:, moving]
        return np.where(after > 0, up, down)


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
    curve
        Terms beyond the first order; None while unknown.
    order
        Highest order of the terms that are known.
    """

    span: Array
    points: tuple[Solved, ...] = ()
    curve: Curve | None = None
    order: int = 1

    def near(self, x: Array) -> Solved:
        """The nearest solved point."""
        return min(self.points, key=lambda point: self.distance(x, point.x))

    def distance(self, one: Array, other: Array) -> float:
        """How far two points are apart, each number in its range."""
        return float(np.linalg.norm((one - other) / self.span))

    def at(self, x: Array) -> First | None:
        """The answer at a point, from the nearest solved one; None where there is none yet.

        The answer meets value and slopes at the nearest solved point. Squares and cubes are those
        about the first one; a cube is left out where it does not settle. The error is the sum of
        the sizes of squares and cubes, so that terms of opposite sign do not make it small, and of
        how far the answer is from that of the first solved point. Of that difference each answer is
        to blame in proportion to the square of its distance, the order at which errors begin.

        Most of the terms are in the answer, so the error is larger than what is left out as long as
        each order is smaller than the one before. It is no bound, and no probability.
        """
        if not self.points:
            return None
        point, first = self.near(x), self.points[0]
        y, error = self._from(point, x)
        if point is not first:
            other, _ = self._from(first, x)
            near, far = self.distance(x, point.x) ** 2, self.distance(x, first.x) ** 2
            error = error + np.abs(other - y) * near / (near + far)
        return First(y, error, self.order)

    def _from(self, point: Solved, x: Array) -> tuple[Array, Array]:
        """The answer from one solved point, and the sizes of terms beyond the first order."""
        move = x - point.x
        y = point.y + point.slopes @ move
        if self.curve is None:
            return y, np.full_like(y, np.nan)
        added, size = self.curve.beyond(self.points[0].x, point.x, move)
        return y + added, size

    def with_point(self, point: Solved) -> Expansion:
        """The same expansion with one more solved point."""
        first, others = self.points[:1], self.points[1:]
        return replace(self, points=(*first, *others[-(MOST - 2) :], point))

    def with_squares(self, beside: Sequence[Solved]) -> Expansion:
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
        none = np.zeros((2, *first.slopes.shape))
        curve = Curve((found + found.swapaxes(1, 2)) / 2, none, none.astype(bool))
        return replace(self, curve=curve, order=2)

    def with_ends(self, ends: Mapping[tuple[int, int], End]) -> Expansion:
        """The same expansion with cubes, from solutions at the ends of ranges.

        Parameters
        ----------
        ends
            (`DOWN` or `UP`, number) -> a point at which that number alone is another than at the
            first point, and statistics there; None where there is no solution.
        """
        first, curve = self.points[0], self.curve
        if curve is None:
            return self
        cubes, settled = np.zeros_like(curve.cubes), np.ones_like(curve.settled)
        for (side, k), end in ends.items():
            if end is None:
                cubes[side, :, k], settled[side, :, k] = np.inf, False
                continue
            way = end[0][k] - first.x[k]
            square = curve.squares[:, k, k] * way**2 / 2
            cube = end[1] - first.y - first.slopes[:, k] * way - square
            cubes[side, :, k] = cube / abs(way) ** 3
            settled[side, :, k] = np.abs(cube) <= np.abs(square)
        return replace(self, curve=Curve(curve.squares, cubes, settled), order=3)
