"""Distributions of one number: quantiles, moments, truncation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest
from cge.uncertainty.integrals import central, gauss

Array = np.ndarray
SIZES = {"normal": 2, "lognormal": 2, "triangular": 3, "uniform": 2}
"""How many numbers a distribution has; an empirical one has at least two."""
KINDS = (*SIZES, "empirical")
_FAR = 12.0  # standard deviations beyond which a normal number is not integrated


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
        wrong = list(self._wrong_numbers())
        yield from wrong
        if not self.low < self.high:
            yield f"low {self.low:g} is not below high {self.high:g}"
        elif self.is_truncated and not wrong and self._is_hardly_there:
            yield f"hardly anything of it lies between {self.low:g} and {self.high:g}"

    @property
    def _is_hardly_there(self) -> bool:
        if self.kind == "empirical":
            return len(set(self.values)) < 2
        return not self._mass > 1e-6

    def _wrong_numbers(self) -> Iterator[str]:
        numbers = self.numbers
        if self.kind not in KINDS:
            yield f"there is no such distribution{nearest(self.kind, KINDS)}"
        elif len(numbers) != SIZES.get(self.kind, len(numbers)):
            yield f"it has {SIZES[self.kind]} numbers, not {len(numbers)}"
        elif not np.isfinite(numbers).all():
            yield "its numbers must be finite"
        else:
            yield from self._impossible()

    def _impossible(self) -> Iterator[str]:
        numbers = self.numbers
        if self.kind in ("normal", "lognormal"):
            mean, sd = numbers
            if not sd > 0:
                yield f"the standard deviation {sd:g} is not above 0"
            if self.kind == "lognormal" and not mean > 0:
                yield f"the mean {mean:g} is not above 0"
        elif self.kind == "empirical":
            if len(set(numbers)) < 2:
                yield "it needs at least two values that differ"
        else:
            if not numbers[0] < numbers[-1]:
                yield f"low {numbers[0]:g} is not below high {numbers[-1]:g}"
            elif not numbers[0] <= numbers[len(numbers) // 2] <= numbers[-1]:
                yield f"the mode {numbers[1]:g} is not between low and high"

    # ------------------------------------------------------------------ quantiles
    @cached_property
    def values(self) -> Array:
        """Values of an empirical distribution within its bounds, ascending (values)."""
        values = np.sort(np.array(self.numbers, dtype=float))
        return values[(values >= self.low) & (values <= self.high)]

    @cached_property
    def _law(self) -> Any:
        """The distribution of scipy, before truncation."""
        from scipy import stats

        if self.kind == "normal":
            return stats.norm(*self.numbers)
        if self.kind == "lognormal":
            mean, sd = self._of_scores
            return stats.lognorm(sd, scale=np.exp(mean))
        if self.kind == "triangular":
            low, mode, high = self.numbers
            return stats.triang((mode - low) / (high - low), low, high - low)
        low, high = self.numbers
        return stats.uniform(low, high - low)

    @cached_property
    def _ends(self) -> tuple[float, float, float, float]:
        """Probability below and above the lower bound, then below and above the upper one."""
        law, (low, high) = self._law, (self.low, self.high)
        return float(law.cdf(low)), float(law.sf(low)), float(law.cdf(high)), float(law.sf(high))

    @property
    def _mass(self) -> float:
        """Probability between the bounds, before truncation."""
        below, above_low, below_high, above = self._ends
        return below_high - below if below < 0.5 else above_low - above

    def quantile(self, u: Array) -> Array:
        """Numbers at probabilities.

        Parameters
        ----------
        u
            Between 0 and 1, of any shape.
        """
        u = np.asarray(u, dtype=float)
        return self._quantile(u, 1 - u)

    def at_scores(self, z: Array) -> Array:
        """Numbers at normal scores, of any shape; exact far out, where probabilities are 1."""
        from scipy.special import ndtr

        return self._quantile(ndtr(z), ndtr(-z))

    def _quantile(self, under: Array, over: Array) -> Array:
        """Numbers at probabilities, given from below and from above."""
        if self.kind == "empirical":
            at = np.minimum((under * len(self.values)).astype(int), len(self.values) - 1)
            return np.asarray(self.values[at])
        below, _, _, above = self._ends
        # Of those in the distribution before truncation, the smaller has all its digits.
        under, over = below + under * self._mass, above + over * self._mass
        found = np.where(under <= over, self._law.ppf(under), self._law.isf(over))
        return np.asarray(np.clip(found, self.low, self.high))

    def probability(self, x: Array | float) -> Array:
        """Probabilities of a number up to some within the support, of any shape."""
        if self.kind == "empirical":
            return np.asarray(np.searchsorted(self.values, x, side="right") / len(self.values))
        return np.asarray((self._law.cdf(x) - self._ends[0]) / self._mass)

    @cached_property
    def support(self) -> tuple[float, float]:
        """The ends of what can occur."""
        if self.kind == "empirical":
            return float(self.values[0]), float(self.values[-1])
        own_low, own_high = self._law.support()
        return float(max(own_low, self.low)), float(min(own_high, self.high))

    # ------------------------------------------------------------------ moments
    @cached_property
    def moments(self) -> tuple[float, float, float, float]:
        """Mean, variance, and third and fourth central moments."""
        if self.kind == "empirical":
            return central(self.values, np.full(len(self.values), 1 / len(self.values)))
        if self.is_truncated:
            return central(*self._integrated())
        mean, variance, skewness, kurtosis = self._standardised()
        return mean, variance, skewness * variance**1.5, kurtosis * variance**2

    def _standardised(self) -> tuple[float, float, float, float]:
        """Mean, variance, skewness and kurtosis before truncation, in closed form."""
        if self.kind in ("normal", "lognormal"):
            mean, sd = self.numbers
            w = (sd / mean) ** 2 if self.kind == "lognormal" else 0.0  # exp(variance of log) - 1
            kurtosis = 3 + w * (16 + w * (15 + w * (6 + w)))
            return mean, sd**2, (3 + w) * float(np.sqrt(w)), kurtosis
        mean, variance, skewness, excess = map(float, self._law.stats("mvsk"))
        return mean, variance, skewness, excess + 3

    def _integrated(self) -> tuple[Array, Array]:
        """Nodes and weights of an integral over the truncated distribution."""
        if self.kind in ("normal", "lognormal"):
            z, w = self._scores()
            mean, sd = self._of_scores
            x = mean + sd * z
            return (np.exp(x) if self.kind == "lognormal" else x), w
        low, high = self.support
        middle = self.numbers[1] if low < self.numbers[1] < high else (low + high) / 2
        x, w = gauss((low, middle, high))
        w = w * self._law.pdf(x)
        return x, w / w.sum()

    @property
    def _of_scores(self) -> tuple[float, float]:
        """Mean and standard deviation of the number, or of the log of a lognormal one."""
        mean, sd = self.numbers
        if self.kind == "normal":
            return mean, sd
        spread = float(np.log1p((sd / mean) ** 2))
        return float(np.log(mean)) - spread / 2, float(np.sqrt(spread))

    def _scores(self) -> tuple[Array, Array]:
        """Normal scores between the bounds, with weights."""
        mean, sd = self._of_scores
        # The fourth power of a lognormal number moves its mass by four deviations of its log.
        far = _FAR + (4 * sd if self.kind == "lognormal" else 0.0)
        bounds = np.array([self.low, self.high])
        if self.kind == "lognormal":
            with np.errstate(divide="ignore"):
                bounds = np.log(np.maximum(bounds, 0.0))
        low, high = np.clip((bounds - mean) / sd, -_FAR, far)
        z, w = gauss((low, (low + high) / 2, high))
        w = w * np.exp(-(z**2) / 2)
        return z, w / w.sum()

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

    @property
    def skewness(self) -> float:
        """Its third central moment over the cube of its standard deviation."""
        return self.moments[2] / self.variance**1.5

    @property
    def kurtosis(self) -> float:
        """Its fourth central moment over the square of its variance; 3 of a normal number."""
        return self.moments[3] / self.variance**2

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether it is the same on both sides of its mean."""
        u = (np.arange(200) + 0.35355) / 400  # off the steps of an empirical distribution
        apart = (self.quantile(u) + self.quantile(1 - u)) / 2 - self.mean
        return bool(np.abs(apart).max() <= 1e-9 * self.standard_deviation)
