"""The methods by which uncertain numbers are drawn, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from calibration.errors import InputError
from cge.uncertainty.blocks import FEWEST, MORRIS, SOBOL_INDICES
from cge.uncertainty.chosen import DESIGN, ENDS, SAMPLE, Points
from cge.uncertainty.correlation import numbers_at
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.indices import morris_points, sobol_points
from cge.uncertainty.quadrature import skewed3, stroud3, stroud5

Array = np.ndarray
BATCH = 20
"""Draws of one Latin hypercube; a sample is made of many, so that it has a standard error."""
REPLICATES = 8
"""Sobol sequences, scrambled independently, whose draws alternate."""

# (draws, numbers, seed) -> probabilities (draws, numbers) and the independent sample of each draw.
Sampler = Callable[[int, int, int], tuple[Array, Array | None]]


def _monte_carlo(count: int, k: int, seed: int) -> tuple[Array, Array | None]:
    return np.random.default_rng(seed).random((count, k)), None


def _latin_hypercube(count: int, k: int, seed: int) -> tuple[Array, Array | None]:
    """One hypercube after another, each with a seed of its own (McKay and others 1979)."""
    from scipy.stats import qmc

    batches = -(-count // BATCH)
    seeds = np.random.SeedSequence(seed).spawn(batches)
    parts = [qmc.LatinHypercube(k, rng=np.random.default_rng(s)).random(BATCH) for s in seeds]
    return np.concatenate(parts)[:count], np.repeat(np.arange(batches), BATCH)[:count]


def _sobol(count: int, k: int, seed: int) -> tuple[Array, Array | None]:
    """Scrambled sequences (Sobol 1967; Owen 1998), a draw of each in turn."""
    from scipy.stats import qmc

    each = -(-count // REPLICATES)
    power = int(np.ceil(np.log2(max(each, 1))))
    seeds = np.random.SeedSequence(seed).spawn(REPLICATES)
    parts = [qmc.Sobol(k, rng=np.random.default_rng(s)).random_base2(power) for s in seeds]
    drawn = np.stack(parts, axis=1)[:each].reshape(-1, k)
    return drawn[:count], np.tile(np.arange(REPLICATES), each)[:count]


SAMPLERS: dict[str, Sampler] = {
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "monte_carlo": _monte_carlo,
}
QUADRATURES: dict[str, Callable[[Sequence[Distribution], Array], Points]] = {
    "stroud3": stroud3,
    "skewed3": skewed3,
    "stroud5": stroud5,
}
ONE_AT_A_TIME = "one_at_a_time"
METHODS = (*SAMPLERS, *QUADRATURES, ONE_AT_A_TIME, SOBOL_INDICES, MORRIS)


def points(
    method: str,
    distributions: Sequence[Distribution],
    correlation: Array,
    count: int,
    seed: int = 0,
) -> Points:
    """Points at which uncertain numbers are drawn.

    A sample of more draws begins with the draws of a smaller one with the same seed.

    Parameters
    ----------
    method
        One of `METHODS`.
    distributions
        Of each number.
    correlation
        Of their normal scores (numbers, numbers).
    count
        Draws of a sample; of ``sobol_indices`` and ``morris`` the most there may be, of which they
        take whole blocks. The other methods know how many they need.
    seed
        Of the random numbers.

    Raises
    ------
    InputError
        When the method does not fit the distributions.
    """
    if method in QUADRATURES:
        return QUADRATURES[method](distributions, correlation)
    if method == ONE_AT_A_TIME:
        return one_at_a_time(distributions)
    if method == SOBOL_INDICES:
        blocks = _blocks(method, count, len(distributions) + 2)
        return sobol_points(distributions, correlation, 2 ** int(np.log2(blocks)), seed)
    if method == MORRIS:
        return morris_points(distributions, _blocks(method, count, len(distributions) + 1), seed)
    if count < 2:
        raise InputError(f"draws: a sample needs at least 2, not {count}")
    u, group = SAMPLERS[method](count, len(distributions), seed)
    values = numbers_at(u, distributions, correlation)
    return Points(values, np.full(count, 1 / count), method, SAMPLE, 0, group)


def _blocks(method: str, count: int, size: int) -> int:
    """How many blocks of draws there may be."""
    if count // size < FEWEST[method]:
        raise InputError(
            f"draws: {method} of these numbers needs at least {FEWEST[method]} blocks of {size} "
            f"draws, {FEWEST[method] * size}, not {count}"
        )
    return count // size


def one_at_a_time(distributions: Sequence[Distribution]) -> Points:
    """Each number at its 5 and 95 % quantile, all others at their means; first, all at means.

    Parameters
    ----------
    distributions
        Of each number.
    """
    mean = np.array([one.mean for one in distributions])
    rows = [mean]
    for k, one in enumerate(distributions):
        for end in one.quantile(np.array(ENDS)):
            row = mean.copy()
            row[k] = end
            rows.append(row)
    values = np.array(rows)
    return Points(values, np.full(len(rows), 1 / len(rows)), ONE_AT_A_TIME, DESIGN)
