"""A benchmark moved to new totals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.balancing.conflicts import blocking, conflict
from calibration.balancing.dual import Found
from calibration.balancing.entropy import by_entropy
from calibration.balancing.system import System
from calibration.closing import close_accounts
from calibration.errors import InputError
from calibration.guard.complete import check_benchmark
from calibration.updating.accounts import Accounts
from calibration.updating.carry import moved
from calibration.updating.report import UpdateReport, report_of
from calibration.updating.system import Targeted
from calibration.updating.targets import EMISSIONS, GDP, Target, checked, read_targets
from calibration.variables import COMPUTED

Array = np.ndarray

TOLERANCE = 1e-11
"""Largest gap of an account or a target, over the absolute flows that it adds up."""
STEPS = 100


@explained
def update(
    benchmark: xr.Dataset, targets: str | Path | Sequence[Target]
) -> tuple[xr.Dataset, UpdateReport]:
    """Move a benchmark to the totals of another year, or to better ones of its own.

    Sales, purchases, payments to factors and sales to world transport become those that are nearest
    in cross entropy to the benchmark's, grown with GDP, among all that meet the targets and keep
    every account. Rates of taxes and tariffs and margins per flow stay what they are; technical
    coefficients, shares of origins and shares of factors move as little as they can. Foreign saving
    is spending less income.

    Parameters
    ----------
    benchmark : xarray.Dataset
        A complete benchmark, not aggregated.
    targets : str, Path or sequence of Target
        A CSV file, see `calibration.read_targets`, or targets made by hand.

    Returns
    -------
    dataset : xarray.Dataset
        A benchmark with the same variables, less the totals of emissions in their sources.
    report : UpdateReport
        Targets, before and after, and what moved.

    Raises
    ------
    InputError
        Listing every fault of the targets, those of what is zero in the benchmark, and accounts and
        targets that conflict.

    Notes
    -----
    The system of accounts is that of Robinson, Cattaneo and El-Said (2001), who estimate a social
    accounting matrix by cross entropy, with taxes by their rates.
    """
    if any(name in benchmark for name in COMPUTED):
        raise InputError("the data are aggregated; update first, then aggregate")
    check_benchmark(benchmark)
    aims = (
        read_targets(targets, benchmark)
        if isinstance(targets, str | Path)
        else checked(targets, benchmark)
    )
    of_flows = [target for target in aims if target.variable != EMISSIONS]
    accounts = Accounts(benchmark)
    aim = Targeted(accounts, of_flows)
    cells, steps = _nearest(aim)
    of_emissions = [target for target in aims if target.variable == EMISSIONS]
    made, closing = close_accounts(moved(accounts, cells, of_emissions))
    made = made.assign_attrs(_about(benchmark, aims))
    check_benchmark(made)
    closed = max(closing.use, closing.value_added)
    return made, report_of(aim, made, aims, steps, closed)


def _nearest(aim: Targeted) -> tuple[Array, int]:
    """Flows that meet accounts and targets, and the steps it took (cell)."""
    system, at = aim.system()
    found = by_entropy(system, TOLERANCE, STEPS)
    if not found.miss <= TOLERANCE:
        missed = f"accounts and targets are missed by {found.miss:.1e} after {found.steps} steps"
        raise InputError([missed, *_blocked(aim, system, found)])
    cells = np.zeros(len(aim.accounts.cells))
    cells[at] = found.cells
    return cells, found.steps


def _blocked(aim: Targeted, system: System, found: Found) -> list[str]:
    """Targets of trade that conflict by themselves, which is soon told; else whatever conflicts."""
    trade = {str(target) for target in aim.targets if target.variable != GDP}
    rows = [n for n in range(len(system.total)) if system.sum_name(n) in trade]
    among = conflict(system.part(np.array(rows)), TOLERANCE) if rows else ""
    return [among] if among else blocking(system, found.misses, TOLERANCE)


def _about(benchmark: xr.Dataset, targets: Sequence[Target]) -> dict[str, object]:
    """What the updated benchmark says of itself."""
    old, year = benchmark.attrs, targets[0].year
    sources = "; ".join(dict.fromkeys(target.source for target in targets))
    was = f" from {old['year']}" if "year" in old else ""
    said = f"updated{was} to {len(targets)} totals of {year}: {sources}"
    method = "; ".join(str(each) for each in (old.get("method"), said) if each)
    about: dict[str, object] = {"year": year, "method": method, "updated": said}
    if "name" in old:
        about["name"] = f"{old['name']}-{year}"
    if "title" in old:
        about["title"] = f"{old['title']}; updated to {year}"
    return about
