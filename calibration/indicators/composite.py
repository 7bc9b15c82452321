"""The composite index by economy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.indicators.table import Indicators
from calibration.indicators.weighting import (
    entropy_weights,
    equal_weights,
    normalised,
    pca_weights,
)

Array = np.ndarray
# How weights are found, from scores (economy, indicator) and the dimension of each indicator.
METHODS: dict[str, Callable[[Array, Sequence[str]], Array]] = {
    "entropy": lambda scores, dimensions: entropy_weights(scores),
    "equal": equal_weights,
    "pca": lambda scores, dimensions: pca_weights(scores),
}


@dataclass(frozen=True, eq=False)
class Composite:
    """An index and its parts, by economy.

    Attributes
    ----------
    indicators
        What it is made from.
    method
        How the weights were found.
    scores
        Normalised indicators (economy, indicator), 0 to 1.
    weights
        Of indicators (indicator); they sum to 1.
    """

    indicators: Indicators
    method: str
    scores: xr.DataArray
    weights: xr.DataArray

    def __repr__(self) -> str:
        return (
            f"<Composite {self.method}: {self.scores.sizes['economy']} economies, "
            f"{self.scores.sizes['indicator']} indicators>"
        )

    @cached_property
    def membership(self) -> xr.DataArray:
        """1 where an indicator belongs to a dimension (dimension, indicator)."""
        of = [self.indicators.catalogue.indicators[n].dimension for n in self._names]
        named = list(dict.fromkeys(of))
        matrix = np.array([[float(one == name) for one in of] for name in named])
        coords = {"dimension": named, "indicator": self._names}
        return xr.DataArray(matrix, coords, ("dimension", "indicator"))

    @cached_property
    def dimension_weights(self) -> xr.DataArray:
        """Sum of the weights of a dimension's indicators (dimension)."""
        return (self.membership * self.weights).sum("indicator")

    @cached_property
    def contributions(self) -> xr.DataArray:
        """Part of each dimension in the index (economy, dimension)."""
        parts = (self.membership * self.weights * self.scores).sum("indicator")
        return parts.transpose("economy", "dimension")

    @cached_property
    def dimension_scores(self) -> xr.DataArray:
        """Weighted mean of a dimension's indicators (economy, dimension), 0 to 1."""
        total = self.dimension_weights
        return xr.where(total > 0, self.contributions / total.where(total > 0, 1.0), 0.0).transpose(
            "economy", "dimension"
        )

    @cached_property
    def index(self) -> xr.DataArray:
        """The index (economy), 0 to 1."""
        return self.contributions.sum("dimension")

    @cached_property
    def imputed_share(self) -> xr.DataArray:
        """Weight of the indicators whose figure is imputed (economy)."""
        flags = self.indicators.data["imputed"].sel(indicator=self._names)
        return (flags * self.weights).sum("indicator")

    @property
    def _names(self) -> list[str]:
        return [str(name) for name in self.scores["indicator"].to_numpy()]


def composite(
    indicators: Indicators, method: str = "entropy", without: Sequence[str] = ()
) -> Composite:
    """Add up indicators to an index by economy.

    index = sum over indicators of weight times normalised indicator. Minima, maxima and weights
    are those of all economies of the table, so that an economy's index does not depend on which
    regions are looked at.

    Parameters
    ----------
    indicators : Indicators
    method : {"entropy", "equal", "pca"}
        How weights are found; see `calibration.indicators.weighting`.
    without : sequence of str
        Dimensions or indicators to leave out.

    Raises
    ------
    InputError
        For an unknown method, dimension or indicator, and when nothing is left.
    """
    catalogue = indicators.catalogue
    known = [*catalogue.dimensions, *catalogue.indicators]
    problems = [
        f"index: no dimension or indicator '{name}'{nearest(name, known)}"
        for name in without
        if name not in known
    ]
    if method not in METHODS:
        problems.append(f"index: unknown method '{method}'{nearest(method, METHODS)}")
    used = [
        one
        for one in catalogue.indicators.values()
        if one.name not in without and one.dimension not in without
    ]
    if not used and not problems:
        problems.append("index: every indicator is left out")
    if problems:
        raise InputError(problems)
    columns = [
        normalised(
            indicators.data["value"].sel(indicator=one.name).to_numpy(),
            one.direction,
            one.transform == "log",
        )
        for one in used
    ]
    coords = {"economy": indicators.economies, "indicator": [one.name for one in used]}
    scores = xr.DataArray(np.column_stack(columns), coords, ("economy", "indicator"))
    weights = METHODS[method](scores.to_numpy(), [one.dimension for one in used])
    return Composite(
        indicators,
        method,
        scores,
        xr.DataArray(weights, {"indicator": coords["indicator"]}, ("indicator",)),
    )
