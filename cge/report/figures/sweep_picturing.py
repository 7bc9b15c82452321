"""From the draws of a sweep to what figures of them show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.report import notes
from cge.report.figures.picturing import NET, WELFARE, heading
from cge.report.figures.sweep_pictures import Course, Decider, Fan, Scatter, Shares
from cge.report.tables.content import EXPERIMENT, REGION
from cge.uncertainty import effects, moments
from cge.uncertainty.chosen import SAMPLE
from cge.uncertainty.ensemble import Part
from cge.uncertainty.numbers import ELASTICITY
from cge.uncertainty.outcomes import DRAW
from cge.uncertainty.schema import DATA, PARAMETER, SIZE
from cge.uncertainty.store import NUMBER

Array = np.ndarray
MOST_REGIONS, MOST_NUMBERS = 3, 4
"""Panels of an experiment."""
_POINTS = 100  # counts of draws for which moments are made
_ENDS = tuple(moments.QUANTILES[name] for name in ("q05", "q25", "q75", "q95"))
_ACTS = {"times": "factor on", "plus": "added to", "value": "value of"}
_KINDS = {
    ELASTICITY: "elasticities",
    PARAMETER: "parameters",
    SIZE: "shocks",
    DATA: "data",
}


def fan_of(part: Part, variable: str | None = None) -> Fan:
    """Moments of a statistic by the number of draws, for the regions that are least certain.

    Parameters
    ----------
    part : Part
        A case of a sweep by a sample.
    variable : str, optional
        A statistic by region; welfare in % of income, net where the sweep has it net.

    Raises
    ------
    calibration.errors.InputError
        The sweep is no sample, or has no such statistic by region.
    """
    _must_be_sample(part, "convergence")
    array = _statistic(part, variable, (NET, WELFARE), "convergence")
    if REGION not in array.dims:
        raise InputError(f"convergence: '{array.name}' is not by region")
    experiments = tuple(map(str, array[EXPERIMENT].to_numpy()))
    regions = tuple(map(str, array[REGION].to_numpy()))
    values = array.to_numpy()
    chosen = np.argsort(-np.nan_to_num(moments.standard_deviation(part.points, values)), axis=1)
    chosen = chosen[:, :MOST_REGIONS]
    counts = np.unique(np.linspace(2, len(values), _POINTS).astype(int))
    courses = tuple(
        _courses(part, counts, values[:, e, at], [regions[r] for r in at])
        for e, at in enumerate(chosen)
    )
    shown = [label for label in regions if any(c.label == label for row in courses for c in row)]
    said = "Moments of the first draws that have a result, for the regions with the largest spread"
    return Fan(*_words(part, array, said, shown), counts, experiments, courses)


def _courses(part: Part, counts: Array, values: Array, labels: Sequence[str]) -> tuple[Course, ...]:
    """Moments of outcomes (draw, region) over the first draws."""
    rows = []
    for count in counts.tolist():
        first, seen = part.points.first(count), values[:count]
        mean, error = moments.mean(first, seen), moments.standard_error(first, seen)
        rows.append(np.stack([mean, error, *moments.quantiles(first, seen, _ENDS)]))
    found = np.stack(rows, axis=-1)  # (moment, region, count)
    return tuple(
        Course(label, found[0, r], found[1, r], found[2:, r]) for r, label in enumerate(labels)
    )


def scatter_of(part: Part, variable: str | None = None, region: str | None = None) -> Scatter:
    """A statistic against the numbers whose ranks have the largest squared correlation with it.

    Parameters
    ----------
    part : Part
        A case of a sweep by a sample.
    variable : str, optional
        A statistic; the equivalent variation of all regions, net where the sweep has it net.
    region : str, optional
        Where the statistic is by region: of which.

    Raises
    ------
    calibration.errors.InputError
        The sweep is no sample, has no such statistic or region, or the region is missing.
    """
    _must_be_sample(part, "scatter")
    array = _of_region(_statistic(part, variable, effects.WELFARE, "scatter"), region)
    drawn, outcomes = part.draws[NUMBER].to_numpy(), array.to_numpy().T
    deciders = tuple(_deciders(part, drawn, row) for row in outcomes)
    shown = {decider.label for row in deciders for decider in row}
    numbers = (one for one in part.planned.case.numbers if one.label in shown)
    labels = [label for one in numbers for label in one.along.values()]
    labels += [] if region is None else [region]
    said = (
        "Each point is a draw; lines are least squares; numbers are those with the largest squared "
        "rank correlation"
    )
    return Scatter(
        *_words(part, array, said, labels),
        tuple(map(str, array[EXPERIMENT].to_numpy())),
        outcomes,
        deciders,
    )


def shares_of(part: Part) -> Shares:
    """Indices of Sobol of the welfare of the world, in all and alone, with their intervals.

    Parameters
    ----------
    part : Part
        A case of a sweep by ``sobol_indices``.
    """
    found = effects.ranking(part)
    names = ("total", "first")
    values, low, high = (
        np.stack([found[f"{name}{end}"].transpose(EXPERIMENT, REGION).to_numpy() for name in names])
        for end in ("", "_low", "_high")
    )
    return Shares(
        notes.title(found),
        notes.warning(found),
        notes.note(found),
        "Share of the variance of the equivalent variation, world",
        tuple(map(str, found[EXPERIMENT].to_numpy())),
        tuple(map(str, found[REGION].to_numpy())),
        ("with interactions", "alone"),
        values,
        np.stack([low, high]),
    )


def _of_region(array: xr.DataArray, region: str | None) -> xr.DataArray:
    if REGION not in array.dims:
        if region is not None:
            raise InputError(f"scatter: '{array.name}' is not by region")
        return array
    known = [str(label) for label in array[REGION].to_numpy()]
    if region is None:
        choices = ", ".join(known)
        raise InputError(f"scatter: region: '{array.name}' is by region; choose from {choices}")
    if region not in known:
        raise InputError(f"scatter: no region '{region}'{nearest(region, known)}")
    named = f"{array.attrs['long_name']}, {region}"
    return array.sel({REGION: region}, drop=True).assign_attrs(long_name=named)


def _deciders(part: Part, drawn: Array, outcomes: Array) -> tuple[Decider, ...]:
    """The numbers that decide an outcome (draw), most of all first."""
    there = ~np.isnan(outcomes)
    correlation = rank_correlations(drawn[there], outcomes[there])
    order = np.argsort(-(correlation**2), kind="stable")[:MOST_NUMBERS]
    numbers = part.planned.case.numbers
    return tuple(
        Decider(
            numbers[k].label,
            f"{_ACTS[numbers[k].acts]} {_KINDS[numbers[k].kind]}",
            drawn[:, k],
            float(correlation[k]),
            _line(drawn[there, k], outcomes[there]),
        )
        for k in order
    )


def rank_correlations(drawn: Array, outcomes: Array) -> Array:
    """Spearman's correlation of each number (draw, number) with an outcome (draw).

    0 where either does not move.
    """
    from scipy.stats import rankdata

    if len(outcomes) < 2:
        return np.zeros(drawn.shape[1])
    ranks = np.column_stack([rankdata(drawn, axis=0), rankdata(outcomes)])
    ranks -= ranks.mean(axis=0)
    size = np.sqrt((ranks**2).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(ranks[:, :-1].T @ ranks[:, -1] / (size[:-1] * size[-1]))


def _line(x: Array, y: Array) -> tuple[float, float]:
    """Intercept and slope by least squares; not a number where x does not move."""
    if len(x) < 2 or np.ptp(x) == 0:
        return np.nan, np.nan
    away = x - x.mean()
    slope = float(away @ (y - y.mean()) / (away @ away))
    return float(y.mean()) - slope * float(x.mean()), slope


def _must_be_sample(part: Part, figure: str) -> None:
    if part.points.kind != SAMPLE:
        raise InputError(
            f"{figure}: the points of '{part.points.method}' are no random sample; take "
            "'latin_hypercube'"
        )


def _statistic(part: Part, name: str | None, usual: Sequence[str], figure: str) -> xr.DataArray:
    """The draws of a statistic, or of the first usual one that there is."""
    known = part.statistics()
    if name is None:
        name = next(each for each in usual if each in known)
    if name not in known:
        raise InputError(f"{figure}: no statistic '{name}'{nearest(name, known)}")
    return part.draws[name]


def _words(
    part: Part, array: xr.DataArray, said: str, labels: Sequence[str]
) -> tuple[str, str, str, str]:
    """Title, warning, note, which has the long names of labels, and name of the variable."""
    points, count = part.points, part.draws.sizes[DRAW]
    drawn = f"{points.method}, {count} draws of {len(part.planned.case.numbers)} numbers"
    about = xr.Dataset(
        coords={REGION: list(labels)}, attrs={**part.about(), "statement": f"{said} ({drawn})"}
    )
    return notes.title(about), notes.warning(about), notes.note(about), heading(array)
