"""Whether enough draws are solved: standard errors against what was asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError
from cge.uncertainty import moments
from cge.uncertainty.chosen import SAMPLE, Points
from cge.uncertainty.store import Store

HEADLINES = (
    "equivalent_variation_percent",
    "equivalent_variation_net_percent",
    "real_gdp_percent",
)
FEWEST = 100
"""Draws before precision is judged."""


@dataclass(frozen=True)
class Goal:
    """When to stop.

    Attributes
    ----------
    percent
        Largest standard error of the mean of any headline, in % of the mean or of the standard
        deviation, whichever is larger: a mean of about 0 needs no more digits than its spread.
    """

    percent: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.percent) and 0 < self.percent < 100):
            raise InputError(f"precision: {self.percent:g} is not a number of % between 0 and 100")


def reached(store: Store, points: Points, goal: Goal) -> bool:
    """Whether the draws that are done, from the first on, are as precise as asked.

    Parameters
    ----------
    store
        The draws.
    points
        All points.
    goal
        What was asked.
    """
    count = int(np.argmin(store.done)) if not store.done.all() else len(store.done)
    if points.kind != SAMPLE or count < FEWEST:
        return False
    done = points.first(count)
    found = store.dataset(slice(count))
    return all(_precise(done, found[name].to_numpy(), goal) for name in HEADLINES if name in found)


def _precise(points: Points, outcomes: np.ndarray, goal: Goal) -> bool:
    error = moments.standard_error(points, outcomes)
    scale = np.maximum(
        np.abs(moments.mean(points, outcomes)), moments.standard_deviation(points, outcomes)
    )
    there = ~np.isnan(outcomes).all(axis=0)
    return bool((error[there] <= goal.percent / 100 * scale[there]).all())
