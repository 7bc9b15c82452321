"""From solutions to one labelled dataset."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import numpy as np
import xarray as xr

from cge.analysis.added_capital import ADJUSTS
from cge.analysis.statistics import EXPERIMENT
from cge.economy.benchmark.labelled import labelled
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.results.inputs import inputs
from cge.scenarios import Scenario
from cge.symbols.registry import REGISTRY, entries, entry_of
from cge.verification.check import Check

CARRIED = ("variable", "power", "level", "elasticity")
NAMES = ("names_of_region", "names_of_sector")
PACKAGES = ("cge", "pyomo", "cyipopt", "cyipopt-wheels", "numpy", "scipy", "xarray")


def dataset(economy: Economy, values: Values) -> xr.Dataset:
    """Variables and parameters of one solution, labelled."""
    present = [*entries(economy.arrays.features), *map(entry_of, _added(economy))]
    arrays = {
        e.name: values[e.name].reshape([len(economy.labels[d]) for d in e.dims])
        for e in present
        if e.kind in CARRIED
    }
    data = labelled(arrays, economy.labels)
    adjusting = _adjusting_endowments(economy)
    if adjusting:
        data["endowment"].attrs[ADJUSTS] = json.dumps(adjusting)
    return data


def _adjusting_endowments(economy: Economy) -> dict[str, list[str]]:
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


def stack(solutions: Mapping[str, xr.Dataset]) -> xr.Dataset:
    """Experiments along one dimension; parameters that none of them changes have no such dim."""
    labels = list(solutions)
    first = solutions[labels[0]]
    stacked = {}
    for name, array in first.data_vars.items():
        arrays = [solutions[k][name].to_numpy() for k in labels]
        constant = entry_of(str(name)).kind != "variable" and all(
            np.array_equal(arrays[0], other) for other in arrays[1:]
        )
        if constant:
            stacked[name] = (array.dims, arrays[0], array.attrs)
        else:
            stacked[name] = ((EXPERIMENT, *array.dims), np.stack(arrays), array.attrs)
    return xr.Dataset(stacked, coords={EXPERIMENT: labels, **first.coords})


def with_verdict(data: xr.Dataset, checks: Mapping[str, list[Check]]) -> xr.Dataset:
    """Add the errors of all checks, and attributes ``verified`` and ``verdict``."""
    names = [c.name for c in next(iter(checks.values()))]
    errors = np.full((data.sizes[EXPERIMENT], len(names)), np.nan)
    for k, label in enumerate(data[EXPERIMENT].to_numpy()):
        errors[k] = [c.error for c in checks[str(label)]]
    failed = [
        f"{label}: {check}"
        for label, found in checks.items()
        for check in found
        if not check.passed
    ]
    said = {"verified": int(not failed), "verdict": "; ".join(failed)}
    about = {"long_name": "Largest relative error of each independent check", "units": "1"}
    return (
        data.assign(check_error=((EXPERIMENT, "check"), errors, about))
        .assign_coords(check=names)
        .assign_attrs(said)
    )


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
    return {
        "data": economy.name,
        "data_title": str(economy.benchmark.attrs.get("title", "")),
        "data_hash": data_hash(economy.benchmark),
        "aggregation": economy.aggregation,
        **{key: str(economy.benchmark.attrs.get(key, "")) for key in NAMES},
        "structure": economy.structure,
        "technology": economy.technology,
        "abatement": str(economy.benchmark.attrs.get("abatement", "")),
        "closure": economy.closure.label,
        "numeraire": economy.closure.numeraire,
        "unsolved_market": ", ".join(economy.unsolved_market),
        "versions": ", ".join(f"{p} {metadata.version(p)}" for p in _installed()),
        "python": platform.python_version(),
        **inputs(economy, plan, settings),
    }


def _installed() -> list[str]:
    found = []
    for package in PACKAGES:
        try:
            metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
        found.append(package)
    return found


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
