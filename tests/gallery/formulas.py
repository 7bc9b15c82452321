"""Formulas of the trade literature, written from the papers, not from the model.

Arrays have the dims of a benchmark dataset; everything here is numpy on its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Shares:
    """What the formulas need of an economy.

    Attributes
    ----------
    own
        Share of domestic sellers in purchases, tariffs included (sector, destination).
    consumption
        Share of each good in final spending (sector, destination).
    inputs
        Share of each good in the cost of each activity (sector, destination, activity).
    theta
        Trade elasticity (sector).
    """

    own: Array
    consumption: Array
    inputs: Array
    theta: Array


def shares(benchmark) -> Shares:
    """Shares of a benchmark dataset without product taxes."""
    landed = (benchmark.sales + benchmark.export_tax + benchmark.tariff_revenue).to_numpy()
    final = benchmark.final_use.sum("agent").to_numpy()
    output = benchmark.sales.sum("destination").to_numpy()
    return Shares(
        own=np.einsum("idd->id", landed) / landed.sum(axis=1),
        consumption=final / final.sum(axis=0),
        inputs=benchmark.intermediate_use.to_numpy() / output.T[None],
        theta=benchmark.sigma_import_source.to_numpy() - 1.0,
    )


def one_sector_gains(benchmark, theta: float) -> Array:
    """Gains from trade with one good, as a share of income (Arkolakis, Costinot and
    Rodriguez-Clare 2012): one less (own share)^(1/theta)."""
    flows = benchmark.sales.sum("sector").to_numpy()
    return 1.0 - (np.diag(flows) / flows.sum(axis=0)) ** (1.0 / theta)


def real_wage(s: Shares, change_of_own_share: Array) -> Array:
    """Change in ln(wage / price of consumption) by region, given changes in ln(own share).

    Caliendo and Parro (2015), equation 15: minus the sum over goods of
    alpha (I - Gamma')^-1 theta^-1 dln(own share), with Gamma the input shares (good by activity).
    """
    own = change_of_own_share / s.theta[:, None]
    goods = np.eye(len(s.theta))
    return np.array(
        [
            -s.consumption[:, d] @ np.linalg.solve(goods - s.inputs[:, d, :].T, own[:, d])
            for d in range(own.shape[1])
        ]
    )


def gains(s: Shares) -> Array:
    """Gains from trade by region as a share of income: the loss when every own share goes to one.

    A good that is bought but not from domestic sellers makes the loss total: in autarky it has no
    price.
    """
    with np.errstate(divide="ignore"):
        to_autarky = -np.log(s.own)
    made = np.isfinite(to_autarky)
    loss = real_wage(s, np.where(made, to_autarky, 0.0))
    return np.where(made.all(axis=0), 1.0 - np.exp(loss), 1.0)


def without_intermediates(s: Shares) -> Shares:
    """The same economy when value added is the only cost."""
    return Shares(s.own, s.consumption, np.zeros_like(s.inputs), s.theta)


def where_made(s: Shares) -> Shares:
    """The same economy with goods that no domestic seller sells counted as untraded."""
    return Shares(np.where(s.own > 0, s.own, 1.0), s.consumption, s.inputs, s.theta)
