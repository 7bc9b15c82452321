"""The outcome of a sweep: draws as labelled arrays, their moments, and what failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.card import Card, Carded
from cge.analysis.statistics import EXPERIMENT
from cge.results import assemble
from cge.results.inputs import DIGEST
from cge.uncertainty import moments
from cge.uncertainty.card import sweep_card
from cge.uncertainty.chosen import DESIGN, Points
from cge.uncertainty.outcomes import DRAW, WORLD
from cge.uncertainty.plan import AXES, Design, Planned
from cge.uncertainty.run import used
from cge.uncertainty.schema import DATA, Uncertainty
from cge.uncertainty.store import APART, CAUSE, FAILURE, NUMBER, WEIGHT, Store

Array = np.ndarray
MOMENT, REGION = "moment", "region"
TOTAL = "All regions"
MOMENTS = ("central", *moments.NAMES)


@dataclass(frozen=True, eq=False)
class Part:
    """One case of a sweep.

    Attributes
    ----------
    along
        Its scenario, closure and aggregation.
    planned
        What was solved.
    draws
        Outcomes, numbers, weights and failures of the draws, as :meth:`Store.dataset` gives them.
    central
        The outcome where no number is moved, dims (experiment, ...).
    """

    along: Mapping[str, str]
    planned: Planned
    draws: xr.Dataset
    central: xr.Dataset

    @property
    def points(self) -> Points:
        """The points of these draws."""
        return self.planned.points.first(self.draws.sizes[DRAW])

    @property
    def is_differentiable(self) -> bool:
        """Whether there are derivatives by all its numbers, none of which are data."""
        return all(number.kind != DATA for number in self.planned.case.numbers)

    def statistics(self) -> list[str]:
        """Names of the statistics."""
        return [column.name for column in self.planned.case.layout.statistics]

    def moments(self) -> xr.Dataset:
        """Moments of every statistic, dims (moment, experiment, ...).

        Raises
        ------
        InputError
            When the method is for effects of single numbers.
        """
        points = self.points
        _must_have_moments(points)
        found = {}
        for name in self.statistics():
            array = self.draws[name]
            rows = np.stack(
                [self.central[name].to_numpy(), *moments.all_of(points, array.to_numpy())]
            )
            found[name] = ((MOMENT, *array.dims[1:]), rows, array.attrs)
        coords = {k: v for k, v in self.draws.coords.items() if k in self.central.coords}
        return xr.Dataset(found, {**coords, MOMENT: list(MOMENTS)})

    def interval(self, statistic: str, level: float) -> xr.Dataset:
        """See :meth:`Sweep.interval`."""
        _must_have_moments(self.points)
        array, central = self.draws[statistic], self.central[statistic]
        rows = array.to_numpy()
        low, high, rule = moments.interval(self.points, rows, level)
        found = {
            "central": central.to_numpy(),
            "mean": moments.mean(self.points, rows),
            "low": low,
            "high": high,
        }
        named = f"{array.attrs['long_name']}"
        return xr.Dataset(
            {
                name: (central.dims, values, {**array.attrs, "long_name": f"{named}, {name}"})
                for name, values in found.items()
            },
            central.coords,
            {"statistic": statistic, "level": level, "rule": rule, "draws": len(rows)},
        )

    def table(self, level: float) -> xr.Dataset:
        """See :meth:`Sweep.table`."""
        _check_level(level)
        found: dict[str, xr.DataArray] = {}
        regions = [str(label) for label in self.central[REGION].to_numpy()]
        for name in self.statistics():
            if REGION not in self.central[name].dims:
                continue
            attrs = self.central[name].attrs
            beside = f"{name}_low {name}_high"
            about = {**attrs, "ancillary_variables": beside, "total": "no"}
            each = self.interval(name, level)
            for end, key in (("central", name), ("low", f"{name}_low"), ("high", f"{name}_high")):
                array = each[end].reindex({REGION: [*regions, TOTAL]})
                if f"{name}_{WORLD}" in self.central:
                    whole = self.interval(f"{name}_{WORLD}", level)[end]
                    array.loc[{REGION: TOTAL}] = whole
                found[key] = array.assign_attrs(about if key == name else attrs)
        return xr.Dataset(found, attrs=self._said(level))

    def about(self) -> dict[str, object]:
        """Where the solutions come from, and whether all are verified."""
        case = self.planned.case
        failed = (self.draws[CAUSE].to_numpy() != "").any(axis=1)
        count = int(failed.sum())
        said = "1 draw has" if count == 1 else f"{count} draws have"
        verdict = f"{said} no verified solution" if count else ""
        return {
            **assemble.provenance(case.economy, case.asked, vars(case.settings)),
            "title": case.plan.title,
            "scenario": case.plan.name,
            "verified": int(not failed.any()),
            "verdict": verdict,
        }

    def _said(self, level: float) -> dict[str, object]:
        """What a table of intervals says of itself."""
        points, about = self.points, self.about()
        count = self.draws.sizes[DRAW]
        _, _, rule = moments.interval(points, np.zeros((count, 1)), level)
        known = [
            rule,
            f"{points.method}, {count} draws of {len(self.planned.case.numbers)} numbers",
        ]
        known += [str(about["verdict"])] if about["verdict"] else []
        statement = (
            f"Changes from the benchmark with {100 * level:g} % intervals ({'; '.join(known)})"
        )
        return {**about, "statement": statement}


def _must_have_moments(points: Points) -> None:
    if points.kind == DESIGN:
        raise InputError(
            f"'{points.method}' is for the effects of single numbers, and has no moments; "
            "see sweep.effects(), or take 'latin_hypercube'"
        )


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise InputError(f"level: {level:g} is not between 0 and 1")


class Sweep(Carded):
    """Many solutions for uncertain numbers.

    Attributes
    ----------
    file
        The uncertain numbers, with their sources.
    design
        How points were chosen.
    parts
        One for each case of scenario, closure and aggregation.
    """

    def __init__(self, file: Uncertainty, design: Design, parts: Sequence[Part]) -> None:
        self.file, self.design, self.parts = file, design, tuple(parts)

    def _card(self) -> Card:
        return sweep_card(self)

    @property
    def has_moments(self) -> bool:
        """Whether the method gives means and spreads, not effects of single numbers alone."""
        return all(part.points.kind != DESIGN for part in self.parts)

    # ------------------------------------------------------------------ draws
    @cached_property
    def data(self) -> xr.Dataset:
        """Outcomes of every draw, dims (draw, experiment, ...), and (scenario, closure,
        aggregation) where there are several.

        ``number`` are the numbers drawn, ``weight`` the weights of draws; ``cause`` and ``failure``
        say what has no result, whose outcomes are not a number.
        """
        return self._joined([part.draws for part in self.parts])

    @cached_property
    def _moments(self) -> xr.Dataset:
        return self._joined([part.moments() for part in self.parts])

    def moments(self) -> xr.Dataset:
        """Moments of every statistic of the summary, dims (moment, experiment, region).

        ``central`` is the solution where no number is moved; ``standard_error`` is that of the mean
        (not a number of a quadrature, which has none); ``q05`` to ``q95`` are quantiles (not a
        number of a quadrature); ``positive`` is the probability of a value above 0.
        """
        return self._moments

    def _joined(self, each: list[xr.Dataset]) -> xr.Dataset:
        """Cases along the axes that have several of them."""
        axes = [a for a in AXES if len({part.along[a] for part in self.parts}) > 1]
        if not axes:
            return each[0]
        places = [tuple(part.along[a] for a in axes) for part in self.parts]
        return _stacked(dict(zip(places, each, strict=True)), axes)

    # ------------------------------------------------------------------ what they say
    def interval(self, statistic: str, level: float = 0.9) -> xr.Dataset:
        """An interval of a statistic, with equal probability on either side.

        Parameters
        ----------
        statistic
            A column of the summary, such as ``equivalent_variation``.
        level
            Probability, between 0 and 1.

        Returns
        -------
        xarray.Dataset
            ``central``, ``mean``, ``low`` and ``high`` by experiment and region, in the unit of the
            statistic. Of a quadrature, which has no quantiles, low and high are those of a normal
            distribution with its mean and standard deviation; the attribute ``rule`` says which.

        Raises
        ------
        InputError
            For an unknown statistic, or a level that is no probability.
        """
        known = self.parts[0].statistics()
        problems = []
        if statistic not in known:
            problems.append(f"no statistic '{statistic}'{nearest(statistic, known)}")
        if problems:
            raise InputError(problems)
        _check_level(level)
        return self._joined([part.interval(statistic, level) for part in self.parts])

    def around(self, inputs: str, statistic: str, level: float = 0.9) -> xr.Dataset:
        """The interval of a statistic of one case; see :meth:`cge.Result.interval`.

        Parameters
        ----------
        inputs
            Digest of benchmark, scenario, closure and solver, as results hold it.
        statistic, level
            As in :meth:`interval`.

        Returns
        -------
        xarray.Dataset
            As :meth:`interval` gives it; its attributes name the file of uncertain numbers
            (``uncertainty``), the method, how many numbers, and the verdict on the draws.

        Raises
        ------
        InputError
            No case has these inputs; the statistic or the level is wrong.
        """
        part = next((part for part in self.parts if part.about()[DIGEST] == inputs), None)
        if part is None:
            raise InputError(
                "sweep: no case of it has the data, closure and scenario of the result"
            )
        found = Sweep(self.file, self.design, [part]).interval(statistic, level)
        return found.assign_attrs(self._origin(part))

    def _origin(self, part: Part) -> dict[str, object]:
        """Where the intervals of a case come from, and whether all its draws hold."""
        about = part.about()
        return {
            "uncertainty": self.file.name,
            "method": part.points.method,
            "numbers": len(part.planned.case.numbers),
            "verified": about["verified"],
            "verdict": about["verdict"],
        }

    def table(self, level: float = 0.9) -> xr.Dataset:
        """Every statistic of the summary with its interval, for :func:`cge.report.table`.

        Values are those where no number is moved; the ends of intervals are beside them
        (``<name>_low``, ``<name>_high``). Amounts of all regions have intervals of their own, since
        those of a sum are not the sums of intervals.

        Parameters
        ----------
        level
            Probability of the intervals.

        Raises
        ------
        InputError
            For a level that is no probability, and a sweep of several cases; ask its `parts`.
        """
        if len(self.parts) > 1:
            raise InputError("table: this sweep has several cases; choose one: sweep.parts[0]")
        return self.parts[0].table(level)

    @cached_property
    def _linear(self) -> xr.Dataset:
        from cge.uncertainty.linear import beside

        return self._joined([beside(part) for part in self.parts])

    def linear(self) -> xr.Dataset:
        """What exact derivatives at the means of the numbers say beside the draws.

        Returns
        -------
        xarray.Dataset
            Every statistic by moment, experiment and region: ``delta_standard_deviation`` (the
            delta method), and of a sample ``controlled_mean``, ``controlled_error`` and
            ``variance_saved`` (control variates); see :func:`cge.uncertainty.linear.beside`.

        Raises
        ------
        InputError
            Where data are drawn, which have no derivatives.
        """
        return self._linear

    def indices(self, statistic: str) -> xr.Dataset:
        """Which numbers a statistic depends on; of a sweep by ``sobol_indices`` or ``morris``.

        Parameters
        ----------
        statistic
            A column of the summary, or its sum over the world (``equivalent_variation_world``).

        Returns
        -------
        xarray.Dataset
            By numbers, experiment and region. Of Sobol: ``first`` and ``total`` shares of the
            variance, with half the widths of their 95 % intervals; of Morris: ``mu``, ``mu_star``,
            ``sigma``. ``blocks`` used, and ``left_out`` for a draw without result.

        Raises
        ------
        InputError
            For another method, an unknown statistic, and where SALib is not installed.
        """
        from cge.uncertainty.effects import indices

        return self._joined([indices(part, statistic) for part in self.parts])

    def deciders(self, statistic: str) -> xr.Dataset:
        """Which numbers decide a statistic, by regression on the numbers drawn; of a sample.

        Parameters
        ----------
        statistic
            A column of the summary, or its sum over the world (``equivalent_variation_world``).

        Returns
        -------
        xarray.Dataset
            By numbers, experiment and region: ``share`` of the variance (where numbers correlate,
            relative weights) and ``sign``; ``explained``, the share of all together. See
            :func:`cge.uncertainty.deciders.deciders`.

        Raises
        ------
        InputError
            For an unknown statistic, a method that is no sample, and too few draws.
        """
        from cge.uncertainty.effects import regression

        return self._joined([regression(part, statistic) for part in self.parts])

    def effects(self) -> xr.Dataset:
        """How much each statistic moves when one number does; of a sweep by ``one_at_a_time``.

        Returns
        -------
        xarray.Dataset
            Every statistic of the summary by numbers, end (``low`` and ``high``: the number at its
            5 and 95 % quantile, all others at their means), experiment and region, in its unit.

        Raises
        ------
        InputError
            The sweep was by another method.
        """
        from cge.uncertainty.effects import one_at_a_time

        return self._joined([one_at_a_time(part) for part in self.parts])

    @cached_property
    def failed(self) -> pd.DataFrame:
        """Draws without a verified solution: scenario, closure, aggregation, experiment, cause,
        number of draws, share of all, and the first failure in words.
        """
        rows = []
        for part in self.parts:
            draws = part.draws
            for experiment in map(str, draws[EXPERIMENT].to_numpy()):
                here = draws.sel({EXPERIMENT: experiment})
                causes, said = here[CAUSE].to_numpy(), here[FAILURE].to_numpy()
                for cause in sorted(set(causes[causes != ""])):
                    with_it = causes == cause
                    count = int(with_it.sum())
                    share = count / len(causes)
                    first = str(said[with_it][0])
                    rows.append((*part.along.values(), experiment, cause, count, share, first))
        columns = [*AXES, EXPERIMENT, "cause", "draws", "share", "first"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def verified(self) -> bool:
        """Whether every draw of every experiment has a verified solution."""
        return self.failed.empty

    @property
    def judged(self) -> float:
        """Largest relative difference between a draw's solution and the one IPOPT finds alone."""
        apart = [part.draws[APART].to_numpy() for part in self.parts]
        seen = np.concatenate(apart)
        return float(np.nanmax(seen)) if np.isfinite(seen).any() else np.nan

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The uncertain numbers: what each moves, its distribution, source, and what was drawn."""
        rows: dict[str, tuple[object, ...]] = {}
        for part in self.parts:
            drawn = part.draws[NUMBER].to_numpy()
            for k, one in enumerate(part.planned.case.numbers):
                spread = one.distribution
                rows.setdefault(
                    one.label,
                    (
                        *(one.kind, ", ".join(one.targets), one.acts, str(spread), spread.mean),
                        *(spread.variance**0.5, float(drawn[:, k].mean())),
                        *(sum(len(c.at) for c in one.cells), one.source, one.assumed),
                    ),
                )
        columns = ["kind", "target", "acts", "distribution", "mean", "standard_deviation"]
        columns += ["mean_drawn", "cells", "source", "assumed"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _stacked(each: Mapping[tuple[str, ...], xr.Dataset], axes: list[str]) -> xr.Dataset:
    """Datasets of cases along axes; what a case does not have is not a number, or empty."""
    if not axes:
        (found,) = each.values()
        return found
    first, *others = axes
    by_label: dict[str, dict[tuple[str, ...], xr.Dataset]] = {}
    for (label, *rest), dataset in each.items():
        by_label.setdefault(label, {})[tuple(rest)] = dataset
    blank = {name: "" for name in (CAUSE, FAILURE) if name in next(iter(each.values()))}
    return xr.concat(
        [_stacked(inside, others) for inside in by_label.values()],
        xr.Variable(first, list(by_label)),
        data_vars="all",
        join="outer",
        fill_value=blank or np.nan,
        combine_attrs="override",
    )


def sweep_of(
    file: Uncertainty, design: Design, planned: Sequence[Planned], stores: Sequence[Store]
) -> Sweep:
    """The sweep that stores hold.

    Parameters
    ----------
    file, design, planned
        What was asked.
    stores
        The draws of each case.
    """
    parts = []
    for each, store in zip(planned, stores, strict=True):
        chosen = used(store)
        draws = store.dataset(slice(len(chosen)))
        parts.append(Part(each.along, each, draws, each.case.central()))
    return Sweep(file, design, parts)


__all__ = ["MOMENT", "MOMENTS", "WEIGHT", "Part", "Sweep", "sweep_of"]
