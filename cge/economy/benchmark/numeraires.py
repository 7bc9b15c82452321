"""Numeraires: the price index that is fixed, by name.

It makes no difference to any real result; it is the unit of all nominal ones.
"""

from __future__ import annotations

import re

import numpy as np

from calibration.errors import InputError, nearest
from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark

WORLD_FACTORS = "world factor-price index"
WORLD_CONSUMERS = "world consumer price index"
OF_REGION = "consumer price index of "
OFFERED = (WORLD_FACTORS, WORLD_CONSUMERS, f"{OF_REGION}REGION", "price of FACTOR in REGION")


def numeraire_problems(name: object) -> list[str]:
    """What is wrong with a name, apart from labels that the data lack."""
    text = str(name)
    if text in OFFERED[:2] or _region(text) or _factor_and_region(text):
        return []
    return [f"numeraire: '{text}' is not offered{nearest(text, OFFERED)}"]


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
    region, pair = _region(name), _factor_and_region(name)
    if region:
        at = (household, _position(region, "region", labels))
        _refuse_empty(name, b.spending[at])
        finals[at] = 1.0
    elif pair:
        found = (_position(pair[0], "factor", labels), _position(pair[1], "region", labels))
        _refuse_empty(name, endowment[found])
        factors[found] = 1.0
    elif name == WORLD_CONSUMERS:
        finals[household] = b.spending[household] / b.spending[household].sum()
    else:
        factors = endowment / endowment.sum()
    return {"numeraire_factor_weight": factors, "numeraire_final_weight": finals}


def _region(name: str) -> str | None:
    return name.removeprefix(OF_REGION) if name.startswith(OF_REGION) else None


def _factor_and_region(name: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"price of (.+) in (.+)", name)
    return (found[1], found[2]) if found else None


def _position(label: str, dim: str, labels: dict[str, list[str]]) -> int:
    if label not in labels[dim]:
        near = nearest(label, labels[dim])
        raise InputError(f"numeraire: {dim} '{label}' is not in the data{near}")
    return labels[dim].index(label)


def _refuse_empty(name: str, size: float) -> None:
    if not size > 0:
        raise InputError(f"numeraire: nothing in the data has the '{name}'")
