"""What is asked of a ready table: of which result, and which experiments, regions and sectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.statistics import EXPERIMENT
from cge.analysis.stats.registry import STATISTICS
from cge.inputs.selector import meant
from cge.report import intervals, notes
from cge.report.tables.columns import Column, column_of
from cge.report.tables.table import Table
from cge.results.intervals import LEVEL, LEVEL_ALONE, Intervals
from cge.results.result import Result
from cge.symbols.features import solution_has

Names = str | Sequence[str] | None
REGION, SECTOR = "region", "sector"


@dataclass(frozen=True)
class Asked:
    """A result, and what of it a table shows.

    Attributes
    ----------
    result
        Whose numbers.
    experiment, region, sector
        Labels and, of regions and sectors, groups; all where None.
    sweep, level
        Where intervals come from, and their probability; no intervals where None.
    """

    result: Result
    experiment: Names = None
    region: Names = None
    sector: Names = None
    sweep: Intervals | None = None
    level: float = LEVEL

    def check(self) -> None:
        """Refuse labels that the result does not have.

        Raises
        ------
        InputError
            Listing all of them; for an empty list, and a level without a sweep.
        """
        known = self.result.experiments
        for name in ("experiment", REGION, SECTOR):
            not_empty(name, getattr(self, name))
        problems = [] if self.sweep is not None or self.level == LEVEL else [LEVEL_ALONE]
        problems += [
            f"experiment: no '{name}'{nearest(str(name), known)}"
            for name in several(self.experiment)
            if name not in known
        ]
        for dim, asked in ((REGION, self.region), (SECTOR, self.sector)):
            problems += [f"{dim}: {text}" for text in self._meant(dim, asked)[1]]
        if problems:
            raise InputError(problems)

    @cached_property
    def experiments(self) -> list[str]:
        """Experiments that are shown, in the order asked for."""
        return list(dict.fromkeys(several(self.experiment))) or self.result.experiments

    @cached_property
    def regions(self) -> list[str]:
        """Labels of the regions that are meant, those of groups one by one."""
        return self._meant(REGION, self.region)[0] or self.labels(REGION)

    @cached_property
    def sectors(self) -> list[str]:
        """Labels of the sectors that are meant, those of groups one by one."""
        return self._meant(SECTOR, self.sector)[0] or self.labels(SECTOR)

    @property
    def has_all_regions(self) -> bool:
        """Whether a sum over its regions is one over all."""
        return len(self.regions) == len(self.labels(REGION))

    def labels(self, dim: str) -> list[str]:
        """All labels along a dim."""
        return [str(label) for label in self.result.data[dim].to_numpy()]

    def _meant(self, dim: str, asked: Names) -> tuple[list[str], list[str]]:
        if asked is None:
            return [], []
        return meant(several(asked), dim, self.labels(dim), self.result.named_groups)

    # ------------------------------------------------------------------ numbers
    def has(self, statistic: str) -> bool:
        """Whether the model and the data have what a statistic is of."""
        row, data = STATISTICS[statistic], self.result.data
        lacks = row.feature and not solution_has(data, row.feature)
        return not lacks and (not row.factor or row.factor in self.labels("factor"))

    def statistic(
        self, name: str, by: Mapping[str, Any], where: Mapping[str, Any] | None = None
    ) -> xr.Dataset:
        """A statistic of the experiments shown; regions and sectors asked for alone count."""
        dims = STATISTICS[name].dims
        asked = {REGION: self.region, SECTOR: self.sector}
        counted = {d: several(v) for d, v in asked.items() if v is not None and d in dims}
        found = getattr(self.result.stats, name)(by=by, where={**counted, **(where or {})})
        chosen: xr.Dataset = found.sel({EXPERIMENT: self.experiments})
        return chosen

    @cached_property
    def summary(self) -> xr.Dataset:
        """The summary, as far as it is shown."""
        return self.result.summary().sel({EXPERIMENT: self.experiments, REGION: self.regions})

    @cached_property
    def border(self) -> xr.Dataset | None:
        """Charges at borders, of every experiment that has some; None where none has."""
        has = self.result.has_border_adjustment
        return self.result.border_adjustment() if has else None

    def interval(self, key: str) -> xr.Dataset | None:
        """Ends of the interval of a column of the summary; None without a sweep."""
        if self.sweep is None or key not in self.summary:
            return None
        found = self.result.interval(key, self.sweep, self.level)
        return found.sel({EXPERIMENT: self.experiments, REGION: self.regions})

    # ------------------------------------------------------------------ tables
    def table(
        self,
        name: str,
        title: str,
        columns: Mapping[str, xr.DataArray],
        statement: str,
        **more: Any,
    ) -> Table:
        """A table of arrays by experiment and further dims, the last of them beside the rows.

        Parameters
        ----------
        name, title, statement
            As in `Table`, and the first sentence of its notes.
        columns
            Arrays with ``long_name`` and ``units``, all of the same labels.
        more
            Further attributes of the table; ``further`` are sentences at the end of its notes.
        """
        first = next(iter(columns.values()))
        dims = [EXPERIMENT, *(str(d) for d in first.dims if d != EXPERIMENT)]
        index = pd.MultiIndex.from_product(
            [[str(k) for k in first[d].to_numpy()] for d in dims], names=dims
        )
        arrays = {key: array.transpose(*dims).to_numpy().ravel() for key, array in columns.items()}
        heads = [_head(key, columns[key]) for key in arrays]
        frame = pd.DataFrame(arrays, index, dtype=float)
        low, high = (self._ends(list(columns), index, end) for end in ("low", "high"))
        if low is not None and high is not None:
            found = next(each for each in map(self.interval, columns) if each is not None)
            said = [f"In brackets: {intervals.origin(found, self.level)}"]
            said.append(intervals.outside(*(f.to_numpy() for f in (frame, low, high))))
            more["further"] = (*filter(None, said), *more.pop("further", ()))
            more["told"] = intervals.told_with(more.get("told", self.told), found)
        return self.made(name, title, frame, heads, statement, low=low, high=high, **more)

    def _ends(self, keys: Sequence[str], index: pd.MultiIndex, end: str) -> pd.DataFrame | None:
        """One end of all intervals; not a number where a column has none."""
        if self.sweep is None or index.names != [EXPERIMENT, REGION]:
            return None
        found = {key: self.interval(key) for key in keys}
        nothing = np.full(len(index), np.nan)
        if all(each is None for each in found.values()):
            return None
        columns = {
            key: nothing if each is None else each[end].transpose(*index.names).to_numpy().ravel()
            for key, each in found.items()
        }
        return pd.DataFrame(columns, index)

    def made(
        self,
        name: str,
        title: str,
        frame: pd.DataFrame,
        heads: Sequence[Column],
        statement: str,
        *,
        further: Sequence[str] = (),
        told: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Table:
        """A table with the notes that its result gives it, or that other attributes give."""
        attrs = dict(self.told if told is None else told)
        whole = f"{title}: {notes.title(xr.Dataset(attrs=attrs))}"
        said = notes_of(attrs, statement, frame, heads)
        return Table(
            name=name,
            title=whole,
            frame=frame,
            heads=tuple(heads),
            notes=said,
            further=tuple(map(_sentence, further)),
            warning=notes.warning(xr.Dataset(attrs=attrs)),
            facts=notes.facts(xr.Dataset(attrs=attrs)),
            **more,
        )

    @property
    def told(self) -> dict[str, Any]:
        """Attributes of the result, with its verdict as it is now."""
        return dict(self.result.summary().attrs)


def _head(key: str, array: xr.DataArray) -> Column:
    return column_of(
        key,
        str(array.attrs.get("long_name", key)),
        str(array.attrs.get("units", "")),
        array.to_numpy(),
        array.attrs.get("total") != "no",
    )


def several(names: Names) -> list[Any]:
    """Names as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str | Mapping) else list(names)


