"""Solutions: closed forms, the expanded Pyomo model, interruption, failure."""

import numpy as np
import pytest
from pyomo.environ import Constraint, value

from cge.solve.components import expand
from cge.solve.solver import Model, SolveError
from cge.solve.system import System
from tests.solve import examples


def test_leontief_prices():
    m, prices = examples.leontief()
    found = Model(System(m)).solve().values
    np.testing.assert_allclose(found["price"], prices, rtol=1e-9)


def test_tanks():
    m = examples.tanks()
    values = Model(System(m)).solve().values
    level, step = values["level"], values["step"]
    for t in range(1, len(level)):
        change = step[t] * (values["inflow"][0] * values["feed"][0] - level[t] ** 0.5)
        assert level[t] - level[t - 1] == pytest.approx(change, abs=1e-11)
    assert level[0] == 1.5
    assert level[-1] == pytest.approx(2.0, rel=1e-9)


def test_rosenbrock():
    values = Model(System(examples.rosenbrock())).solve().values
    assert values["x"][0] == pytest.approx(1, rel=1e-9)
    assert values["y"][0] == pytest.approx(1, rel=1e-9)


def shocked(parameters):
    power = parameters["tariff_power"].copy()
    power[:, :-1, -1] += 0.25
    return {"tariff_power": power}


def test_economy_is_solved_and_the_expanded_model_agrees():
    system, parameters = examples.economy(3, 3, 4)
    values = Model(system).solve(shocked(parameters)).values
    assert all(np.abs(r).max() < 1e-9 for r in system.residuals(values).values())
    assert_expanded_agrees(system, values)


def assert_expanded_agrees(system, values):
    differences = {e.name: e.difference(values) for e in system.equations}
    left = {e.name: e.left.value(values) for e in system.equations}
    for name in system.symbols:
        component = getattr(system.model, name)
        array = values[name].reshape(system.symbols[name].shape)
        if system.symbols[name].is_variable:
            component.initial = array
        else:
            component.values_array = array
    m = expand(system.model)
    rows = 0
    for name, difference in differences.items():
        bodies = []
        for row in getattr(m, name).values():
            bodies.append(value(row.body) - value(row.upper))
        size = np.maximum(np.abs(left[name]).max(), 1.0)
        np.testing.assert_allclose(np.abs(bodies), np.abs(difference), atol=1e-11 * size)
        rows += len(bodies)
    assert rows == sum(len(c) for c in m.component_objects(Constraint))


def test_a_second_solve_starts_anew():
    system, parameters = examples.economy()
    model = Model(system)
    first = model.solve(shocked(parameters)).values
    model.solve({"tariff_power": 2 * parameters["tariff_power"]})
    again = model.solve(shocked(parameters)).values
    for name in system.variables:
        np.testing.assert_array_equal(first[name], again[name])


def test_a_solution_is_its_own_start():
    system, parameters = examples.economy()
    model = Model(system)
    first = model.solve(shocked(parameters))
    again = model.solve(shocked(parameters), start=first.values)
    assert again.outcome.iterations == 0


def test_interruption_is_raised_again():
    system, parameters = examples.economy()
    model = Model(system)

    def report(iteration, residual):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.solve(shocked(parameters), report=report)
    assert model.solve(shocked(parameters)).outcome.success


def test_failure_says_so():
    system, parameters = examples.economy()
    with pytest.raises(SolveError, match="iterations"):
        Model(system).solve(shocked(parameters), options={"max_iter": 1})
