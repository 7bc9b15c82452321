"""Factors in a benchmark: endowments, their uses, and the index of their prices."""

from __future__ import annotations

import numpy as np

from calibration.factors import parts_of
from cge.economy.benchmark.arrays import HOUSEHOLD, Array, Benchmark, ratio

CAPITAL = "capital"


def factors(b: Benchmark) -> dict[str, Array]:
    """Endowments, where factors work, and the weights of the index of their prices."""
    endowment = b.value_added.sum(axis=1)
    weight = endowment / endowment.sum()
    names, agents = b.labels()["factor"], b.labels()["agent"]
    capital = parts_of(b.dataset.attrs, CAPITAL)
    return {
        "endowment": endowment,
        "factor_supply_share": ratio(b.value_added, endowment[:, None, :]),
        "mobility": np.zeros_like(endowment),
        "deflator": np.array([[float(a == _buyer(f, capital)) for a in agents] for f in names]),
        "world_weight": weight,
        "numeraire_factor_weight": weight.copy(),
        "numeraire_final_weight": np.zeros_like(b.spending),
        "numeraire_level": np.ones(1),
    }


def _buyer(factor: str, capital: list[str]) -> str:
    """Whose price index measures a factor's real price: capital is bought by investors."""
    return "investment" if factor in capital else HOUSEHOLD
