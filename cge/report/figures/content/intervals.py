"""A statistic by region with its interval from a sweep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from cge.report.figures.content.asked import Asked, as_text, fewest_decimals
from cge.report.figures.pictures import Dots
from cge.report.figures.picturing import NET, WELFARE, heading
from cge.report.tables.content import EXPERIMENT, REGION

Array = np.ndarray
LOW, HIGH, CENTRAL = "q05", "q95", "central"
LEVEL_OF_FILE = 0.9
_COLUMNS = (EXPERIMENT, "statistic", REGION, CENTRAL, LOW, HIGH)
_MANY = 3  # problems; more of them are counted
_SAME = 1e-6  # part of a number by which a file may differ from the result that it is of


def intervals(asked: Asked) -> Dots:
    """The number of the result as a dot, and the interval as a line, for each experiment.

    Raises
    ------
    InputError
        No sweep is given, or it is not of these experiments, this statistic or this result.
    """
    column = asked.column(NET if NET in asked.summary else WELFARE)
    if asked.sweep is None:
        raise InputError("intervals: give a sweep, or the moments.csv that cge sweep wrote")
    if isinstance(asked.sweep, Path):
        ends, said = _of_file(asked, column, asked.sweep), "quantiles of the draws"
    else:
        found = asked.result.interval(str(column.name), asked.sweep, asked.level)
        found = found.sel({EXPERIMENT: asked.experiments, REGION: column[REGION]})
        ends = np.stack(
            [found[k].transpose(EXPERIMENT, REGION).to_numpy() for k in ("low", "high")]
        )
        said = str(found.attrs.get("rule", ""))
    order = np.argsort(column.to_numpy()[-1], kind="stable")
    values, ends = column.to_numpy()[:, order], ends[..., order]
    regions = [str(label) for label in column[REGION].to_numpy()[order]]
    names = asked.names(REGION, regions)
    level = f"{100 * asked.level:g} % interval"
    fewest = fewest_decimals(str(column.attrs["units"]))
    return Dots(
        *asked.words(heading(column), f"Changes from the benchmark, {level}: {said}", names),
        tuple(asked.experiments),
        tuple(names[label] for label in regions),
        values,
        tuple(as_text(row, fewest) for row in values),
        ends,
        level,
    )


def _of_file(asked: Asked, column: xr.DataArray, path: Path) -> Array:
    """Ends of intervals (2, experiment, region) of a file of moments, which must be of the result.

    Raises
    ------
    InputError
        Naming what the file lacks, and the first number that is not the result's.
    """
    if asked.level != LEVEL_OF_FILE:
        raise InputError(f"level: {path} has intervals of {100 * LEVEL_OF_FILE:g} % alone")
    table = read_table(path, _COLUMNS, further=True)
    rows = {
        (row[EXPERIMENT], row[REGION]): row for row in table.rows if row["statistic"] == column.name
    }
    if not rows:
        known = list(dict.fromkeys(row["statistic"] for row in table.rows))
        raise InputError(f"{path}: no statistic '{column.name}'{nearest(str(column.name), known)}")
    ends = np.full((2, *column.shape), np.nan)
    problems = []
    for (e, experiment), (r, region) in _pairs(asked.experiments, asked.labels(REGION)):
        row = rows.get((experiment, region))
        if row is None:
            problems.append(f"{path}: no row of {experiment}, {region}")
            continue
        ends[:, e, r] = table.number(row, LOW), table.number(row, HIGH)
        ours, theirs = float(column[e, r]), table.number(row, CENTRAL)
        if not np.isclose(ours, theirs, rtol=_SAME, atol=_SAME * float(abs(column).max())):
            problems.append(
                f"{path}:{row.line}: '{column.name}' of {experiment}, {region} is {theirs:.6g} "
                f"and {ours:.6g} in the result; the sweep is of another one"
            )
    if np.isnan(ends).all() and not problems:
        problems.append(f"{path}: this method of a sweep has no quantiles")
    if len(problems) > _MANY:
        problems[_MANY:] = [f"{path}: {len(problems) - _MANY} more rows like these"]
    if problems:
        raise InputError(problems)
    return ends


def _pairs(
    experiments: list[str], regions: list[str]
) -> list[tuple[tuple[int, str], tuple[int, str]]]:
    return [(e, r) for e in enumerate(experiments) for r in enumerate(regions)]
