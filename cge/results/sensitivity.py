"""Labelled derivatives of results by exogenous parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from cge.inputs.selector import ALL, meant, read_selector
from cge.symbols.registry import entry_of

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
    solved: Solved,
    of: str,
    wrt: str,
    experiment: str,
    where: Selection | None = None,
    at: Selection | None = None,
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
    where, at
        Labels of the parameter, and of the variable, by dimension; all where one is not named.

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
    problems = [] if experiment in solved.values else [_unknown(solved, experiment)]
    rows, more = _chosen(economy, of, economy.variables, "variable", at or {}, "at")
    kind = "exogenous parameter"
    chosen, others = _chosen(economy, wrt, _exogenous(economy), kind, where or {}, "where")
    problems += [*more, *others]
    if problems:
        raise InputError(problems)
    size, count = (prod(len(c) for c in found) for found in (rows, chosen))
    what = f"derivatives of {size} elements of '{of}' by {count} of '{wrt}'"
    require_memory(HELD * 8.0 * size * count, what, FEWER)
    with within_memory(what, FEWER):
        compiled = economy.kept(
            ("derivative", of, wrt), lambda: Sensitivity(economy.pyomo_model(), of, wrt)
        )
        flat = _flat(economy, of, rows), _flat(economy, wrt, chosen)
        found = compiled.at(solved.values[experiment], *flat)
    coords = _coords(economy, of, rows, "") | _coords(economy, wrt, chosen, PREFIX)
    about = {"long_name": f"Derivative of {of} by {wrt}", "experiment": experiment}
    shape = [len(labels) for labels in coords.values()]
    return xr.DataArray(found.reshape(shape), coords, list(coords), of, about)


def _flat(economy: Economy, name: str, chosen: Sequence[np.ndarray]) -> np.ndarray:
    """Flat positions of the elements with the chosen labels."""
    sizes = [len(economy.labels[d]) for d in entry_of(name).dims]
    return np.ravel_multi_index(np.ix_(*chosen), sizes).ravel()


def _coords(
    economy: Economy, name: str, chosen: Sequence[np.ndarray], prefix: str
) -> dict[str, list[str]]:
    """The chosen labels by dimension."""
    dims = entry_of(name).dims
    return {
        f"{prefix}{d}": [economy.labels[d][k] for k in c] for d, c in zip(dims, chosen, strict=True)
    }


def _unknown(solved: Solved, experiment: str) -> str:
    return f"no experiment '{experiment}'{nearest(experiment, solved.values)}"


def _exogenous(economy: Economy) -> list[str]:
    swapped = {s.parameter for s in economy.closure.swaps}
    return [
        n for n in economy.parameter_arrays if entry_of(n).kind in SHOCKABLE and n not in swapped
    ]


def _chosen(
    economy: Economy,
    name: str,
    known: Sequence[str],
    kind: str,
    selection: Selection,
    argument: str,
) -> tuple[list[np.ndarray], list[str]]:
    """Positions of the selected labels along each dimension of a symbol, and what is wrong."""
    must_be(selection, Mapping, argument, "a mapping of dimensions to labels")
    if name not in known:
        return [], [f"no {kind} '{name}'{nearest(name, known)}"]
    dims = entry_of(name).dims
    problems = [
        f"'{name}' has no dimension '{d}'{nearest(d, dims)}" for d in selection if d not in dims
    ]
    chosen = []
    for dim in dims:
        labels = economy.labels[dim]
        named, found = _named(selection.get(dim, ALL), dim, labels, economy)
        problems += found
        chosen.append(np.array([labels.index(n) for n in named], dtype=int))
    return chosen, problems


def _named(
    given: Any, dim: str, labels: list[str], economy: Economy
) -> tuple[list[str], list[str]]:
    """Labels that a selection means, in the order it names them, and what is wrong with it."""
    found, problems = meant(given, dim, labels, economy.named_groups)
    order = [] if problems else [n for n in read_selector(given).names if n in found]
    return [*order, *(n for n in found if n not in order)], [f"{dim}: {p}" for p in problems]
