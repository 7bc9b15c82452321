"""Steps with the derivatives of the starting values: where they lead, what they cost, their end."""

import numpy as np
import pytest

from cge.engine import chords
from cge.engine.chords import Anderson, approach
from cge.engine.loops import Loop
from cge.engine.reduced import Home, ReducedProblem
from cge.engine.solver import Model
from tests.engine import examples


def same(one, other, names):
    for name in names:
        size = np.abs(other[name]).max() or 1.0
        np.testing.assert_allclose(one[name], other[name], rtol=1e-9, atol=1e-9 * size)


@pytest.mark.parametrize("factor", [1.02, 1.5, 0.6])
def test_they_lead_to_the_solution_that_ipopt_finds_alone(factor):
    system, parameters = examples.economy()
    model = Model(system)
    shock = {"productivity": factor * parameters["productivity"]}
    found = model.solve(shock)
    alone = model.solve(shock, options={"tol": 1e-12}, chords=False)
    assert (found.outcome.iterations, alone.outcome.iterations > 0) == (0, True)
    same(found.values, alone.values, system.variables)


def test_a_further_solution_factors_and_differentiates_nothing(monkeypatch):
    system, parameters = examples.economy()
    model = Model(system)
    model.solve({"productivity": 1.1 * parameters["productivity"]})
    made = []
    for owner, name in ((Loop, "factor"), (ReducedProblem, "differentiate")):
        monkeypatch.setattr(owner, name, lambda *a, name=name, **k: made.append(name))
    model.solve({"productivity": 1.2 * parameters["productivity"]})
    assert made == []


def test_where_they_lead_nowhere_ipopt_begins_where_it_would_have(monkeypatch):
    system, parameters = examples.economy()
    shock = {"productivity": 1.5 * parameters["productivity"]}
    alone = Model(system).solve(shock, options={"tol": 1e-12}, chords=False).values
    monkeypatch.setattr(chords, "STEPS", 2)
    model = Model(system)
    values = model.system.values(shock)
    kept = {name: array.copy() for name, array in values.items()}
    model.reduced.begin()
    assert approach(model.reduced, values, 1e-12) is None
    assert all(np.array_equal(values[name], kept[name]) for name in kept)
    found = model.solve(shock, options={"tol": 1e-12})
    assert found.outcome.iterations > 0
    same(found.values, alone, system.variables)


def test_steps_without_numbers_end_in_silence(monkeypatch, capfd):
    system, parameters = examples.economy()
    model = Model(system)
    values = model.system.values({"productivity": 1.1 * parameters["productivity"]})
    model.reduced.begin()
    monkeypatch.setattr(Home, "step", lambda self, residual: residual * np.inf)
    with np.errstate(all="ignore"):
        assert approach(model.reduced, values, 1e-12) is None
    assert capfd.readouterr() == ("", "")


def test_anderson_solves_a_linear_iteration_in_as_many_steps_as_it_has_unknowns():
    rng = np.random.default_rng(3)
    matrix = rng.uniform(-0.4, 0.4, (4, 4))
    solution = rng.uniform(1, 2, 4)
    at, ahead = np.zeros(4), Anderson(depth=5)
    for _ in range(6):
        at = ahead.next(at, solution + matrix @ (at - solution))
    np.testing.assert_allclose(at, solution, rtol=1e-10)
