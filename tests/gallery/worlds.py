"""Random worlds of the Caliendo-Parro kind, and the same as benchmark data."""

from __future__ import annotations

import numpy as np
import xarray as xr

from tests.economy.small import AGENTS, FACTORS
from tests.gallery.ricardian import World, spending


def random_world(seed: int, sectors: int = 4, regions: int = 4) -> World:
    """Shares drawn at random, some of them zero; incomes follow."""
    draw = np.random.default_rng(seed)
    shape = (sectors, regions, regions)
    home = np.eye(regions, dtype=bool)
    weight = draw.uniform(0.1, 1.0, shape) * (draw.random(shape) > 0.2) + 2.0 * home
    tariff = np.where(home, 1.0, 1 + draw.uniform(0.0, 0.4, shape))
    labour = draw.uniform(0.3, 0.7, (sectors, regions))
    inputs = draw.uniform(0.0, 1.0, (sectors, sectors, regions))
    inputs *= (1 - labour) / inputs.sum(axis=0)
    consumption = draw.dirichlet(np.ones(sectors), regions).T
    share = weight / weight.sum(axis=1, keepdims=True)
    income = draw.uniform(100.0, 1000.0, regions)
    bought = spending(share, tariff, inputs, consumption * income)
    net = share / tariff * bought[:, None, :]
    return World(
        share=share,
        tariff=tariff,
        inputs=inputs,
        labour=labour,
        consumption=consumption,
        earned=(labour * net.sum(axis=2)).sum(axis=0),
        income=income,
        deficit=net.sum(axis=(0, 1)) - net.sum(axis=(0, 2)),
        theta=draw.uniform(1.5, 9.0, sectors),
    )


def dataset_of(w: World) -> xr.Dataset:
    """The world as a benchmark: labour is the only factor, households the only agents."""
    sectors, regions = w.labour.shape
    bought = spending(w.share, w.tariff, w.inputs, w.consumption * w.income)
    sales = w.share / w.tariff * bought[:, None, :]
    output = sales.sum(axis=2)
    sod, sdj = ("sector", "origin", "destination"), ("sector", "destination", "activity")
    sda, jr = ("sector", "destination", "agent"), ("activity", "region")
    use = (w.inputs * output).transpose(0, 2, 1)
    final = np.zeros((sectors, regions, len(AGENTS)))
    final[:, :, 0] = w.consumption * w.income
    paid = np.zeros((len(FACTORS), sectors, regions))
    paid[0] = w.labour * output
    data = {
        "sales": (sod, sales),
        "tariff_rate": (sod, w.tariff - 1),
        "tariff_revenue": (sod, (w.tariff - 1) * sales),
        "export_tax": (sod, np.zeros_like(sales)),
        "intermediate_use": (sdj, use),
        "intermediate_tax": (sdj, np.zeros_like(use)),
        "final_use": (sda, final),
        "final_tax": (sda, np.zeros_like(final)),
        "value_added": (("factor", *jr), paid),
        "output_tax": (jr, np.zeros_like(output)),
        "foreign_saving": (("region",), w.deficit),
        "co2": (jr, np.zeros_like(output)),
        "distance": (("origin", "destination"), np.ones((regions, regions))),
        "sigma_import_source": (("sector",), 1 + w.theta),
        "sigma_domestic_import": (("sector",), 1 + w.theta),
        **{
            name: (("activity",), np.ones(sectors))
            for name in ("sigma_value_added", "sigma_intermediate", "sigma_top")
        },
        "sigma_final": (("agent",), np.ones(len(AGENTS))),
    }
    goods, places = [f"S{n}" for n in range(sectors)], [f"R{n}" for n in range(regions)]
    coords = {
        **dict.fromkeys(("sector", "activity"), goods),
        **dict.fromkeys(("region", "origin", "destination"), places),
        "factor": FACTORS,
        "agent": AGENTS,
    }
    return xr.Dataset(data, coords, {"name": "random world"})
