"""What a sweep writes besides its table: moments, numbers, and what failed, as rows of text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from cge.analysis.statistics import EXPERIMENT
from cge.uncertainty.blocks import NUMBERS
from cge.uncertainty.effects import indices, one_at_a_time
from cge.uncertainty.ensemble import Part, Sweep
from cge.uncertainty.linear import NAMES as LINEAR
from cge.uncertainty.linear import beside
from cge.uncertainty.moments import NAMES
from cge.uncertainty.plan import AXES

Row = list[str | float]


def moment_rows(sweep: Sweep) -> Iterator[Row]:
    """A row for each statistic, case, experiment and label, with all moments in full."""
    yield [*AXES, "experiment", "statistic", "unit", "region", "central", *NAMES, *LINEAR]
    for part in sweep.parts:
        yield from _rows_of(part)


def _rows_of(part: Part) -> Iterator[Row]:
    found = part.moments()
    slopes = beside(part) if part.is_differentiable else None
    regions = [str(k) for k in found["region"].to_numpy()]
    for name, array in found.data_vars.items():
        labels = regions if "region" in array.dims else [""]
        numbers = _by_label(array)
        more = np.full((len(LINEAR), *numbers.shape[1:]), np.nan)
        more = more if slopes is None else _by_label(slopes[name])
        for e, experiment in enumerate(map(str, array["experiment"].to_numpy())):
            for r, label in enumerate(labels):
                about = [experiment, str(name), str(array.attrs["units"]), label]
                cells = [*numbers[:, e, r], *more[:, e, r]]
                yield [*part.along.values(), *about, *map(float, cells)]


def _by_label(array: xr.DataArray) -> np.ndarray:
    """Moments by experiment and label (moment, experiment, label)."""
    return array.to_numpy().reshape(array.sizes["moment"], array.sizes["experiment"], -1)


def effect_rows(sweep: Sweep) -> Iterator[Row]:
    """A row for each statistic, case, experiment, label and number, with its two effects."""
    yield [*AXES, "experiment", "statistic", "unit", "region", "number", "low", "high"]
    for part in sweep.parts:
        found = one_at_a_time(part)
        for name, array in found.data_vars.items():
            regions = array.dims[3:]
            labels = [str(k) for k in found["region"].to_numpy()] if regions else [""]
            values = array.to_numpy().reshape(*array.shape[:3], -1)
            for n, e, r in np.ndindex(array.shape[0], array.shape[2], len(labels)):
                about = [str(found[EXPERIMENT].to_numpy()[e]), str(name), str(array.attrs["units"])]
                number = str(found[NUMBERS].to_numpy()[n])
                ends = map(float, values[n, :, e, r])
                yield [*part.along.values(), *about, labels[r], number, *ends]


def index_rows(sweep: Sweep) -> Iterator[Row]:
    """A row for each statistic, case, experiment, label and number, with its measures."""
    names: list[str] = []
    for part in sweep.parts:
        for statistic in part.statistics():
            found = indices(part, statistic)
            if not names:
                names = [str(n) for n in found]
                yield [*AXES, "experiment", "statistic", "region", "number", *names]
            frame = found.to_dataframe().reset_index()
            for row in frame.to_dict("records"):
                about = [str(row[EXPERIMENT]), statistic, str(row.get("region", ""))]
                measures = [float(row[n]) for n in names]
                yield [*part.along.values(), *about, str(row[NUMBERS]), *measures]


def number_rows(sweep: Sweep) -> Iterator[Row]:
    """A row for each uncertain number, with its distribution and source."""
    table = sweep.numbers
    yield ["number", *map(str, table.columns)]
    for label, row in table.iterrows():
        yield [str(label), *(_cell(value) for value in row)]


def failure_rows(sweep: Sweep) -> Iterator[Row]:
    """A row for each cause for which draws have no verified solution; only a head where none."""
    table = sweep.failed
    yield list(map(str, table.columns))
    for _, row in table.iterrows():
        yield [_cell(value) for value in row]


def _cell(value: object) -> str | float:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return float(value) if isinstance(value, int | float | np.number) else str(value)
