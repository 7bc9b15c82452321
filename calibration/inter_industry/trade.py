"""Indicators of trade: what a region sells, how specialised it is, on whom its supply depends.

Exports are sales abroad at basic prices; trade inside an aggregate region is not export. Margins on
goods are exports of the services that supply them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.factors import parts_of
from calibration.margins import margin_services


def exports(benchmark: xr.Dataset) -> xr.DataArray:
    """Sales abroad, million USD at basic prices (sector, region)."""
    sold = _abroad(benchmark).sum("destination").rename(origin="region")
    return sold.assign_attrs(long_name="exports", units="million USD")


def imports(benchmark: xr.Dataset) -> xr.DataArray:
    """Purchases from abroad, million USD at the basic prices of their origins (sector, region)."""
    bought = _abroad(benchmark).sum("origin").rename(destination="region")
    return bought.assign_attrs(long_name="imports", units="million USD")


def group_share(
    benchmark: xr.Dataset, sectors: Sequence[str], among: Sequence[str]
) -> xr.DataArray:
    """Share of some sectors in a region's exports of others.

    Parameters
    ----------
    benchmark : xarray.Dataset
    sectors : sequence of str
        For instance ``groups.resolve("sector", "high_technology", benchmark)``.
    among : sequence of str
        What they are a share of, for instance all goods.

    Returns
    -------
    xarray.DataArray
        Fraction (region); not a number where nothing of `among` is exported.
    """
    sold = exports(benchmark)
    part, whole = sold.sel(sector=list(sectors)), sold.sel(sector=list(among))
    return _over(part.sum("sector"), whole.sum("sector")).assign_attrs(units="1")


def comparative_advantage(benchmark: xr.Dataset) -> xr.Dataset:
    """Revealed comparative advantage of each sector of each region.

    Returns
    -------
    xarray.Dataset
        (sector, region). `balassa`: share of the sector in the region's exports over its share in
        the world's (Balassa 1965). `symmetric`: (balassa - 1) / (balassa + 1), between -1 and 1
        (Laursen 2015). `normalised`: exports less those of neutral advantage, over world exports,
        x_kr / x - x_k x_r / x^2, which sums to zero over sectors and over regions (Yu, Cai and
        Leung 2009).
    """
    sold = exports(benchmark)
    world, by_region, by_sector = sold.sum(), sold.sum("sector"), sold.sum("region")
    neutral = by_sector * by_region / world
    balassa = _over(sold, neutral).transpose("sector", "region")
    normalised = ((sold - neutral) / world).transpose("sector", "region")
    found = {
        "balassa": balassa,
        "symmetric": (balassa - 1) / (balassa + 1),
        "normalised": normalised,
    }
    return xr.Dataset({name: array.assign_attrs(units="1") for name, array in found.items()})


def sophistication(
    benchmark: xr.Dataset, income_per_head: xr.DataArray, reference: xr.Dataset | None = None
) -> xr.Dataset:
    """Income level of what a region exports (Hausmann, Hwang and Rodrik 2007).

    Parameters
    ----------
    benchmark : xarray.Dataset
    income_per_head : xarray.DataArray
        GDP per head (region), in any unit. The benchmark has no population, so it must be given.
    reference : xarray.Dataset, optional
        A benchmark whose exports give `prody`; then `expy` moves with a region's mix of exports
        alone. The benchmark itself if omitted.

    Returns
    -------
    xarray.Dataset
        In the unit of income per head. `prody` (sector): mean income of its exporters, weighted
        by the sector's share in the exports of each. `expy` (region): mean of `prody`, weighted by
        the region's exports.

    Raises
    ------
    InputError
        When a region has no positive income per head.
    """
    regions = [str(label) for label in benchmark["region"].to_numpy()]
    given = income_per_head.reindex(region=regions)
    bad = [name for name, value in zip(regions, given.to_numpy(), strict=True) if not value > 0]
    if bad:
        raise InputError(
            [f"income_per_head: region '{name}' needs a positive value" for name in bad]
        )
    share = _mix(benchmark)
    by_sector = share if reference is None else _mix(reference)
    prody = _over((by_sector * given).sum("region"), by_sector.sum("region"))
    return xr.Dataset({"prody": prody, "expy": (share * prody.fillna(0.0)).sum("sector")})


def supply_concentration(benchmark: xr.Dataset) -> xr.Dataset:
    """On how many origins, and how much on foreign ones, a region's supply of a good depends.

    Returns
    -------
    xarray.Dataset
        (sector, region). `herfindahl`: sum of squared shares of foreign origins in imports,
        between 1 / origins and 1; not a number where nothing is imported. `import_dependence`:
        share of imports in supply. Both at basic prices.
    """
    bought, all_ = _abroad(benchmark), supplied(benchmark)
    imports = bought.sum("origin")
    found = {
        "herfindahl": (_over(bought, imports) ** 2).sum("origin").where(imports > 0),
        "import_dependence": _over(imports, all_.sum("origin")),
    }
    return xr.Dataset(
        {
            name: array.rename(destination="region").assign_attrs(units="1")
            for name, array in found.items()
        }
    )


def reallocation(before: xr.Dataset, after: xr.Dataset, factor: str | None = None) -> xr.DataArray:
    """Part of a region's value added that is in another sector than before.

    Parameters
    ----------
    before, after : xarray.Dataset
        Benchmarks of the same regions and sectors.
    factor : str, optional
        One factor, such as labour, in all its parts; all of value added if omitted.

    Returns
    -------
    xarray.DataArray
        Half the sum over activities of absolute changes of shares (region), between 0 and 1.

    Raises
    ------
    InputError
        For an unknown factor.
    """
    factors = [str(label) for label in before["factor"].to_numpy()]
    chosen = factors if factor is None else parts_of(before.attrs, factor)
    if not set(chosen) <= set(factors):
        raise InputError(f"reallocation: unknown factor '{factor}'{nearest(factor, factors)}")
    paid = [each["value_added"].sel(factor=chosen).sum("factor") for each in (before, after)]
    old, new = (each / each.sum("activity") for each in paid)
    return (abs(new - old).sum("activity") / 2).assign_attrs(units="1")


def _mix(benchmark: xr.Dataset) -> xr.DataArray:
    """Shares of sectors in a region's exports (sector, region)."""
    sold = exports(benchmark)
    return _over(sold, sold.sum("sector")).fillna(0.0)


def supplied(benchmark: xr.Dataset) -> xr.DataArray:
    """Sales and margins, million USD at basic prices (sector, origin, destination)."""
    return benchmark["sales"] + margin_services(benchmark)


def _abroad(benchmark: xr.Dataset) -> xr.DataArray:
    sold = supplied(benchmark)
    return sold.where(sold["origin"] != sold["destination"], 0.0)


def _over(values: xr.DataArray, size: xr.DataArray) -> xr.DataArray:
    """Ratio; not a number where size is zero."""
    return values / size.where(size != 0, np.nan)
