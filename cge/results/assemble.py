"""From solutions to one labelled dataset."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
import xarray as xr

from calibration.factors import PARTS_OF
from calibration.gases import counted_gases, counts_equivalents, said_of
from calibration.membership import NAMES, RECORDS
from calibration.own.record import RECORD, described
from cge.analysis.added_capital import ADJUSTS
from cge.analysis.statistics import EXPERIMENT
from cge.economy.benchmark.labelled import attributes
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.results.inputs import inputs
from cge.scenarios import Scenario
from cge.symbols.registry import REGISTRY, entries, entry_of
from cge.verification.check import Check

CARRIED = ("variable", "power", "level", "elasticity")
_MEMBERS = (*RECORDS, PARTS_OF)  # from them selections know the labels of groups
PACKAGES = ("cge", "pyomo", "cyipopt", "cyipopt-wheels", "numpy", "scipy", "xarray")


def dataset(economy: Economy, values: Values) -> xr.Dataset:
    """Variables and parameters of one solution, labelled."""
    carried = _carried(economy)
    arrays = {
        name: xr.Variable(dims, carried.shaped(name, values[name]), carried.attributes[name])
        for name, dims in carried.dims.items()
    }
    return xr.Dataset(arrays, carried.coords)


@dataclass(frozen=True)
class _Carried:
    """The symbols of an economy that its results hold.

    Attributes
    ----------
    dims, attributes
        Of every symbol.
    coords
        Labels of every dim.
    """

    dims: dict[str, tuple[str, ...]]
    attributes: dict[str, dict[str, str]]
    coords: xr.Coordinates

    def shaped(self, name: str, values: np.ndarray) -> np.ndarray:
        """Elements of a symbol along its dims."""
        return values.reshape([self.coords.sizes[d] for d in self.dims[name]])


def _carried(economy: Economy) -> _Carried:
    return economy.known(_Carried, lambda: _carried_by(economy))


def _carried_by(economy: Economy) -> _Carried:
    present = [*entries(economy.arrays.features), *map(entry_of, _added(economy))]
    carried = [e for e in present if e.kind in CARRIED]
    about = {e.name: attributes(e.name) for e in carried}
    if counts_equivalents(economy.benchmark):
        about = {name: said_of(attrs) for name, attrs in about.items()}
    adjusting = adjusting_endowments(economy)
    if adjusting:
        about["endowment"][ADJUSTS] = json.dumps(adjusting)
    used = {d for e in carried for d in e.dims}
    coords = {d: labels for d, labels in economy.labels.items() if d in used}
    return _Carried({e.name: e.dims for e in carried}, about, xr.Coordinates(coords))


def adjusting_endowments(economy: Economy) -> dict[str, list[str]]:
    """Regions by factor whose endowment the closure determines."""
    found: dict[str, list[str]] = {}
    for swap in economy.rules.swaps:
        if swap.parameter == "endowment":
            for f, r in np.argwhere(swap.adjusts(economy.labels)):
                factor, region = economy.labels["factor"][f], economy.labels["region"][r]
                found.setdefault(factor, []).append(region)
    return found


def _added(economy: Economy) -> list[str]:
    """Parameters that the closure adds to those of the registry."""
    return [name for name in economy.parameter_arrays if name not in REGISTRY]


def stack(economy: Economy, solutions: Mapping[str, Values]) -> xr.Dataset:
    """Solutions along one dim, ``experiment``.

    Parameters that none of them changes have no such dim.
    """
    return xr.Dataset(_stacked(economy, solutions), _carried(economy).coords)


def with_verdict(
    economy: Economy,
    solutions: Mapping[str, Values],
    checks: Mapping[str, list[Check]],
    about: Mapping[str, Any],
) -> xr.Dataset:
    """Solutions along ``experiment`` with the errors of all checks, by the names of these.

    Parameters
    ----------
    economy
        What was solved.
    solutions, checks
        Values and checks of every experiment.
    about
        Attributes; ``verified`` and ``verdict`` are added.
    """
    failed = [f"{label}: {c}" for label, found in checks.items() for c in found if not c.passed]
    said = {"verified": int(not failed), "verdict": "; ".join(failed)}
    arrays = {**_stacked(economy, solutions), **_errors([checks[label] for label in solutions])}
    return xr.Dataset(arrays, _carried(economy).coords, {**said, **about})


def _errors(checks: Sequence[list[Check]]) -> dict[str, xr.Variable]:
    names = [check.name for check in checks[0]]
    errors = np.array([[check.error for check in found] for found in checks])
    said = {"long_name": "Largest relative error of each independent check", "units": "1"}
    return {
        "check_error": xr.Variable((EXPERIMENT, "check"), errors, said),
        "check": xr.Variable("check", names),
    }


def _stacked(economy: Economy, solutions: Mapping[str, Values]) -> dict[str, xr.Variable]:
    carried, many = _carried(economy), list(solutions.values())
    stacked = {EXPERIMENT: xr.Variable(EXPERIMENT, list(solutions))}
    for name, dims in carried.dims.items():
        arrays = [values[name] for values in many]
        if entry_of(name).kind != "variable" and _all_same(arrays):
            along, array = dims, carried.shaped(name, arrays[0])
        else:
            along = (EXPERIMENT, *dims)
            array = np.stack([carried.shaped(name, each) for each in arrays])
        stacked[name] = xr.Variable(along, array, carried.attributes[name])
    return stacked


def _all_same(arrays: Sequence[np.ndarray]) -> bool:
    first, *others = arrays
    return all(other is first or np.array_equal(first, other) for other in others)


def provenance(economy: Economy, plan: Scenario, settings: Mapping[str, Any]) -> dict[str, str]:
    """Where a result comes from: data, scenario, closure, numeraire, solver, versions.

    Parameters
    ----------
    economy
        The economy that is solved, with everything that the scenario brings.
    plan
        The scenario.
    settings
        Settings of the solution.
    """
    return {**origin(economy), **inputs(economy, plan, settings)}


def origin(economy: Economy) -> dict[str, str]:
    """The part of it that does not depend on a scenario."""
    return {
        "data": economy.name,
        "data_title": str(economy.benchmark.attrs.get("title", "")),
        "data_hash": economy.known(data_hash, lambda: data_hash(economy.benchmark)),
        RECORD: described(economy.benchmark),
        "aggregation": economy.aggregation,
        **{key: str(economy.benchmark.attrs.get(key, "")) for key in NAMES},
        **{key: str(value) for key, value in economy.benchmark.attrs.items() if key in _MEMBERS},
        "structure": economy.structure,
        "technology": economy.technology,
        "gases": ", ".join(counted_gases(economy.benchmark)),
        "abatement": str(economy.benchmark.attrs.get("abatement", "")),
        "closure": economy.closure.label,
        "numeraire": economy.closure.numeraire,
        "unsolved_market": ", ".join(economy.unsolved_market),
        "versions": _versions(),
        "python": platform.python_version(),
    }


@cache
def _versions() -> str:
    """Packages that are installed, which no process changes under itself."""
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def data_hash(benchmark: xr.Dataset) -> str:
    """SHA-256 of the labels and numbers of a benchmark, shortened to 16 digits."""
    digest = hashlib.sha256()
    for name in sorted(str(v) for v in benchmark.variables):
        array = benchmark[name]
        digest.update(f"{name}{array.dims}".encode())
        if array.dtype.kind == "f":
            digest.update(np.ascontiguousarray(array.to_numpy()).tobytes())
        else:
            digest.update("\n".join(map(str, array.to_numpy().ravel())).encode())
    return digest.hexdigest()[:16]
