"""Gravity equations that know where the shipped data lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xarray as xr

import calibration
from calibration.arguments import explained
from calibration.gravity import Design, Gravity, Known, estimate
from cge.inputs.data import finest_data, open_data
from cge.inputs.groups import shipped_groups
from cge.inputs.kinds import DEFAULT_DATA
from cge.inputs.regimes import shipped_regimes


@explained
def gravity(
    data: str | Path | xr.Dataset = DEFAULT_DATA,
    sectors: Sequence[str] | None = None,
    covariates: Sequence[str] | None = None,
    *,
    own: Mapping[str, str | Path | xr.DataArray] | None = None,
    domestic: bool = True,
    without: Sequence[str] | None = None,
    cluster: str = "pair",
    engine: str = "own",
    summed: bool = False,
    constructed: bool = False,
    aggregation: str | Path | None = None,
) -> Gravity:
    """Estimate structural gravity equations of a benchmark by Poisson pseudo-maximum likelihood.

    Every equation has an effect for each exporter and each importer; flows are at basic prices.

    Parameters
    ----------
    data
        Name of a shipped dataset, path of a benchmark file, or a dataset.
    sectors
        Labels or groups of sectors, each an equation of its own; None are all whose flows by pair
        are observed.
    covariates
        Any of ``distance``, ``border``, ``tariff``, ``data_restriction``, ``data_mistrust``,
        ``standards_distance``, names of groups of regions (1 between two members) and of ``own``;
        None are the first three, as far as they differ, and all of ``own``.
    own
        Covariates of your own by name: arrays (origin, destination) or CSV files with the columns
        origin, destination, value.
    domestic
        Whether sales at home are among the flows.
    without
        Economies left out; None leaves out ROW, whose tariffs and distances are reconstructed.
    cluster
        What hangs together in standard errors: ``pair``, ``economies`` (exporters and importers)
        or ``cell``.
    engine
        ``own``, or ``pyfixest`` where that is installed; both give the same numbers.
    summed
        Take the sum of the sectors as one.
    constructed
        Use flows, too, whose split by pair was constructed.
    aggregation
        Regions and sectors of the data; None is their finest level.

    Returns
    -------
    Gravity
        See its methods ``elasticities``, ``cost_elasticities``, ``resistances``, ``check`` and
        ``counterfactual``.

    Raises
    ------
    InputError
        Everything that is wrong with the data and the choices.
    """
    benchmark = _benchmark(data, aggregation)
    known = Known(
        dataset=benchmark,
        groups=shipped_groups(),
        regimes=shipped_regimes(),
        own=own or {},
        distances=_distances(benchmark),
    )
    design = Design(domestic, without, cluster, engine, summed, constructed)
    return estimate(known, sectors, covariates, design)


def _benchmark(data: str | Path | xr.Dataset, aggregation: str | Path | None) -> xr.Dataset:
    if isinstance(data, xr.Dataset) and aggregation is None:
        return calibration.complete_benchmark(data)
    if aggregation is None:
        return finest_data(data)  # type: ignore[arg-type]
    return open_data(data, aggregation)[0]


def _distances(benchmark: xr.Dataset) -> xr.DataArray | None:
    """Distances of the shipped world, where a benchmark of its economies has none of its own."""
    given = benchmark["distance"].to_numpy()
    if (given != given.flat[0]).any():
        return None
    shipped = finest_data(DEFAULT_DATA)["distance"]
    known = {str(label) for label in shipped["origin"].to_numpy()}
    here = {str(label) for label in benchmark["region"].to_numpy()}
    return shipped if here <= known else None
