"""Weights of the price index that is fixed; see :mod:`cge.settings.numeraires`."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError, nearest
from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark
from cge.settings.numeraires import WORLD_CONSUMERS, read_numeraire


def numeraire_weights(name: str, b: Benchmark) -> dict[str, Array]:
    """Weights of factor prices (factor, region) and of price indices of agents (agent, region).

    Raises
    ------
    InputError
        Naming a factor or region that the data lack, or one without use of the index.
    """
    labels = b.labels()
    endowment = b.value_added.sum(axis=1)
    factors, finals = np.zeros_like(endowment), np.zeros_like(b.spending)
    household = labels["agent"].index(HOUSEHOLD)
    meant = read_numeraire(name)
    if meant.factor:
        found = tuple(_position(getattr(meant, d), d, labels) for d in ("factor", "region"))
        _refuse_empty(name, endowment[found])
        factors[found] = 1.0
    elif meant.region:
        at = (household, _position(meant.region, "region", labels))
        _refuse_empty(name, b.spending[at])
        finals[at] = 1.0
    elif name == WORLD_CONSUMERS:
        finals[household] = b.spending[household] / b.spending[household].sum()
    else:
        factors = endowment / endowment.sum()
    return {"numeraire_factor_weight": factors, "numeraire_final_weight": finals}


def _position(label: str, dim: str, labels: dict[str, list[str]]) -> int:
    if label not in labels[dim]:
        near = nearest(label, labels[dim])
        raise InputError(f"numeraire: {dim} '{label}' is not in the data{near}")
    return labels[dim].index(label)


def _refuse_empty(name: str, size: float) -> None:
    if not size > 0:
        raise InputError(f"numeraire: nothing in the data has the '{name}'")
