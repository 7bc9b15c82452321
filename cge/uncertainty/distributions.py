"""Distributions of one number: quantiles, moments, truncation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calibration.errors import InputError

Array = np.ndarray
KINDS = ("normal", "lognormal", "triangular", "uniform", "empirical")
# Nodes of a Gauss-Legendre rule for moments that truncation leaves without a closed form.
_NODES = 400
_TAIL = 1e-15  # probability beyond which an unbounded distribution is not integrated


@dataclass(frozen=True)
class Distribution:
    """The distribution of one number.

    Attributes
    ----------
    kind
        One of `KINDS`.
    numbers
        Normal and lognormal: mean and standard deviation, of the number itself and before any
        truncation; triangular: low, mode, high; uniform: low, high; empirical: the values.
    low, high
        Where it is truncated: the distribution given that the number lies within.

    Raises
    ------
    InputError
        Everything that is impossible about it.
    """

    kind: str
    numbers: tuple[float, ...]
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if problems := list(self._problems()):
            raise InputError([f"{self.kind}: {problem}" for problem in problems])

    def __str__(self) -> str:
        shown = ", ".join(f"{n:g}" for n in self.numbers[:5])
        more = f", ... ({len(self.numbers)} values)" if len(self.numbers) > 5 else ""
        cut = f" within {self.low:g} and {self.high:g}" if self.is_truncated else ""
        return f"{self.kind}({shown}{more}){cut}"

    @property
    def is_truncated(self) -> bool:
        """Whether it has bounds besides its own."""
        return bool(np.isfinite(self.low) or np.isfinite(self.high))

    def _problems(self) -> Iterator[str]:
        if not np.isfinite(self.numbers).all():
            yield "its numbers must be finite"
            return
        yield from self._wrong_numbers()
        if not self.low < self.high:
            yield f"low {self.low:g} is not below high {self.high:g}"
        elif self.is_truncated and not list(self._wrong_numbers()) and not self._mass > 1e-6:
            yield f"hardly anything of it lies between {self.low:g} and {self.high:g}"

    def _wrong_numbers(self) -> Iterator[str]:
        numbers = self.numbers
        if self.kind in ("normal", "lognormal"):
            mean, sd = numbers
            if not sd > 0:
                yield f"the standard deviation {sd:g} is not above 0"
            if self.kind == "lognormal" and not mean > 0:
                yield f"the mean {mean:g} is not above 0"
        elif self.kind == "empirical":
            if len(set(numbers)) < 2:
                yield "its values are all the same"
        else:
            if not numbers[0] < numbers[-1]:
                yield f"low {numbers[0]:g} is not below high {numbers[-1]:g}"
            elif not numbers[0] <= numbers[len(numbers) // 2] <= numbers[-1]:
                yield f"the mode {numbers[1]:g} is not between low and high"

    # ------------------------------------------------------------------ quantiles
    @cached_property
    def _values(self) -> Array:
        """Values of an empirical distribution within its bounds, ascending."""
        values = np.sort(np.array(self.numbers, dtype=float))
        return values[(values >= self.low) & (values <= self.high)]

    @cached_property
    def _law(self) -> object:
        """The distribution of scipy, before truncation."""
        from scipy import stats

        numbers = self.numbers
        if self.kind == "normal":
            return stats.norm(*numbers)
        if self.kind == "lognormal":
            mean, sd = numbers
            spread = np.log1p((sd / mean) ** 2)
            return stats.lognorm(np.sqrt(spread), scale=mean * np.exp(-spread / 2))
        if self.kind == "triangular":
            low, mode, high = numbers
            return stats.triang((mode - low) / (high - low), low, high - low)
        return stats.uniform(numbers[0], numbers[1] - numbers[0])

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Distribution function at the bounds."""
        law: object = self._law
        return float(law.cdf(self.low)), float(law.cdf(self.high))  # type: ignore[attr-defined]

    @property
    def _mass(self) -> float:
        if self.kind == "empirical":
            return len(self._values) / len(self.numbers)
        below, above = self._ends
        return above - below

    def quantile(self, u: Array) -> Array:
        """Numbers at probabilities.

        Parameters
        ----------
        u
            Between 0 and 1, of any shape.
        """
        u = np.asarray(u, dtype=float)
        if self.kind == "empirical":
            at = np.minimum((u * len(self._values)).astype(int), len(self._values) - 1)
            return np.asarray(self._values[at])
        below, above = self._ends
        found = self._law.ppf(below + u * (above - below))  # type: ignore[attr-defined]
        return np.asarray(np.clip(found, self.low, self.high))

    @cached_property
    def support(self) -> tuple[float, float]:
        """The ends of what can occur."""
        if self.kind == "empirical":
            return float(self._values[0]), float(self._values[-1])
        own_low, own_high = self._law.support()  # type: ignore[attr-defined]
        return float(max(own_low, self.low)), float(min(own_high, self.high))

    # ------------------------------------------------------------------ moments
    @cached_property
    def moments(self) -> tuple[float, float, float, float]:
        """Mean, variance, and third and fourth central moments."""
        if self.kind == "empirical":
            return _central(self._values, np.full(len(self._values), 1 / len(self._values)))
        if not self.is_truncated:
            mean, variance, skew, kurtosis = map(
                float,
                self._law.stats("mvsk"),  # type: ignore[attr-defined]
            )
            return mean, variance, skew * variance**1.5, (kurtosis + 3) * variance**2
        return _central(*self._integrated())

    def _integrated(self) -> tuple[Array, Array]:
        """Nodes and weights of an integral over the truncated distribution."""
        low, high = self.quantile(np.array([_TAIL, 1 - _TAIL]))
        nodes, weights = np.polynomial.legendre.leggauss(_NODES)
        middle = self.numbers[1] if self.kind == "triangular" else (low + high) / 2
        pieces = [(low, middle), (middle, high)] if low < middle < high else [(low, high)]
        x = np.concatenate([(a + b) / 2 + (b - a) / 2 * nodes for a, b in pieces])
        w = np.concatenate([(b - a) / 2 * weights for a, b in pieces])
        w = w * self._law.pdf(x)  # type: ignore[attr-defined]
        return x, w / w.sum()

    @property
    def mean(self) -> float:
        """Its mean."""
        return self.moments[0]

    @property
    def variance(self) -> float:
        """Its variance."""
        return self.moments[1]

    @property
    def standard_deviation(self) -> float:
        """Its standard deviation."""
        return float(np.sqrt(self.variance))


def _central(x: Array, weights: Array) -> tuple[float, float, float, float]:
    mean = float(weights @ x)
    apart = x - mean
    return mean, *(float(weights @ apart**k) for k in (2, 3, 4))  # type: ignore[return-value]
