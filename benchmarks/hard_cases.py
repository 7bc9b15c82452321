"""Shocks that are hard to solve, and what becomes of them: ``make hard-cases``.

``python -m benchmarks.hard_cases [ECONOMY ...]`` solves every shock under every setting of the
elasticities, on 5x6, 16x22 and random economies, and prints how many are solved *and verified*, how
many are proven to have no solution, and where the path of solutions ends for the rest. ``--quick``
leaves out 16x22, ``--all`` also prints the reason of each case without a solution.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from rich.console import Console
from rich.table import Table

import cge
from calibration import random_benchmark
from cge.economy.economy import Economy
from cge.engine.path import IMPOSSIBLE, LOST, TURNING, VANISHING
from cge.engine.settings import Settings
from cge.experiments.counterfactual import counterfactual
from cge.verification.verify import verify

Array = np.ndarray
Arrays = dict[str, Array]
SOLVED, UNVERIFIED = "solved", "unverified"
OUTCOMES = {
    SOLVED: "solved and verified",
    IMPOSSIBLE: "no solution: proof",
    VANISHING: "path ends: a price or income goes to zero",
    TURNING: "path ends: solutions turn back",
    LOST: "not solved",
    UNVERIFIED: "not verified",
}
TRADE = ("sigma_import_source", "sigma_domestic_import")
INPUTS = ("sigma_top", "sigma_intermediate")
FACTORS = ("sigma_value_added",)
FINAL = ("sigma_final",)
# setting -> elasticities that differ from those of the data
ELASTICITIES: dict[str, dict[str, float]] = {
    "as in the data": {},
    **{f"trade {s:g}": dict.fromkeys(TRADE, s) for s in (0.0, 0.3, 1.0, 20.0)},
    **{f"inputs {s:g}": dict.fromkeys(INPUTS, s) for s in (0.5, 1.0, 20.0)},
    **{f"value added {s:g}": dict.fromkeys(FACTORS, s) for s in (0.0, 1.0, 20.0)},
    **{f"final {s:g}": dict.fromkeys(FINAL, s) for s in (0.0, 20.0)},
    "all 1": dict.fromkeys((*TRADE, *INPUTS, *FACTORS, *FINAL), 1.0),
}
SMALL_SHARE = "a factor share of 1e-6"
PROHIBITIVE = 1e6  # USD per t CO2
CLOSED = 100.0  # iceberg cost of a region cut off from trade


def economies(quick: bool) -> Iterator[tuple[str, xr.Dataset]]:
    """Name and benchmark of every economy."""
    for name in ("5x6", *(() if quick else ("16x22",))):
        yield name, cge.load(aggregation=name).benchmark
    for size, seed in (((3, 4), 6), ((4, 5), 5)):  # trade balances below 30 % of income
        name = f"random {size[0]}x{size[1]}"
        yield name, random_benchmark(*size, seed=seed)


def settings(dataset: xr.Dataset) -> Iterator[tuple[str, xr.Dataset]]:
    """Name and benchmark of every setting of elasticities and shares."""
    for name, changed in ELASTICITIES.items():
        full = {
            n: xr.full_like(dataset[n], s).assign_attrs(dataset[n].attrs)
            for n, s in changed.items()
        }
        yield name, dataset.assign(full)
    yield SMALL_SHARE, _with_a_small_share(dataset)


def _with_a_small_share(dataset: xr.Dataset) -> xr.Dataset:
    """All but a millionth of the capital of one activity counted as labour, everywhere."""
    added = dataset.value_added.copy()
    labour = added.sel(factor="labour").isel(activity=0)
    capital = added.sel(factor="capital").isel(activity=0)
    both = labour + capital
    at = {"activity": added.activity[0]}
    added.loc[at | {"factor": "labour"}] = both * (1 - 1e-6)
    added.loc[at | {"factor": "capital"}] = both * 1e-6
    return dataset.assign(value_added=added.assign_attrs(dataset.value_added.attrs))


def shocks(economy: Economy) -> dict[str, Arrays]:
    """Parameters of every shock; the first region, sector and factor are those shocked alone."""
    p = economy.parameter_arrays
    regions = len(economy.labels["region"])
    foreign = ~np.eye(regions, dtype=bool)
    alone = np.zeros((regions, regions), dtype=bool)
    alone[0] = alone[:, 0] = True
    alone &= foreign

    def moved(name: str, change: Callable[[Array], Array], where: object = ...) -> Arrays:
        array = p[name].copy()
        array[where] = change(array[where])
        return {name: array}

    found: dict[str, Arrays] = {}
    for percent in (10, 50, 100, 300):
        at = (slice(None), foreign)
        found[f"import tariffs +{percent} %"] = moved(
            "tariff_power", lambda t, k=percent: t + k / 100, at
        )
    for factor in (0.5, 0.8, 1.5, 3.0):
        at = (slice(None), foreign)
        found[f"iceberg costs x {factor:g}"] = moved("iceberg", lambda t, k=factor: t * k, at)
    for percent in (-60, -30, 50, 100, 200):
        places = {"everywhere": ..., "one region": np.s_[:, 0], "one sector": np.s_[0]}
        for place, where in places.items():
            found[f"productivity {percent:+d} %, {place}"] = moved(
                "productivity", lambda t, k=percent: t * (1 + k / 100), where
            )
    found["productivity of factors -60 %, everywhere"] = moved(
        "factor_productivity", lambda t: t * 0.4
    )
    found["border charge of a million USD/t"] = moved(
        "border_carbon_price", lambda t: t + PROHIBITIVE, np.s_[:, 1:, 0]
    )
    cut = moved("iceberg", lambda t: t * CLOSED, (slice(None), alone))
    found["a region cut off"] = cut
    found["a region cut off, no foreign saving"] = cut | {
        "foreign_saving": np.zeros_like(p["foreign_saving"])
    }
    return found


@dataclass(frozen=True)
class Case:
    """One case: what became of it, in how many seconds of the processor, and what was said."""

    outcome: str
    seconds: float
    said: str = ""


def solved(economy: Economy, shock: Mapping[str, Array]) -> Case:
    """Solve one shock and verify the solution."""
    started = time.process_time()
    try:
        values = counterfactual(economy, shock, Settings())
    except cge.SolveError as error:
        return Case(error.end or LOST, time.process_time() - started, str(error))
    seconds = time.process_time() - started
    checks = verify(values, economy.model.system, economy, shock)
    failed = "; ".join(str(c) for c in checks if not c.passed)
    return Case(UNVERIFIED if failed else SOLVED, seconds, failed)


def grid(dataset: xr.Dataset) -> Iterator[tuple[str, str, Case]]:
    """Setting, shock and case, for every setting and shock of one economy."""
    for setting, benchmark in settings(dataset):
        economy = cge.load(benchmark)
        for shock, parameters in shocks(economy).items():
            yield setting, shock, solved(economy, parameters)


def main() -> None:
    """Solve and print."""
    arguments = sys.argv[1:]
    chosen = [a for a in arguments if not a.startswith("--")]
    console = Console(width=None if sys.stdout.isatty() else 150)
    for name, dataset in economies("--quick" in arguments):
        if not chosen or name in chosen:
            found = list(grid(dataset))
            console.print(_table(name, found))
            _print_rest(console, found, "--all" in arguments)


def _table(name: str, found: list[tuple[str, str, Case]]) -> Table:
    table = Table("Elasticities", *OUTCOMES.values(), "slowest", title=f"Hard cases, {name}")
    for setting in dict.fromkeys(s for s, _, _ in found):
        cases = [c for s, _, c in found if s == setting]
        counted = [sum(c.outcome == outcome for c in cases) for outcome in OUTCOMES]
        slowest = max(c.seconds for c in cases)
        table.add_row(setting, *(str(n) if n else "" for n in counted), f"{slowest:.1f} s")
    return table


def _print_rest(console: Console, found: list[tuple[str, str, Case]], everything: bool) -> None:
    for setting, shock, case in found:
        if case.outcome in (LOST, UNVERIFIED) or (everything and case.outcome != SOLVED):
            console.print(
                f"{setting}; {shock}: {OUTCOMES[case.outcome]}: {case.said}", soft_wrap=True
            )


if __name__ == "__main__":
    main()
