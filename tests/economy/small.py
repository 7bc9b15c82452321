"""Untaxed economies of a few goods and factors without intermediates, from tables one can read."""

from __future__ import annotations

import numpy as np
import xarray as xr

AGENTS = ["household", "government", "investment"]
FACTORS = ["labour", "capital"]


def small_world(sales, labour, sigma: float, sigma_value_added: float = 1.0) -> xr.Dataset:
    """A benchmark in which every good is made of labour and capital and bought by households.

    Parameters
    ----------
    sales
        Million USD (good, origin, destination).
    labour
        Share of labour in output (good, region).
    sigma
        Elasticity between all sources of a good, the domestic one included.
    sigma_value_added
        Elasticity between labour and capital.
    """
    sales, labour = np.asarray(sales, float), np.asarray(labour, float)
    goods, count = [f"good {n + 1}" for n in range(len(sales))], sales.shape[1]
    regions = list("ABCDEFG"[:count])
    output, absorption = sales.sum(axis=2), sales.sum(axis=1)
    final = np.zeros((*absorption.shape, len(AGENTS)))
    final[:, :, 0] = absorption
    zero = np.zeros_like(sales)
    sod, sda = ("sector", "origin", "destination"), ("sector", "destination", "agent")
    sdj = ("sector", "destination", "activity")
    none = np.zeros((len(goods), count, len(goods)))
    same = np.full(len(goods), sigma)
    data = {
        **dict.fromkeys(("tariff_rate", "tariff_revenue", "export_tax"), (sod, zero)),
        "sales": (sod, sales),
        "intermediate_use": (sdj, none),
        "intermediate_tax": (sdj, none),
        "final_use": (sda, final),
        "final_tax": (sda, np.zeros_like(final)),
        "value_added": (
            ("factor", "activity", "region"),
            np.stack([labour * output, (1 - labour) * output]),
        ),
        "output_tax": (("activity", "region"), np.zeros_like(output)),
        "foreign_saving": (("region",), absorption.sum(axis=0) - output.sum(axis=0)),
        "co2": (("activity", "region"), 0.01 * output),
        "distance": (("origin", "destination"), np.ones((count, count))),
        "sigma_import_source": (("sector",), same),
        "sigma_domestic_import": (("sector",), same),
        "sigma_value_added": (("activity",), np.full(len(goods), sigma_value_added)),
        "sigma_intermediate": (("activity",), np.zeros(len(goods))),
        "sigma_top": (("activity",), np.zeros(len(goods))),
        "sigma_final": (("agent",), np.ones(len(AGENTS))),
    }
    coords = {
        **dict.fromkeys(("sector", "activity"), goods),
        **dict.fromkeys(("region", "origin", "destination"), regions),
        "factor": FACTORS,
        "agent": AGENTS,
    }
    return xr.Dataset(data, coords, {"name": "small world"})
