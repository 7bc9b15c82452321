"""Sums of monomials as products with a kept matrix: when they are, and that they are the same."""

import numpy as np
import pytest

from cge.engine import contractions
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.contractions import Contractions
from cge.engine.loops import assign
from cge.engine.reduced import ReducedProblem
from cge.engine.solver import Model
from cge.engine.system import System
from tests.engine import examples

GOODS, FROM, TO = 4, 5, 3
FLOWS = (GOODS, FROM, TO)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(contractions, "FEW", GOODS * FROM * TO)


def pipes():
    """Flows are products of powers of prices; their totals and bills decide what prices are."""
    draw = np.random.default_rng(2)
    labels = {"i": range(GOODS), "o": [f"o{k}" for k in range(FROM)], "d": range(10, 10 + TO)}
    m = new_model("pipes", labels | {"one": ["one"]})
    shares = draw.uniform(0.5, 1.0, FLOWS)
    shares[0, 1, 2] = 0.0
    powers = np.broadcast_to(np.array([0.5, -1.5, 1.0, 2.0])[:, None, None], FLOWS).copy()
    m.scale = Parameter(m.i, m.o, values=draw.uniform(0.5, 2.0, (GOODS, FROM)))
    m.share = Parameter(m.i, m.o, m.d, values=shares)
    m.extra = Parameter(m.i, m.o, m.d, values=np.zeros(FLOWS))
    m.power = Parameter(m.i, m.o, m.d, values=powers)
    m.level = Parameter(m.one, values=np.ones(1))
    m.tear = Variable(m.one, initial=np.ones(1), tear=True)
    m.price = Variable(m.i, m.o, initial=np.ones((GOODS, FROM)))
    m.cost = Variable(m.i, m.o, m.d, initial=np.ones(FLOWS))
    m.flow = Variable(m.i, m.o, m.d, initial=np.ones(FLOWS))
    m.total = Variable(m.i, m.d, initial=np.ones((GOODS, TO)))
    m.bill = Variable(m.d, initial=np.ones(TO))
    m.E_price = Equation(
        m.i, m.o, rule=lambda m, i, o: m.price[i, o] == m.scale[i, o] * m.tear["one"]
    )
    m.E_cost = Equation(
        *(m.i, m.o, m.d),
        rule=lambda m, i, o, d: m.cost[i, o, d] == 2 * m.price[i, o] + m.extra[i, o, d],
    )
    m.E_flow = Equation(
        *(m.i, m.o, m.d),
        rule=lambda m, i, o, d: (
            m.flow[i, o, d]
            == m.share[i, o, d] * m.tear["one"] * m.cost[i, o, d] ** m.power[i, o, d]
        ),
        active=shares > 0,
    )
    m.E_total = Equation(
        m.i, m.d, rule=lambda m, i, d: m.total[i, d] == sum(m.flow[i, o, d] for o in m.o)
    )
    m.E_bill = Equation(
        m.d,
        rule=lambda m, d: (
            m.bill[d]
            == sum(m.flow[i, o, d] * m.price[i, o] / m.total[i, d] for i in m.i for o in m.o)
        ),
    )
    m.E_tear = Equation(
        m.one,
        rule=lambda m, k: (
            sum(m.total[i, d] for i in m.i for d in m.d) + sum(m.bill[d] for d in m.d)
            == 99 * m.level[k]
        ),
        determines=m.tear,
    )
    return m


def evaluated(problem, values, short=None):
    values = dict(values)
    for block in problem.plan.blocks:
        assign(problem.plan, block.order, values, short)
    return values


def contracted(system, parameters):
    """The problem, its contractions, and all variables both ways at a point that is no solution."""
    problem = ReducedProblem(system)
    values = system.values(parameters)
    draw = np.random.default_rng(5)
    problem.set_unknowns(problem.unknowns(values) + draw.uniform(-0.2, 0.2, problem.size), values)
    short = problem.shortened(values)
    return problem, short, evaluated(problem, values), evaluated(problem, values, short)


def assert_same(problem, short, written, found):
    for block in problem.plan.blocks:
        for variable in set(block.order) - short.skipped:
            np.testing.assert_allclose(found[variable], written[variable], rtol=1e-13)


def test_flows_that_only_sums_read_are_not_computed():
    problem, short, written, found = contracted(System(pipes()), {})
    assert short.skipped == {"cost", "flow"}
    assert_same(problem, short, written, found)


def test_a_sum_of_what_is_no_product_is_computed_as_it_is_written():
    extra = np.zeros(FLOWS)
    extra[1, 2, 0] = 0.3
    problem, short, written, found = contracted(System(pipes()), {"extra": extra})
    assert short.skipped == frozenset()
    assert_same(problem, short, written, found)


def test_powers_that_differ_by_cell_are_taken_by_cell():
    power = np.random.default_rng(4).uniform(-2, 2, FLOWS)
    problem, short, written, found = contracted(System(pipes()), {"power": power})
    assert "flow" not in short.skipped
    assert_same(problem, short, written, found)


def test_what_other_parameters_do_not_move_is_kept():
    system = System(pipes())
    problem, before, *_ = contracted(system, {})
    again = Contractions(system, problem.plan, system.values(), before)
    assert all(again._known[k] is known for k, known in before._known.items())
    moved = Contractions(system, problem.plan, system.values({"power": np.ones(FLOWS)}), before)
    assert moved._known["E_total.0"] is not before._known["E_total.0"]


@pytest.mark.parametrize("shock", ["tariff_power", "productivity"])
def test_an_economy_is_the_same_to_the_last_digits(shock):
    system, parameters = examples.economy(4, 5)
    problem, short, written, found = contracted(system, {shock: 1.1 * parameters[shock]})
    assert short.skipped
    assert_same(problem, short, written, found)


def test_a_solution_does_not_depend_on_what_was_solved_before():
    system, parameters = examples.economy(4, 5)
    shocks = [{"tariff_power": k * parameters["tariff_power"]} for k in (1.1, 1.2, 1.1)]
    model = Model(system)
    first, _, again = (model.solve(shock).values for shock in shocks)
    assert all(np.array_equal(first[v], again[v]) for v in system.variables)
