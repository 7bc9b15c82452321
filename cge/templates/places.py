"""The data for which a template is meant: their labels, and what is large in them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.groups import Groups
from calibration.margins import output_of
from calibration.naming import NamedGroups
from calibration.own.rows import YEAR

EXAMPLES = 8  # rows of a table of flows or emissions
Flow = tuple[str, str, str]


@dataclass(frozen=True)
class Places:
    """Labels of a benchmark, and examples among them.

    Attributes
    ----------
    benchmark : xarray.Dataset
        At the level of the labels that are meant.
    groups : calibration.Groups
        Groups that may be named.
    """

    benchmark: xr.Dataset
    groups: Groups

    def labels(self, dim: str) -> list[str]:
        """Labels along a dimension."""
        return [str(label) for label in self.benchmark[dim].to_numpy()]

    def named_groups(self, dim: str) -> list[str]:
        """Groups that the data have labels of."""
        groups = NamedGroups(self.groups, self.benchmark)
        known = self.groups.of(dim)
        return [name for name in known if _has(groups, dim, name)]

    @property
    def year(self) -> str:
        """Year of the data; the present one where they tell none."""
        said = str(self.benchmark.attrs.get("year", ""))[:4]
        return said if YEAR.fullmatch(said) else str(datetime.date.today().year)

    @property
    def name(self) -> str:
        """Name of the data."""
        return str(self.benchmark.attrs.get("name", "the data"))

    def flows(self) -> list[Flow]:
        """Flows between regions (sector, origin, destination), the largest tariff receipts first.

        Where there are no tariffs, the largest trade.
        """
        receipts = self._abroad("tariff_revenue")
        return self._largest(receipts if receipts.any() else self._abroad("sales"))

    def _abroad(self, name: str) -> np.ndarray:
        values = self.benchmark[name].to_numpy()
        found: np.ndarray = np.where(np.eye(values.shape[1], dtype=bool), 0.0, values)
        return found

    def _largest(self, values: np.ndarray) -> list[Flow]:
        dims = ("sector", "origin", "destination")
        order = np.argsort(-values, axis=None)[:EXAMPLES]
        labels = [self.labels(dim) for dim in dims]
        at = zip(*np.unravel_index(order, values.shape), strict=True)
        return [(labels[0][s], labels[1][o], labels[2][d]) for s, o, d in at if values[s, o, d] > 0]

    def emitters(self) -> list[tuple[str, str]]:
        """Activities and regions, those that emit most first; the largest where none emits."""
        co2 = self.benchmark["co2"].to_numpy()
        size = co2 if co2.any() else output_of(self.benchmark)
        activities, regions = self.labels("activity"), self.labels("region")
        at = np.unravel_index(np.argsort(-size, axis=None)[:EXAMPLES], size.shape)
        return [(activities[a], regions[r]) for a, r in zip(*at, strict=True)]


def _has(groups: NamedGroups, dim: str, name: str) -> bool:
    """Whether a group can be named: the data have some of it, and no label is cut in two."""
    try:
        return bool(groups(dim, name))
    except InputError:
        return False
