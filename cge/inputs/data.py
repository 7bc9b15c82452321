"""Benchmark data as a user names them, and the aggregation at which they are used."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

import calibration
from calibration.aggregation import AGGREGATION, DEFAULT_AGGREGATION
from calibration.carbon_prices import NONE, with_carbon_prices, without_carbon_prices
from calibration.errors import InputError
from calibration.files.netcdf import read_attributes
from cge.inputs.arguments import must_be
from cge.inputs.find import find, is_shipped, shipped
from cge.inputs.groups import shipped_groups


@dataclass(frozen=True)
class OwnFiles:
    """Files of a user's own values, by label.

    Attributes
    ----------
    elasticities
        See :func:`calibration.with_elasticities`.
    tariffs
        See :func:`calibration.with_tariff_rates`.
    emissions
        See :func:`calibration.with_emissions`.
    """

    elasticities: str | Path | None = None
    tariffs: str | Path | None = None
    emissions: str | Path | None = None

    def over(self, benchmark: xr.Dataset) -> xr.Dataset:
        """A benchmark with these values in place of its own.

        Raises
        ------
        InputError
            Listing the problems of all files.
        """
        steps = (
            (calibration.with_elasticities, self.elasticities),
            (calibration.with_tariff_rates, self.tariffs),
            (calibration.with_emissions, self.emissions),
        )
        problems: list[str] = []
        groups = shipped_groups()
        for replaced, path in steps:
            if path is not None:
                try:
                    benchmark = replaced(benchmark, path, groups)
                except InputError as error:
                    problems += error.problems
        if problems:
            raise InputError(problems)
        return benchmark


def open_data(
    data: str | Path | xr.Dataset,
    aggregation: str | Path | None = None,
    tariffs: str | int | datetime.date | None = None,
    carbon_prices: str | Path | None = None,
    factors: Sequence[str] = (),
    own: OwnFiles | None = None,
) -> tuple[xr.Dataset, str]:
    """The benchmark, and the name of the aggregation that it has.

    Parameters
    ----------
    data
        Name of a shipped dataset, path of a benchmark file, or a dataset.
    aggregation
        Name of a shipped aggregation or path of a file of one. None is the default that a file
        names, beside itself where it is a path, or the data as they are.
    tariffs
        Date of the tariff schedule that the benchmark is to be under, before it is aggregated; None
        for its own tariffs.
    carbon_prices
        Name of a shipped list of carbon prices or path of one, which the benchmark gets before it
        is aggregated; ``none`` for no price on carbon; None for those of the data.
    factors
        Parts of factors that are factors of their own; see :func:`calibration.with_factors`.
    own
        Files of the user's own values, which replace those of the benchmark before it is
        aggregated.

    Raises
    ------
    InputError
        Listing every problem of the data or of the aggregation.
    """
    if isinstance(data, xr.Dataset):
        benchmark = calibration.complete_benchmark(data)
    else:
        file = find("benchmarks", data)
        benchmark = calibration.open_benchmark(file, trusted=is_shipped(file))
        if aggregation is None:
            aggregation = _default(benchmark.attrs, file)
    if tariffs is not None:
        benchmark = calibration.with_tariffs(benchmark, tariffs)
    if own is not None:
        benchmark = own.over(benchmark)
    if carbon_prices is not None:
        benchmark = _under_prices(benchmark, carbon_prices)
    path = None if aggregation is None else find("aggregations", aggregation)
    if path is not None:
        benchmark = _in_parts(benchmark, path)
    benchmark = calibration.with_factors(benchmark, factors)
    if path is None:
        # Saved and loaded again, it is still what it was here.
        kept = {k: v for k, v in benchmark.attrs.items() if k != DEFAULT_AGGREGATION}
        named = kept.get(AGGREGATION, "as given")
        return benchmark.drop_attrs(deep=False).assign_attrs(kept), named
    mapping = calibration.read_mapping(path, benchmark)
    return calibration.aggregate(benchmark, mapping), path.stem


def finest_data(data: str | Path) -> xr.Dataset:
    """The benchmark of a file as it is, whatever aggregation it names.

    Parameters
    ----------
    data
        Name of a shipped dataset, or path of a benchmark file.

    Raises
    ------
    InputError
        Listing every problem of the data.
    """
    file = find("benchmarks", data)
    return calibration.open_benchmark(file, trusted=is_shipped(file))


def _in_parts(benchmark: xr.Dataset, aggregation: Path) -> xr.Dataset:
    """The benchmark with the sectors split that an aggregation needs in parts."""
    named = calibration.split_of(aggregation)
    if named is None:
        return benchmark
    parts = calibration.read_parts(find("splits", named, beside=aggregation), benchmark)
    return calibration.split(benchmark, parts)


def _under_prices(benchmark: xr.Dataset, named: str | Path) -> xr.Dataset:
    """The benchmark with the carbon prices of a list, or without any."""
    if named == NONE:
        return without_carbon_prices(benchmark)
    return with_carbon_prices(benchmark, find("carbon-prices", named), shipped_groups())


def default_aggregation(data: str | Path) -> str | None:
    """The aggregation that `open_data` takes unless told otherwise; the data are not read for it.

    Parameters
    ----------
    data
        Name of a shipped dataset, or path of a benchmark file.

    Raises
    ------
    InputError
        When there is no such file, it is no NetCDF file, or what it names is not text.
    """
    path = find("benchmarks", data)
    return _default(read_attributes(path, trusted=is_shipped(path)), path)


def _default(attributes: Mapping[Any, Any], path: Path) -> str | None:
    """What the data of a file name; nothing for those that are aggregated already."""
    named = attributes.get(DEFAULT_AGGREGATION)
    if named is None or AGGREGATION in attributes:
        return None
    must_be(named, str, f"attribute {DEFAULT_AGGREGATION}", "a name or a path")
    return named if named in shipped("aggregations") else str(path.parent / named)
