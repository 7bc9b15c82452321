"""Which numbers an outcome depends on: indices of Sobol, and measures of Morris, by SALib."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.uncertainty.blocks import (
    LEVEL,
    MORRIS,
    SOBOL_INDICES,
    analysed,
    must_be_enough,
    salib,
    unit_problem,
)
from cge.uncertainty.chosen import DESIGN, ENDS, SAMPLE, Points
from cge.uncertainty.correlation import independent, numbers_at
from cge.uncertainty.distributions import Distribution

Array = np.ndarray
LEVELS = 4
"""Places between its ends at which Morris puts a number."""


# ---------------------------------------------------------------------- indices of Sobol
def sobol_points(
    distributions: Sequence[Distribution], correlation: Array, blocks: int, seed: int = 0
) -> Points:
    """Points of which indices of Sobol are made, k + 2 in a block (Saltelli and others 2010).

    The first and the last point of a block are independent draws of k numbers; between them, each
    number in turn is that of the last point and the others are those of the first. Every point is
    drawn from the distributions, so that they are a sample as well. Its standard errors are those
    of independent blocks: too large, as blocks follow a sequence. More blocks begin with fewer.

    Parameters
    ----------
    distributions
        Of each number.
    correlation
        Of their normal scores (numbers, numbers); nothing may correlate.
    blocks
        How many, best a power of 2.
    seed
        Of the random numbers.

    Raises
    ------
    InputError
        Numbers that correlate, too few blocks, and where SALib is not installed.
    """
    must_be_enough(SOBOL_INDICES, blocks)
    if not independent(correlation):
        raise InputError(
            f"method: {SOBOL_INDICES} shares a variance out among independent numbers; of numbers "
            "that correlate, no share is that of one alone. Leave the correlations out of the "
            "file, or make one number of those that move together"
        )
    sample = salib("sample.sobol").sample
    size = len(distributions) + 2
    whole = 2 ** int(np.ceil(np.log2(blocks)))  # sequences are balanced in powers of 2
    rng = np.random.default_rng(seed)
    drawn = sample(unit_problem(size - 2), whole, calc_second_order=False, seed=rng)
    values = numbers_at(drawn[: blocks * size], distributions, correlation)
    weights = np.full(len(values), 1 / len(values))
    group = np.repeat(np.arange(blocks), size)
    return Points(values, weights, SOBOL_INDICES, SAMPLE, 0, group, {"block": size})


def sobol_indices(
    points: Points, outcomes: xr.DataArray, labels: Sequence[str], leave_out: bool = False
) -> xr.Dataset:
    """Shares of the variance of outcomes that numbers have.

    Parameters
    ----------
    points
        Those of `sobol_points`.
    outcomes
        Dims (draw, ...); not a number where a draw has no result.
    labels
        Names of the numbers.
    leave_out
        Whether blocks with a draw without result are left out; else they are refused.

    Returns
    -------
    xarray.Dataset
        Dims (numbers, ...). ``first``: share of the variance that a number has alone; ``total``:
        with all in which it interacts with others (Saltelli and others 2010). Either has half the
        width of its 95 % interval beside it, ``first_confidence`` and ``total_confidence``, by
        bootstrap over blocks. Not a number of an outcome that does not vary, or of which more than
        a quarter of the blocks are left out. ``blocks``: number of blocks used; ``left_out``:
        number left out, both (...).

    Raises
    ------
    InputError
        Points of another method, outcomes of other draws, draws without result, and where SALib is
        not installed.
    """
    analyze = salib("analyze.sobol").analyze
    problem = unit_problem(len(labels))

    def one(y: Array, _: Array) -> Array:
        found = analyze(problem, y, calc_second_order=False, conf_level=LEVEL, seed=1)
        return np.stack([found[key] for key in ("S1", "S1_conf", "ST", "ST_conf")])

    words = {
        "first": "Share of the variance by the number alone",
        "first_confidence": f"Half width of the {LEVEL:.0%} interval of the share alone",
        "total": "Share of the variance with interactions",
        "total_confidence": f"Half width of the {LEVEL:.0%} interval of the share in all",
    }
    named = {name: {"long_name": text, "units": "1"} for name, text in words.items()}
    return analysed(points, SOBOL_INDICES, outcomes, labels, leave_out, one, named)


# ---------------------------------------------------------------------- measures of Morris
def morris_points(distributions: Sequence[Distribution], blocks: int, seed: int = 0) -> Points:
    """Points of a screening, k + 1 in a block (Morris 1991).

    From one point of a block to the next, one number moves, by two thirds of the way between its 5
    and its 95 % quantile, in equal steps of probability. Each moves alone, whatever correlates.
    More blocks begin with fewer.

    Parameters
    ----------
    distributions
        Of each number.
    blocks
        How many trajectories.
    seed
        Of the random numbers.

    Raises
    ------
    InputError
        Too few blocks, and where SALib is not installed.
    """
    must_be_enough(MORRIS, blocks)
    k = len(distributions)
    sample = salib("sample.morris").sample
    rng = np.random.default_rng(seed)
    place = sample(unit_problem(k), blocks, num_levels=LEVELS, seed=rng)
    u = ENDS[0] + (ENDS[1] - ENDS[0]) * place
    values = numbers_at(u, distributions, np.eye(k))
    weights = np.full(len(values), 1 / len(values))
    return Points(values, weights, MORRIS, DESIGN, about={"block": k + 1, "place": place})


def morris_measures(
    points: Points, outcomes: xr.DataArray, labels: Sequence[str], leave_out: bool = False
) -> xr.Dataset:
    """How much outcomes change as one number moves, and how much that depends on the others.

    Parameters
    ----------
    points
        Those of `morris_points`.
    outcomes, labels, leave_out
        As in `sobol_indices`.

    Returns
    -------
    xarray.Dataset
        Dims (numbers, ...), in the unit of the outcome, as if a number moved all the way from its 5
        to its 95 % quantile. ``mu``: mean effect; ``mu_star``: mean of its absolute value
        (Campolongo and others 2007), with half the width of its 95 % interval,
        ``mu_star_confidence``; ``sigma``: standard deviation of the effect, large where it is not
        linear or depends on other numbers. ``blocks`` and ``left_out`` as in `sobol_indices`.

    Raises
    ------
    InputError
        As in `sobol_indices`.
    """
    analyze = salib("analyze.morris").analyze
    problem = unit_problem(len(labels))
    place = points.about.get("place", np.empty(0))

    def one(y: Array, rows: Array) -> Array:
        about = {"num_levels": LEVELS, "conf_level": LEVEL, "seed": np.random.default_rng(1)}
        found = analyze(problem, place[rows], y, **about)
        return np.stack([found[key] for key in ("mu", "mu_star", "mu_star_conf", "sigma")])

    words = {
        "mu": "Mean effect",
        "mu_star": "Mean absolute effect",
        "mu_star_confidence": f"Half width of the {LEVEL:.0%} interval of the mean absolute effect",
        "sigma": "Standard deviation of the effect",
    }
    units = {key: outcomes.attrs[key] for key in ("units",) if key in outcomes.attrs}
    named = {name: {"long_name": text, **units} for name, text in words.items()}
    return analysed(points, MORRIS, outcomes, labels, leave_out, one, named)