def not_empty(argument: str, names: Names) -> list[Any]:
    """Names as a list, which is empty only where none are given: None.

    Raises
    ------
    InputError
        For an empty list, which would show nothing.
    """
    found = several(names)
    if names is not None and not found:
        raise InputError(f"{argument}: the list is empty; leave it out for all")
    return found


def called(array: xr.DataArray, title: str, unit: str | None = None) -> xr.DataArray:
    """An array under another heading."""
    units = str(array.attrs.get("units", "")) if unit is None else unit
    return array.assign_attrs(long_name=title, units=units)


def notes_of(
    attrs: Mapping[str, Any],
    statement: str,
    frame: pd.DataFrame,
    heads: Sequence[Column],
) -> tuple[str, ...]:
    """Notes of a table: the statement, data and closure, long names, the verdict."""
    labels = [str(k) for level in _levels(frame.index) for k in level]
    labels += [head.title for head in heads] + [head.key for head in heads]
    told = xr.Dataset(attrs=dict(attrs))
    known = "; ".join(f"{k}: {v}" for k, v in notes.facts(told).items() if k != "scenario")
    parts = (statement, known, notes.legend_of(attrs, labels), notes.status(told))
    return tuple(_sentence(part) for part in parts if part)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _levels(index: pd.Index) -> list[pd.Index]:
    return [index.get_level_values(k).unique() for k in range(index.nlevels)]
