"""A random economy with everything that a GTAP data base tells, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import numpy as np
import xarray as xr

import calibration
from calibration import random_economy
from calibration.sourcing import with_sales_by_user
from calibration.variables import KNOWN

REGIONS = ["Asia", "Europe", "Rest"]
GOODS = ["food", "mnfcs", "svces", "trans"]
FACTORS = ["Land", "UnSkLab", "Capital"]


def world(seed: int = 3, investment: float = 0.0) -> xr.Dataset:
    """3 regions, 4 goods of which two carry, 3 factors; taxes on everything.

    Users divide a good between domestic and imported goods each in its own way; imports of all
    come from the same origins, as in GTAP. Investors have the elasticity ``investment``.
    """
    drawn = random_economy._margin_needs
    with mock.patch.object(
        random_economy,
        "_margin_needs",
        # GTAP knows no services of the origin up to its border.
        lambda *args: replace(needs := drawn(*args), margin=0.0 * needs.margin),
    ):
        made = calibration.random_benchmark(
            REGIONS, GOODS, seed=seed, factors=FACTORS, margins=True, zeros=0.1
        )
    draw = np.random.default_rng(seed)
    made = with_sales_by_user(made, own_divisions(made, draw))
    earned = made["value_added"].to_numpy()
    tax = earned * draw.uniform(-0.05, 0.2, earned.shape)
    stock = 3.0 * earned.sum(axis=(0, 1))
    values = {
        "value_added": earned - tax,
        "factor_tax": tax,
        "income_tax": (earned - tax).sum(axis=1) * draw.uniform(0, 0.3, (len(FACTORS), len(stock))),
        "capital_stock": stock,
        "depreciation_rate": draw.uniform(0.03, 0.06, len(stock)),
        "sigma_final": np.array([1.0, 1.0, investment]),
        "co2": np.zeros_like(made["co2"]),
    }
    found = {n: (KNOWN[n].dims, array, made[n].attrs if n in made else KNOWN[n].attrs)
             for n, array in values.items()}  # fmt: skip
    made = made.assign(found).drop_vars("distance")
    calibration.check_benchmark(made)
    return made


def own_divisions(made: xr.Dataset, draw: np.random.Generator) -> np.ndarray:
    """Sales by user in which each user has its own part of domestic goods, by RAS."""
    sales = made["sales"].to_numpy()
    transport = made["transport_margin"].sum("margin_sector").to_numpy()
    landed = sales + made["export_tax"].to_numpy() + transport + made["tariff_revenue"].to_numpy()
    use = np.concatenate([made["intermediate_use"], made["final_use"]], axis=2)
    home = np.arange(sales.shape[1])
    domestic, total = landed[:, home, home], landed.sum(axis=1)
    part = use[..., None] * draw.uniform(0.2, 1.0, (*use.shape, 2))
    part[..., 1] *= (total - domestic > 0)[..., None]
    columns = np.stack([domestic, total - domestic], axis=2)
    for _ in range(3000):
        part *= _over(columns, part.sum(axis=2))[:, :, None]
        part *= _over(use, part.sum(axis=3))[..., None]
    share = _over(part, columns[:, :, None])
    sold = sales[..., None] * share[..., 1][:, None]
    sold[:, home, home] = sales[:, home, home, None] * share[..., 0]
    return sold


def _over(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.divide(one, other, out=np.zeros(np.broadcast(one, other).shape), where=other > 0)
