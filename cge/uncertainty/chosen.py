"""Where uncertain numbers are drawn, and what may be made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray
SAMPLE, QUADRATURE, DESIGN = "sample", "quadrature", "design"
ENDS = (0.05, 0.95)
"""Probabilities between which a design moves a number."""


@dataclass(frozen=True, eq=False)
class Points:
    """Where the numbers are drawn, and how much each draw counts.

    Attributes
    ----------
    values
        The numbers (draws, numbers).
    weights
        Of each draw; they sum to 1.
    method
        What chose them.
    kind
        ``sample``: random, with quantiles and standard errors; ``quadrature``: moments alone, but
        exact up to a degree; ``design``: for effects of single numbers, without moments.
    degree
        Of a quadrature: the degree of the polynomials whose mean is exact.
    group
        Of a sample: for each draw, which of several independent samples it belongs to; draws are
        independent themselves where there is none.
    about
        What an analysis of them needs to know besides.
    """

    values: Array
    weights: Array
    method: str
    kind: str
    degree: int = 0
    group: Array | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    def first(self, count: int) -> Points:
        """The first draws of a sample, as a sample of their own; all of anything else."""
        if count >= len(self.values) or self.kind != SAMPLE:
            return self
        group = None if self.group is None else self.group[:count]
        weights = np.full(count, 1 / count)
        return Points(self.values[:count], weights, self.method, self.kind, 0, group, self.about)
