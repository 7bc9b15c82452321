"""Economies small enough for a closed form, as benchmark datasets."""

from __future__ import annotations

import numpy as np
import xarray as xr


def closed_region(intermediates: float, sigma: float = 1.0) -> xr.Dataset:
    """One region, one good, one factor that earns all value added; ``intermediates`` is the share
    of its own good in cost, with elasticity ``sigma`` to value added."""
    sales = np.array([[[100.0]]])
    return benchmark(sales, np.array([intermediates]), sigma_top=sigma, sigma_armington=1.0)


def armington_world(sigma: float) -> xr.Dataset:
    """Three regions, one good, one factor, balanced trade, no tax, one elasticity everywhere."""
    flows = np.array([[70.0, 20.0, 10.0], [12.0, 150.0, 38.0], [18.0, 30.0, 52.0]])
    assert np.allclose(flows.sum(axis=0), flows.sum(axis=1))
    return benchmark(flows[None], np.zeros(3), sigma_top=0.0, sigma_armington=sigma)


def benchmark(
    sales: np.ndarray, intermediates: np.ndarray, sigma_top: float, sigma_armington: float
) -> xr.Dataset:
    """A one-good benchmark without taxes; all value added is labour, all final use household."""
    count = sales.shape[1]
    regions, goods = list("ABCDEFG"[:count]), ["good"]
    output, absorption = sales[0].sum(axis=1), sales[0].sum(axis=0)
    bought = intermediates * output
    value_added = np.zeros((2, 1, count))
    value_added[0, 0] = output - bought
    final = np.zeros((1, count, 3))
    final[0, :, 0] = absorption - bought
    zero_sod = np.zeros_like(sales)
    sod, sda = ("sector", "origin", "destination"), ("sector", "destination", "agent")
    sdj = ("sector", "destination", "activity")
    data = {
        "sales": (sod, sales),
        "tariff_rate": (sod, zero_sod),
        "tariff_revenue": (sod, zero_sod),
        "export_tax": (sod, zero_sod),
        "intermediate_use": (sdj, bought.reshape(1, count, 1)),
        "intermediate_tax": (sdj, np.zeros((1, count, 1))),
        "final_use": (sda, final),
        "final_tax": (sda, np.zeros_like(final)),
        "value_added": (("factor", "activity", "region"), value_added),
        "output_tax": (("activity", "region"), np.zeros((1, count))),
        "foreign_saving": (("region",), absorption - output),
        "co2": (("activity", "region"), 0.01 * output.reshape(1, count)),
        "distance": (("origin", "destination"), np.ones((count, count))),
        "sigma_import_source": (("sector",), [sigma_armington]),
        "sigma_domestic_import": (("sector",), [sigma_armington]),
        "sigma_value_added": (("activity",), [1.0]),
        "sigma_intermediate": (("activity",), [0.0]),
        "sigma_top": (("activity",), [sigma_top]),
        "sigma_final": (("agent",), [1.0, 1.0, 1.0]),
    }
    coords = {
        "sector": goods,
        "activity": goods,
        "factor": ["labour", "capital"],
        "agent": ["household", "government", "investment"],
        "region": regions,
        "origin": regions,
        "destination": regions,
    }
    return xr.Dataset(data, coords, {"name": "closed form"})
