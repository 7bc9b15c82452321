"""Balance a table: the one call for all methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.balancing.conflicts import blocking, narrowed
from calibration.balancing.dual import Found
from calibration.balancing.entropy import by_entropy
from calibration.balancing.gras import scale_signed
from calibration.balancing.inequalities import Limits, by_programme
from calibration.balancing.labelled import Given
from calibration.balancing.least_squares import by_least_squares
from calibration.balancing.problem import (
    ENTROPY,
    METHODS,
    RAS,
    SCALING,
    SQUARES,
    Bounds,
    Problem,
    read_margins,
    read_problem,
)
from calibration.balancing.ras import Margin, scale
from calibration.balancing.report import BalanceReport, report_of
from calibration.errors import InputError, nearest

TOLERANCE = 1e-10
"""Largest gap of a sum, over the absolute cells that it adds up."""
SWEEPS, NEWTON_STEPS = 10_000, 200


@explained
def balance(
    seed: xr.DataArray | pd.DataFrame,
    margins: Sequence[Given],
    method: str = RAS,
    fixed: Given | None = None,
    bounds: Bounds | None = None,
    weights: Given | None = None,
    at_least: Sequence[Given] = (),
    at_most: Sequence[Given] = (),
    tolerance: float = TOLERANCE,
    steps: int | None = None,
) -> tuple[xr.DataArray | pd.DataFrame, BalanceReport]:
    """Find the table nearest to a seed whose sums are what they have to be.

    Labels decide which number belongs where, never positions.

    Parameters
    ----------
    seed : xarray.DataArray or pandas.DataFrame
        The table to start from, any number of named dimensions; a table needs names of its index
        and its columns. Zeros stay zero.
    margins : sequence of xarray.DataArray, pandas.Series, pandas.DataFrame or float
        Totals in the unit of the seed. One with some of the seed's dimensions holds the sums over
        all others, a number the sum of all cells. NaN leaves a sum free.
    method : str
        ``ras`` (proportional fitting, for cells that are not negative), ``gras`` (the same for
        cells of either sign), ``entropy`` (the nearest by cross entropy: the same tables, and with
        bounds and weights), ``least_squares`` (the nearest by weighted squares).
    fixed : optional
        Cells that keep their value: true or false, or the value they have to have and NaN for all
        others. Here and below, dimensions that are left out mean the same along them.
    bounds : tuple, optional
        Lower and upper bounds, each None, a number or labelled, NaN for none; of entropy and
        least squares.
    weights : optional
        What a move of a cell costs, relative to the others: reliability, or the inverse of a
        variance. Of entropy (1 if omitted) and least squares (one over the size of the cell). With
        weights for least squares, cells that start at zero move as well.
    at_least, at_most : sequence
        As margins, but sums may be above or below: of least squares, and needs the package cvxpy.
    tolerance : float
        Largest gap of a sum, over the absolute cells that it adds up.
    steps : int, optional
        Sweeps or Newton steps at most.

    Returns
    -------
    balanced : xarray.DataArray or pandas.DataFrame
        As the seed, whose order of labels it keeps.
    report : BalanceReport
        What moved, and how well each margin is met.

    Raises
    ------
    InputError
        Listing every label that is missing, unknown or there twice; every total that its cells
        cannot make, with the cells in the way; margins that add up to different totals, and by how
        much; or the sums and cells that block each other where no cells were found.

    Notes
    -----
    Sources: Junius and Oosterhaven (2003), Lenzen, Wood and Gallego (2007) and Temurshoev, Miller
    and Bouwmeester (2013) for GRAS; Stone, Champernowne and Meade (1942) for least squares;
    Robinson, Cattaneo and El-Said (2001) for entropy.
    """
    _check(method, tolerance, steps)
    problem = read_problem(seed, margins, method, fixed, bounds, weights)
    limits = _limits(problem, method, at_least, at_most)
    problem, conflicts = narrowed(problem, tolerance)
    if conflicts:
        raise InputError(conflicts)
    cells, found = _solved(problem, method, limits, tolerance, steps)
    report = report_of(problem, cells, method, found.steps)
    if not found.miss <= tolerance:
        raise InputError(_failure(problem, method, found, tolerance))
    return _as_given(seed, cells), report


def _check(method: str, tolerance: float, steps: int | None) -> None:
    problems = []
    if method not in METHODS:
        problems.append(f"method: unknown '{method}'{nearest(method, METHODS)}")
    if not 0 < tolerance < 1:
        problems.append(f"tolerance: {tolerance} is not between 0 and 1")
    if steps is not None and steps < 1:
        problems.append(f"steps: {steps} is below 1")
    if problems:
        raise InputError(problems)


def _limits(
    problem: Problem, method: str, at_least: Sequence[Given], at_most: Sequence[Given]
) -> Limits | None:
    if not at_least and not at_most:
        return None
    if method != SQUARES:
        raise InputError(f"at_least, at_most: only with method '{SQUARES}', not '{method}'")
    order = problem.order
    return Limits(
        read_margins(order, "at_least", at_least), read_margins(order, "at_most", at_most)
    )


def _solved(
    problem: Problem, method: str, limits: Limits | None, tolerance: float, steps: int | None
) -> tuple[np.ndarray, Found]:
    """Cells in the shape of the seed, and where the method stopped."""
    if method in SCALING:
        found = _by_scaling(problem, method, tolerance, SWEEPS if steps is None else steps)
        return found.cells, found
    count = NEWTON_STEPS if steps is None else steps
    if limits is not None:
        found = by_programme(problem, limits, tolerance, count)
    elif method == ENTROPY:
        found = by_entropy(problem.system(), tolerance, count)
    else:
        found = by_least_squares(problem.system(), tolerance, count)
    return problem.filled(found.cells), found


def _by_scaling(problem: Problem, method: str, tolerance: float, sweeps: int) -> Found:
    """Scale the cells that may move to what the others leave of each total."""
    held = np.where(problem.held, problem.start, 0.0)
    cells = problem.start - held
    margins = [Margin(m.axes, m.total - held.sum(axis=m.axes)) for m in problem.margins]
    scaled = scale if method == RAS else scale_signed
    rest = replace(problem, margins=margins)
    misses = rest.misses(cells)
    for sweep in range(sweeps):
        if misses.max(initial=0.0) <= tolerance:
            return Found(cells + held, sweep, misses, np.empty(0))
        for margin in margins:
            scaled(cells, margin)
        misses = rest.misses(cells)
    return Found(cells + held, sweeps, misses, np.empty(0))


def _failure(problem: Problem, method: str, found: Found, tolerance: float) -> list[str]:
    """What is said where no cells were found."""
    system = problem.system()
    why = blocking(system, found.misses[: len(system.total)], tolerance)
    hint = f"; method '{ENTROPY}' takes fewer steps" if method in SCALING else ""
    return [
        f"{method} misses a sum by {found.miss:.1e} after {found.steps} steps, more than the "
        f"tolerance {tolerance:.0e}{hint}",
        *why,
    ]


def _as_given(seed: xr.DataArray | pd.DataFrame, cells: np.ndarray) -> xr.DataArray | pd.DataFrame:
    if isinstance(seed, pd.DataFrame):
        return pd.DataFrame(cells, index=seed.index, columns=seed.columns)
    return seed.copy(data=cells)
