"""Solutions: closed forms, the expanded Pyomo model, interruption, failure."""

import numpy as np
import pytest
from pyomo.environ import Constraint, value

from cge.engine.expansion import expand
from cge.engine.solver import Model, SolveError
from cge.engine.system import System
from tests.engine import examples


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
    written = system.written.values()
    differences = {e.name: e.difference(values) for e in written}
    left = {e.name: e.left.value(values) for e in written}
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
        bodies = [value(row.body) - value(row.upper) for row in getattr(m, name).values()]
        size = np.maximum(np.abs(left[name]).max(), 1.0)
        np.testing.assert_allclose(np.abs(bodies), np.abs(difference), atol=1e-11 * size)
        rows += len(bodies)
    assert rows == sum(len(c) for c in m.component_objects(Constraint))


def test_a_second_solve_starts_anew():
    system, parameters = examples.economy()
    model = Model(system)
    first = model.solve(shocked(parameters)).values
    model.solve({"productivity": 1.5 * parameters["productivity"]})
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

    def report(_progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.solve(shocked(parameters), report=report)
    assert model.solve(shocked(parameters)).outcome.success


def test_failure_says_so():
    system, parameters = examples.economy()
    with pytest.raises(SolveError, match="iterations"):
        Model(system).solve(
            shocked(parameters), options={"max_iter": 1}, chords=False, staged=False
        )


def test_full_and_reduced_space_agree():
    system, parameters = examples.economy()
    model = Model(system)
    reduced = model.solve(shocked(parameters)).values
    full = model.solve(shocked(parameters), space="full").values
    for name in system.variables:
        size = np.abs(reduced[name]).max() or 1.0
        np.testing.assert_allclose(full[name], reduced[name], rtol=1e-8, atol=1e-8 * size)


def test_full_space_solves_what_has_nothing_to_do_with_trade():
    values = Model(System(examples.tanks())).solve(space="full").values
    reduced = Model(System(examples.tanks())).solve().values
    np.testing.assert_allclose(values["level"], reduced["level"], rtol=1e-8)


def test_an_impossible_shock_names_equations_and_what_to_try():
    """Costs have no finite level once a unit of output needs more than a unit of input."""
    system, parameters = examples.economy()
    with pytest.raises(SolveError) as error:
        Model(system).solve({"productivity": 0.2 * parameters["productivity"]})
    message = str(error.value)
    assert message.startswith("the path ends at ")
    assert "largest residuals: E_" in message
    assert "Try a smaller shock" in message
    last = error.value.last  # the last good point of the path
    assert last["productivity"].min() < 1
    assert max(np.abs(r).max() for r in system.residuals(last).values()) < 1e-8


@pytest.mark.parametrize("space", ["reduced", "full"])
def test_progress_names_the_worst_equation(space):
    system, parameters = examples.economy()
    said = []
    Model(system).solve(shocked(parameters), report=said.append, space=space)
    assert [p.iteration for p in said] == list(range(len(said)))
    assert said[-1].residual < 1e-9 < said[0].residual
    assert {p.where.split(" (")[0] for p in said} <= set(system.by_name)
    assert all(p.part == 1.0 for p in said)
    assert (said[-1].sweeps > said[0].sweeps > 0) == (space == "reduced")
