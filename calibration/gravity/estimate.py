"""Gravity equations of the sectors of a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.gravity import poisson
from calibration.gravity.covariates import BORDER, DEFAULT, DISTANCE, TARIFF, Known, few
from calibration.gravity.regression import ENGINES, OWN
from calibration.gravity.result import Gravity
from calibration.naming import NamedGroups, meaning, no_groups

Array = np.ndarray
Mask = np.ndarray

_PAIR = ("origin", "destination")
_REST, _SUM = "ROW", "sum"
_CONSTRUCTED = 0.5


@dataclass(frozen=True)
class Design:
    """How flows are regressed.

    Attributes
    ----------
    domestic
        Whether sales at home are among the flows.
    without
        Economies that are left out.
    cluster
        One of `poisson.CLUSTERS`.
    engine
        One of `regression.ENGINES`.
    summed
        Whether the sectors are one, whose flows are the sums of theirs.
    constructed
        Whether flows may be used whose split by pair was constructed.
    """

    domestic: bool = True
    without: Sequence[str] | None = None
    cluster: str = poisson.PAIR
    engine: str = OWN
    summed: bool = False
    constructed: bool = False

    def problems(self, labels: Sequence[str]) -> list[str]:
        """What is wrong with it, for data with these economies."""
        found = []
        for what, given, known in (
            ("cluster", self.cluster, poisson.CLUSTERS),
            ("engine", self.engine, ENGINES),
        ):
            if given not in known:
                found.append(f"{what}: '{given}' is unknown{nearest(given, known)}")
        if isinstance(self.without, str):
            return [*found, f"without: a list of labels, not '{self.without}'"]
        unknown = [label for label in self.without or () if label not in labels]
        found += [f"without: no economy '{one}'{nearest(one, labels)}" for one in unknown]
        if len(self.kept(labels)) < 3:
            found.append("without: fewer than three economies are left")
        return found

    def kept(self, labels: Sequence[str]) -> list[str]:
        """Economies that are not left out; by default all but a rest of the world."""
        out = (_REST,) if self.without is None else self.without
        return [label for label in labels if label not in out]


@explained
def estimate(
    known: Known,
    sectors: Sequence[str] | None = None,
    covariates: Sequence[str] | None = None,
    design: Design | None = None,
) -> Gravity:
    """Estimate gravity equations by Poisson pseudo-maximum likelihood, sector by sector.

    Parameters
    ----------
    known
        The benchmark, and where covariates come from.
    sectors
        Labels or groups; None are all whose flows by pair are observed.
    covariates
        Names; see `covariates.MEANINGS`. None are distance, border and tariff, as far as these
        differ in the sector.
    design
        The rest of the choices.

    Raises
    ------
    InputError
        For names that the data do not know, for sectors whose flows by pair are constructed, and
        for covariates that the effects of exporters and importers explain.
    """
    design = design or Design()
    dataset = known.dataset
    everyone = [str(label) for label in dataset["region"].to_numpy()]
    problems = design.problems(everyone)
    chosen, wrong = _sectors(known, sectors, design)
    if problems + wrong:
        raise InputError(problems + wrong)
    arrays = known.arrays(_names(known, covariates, design))
    kept = {dim: design.kept(everyone) for dim in _PAIR}
    parts = [tuple(chosen)] if design.summed else [(one,) for one in chosen]
    labels = [_SUM] if design.summed and len(chosen) > 1 else list(chosen)
    found, faults = [], []
    for label, members in zip(labels, parts, strict=True):
        try:
            flows = _flows(dataset, members, kept)
            found.append(_regress(label, flows, arrays, covariates, design))
        except InputError as error:
            faults += [f"sector {label}: {problem}" for problem in error.problems]
        except np.linalg.LinAlgError:
            faults.append(f"sector {label}: these covariates cannot be told apart in it")
    if faults:
        raise InputError(faults)
    data = xr.concat(found, "sector", join="outer", data_vars="all", coords="minimal")
    # An outer join sorts labels where sectors have different economies: back to their order.
    data = data.reindex({dim: [x for x in kept[dim] if x in data[dim]] for dim in _PAIR})
    order = [name for name in _order(covariates, arrays) if name in data["covariate"].to_numpy()]
    return Gravity(data.sel(covariate=order).assign_attrs(_about(known, chosen, design)))


def _names(known: Known, covariates: Sequence[str] | None, design: Design) -> list[str]:
    """Names of the covariates that are asked for, or that there are."""
    if covariates is not None:
        if isinstance(covariates, str) or not covariates:
            raise InputError("covariates: a list of names with one at least")
        twice = sorted({name for name in covariates if list(covariates).count(name) > 1})
        if twice:
            raise InputError(f"covariates: named twice: {few(twice)}")
        return list(covariates)
    same = known.distances is None and np.ptp(known.dataset["distance"].to_numpy()) == 0
    return [
        name
        for name in (*DEFAULT, *known.own)
        if not (name == DISTANCE and same) and not (name == BORDER and not design.domestic)
    ]


def _order(covariates: Sequence[str] | None, arrays: dict[str, xr.DataArray]) -> list[str]:
    """Covariates as they are asked for; by default the tariff follows distance and border."""
    if covariates is not None:
        return list(covariates)
    return [
        *(n for n in DEFAULT if n in arrays or n == TARIFF),
        *(n for n in arrays if n not in DEFAULT),
    ]


def _sectors(
    known: Known, sectors: Sequence[str] | None, design: Design
) -> tuple[list[str], list[str]]:
    """Labels of the sectors, and what is wrong with them."""
    dataset = known.dataset
    labels = [str(label) for label in dataset["sector"].to_numpy()]
    part = constructed(dataset)
    if sectors is None:
        allowed = [s for s in labels if design.constructed or part[s] <= _CONSTRUCTED]
        return [s for s in allowed if _abroad(dataset).sel(sector=s).any()], []
    if isinstance(sectors, str) or not sectors:
        return [], ["sectors: a list of names with one at least"]
    groups = no_groups if known.groups is None else NamedGroups(known.groups, dataset)
    chosen: list[str] = []
    problems: list[str] = []
    for name in sectors:
        found, wrong = meaning(str(name), "sector", labels, groups)
        chosen += [label for label in found if label not in chosen]
        problems += [f"sectors: {wrong}"] if wrong else []
    for label in chosen:
        if part[label] > _CONSTRUCTED and not design.constructed:
            problems.append(
                f"sector {label}: {part[label]:.0%} of foreign sales were split by pair from "
                "distances, sizes or another year, so that an estimate would find that rule again "
                "(docs/gravity.md); constructed=True uses them all the same"
            )
    return chosen, problems


def constructed(dataset: xr.Dataset) -> dict[str, float]:
    """Part of foreign sales whose split by pair no source of the year tells, by sector."""
    abroad = _abroad(dataset)
    total = abroad.sum(_PAIR)
    parts = [dataset[v] for v in ("sales_imputed", "sales_on_prior") if v in dataset]
    made = sum(((abroad * part).sum(_PAIR) for part in parts), 0 * total)
    share = (made / total.where(total > 0, 1)).to_series()
    return {str(label): float(value) for label, value in share.items()}


def _abroad(dataset: xr.Dataset) -> xr.DataArray:
    """Sales between economies."""
    return dataset["sales"].where(dataset["origin"] != dataset["destination"], 0)


def _flows(dataset: xr.Dataset, members: tuple[str, ...], kept: dict[str, list[str]]) -> xr.Dataset:
    """Flows of a sector, or of a sum of sectors, with tariffs and elasticity (the mean of them)."""
    one = dataset[["sales", "tariff_rate", "sigma_import_source"]].sel(
        {"sector": list(members), **kept}
    )
    sales = one["sales"]
    total = sales.sum("sector")
    tariff = (sales * one["tariff_rate"]).sum("sector") / total.where(total > 0, 1)
    plain = one["tariff_rate"].mean("sector")
    abroad = _abroad(one).sum(_PAIR)
    weight = abroad / abroad.sum() if abroad.sum() > 0 else xr.ones_like(abroad) / len(members)
    return xr.Dataset(
        {
            "observed": total,
            "tariff_power": 1 + tariff.where(total > 0, plain),
            "sigma_shipped": (one["sigma_import_source"] * weight).sum("sector"),
        }
    )


def _regress(
    label: str,
    flows: xr.Dataset,
    arrays: dict[str, xr.DataArray],
    asked: Sequence[str] | None,
    design: Design,
) -> xr.Dataset:
    """One regression, as a dataset without the dimension sector."""
    used = _used(flows["observed"], design)
    here = flows.isel(origin=used.any(1), destination=used.any(0))
    mask = used[used.any(1)][:, used.any(0)]
    made = {name: array.sel(here["observed"].coords) for name, array in arrays.items()}
    if asked is None or TARIFF in asked:
        tariff = here["tariff_power"]
        made[TARIFF] = tariff.copy(data=np.log(tariff.to_numpy()))
    y = here["observed"].to_numpy()
    order = [name for name in _order(asked, arrays) if name in made]
    if not order:
        raise InputError("no covariate differs between pairs")
    every = np.array([made[name].transpose(*_PAIR).to_numpy() for name in order])
    told_apart = poisson.separated(y, every, mask)
    mask = mask & ~told_apart
    names, stacked = _usable(order, every, mask, asked)
    fit, covariance = ENGINES[design.engine](y, stacked, mask, design.cluster)
    found = _dataset(label, here, names, stacked, fit, covariance)
    return found.assign(separated=int(told_apart.sum()))


def _used(observed: xr.DataArray, design: Design) -> Mask:
    """Flows in use: of economies that sell, to economies that buy, anything that is in use."""
    values = observed.to_numpy()
    if (values < 0).any():
        raise InputError("some sales are negative")
    used = np.ones(values.shape, dtype=bool)
    if not design.domestic:
        used &= observed["origin"].to_numpy()[:, None] != observed["destination"].to_numpy()
    for _ in range(2):
        sold = np.where(used, values, 0.0)
        used = used & (sold.sum(1) > 0)[:, None] & (sold.sum(0) > 0)
    between = observed["origin"].to_numpy()[:, None] != observed["destination"].to_numpy()
    if (values * used > 0)[between].sum() < 3 * max(used.shape):
        raise InputError("too few economies trade")
    return used


def _usable(
    names: Sequence[str], covariates: Array, used: Mask, asked: Sequence[str] | None
) -> tuple[list[str], Array]:
    """Covariates that say something beyond the effects; without any asked for, those that do."""
    gone = [names[k] for k in poisson.absorbed(covariates, used)]
    if gone and asked is not None:
        raise InputError(
            f"covariates {few(gone)}: the effects of exporters and importers, with the covariates "
            "before, explain them; leave them out, or take sales at home among the flows"
        )
    keep = [k for k, name in enumerate(names) if name not in gone]
    if not keep:
        raise InputError("no covariate differs between pairs")
    return [names[k] for k in keep], covariates[keep]


def _dataset(
    label: str,
    here: xr.Dataset,
    names: list[str],
    covariates: Array,
    fit: poisson.Fit,
    covariance: Array,
) -> xr.Dataset:
    y = here["observed"].to_numpy()
    factor = np.exp(np.tensordot(fit.coefficient, covariates, 1))
    blank = np.where(fit.used, 1.0, np.nan)
    data = {
        "coefficient": ("covariate", fit.coefficient),
        "standard_error": ("covariate", np.sqrt(np.diag(covariance))),
        "pseudo_r2": ((), poisson.pseudo_r2(y, fit.fitted, fit.used)),
        "observations": ((), int(fit.used.sum())),
        "zeros": ((), int((fit.used & (y == 0)).sum())),
        "exporter_effect": ("origin", fit.exporter),
        "importer_effect": ("destination", fit.importer),
        "trade_cost_factor": (_PAIR, factor * blank),
        "fitted": (_PAIR, fit.fitted * blank),
        "observed": (_PAIR, y * blank),
        "tariff_power": here["tariff_power"],
        "sigma_shipped": here["sigma_shipped"],
    }
    coords = {"sector": label, "covariate": names, **{dim: here[dim] for dim in _PAIR}}
    return xr.Dataset(data, coords)


def _about(known: Known, sectors: Sequence[str], design: Design) -> dict[str, str | int]:
    """What the numbers rest on."""
    said = []
    note = str(known.dataset["sales"].attrs.get("reconstructed", ""))
    if note and "sales_imputed" not in known.dataset:
        said.append(f"constructed in these data: {note}")
    part = constructed(known.dataset)
    if made := [s for s in sectors if part[s] > _CONSTRUCTED]:
        said.append(f"flows by pair of {few(made)} are constructed")
    if not design.domestic:
        said.append("sales at home are left out, so resistances are those of foreign trade alone")
    flows = "all flows" if design.domestic else "flows between economies"
    return {
        "data": str(known.dataset.attrs.get("name", "as given")),
        "statement": f"Poisson pseudo-maximum likelihood, {flows}, effects of exporters and "
        f"importers; standard errors: {poisson.CLUSTERS[design.cluster]}",
        "cautions": "; ".join(said),
        "domestic": int(design.domestic),
    }
