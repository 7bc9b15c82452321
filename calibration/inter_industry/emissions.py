"""CO2 by who emits it, by who finally buys what it went into, and what moved abroad."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from calibration.inter_industry.table import InterIndustry, Source, inter_industry
from calibration.margins import output_of

Array = np.ndarray
Said = TypeVar("Said", xr.Dataset, xr.DataArray)

CHANNELS = ("scale", "composition", "intensity")
MT = "Mt CO2"
INTENSITY = "t CO2 per USD"


def embodied_intensity(benchmark: Source) -> xr.DataArray:
    """CO2 of a unit of output and of everything made for it, in all rounds and regions.

    e = (I - A')^-1 d with d the direct emissions per unit of output, so that embodied intensity
    times final deliveries, over all goods and buyers, is the world's direct emissions.

    Parameters
    ----------
    benchmark : xarray.Dataset or InterIndustry
        At any level of aggregation.

    Returns
    -------
    xarray.DataArray
        t CO2 per USD of output at basic prices (sector, region); the direct intensity is part of
        it. Zero where nothing is made.
    """
    table = inter_industry(benchmark)
    embodied = table.by_industry(_embodied(table), "sector", "region")
    return _said(embodied.assign_attrs(long_name="embodied CO2", units=INTENSITY), benchmark)


def electricity_intensity(
    benchmark: Source,
    electricity_sectors: list[str],
    passed_on: Array | None = None,
    at_home: bool = False,
) -> xr.DataArray:
    """CO2 of generating the electricity that an activity buys directly, per unit of its output.

    These are the "indirect emissions" of Regulation (EU) 2023/956, Article 3(33): of the
    generation of the electricity used in production, wherever it is generated. The emissions of
    the electricity sectors themselves are direct; their intensity here is zero.

    Parameters
    ----------
    benchmark : xarray.Dataset or InterIndustry
        At any level of aggregation.
    electricity_sectors : list of str
        Sectors that sell electricity.
    passed_on : numpy.ndarray, optional
        Emissions per unit of output that count for a seller instead of its direct ones, t per USD
        (sector, region): where suppliers of electricity buy it from others who generate it.
    at_home : bool
        Only electricity bought from the own region.

    Returns
    -------
    xarray.DataArray
        t CO2 per USD of output at basic prices (sector, region).

    Raises
    ------
    InputError
        For sectors the benchmark does not have.
    """
    table = inter_industry(benchmark)
    _known("electricity_sectors", electricity_sectors, table.sectors)
    sells = np.tile(np.isin(table.sectors, electricity_sectors), len(table.regions))
    emits = table.per_output(table.co2) if passed_on is None else passed_on.T.ravel()
    coefficients = table.coefficients[sells]
    if at_home:
        here = np.repeat(np.arange(len(table.regions)), len(table.sectors))
        coefficients = coefficients * (here[sells][:, None] == here)
    bought = (emits[sells] @ coefficients) * ~sells
    labelled = table.by_industry(bought, "sector", "region")
    about = {"long_name": "CO2 of electricity bought", "units": INTENSITY}
    return _said(labelled.assign_attrs(about), benchmark)


def emission_accounts(benchmark: Source) -> xr.Dataset:
    """Emissions by producer and by final buyer, and what is embodied in trade between them.

    Parameters
    ----------
    benchmark : xarray.Dataset or InterIndustry
        At any level of aggregation.

    Returns
    -------
    xarray.Dataset
        Mt CO2. `flows` (sector, origin, destination): emitted by a sector of the origin for the
        final purchases of the destination. `consumption` (sector, region, agent): embodied in
        the goods an agent of the region finally buys. By region: `production_based`,
        `consumption_based`, `exported` and `imported` (flows to and from others), `net_exported`
        (exported less imported, also production less consumption). By sector that emits and
        region: `exported_by_sector`, `imported_by_sector`, `net_exported_by_sector`. Production
        and consumption both add up to the world's direct emissions.
    """
    table = inter_industry(benchmark)
    coords = {"sector": list(table.sectors), "region": list(table.regions)}
    width = (len(table.regions), len(table.sectors), -1)
    made = table.output_for(table.final.sum(axis=2)) * table.per_output(table.co2)[:, None]
    flows = made.reshape(width).transpose(1, 0, 2)
    bought = np.einsum("i,ida->ida", _embodied(table), table.final)
    bought = bought.reshape(*width[:2], *table.final.shape[1:]).sum(axis=0)
    foreign = flows * (1.0 - np.eye(len(table.regions)))
    by_region = {
        "production_based": flows.sum(axis=(0, 2)),
        "consumption_based": flows.sum(axis=(0, 1)),
        "exported": foreign.sum(axis=(0, 2)),
        "imported": foreign.sum(axis=(0, 1)),
    }
    by_region["net_exported"] = by_region["exported"] - by_region["imported"]
    by_sector = {
        "exported_by_sector": foreign.sum(axis=2),
        "imported_by_sector": foreign.sum(axis=1),
        "net_exported_by_sector": foreign.sum(axis=2) - foreign.sum(axis=1),
    }
    about = {"units": MT}
    data = {
        "flows": (("sector", "origin", "destination"), flows, about),
        "consumption": (("sector", "region", "agent"), bought, about),
        **{name: (("region",), values, about) for name, values in by_region.items()},
        **{name: (("sector", "region"), values, about) for name, values in by_sector.items()},
    }
    ends = {"origin": coords["region"], "destination": coords["region"]}
    found = xr.Dataset(data, coords | ends | {"agent": list(table.agents)})
    return _said(found, benchmark)


def leakage(
    before: xr.Dataset,
    after: xr.Dataset,
    home: list[str],
    volume: xr.DataArray | None = None,
) -> xr.Dataset:
    """How far emissions abroad rose as those at home fell, and through what.

    Foreign emissions are X * s * e: output abroad, the share of each industry in it, its CO2 per
    unit of output. The change is split over the three factors by their Shapley values (Shorrocks
    2013), which sum to it exactly and admit zeros.

    Parameters
    ----------
    before, after : xarray.Dataset
        Benchmarks of the same regions and sectors.
    home : list of str
        Regions whose emissions a policy cut.
    volume : xarray.DataArray, optional
        Output after at the prices before, million USD (activity, region). Without it output is at
        the prices of each benchmark, and a higher price lowers the intensity.

    Returns
    -------
    xarray.Dataset
        `home_change`, `foreign_change` (Mt CO2), `leakage_rate` (minus the second over the first;
        not a number where home emissions do not change), `channels` (channel, activity, region),
        Mt CO2, zero at home: `scale`, `composition` (of output abroad, over regions and sectors),
        `intensity`.

    Raises
    ------
    InputError
        When labels differ or are unknown, or when no region is foreign.
    """
    regions = [str(label) for label in before["region"].to_numpy()]
    _known("home", home, regions)
    for dim in ("region", "activity"):
        if list(before[dim].to_numpy()) != list(after[dim].to_numpy()):
            raise InputError(f"leakage: labels of {dim} differ between the two benchmarks")
    foreign = ~before["region"].isin(home)
    if not home or not bool(foreign.any()):
        raise InputError("leakage: needs regions at home and regions abroad")
    old, new = _output(before), _output(after) if volume is None else volume
    change = after["co2"] - before["co2"]
    at_home, abroad = float(change.where(~foreign, 0.0).sum()), change.where(foreign, 0.0)
    total = float(abroad.sum())
    coords = {dim: before[dim].to_numpy() for dim in ("activity", "region")}
    parts = shapley_of_product(*(_factors(before, old, foreign)), *(_factors(after, new, foreign)))
    found = xr.Dataset(
        {
            "home_change": ((), at_home, {"units": MT}),
            "foreign_change": ((), total, {"units": MT}),
            "leakage_rate": ((), -total / at_home if at_home else np.nan, {"units": "1"}),
            "channels": (("channel", "activity", "region"), parts, {"units": MT}),
        },
        {"channel": list(CHANNELS), **coords},
    )
    return _said(found, before)


def _said(found: Said, source: Source) -> Said:
    """In the words of the data: CO2, or CO2 equivalents."""
    return as_counted(found, source) if isinstance(source, xr.Dataset) else found


def _embodied(table: InterIndustry) -> Array:
    return table.content_of(table.per_output(table.co2))


def _output(benchmark: xr.Dataset) -> xr.DataArray:
    like = benchmark["co2"].transpose("activity", "region")
    return like.drop_attrs().copy(data=output_of(benchmark))


def _factors(
    benchmark: xr.Dataset, output: xr.DataArray, foreign: xr.DataArray
) -> tuple[Array, Array, Array]:
    """Total, share and intensity of output abroad."""
    made = output.transpose("activity", "region").where(foreign, 0.0).to_numpy()
    emitted = benchmark["co2"].where(foreign, 0.0).to_numpy()
    total = np.array(made.sum())
    return total, made / total, np.divide(emitted, made, out=np.zeros_like(made), where=made > 0)


def shapley_of_product(a0: Array, b0: Array, c0: Array, a1: Array, b1: Array, c1: Array) -> Array:
    """Contribution of each of three factors to the change of their product.

    Parameters
    ----------
    a0, b0, c0, a1, b1, c1
        The factors before and after, of shapes that broadcast.

    Returns
    -------
    numpy.ndarray
        Three contributions (factor, ...), each the mean over all orders of what changing the
        factor adds; they sum to the change exactly.
    """
    return np.stack(
        [
            _turn(a0, a1, b0, b1, c0, c1),
            _turn(b0, b1, a0, a1, c0, c1),
            _turn(c0, c1, a0, a1, b0, b1),
        ]
    )


def _turn(x0: Array, x1: Array, y0: Array, y1: Array, z0: Array, z1: Array) -> Array:
    """Mean over all orders of what changing x adds."""
    return (x1 - x0) * (2 * y0 * z0 + y0 * z1 + y1 * z0 + 2 * y1 * z1) / 6


def _known(what: str, labels: list[str], known: tuple[str, ...] | list[str]) -> None:
    problems = [
        f"{what}: unknown '{label}'{nearest(label, known)}"
        for label in labels
        if label not in known
    ]
    if problems:
        raise InputError(problems)
