"""Which cells of a statistic count, and into which totals they are put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.stats.registry import Statistic
from cge.inputs.selector import Groups, NamedGroups, Selector, meant, read_selector, resolve

By = str | Sequence[str] | Mapping[str, Any] | None
Where = Mapping[str, Any] | None
Labels = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Cells:
    """Cells of the arrays of one statistic.

    Attributes
    ----------
    dims
        All dims of the statistic.
    where
        Dim -> labels that count; a dim that is not named counts whole.
    by
        Dim of the outcome -> name of a row -> labels that it puts together.
    """

    dims: tuple[str, ...]
    where: Mapping[str, Sequence[str]]
    by: Mapping[str, Mapping[str, Sequence[str]]]

    @property
    def apart(self) -> bool:
        """Whether every row is one label, so that no cell is in two rows."""
        return all(list(v) == [k] for rows in self.by.values() for k, v in rows.items())

    def total(self, array: xr.DataArray) -> xr.DataArray:
        """Sums of an array over the cells of every row."""
        chosen = array.sel({dim: list(labels) for dim, labels in self.where.items()})
        found = chosen.sum([dim for dim in self.dims if dim not in self.by])
        for dim, rows in self.by.items():
            found = _put_together(found, dim, rows)
        return found


def _put_together(array: xr.DataArray, dim: str, rows: Mapping[str, Sequence[str]]) -> xr.DataArray:
    if all(list(labels) == [name] for name, labels in rows.items()):
        return array.sel({dim: list(rows)})
    sums = [array.sel({dim: list(labels)}).sum(dim) for labels in rows.values()]
    return xr.concat(sums, xr.DataArray(list(rows), dims=dim, name=dim))


def choose(statistic: Statistic, by: By, where: Where, labels: Labels, groups: Groups) -> Cells:
    """Read what a user asks of a statistic.

    Parameters
    ----------
    statistic
        What is asked for.
    by
        A dim, several, names of labels and groups, or dims with such names; that of the registry
        where None, and one total where empty.
    where
        Selections by dim.
    labels
        Labels by dim of the statistic.
    groups
        As in `cge.inputs.selector.resolve`.

    Raises
    ------
    InputError
        Listing every dim and every name that means nothing here.
    """
    reader = _Reader(statistic, labels, groups, [])
    counted = reader.where(where or {})
    rows = reader.by(_as_mapping(statistic, by, reader))
    shown = {dim: reader.among(counted[dim], dim, rows[dim]) for dim in rows if dim in counted}
    if reader.problems:
        raise InputError(reader.problems)
    return Cells(statistic.dims, counted, rows | shown)


def _as_mapping(statistic: Statistic, by: By, reader: _Reader) -> dict[str, list[Any]]:
    """Dim -> names of rows; no name means every label."""
    if by is None:
        return {dim: [] for dim in statistic.by}
    if isinstance(by, Mapping):
        return {dim: _several(names) for dim, names in by.items()}
    found: dict[str, list[Any]] = {}
    for name in _several(by):
        dim = reader.dim_of(name)
        if dim is not None:
            found.setdefault(dim, [])
            found[dim] += reader.labels[dim] if name == dim else [name]
    return found


def _several(names: Any) -> list[Any]:
    if names is None:
        return []
    return [names] if isinstance(names, str | Mapping) else list(names)


@dataclass(frozen=True)
class _Reader:
    """Reads names along the dims of a statistic and keeps what is wrong with them."""

    statistic: Statistic
    labels: Labels
    groups: Groups
    problems: list[str]

    def problem(self, text: str) -> None:
        self.problems.append(f"{self.statistic.name}: {text}")

    def where(self, asked: Mapping[str, Any]) -> dict[str, list[str]]:
        """Labels that count, by dim."""
        found = {}
        for dim, value in asked.items():
            if self._has(dim, "where"):
                found[dim] = self._labels(dim, value, "where")
        return found

    def by(self, asked: Mapping[str, list[Any]]) -> dict[str, dict[str, list[str]]]:
        """Rows of every dim, in the order asked for."""
        rows = {}
        for dim in asked:
            if self._has(dim, "by"):
                names = asked[dim] or self.labels[dim]
                rows[dim] = {_written(name): self._labels(dim, name, "by") for name in names}
        return rows

    def among(
        self, counted: Sequence[str], dim: str, rows: Mapping[str, Sequence[str]]
    ) -> dict[str, list[str]]:
        """Rows as far as their labels count; of all labels as rows, those that do."""
        inside = {name: [k for k in labels if k in counted] for name, labels in rows.items()}
        if list(rows) != list(self.labels[dim]):
            for name, labels in rows.items():
                if labels and not inside[name]:
                    self.problem(f"by: where leaves no {dim} of '{name}'")
        return {name: labels for name, labels in inside.items() if labels}

    def dim_of(self, name: Any) -> str | None:
        """The dim that a name is, or else the first along which it has a meaning."""
        dims = self.statistic.dims
        if name in dims:
            return str(name)
        for dim in dims:
            selector = Selector((str(name),))
            if not resolve(selector, dim, self.labels[dim], self.groups)[1]:
                return dim
        known = [*dims, *(k for dim in dims for k in (*self.labels[dim], *self._groups_of(dim)))]
        self.problem(
            f"by: '{name}' is none of its dims ({', '.join(dims)}), and no label or group along "
            f"them{nearest(str(name), known)}"
        )
        return None

    def _groups_of(self, dim: str) -> list[str]:
        return self.groups.names(dim) if isinstance(self.groups, NamedGroups) else []

    def _has(self, dim: str, key: str) -> bool:
        dims = self.statistic.dims
        if dim not in dims:
            near = nearest(str(dim), dims)
            self.problem(f"{key}: it has no {dim}, only {', '.join(dims)}{near}")
        return dim in dims

    def _labels(self, dim: str, value: Any, key: str) -> list[str]:
        found, wrong = meant(value, dim, self.labels[dim], self.groups)
        for text in wrong:
            self.problem(f"{key}: {dim}: {text}")
        return found


def _written(name: Any) -> str:
    """The name of a row, a selection as it is written in a scenario."""
    try:
        return str(read_selector(name))
    except ValueError:
        return str(name)
