"""A statistic by region with its interval from a sweep."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError
from cge.report.figures.content.asked import Asked, as_text, fewest_decimals
from cge.report.figures.pictures import Dots
from cge.report.figures.picturing import heading, welfare_of
from cge.report.intervals import origin, outside
from cge.report.tables.content import EXPERIMENT, REGION


def intervals(asked: Asked) -> Dots:
    """The number of the result as a dot, and the interval as a line, for each experiment.

    Raises
    ------
    InputError
        No sweep is given, or it is not of these experiments, this statistic or this result.
    """
    column = asked.column(welfare_of(asked.summary))
    if asked.sweep is None:
        raise InputError("intervals: a sweep of the same experiments is needed")
    found = asked.result.interval(str(column.name), asked.sweep, asked.level)
    found = found.sel({EXPERIMENT: asked.experiments, REGION: column[REGION]})
    ends = np.stack([found[k].transpose(EXPERIMENT, REGION).to_numpy() for k in ("low", "high")])
    order = np.argsort(column.to_numpy()[-1], kind="stable")
    values, ends = column.to_numpy()[:, order], ends[..., order]
    regions = [str(label) for label in column[REGION].to_numpy()[order]]
    names = asked.names(REGION, regions)
    level = f"{100 * asked.level:g} % interval"
    said = [f"Changes from the benchmark with {origin(found, asked.level)}"]
    said.append(outside(values, *ends))
    fewest = fewest_decimals(str(column.attrs["units"]))
    return Dots(
        *asked.words(heading(column), ". ".join(filter(None, said)), names, found),
        tuple(asked.experiments),
        tuple(names[label] for label in regions),
        values,
        tuple(as_text(row, fewest) for row in values),
        ends,
        level,
    )
