"""What the changes of a scenario are made of: effects on welfare, and subtotals of packages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import isfinite
from operator import add

import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.welfare import EFFECTS, GROUPS

PACKAGE, REGION = "package", "region"
# What a table has in its rows, or else in its columns.
KINDS = ("group", "effect", "package", "sector", "partner")
_OF_A_REGION = ("sector", "partner")
FIRST_ORDER = "first order"
# An effect that is nowhere above this part of the largest change is left out of tables.
_NOTHING = 1e-9
# Million USD below which an equivalent variation is the rounding of the solver.
ROUNDING = 1e-6
# In the file of a result: effects of first order, and solutions on the line.
_FIRST, _STEPS = "first_order_", "steps"


@dataclass(frozen=True)
class Decomposition:
    """Changes of a scenario, taken apart along the straight line of its shocks.

    Attributes
    ----------
    data
        The result, as ``result.data``, with the verdict on all solutions behind the decomposition.
    effects
        Effects on welfare, million USD of equivalent variation, along ``experiment``, ``package``,
        ``region`` and, by effect, ``sector``, ``partner``, ``factor`` or ``agent``; see
        :data:`cge.analysis.welfare.EFFECTS`.
    first_order
        The same, from the derivatives at the benchmark alone.
    moved
        Change of every variable by ``experiment`` and ``package``, as integrated.
    steps
        Solutions between the benchmark and each experiment.
    """

    data: xr.Dataset
    effects: xr.Dataset
    first_order: xr.Dataset
    moved: xr.Dataset
    steps: Mapping[str, int]

    def __repr__(self) -> str:
        experiments = ", ".join(map(str, self.effects[EXPERIMENT].to_numpy()))
        return f"<Decomposition of {self.data.attrs.get('scenario', '')}: {experiments}>"

    @property
    def residual(self) -> xr.DataArray:
        """Equivalent variation that the effects miss (experiment, region), million USD."""
        rest = missed(self.effects, self._equivalent_variation())
        return rest.drop_attrs().assign_attrs(long_name="Residual", units="million USD")

    @property
    def residual_share(self) -> xr.DataArray:
        """Largest residual of an experiment over its largest equivalent variation, both of any
        region.
        """
        share = missed_share(self.effects, self._equivalent_variation())
        return share.drop_attrs().assign_attrs(long_name="Largest residual", units="1")

    def _equivalent_variation(self) -> xr.DataArray:
        found: xr.DataArray = self.data.equivalent_variation.drop_sel({EXPERIMENT: BENCHMARK})
        return found

    @explained
    def table(self, of: str = "group", region: str | None = None) -> xr.Dataset:
        """Effects as a summary that :func:`cge.report.table` prints.

        Parameters
        ----------
        of
            ``group``: groups of effects by region, exact and of first order; ``effect``: every
            effect; ``package``: groups by package; ``sector`` or ``partner``: effects by the good,
            or by the other region of a flow, for each region.
        region
            The only region of a table by sector or partner; all where left out.

        Raises
        ------
        InputError
            For an unknown kind or region.
        """
        self._check(of, region)
        if of in ("group", "effect"):
            found = self._by_effect(of)
        elif of == PACKAGE:
            found = self._by_package()
        else:
            found = self._by_label(of, region)
        said = {"statement": self.statement()}
        return found.assign_attrs(self.data.attrs | said | found.attrs)

    @explained
    def statement(self, experiments: Sequence[str] | None = None) -> str:
        """What the effects are, and the residual of each experiment.

        Parameters
        ----------
        experiments
            Those that are shown; all where left out.
        """
        share = {str(k): float(v) for k, v in self.residual_share.to_series().items()}
        shown = share if experiments is None else [k for k in share if k in experiments]
        said = ", ".join(
            f"{k} {share[k]:.1g} with {self.steps[k]}"
            if isfinite(share[k])
            else f"{k} moves nothing"
            for k in shown
        )
        return (
            "Decomposition of the equivalent variation along the straight line of all shocks; "
            "largest residual over largest effect on a region, with how many solutions on the "
            f"line: {said}"
        )

    def kept(self) -> xr.Dataset:
        """What the file of a result keeps: effects by experiment, package and region, exact and of
        first order, and the verdict; :meth:`of_kept` reads it.
        """
        dims = (EXPERIMENT, PACKAGE, REGION)
        exact, first = (_summed(each, dims) for each in (self.effects, self.first_order))
        attrs = {key: self.data.attrs[key] for key in ("verified", "verdict")}
        steps = json.dumps(dict(self.steps))
        return exact.assign({f"{_FIRST}{n}": a for n, a in first.data_vars.items()}).assign_attrs(
            attrs | {_STEPS: steps}
        )

    @classmethod
    def of_kept(cls, data: xr.Dataset, kept: xr.Dataset) -> Decomposition:
        """The decomposition of a result, as far as its file keeps it.

        Parameters
        ----------
        data
            The result.
        kept
            See :meth:`kept`.
        """
        first = [n for n in map(str, kept.data_vars) if n.startswith(_FIRST)]
        whole = bool(data.attrs.get("verified")) and bool(kept.attrs["verified"])
        said = dict.fromkeys([str(each.attrs.get("verdict") or "") for each in (data, kept)])
        verdict = "; ".join(filter(None, said))
        return cls(
            data=data.sel({EXPERIMENT: [BENCHMARK, *kept[EXPERIMENT].to_numpy()]}).assign_attrs(
                verified=int(whole), verdict=verdict, decomposed=1
            ),
            effects=kept.drop_vars(first).drop_attrs(deep=False),
            first_order=kept[first].rename({n: n.removeprefix(_FIRST) for n in first}),
            moved=xr.Dataset(),
            steps=json.loads(kept.attrs[_STEPS]),
        )

    def _check(self, of: str, region: str | None) -> None:
        regions = [str(r) for r in self.effects[REGION].to_numpy()]
        problems = kind_problems(of)
        if of in _OF_A_REGION and not any(of in a.dims for a in self.effects.data_vars.values()):
            problems.append(
                f"by {of}: the file of a result keeps none; decompose the scenario again"
            )
        if region is not None and region not in regions:
            problems.append(f"no region '{region}'{nearest(region, regions)}")
        elif region is not None and of in KINDS and of not in _OF_A_REGION:
            problems.append(f"region: a table by {of} has all regions; choose sector or partner")
        if problems:
            raise InputError(problems)

    def _by_effect(self, of: str) -> xr.Dataset:
        exact, first = (_by_region(each) for each in (self.effects, self.first_order))
        if of == "group":
            exact, first = _grouped(exact), _grouped(first)
        whole = self._equivalent_variation().assign_attrs(
            long_name="Equivalent variation", units="million USD"
        )
        parts = []
        for found in (exact, first):
            rest = (whole - _total(found)).assign_attrs(long_name="Residual", units="million USD")
            parts.append(xr.Dataset({"equivalent_variation": whole, **found, "residual": rest}))
        labels = [f"{e}: {FIRST_ORDER}" for e in whole[EXPERIMENT].to_numpy()]
        parts[1] = parts[1].assign_coords({EXPERIMENT: labels})
        return _without_nothing(xr.concat(parts, EXPERIMENT, combine_attrs="override"))

    def _by_package(self) -> xr.Dataset:
        found = _grouped(_summed(self.effects, (EXPERIMENT, PACKAGE, REGION)))
        return _without_nothing(_panels(_with_total(found), PACKAGE))

    def _by_label(self, of: str, region: str | None) -> xr.Dataset:
        chosen = {n: a for n, a in self.effects.data_vars.items() if of in a.dims}
        found = _summed(xr.Dataset(chosen), (EXPERIMENT, REGION, of))
        if region is not None:
            found = found.sel({REGION: [region]})
        found = _panels(_with_total(found), REGION).rename({of: REGION})
        return _without_nothing(found).assign_attrs(rows=of)

    @explained
    def subtotals(self, variable: str) -> xr.DataArray:
        """Change of a variable by package (Harrison, Horridge and Pearson 2000).

        Parameters
        ----------
        variable
            Any variable, such as ``output`` or ``price_factor``.

        Returns
        -------
        xarray.DataArray
            Dims ``experiment``, ``package`` and those of the variable. The last label of
            ``package`` is ``residual``, with which they add up to the change. They hold for the
            straight line on which all shocks move together; on another path packages share their
            interaction otherwise.

        Raises
        ------
        InputError
            For an unknown variable.
        """
        known = [str(n) for n in self.moved.data_vars]
        if variable not in known:
            raise InputError(f"no variable '{variable}'{nearest(variable, known)}")
        by_package = self.moved[variable]
        level = self.data[variable]
        start = level.sel({EXPERIMENT: BENCHMARK}, drop=True)
        change = level.drop_sel({EXPERIMENT: BENCHMARK}) - start
        rest = (change - by_package.sum(PACKAGE)).expand_dims({PACKAGE: ["residual"]})
        found = xr.concat([by_package, rest], PACKAGE).assign_attrs(level.attrs)
        return found.transpose(EXPERIMENT, PACKAGE, *start.dims)


def kind_problems(of: str) -> list[str]:
    """What is wrong with the kind of a table."""
    return [] if of in KINDS else [f"no decomposition by '{of}'{nearest(of, KINDS)}"]


def _summed(found: xr.Dataset, dims: tuple[str, ...]) -> xr.Dataset:
    """Effects over these dims, summed over all others, in the order of their list."""
    named = [e.name for e in EFFECTS if e.name in found]
    summed = {}
    for name in named:
        array = found[name]
        rest = [d for d in array.dims if d not in dims]
        total = array.sum(rest, keep_attrs=True)
        summed[name] = total.transpose(*dims, missing_dims="ignore")
    return xr.Dataset(summed)


def missed(effects: xr.Dataset, whole: xr.DataArray) -> xr.DataArray:
    """What effects miss of the whole equivalent variation, by region and whatever it runs along."""
    return whole - _total(_by_region(effects))


def missed_share(effects: xr.Dataset, whole: xr.DataArray) -> xr.DataArray:
    """The largest that effects miss in any region over the largest whole; none of nothing."""
    largest = abs(whole).max(REGION)
    return abs(missed(effects, whole)).max(REGION) / largest.where(largest > ROUNDING)


def _by_region(found: xr.Dataset) -> xr.Dataset:
    return _summed(found, (EXPERIMENT, REGION))


def _total(found: xr.Dataset) -> xr.DataArray:
    return reduce(add, found.data_vars.values())


def _grouped(found: xr.Dataset) -> xr.Dataset:
    """Sums of effects by group."""
    groups = {}
    for group, title in GROUPS.items():
        members = [found[e.name] for e in EFFECTS if e.group == group and e.name in found]
        if members:
            about = {"long_name": title, "units": "million USD"}
            groups[group] = reduce(add, members).assign_attrs(about)
    return xr.Dataset(groups)


def _with_total(found: xr.Dataset) -> xr.Dataset:
    about = {"long_name": "Sum of effects", "units": "million USD"}
    return xr.Dataset({"total": _total(found).assign_attrs(about), **found})


def _panels(found: xr.Dataset, dim: str) -> xr.Dataset:
    """Experiments and the labels of another dim, as the experiments of a table."""
    labels = [f"{e}: {p}" for e in found[EXPERIMENT].to_numpy() for p in found[dim].to_numpy()]
    stacked = found.stack(panel=(EXPERIMENT, dim)).drop_vars(["panel", EXPERIMENT, dim])
    renamed = stacked.rename(panel=EXPERIMENT).assign_coords({EXPERIMENT: labels})
    rows = [d for d in renamed.dims if d != EXPERIMENT]
    return renamed.transpose(EXPERIMENT, *rows)


def _without_nothing(found: xr.Dataset) -> xr.Dataset:
    """Without effects that are zero everywhere; what they are the parts of stands first."""
    largest = max(float(abs(a).max()) for a in found.data_vars.values())
    whole, *effects = found.data_vars
    kept = [
        n for n in effects if n == "residual" or float(abs(found[n]).max()) > _NOTHING * largest
    ]
    return found[[whole, *kept]]
