"""What balancing moved, and how well the totals are met."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.balancing.problem import Problem
from calibration.balancing.system import largest

Array = np.ndarray

LISTED = 10  # cells


@dataclass(frozen=True)
class BalanceReport:
    """What balancing moved, and how well the totals are met; printed, it is a short text.

    Attributes
    ----------
    method : str
        ``ras``, ``gras``, ``least_squares`` or ``entropy``.
    steps : int
        Sweeps of scaling, or Newton steps.
    miss : float
        Largest gap of a known sum, over the absolute cells that it adds up.
    moved : float
        Absolute changes of all cells, over the absolute cells of the seed.
    changed : int
        Cells that moved by more than the miss.
    held : int
        Cells that could not move: fixed, zero in the seed, or left no choice by a total.
    margins : pandas.DataFrame
        A row a margin: `sums` (known ones), `miss` (largest), `at` (where), `before` (the largest
        miss of the seed).
    largest : pandas.DataFrame
        The cells that moved most: `cell`, `seed`, `balanced`, `change`, `share` (of all changes).
    """

    method: str
    steps: int
    miss: float
    moved: float
    changed: int
    held: int
    margins: pd.DataFrame
    largest: pd.DataFrame

    def __str__(self) -> str:
        """The report as text."""
        lines = [
            f"Balanced by {self.method} in {self.steps} steps; sums are met to {self.miss:.1e}",
            f"moved {self.moved:.2%} of the seed, {self.changed:,} cells; {self.held:,} were held",
            "",
            self.margins.to_string(float_format=lambda x: f"{x:.1e}"),
            "",
            self.largest.to_string(index=False, float_format=lambda x: f"{x:.6g}"),
        ]
        return "\n".join(lines)


def report_of(problem: Problem, cells: Array, method: str, steps: int) -> BalanceReport:
    """Compare balanced cells with the seed.

    Parameters
    ----------
    problem : Problem
        With cells held that had no choice.
    cells : numpy.ndarray
        Balanced, of the shape of the seed.
    method : str
    steps : int
    """
    seed = problem.order.seed
    change = cells - seed
    gross, moved = float(np.abs(seed).sum()), float(np.abs(change).sum())
    miss = float(problem.misses(cells).max(initial=0.0))
    touched = np.abs(change) > max(miss, 1e-12) * np.maximum(np.abs(seed), np.abs(cells))
    return BalanceReport(
        method=method,
        steps=steps,
        miss=miss,
        moved=moved / gross if gross > 0 else 0.0,
        changed=int(touched.sum()),
        held=int(problem.held.sum()),
        margins=_margins(problem, cells),
        largest=_largest(problem, cells, moved),
    )


def _margins(problem: Problem, cells: Array) -> pd.DataFrame:
    names = problem.sum_names()
    after, before = problem.misses(cells), problem.misses(problem.order.seed)
    rows, start = [], 0
    for margin in problem.margins:
        count = int((~np.isnan(margin.total)).sum())
        part = after[start : start + count]
        rows.append(
            {
                "by": ", ".join(problem.dims(margin)) or "all",
                "sums": count,
                "before": float(before[start : start + count].max()),
                "miss": float(part.max()),
                "at": names[start + int(part.argmax())](),
            }
        )
        start += count
    return pd.DataFrame(rows).set_index("by")


def _largest(problem: Problem, cells: Array, moved: float) -> pd.DataFrame:
    seed, new = problem.order.seed.ravel(), cells.ravel()
    change = new - seed
    most = largest(change, LISTED)
    rows = [
        {
            "cell": problem.order.cell(int(n)),
            "seed": seed[n],
            "balanced": new[n],
            "change": change[n],
            "share": abs(change[n]) / moved,
        }
        for n in most
        if change[n] != 0
    ]
    return pd.DataFrame(rows, columns=["cell", "seed", "balanced", "change", "share"])
