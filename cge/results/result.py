"""The result of a scenario: every variable of every experiment, and what was verified."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.printable import printable
from cge.analysis.statistics import summarise
from cge.results.assemble import CARRIED
from cge.results.files import read_result, write_result
from cge.results.sensitivity import Selection, Solved, derivatives
from cge.symbols.registry import entries

if TYPE_CHECKING:
    from cge.engine.system import Values
    from cge.results.recheck import Recheck


class Result:
    """Solutions of the experiments of a scenario against the benchmark.

    Parameters
    ----------
    data
        Variables and parameters, most along ``experiment`` with ``benchmark`` first; attributes
        say title, data, closure, numeraire, versions and verdict.
    solved
        The solutions, for derivatives; a result read from a file has none.
    contributions
        Contributions of each package to every statistic of experiments with several, if
        requested; see :func:`cge.experiments.contributions.contributions`.
    benchmark
        The data that the economy was calibrated to; those of ``solved`` where left out.
    """

    def __init__(
        self,
        data: xr.Dataset,
        solved: Solved | None = None,
        contributions: xr.Dataset | None = None,
        benchmark: xr.Dataset | None = None,
    ) -> None:
        self.data = data
        self._solved = solved
        self.benchmark = benchmark
        if benchmark is None and solved is not None:
            self.benchmark = solved.economy.benchmark
        self.contributions = contributions

    def __repr__(self) -> str:
        experiments = ", ".join(self.experiments)
        name = self.data.attrs.get("scenario", "")
        return printable(f"<Result {name}: {experiments}; {self.status}>")

    @property
    def experiments(self) -> list[str]:
        """Labels of the experiments, without the benchmark."""
        return [str(k) for k in self.data.experiment.to_numpy()[1:]]

    @property
    def verified(self) -> bool:
        """All independent checks held at the solution, and a file has not changed since."""
        return bool(self.data.attrs.get("verified", 0))

    @property
    def verdict(self) -> str:
        """The failed checks by experiment, or the fault of the file; empty when all hold."""
        return str(self.data.attrs.get("verdict", ""))

    @property
    def status(self) -> str:
        """Verdict in a few words."""
        return "verified" if self.verified else f"NOT VERIFIED: {self.verdict}"

    def verify(self) -> Recheck:
        """Check the result again, from its own contents or those of its file.

        The benchmark is calibrated and compiled again under the stored closure, and every
        experiment is checked against it. A file of numbers that somebody changed fails also when
        its digest was computed anew. The scenario is applied again, so that a solution of other
        shocks fails.

        Returns
        -------
        Recheck
            True where everything holds; ``table`` has every check, ``verdict`` says what fails.

        Raises
        ------
        InputError
            When an older version wrote the file, without what the checks need.
        """
        from cge.results.recheck import recheck

        return recheck(self.data, self.benchmark)

    @cached_property
    def _summary(self) -> xr.Dataset:
        return summarise(self.data)

    def summary(self) -> xr.Dataset:
        """Changes from the benchmark by experiment and region; see
        :func:`cge.analysis.statistics.summarise`.
        """
        return self._summary

    def border_adjustment(self) -> xr.Dataset:
        """Charges at the border, their receipts, and who bears them; see
        :func:`cge.analysis.border_adjustment.border_adjustment`.

        Raises
        ------
        InputError
            When no experiment charges anything at a border.
        """
        from cge.analysis.border_adjustment import border_adjustment

        table = border_adjustment(self.data)
        if not table.sizes["experiment"]:
            raise InputError("no experiment of this result has a charge at a border")
        return table

    @property
    def has_border_adjustment(self) -> bool:
        """Whether an experiment charges, or covers, a flow at a border."""
        from cge.analysis.border_adjustment import border_adjustment

        return border_adjustment(self.data).sizes["experiment"] > 0

    def jacobian(
        self, of: str, wrt: str, experiment: str | None = None, where: Selection | None = None
    ) -> xr.DataArray:
        """Exact derivative of a variable by an exogenous parameter, without solving again.

        Parameters
        ----------
        of, wrt
            Names of a variable and of a parameter, as ``cge list parameters`` has them.
        experiment
            Where it is taken; the last experiment when omitted.
        where
            Labels of the parameter by dimension, such as ``{"destination": "USA"}``.

        Returns
        -------
        xarray.DataArray
            See :func:`cge.results.sensitivity.derivatives`.

        Raises
        ------
        InputError
            For unknown names and labels, and for a result read from a file.
        """
        if self._solved is None:
            raise InputError("a result read from a file has no derivatives; solve it again")
        return derivatives(self._solved, of, wrt, experiment or self.experiments[-1], where)

    def values(self, experiment: str) -> Values:
        """A solution as the engine's arrays, raveled, parameters included.

        Raises
        ------
        InputError
            For an unknown experiment, and for a result read from a file.
        """
        if self._solved is None:
            raise InputError("a result read from a file has no solution; solve it again")
        if experiment not in self._solved.values:
            raise InputError(
                f"no experiment '{experiment}'{nearest(experiment, self._solved.values)}"
            )
        return self._solved.values[experiment]

    def as_benchmark(self, experiment: str | None = None) -> xr.Dataset:
        """A solution as benchmark data, for statistics or as the start of another scenario.

        Parameters
        ----------
        experiment
            Which solution; the last experiment when omitted.

        Returns
        -------
        xarray.Dataset
            See :func:`cge.results.rebase.as_benchmark`.

        Raises
        ------
        InputError
            For an unknown experiment, and for a file of an older version, without benchmark data.
        """
        from cge.results.rebase import as_benchmark

        label = experiment or self.experiments[-1]
        known = ["benchmark", *self.experiments]
        if label not in known:
            raise InputError(f"no experiment '{label}'{nearest(label, known)}")
        return as_benchmark(self.data.sel(experiment=label, drop=True), self._given())

    def _given(self) -> xr.Dataset:
        if self.benchmark is None:
            raise InputError("this result has no benchmark data; solve it again")
        needed = [e.name for e in entries((), *CARRIED)]
        missing = [name for name in needed if name not in self.data]
        if missing:
            raise InputError(
                f"this result was written by another version of cge: it has no "
                f"{', '.join(missing)}; solve it again"
            )
        return self.benchmark

    def indicators(self, of: str) -> xr.Dataset:
        """Indicators of the benchmark and of every experiment.

        Parameters
        ----------
        of
            ``emissions``, ``emission-sources`` (of the benchmark alone), ``value-chains``,
            ``trade``, ``advantage`` or ``inequality``.

        Returns
        -------
        xarray.Dataset
            See :func:`cge.analysis.trade_statistics.indicators`; one label of ``experiment`` each.

        Raises
        ------
        InputError
            For an unknown kind, and for a file of an older version, without benchmark data.
        """
        from calibration.groups import read_groups
        from cge.analysis.trade_statistics import OF_DATA, indicators, shipped_population
        from cge.inputs.find import data_directory

        levels = {"benchmark": self._given()}
        if of not in OF_DATA:
            levels |= {label: self.as_benchmark(label) for label in self.experiments}
        groups = None if self._solved is None else self._solved.economy.groups
        known = groups or read_groups(data_directory() / "groups.yaml")
        return indicators(levels, of, known, shipped_population(levels["benchmark"]))

    def leakage(self, home: Sequence[str] | None = None, against: str = "benchmark") -> xr.Dataset:
        """Changes of emissions by region and channel, and leakage rates.

        Parameters
        ----------
        home
            Regions whose emissions a policy cuts; those that price carbon anew where left out.
        against
            The experiment that the others are compared with.

        Returns
        -------
        xarray.Dataset
            See :func:`cge.analysis.leakage.leakage`.

        Raises
        ------
        InputError
            For unknown labels, and where no region is at home or none abroad.
        """
        from cge.analysis.leakage import leakage

        return leakage(self.data, home, against)

    def to_netcdf(self, path: str | Path) -> Path:
        """Write the result, whole or not at all.

        Returns
        -------
        pathlib.Path
            The file.
        """
        return write_result(path, self.data, self.benchmark)


def open_result(path: str | Path) -> Result:
    """Read a result that :meth:`Result.to_netcdf` wrote.

    Raises
    ------
    InputError
        When the file is missing or is not a result.
    """
    data, benchmark = read_result(path)
    return Result(data, benchmark=benchmark)
