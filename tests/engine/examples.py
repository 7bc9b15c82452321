"""Models that have nothing to do with trade, and small economies, for the tests of the engine."""

from __future__ import annotations

import numpy as np

import cge
from calibration import random_benchmark
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.system import System


def economy(regions=3, sectors=4, seed=1):
    """A random economy: its compiled system and its benchmark parameters."""
    loaded = cge.load(random_benchmark(regions, sectors, seed=seed))
    return System(loaded.pyomo_model()), loaded.parameter_arrays


def tanks(count=12, inflow=3.0):
    """Tanks in a row: each level follows from the one before, the first inflow from the last."""
    m = new_model("tanks", {"t": range(count), "later": range(1, count), "one": ["one"]})
    m.step = Parameter(m.t, values=np.linspace(0.1, 0.4, count))
    m.inflow = Parameter(m.one, values=np.array([inflow]))
    m.target = Parameter(m.one, values=np.array([2.0]))
    m.feed = Variable(m.one, initial=np.ones(1), tear=True)
    m.level = Variable(m.t, initial=np.full(count, 1.5))
    later = np.arange(count) > 0

    def level(m, t):
        """Implicit Euler step of dh/dt = -sqrt(h) + inflow * feed; the start is known."""
        return m.level[t] - m.level[t - 1] == m.step[t] * (
            m.inflow["one"] * m.feed["one"] - m.level[t] ** 0.5
        )

    m.E_level = Equation(m.t, rule=level, determines=m.level, active=later)
    m.E_feed = Equation(
        m.one, rule=lambda m, k: m.level[count - 1] == m.target[k], determines=m.feed
    )
    return m


def leontief(seed=0, count=6):
    """Prices of an input-output table given the wage: ``p = A'p + w l``, ``w`` set by ``p[0]``."""
    draw = np.random.default_rng(seed)
    table = draw.uniform(0, 1.2 / count, (count, count))
    labour = draw.uniform(0.5, 1.0, count)
    goods = [f"g{k}" for k in range(count)]
    m = new_model("leontief", {"i": goods, "j": goods, "one": ["one"]})
    m.table = Parameter(m.i, m.j, values=table)
    m.labour = Parameter(m.j, values=labour)
    m.wage = Variable(m.one, initial=np.ones(1), tear=True)
    m.price = Variable(m.i, initial=np.ones(count))
    m.cost = Variable(m.j, initial=np.ones(count))
    m.E_cost = Equation(
        m.j,
        rule=lambda m, j: (
            m.cost[j] == sum(m.table[i, j] * m.price[i] for i in m.i) + m.wage["one"] * m.labour[j]
        ),
    )
    m.E_price = Equation(m.i, rule=lambda m, i: m.price[i] == m.cost[i])
    m.E_wage = Equation(m.one, rule=lambda m, k: m.price["g0"] == 1, determines=m.wage)
    prices = np.linalg.solve(np.eye(count) - table.T, labour)
    return m, prices / prices[0]


def rosenbrock(start=(-1.2, 1.0)):
    """The equations of Rosenbrock's function: ``10 (y - x^2) = 0`` and ``1 - x = 0``."""
    m = new_model("rosenbrock", {"k": ["k"]})
    m.x = Variable(m.k, initial=np.array(start[:1]), positive=False, tear=True)
    m.y = Variable(m.k, initial=np.array(start[1:]), positive=False, tear=True)
    m.E_y = Equation(m.k, rule=lambda m, k: 10 * (m.y[k] - m.x[k] ** 2) == 0, determines=m.y)
    m.E_x = Equation(m.k, rule=lambda m, k: 1 - m.x[k] == 0, determines=m.x)
    return m
