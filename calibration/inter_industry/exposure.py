"""Exposure of exporters to a carbon border adjustment, from the data alone."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.inter_industry.emissions import electricity_intensity
from calibration.inter_industry.table import ratio
from calibration.margins import output_of


def border_exposure(
    benchmark: xr.Dataset,
    destinations: list[str],
    sectors: list[str],
    electricity_sectors: list[str],
    price: float = 100.0,
) -> xr.Dataset:
    """What a charge costs exporters beyond what the destination's producers would pay.

    After the Relative CBAM Exposure Index of the World Bank: the price times the difference in
    emissions from the destination's average producer (direct, and of the electricity bought),
    times the share of exports that goes there. Nothing is solved, and nobody reacts.

    Parameters
    ----------
    benchmark : xarray.Dataset
        At any level of aggregation.
    destinations : list of str
        Regions that charge; their own exports are not looked at.
    sectors : list of str
        Sectors that are charged.
    electricity_sectors : list of str
        Sectors that sell electricity.
    price : float
        USD per t CO2.

    Returns
    -------
    xarray.Dataset
        ``by_sector`` (sector, region): % of the region's exports of the good; ``all`` (region): of
        its exports of all covered goods. Negative for producers cleaner than the destination's;
        not a number where nothing is exported.
    """
    at = benchmark["sector"].isin(sectors).to_numpy()
    inside = benchmark["region"].isin(destinations).to_numpy()
    sales = benchmark["sales"].transpose("sector", "origin", "destination").to_numpy()
    output = output_of(benchmark)
    co2 = benchmark["co2"].transpose("activity", "region").to_numpy()
    total = ratio(co2, output) + electricity_intensity(benchmark, electricity_sectors).to_numpy()
    home = ratio((total * output)[:, inside].sum(axis=1), output[:, inside].sum(axis=1))
    abroad = sales * (1.0 - np.eye(sales.shape[1]))
    exports, there = abroad.sum(axis=2), abroad[:, :, inside].sum(axis=2)
    cost = 100 * price * (total - home[:, None]) * there
    outside = ~inside
    labels = {
        "sector": benchmark["sector"].to_numpy()[at],
        "region": benchmark["region"].to_numpy()[outside],
    }
    chosen = np.ix_(at, outside)
    about = {"units": "% of exports", "long_name": "Cost beyond that of producers there"}
    by_sector = _share(cost[chosen], exports[chosen])
    everything = _share(cost[chosen].sum(axis=0), exports[chosen].sum(axis=0))
    return xr.Dataset(
        {
            "by_sector": (("sector", "region"), by_sector, about),
            "all": (("region",), everything, about),
        },
        labels,
    )


def _share(cost: np.ndarray, exports: np.ndarray) -> np.ndarray:
    return np.where(exports > 0, ratio(cost, exports), np.nan)
