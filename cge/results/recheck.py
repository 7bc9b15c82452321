"""The checks of a result made again, from what its file holds and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from calibration.errors import InputError
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.economy.economy import Economy
from cge.engine.system import Symbol, System, Values
from cge.results import assemble
from cge.results.digest import INTEGRITY
from cge.results.inputs import DIGEST, economy_again, inputs_digest, parameters_again
from cge.symbols.registry import entry_of
from cge.verification.check import Check
from cge.verification.verify import verify

# These, an experiment may change; elasticities and shares are those of the benchmark.
_OF_EXPERIMENTS = ("variable", "power", "level")
_OTHER_INPUTS = "the scenario, closure, solver settings or benchmark are not those of the solution"


@dataclass(frozen=True)
class Recheck:
    """The checks of a result made again.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each experiment and check: ``experiment``, ``check``, ``error`` (largest
        relative error), ``where`` (its label) and ``holds``.
    problems : tuple of str
        What does not hold; empty when everything does.
    """

    table: pd.DataFrame
    problems: tuple[str, ...]

    @property
    def verified(self) -> bool:
        """Everything holds."""
        return not self.problems

    @property
    def verdict(self) -> str:
        """What does not hold, in words."""
        return "; ".join(self.problems)

    def __bool__(self) -> bool:
        return self.verified

    def __repr__(self) -> str:
        said = "verified" if self.verified else f"NOT VERIFIED: {self.verdict}"
        return f"<Recheck of {len(self.table)} checks: {said}>"


def recheck(data: xr.Dataset, benchmark: xr.Dataset | None) -> Recheck:
    """Calibrate the benchmark again, and check every experiment against it.

    Parameters
    ----------
    data
        Variables and parameters of every experiment, as a result holds them.
    benchmark
        The benchmark data.

    Raises
    ------
    InputError
        The result does not hold what the checks need, because another version wrote it.
    """
    economy = economy_again(data, benchmark)
    system = System(economy.pyomo_model())
    labels = [str(label) for label in data[EXPERIMENT].to_numpy()]
    problems = [str(data.attrs.get(INTEGRITY, ""))]
    if data.attrs.get(DIGEST) != inputs_digest(economy, data.attrs):
        problems.append(_OTHER_INPUTS)
    asked = _asked(economy, data, problems)
    checks = {
        label: _checks(economy, system, data, label, asked.get(label, {})) for label in labels
    }
    problems += [f"{k}: {c}" for k, found in checks.items() for c in found if not c.passed]
    return Recheck(_table(checks), tuple(filter(None, problems)))


def _asked(economy: Economy, data: xr.Dataset, problems: list[str]) -> dict[str, Values]:
    """Parameters of every experiment by the stored scenario; adds what is wrong with it."""
    try:
        found = parameters_again(economy, data)
    except InputError as error:
        problems += error.problems
        return {}
    return {
        label: {str(name): array.to_numpy() for name, array in parameters.data_vars.items()}
        for label, parameters in found.items()
    }


def _checks(
    economy: Economy, system: System, data: xr.Dataset, label: str, asked: Values
) -> list[Check]:
    start = system.values()
    stored = stored_values(system, data.sel({EXPERIMENT: label}))
    fixed = [name for name in stored if entry_of(name).kind not in _OF_EXPERIMENTS]
    values = start | {name: array for name, array in stored.items() if name not in fixed}
    found = verify(values, system, economy, asked)
    compared = stored if label == BENCHMARK else fixed
    return [*found, _same(system, start, stored, list(compared))]


def stored_values(system: System, data: xr.Dataset) -> Values:
    """Symbols of the model that a result holds, as the engine's arrays."""
    wanted = [s for n, s in system.symbols.items() if entry_of(n).kind in assemble.CARRIED]
    missing = [s.name for s in wanted if s.name not in data]
    if missing:
        raise InputError(f"this result has no {', '.join(missing)}, which its model has")
    known = {str(dim): list(map(str, data[dim].to_numpy())) for dim in data.dims}
    return {s.name: _array(s, data.variables[s.name], known) for s in wanted}


def _array(symbol: Symbol, stored: xr.Variable, known: Mapping[str, list[str]]) -> np.ndarray:
    if set(stored.dims) != set(symbol.sets):
        raise InputError(f"this result has '{symbol.name}' by {', '.join(map(str, stored.dims))}")
    for dim, labels in zip(symbol.sets, symbol.labels, strict=True):
        if known[dim] != list(map(str, labels)):
            raise InputError(f"this result has another {dim} in '{symbol.name}' than its benchmark")
    return stored.transpose(*symbol.sets).to_numpy().astype(float).ravel()


def _same(system: System, start: Values, stored: Values, names: list[str]) -> Check:
    """What a solution does not change is as calibration gives it; in the benchmark, everything."""
    worst = Check("as calibrated", 0.0, "none")
    for name in names:
        size = np.maximum(np.abs(start[name]), 1e-9 * np.abs(start[name]).max(initial=0.0))
        error = np.abs(stored[name] - start[name]) / np.where(size > 0, size, 1.0)
        at = int(np.argmax(np.where(np.isfinite(error), error, np.inf)))
        if not error[at] <= worst.error:
            worst = Check(
                worst.name, float(error[at]), f"{name} ({system.symbols[name].label(at)})"
            )
    return worst


def _table(checks: dict[str, list[Check]]) -> pd.DataFrame:
    rows = [
        (label, check.name, check.error, check.where, check.passed)
        for label, found in checks.items()
        for check in found
    ]
    return pd.DataFrame(rows, columns=["experiment", "check", "error", "where", "holds"])
