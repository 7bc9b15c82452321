"""``data.cge``: questions that a dataset of a result answers itself, wherever it is taken.

Groups follow from the dataset's own record of what its labels stand for, so that a part of it, a
file opened by xarray and the data of a result answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import xarray as xr

from calibration.aggregation import AGGREGATION
from calibration.arguments import explained
from calibration.errors import InputError
from calibration.membership import RECORDS
from calibration.naming import Groups, NamedGroups, no_groups
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.inputs.groups import shipped_groups
from cge.results.compared import compared, selected
from cge.results.frames import joined

AS_GIVEN = "as given"  # the aggregation of data at their finest level


@xr.register_dataset_accessor("cge")
class Variables:
    """Variables of a result by name: ``result.data.cge.percent("output", region="EU27")``.

    Selections are what scenarios take: labels, patterns, groups, lists of these, or
    ``{"not": ...}``.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.
    """

    def __init__(self, data: xr.Dataset) -> None:
        self._data = data

    def __repr__(self) -> str:
        return f"<Variables: {', '.join(self.units)}>"

    @property
    def units(self) -> dict[str, str]:
        """Unit of every variable."""
        return {
            str(name): str(array.attrs.get("units", ""))
            for name, array in self._data.data_vars.items()
        }

    @property
    def labels(self) -> dict[str, list[str]]:
        """Labels of every dim."""
        return {str(dim): [*map(str, self._data[dim].to_numpy())] for dim in self._data.coords}

    @explained
    def groups(self, dim: str) -> dict[str, list[str]]:
        """Groups along a dim, each with its labels here; those that cut a label in two left out.

        Raises
        ------
        InputError
            For an unknown dim, and for data of an older version.
        """
        known = self._groups
        selected(self._data, {dim: "all"}, known)
        if not isinstance(known, NamedGroups):
            raise InputError(
                "groups: these data were written by an older version, and do not tell what their "
                "labels stand for; solve them again"
            )
        found = {}
        for name in known.names(dim):
            try:
                labels = known(dim, name)
            except InputError:
                continue
            if labels:
                found[name] = [str(label) for label in labels]
        return found

    @explained
    def sel(self, **where: Any) -> xr.Dataset:
        """The part of the data that selections mean, all dims kept.

        Raises
        ------
        InputError
            Listing every dim and every name that means nothing here.
        """
        return selected(self._data, where, self._groups)

    @explained
    def change(self, name: str, compare: str = BENCHMARK, **where: Any) -> xr.DataArray:
        """Change of a variable in every experiment, in its unit.

        Parameters
        ----------
        name
            Which variable or parameter.
        compare
            What is compared with: the benchmark or an experiment.
        where
            Selections by dim.

        Raises
        ------
        InputError
            Listing every name that means nothing here.
        """
        return self._compared(name, compare, where)["change"].rename(name)

    @explained
    def percent(self, name: str, compare: str = BENCHMARK, **where: Any) -> xr.DataArray:
        """The same change in % of the size of the level before; not a number where this is zero."""
        return self._compared(name, compare, where)["percent"].rename(name)

    @explained
    def to_dataframe(
        self, names: str | Sequence[str], compare: str = BENCHMARK, **where: Any
    ) -> pd.DataFrame:
        """Variables as a tidy table: a row for each number, with its unit.

        Parameters
        ----------
        names
            Names of variables or parameters.
        compare, where
            As in `change`.

        Returns
        -------
        pandas.DataFrame
            Columns as of :meth:`cge.Result.to_dataframe`.

        Raises
        ------
        InputError
            Listing every name that means nothing here.
        """
        several = [names] if isinstance(names, str) else names
        return joined(several, lambda name: self._compared(name, compare, where))

    def _compared(self, name: str, compare: str, where: dict[str, Any]) -> xr.Dataset:
        if EXPERIMENT not in self._data.dims or EXPERIMENT not in self._data.coords:
            raise InputError("cge: these data are not along 'experiment'; take result.data")
        return compared(self._data, name, where, compare, self._groups)

    @property
    def _groups(self) -> Groups:
        """Groups as labels of these data; none of data that do not tell their labels' members."""
        attrs = self._data.attrs
        if RECORDS[0] in attrs or attrs.get(AGGREGATION, AS_GIVEN) == AS_GIVEN:
            return NamedGroups(shipped_groups(), self._data)
        return no_groups
