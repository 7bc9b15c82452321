"""One check of a solution, and the comparison of two accounts of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cge.symbols.named import NamedArray, aligned

# Bound on every relative error. The solver works to 1e-9; sums in a check add rounding to that.
TOLERANCE = 1e-8


@dataclass(frozen=True)
class Check:
    """One check of one experiment.

    Attributes
    ----------
    name
        What is checked.
    error
        Largest relative error.
    where
        Label at which it occurs.
    """

    name: str
    error: float
    where: str

    @property
    def passed(self) -> bool:
        """The error is finite and within the tolerance."""
        return bool(np.isfinite(self.error) and self.error <= TOLERANCE)

    def __str__(self) -> str:
        return f"{self.name} is off by {self.error:.1e} at {self.where}"


def compare(
    name: str, left: NamedArray, right: NamedArray, size: NamedArray | None = None
) -> Check:
    """Check that two arrays are equal.

    Parameters
    ----------
    name
        What is checked.
    left, right
        Arrays with the same dims and labels; the dims may be in another order.
    size
        What differences are relative to; the larger of the two sides unless given.

    Raises
    ------
    ValueError
        Labels of the two sides differ.
    """
    dims, labels, sides = aligned(left, right, *([] if size is None else [size]))
    one, other, *given = sides
    scale = np.abs(given[0]) if given else np.maximum(np.abs(one), np.abs(other))
    error = _relative(one - other, scale)
    return largest(name, error, dims, dict(zip(dims, labels, strict=True)))


def largest(
    name: str, error: np.ndarray, dims: Sequence[str], labels: Mapping[str, Sequence[str]]
) -> Check:
    """The largest of some relative errors as a check; what is not a number is larger than all.

    Parameters
    ----------
    name
        What is checked.
    error
        Relative errors over ``dims``.
    dims, labels
        Their names, and labels by name.
    """
    at = np.unravel_index(int(np.argmax(error)), error.shape)  # the first that is not a number
    where = [labels[d][int(k)] for d, k in zip(dims, at, strict=True)]
    return Check(name, float(error[at]), ", ".join(where))


def relative_error(left: np.ndarray, right: np.ndarray, least: np.ndarray | float) -> np.ndarray:
    """Difference relative to the larger of two numbers, at least to ``least``.

    What is below a billionth of the largest number counts as that.
    """
    scale = np.maximum(np.abs(left), np.abs(right))
    if np.any(least):
        scale = np.maximum(scale, np.abs(least))
    return _relative(left - right, scale)


def _relative(difference: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """A difference relative to a scale, of which a billionth of its largest is the least.

    Both are overwritten, since new arrays of this size would take longer than the numbers.
    """
    error, scale = np.asarray(difference), np.asarray(scale)
    most = float(scale.max(initial=0.0))
    if np.isnan(most):
        most = float(np.fmax.reduce(scale, axis=None, initial=0.0))
    np.abs(error, out=error)
    np.maximum(scale, 1e-9 * most or 1.0, out=scale)
    return error / scale
