"""Analyses of draws that belong together in blocks, for every outcome, by SALib."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.uncertainty.chosen import Points
from cge.uncertainty.moments import varies

Array = np.ndarray
SOBOL_INDICES, MORRIS = "sobol_indices", "morris"
INSTALL = "pip install 'cge[sensitivity]'"
NUMBERS = "numbers"
LEVEL = 0.95
"""Probability of the intervals of measures."""
FEWEST = {SOBOL_INDICES: 16, MORRIS: 4}
"""Blocks of draws without which there is no analysis."""
MOST_LEFT_OUT = 0.25
"""Part of the blocks that may be left out; draws fail at extreme numbers, not at random."""
# Draws of one outcome in whole blocks, and their rows among all points -> (measures, numbers).
Analysis = Callable[[Array, Array], Array]


def analysed(
    points: Points,
    method: str,
    outcomes: xr.DataArray,
    labels: Sequence[str],
    leave_out: bool,
    analysis: Analysis,
    named: Mapping[str, Mapping[str, str]],
) -> xr.Dataset:
    """The analysis of every outcome.

    Parameters
    ----------
    points
        Where the numbers were drawn.
    method
        What must have chosen them.
    outcomes
        Dims (draw, ...); not a number where a draw has no result.
    labels
        Names of the numbers.
    leave_out
        Whether blocks with a draw without result are left out.
    analysis
        Of one outcome.
    named
        Name of each measure, and its attributes.

    Returns
    -------
    xarray.Dataset
        Measures, dims (numbers, ...), and ``blocks`` and ``left_out``, dims (...). Measures are not
        a number of an outcome that does not vary, or that less than three quarters of the blocks
        have.

    Raises
    ------
    InputError
        Points and outcomes that do not fit, and draws without result.
    """
    _must_fit(points, method, outcomes, labels)
    size = points.about["block"]
    whole = len(outcomes) // size
    shape, dims = outcomes.shape[1:], outcomes.dims[1:]
    columns = outcomes.to_numpy()[: whole * size].reshape(whole * size, -1).astype(float)
    lost = np.isnan(columns.reshape(whole, size, -1)).any(axis=1)
    _must_be_whole(method, lost, leave_out)
    kept = (~lost).sum(axis=0)
    enough = kept >= max(FEWEST[method], (1 - MOST_LEFT_OUT) * whole)
    found = np.full((len(named), len(labels), columns.shape[1]), np.nan)
    for n, y in enumerate(columns.T):
        rows = np.flatnonzero(np.repeat(~lost[:, n], size))
        if enough[n] and varies(y[rows]):
            found[:, :, n] = analysis(y[rows], rows)
    arrays = {
        name: ((NUMBERS, *dims), found[n].reshape(-1, *shape), dict(attrs))
        for n, (name, attrs) in enumerate(named.items())
    }
    for name, count, text in (
        ("blocks", kept, "Blocks of draws used"),
        ("left_out", whole - kept, "Blocks left out, with a draw without result"),
    ):
        arrays[name] = (dims, count.reshape(shape), {"long_name": text, "units": "1"})
    coords = {name: c for name, c in outcomes.coords.items() if outcomes.dims[0] not in c.dims}
    attrs = {"method": method, "outcome": str(outcomes.attrs.get("long_name", outcomes.name))}
    return xr.Dataset(arrays, {**coords, NUMBERS: list(labels)}, attrs)


def _must_fit(points: Points, method: str, outcomes: xr.DataArray, labels: Sequence[str]) -> None:
    if points.method != method:
        raise InputError(f"points: those of '{method}' are needed, not of '{points.method}'")
    problems = []
    count, k = points.values.shape
    if len(outcomes) != count:
        problems.append(f"outcomes: {len(outcomes)} draws of {count} points")
    if len(labels) != k:
        problems.append(f"labels: {len(labels)} of {k} numbers")
    blocks = count // points.about["block"]
    if blocks < FEWEST[method]:
        problems.append(_too_few(method, blocks))
    if problems:
        raise InputError(problems)


def _must_be_whole(method: str, lost: Array, leave_out: bool) -> None:
    blocks = int(lost.any(axis=1).sum())
    if blocks and not leave_out:
        raise InputError(
            f"{method}: {blocks} of {len(lost)} blocks have a draw without result; with "
            "leave_out=True these are left out, which is a bias where failure depends on numbers"
        )


def must_be_enough(method: str, blocks: int) -> None:
    """Refuse fewer blocks than an analysis needs."""
    if blocks < FEWEST[method]:
        raise InputError(_too_few(method, blocks))


def _too_few(method: str, blocks: int) -> str:
    return f"{method}: {blocks} blocks of draws are not enough; at least {FEWEST[method]}"


def unit_problem(k: int) -> dict[str, Any]:
    """A problem of SALib, whose numbers lie between 0 and 1."""
    return {"num_vars": k, "names": [str(n) for n in range(k)], "bounds": [[0.0, 1.0]] * k}


def salib(module: str) -> Any:
    """A module of SALib.

    Raises
    ------
    InputError
        Where it is not installed, saying how to.
    """
    try:
        return import_module(f"SALib.{module}")
    except ModuleNotFoundError:
        raise InputError(
            f"{SOBOL_INDICES}, {MORRIS}: need the package SALib, which is not installed: {INSTALL}"
        ) from None
