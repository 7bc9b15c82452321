"""What a result says, in sentences: who gains, who loses, the world, real GDP, emissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.added_capital import COST, NET_STATEMENT
from cge.analysis.statistics import EXPERIMENT
from cge.report.figures.content.asked import Asked
from cge.report.figures.picturing import welfare_of
from cge.report.html.words import in_a_sentence, measured, plural, rises, signed
from cge.results.intervals import LEVEL, Intervals
from cge.results.result import Result

NOTHING = 1e-6
"""Percent below which a change is the rounding of the solver, and counts as none."""
_WELFARE, _INCOME = "welfare_percent", "of its income"


@dataclass(frozen=True)
class Finding:
    """The sentences on one experiment.

    Attributes
    ----------
    experiment
        Its name.
    about
        Titles of the packages it applies.
    sentences
        What it finds.
    """

    experiment: str
    about: str
    sentences: tuple[str, ...]


def headline(
    result: Result,
    about: Mapping[str, str],
    sweep: Intervals | None = None,
    level: float = LEVEL,
) -> list[Finding]:
    """Sentences on every experiment; their numbers are those of ``result.stats``.

    Parameters
    ----------
    result
        The result.
    about
        Experiment -> titles of its packages.
    sweep
        What gives intervals of welfare; none where left out.
    level
        Their probability.
    """
    numbers = _Numbers(result, sweep, level)
    return [
        Finding(each, about.get(each, ""), tuple(numbers.sentences(each)))
        for each in result.experiments
    ]


@dataclass
class _Numbers:
    """Statistics that the sentences need, computed once for all experiments."""

    result: Result
    sweep: Intervals | None
    level: float
    _kept: dict[tuple[str, bool], xr.Dataset] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = Asked(self.result)
        self.labels = asked.labels("region")
        self.names = asked.names("region", self.labels)
        self.intervals = None
        if self.sweep is not None:
            self.intervals = welfare_interval(self.result, self.sweep, self.level)

    def sentences(self, experiment: str) -> Iterator[str]:
        yield from self._welfare(experiment)
        if len(self.labels) > 1:
            yield from self._world(experiment)
        yield from self._real_gdp(experiment)
        yield from self._emissions(experiment, "emissions", "production")
        yield from self._emissions(experiment, "household_emissions", "households")

    # ------------------------------------------------------------------ numbers
    def _of(self, statistic: str, experiment: str, whole: bool = False) -> xr.Dataset:
        key = (statistic, whole)
        if key not in self._kept:
            one = getattr(self.result.stats, statistic)
            self._kept[key] = one(by=()) if whole else one(by="region")
        return self._kept[key].sel({EXPERIMENT: experiment})

    def _said(self, region: str, experiment: str) -> str:
        """Welfare of a region: in % of its income, in money, with its interval."""
        percent = float(self._of(_WELFARE, experiment)["change"].sel(region=region))
        money = float(self._of("welfare", experiment)["change"].sel(region=region))
        said = [measured(money, "million USD")]
        if self.intervals is not None:
            ends = self.intervals.sel({EXPERIMENT: experiment, "region": region})
            said.append(
                f"{100 * self.level:g} % interval {signed(float(ends['low']))} to "
                f"{signed(float(ends['high']))} %"
            )
        return f"{measured(percent, '%')} {_INCOME} ({'; '.join(said)})"

    # ------------------------------------------------------------------ sentences
    def _welfare(self, experiment: str) -> Iterator[str]:
        percent = self._of(_WELFARE, experiment)["change"].to_numpy()
        gain, lose = int(np.sum(percent > NOTHING)), int(np.sum(percent < -NOTHING))
        if len(self.labels) == 1:
            yield self._only_region(experiment, float(percent[0]))
            return
        if gain + lose == 0:
            yield f"Welfare changes in none of {len(percent)} regions."
            return
        yield _counted(gain, lose, len(percent) - gain - lose)
        if gain:
            yield f"{self._most(experiment, int(np.nanargmax(percent)), 'gains')}."
        if lose:
            yield f"{self._most(experiment, int(np.nanargmin(percent)), 'loses')}."
        if COST in self.result.data:
            yield f"{NET_STATEMENT.capitalize()}."

    def _most(self, experiment: str, at: int, verb: str) -> str:
        label = self.labels[at]
        name = in_a_sentence(label, self.names)
        return f"{name} {verb} most: {self._said(label, experiment)}"

    def _only_region(self, experiment: str, percent: float) -> str:
        (label,) = self.labels
        name = in_a_sentence(label, self.names)
        if abs(percent) <= NOTHING:
            return f"Welfare of {name} does not change."
        verb = "gains" if percent > 0 else "loses"
        return f"{name} {verb} {self._said(label, experiment)}."

    def _world(self, experiment: str) -> Iterator[str]:
        percent = float(self._of(_WELFARE, experiment, True)["change"])
        money = float(self._of("welfare", experiment, True)["change"])
        if not abs(percent) > NOTHING:
            yield "All regions together neither gain nor lose."
            return
        verb = "gain" if percent > 0 else "lose"
        amount = f"{measured(money, 'million USD')}, {measured(percent, '%')} of their income"
        yield f"All regions together {verb} {amount}."

    def _real_gdp(self, experiment: str) -> Iterator[str]:
        whole = float(self._of("real_gdp", experiment, True)["percent"])
        each = self._of("real_gdp", experiment)["percent"].to_numpy()
        moved = f"{rises(whole)} by {measured(whole, '%')}"
        said = moved if abs(whole) > NOTHING else "does not change"
        if len(self.labels) == 1:
            yield f"Real GDP {said}."
            return
        sentence = f"Real GDP of all regions together {said}"
        if np.nanmax(np.abs(each)) > NOTHING:
            at = int(np.nanargmax(np.abs(each)))
            where = in_a_sentence(self.labels[at], self.names)
            sentence += f"; it changes most in {where}, by {signed(each[at])} %"
        yield f"{sentence}."

    def _emissions(self, experiment: str, statistic: str, who: str) -> Iterator[str]:
        try:
            found = self._of(statistic, experiment, True)
        except InputError:  # the model has no such emissions
            return
        before, change = float(found["benchmark"]), float(found["change"])
        if not before > 0:
            return
        unit = str(found["change"].attrs.get("units", ""))
        if abs(100 * change / before) <= NOTHING:
            yield f"Emissions of {who} do not change."
            return
        amount = f"{measured(change, unit)} ({measured(100 * change / before, '%')})"
        yield f"Emissions of {who} {'rise' if change > 0 else 'fall'} by {amount}."


def _counted(gain: int, lose: int, same: int) -> str:
    """How many regions gain and lose."""
    every = gain + lose + same
    if every in (gain, lose):
        return f"All {every} regions {'gain' if gain else 'lose'}."
    counts = [plural(gain, "gains", "gain"), plural(lose, "loses", "lose")]
    counts += [plural(same, "does not change", "do not change")]
    *first, last = [text for text, k in zip(counts, (gain, lose, same), strict=True) if k]
    said = f"{', '.join(first)} and {last}" if first else last
    absent = "; none loses" if not lose else "; none gains" if not gain else ""
    return f"Of {every} regions, {said}{absent}."


def welfare_interval(result: Result, sweep: Intervals, level: float) -> xr.Dataset:
    """Intervals of welfare in % of income, by experiment and region."""
    return result.interval(welfare_of(result.summary()), sweep, level)
