"""Labelled derivatives of results by exogenous parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from cge.economy.economy import SHOCKABLE, Economy
from cge.economy.size import require_memory, within_memory
from cge.engine.system import Values
from cge.inputs.arguments import must_be
from cge.inputs.selector import ALL, read_selector, resolve
from cge.symbols.registry import entries, entry_of

Selection = Mapping[str, str | list[str]]
PREFIX = "wrt_"
HELD = 3  # arrays of the size of the result
FEWER = "name fewer elements of the parameter with 'where'"


@dataclass(frozen=True)
class Solved:
    """The solutions behind a result: the economy, and values by experiment."""

    economy: Economy
    values: Mapping[str, Values]


def derivatives(
    solved: Solved, of: str, wrt: str, experiment: str, where: Selection | None = None
) -> xr.DataArray:
    """Exact derivative of a variable by a parameter at a solution.

    Parameters
    ----------
    solved
        The solutions.
    of, wrt
        Names of a variable and of an exogenous parameter.
    experiment
        Where the derivative is taken.
    where
        Labels of the parameter by dimension; all where a dimension is not named.

    Returns
    -------
    xarray.DataArray
        Dims of the variable, then those of the parameter with the prefix ``wrt_``; units of the
        variable per unit of the parameter (of a power: per 100 percentage points).

    Raises
    ------
    InputError
        Naming every unknown name or label; where the derivatives do not fit into memory.
    cge.SolveError
        Where the solution does not move smoothly with the parameter.
    """
    from cge.engine.sensitivity import Sensitivity

    economy = solved.economy
    chosen = _chosen(economy, of, wrt, where or {})
    problems = [] if experiment in solved.values else [_unknown(solved, experiment)]
    if problems:
        raise InputError(problems)
    dims, labels = entry_of(wrt).dims, economy.labels
    sizes = [len(labels[d]) for d in dims]
    flat = np.ravel_multi_index(np.ix_(*chosen), sizes).ravel()
    values = solved.values[experiment]
    own = entry_of(of).dims
    size = prod(len(labels[d]) for d in own)
    what = f"derivatives of {size} elements of '{of}' by {len(flat)} of '{wrt}'"
    require_memory(HELD * 8.0 * size * len(flat), what, FEWER)
    with within_memory(what, FEWER):
        compiled = economy.kept(
            ("derivative", of, wrt), lambda: Sensitivity(economy.pyomo_model(), of, wrt)
        )
        found = compiled.at(values, flat)
    shape = [len(labels[d]) for d in own] + [len(c) for c in chosen]
    coords = {d: labels[d] for d in own}
    coords |= {f"{PREFIX}{d}": [labels[d][k] for k in c] for d, c in zip(dims, chosen, strict=True)}
    about = {"long_name": f"Derivative of {of} by {wrt}", "experiment": experiment}
    return xr.DataArray(found.reshape(shape), coords, list(coords), of, about)


def _unknown(solved: Solved, experiment: str) -> str:
    return f"no experiment '{experiment}'{nearest(experiment, solved.values)}"


def _chosen(economy: Economy, of: str, wrt: str, where: Selection) -> list[np.ndarray]:
    """Positions of the selected labels along each dimension of the parameter."""
    must_be(where, Mapping, "where", "a mapping of dimensions to labels")
    variables = [e.name for e in entries(economy.arrays.features, "variable")]
    swapped = {s.parameter for s in economy.closure.swaps}
    known = [
        n for n in economy.parameter_arrays if entry_of(n).kind in SHOCKABLE and n not in swapped
    ]
    problems = []
    if of not in variables:
        problems.append(f"no variable '{of}'{nearest(of, variables)}")
    if wrt not in known:
        problems.append(f"no exogenous parameter '{wrt}'{nearest(wrt, known)}")
        raise InputError(problems)
    dims = entry_of(wrt).dims
    problems += [
        f"'{wrt}' has no dimension '{d}'{nearest(d, dims)}" for d in where if d not in dims
    ]
    chosen = []
    for dim in dims:
        labels = economy.labels[dim]
        named, found = _named(where.get(dim, ALL), dim, labels, economy)
        problems += found
        chosen.append(np.array([labels.index(n) for n in named], dtype=int))
    if problems:
        raise InputError(problems)
    return chosen


def _named(
    given: Any, dim: str, labels: list[str], economy: Economy
) -> tuple[list[str], list[str]]:
    """Labels that a selection means, in the order it names them, and what is wrong with it."""
    try:
        selector = read_selector(given)
    except ValueError as error:
        return [], [f"{dim}: {error}"]
    found, problems = resolve(selector, dim, labels, economy.named_groups)
    order = [n for n in selector.names if n in found]
    return [*order, *(n for n in found if n not in order)], [f"{dim}: {p}" for p in problems]
