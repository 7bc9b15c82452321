"""What a fit found: estimates, targets before and after, and what the figures tell.

With slopes J of the model's numbers by the parameters, W = diag(1 / error^2) of the figures, and
the covariance S of the prior, the estimates have the covariance

    V = (J' W J + S^-1)^-1

(delta method), and move with the figures by V J' W: the sensitivity of Andrews, Gentzkow and
Shapiro (2017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from calibration.files.card import Card, Carded, Grid
from cge.estimation.fitted import fitted_file
from cge.estimation.search import Best, LeastSquares
from cge.moments.compare import NEAR
from cge.moments.schema import Targets
from cge.uncertainty.schema import Uncertainty

Array = np.ndarray
RANK = 1e-8  # of the largest singular value, below which figures do not tell a direction
SETTLED = 1e-6  # of the squares in standard errors, what a further step may still gain
WEAK = 0.05  # share of the prior's variance that the figures must take off to say something
APART = -0.5  # cosine of the pulls of two figures that work against one another


@dataclass(frozen=True, eq=False, repr=False)
class Fit(Carded):
    """Estimates.

    Attributes
    ----------
    parameters
        A row for each number: ``prior``, ``prior_error``, ``estimate``, ``error`` (delta method),
        ``bootstrap_error``, ``learnt`` (share of the prior's variance that the figures take off),
        ``at`` (a bound), ``low`` and ``high`` (the bounds), ``entry`` (its name in the file),
        ``along`` (its labels) and ``source``.
    targets
        A row for each figure: ``theirs``, ``error``, ``before`` (at the priors), ``after``,
        ``apart_before`` and ``apart_after`` (in standard errors), ``attainable`` (the nearest that
        the numbers can bring the model to a figure that is missed), ``pulls`` (the number that it
        moves most), ``status``, ``source``.
    sensitivity
        Change of each estimate when a figure rises by its standard error (numbers, figures).
    covariance
        Of the estimates (numbers, numbers).
    singular_values
        Of the slopes of distances by numbers in standard deviations of the prior, falling.
    rank, condition
        Number of directions that the figures tell, and largest over smallest of these values.
    notes
        What is not identified, in conflict or out of reach, in words.
    settled, message
        Whether the first-order conditions hold, and what IPOPT said.
    iterations, points
        Of IPOPT, and points at which all scenarios were solved.
    free, file
        The free numbers and the targets, as given.
    """

    parameters: pd.DataFrame
    targets: pd.DataFrame
    sensitivity: pd.DataFrame
    covariance: pd.DataFrame
    singular_values: Array
    rank: int
    condition: float
    notes: tuple[str, ...]
    settled: bool
    message: str
    iterations: int
    points: int
    free: Uncertainty
    file: Targets

    def _card(self) -> Card:
        met = int((self.targets.apart_after.abs() <= NEAR).sum())
        found = self.parameters[["prior", "estimate", "error"]]
        rows = [[str(name), *(f"{v:.4g}" for v in row)] for name, *row in found.itertuples()]
        facts = {
            "numbers": len(self.parameters),
            "figures": f"{len(self.targets)}, {met} of them met",
            "notes": "; ".join(self.notes),
        }
        grid = Grid(("number", *found.columns), rows)
        name = f"of {self.free.name} to {self.file.name}"
        return Card("Fit", name, self.verdict or "settled", self.settled, facts, grid)

    @property
    def verified(self) -> bool:
        """Whether the fit has settled; every solution on its way was verified."""
        return self.settled

    @property
    def verdict(self) -> str:
        """What failed, in words; empty where nothing did."""
        return "" if self.settled else f"the fit did not settle ({self.message})"

    def fitted(self) -> dict[str, Any]:
        """The estimates as a file of uncertain numbers, which :func:`cge.sweep` takes.

        Each number is normal about its estimate with its standard error, within its bounds, and
        correlates as the estimates do.
        """
        return fitted_file(self.free, self.file, self.parameters, self.covariance)


def fit_of(
    file: Targets,
    free: Uncertainty,
    squares: LeastSquares,
    best: Best,
    before: Array,
    attainable: Mapping[str, float],
    again: Array,
) -> Fit:
    """What a least sum of squares says.

    Parameters
    ----------
    file, free
        Targets and free numbers, as given.
    squares, best
        The sum of squares, and where it is least.
    before
        The model's numbers at the means of the priors (figures).
    attainable
        The nearest that can be reached of figures that are missed.
    again
        Estimates of the bootstrap (draws, numbers).
    """
    problem = squares.problem
    slopes, unit = squares.slopes(best.z), squares.unit
    _, singular, directions = np.linalg.svd(slopes, full_matrices=True)
    rank = int((singular > RANK * max(singular.max(initial=0.0), 1e-300)).sum())
    spread = np.linalg.pinv(slopes.T @ slopes + squares.prior, rcond=RANK**2, hermitian=True)
    sensitivity = unit[:, None] * (spread @ slopes.T)
    labels, names = problem.labels, list(problem.targets)
    has_prior = bool(squares.prior.any())
    told = _told(slopes, spread, rank, has_prior)
    undetermined = (directions[rank:] ** 2).sum(axis=0) > RANK
    if has_prior:
        undetermined[:] = False
    parameters = _parameters(squares, best, spread, told, undetermined, again)
    figures = _figures(squares, best, before, attainable, sensitivity / unit[:, None])
    notes = [
        *_unidentified(labels, directions[rank:], has_prior),
        *_weak(labels, told, has_prior),
        *_beyond(figures),
        *_conflicts(names, slopes, squares.distances(best.z)),
    ]
    columns = [problem.targets[name].title for name in names]
    return Fit(
        parameters=parameters,
        targets=figures,
        sensitivity=pd.DataFrame(sensitivity, labels, columns),
        covariance=pd.DataFrame(np.outer(unit, unit) * spread, labels, labels),
        singular_values=singular,
        rank=rank,
        condition=float(singular[0] / singular[rank - 1]) if rank else np.inf,
        notes=tuple(notes),
        settled=best.gain <= SETTLED,
        message=best.message,
        iterations=best.iterations,
        points=problem.points,
        free=free,
        file=file,
    )


def _told(slopes: Array, spread: Array, rank: int, has_prior: bool) -> Array:
    """Share of the prior's variance that the figures take off (numbers)."""
    if has_prior:
        return 1 - np.diag(spread)
    return np.full(slopes.shape[1], 1.0 if rank == slopes.shape[1] else np.nan)


def _parameters(
    squares: LeastSquares,
    best: Best,
    spread: Array,
    told: Array,
    undetermined: Array,
    again: Array,
) -> pd.DataFrame:
    problem = squares.problem
    error = squares.unit * np.sqrt(np.diag(spread))
    ends = {-1: "lower", 0: "", 1: "upper"}
    boot = again.std(axis=0, ddof=1) if len(again) > 1 else np.full(len(error), np.nan)
    table = {
        "prior": problem.mean,
        "prior_error": squares.unit,
        "estimate": squares.numbers(best.z),
        "error": np.where(undetermined, np.inf, error),
        "bootstrap_error": boot,
        "learnt": told,
        "at": [ends[int(end)] for end in best.at_bound],
        "low": problem.lower,
        "high": problem.upper,
        "entry": [one.entry for one in problem.numbers],
        "along": [dict(one.along) for one in problem.numbers],
        "source": [one.source for one in problem.numbers],
    }
    return pd.DataFrame(table, problem.labels)


def _figures(
    squares: LeastSquares, best: Best, before: Array, attainable: Mapping[str, float], pulls: Array
) -> pd.DataFrame:
    problem = squares.problem
    after = problem.values(squares.numbers(best.z))
    several = list(problem.targets.items())
    table = {
        "title": [one.title for _, one in several],
        "theirs": problem.figures,
        "error": problem.errors,
        "unit": [one.unit for _, one in several],
        "before": before,
        "after": after,
        "apart_before": (before - problem.figures) / problem.errors,
        "apart_after": (after - problem.figures) / problem.errors,
        "attainable": [attainable.get(name, np.nan) for name, _ in several],
        "pulls": [problem.labels[int(np.abs(column).argmax())] for column in pulls.T],
        "status": [one.status for _, one in several],
        "source": [one.source for _, one in several],
    }
    return pd.DataFrame(table, [name for name, _ in several])


# ---------------------------------------------------------------------- what the figures tell
def _unidentified(labels: list[str], directions: Array, has_prior: bool) -> Iterator[str]:
    for direction in directions:
        large = np.argsort(-np.abs(direction))[:4]
        moved = [f"{direction[k]:+.2f} {labels[k]}" for k in large if abs(direction[k]) > 0.05]
        held = "; the prior alone decides" if has_prior else "; give priors, or more figures"
        yield f"not identified: the figures do not tell {' '.join(moved)}{held}"


def _weak(labels: list[str], told: Array, has_prior: bool) -> Iterator[str]:
    if has_prior:
        weak = [label for label, share in zip(labels, told, strict=True) if share < WEAK]
        if weak:
            yield (
                f"hardly informed: the figures take less than {100 * WEAK:.0f} % off the prior "
                f"variance of {', '.join(weak)}"
            )


def _beyond(figures: pd.DataFrame) -> Iterator[str]:
    for name, row in figures.iterrows():
        if np.isnan(row.attainable):
            continue
        apart = abs(row.attainable - row.theirs) / row.error
        if apart > NEAR:
            yield (
                f"out of reach: {name} is {row.theirs:g}; the numbers bring the model to "
                f"{row.attainable:.4g} {row.unit} at best"
            )
        else:
            yield (
                f"missed: {name} could be {row.attainable:.4g} {row.unit}, if the other figures "
                "and the priors did not count"
            )


def _conflicts(names: list[str], slopes: Array, distances: Array) -> Iterator[str]:
    size = np.linalg.norm(slopes, axis=1)
    for i in range(len(names)):
        for j in range(i):
            if min(abs(distances[i]), abs(distances[j])) < 1 or not min(size[i], size[j]) > 0:
                continue
            cosine = float(slopes[i] @ slopes[j] / (size[i] * size[j]))
            if cosine * np.sign(distances[i]) * np.sign(distances[j]) < APART:
                yield (
                    f"in conflict: {names[j]} and {names[i]}; what brings one nearer takes the "
                    "other away"
                )
