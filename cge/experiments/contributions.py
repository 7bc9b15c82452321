"""What each package of an experiment contributes to the changes that all of them bring."""

from __future__ import annotations

from collections.abc import Mapping

import xarray as xr

from calibration.errors import InputError
from cge.analysis.shapley import Parts, coalitions, described, orders, shapley, together
from cge.analysis.statistics import BENCHMARK, EXPERIMENT, summarise
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.experiments.solving import Solving, Verified
from cge.results import assemble
from cge.scenarios import Scenario
from cge.scenarios.parameters import shocked
from cge.verification.check import Check

WHOLE = "all parts"


def check_contributions(economy: Economy, plan: Scenario) -> None:
    """Refuse a scenario whose experiments cannot be split, before anything is solved.

    Raises
    ------
    InputError
        When no experiment has several packages, one has a package twice, or some packages cannot
        be applied without the others.
    """
    chosen = _several(plan)
    problems = [] if chosen else ["contributions: no experiment has more than one package"]
    for name, parts in chosen.items():
        if len(set(parts)) < len(parts):
            problems.append(f"contributions: experiment '{name}' has a package twice")
            continue
        for some in coalitions(parts):
            try:
                shocked(economy, [plan.packages[part] for part in some])
            except InputError as error:
                only = " + ".join(some)
                problems += [f"contributions: only {only}: {text}" for text in error.problems]
    if problems:
        raise InputError(dict.fromkeys(problems))


def _several(plan: Scenario) -> dict[str, Parts]:
    """Packages of the experiments that have several."""
    return {name: parts for name, parts in plan.chosen.items() if len(parts) > 1}


def contributions(
    solving: Solving, plan: Scenario, done: Mapping[Parts, Verified], benchmark: Verified
) -> xr.Dataset:
    """Contributions of packages to every statistic of every experiment that has several.

    Packages are applied in the order of the experiment, whichever of them are present, and what
    one adds is averaged over the orders of adding them; see :func:`cge.analysis.shapley.shapley`.

    Parameters
    ----------
    solving
        The economy to solve in.
    plan
        The scenario, which passes :func:`check_contributions`.
    done
        Solutions that are already there, by their packages.
    benchmark
        What changes are measured from.

    Returns
    -------
    xarray.Dataset
        As a summary; labels of ``experiment`` are "<experiment>: <package>", and for the sum
        "<experiment>: all parts". Verified where every solution behind it is.

    Raises
    ------
    cge.SolveError
        When a solution is not found.
    """
    chosen = _several(plan)
    worths = _Worths(solving, plan, done, benchmark)
    found = {}
    for name, parts in chosen.items():
        worths.visit(parts)
        for part, added in shapley(worths.summaries, parts).items():
            found[f"{name}: {part}"] = added
        found[f"{name}: {WHOLE}"] = worths.summaries[parts]
    whole = next(iter(worths.summaries.values()))
    stacked = xr.concat(list(found.values()), EXPERIMENT, combine_attrs="override")
    stacked = stacked.assign_coords({EXPERIMENT: list(found)})
    for key, array in whole.data_vars.items():
        stacked[key].attrs = array.attrs
    how = "; ".join(dict.fromkeys(described(len(parts)) for parts in chosen.values()))
    said = {"statement": f"Contributions to changes from the benchmark ({how})"}
    return stacked.assign_attrs(said | worths.verdict())


class _Worths:
    """Statistics of sets of packages; each set is solved once, from a solution with one less."""

    def __init__(
        self,
        solving: Solving,
        plan: Scenario,
        done: Mapping[Parts, Verified],
        benchmark: Verified,
    ) -> None:
        self.solving = solving
        self.plan = plan
        self.benchmark = benchmark
        self.checks: dict[str, list[Check]] = {}
        self.summaries: dict[Parts, xr.Dataset] = {}
        for parts, solution in done.items():
            if parts:
                self._keep(parts, solution)

    def visit(self, parts: Parts) -> None:
        """Solve every set that the orders of these parts pass through."""
        for order in orders(parts):
            start: Values | None = None
            for count in range(1, len(order) + 1):
                some = together(parts, order[:count])
                start = None if some in self.summaries else self._solved(some, start)

    def verdict(self) -> dict[str, str | int]:
        """Attributes that say whether every solution passed its checks."""
        failed = [f"{n}: {c}" for n, checks in self.checks.items() for c in checks if not c.passed]
        return {"verified": int(not failed), "verdict": "; ".join(failed)}

    def _solved(self, parts: Parts, start: Values | None) -> Values:
        packages = [self.plan.packages[part] for part in parts]
        parameters = shocked(self.solving.economy, packages)
        solution = self.solving.solve(" + ".join(parts), parameters, start)
        self._keep(parts, solution)
        return solution.values

    def _keep(self, parts: Parts, solution: Verified) -> None:
        label = " + ".join(parts)
        self.checks[label] = solution.checks
        both = assemble.stack(
            self.solving.economy, {BENCHMARK: self.benchmark.values, label: solution.values}
        )
        self.summaries[parts] = summarise(both).isel({EXPERIMENT: 0}, drop=True)
