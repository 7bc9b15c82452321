"""What is said of shocks by pair where the data do not observe the flows they touch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from cge.scenarios.cells import TRADE, Cells, Frame
from cge.scenarios.package import Shock

Array = np.ndarray
FLOW = ("sector", *TRADE)
ON_PRIOR, IMPUTED = "sales_on_prior", "sales_imputed"

# Parameters that differ by pair and touch the goods on which they have an effect.
_EFFECT = {"data_restriction": "elasticity_data", "standards_distance": "elasticity_standards"}
# Share of imputed trade from which a reader is told.
TELLING = 0.1


class Evidence:
    """Collects the flows that shocks by pair touch, by parameter.

    Parameters
    ----------
    benchmark : xarray.Dataset
        With `sales_on_prior` and `sales_imputed`; without them nothing is said.
    parameters : xarray.Dataset
        The parameters of the economy before any shock.
    """

    def __init__(self, benchmark: xr.Dataset, parameters: xr.Dataset) -> None:
        self._benchmark, self._parameters = benchmark, parameters
        self._touched: dict[str, Array] = {}
        self._recorded = {ON_PRIOR, IMPUTED} <= set(benchmark)

    def add(self, shock: Shock, cells: Cells, frame: Frame) -> None:
        """Note the foreign trade that a shock touches, if it goes by pair."""
        if not self._recorded or not frame.bilateral or not _by_pair(shock):
            return
        shape = [self._benchmark.sizes[dim] for dim in FLOW]
        touched = self._touched.setdefault(shock.parameter, np.zeros(shape, dtype=bool))
        at = cells.at[~frame.at_home(cells.at)]
        pair = tuple(frame.along(dim, at) for dim in TRADE)
        if "sector" in frame.labels:
            touched[(frame.along("sector", at), *pair)] = True
        else:
            touched[(self._affected(shock.parameter)[:, None], *pair)] = True

    def cautions(self) -> Iterator[str]:
        """One sentence for each parameter of which a part of the flows is imputed."""
        if not self._touched:
            return
        sales, on_prior, imputed = (
            self._benchmark[name].transpose(*FLOW).to_numpy()
            for name in ("sales", ON_PRIOR, IMPUTED)
        )
        for parameter, touched in self._touched.items():
            value = sales[touched]
            guessed, taken = (
                float((share[touched] * value).sum() / value.sum()) if value.any() else 0.0
                for share in (imputed, on_prior)
            )
            if guessed >= TELLING:
                yield (
                    f"{100 * guessed:.0f} % of the trade that shocks to '{parameter}' touch by "
                    f"pair is imputed and {100 * taken:.0f} % rests on tables of other years: of "
                    "services the data know each pair's total, not the sectors in it"
                )

    def _affected(self, parameter: str) -> Array:
        """Places of the sectors on which a parameter without sectors has an effect."""
        if parameter not in _EFFECT:
            return np.arange(self._benchmark.sizes["sector"])
        return np.flatnonzero(self._parameters[_EFFECT[parameter]].to_numpy())


def _by_pair(shock: Shock) -> bool:
    """Whether what a shock does depends on both ends of a flow."""
    named = {*shock.where, *shock.dims_of_numbers}
    return shock.parameter in _EFFECT or named.issuperset(TRADE)
