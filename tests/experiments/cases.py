"""Small economies, scenarios, and what a process of its own finds of them."""

from __future__ import annotations

import hashlib

import numpy as np

import cge
from calibration import random_benchmark

SHOCK = {"parameter": "tariff_power", "destination": "R1", "add_points": 10.0}


def scenario(points: float = 10.0, **more) -> cge.Scenario:
    """A tariff of region R1."""
    about = {
        "title": "A tariff",
        "packages": {"tariff": {"shocks": [SHOCK | {"add_points": points}]}},
        "experiments": {"tariff": ["tariff"]},
    }
    return cge.Scenario.from_dict(about | more, "tariff")


def loaded(seed: int = 4, **options) -> cge.Economy:
    """A random economy of three regions and three goods."""
    return cge.load(random_benchmark(3, 3, seed=seed), **options)


def digest(result: cge.Result) -> str:
    """All numbers of a result, to the last bit."""
    found = hashlib.sha256()
    for name in sorted(map(str, result.data.data_vars)):
        found.update(np.ascontiguousarray(result.data[name].to_numpy()).tobytes())
    return found.hexdigest()


def solved_anew(seed: int) -> str:
    """What a process finds that loads, compiles and solves for itself."""
    return digest(cge.solve(loaded(seed), scenario()))


def solved_again(economy: cge.Economy) -> str:
    """What a process finds with an economy it is handed."""
    return digest(cge.solve(economy, scenario()))
