"""The result of a scenario: every variable of every experiment, and what was verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

import cge.results.accessor  # noqa: F401, registers data.cge
from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.card import Card, Carded
from cge.analysis.statistics import BENCHMARK, summarise
from cge.inputs.arguments import must_be
from cge.results.assemble import CARRIED
from cge.results.card import result_card
from cge.results.files import read_result, write_result
from cge.results.inputs import DIGEST
from cge.results.intervals import LEVEL, Intervals
from cge.results.sensitivity import Selection, Solved, derivatives
from cge.symbols.registry import entries

if TYPE_CHECKING:
    from pandas import DataFrame

    from calibration.groups import Groups
    from cge.analysis.stats.access import Statistics
    from cge.analysis.stats.cells import By, Where
    from cge.economy.economy import Economy
    from cge.economy.kept import Known
    from cge.engine.system import System, Values
    from cge.inputs.selector import NamedGroups
    from cge.results.decomposition import Decomposition
    from cge.results.explanation import Explanation
    from cge.results.recheck import Recheck
    from cge.results.views import FigureView, TableView


class Result(Carded):
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
    effects
        Effects on welfare, if the scenario was decomposed; see :attr:`decomposition`.
    """

    def __init__(
        self,
        data: xr.Dataset,
        solved: Solved | None = None,
        contributions: xr.Dataset | None = None,
        benchmark: xr.Dataset | None = None,
        effects: xr.Dataset | None = None,
    ) -> None:
        self._solved = solved
        self.benchmark = benchmark
        if benchmark is None and solved is not None:
            self.benchmark = solved.economy.benchmark
        self.contributions = contributions
        self._effects = effects
        self._checked = {str(n): data.variables[n].to_numpy() for n in data.data_vars}
        self.data = data.copy(data=self._checked)
        for array in self._checked.values():
            array.flags.writeable = False  # what was checked stays what it was

    def _card(self) -> Card:
        from_file = self._solved is None
        return result_card(self.data, self.summary, self.verified, self.status, from_file)

    def __getstate__(self) -> dict[str, Any]:
        """What is known of the data is found again faster than it is read."""
        return {name: value for name, value in self.__dict__.items() if name != "_known"}

    @cached_property
    def _known(self) -> Known:
        """What follows from the data, for the next question."""
        from cge.economy.kept import Known

        return Known()

    @property
    def experiments(self) -> list[str]:
        """Labels of the experiments, without the benchmark."""
        return [str(k) for k in self.data.experiment.to_numpy()[1:]]

    @property
    def verified(self) -> bool:
        """All independent checks held at the solution, and a file has not changed since."""
        return bool(self.data.attrs.get("verified", 0)) and not self._changed()

    @property
    def verdict(self) -> str:
        """The failed checks by experiment, or the fault of the file; empty when all hold."""
        said = str(self.data.attrs.get("verdict", ""))
        changed = [f"'{name}' was changed after it was checked" for name in self._changed()]
        return "; ".join(filter(None, (*changed, said)))

    def _changed(self) -> list[str]:
        """Variables that somebody replaced since the checks."""
        return [
            name
            for name, array in self._checked.items()
            if name not in self.data or self.data.variables[name].to_numpy() is not array
        ]

    def _told(self) -> xr.Dataset:
        """The data, with the verdict as it is now among their attributes."""
        if not self._changed():
            return self.data
        return self.data.assign_attrs(verified=0, verdict=self.verdict)

    @property
    def status(self) -> str:
        """Verdict in a few words."""
        return "verified" if self.verified else f"NOT VERIFIED: {self.verdict}"

    @explained
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

    @property
    def decomposition(self) -> Decomposition | None:
        """What the welfare effects are made of, if the scenario was solved with ``decompose``.

        It has groups, effects and packages; goods and partners, and subtotals of other variables,
        only :func:`cge.decompose` has.
        """
        from cge.results.decomposition import Decomposition

        return None if self._effects is None else Decomposition.of_kept(self._told(), self._effects)

    @explained
    def with_decomposition(self, found: Decomposition) -> Result:
        """The same result, with what its welfare effects are made of, for tables and its file.

        Parameters
        ----------
        found
            From :func:`cge.decompose`, of the same economy and scenario.

        Raises
        ------
        InputError
            It is of other inputs.
        """
        from cge.results.decomposition import Decomposition

        must_be(found, Decomposition, "found", "a decomposition, as cge.decompose returns it")
        if found.data.attrs.get(DIGEST) != self.data.attrs.get(DIGEST):
            raise InputError("found: a decomposition of other data, closure or scenario")
        return Result(self._told(), self._solved, self.contributions, self.benchmark, found.kept())

    @cached_property
    def _summary(self) -> xr.Dataset:
        return summarise(self.data)

    @explained
    def summary(self, also: Iterable[str] = ()) -> xr.Dataset:
        """Changes from the benchmark by experiment and region; see
        :func:`cge.analysis.statistics.summarise`.

        Parameters
        ----------
        also
            Further columns: ``real_gdp_national_accounts_percent``,
            ``import_volume_national_accounts_percent`` and
            ``terms_of_trade_national_accounts_percent`` count imports as they arrive.

        Raises
        ------
        InputError
            For other names in ``also``.
        """
        told = self._told()
        return summarise(told, also) if also or told is not self.data else self._summary

    @explained
    def interval(self, statistic: str, sweep: Intervals, level: float = LEVEL) -> xr.Dataset:
        """The interval of a statistic of this result, from a sweep of the same experiments.

        Parameters
        ----------
        statistic
            A column of the summary, such as ``equivalent_variation``.
        sweep
            What :func:`cge.sweep` found for the same data, closure and scenario.
        level
            Probability, between 0 and 1.

        Returns
        -------
        xarray.Dataset
            ``central`` (the value of this result), ``mean``, ``low`` and ``high`` by experiment and
            region; see :meth:`cge.Sweep.interval`.

        Raises
        ------
        InputError
            When no case of the sweep is of these inputs, or the statistic is unknown.
        """
        must_be(sweep, Intervals, "sweep", "a sweep, as cge.sweep returns it")
        return sweep.around(str(self.data.attrs.get(DIGEST, "")), statistic, level)

    @explained
    def to_dataframe(
        self,
        of: str | Sequence[str] | None = None,
        by: By = None,
        where: Where = None,
        compare: str = BENCHMARK,
    ) -> DataFrame:
        """Numbers of this result as a tidy table: a row for each number, with its unit.

        Parameters
        ----------
        of
            Names of statistics or variables; a name of both means the statistic, and
            ``data.cge.to_dataframe`` gives the variable. The columns of the summary where left out.
        by, where, compare
            As in :attr:`stats`; variables are given cell by cell, without ``by``.

        Returns
        -------
        pandas.DataFrame
            Columns ``name``, ``experiment``, a column for each other dim, ``measure``, ``value``
            and ``unit``. Measures are ``benchmark`` (the level in what is compared with),
            ``counterfactual``, ``change`` and ``percent``; of the summary, ``change`` alone. Its
            ``attrs`` tell scenario, data, closure and verdict.

        Raises
        ------
        InputError
            Listing every name that means nothing here.
        """
        from cge.results.frames import frame_of, summary_frame

        if of is None:
            if by is not None or where is not None or compare != BENCHMARK:
                raise InputError("by, where and compare go with the names of statistics; give 'of'")
            return summary_frame(self._told(), self.summary())
        names = [of] if isinstance(of, str) else of
        return frame_of(self._told(), self.stats, self.named_groups, names, by, where, compare)

    @property
    def stats(self) -> Statistics:
        """Statistics by name, each by dims and groups of your choice: levels in the benchmark and
        in every experiment, and changes; ``cge list statistics`` and docs/statistics.md list them.

        ``result.stats.exports(by="sector", where={"partner": {"not": "EU27"}}, compare="cbam")``
        """
        from cge.analysis.stats.access import Statistics

        return Statistics(self._told(), lambda: self.named_groups, self._known)

    @cached_property
    def named_groups(self) -> NamedGroups:
        """Groups of regions and sectors that selections may name."""
        from cge.inputs.selector import NamedGroups

        return NamedGroups(self._groups, self.data if self.benchmark is None else self.benchmark)

    @cached_property
    def _groups(self) -> Groups:
        """Groups of the economy; the shipped ones for a result read from a file."""
        from cge.inputs.groups import shipped_groups

        known = None if self._solved is None else self._solved.economy.groups
        return known or shipped_groups()

    @explained
    def compare(
        self,
        columns: Mapping[str, str | Result | tuple[Result, str]],
        of: str | None = None,
        by: By = None,
        where: Where = None,
    ) -> xr.Dataset:
        """Experiments of this result and of others in the columns of one table.

        Parameters
        ----------
        columns
            Name of a column -> an experiment of this result, another result, or a pair of a result
            and an experiment of it.
        of
            Name of a statistic; the columns of the summary where left out.
        by, where
            As in ``result.stats``.

        Returns
        -------
        xarray.Dataset
            Along ``experiment``, which has the names of the columns; every column is compared with
            the benchmark of its own result.

        Raises
        ------
        InputError
            Listing every column that names no result or experiment, and every column whose labels
            are not those of the first one.
        """
        from cge.analysis.stats.evaluate import statistic_of
        from cge.results.side_by_side import side_by_side

        if of is None:
            return side_by_side(self, columns, lambda result: result.summary())
        name = statistic_of(of).name
        return side_by_side(
            self, columns, lambda result: getattr(result.stats, name)(by=by, where=where)
        )

    def border_adjustment(self) -> xr.Dataset:
        """Charges at the border, their receipts, and who bears them; see
        :func:`cge.analysis.border_adjustment.border_adjustment`.

        Raises
        ------
        InputError
            When no experiment charges anything at a border.
        """
        from cge.analysis.border_adjustment import border_adjustment

        table = border_adjustment(self._told())
        if not table.sizes["experiment"]:
            raise InputError("no experiment of this result has a charge at a border")
        return table

    @property
    def has_border_adjustment(self) -> bool:
        """Whether an experiment charges, or covers, a flow at a border."""
        from cge.analysis.border_adjustment import adjusts_somewhere

        return adjusts_somewhere(self.data)

    @explained
    def table(
        self,
        name: str,
        experiment: str | Sequence[str] | None = None,
        region: str | Sequence[str] | None = None,
        sector: str | Sequence[str] | None = None,
        columns: str | Sequence[str] | None = None,
        digits: int | None = None,
        drop_zero: bool = False,
        transpose: bool = False,
        caption: str = "",
        label: str = "",
        sweep: Intervals | None = None,
        level: float = LEVEL,
    ) -> TableView:
        r"""A ready table: ``result.table("welfare").save("welfare.tex")``; see docs/tables.md.

        Parameters
        ----------
        name
            Of a table: ``macro``, ``welfare``, ``bilateral`` and so on; ``cge list tables``.
        experiment, region, sector
            Labels and, of regions and sectors, groups, that are shown; all where left out.
        columns
            Keys or headings of columns, in order; all where left out.
        digits
            Digits after the point, in every column.
        drop_zero
            Leave out rows and columns of zeros.
        transpose
            Rows and columns change places.
        caption, label
            In LaTeX: instead of the title, and for ``\ref``.
        sweep, level
            What :func:`cge.sweep` found for the same inputs, and the probability of the intervals
            that columns of the summary then have.

        Returns
        -------
        Table
            With ``written`` (text, Markdown, LaTeX, HTML, CSV), ``save`` (these and a workbook, by
            the ending) and ``to_frame``.

        Raises
        ------
        InputError
            For unknown names and labels, and a table that this result has no content for.
        """
        from cge.results.views import maker

        return maker("table")(
            self,
            name,
            experiment=experiment,
            region=region,
            sector=sector,
            columns=columns,
            digits=digits,
            drop_zero=drop_zero,
            transpose=transpose,
            caption=caption,
            label=label,
            sweep=sweep,
            level=level,
        )

    @explained
    def figure(
        self,
        name: str,
        experiment: str | None = None,
        region: str | None = None,
        sector: str | None = None,
        statistic: str | None = None,
        by: str | None = None,
        sweep: Intervals | None = None,
        level: float = LEVEL,
        dark: bool = False,
    ) -> FigureView:
        """A figure: ``result.figure("map").save("map.pdf")``; see docs/figures.md.

        Parameters
        ----------
        name
            Of a figure: ``welfare``, ``trade_flows``, ``map`` and so on; ``cge list figures``.
        experiment
            The only one that is shown; all where left out, or the last where one is shown alone.
        region, sector, statistic
            A label and a name, in figures that have a choice of them.
        by
            What ``welfare`` and ``waterfall`` take a change apart into, ``effects`` or
            ``packages``; what the result has where left out.
        sweep, level
            What :func:`cge.sweep` found for the same inputs, and the probability of the intervals
            in ``intervals``.
        dark
            Whether it is for dark paper.

        Returns
        -------
        Figure
            With ``save`` (PDF, SVG and PNG, by the ending), ``draw`` (a figure of Matplotlib) and
            ``to_dict`` (numbers and words).

        Raises
        ------
        InputError
            For unknown names and labels, choices that the figure does not have, and a figure that
            this result has no content for.
        """
        from cge.results.views import maker

        return maker("figure")(
            self,
            name,
            experiment=experiment,
            region=region,
            sector=sector,
            statistic=statistic,
            by=by,
            sweep=sweep,
            level=level,
            dark=dark,
        )

    @explained
    def jacobian(
        self,
        of: str,
        wrt: str,
        experiment: str | None = None,
        where: Selection | None = None,
        at: Selection | None = None,
    ) -> xr.DataArray:
        """Exact derivative of a variable by an exogenous parameter, without solving again.

        A few elements of the variable by many of the parameter cost little more than one solution,
        and so do many by a few.

        Parameters
        ----------
        of, wrt
            Names of a variable and of a parameter, as ``cge list parameters`` has them.
        experiment
            Where it is taken; the last experiment when omitted.
        where
            Labels of the parameter by dimension, such as ``{"destination": "USA"}``.
        at
            Labels of the variable, such as ``{"region": "USA"}``.

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
        return derivatives(self._solved, of, wrt, experiment or self.experiments[-1], where, at)

    @explained
    def values(self, experiment: str) -> Values:
        """A solution as the engine's arrays, raveled, parameters included.

        Raises
        ------
        InputError
            For an unknown experiment, and for a result read from a file.
        """
        if self._solved is None:
            raise InputError("a result read from a file has no solution; solve it again")
        known = self._solved.values  # noqa: PD011, solutions by experiment
        if experiment not in known:
            raise InputError(f"no experiment '{experiment}'{nearest(experiment, known)}")
        return known[experiment]

    @explained
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

    @explained
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
        from cge.analysis.trade_statistics import OF_DATA, indicators, shipped_population

        levels = {"benchmark": self._given()}
        if of not in OF_DATA:
            levels |= {label: self.as_benchmark(label) for label in self.experiments}
        return indicators(levels, of, self._groups, shipped_population(levels["benchmark"]))

    @explained
    def leakage(
        self,
        home: str | Sequence[str] | Mapping[str, Any] | None = None,
        against: str = "benchmark",
    ) -> xr.Dataset:
        """Changes of emissions by region and channel, and leakage rates.

        Parameters
        ----------
        home
            Regions whose emissions a policy cuts, as a shock names them (labels, patterns, groups,
            ``{"not": ...}``); those that price carbon anew where left out.
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
        from cge.analysis.leakage import against_problems, leakage
        from cge.inputs.selector import meant

        labels = [str(label) for label in self.data["region"].to_numpy()]
        regions, problems = (
            (None, []) if home is None else meant(home, "region", labels, self.named_groups)
        )
        if problems:
            found = [f"home: {p}" for p in problems] + against_problems(self.data, against)
            raise InputError(found)
        return leakage(self._told(), regions, against)

    @explained
    def why(
        self, variable: str, experiment: str | None = None, steps: int = 12, **where: str
    ) -> Explanation:
        """Explain why one element of a variable differs from the benchmark.

        The equation that determines it, what each of its terms contributes to the change (they
        add up, whatever the shock), its parameters and their sources, what to look at next, and a
        chain down to a shock.

        Parameters
        ----------
        variable
            Name of a variable, as in :attr:`data`.
        experiment
            Which one; the last experiment when omitted.
        steps
            Longest chain.
        where
            Label along each dimension, such as ``sector="HIT", region="USA"``.

        Returns
        -------
        Explanation
            Prints as text; ``table``, ``parameters``, ``next`` and ``chain`` hold its parts.

        Raises
        ------
        InputError
            Listing every unknown name, dimension and label, and every dimension left out; for a
            file of an older version, without benchmark data.

        Examples
        --------
        >>> found = result.why("trade", sector="HIT", origin="CHN", destination="USA")
        >>> result.why(**found.next[0])
        """
        from cge.results.why import why

        economy, system = self._compiled
        label = experiment or self.experiments[-1]
        return why(economy, system, self.data, self._known, variable, where, label, steps)

    @cached_property
    def _compiled(self) -> tuple[Economy, System]:
        """The economy of the solution, or the one that the file holds, with its equations."""
        from cge.engine.system import System
        from cge.results.inputs import economy_again

        if self._solved is not None:
            return self._solved.economy, self._solved.economy.model.system
        economy = economy_again(self.data, self.benchmark)
        return economy, System(economy.pyomo_model())

    @explained
    def to_netcdf(self, path: str | Path) -> Path:
        """Write the result, whole or not at all.

        Returns
        -------
        pathlib.Path
            The file.
        """
        return write_result(path, self._told(), self.benchmark, self.contributions, self._effects)

    @explained
    def report(
        self, path: str | Path, sweep: Intervals | None = None, level: float = LEVEL
    ) -> Path:
        """Write one HTML page on the result, which stands by itself; see docs/report.md.

        Parameters
        ----------
        path
            The file to write, whole or not at all; its name ends in ``.html`` or ``.htm``.
        sweep, level
            What :func:`cge.sweep` found for the same inputs, and the probability of the intervals
            that columns of the summary then have.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        InputError
            The sweep is of other inputs, the level is no probability; the file cannot be written.
        """
        from cge.results.views import maker

        page: Path = maker("report")(self, path, sweep, level)
        return page


@explained
def open_result(path: str | Path) -> Result:
    """Read a result that :meth:`Result.to_netcdf` wrote.

    Raises
    ------
    InputError
        When the file is missing or is not a result.
    """
    stored = read_result(path)
    return Result(stored.data, None, stored.contributions, stored.benchmark, stored.effects)
