"""Every derivative against central differences."""

import warnings

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.engine.reduced import ReducedProblem
from cge.engine.sensitivity import Sensitivity
from cge.engine.system import System
from tests.engine import examples

STEP = 1e-6


def perturbed(system, seed=3, size=0.05):
    """Values near the benchmark, where no equation holds."""
    draw = np.random.default_rng(seed)
    values = system.values()
    for name in system.variables:
        array = values[name]
        shift = draw.uniform(-size, size, array.shape)
        values[name] = array * (1 + shift) if system.symbols[name].positive else array + shift
    return values


def differences(equation, values, symbol):
    """Central differences of an equation by every element of a symbol, dense."""
    columns = []
    for k, level in enumerate(values[symbol]):
        step = STEP * max(1.0, abs(level))
        sides = []
        for sign in (1, -1):
            moved = values[symbol].copy()
            moved[k] += sign * step
            sides.append(equation.difference({**values, symbol: moved}))
        columns.append((sides[0] - sides[1]) / (2 * step))
    return np.array(columns).T


def assert_derivatives(equation, values, symbol, exact):
    """Agreement to the truncation of the differences and the rounding of the two sides."""
    measured = differences(equation, values, symbol)
    sides = np.abs(equation.left.value(values)) + np.abs(equation.right.value(values))
    bound = 1e-6 * np.abs(exact).max(initial=0.0) + 1e-8 * sides.max(initial=0.0)
    assert np.abs(exact - measured).max(initial=0.0) <= bound, (equation.name, symbol)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_equation_of_an_economy(seed):
    system, _ = examples.economy(3, 3, seed)
    values = perturbed(system)
    for equation in system.equations:
        found = equation.difference_derivatives(values)
        assert set(found) <= set(system.variables)
        for symbol in (equation.left.reads | equation.right.reads) & set(system.variables):
            assert_derivatives(equation, values, symbol, found[symbol].toarray())


@pytest.mark.parametrize("make", [examples.tanks, examples.rosenbrock])
def test_other_models(make):
    system = System(make())
    values = perturbed(system)
    for equation in system.equations:
        for symbol, matrix in equation.difference_derivatives(values).items():
            assert_derivatives(equation, values, symbol, matrix.toarray())


def outer_residual(problem, x, values):
    values = dict(values)
    problem.set_unknowns(x, values)
    problem.solve_inner(values)
    return problem.residual(values), values


@pytest.mark.parametrize(
    "make", [lambda: examples.economy(4, 5, 5)[0], lambda: System(examples.tanks())]
)
def test_outer_jacobian(make):
    problem = ReducedProblem(make())
    values = problem.system.values()
    x = problem.unknowns(values) + np.random.default_rng(0).uniform(-0.1, 0.1, problem.size)
    _, values = outer_residual(problem, x, values)
    exact = problem.differentiate(values)[0]
    for k in range(problem.size):
        step = np.zeros(problem.size)
        step[k] = 1e-5
        up, down = (outer_residual(problem, x + s * step, values)[0] for s in (1, -1))
        measured = (up - down) / 2e-5
        assert np.abs(exact[:, k] - measured).max() < 1e-6 * np.abs(measured).max()


def test_zero_flows_divide_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        system, _ = examples.economy(4, 5, 9)
        problem = ReducedProblem(system)
        values = system.values()
        problem.solve_inner(values)
        jacobian = problem.differentiate(values)[0]
    assert np.isfinite(jacobian).all()
    assert all(np.isfinite(array).all() for array in values.values())


def test_a_changed_parameter_is_seen_at_once():
    system, parameters = examples.economy()
    equation = system.by_name["E_price_landed"]
    values = system.values()
    before = equation.right.value(values)
    changed = system.values({"tariff_power": 2 * parameters["tariff_power"]})
    assert np.allclose(equation.right.value(changed), 2 * before)
    assert np.allclose(equation.right.value(values), before)


@pytest.mark.parametrize("wrt", ["tariff_power", "productivity", "endowment", "foreign_saving"])
def test_sensitivities_against_solving_again(wrt):
    loaded = cge.load(random_benchmark(3, 4, seed=1))
    parameters = loaded.parameter_arrays
    shock = {"tariff_power": parameters["tariff_power"] * 1.1}
    values = loaded.model.solve(shock).values
    at = np.flatnonzero(values[wrt] != 0)[[0, -1]]
    step = 1e-5
    for of in ("utility", "income", "trade", "price_basic", "emissions"):
        rows = np.arange(values[of].size)
        found = Sensitivity(loaded.pyomo_model(), of, wrt).at(values, rows, at)
        for column, element in enumerate(at):
            moved = []
            for sign in (1, -1):
                array = values[wrt].copy()
                array[element] += sign * step * abs(array[element])
                shape = parameters[wrt].shape
                changed = {**shock, wrt: array.reshape(shape)}
                moved.append(loaded.model.solve(changed, start=values).values[of])
            expected = (moved[0] - moved[1]) / (2 * step * abs(values[wrt][element]))
            size = np.abs(expected).max()
            np.testing.assert_allclose(found[:, column], expected, atol=2e-5 * size + 1e-12)
