"""A statistic of the solutions of a result: before, after, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from cge.analysis.accounts import Accounts
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.stats.cells import By, Cells, Where, choose
from cge.analysis.stats.registry import STATISTICS, USD, Statistic
from cge.analysis.stats.rules import Case, Levels
from cge.economy.kept import Known
from cge.inputs.arguments import must_be
from cge.inputs.selector import Groups, no_groups
from cge.symbols.features import solution_has

# Dims of a statistic that have the labels of another.
_ALIKE = {"partner": "region"}
# Attribute of an array: "no" where a table must not sum its rows.
TOTAL = "total"
NO_SUM = ("volume",)


def statistic_of(name: str) -> Statistic:
    """Row of the registry.

    Raises
    ------
    InputError
        There is no such statistic.
    """
    if name not in STATISTICS:
        raise InputError(f"no statistic '{name}'{nearest(name, STATISTICS)}")
    return STATISTICS[name]


WHERE = "labels by dimension, such as {'region': 'EU27'}"
"""What an argument ``where`` is, in words."""


def evaluate(
    statistic: Statistic,
    data: xr.Dataset,
    by: By = None,
    where: Where = None,
    compare: str = BENCHMARK,
    groups: Groups = no_groups,
    known: Known | None = None,
) -> xr.Dataset:
    """A statistic of every experiment.

    Parameters
    ----------
    statistic
        Row of the registry.
    data
        Variables and parameters of a result, along ``experiment``.
    by
        What the rows are: a dim of the statistic, several, names of labels and groups
        (``["EU27", "OECD"]``), or such names by dim (``{"partner": ["EU27"]}``). The dims of the
        registry where left out; one total where empty.
    where
        What counts, by dim: labels, patterns, groups or ``{"not": ...}``.
    compare
        What is compared with: the benchmark or an experiment.
    groups
        Named groups; see `cge.inputs.selector.resolve`.
    known
        Keeps accounts of the solutions for the next statistic of the same data.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, those of ``by``): ``benchmark``, the level in what is compared with;
        ``counterfactual``, the level in the experiment; ``change``, their difference; ``percent``,
        the change in % of the size of the level before, not a number where this is zero. Price
        indices are 1 in what is compared with.

    Raises
    ------
    InputError
        Listing every name in ``by``, ``where`` and ``compare`` that means nothing here, or saying
        that the model lacks what the statistic is of.
    """
    if where is not None:
        must_be(where, Mapping, "where", WHERE)
    _check(statistic, data, compare)
    cells = _cells(statistic, data, by, where, groups)
    case = (known or Known()).get(("case", compare), partial(_case, data, compare), data)
    experiments = case.after.s[EXPERIMENT]
    both = _levels(statistic, case, cells)
    levels = [_along(level, experiments, list(cells.by)) for level in both]
    found = _described(statistic, levels, compare)
    if statistic.kind in NO_SUM or not cells.apart:
        for array in found.data_vars.values():
            array.attrs[TOTAL] = "no"
    return as_counted(found.assign_attrs(_words(statistic, data, compare)), data)


def _check(statistic: Statistic, data: xr.Dataset, compare: str) -> None:
    known = _labels(data, EXPERIMENT)
    problems = []
    if compare not in known:
        problems.append(f"compare: no experiment '{compare}'{nearest(compare, known)}")
    elif not set(known) - {BENCHMARK, compare}:
        problems.append(f"compare: there is no experiment besides '{compare}'")
    problems += _lacking(statistic, data)
    if problems:
        raise InputError(problems)


def _lacking(statistic: Statistic, data: xr.Dataset) -> Iterator[str]:
    """What the model would have to have."""
    if statistic.feature and not solution_has(data, statistic.feature):
        yield f"{statistic.name}: these data have no {statistic.title}"
    if statistic.factor and statistic.factor not in _labels(data, "factor"):
        yield f"{statistic.name}: these data have no factor '{statistic.factor}'"


def levels_of(
    statistic: Statistic, case: Case, data: xr.Dataset, where: Where, groups: Groups
) -> Levels:
    """One total before and after, of solutions that may be of complex numbers.

    Parameters
    ----------
    statistic
        Row of the registry.
    case
        The solutions; those before and after may both run along ``experiment``.
    data
        A dataset with the labels of these solutions.
    where, groups
        As in `evaluate`.

    Raises
    ------
    InputError
        As `evaluate` does.
    """
    if problems := list(_lacking(statistic, data)):
        raise InputError(problems)
    return _levels(statistic, case, _cells(statistic, data, (), where, groups))


def _cells(statistic: Statistic, data: xr.Dataset, by: By, where: Where, groups: Groups) -> Cells:
    labels = {dim: _labels(data, dim) for dim in statistic.dims}
    return choose(statistic, by, where, labels, groups)


def _levels(statistic: Statistic, case: Case, cells: Cells) -> Levels:
    with np.errstate(divide="ignore", invalid="ignore"):
        return statistic.rule.levels(case, cells.total)


def _labels(data: xr.Dataset, dim: str) -> Sequence[str]:
    return [str(label) for label in data[_ALIKE.get(dim, dim)].to_numpy()]


def _case(data: xr.Dataset, compare: str) -> Case:
    benchmark = Accounts(data.sel({EXPERIMENT: BENCHMARK}, drop=True))
    same = compare == BENCHMARK
    before = benchmark if same else Accounts(data.sel({EXPERIMENT: compare}, drop=True))
    others = [k for k in _labels(data, EXPERIMENT) if k not in (BENCHMARK, compare)]
    return Case(benchmark, before, Accounts(data.sel({EXPERIMENT: others})))


def _along(level: xr.DataArray, experiments: xr.DataArray, by: list[str]) -> xr.DataArray:
    """A level of every experiment, also where it is the same in all of them."""
    extra = [c for c in level.coords if c not in (EXPERIMENT, *by)]
    plain = level.drop_vars(extra).drop_attrs()
    if EXPERIMENT not in plain.dims:
        plain = plain.expand_dims({EXPERIMENT: experiments.to_numpy()})
    return plain.transpose(EXPERIMENT, *by)


def _described(statistic: Statistic, levels: list[xr.DataArray], compare: str) -> xr.Dataset:
    before, after = levels
    change = after - before
    percent = 100 * change / abs(before).where(before != 0)
    unit, unit_of_change = _unit(statistic.unit, statistic, compare), statistic.unit_of_change
    columns = {
        "benchmark": (before, compare, unit),
        "counterfactual": (after, "counterfactual", unit),
        "change": (change, "change", _unit(unit_of_change, statistic, compare)),
        "percent": (percent, "change", f"% of {compare}"),
    }
    return xr.Dataset(
        {
            name: array.assign_attrs(long_name=f"{statistic.title}, {text}", units=unit)
            for name, (array, text, unit) in columns.items()
        }
    )


def _unit(unit: str, statistic: Statistic, compare: str) -> str:
    """A unit; a volume is at the prices of what it is compared with."""
    moved = statistic.kind == "volume" and compare != BENCHMARK
    return f"{USD} at prices of {compare}" if moved else unit


def _words(statistic: Statistic, data: xr.Dataset, compare: str) -> dict[str, Any]:
    said = {
        "statistic": statistic.name,
        "formula": statistic.formula,
        "aggregation_rule": statistic.kind,
        "source": statistic.source,
        "compare": compare,
        "statement": f"{statistic.title}, compared with {compare}: {statistic.formula}",
    }
    return {**data.attrs, **said}
