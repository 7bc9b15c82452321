"""What a user may not expect of shocks that are accepted: points, absent flows, hidden trade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.membership import members
from cge.economy.benchmark.arrays import Benchmark
from cge.economy.reach import base_of
from cge.inputs.selector import Groups, no_groups
from cge.scenarios.cells import TRADE, Cells, Finder, Frame
from cge.scenarios.evidence import Evidence
from cge.scenarios.numbers import Numbers
from cge.scenarios.package import Shock
from cge.scenarios.scenario import Scenario
from cge.scenarios.shocks import POWER

Array = np.ndarray
_NO_RATE = 1e-9  # per cent: less than this is the rounding of a power of 1


def cautions_of_shocks(
    plan: Scenario,
    parameters: xr.Dataset,
    benchmark: Benchmark,
    groups: Groups = no_groups,
    finder: Finder | None = None,
) -> list[str]:
    """Cautions on the shocks of a scenario that fits an economy, each once.

    Said are points below 1 on a rate, and rates set below 1 %; shocks, or labels that a shock
    names, that reach no flow of the benchmark; trade that an aggregate region holds within itself;
    and shocks by pair to trade that the data impute.

    Parameters
    ----------
    plan
        The scenario; all of its shocks are known to be valid.
    parameters
        The parameters of the economy before any shock.
    benchmark
        The arrays of the data it is calibrated to.
    groups
        As in `cge.scenarios.apply`.
    finder
        One for such parameters, where it is kept; else it is made.
    """
    finder = finder or Finder(parameters, groups)
    bases = _Bases(benchmark)
    within_regions = members(benchmark.dataset, "region")
    aggregates = {k for k, inside in within_regions.items() if len(inside) > 1}
    used = dict.fromkeys(name for names in plan.chosen.values() for name in names)
    found: dict[str, None] = {}
    hidden: dict[str, dict[str, None]] = {}
    evidence = Evidence(benchmark.dataset, parameters)
    for shock in plan.shocks_of(used):
        cells, _ = finder.named(shock)
        frame, array = finder.frames[shock.parameter], parameters[shock.parameter]
        found |= dict.fromkeys(_fractions(shock, cells, frame, array))
        found |= dict.fromkeys(_lost(shock, cells, finder, bases))
        evidence.add(shock, cells, frame)
        within = _within(shock, cells, frame)
        meant = (region for region in within if region in aggregates)
        hidden.setdefault(shock.parameter, {}).update(dict.fromkeys(meant))
    return [*found, *_inside(hidden), *evidence.cautions()]


def experiments_with(plan: Scenario, parameter: str, without: str = "") -> list[str]:
    """Experiments with a shock to a parameter that does not name the dimension ``without``."""
    return [
        name
        for name, shocks in plan.experiments.items()
        if any(
            s.parameter == parameter and without not in (*s.where, *s.dims_of_numbers)
            for s in shocks
        )
    ]


class _Bases:
    """What parameters fall on, in words, and where there is any of it in the benchmark."""

    def __init__(self, benchmark: Benchmark) -> None:
        self.benchmark = benchmark
        self._known: dict[str, tuple[str, Array] | None] = {}

    def of(self, parameter: str) -> tuple[str, Array] | None:
        """The words, and a mask over the flattened parameter; None where it needs no base."""
        if parameter not in self._known:
            known = base_of(parameter, self.benchmark)
            self._known[parameter] = known and (known[0], (known[1] > 0).ravel())
        return self._known[parameter]


def _fractions(shock: Shock, cells: Cells, frame: Frame, parameter: xr.DataArray) -> Iterator[str]:
    """A rate that is given as a fraction; of many numbers, the largest tells.

    A rate that is set below 1 % is no wonder where those that it replaces are below 1 %, too.
    """
    if frame.about["kind"] != POWER:
        return
    number = shock.number
    if isinstance(number, Numbers):
        number = max(number.values, key=abs)
    if not 0 < abs(number) < 1:
        return
    if shock.operation == "add_points":
        yield (
            f"{shock.place}add_points counts percentage points: {number:g} moves a rate of "
            f"5 % to {5 + number:g} %; ten per cent are 10"
        )
    if shock.operation == "set":
        before = 100 * np.abs(parameter.to_numpy().ravel()[cells.at] - 1).max(initial=0.0)
        had = "none" if before < _NO_RATE else f"up to {before:.3g} %"
        if before < _NO_RATE or before >= 1:
            yield (
                f"{shock.place}set counts per cent: {number:g} makes the rate {number:g} %, where "
                f"the benchmark has {had}; ten per cent are 10"
            )


def _lost(shock: Shock, cells: Cells, finder: Finder, bases: _Bases) -> Iterator[str]:
    """What a shock names and does not reach, since it falls on nothing there."""
    known = bases.of(shock.parameter)
    if known is None:
        return
    words, there = known
    frame = finder.frames[shock.parameter]
    live = there[cells.at]
    if frame.bilateral and not shock.domestic:
        live &= ~frame.at_home(cells.at)
    if live.all():
        return
    if not live.any():
        yield f"{shock.place}reaches no {words}: there is none in the benchmark where it applies"
        return
    for dim, selector in shock.where.items():
        alive = np.zeros(len(frame.labels[dim]), dtype=bool)
        alive[frame.along(dim, cells.at[live])] = True
        chosen, _ = finder.selections.of(dim, selector)
        absent = [frame.labels[dim][k] for k in chosen[~alive[chosen]]]
        lost = [k for k in absent if not _only_itself(k, dim, shock, frame)]
        if lost:
            yield f"{shock.place}reaches no {words} at {dim} {', '.join(lost)}: there is none"
    if isinstance(shock.number, Numbers):
        yield from _lost_rows(shock, shock.number, cells.row[live], words)


def _lost_rows(shock: Shock, numbers: Numbers, live: Array, words: str) -> Iterator[str]:
    """Rows of numbers that fall on nothing, with the first of them."""
    lost = np.flatnonzero(np.bincount(live, minlength=len(numbers.values)) == 0)
    if len(lost):
        first = numbers.described(int(lost[0]))
        yield (
            f"{shock.place}{len(lost):,} of {numbers} reach no {words}, first {first}: "
            "there is none"
        )


def _only_itself(label: str, dim: str, shock: Shock, frame: Frame) -> bool:
    """Whether a region is left out only as partner of itself, which is no loss."""
    if shock.domestic or not frame.bilateral or dim not in TRADE:
        return False
    other = TRADE[1 - TRADE.index(dim)]
    return other in shock.where and label in shock.where[other].names


def _within(shock: Shock, cells: Cells, frame: Frame) -> list[str]:
    """Regions whose sales to themselves a shock means, and cannot reach."""
    if shock.domestic or not frame.bilateral:
        return []
    at_itself = cells.at[frame.at_home(cells.at)]
    return [
        frame.labels["destination"][k] for k in np.unique(frame.along("destination", at_itself))
    ]


def _inside(hidden: dict[str, dict[str, None]]) -> Iterator[str]:
    """One sentence for the parameters that miss the same trade."""
    by_regions: dict[str, list[str]] = {}
    for parameter, regions in hidden.items():
        if regions:
            by_regions.setdefault(", ".join(regions), []).append(f"'{parameter}'")
    for names_of_regions, names in by_regions.items():
        yield (
            f"trade among the members of {names_of_regions} lies inside one region of this "
            f"aggregation: shocks to {', '.join(names)} do not reach it"
        )
