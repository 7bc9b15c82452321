"""Moments of numbers by another route than the code: adaptive integration over quantiles."""

import itertools

import numpy as np
from scipy import integrate, stats

from cge.uncertainty.distributions import Distribution

SYMMETRIC = (
    Distribution("normal", (1.0, 0.2)),
    Distribution("uniform", (0.0, 2.0)),
    Distribution("triangular", (0.0, 1.0, 2.0)),
    Distribution("normal", (1.0, 0.5), 0.5, 1.5),
    Distribution("empirical", (1.0, 2.0, 3.0)),
)
SKEWED = (
    Distribution("lognormal", (1.0, 0.25)),
    Distribution("triangular", (0.0, 0.5, 2.0)),
    Distribution("normal", (1.0, 0.5), 0.0),
    Distribution("empirical", (1.0, 2.0, 5.0)),
    Distribution("lognormal", (2.0, 1.0), 0.5, 6.0),
)


def density(one):
    """Density of a distribution before truncation, and where it has a kink."""
    if one.kind == "normal":
        return stats.norm(*one.numbers), ()
    if one.kind == "lognormal":
        mean, sd = one.numbers
        shape = np.sqrt(np.log(1 + sd**2 / mean**2))
        return stats.lognorm(shape, scale=mean**2 / np.hypot(mean, sd)), ()
    if one.kind == "triangular":
        low, mode, high = one.numbers
        return stats.triang((mode - low) / (high - low), low, high - low), (mode,)
    return stats.uniform(one.numbers[0], one.numbers[1] - one.numbers[0]), ()


def central_moments(one, highest):
    """Mean, and central moments from the 0th to the highest."""
    if one.kind == "empirical":
        kept = np.array([v for v in one.numbers if one.low <= v <= one.high])
        return kept.mean(), [np.mean((kept - kept.mean()) ** n) for n in range(highest + 1)]
    law, kinks = density(one)
    # Beyond, less than 1e-30 of the density remains, or nothing.
    low, high = max(one.low, law.ppf(1e-30)), min(one.high, law.isf(1e-30))
    inside = [low, *(k for k in kinks if low < k < high), *law.isf([0.999, 0.5, 1e-3, 1e-8]), high]
    ends = sorted({x for x in inside if low <= x <= high})

    def mass(f):
        return sum(
            integrate.quad(f, a, b, epsabs=0, epsrel=1e-11, limit=200)[0]
            for a, b in itertools.pairwise(ends)
        )

    whole = mass(law.pdf)
    mean = mass(lambda x: x * law.pdf(x)) / whole
    return mean, [
        mass(lambda x, n=n: (x - mean) ** n * law.pdf(x)) / whole for n in range(highest + 1)
    ]
