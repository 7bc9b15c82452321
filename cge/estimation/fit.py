"""Fit a few numbers of the model to published figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from calibration.arguments import explained
from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.estimation.estimates import Fit, fit_of
from cge.estimation.problem import Problem, problem_of
from cge.estimation.search import Best, LeastSquares, least
from cge.experiments.solve import quiet
from cge.experiments.solving import Progress
from cge.inputs.arguments import must_be
from cge.moments.compare import NEAR, economy_of, refuse_no_numbers
from cge.moments.schema import Targets
from cge.uncertainty.schema import Uncertainty

Array = np.ndarray
REACH = 6.0
"""Standard deviations of the prior beyond which no number goes, where it has no bound itself."""
SLACK = 1e-6  # weight of the prior that tells apart numbers that reach a figure alike
MOST_BOOTSTRAPS = 100_000


@explained
@within_memory("fitting")
def fit(
    targets: str | Path | Targets,
    free: str | Path | Uncertainty | Mapping[str, Any],
    economy: Economy | None = None,
    prior: bool = True,
    bootstrap: int = 0,
    seed: int = 0,
    progress: Progress = quiet,
    solver: Mapping[str, Any] | None = None,
) -> Fit:
    """Choose numbers of the model so that it comes near published figures.

    Minimised is the sum of squared distances from the figures, in their standard errors, plus the
    squared distance of the numbers from their priors, in theirs. The equilibrium of every scenario
    holds at each point; derivatives are exact.

    Parameters
    ----------
    targets
        Name of a shipped file of targets, path of a file, or a :class:`cge.Targets`.
    free
        The numbers that are free: a file of uncertain numbers, as for :func:`cge.sweep`. The mean
        and the standard deviation of each are its prior, and the ends of its distribution its
        bounds.
    economy
        What is solved; that of the targets where left out.
    prior
        Whether the priors count; without them the figures alone decide.
    bootstrap
        How many times to fit again, to figures and middles of priors drawn from their standard
        errors (parametric bootstrap); 0 for none, else at least 2.
    seed
        Of these draws.
    progress
        Called with ``fit``, the ``iteration`` and a ``detail``.
    solver
        As in :func:`cge.solve`.

    Returns
    -------
    Fit
        Estimates with standard errors, targets before and after, and what the figures tell.

    Raises
    ------
    calibration.InputError
        When files do not fit each other or the economy; where there is no verified solution at the
        means of the priors.
    """
    if economy is not None:
        must_be(economy, Economy, "economy", "an economy, as cge.load returns it")
    file = Targets.opened(targets)
    numbers = Uncertainty.opened(free)
    if not 0 <= bootstrap <= MOST_BOOTSTRAPS or bootstrap == 1:
        raise InputError(
            f"bootstrap: {bootstrap} is neither 0 nor a number from 2 to {MOST_BOOTSTRAPS:,}"
        )
    if seed < 0:
        raise InputError(f"seed: {seed} is not a number from 0")
    mine = economy_of(file) if economy is None else economy
    problem = problem_of(file, numbers, mine, solver)
    squares = _squares(problem, prior)
    start = np.zeros(len(problem.numbers))
    try:
        values, slopes = (
            problem.values(squares.numbers(start)),
            problem.slopes(squares.numbers(start)),
        )
    except ArithmeticError as error:
        raise InputError(f"at the means of the priors: {error}") from error
    refuse_no_numbers(problem.targets, values + slopes.sum(axis=1))
    best = least(squares, start, REACH, _told(progress, "fit"))
    return fit_of(
        file=file,
        free=numbers,
        squares=squares,
        best=best,
        before=values,
        attainable=_attainable(squares, best, progress),
        again=_again(squares, best, bootstrap, seed, progress),
    )


def _squares(problem: Problem, prior: bool) -> LeastSquares:
    tight = np.linalg.inv(problem.correlation) if prior else np.zeros_like(problem.spread)
    return LeastSquares(problem, problem.figures, 1 / problem.errors, tight)


def _told(progress: Progress, what: str) -> Any:
    return lambda iteration, objective, points: progress(
        what, iteration=iteration, detail=f"half the squares {objective:.6g}, {points} points"
    )


def _attainable(squares: LeastSquares, best: Best, progress: Progress) -> dict[str, float]:
    """The nearest to each missed figure that the numbers can bring the model, that figure alone."""
    found = {}
    distances = squares.distances(best.z)
    loose = SLACK * np.eye(len(best.z))
    for n, name in enumerate(squares.problem.targets):
        if abs(distances[n]) > NEAR:
            weights = np.where(np.arange(len(distances)) == n, squares.weights, 0.0)
            alone = LeastSquares(squares.problem, squares.figures, weights, loose)
            nearest = least(alone, best.z, REACH, _told(progress, f"reach {name}"))
            found[name] = float(squares.problem.values(alone.numbers(nearest.z))[n])
    return found


def _again(squares: LeastSquares, best: Best, count: int, seed: int, progress: Progress) -> Array:
    """Estimates from figures, and middles of priors, drawn about their values (draws, numbers)."""
    random = np.random.default_rng(seed)
    problem, has_prior = squares.problem, bool(squares.prior.any())
    root = np.linalg.cholesky(problem.correlation) if has_prior else np.zeros_like(problem.spread)
    found = np.empty((count, len(problem.numbers)))
    for n in range(count):
        figures = problem.figures + problem.errors * random.standard_normal(len(problem.errors))
        centre = root @ random.standard_normal(len(root))
        drawn = LeastSquares(problem, figures, squares.weights, squares.prior, centre)
        z = least(drawn, best.z, REACH, lambda *_: None).z
        found[n] = drawn.numbers(z)
        progress("bootstrap", detail=f"{n + 1} of {count}")
    return found
