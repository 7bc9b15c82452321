"""Measure every bar and print a table: ``make bench``, or ``python -m benchmarks.run [--quick]``.

Times depend on the machine and on what else runs: the smallest of several runs is shown, and for
the large cases also the time of the processor, which other work changes less.
``--quick`` leaves out the 81 x 50 case and the comparison with the ASL route.
``--by-user FILE`` measures a benchmark file with sourcing by user instead of a random economy.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import asl_library

ROOT = Path(__file__).resolve().parents[1]
DEFAULT, FULL = "16x22", "full"
BY_USER = "41x35"  # the size of the World Input-Output Database of 2011
COLD_RUNS = 3


def measure(case: str, aggregation: str, library: Path | None = None) -> dict[str, Any]:
    """Run a case in a process of its own."""
    environment = dict(os.environ)
    if library is not None:
        environment["LD_LIBRARY_PATH"] = str(library)
    command = [sys.executable, "-m", "benchmarks.cases", case, aggregation]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def cold_run() -> float:
    """Seconds of the default run from the command line, the whole process."""
    seconds = []
    command = [sys.executable, "-m", "cge.cli", "run", "nqp-and-cbam", "--quiet", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        for k in range(COLD_RUNS):
            started = time.perf_counter()
            subprocess.run([*command, str(Path(folder, str(k)))], cwd=ROOT, check=True)
            seconds.append(time.perf_counter() - started)
    return min(seconds)


class Bars:
    """The table of measured values and bars."""

    def __init__(self) -> None:
        self.table = Table("Measure", "Measured", "Bar", "", title="Bars, on this machine")

    def add(self, what: str, measured: str, bar: str, held: bool | None) -> None:
        """Add a row; ``held`` is None where nothing was measured."""
        mark = {True: "holds", False: "MISSED", None: "not measured"}[held]
        self.table.add_row(what, measured, bar, mark)


def main() -> None:
    """Measure and print."""
    quick = "--quick" in sys.argv[1:]
    console, bars = Console(), Bars()
    with console.status("default run, cold"):
        cold = cold_run()
    bars.add("cge run of the default scenario, cold", f"{cold:.1f} s", "5 s", cold <= 5)
    with console.status("one counterfactual, 16 x 22"):
        small = measure("counterfactual", DEFAULT)
    fastest = min(small["seconds"])
    shown = f"{fastest:.3f} s, residual {small['residual']:.0e}"
    bars.add("one counterfactual, 16 x 22, model built", shown, "0.15 s", fastest <= 0.15)
    if not quick:
        _full(bars, console, fastest)
        _ratio(bars, console, small)
        _by_user(bars, console)
    console.print(bars.table)


def _by_user(bars: Bars, console: Console) -> None:
    given = sys.argv[sys.argv.index("--by-user") + 1] if "--by-user" in sys.argv else BY_USER
    with console.status("sourcing by user"):
        whole = measure("by_user", given)
    seconds, peak = whole["seconds"][0], whole["peak_gb"]
    what = "41 x 35 with sourcing by user, random" if given == BY_USER else Path(given).stem
    bars.add(what, _shown(whole), "10 s, 3 GB", seconds <= 10 and peak <= 3)


def _shown(whole: dict[str, Any]) -> str:
    return (
        f"{whole['seconds'][0]:.1f} s (processor {whole['processor']:.1f} s), "
        f"{whole['peak_gb']:.1f} GB, residual {whole['residual']:.0e}"
    )


def _full(bars: Bars, console: Console, small: float) -> None:
    with console.status("81 x 50, build, calibrate and solve"):
        whole = measure("whole", FULL)
        one = min(measure("counterfactual", FULL)["seconds"])
    seconds, peak = whole["seconds"][0], whole["peak_gb"]
    held = seconds <= 15 and peak <= 2
    bars.add("81 x 50, build + calibrate + solve", _shown(whole), "15 s, 2 GB", held)
    power = math.log(one / small) / math.log(81 * 50 / (16 * 22))
    shown = f"power {power:.1f} ({one:.1f} s a counterfactual)"
    bars.add("growth from 16 x 22 to 81 x 50", shown, "below 3", power < 3)


def _ratio(bars: Bars, console: Console, small: dict[str, Any]) -> None:
    what, bar = "against Pyomo's ASL route, 16 x 22", "40 times, same to 1e-7"
    with tempfile.TemporaryDirectory() as folder, console.status("Pyomo's ASL route, 16 x 22"):
        problem = asl_library.build(Path(folder))
        if problem:
            bars.add(what, problem, bar, None)
            return
        other = measure("asl", DEFAULT, Path(folder))
    ratio = min(other["seconds"]) / min(small["seconds"])
    pairs = zip(other["welfare"], small["welfare"], strict=True)
    apart = max(abs(a - b) for a, b in pairs) / 100
    shown = f"{ratio:.0f} times ({other['seconds'][0]:.1f} s), welfare within {apart:.0e}"
    bars.add(what, shown, bar, ratio >= 40 and apart <= 1e-7)


if __name__ == "__main__":
    main()
