"""Solve and verify one experiment after another on one compiled model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.engine.turns import in_turn
from cge.verification.check import Check
from cge.verification.verify import verify

if TYPE_CHECKING:
    from cge.engine.ipopt import Progress as Iteration
    from cge.engine.settings import Settings

Progress = Callable[..., None]


@dataclass(frozen=True)
class Verified:
    """A solution and what was checked of it.

    Attributes
    ----------
    values
        Every symbol, as arrays of the engine.
    checks
        The independent checks.
    """

    values: Values
    checks: list[Check]


@dataclass(frozen=True)
class Solving:
    """Solves the experiments of an economy, each in the turn of its thread.

    Attributes
    ----------
    economy
        The economy; its compiled model is shared by all experiments.
    progress
        Called with the steps of every solution.
    settings
        Settings of the engine and of IPOPT.
    """

    economy: Economy
    progress: Progress
    settings: Settings

    def benchmark(self, label: str) -> Verified:
        """The benchmark, as the first solution; verified once for an economy."""
        with in_turn():
            return self.economy.known(
                (Verified, self.economy.model),
                lambda: self._verified(label, _unchanging(self.economy.benchmark_values()), {}),
            )

    def solve(self, label: str, parameters: xr.Dataset, start: Values | None = None) -> Verified:
        """The solution for the parameters of an experiment.

        Parameters
        ----------
        label
            Name of the experiment, for reports of progress.
        parameters
            Exogenous parameters of the experiment.
        start
            An earlier solution to start from; the benchmark when omitted.

        Raises
        ------
        cge.SolveError
            When no solution is found.
        """
        with in_turn():
            return self._solve(label, parameters, start)

    def _solve(self, label: str, parameters: xr.Dataset, start: Values | None) -> Verified:
        self.progress("solve", experiment=label, iteration=0, residual=np.nan)
        arrays = {str(name): array.to_numpy() for name, array in parameters.data_vars.items()}
        from cge.experiments.counterfactual import counterfactual

        def report(at: Iteration) -> None:
            self.progress("solve", experiment=label, **vars(at))

        values = counterfactual(self.economy, arrays, self.settings, report, start)
        return self._verified(label, values, arrays)

    def _verified(self, label: str, values: Values, asked: Mapping[str, np.ndarray]) -> Verified:
        self.progress("verify", experiment=label)
        economy = self.economy
        return Verified(values, verify(values, economy.model.system, economy, asked))


def _unchanging(values: Values) -> Values:
    """Values that are kept, and so refuse to be written to."""
    for array in values.values():
        array.flags.writeable = False
    return values
