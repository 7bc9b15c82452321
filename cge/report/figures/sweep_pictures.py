"""What figures of sweeps show, as plain values: nothing here loads xarray or Matplotlib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from calibration.errors import InputError
from cge.report.figures.picture import Words

MOST_BARS = 12
"""Numbers for which shares are drawn."""


@dataclass(frozen=True)
class Course:
    """Moments of one outcome over the first draws.

    Attributes
    ----------
    label : str
        Its region.
    mean, error : numpy.ndarray
        Mean and its standard error (count); not a number where there is none.
    quantiles : numpy.ndarray
        5, 25, 75 and 95 % (4, count).
    """

    label: str
    mean: np.ndarray
    error: np.ndarray
    quantiles: np.ndarray


@dataclass(frozen=True)
class Fan(Words):
    """How moments settle as draws are added.

    Attributes
    ----------
    counts : numpy.ndarray
        Numbers of draws (count).
    experiments : tuple of str
        Labels of the rows of panels.
    courses : tuple
        For each experiment one course for each panel.
    """

    counts: np.ndarray
    experiments: tuple[str, ...]
    courses: tuple[tuple[Course, ...], ...]

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.experiments)
        yield from (course.label for row in self.courses for course in row)


@dataclass(frozen=True)
class Decider:
    """One uncertain number beside an outcome.

    Attributes
    ----------
    label, acts : str
        Its name, and what is drawn of it: a factor, an addition or the value itself.
    drawn : numpy.ndarray
        Its values (draw).
    correlation : float
        Of its ranks with those of the outcome.
    line : tuple of float
        Intercept and slope of a line through the draws by least squares; not a number where the
        draws have none.
    """

    label: str
    acts: str
    drawn: np.ndarray
    correlation: float
    line: tuple[float, float]


@dataclass(frozen=True)
class Scatter(Words):
    """An outcome against the numbers that decide it.

    Attributes
    ----------
    experiments : tuple of str
        Labels of the rows of panels.
    outcomes : numpy.ndarray
        (experiment, draw); not a number where a draw has no result.
    deciders : tuple
        For each experiment one number for each panel, the most correlated first.
    """

    experiments: tuple[str, ...]
    outcomes: np.ndarray
    deciders: tuple[tuple[Decider, ...], ...]

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.experiments)
        yield from (text for row in self.deciders for d in row for text in (d.label, d.acts))


@dataclass(frozen=True)
class Shares(Words):
    """Shares of the variance of an outcome by uncertain number, of one kind or two.

    Attributes
    ----------
    experiments, numbers : tuple of str
        Labels of panels and of bars.
    kinds : tuple of str
        What the shares are, such as ``first order`` and ``total``.
    values : numpy.ndarray
        (kind, experiment, number), from 0 to 1; an estimate may lie outside.
    ends : numpy.ndarray, optional
        Of intervals (2, kind, experiment, number), low and high.

    Raises
    ------
    calibration.errors.InputError
        The arrays do not have these shapes.
    """

    experiments: tuple[str, ...]
    numbers: tuple[str, ...]
    kinds: tuple[str, ...]
    values: np.ndarray
    ends: np.ndarray | None = None

    def __post_init__(self) -> None:
        shape = (len(self.kinds), len(self.experiments), len(self.numbers))
        known = {"values": (self.values, shape), "ends": (self.ends, (2, *shape))}
        problems = [
            f"shares: {name}: shape {array.shape} is not {wanted}"
            for name, (array, wanted) in known.items()
            if array is not None and array.shape != wanted
        ]
        if not 1 <= len(self.kinds) <= 2:
            problems.append(f"shares: kinds: {len(self.kinds)} are not 1 or 2")
        if problems:
            raise InputError(problems)

    def texts(self) -> Iterator[str]:
        """Every text that stands in the figure, but for the numbers."""
        yield from (*super().texts(), *self.experiments, *self.numbers, *self.kinds)

    def largest(self, most: int = MOST_BARS) -> Shares:
        """The numbers with the largest shares in any experiment, the largest last.

        The note says how many are left out.
        """
        size = np.nan_to_num(self.values).max(axis=(0, 1))
        order = np.argsort(size, kind="stable")[-most:]
        left = len(self.numbers) - len(order)
        more = f" Not shown: {left} numbers with smaller shares." if left else ""
        return replace(
            self,
            note=self.note + more,
            numbers=tuple(self.numbers[k] for k in order),
            values=self.values[..., order],
            ends=None if self.ends is None else self.ends[..., order],
        )
