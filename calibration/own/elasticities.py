"""Elasticities by label, in the layout of the shipped ``data/elasticities/``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import nearest
from calibration.files.table import Layout, Row, Table, few, read_layout
from calibration.groups import Groups
from calibration.membership import SOURCES, lists_by_label
from calibration.naming import ALL
from calibration.own.record import with_record
from calibration.own.rows import ORIGIN, Named, Values, origin_of, origin_problems
from calibration.variables import ELASTICITIES, LARGEST_ELASTICITY, VARIABLES, allowed_dims

Array = np.ndarray
REGION, UNVERIFIED, NOTE = "region", "unverified", "note"
LAYOUT = Layout(("parameter", "label", "value", *ORIGIN), (REGION, UNVERIFIED, NOTE))
YES, NO = "yes", "no"


def source_of(row: Row) -> str:
    """Where an elasticity is from, and whether that was not verified."""
    mark = " (unverified)" if row.cells.get(UNVERIFIED) == YES else ""
    return f"{origin_of(row)}{mark}"


@explained
def with_elasticities(
    dataset: xr.Dataset, path: str | Path, groups: Groups | None = None
) -> xr.Dataset:
    """The same benchmark with elasticities of a file in place of its own.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark; it is left as it is. It may lack an elasticity of which the file has all
        values.
    path : str or Path
        CSV with the columns `parameter` (name of an elasticity), `label` (of a sector, an activity
        or an agent; a pattern, a group or ``all``), `value`, `source`, `year`; and, where wanted,
        `region` (blank is all), `unverified` (yes, no) and `note`, which is not read.
    groups : Groups, optional
        What names of groups stand for.

    Returns
    -------
    xarray.Dataset
        Rows replace the cells that they name. The attribute `source_by_label` of an elasticity
        names the sources of its labels, `own_values` the file. An elasticity of which a row names
        the region is by region; it cannot be aggregated.

    Raises
    ------
    InputError
        Listing every faulty row: unknown elasticities and labels, values that are not from 0 to
        1,000, no source, another value than that of a row before; and elasticities without a value.
    """
    table = read_layout(path, LAYOUT)
    given = {name: _Given(name, Named(dataset, groups)) for name in ELASTICITIES}
    faults = [(row.line, problem) for row in table.rows for problem in _problems(row, given)]
    used = [one for one in given.values() if one.sources]
    missing = [problem for one in used for problem in one.missing()]
    empty = [] if table.rows or table.faults else ["holds no elasticity"]
    table.refuse(few(faults), [*([] if faults else missing), *empty])
    return dataset.assign({one.name: one.made(path) for one in used})


def _faults(row: Row) -> Iterator[str]:
    """What is wrong with a row, whatever the data."""
    if row["parameter"] not in ELASTICITIES:
        yield f"unknown elasticity '{row['parameter']}'{nearest(row['parameter'], ELASTICITIES)}"
    if not 0 <= Table.number(row, "value") <= LARGEST_ELASTICITY:
        yield f"value '{row['value']}' is not a number from 0 to {LARGEST_ELASTICITY:g}"
    if row.cells.get(UNVERIFIED, "") not in (YES, NO, ""):
        yield f"{UNVERIFIED} '{row[UNVERIFIED]}' is neither {YES} nor {NO}"
    yield from origin_problems(row)


def _problems(row: Row, given: dict[str, _Given]) -> list[str]:
    """Take the value of a row, or say all that is wrong with it."""
    faults = [*_faults(row)]
    of = given.get(row["parameter"])
    at, unknown = ([], []) if of is None else of.cells(row)
    if of is None or faults or unknown:
        return [*faults, *unknown]
    return of.put(row, at)


class _Given:
    """Values of one elasticity by label and region."""

    def __init__(self, name: str, named: Named) -> None:
        self.name, self.named = name, named
        self.dims = max(allowed_dims(name), key=len)
        self.old = named.dataset.get(name)
        self.by_region = self.old is not None and self.old.ndim == len(self.dims)
        self.values = Values([named.labels(dim) for dim in self.dims])
        self.sources: dict[str, Counter[str]] = {}

    def cells(self, row: Row) -> tuple[list[list[int]], list[str]]:
        """Positions of the labels and regions of a row, and what is wrong with its names."""
        label, region = self.dims
        return self.named.cells({label: row["label"], region: row.cells.get(REGION) or ALL})

    def put(self, row: Row, at: list[list[int]]) -> list[str]:
        """Take the value of a row; what is wrong with it beside those before."""
        clash = self.values.put(row.line, at, Table.number(row, "value"))
        if clash:
            return [clash]
        partly = len(at[1]) < len(self.values.labels[1])
        self.by_region |= partly
        said = source_of(row) + (f" in {row[REGION]}" if partly else "")
        for k in at[0]:
            self.sources.setdefault(self.values.labels[0][k], Counter())[said] += 1
        return []

    def missing(self) -> Iterator[str]:
        """An elasticity that the data lack needs a value for every label."""
        if self.old is None and not self.values.given.all():
            labels = [k for k, whole in self._whole().items() if not whole]
            yield f"{self.name}: no value for {', '.join(labels)}, and the data have none"

    def made(self, path: str | Path) -> xr.DataArray:
        """The elasticity with its values, and what it says of them."""
        new = self.values.over(self._old())
        dims = self.dims if self.by_region else self.dims[:1]
        values = new if self.by_region else new[:, 0]
        attrs = VARIABLES[self.name].attrs if self.old is None else self.old.attrs
        said = sum(self.sources.values(), Counter())
        cells = self.values.given.sum() if self.by_region else self.values.given[:, 0].sum()
        attrs = with_record(attrs, path, cells, said)
        coords = {dim: self.named.dataset[dim] for dim in dims}
        return xr.DataArray(values, coords, dims, self.name, attrs | {SOURCES: self._sources()})

    def _old(self) -> Array:
        shape = self.values.values.shape
        if self.old is None:
            return np.full(shape, np.nan)
        values = self.old.transpose(*self.dims[: self.old.ndim]).to_numpy()
        return np.broadcast_to(values.reshape(shape[0], -1), shape)

    def _whole(self) -> dict[str, bool]:
        """Whether all cells of a label have a value."""
        whole = (bool(row.all()) for row in self.values.given)
        return dict(zip(self.values.labels[0], whole, strict=True))

    def _sources(self) -> str:
        """Sources by label: those of the file, after the data's where these hold somewhere."""
        before = {} if self.old is None else lists_by_label(self.old.attrs, SOURCES)
        found = {}
        for label, replaced in self._whole().items():
            kept = [] if replaced else before.get(label, [])
            found[label] = [*dict.fromkeys([*kept, *self.sources.get(label, ())])]
        return json.dumps(found)
