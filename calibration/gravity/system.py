"""The gravity system: multilateral resistances, and equilibria after changes of trade costs.

Names are those of Yotov, Piermartini, Monteiro and Larch (2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError

Array = np.ndarray

_ROUNDS, _CLOSE = 100_000, 1e-14
_CLEARED = 1e-9


def resistances(output: Array, expenditure: Array, factor: Array) -> tuple[Array, Array]:
    """Multilateral resistances to the power 1 - sigma, by iteration between the two sides.

    Parameters
    ----------
    output
        Sales of each exporter; their sum is that of ``expenditure``.
    expenditure
        Purchases of each importer.
    factor
        Trade costs to the power 1 - sigma (exporter, importer); 0 where there is no trade.

    Returns
    -------
    tuple of ndarray
        Outward by exporter, and inward by importer, of which the last is 1.

    Raises
    ------
    InputError
        Where no flows by these costs add up to output and expenditure.
    """
    shares = output / output.sum(), expenditure / expenditure.sum()
    inward = np.ones_like(expenditure)
    for _ in range(_ROUNDS):
        outward = factor @ (shares[1] / inward)
        new = (shares[0] / outward) @ factor
        moved = np.abs(new / inward - 1).max()
        inward = new
        if moved < _CLOSE * len(new):
            return factor @ (shares[1] / inward) * inward[-1], inward / inward[-1]
    raise InputError("no flows along these trade costs add up to output and expenditure")


def flows(output: Array, expenditure: Array, factor: Array) -> Array:
    """Structural gravity: flows (exporter, importer) of output and expenditure at trade costs."""
    outward, inward = resistances(output, expenditure, factor)
    return np.outer(output / outward, expenditure / inward) * factor / output.sum()


@dataclass(frozen=True)
class Change:
    """An equilibrium relative to that of the data.

    Attributes
    ----------
    flows
        At basic prices, in the unit of the data (exporter, importer).
    price
        Factory-gate prices over those of the data; output of the world at them is unchanged.
    price_index
        Of what each importer buys, tariffs included, over that of the data.
    welfare
        Real expenditure over that of the data.
    """

    flows: Array
    price: Array
    price_index: Array
    welfare: Array


def equilibrium(data: Array, sigma: float, cost: Array, tariff: Array, new_tariff: Array) -> Change:
    """Solve a world of endowments for a change of trade costs, in changes (exact hat algebra).

    Every economy sells a fixed quantity of its own variety. Its households spend what it earns,
    tariffs and a trade deficit that is fixed relative to the output of the world, by one
    elasticity of substitution between origins, their own among them. An economy that sells nothing
    spends its deficit and tariffs; it has no price, and one that buys nothing no price index.

    Parameters
    ----------
    data
        Flows at basic prices, of the same economies as exporters and importers.
    sigma
        Elasticity of substitution between origins, not 1.
    cost
        Iceberg trade costs over those of the data (exporter, importer).
    tariff, new_tariff
        1 + tariff rate, before and after (exporter, importer).

    Raises
    ------
    InputError
        Where no equilibrium is found.
    """
    from scipy.optimize import root

    output, landed = data.sum(1), data * tariff
    spent = landed.sum(0)
    share = np.divide(landed, spent, out=np.zeros_like(landed), where=spent > 0)
    deficit = spent - output - (landed - data).sum(0)
    wedge = cost * new_tariff / tariff
    sells, buys = output > 0, spent > 0

    def at(logs: Array) -> tuple[Array, Array, Array, Array]:
        price = np.ones_like(output)
        price[sells] = np.exp(logs)
        price *= output.sum() / (price @ output)
        terms = share * (price[:, None] * wedge) ** (1 - sigma)
        index = np.where(buys, terms.sum(0), 1.0)
        new = terms / index
        income = (price * output + deficit) / np.where(buys, (new / new_tariff).sum(0), 1.0)
        return new / new_tariff * income, price, index ** (1 / (1 - sigma)), income

    def excess(logs: Array) -> Array:
        sold, price, _, _ = at(logs)
        gap = np.log(np.maximum(sold.sum(1)[sells], 1e-300) / (price * output)[sells])
        gap[-1] = logs[-1]  # one market clears by Walras' law; the level is free
        return gap

    found = root(excess, np.zeros(int(sells.sum())), tol=1e-13)
    if not np.abs(excess(found.x)).max() < _CLEARED:
        raise InputError("no equilibrium was found at these trade costs; make the change smaller")
    sold, price, index, income = at(found.x)
    none = np.full_like(spent, np.nan)
    return Change(
        sold,
        np.where(sells, price, np.nan),
        np.where(buys, index, np.nan),
        np.divide(income, spent * index, out=none, where=buys),
    )
