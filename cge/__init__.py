"""Computable general equilibrium analysis of technology, trade barriers and carbon borders.

>>> import cge
>>> economy = cge.load("oecd-icio-2022", aggregation="16x22")
>>> result = cge.solve(economy, "nqp-and-cbam")
>>> result.verified
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cge.results.views import offer

if TYPE_CHECKING:
    __version__: str
    from calibration.errors import InputError
    from cge.archives.pack import Bundled, bundle
    from cge.backtesting.outcome import Backtested
    from cge.backtesting.run import backtest
    from cge.backtesting.schema import Backtest
    from cge.design.optimise import optimise
    from cge.design.optimum import Optimum
    from cge.design.problem import Problem
    from cge.economy.economy import Economy
    from cge.engine.errors import SolveError
    from cge.estimation.estimates import Fit
    from cge.estimation.fit import fit
    from cge.experiments.decomposition import decompose
    from cge.experiments.draws import solve_many
    from cge.experiments.leakage_channels import leakage_channels
    from cge.experiments.load import load
    from cge.experiments.marginal_abatement import mac
    from cge.experiments.rerun import Rerun, rerun
    from cge.experiments.solve import solve
    from cge.exports.export import Exported, export
    from cge.inputs.gravity import gravity
    from cge.inputs.importing import import_table
    from cge.moments.compare import Comparison, targets
    from cge.moments.schema import Targets
    from cge.policy.schema import Cbam
    from cge.report.figures.views import Figure
    from cge.report.tables.beside import etable
    from cge.report.tables.table import Table
    from cge.results.comparison import Compared, compare
    from cge.results.result import Result, open_result
    from cge.scenarios import Scenario
    from cge.uncertainty.ensemble import Sweep
    from cge.uncertainty.means import at_means
    from cge.uncertainty.schema import Uncertainty
    from cge.uncertainty.sweep import sweep

# Loaded when first used, so that the command line starts fast and `cge doctor` works without IPOPT.
_HOMES = {
    "Backtest": "cge.backtesting.schema",
    "Backtested": "cge.backtesting.outcome",
    "Bundled": "cge.archives.pack",
    "Cbam": "cge.policy.schema",
    "Compared": "cge.results.comparison",
    "Comparison": "cge.moments.compare",
    "Economy": "cge.economy.economy",
    "Exported": "cge.exports.export",
    "Figure": "cge.report.figures.views",
    "Fit": "cge.estimation.estimates",
    "InputError": "calibration.errors",
    "Optimum": "cge.design.optimum",
    "Problem": "cge.design.problem",
    "Result": "cge.results.result",
    "Rerun": "cge.experiments.rerun",
    "Scenario": "cge.scenarios",
    "SolveError": "cge.engine.errors",
    "Sweep": "cge.uncertainty.ensemble",
    "Table": "cge.report.tables.table",
    "Targets": "cge.moments.schema",
    "Uncertainty": "cge.uncertainty.schema",
    "at_means": "cge.uncertainty.means",
    "backtest": "cge.backtesting.run",
    "bundle": "cge.archives.pack",
    "compare": "cge.results.comparison",
    "decompose": "cge.experiments.decomposition",
    "export": "cge.exports.export",
    "etable": "cge.report.tables.beside",
    "fit": "cge.estimation.fit",
    "gravity": "cge.inputs.gravity",
    "import_table": "cge.inputs.importing",
    "leakage_channels": "cge.experiments.leakage_channels",
    "mac": "cge.experiments.marginal_abatement",
    "load": "cge.experiments.load",
    "open_result": "cge.results.result",
    "optimise": "cge.design.optimise",
    "rerun": "cge.experiments.rerun",
    "solve": "cge.experiments.solve",
    "solve_many": "cge.experiments.draws",
    "sweep": "cge.uncertainty.sweep",
    "targets": "cge.moments.compare",
}

# Methods of a result that rooms above it make.
offer("table", "cge.report.tables.views", "table_of")
offer("figure", "cge.report.figures.views", "figure_of")
offer("report", "cge.report.html.page", "report")

__all__ = [
    "Backtest",
    "Backtested",
    "Bundled",
    "Cbam",
    "Compared",
    "Comparison",
    "Economy",
    "Exported",
    "Figure",
    "Fit",
    "InputError",
    "Optimum",
    "Problem",
    "Rerun",
    "Result",
    "Scenario",
    "SolveError",
    "Sweep",
    "Table",
    "Targets",
    "Uncertainty",
    "at_means",
    "backtest",
    "bundle",
    "compare",
    "decompose",
    "etable",
    "export",
    "fit",
    "gravity",
    "import_table",
    "leakage_channels",
    "load",
    "mac",
    "open_result",
    "optimise",
    "rerun",
    "solve",
    "solve_many",
    "sweep",
    "targets",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("cge")
    if name not in _HOMES:
        raise AttributeError(f"module 'cge' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__", *(name for name in globals() if name.startswith("__"))]
