"""Paths of large shocks: past turning points, and where they end, on curves that are known."""

import numpy as np
import pytest

from cge.engine import solver
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.solver import Model, SolveError
from cge.engine.system import System
from tests.engine import examples


def curve(rule, start, force, positive=False):
    """One equation ``rule(x, force)`` in one unknown, solved at the start by the given force."""
    m = new_model("curve", {"k": ["k"]})
    m.force = Parameter(m.k, values=np.array([float(force)]))
    m.x = Variable(m.k, initial=np.array([float(start)]), positive=positive, tear=True)
    m.E_x = Equation(m.k, rule=lambda m, k: rule(m.x[k], m.force[k]), determines=m.x)
    return Model(System(m))


def test_an_s_shaped_curve_is_followed_past_both_turning_points():
    """x^3 - 3x = force folds at x = -1 and x = 1; beyond 2 only the upper part is left."""
    model = curve(lambda x, force: x**3 - 3 * x == force, start=-2.0, force=-2.0)
    forces = {"force": np.array([3.0])}
    with pytest.raises(SolveError):
        model.solve(forces, staged=False)
    found = model.solve(forces)
    assert found.stages > 1
    roots = np.roots([1, 0, -3, -3])
    (expected,) = roots[np.abs(roots.imag) < 1e-9].real
    assert found.values["x"][0] == pytest.approx(expected, rel=1e-9)


def test_a_curve_that_turns_back_says_where():
    """x^2 = 1 - force has no solution for a force above 1, half of the shock."""
    model = curve(lambda x, force: x**2 + force == 1, start=1.0, force=0.0)
    with pytest.raises(SolveError, match=r"turn back there, x .k. moving most") as error:
        model.solve({"force": np.array([2.0])})
    assert error.value.part == pytest.approx(0.5, abs=0.02)
    last = error.value.last
    assert last["x"][0] ** 2 == pytest.approx(1 - last["force"][0], abs=1e-8)


def test_what_goes_to_zero_is_named():
    model = curve(lambda x, force: x + force == 2, start=1.0, force=1.0, positive=True)
    with pytest.raises(SolveError, match=r"x .k. goes to zero there.*Try a smaller shock"):
        model.solve({"force": np.array([3.0])})


def test_a_path_leads_to_the_direct_solution(monkeypatch):
    system, parameters = examples.economy()
    model = Model(system)
    shock = {"productivity": 1.5 * parameters["productivity"]}
    direct = model.solve(shock, chords=False).values
    once, tried = solver._Solver.once, []

    def reluctant(self, values, options):
        tried.append(values)
        if len(tried) == 1:
            raise SolveError("not at once")
        return once(self, values, options)

    monkeypatch.setattr(solver._Solver, "once", reluctant)
    said = []
    staged = model.solve(shock, report=said.append, chords=False)
    assert staged.stages > 1
    assert min(p.part for p in said) < 1 == said[-1].part
    for name in system.variables:
        size = np.abs(direct[name]).max() or 1.0
        np.testing.assert_allclose(staged.values[name], direct[name], atol=1e-8 * size)


def test_what_is_proven_impossible_is_not_tried_in_stages():
    system, parameters = examples.economy()
    said = []
    with pytest.raises(SolveError, match=r"^a proof; IPOPT stopped"):
        Model(system).solve(
            {"productivity": 0.2 * parameters["productivity"]},
            impossible=lambda values: "a proof" if values["productivity"].max() < 1 else "",
            report=said.append,
        )
    assert all(p.part == 1.0 for p in said)
