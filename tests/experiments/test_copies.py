"""Economies and results can be pickled and copied, solved or not."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import cge
from tests.experiments.cases import digest, loaded, scenario

WAYS = {
    "pickle": lambda thing: pickle.loads(pickle.dumps(thing)),
    "deep copy": copy.deepcopy,
    "copy": copy.copy,
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def again(request):
    return request.param


def test_an_economy_that_was_not_solved(again):
    assert digest(cge.solve(again(loaded()), scenario())) == digest(cge.solve(loaded(), scenario()))


def test_an_economy_that_was_solved(again):
    economy = loaded(closure="short_run")
    first = digest(cge.solve(economy, scenario()))
    assert digest(cge.solve(again(economy), scenario())) == first


def test_an_economy_on_the_model_of_another(again):
    economy = loaded()
    other = economy.with_elasticities(sigma_import_source=1.5)
    first = digest(cge.solve(other, scenario()))
    assert digest(cge.solve(again(other), scenario())) == first


def test_a_result(again):
    result = cge.solve(loaded(), scenario())
    copied = again(result)
    assert digest(copied) == digest(result)
    assert copied.summary().identical(result.summary())
    wrt = {"destination": "R1"}
    slopes = [r.jacobian("income", "tariff_power", where=wrt) for r in (result, copied)]
    assert np.array_equal(*slopes)
    assert copied.experiments == result.experiments
    start = (copied, "tariff")
    assert cge.solve(loaded(), scenario(12.0), start=start).verified


def test_a_copy_is_small():
    """Compiled models stay behind."""
    economy = loaded()
    before = len(pickle.dumps(economy))
    cge.solve(economy, scenario(closure="short_run"))
    assert len(pickle.dumps(economy)) == before
