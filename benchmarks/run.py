"""Measure every bar and print a table: ``make bench``, or ``python -m benchmarks.run [--quick]``.

Times depend on the machine and on what else runs. The fastest of several runs is shown, and beside
the time on the clock that of the processor, which other work changes less.
``--quick`` leaves out what takes longer than a few seconds.
``--by-user FILE`` measures a benchmark file with sourcing by user instead of a random economy.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import asl_library
from benchmarks.economies import FULL

ROOT = Path(__file__).resolve().parents[1]
BY_USER = "41x35"  # the size of the World Input-Output Database of 2011
LARGE = "163x65"
WORLD = "oecd-icio-2022"  # 81 x 50
# Sizes from which growth is told, and their regions times sectors.
SIZES = {"5x6": 30, "16x22": 352, FULL: 4050, LARGE: 10_595}
SECONDS, TIMES = "s", "times"


@dataclass(frozen=True)
class Row:
    """One bar.

    Attributes
    ----------
    what
        Name.
    case, size
        A function of :mod:`benchmarks.cases` and its argument.
    figure
        Which of its numbers is held against the bar.
    before
        What it was before work on speed began.
    bar, aim
        Largest number that holds, and the one aimed at; None where there is none.
    memory
        Largest peak of memory that holds, GB.
    unit
        Of the numbers: seconds, or times as long as another code.
    slow
        Left out by ``--quick``.
    """

    what: str
    case: str
    size: str
    figure: str
    before: str
    bar: float | None
    aim: float | None = None
    memory: float = math.inf
    unit: str = SECONDS
    slow: bool = True


def rows(by_user: str) -> list[Row]:
    """All bars."""
    plain, tuned = "NumPy, nested fixed points, plain", "the same, tuned"
    small, many, form = "31x40", "194x1", "Caliendo-Parro form"
    who = "random" if by_user == BY_USER else Path(by_user).stem
    return [
        Row(
            "cge run of the default scenario, cold, all files written",
            *("cold_run", "nqp-and-cbam", "run", "4.2 s", 2.5, 1.7),
            slow=False,
        ),
        Row(
            "cge.solve of one counterfactual, 16x22, built, verified, labelled",
            *("solve", "16x22", "next", "0.4 to 0.6 s", 0.08, 0.04),
            slow=False,
        ),
        Row(
            "1,000 draws of elasticities and shocks, 16x22, verified",
            *("draws", "16x22", "draws", "14 min", 60, 25),
        ),
        Row(
            "cge.sweep, 1,000 draws, 16x22, two processes",
            "sweep",
            "16x22",
            "sweep",
            "none",
            60,
            40,
        ),
        Row(
            "cge.sweep, 200 draws, 81x50, two processes",
            "sweep",
            FULL,
            "sweep",
            "none",
            900,
            300,
        ),
        Row(
            "a draw with two processes over one, 16x22",
            *("two_workers", "16x22", "pace", "none", 1 / 1.7, 0.5),
            unit=TIMES,
        ),
        Row("81x50 load, build, first solution", "solve", FULL, "first", "7.9 s", 4, 2.5),
        Row("81x50 next solution, verified", "solve", FULL, "next", "3 to 6 s", 1.0, 0.4),
        Row(
            "81x50 welfare of one region by all tariffs, built",
            *("jacobian", FULL, "next", "42 s", 3, 1),
        ),
        Row(
            "163x65 random, build and solve, verified",
            *("solve", LARGE, "first", "not tried", 120, 45, 12),
        ),
        Row(
            f"{form}, 31x40, against {plain}",
            *("fixed_point", small, "plain", "0.7 to 1.1", 0.2, 0.1),
            unit=TIMES,
            slow=False,
        ),
        Row(f"... {tuned}", "fixed_point", small, "tuned", "", None, unit=TIMES, slow=False),
        Row(
            f"{form}, 194x1, against {plain}",
            *("fixed_point", many, "plain", "7.2", 0.5, 0.2),
            unit=TIMES,
            slow=False,
        ),
        Row(f"... {tuned}", "fixed_point", many, "tuned", "", None, unit=TIMES, slow=False),
        Row(
            f"{form}, 81x50, against NumPy, chord Newton",
            *("chord_newton", FULL, "chord", "about 22", 3, 1),
            unit=TIMES,
        ),
        Row(f"... {plain}, tuned", "chord_newton", FULL, "tuned", "", None, unit=TIMES),
        Row(
            "15,519 tariffs from a CSV, 81x50, beyond the solution",
            *("schedule", FULL, "beyond", "310 s", 0.5),
        ),
        Row(
            f"sourcing by user, {who}, build and solve, verified",
            *("by_user", by_user, "first", "8.5 s", 10, None, 3),
        ),
        Row("81x50 update to new GDP of all regions", "update", WORLD, "update", "", 20, 3),
        Row("... against opening the file", "update", WORLD, "opening", "", None, unit=TIMES),
        Row(
            "81x50 sales to three margins by entropy, against RAS to 5 digits",
            *("balance", WORLD, "ras", "", 1, 0.5),
            unit=TIMES,
        ),
        Row(
            "the engine alone, 16x22, against Pyomo's ASL route",
            *("asl", "16x22", "asl", "1/239", 1 / 40),
            unit=TIMES,
        ),
    ]


@cache
def measure(case: str, size: str, library: Path | None = None) -> dict[str, Any]:
    """Run a case in a process of its own."""
    environment = dict(os.environ)
    if library is not None:
        environment["LD_LIBRARY_PATH"] = str(library)
    command = [sys.executable, "-m", "benchmarks.cases", case, size]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    """Measure and print."""
    quick = "--quick" in sys.argv[1:]
    by_user = sys.argv[sys.argv.index("--by-user") + 1] if "--by-user" in sys.argv else BY_USER
    console = Console(width=None if sys.stdout.isatty() else 190)
    bars = Table(
        *(
            "Measure",
            "Before",
            "Elapsed",
            "Processor",
            "Memory",
            "Bar",
            "Aim",
            "Of bar",
            "",
            "Note",
        ),
        title="Bars, on this machine",
    )
    for row in rows(by_user):
        if not (quick and row.slow):
            with console.status(row.what):
                bars.add_row(row.what, row.before, *_cells(row, _measured(row)))
    console.print(bars)
    console.print(_growth([s for s in SIZES if not quick or s in ("5x6", "16x22")]))


def _measured(row: Row) -> dict[str, Any]:
    if row.case != "asl":
        return measure(row.case, row.size)
    with tempfile.TemporaryDirectory() as folder:
        problem = asl_library.build(Path(folder))
        return {"failed": problem} if problem else measure(row.case, row.size, Path(folder))


def _cells(row: Row, found: dict[str, Any]) -> list[str]:
    """What the table says of a row after its name."""
    limits = [_shown(row.bar, row.unit), _shown(row.aim, row.unit)]
    if row.memory < math.inf:
        limits[0] += f", {row.memory:g} GB"
    if "failed" in found:
        return ["", "", "", *limits, "", "not measured", found["failed"]]
    spent, peak = found["spent"][row.figure], found["peak_gb"]
    elapsed = spent["elapsed"]
    held = found["verified"] and peak <= row.memory and (row.bar is None or elapsed <= row.bar)
    mark = ("holds" if held else "MISSED") if row.bar is not None else ""
    if not found["verified"]:
        mark = "NOT VERIFIED"
    return [
        *(_shown(spent[k], row.unit) for k in ("elapsed", "processor")),
        f"{peak:.1f} GB",
        *limits,
        "" if row.bar is None else f"{elapsed / row.bar:.2f}",
        mark,
        found["note"] if row.bar is not None else "",  # a row without a bar stands below its case
    ]


def _shown(number: float | None, unit: str) -> str:
    return (
        "" if number is None else f"{number:.2g} {unit}" if number < 10 else f"{number:.0f} {unit}"
    )


def _growth(sizes: list[str]) -> Table:
    """How times and memory grow with regions times sectors: the power between neighbours."""
    table = Table(
        *("Size", "First solution", "power", "Next", "power", "Memory", "power"),
        title="Growth with regions times sectors",
    )
    last: dict[str, float] = {}
    for size in sizes:
        found = measure("solve", size)
        if "failed" in found:
            table.add_row(size, found["failed"])
            continue
        now = {k: found["spent"][k]["elapsed"] for k in ("first", "next")}
        now |= {"memory": found["peak_gb"], "size": float(SIZES[size])}
        table.add_row("81x50" if size == FULL else size, *_powers(last, now))
        last = now
    return table


def _powers(last: dict[str, float], now: dict[str, float]) -> Iterator[str]:
    for key, unit in (("first", SECONDS), ("next", SECONDS), ("memory", "GB")):
        yield _shown(now[key], unit)
        if last:
            yield f"{math.log(now[key] / last[key]) / math.log(now['size'] / last['size']):.1f}"
        else:
            yield ""


if __name__ == "__main__":
    main()
