"""Problems with degrees of freedom: gradients, closed forms, bounds, interruption."""

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.gradients import Gradients
from cge.engine.minimise import Box
from cge.engine.search import Search, best_controls
from cge.engine.solver import Model
from cge.engine.system import System


def square():
    """x is what the control says, y its square."""
    m = new_model("square", {"k": ["k"]})
    m.level = Parameter(m.k, values=np.array([0.5]))
    m.x = Variable(m.k, initial=np.array([0.5]), positive=False, tear=True)
    m.y = Variable(m.k, initial=np.array([0.25]), positive=False)
    m.E_y = Equation(m.k, rule=lambda m, k: m.y[k] == m.x[k] ** 2)
    m.E_x = Equation(m.k, rule=lambda m, k: m.x[k] - m.level[k] == 0, determines=m.x)
    return m


class Level:
    """The control is the level itself."""

    def parameters(self, controls):
        return {"level": controls}

    def slopes(self, controls):
        return {"level": np.ones((1, 1))}


def found(lower=-3.0, upper=3.0, most=np.inf, moves=None, start=2.0):
    """Minimise y - 2 x for y at most a limit."""
    sums = {"f": {"y": np.ones(1), "x": np.full(1, -2.0)}, "g": {"y": np.ones(1)}}
    model = square()
    search = Search(Model(System(model)), Gradients(model, sums, ["level"]), moves or Level(), {})
    box = Box(np.array([lower]), np.array([upper]))
    limits = Box(np.array([-np.inf]), np.array([most]))
    return best_controls(search, np.array([start]), box, limits)


def test_an_interior_minimum():
    at = found()
    assert at.controls[0] == pytest.approx(1.0, abs=1e-6)
    assert at.sums[0] == pytest.approx(-1.0, abs=1e-9)
    assert at.multipliers[0] == pytest.approx(0.0, abs=1e-6)
    assert at.kkt < 1e-6
    assert at.at_bound[0] == 0


@pytest.mark.parametrize("most", [0.25, 0.36])
def test_a_limit_that_binds_has_a_price(most):
    """x = sqrt(c), f = c - 2 sqrt(c), so f falls by 1 / sqrt(c) - 1 per unit of c."""
    at = found(most=most)
    assert at.controls[0] == pytest.approx(np.sqrt(most), abs=1e-6)
    assert at.multipliers[0] == pytest.approx(1 / np.sqrt(most) - 1, abs=1e-5)
    assert at.kkt < 1e-6


def test_a_bound_that_binds():
    at = found(upper=0.75, start=0.0)
    assert at.controls[0] == pytest.approx(0.75, abs=1e-6)
    assert at.at_bound[0] == 1
    assert at.kkt < 1e-6


def test_what_cannot_be_met_is_no_optimum():
    at = found(lower=1.0, most=0.25)
    assert at.kkt > 1e-2


def test_every_solution_is_counted_and_none_is_made_twice():
    at = found()
    assert at.gradients <= at.solutions <= 3 * at.iterations + 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, ValueError])
def test_an_error_is_not_lost_in_ipopt(error):
    class Fails(Level):
        calls = 0

        def parameters(self, controls):
            self.calls += 1
            if self.calls > 2:
                raise error
            return super().parameters(controls)

    if error is ZeroDivisionError:  # an arithmetic error is a point to avoid
        assert found(moves=Fails()).kkt > 0
    else:
        with pytest.raises(error):
            found(moves=Fails())


def test_gradients_against_solving_again():
    """Two directions that share cells, sums of small and large variables and of a parameter."""
    economy = cge.load(random_benchmark(3, 4, seed=1))
    p = economy.parameter_arrays
    draw = np.random.default_rng(0)
    sums = {
        "welfare": {"equivalent_variation": np.array([1.0, 0.0, 2.0])},
        "flows": {"trade": draw.uniform(size=36), "emissions": np.ones(12)},
        "money": {"income": np.ones(3), "price_basic": np.ones(12)},
        "prices": {"carbon_price": np.ones(12)},
    }
    names = ["carbon_price", "border_carbon_price", "tariff_power"]
    gradients = Gradients(economy.pyomo_model(), sums, names)
    slopes = {
        "carbon_price": np.tile([1.0, 0.0], (12, 1)),
        "border_carbon_price": np.tile([0.3, 1.0], (36, 1)),
        "tariff_power": np.tile([0.0, 0.01], (36, 1)),
    }

    def solved(controls, start=None):
        moved = {n: p[n] + (slopes[n] @ controls).reshape(p[n].shape) for n in names}
        return economy.model.solve(moved, start=start, options={"tol": 1e-12}).values

    at = np.array([20.0, 10.0])
    values = solved(at)
    exact = gradients.at(values, slopes)
    for k, step in enumerate(np.eye(2) * 1e-2):
        up, down = (gradients.values(solved(at + s * step, values)) for s in (1, -1))
        np.testing.assert_allclose(exact[:, k], (up - down) / 2e-2, rtol=1e-6, atol=1e-8)
