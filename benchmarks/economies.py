"""The economies that are measured."""

from __future__ import annotations

import numpy as np
import xarray as xr

import calibration
import cge
from cge.economy.economy import Economy

Array = np.ndarray
FULL = "full"  # aggregation of the shipped data, 81 x 50
ROUNDS = 500  # of purchases that call for inputs, until nothing is left of them


def random_economy(size: str) -> xr.Dataset:
    """A random economy of a size as in ``31x40``, regions first."""
    regions, sectors = map(int, size.split("x"))
    return calibration.random_benchmark(regions, sectors, seed=1)


def caliendo_parro(size: str) -> Economy:
    """An economy that a code for Caliendo and Parro (2015) can solve too, random or the shipped."""
    data = cge.load(aggregation=FULL).benchmark if size == FULL else random_economy(size)
    return cge.load(tariffs_alone(data), structure="caliendo-parro")


def tariffs_alone(data: xr.Dataset) -> xr.Dataset:
    """The benchmark with one factor and no tax but tariffs, balanced anew.

    Tariffs, trade shares, shares in the cost of activities before taxes, and final demand are those
    of the data. Outputs follow from them, and foreign saving is what final demand costs beyond
    income.
    """
    power = 1.0 + _array(data.tariff_rate, "sector", "origin", "destination")
    sent = _array(data.sales + data.export_tax, "sector", "origin", "destination")
    used = _array(data.intermediate_use, "destination", "sector", "activity")
    added = _array(data.value_added.sum("factor"), "region", "activity")
    final = _array(data.final_use.sum("agent"), "sector", "destination")

    landed = sent * power
    bought = landed.sum(axis=1, keepdims=True)
    sold = np.divide(landed, bought, out=np.zeros_like(landed), where=bought > 0) / power
    cost = used.sum(axis=1) + added
    labour = np.divide(added, cost, out=np.zeros_like(added), where=cost > 0).T
    inputs = np.divide(used, cost[:, None], out=np.zeros_like(used), where=cost[:, None] > 0)
    sales = sold * _purchases(sold, inputs, final)[:, None, :]
    output = sales.sum(axis=2)
    use = inputs * output.T[:, None, :]
    earned = labour * output
    duty = sales * (power - 1.0)
    saving = final.sum(axis=0) - earned.sum(axis=0) - duty.sum(axis=(0, 1))

    taxes = ("export_tax", "intermediate_tax", "final_tax", "output_tax")
    flow = ("sector", "origin", "destination")
    changed = {
        "sales": (flow, sales),
        "tariff_revenue": (flow, duty),
        "intermediate_use": (("destination", "sector", "activity"), use),
        "foreign_saving": (("region",), saving),
        "value_added": (
            ("factor", "activity", "region"),
            np.stack([earned, *(np.zeros_like(earned) for _ in data.factor[1:])]),
        ),
    }
    found = {n: xr.DataArray(a, dims=d).transpose(*data[n].dims) for n, (d, a) in changed.items()}
    found |= {n: xr.zeros_like(data[n]) for n in taxes}
    return data.assign({n: (a.dims, a.data, data[n].attrs) for n, a in found.items()})


def _array(data: xr.DataArray, *dims: str) -> Array:
    return data.transpose(*dims).to_numpy()


def _purchases(sold: Array, inputs: Array, final: Array) -> Array:
    """Purchases of each good (sector, destination): by agents, and for all that these call for."""
    purchases = last = final
    for _ in range(ROUNDS):
        output = (sold @ last[:, :, None])[:, :, 0]
        last = (inputs @ output.T[:, :, None])[:, :, 0].T
        purchases = purchases + last
    return purchases
