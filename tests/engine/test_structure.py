"""What the compiler refuses, and in which words."""

import numpy as np
import pytest

from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.plan import StructureError, make_plan
from cge.engine.system import System
from cge.engine.template import TemplateError
from tests.engine import examples


def model():
    m = new_model("small", {"i": ["a", "b"], "j": ["b", "c"]})
    m.c = Parameter(m.i, values=np.ones(2))
    m.x = Variable(m.i, initial=np.ones(2), tear=True)
    m.y = Variable(m.i, initial=np.ones(2))
    return m


def plan(m):
    return make_plan(System(m))


def test_two_equations_for_one_element():
    m = model()
    m.E_x = Equation(m.i, rule=lambda m, i: m.x[i] * m.y[i] == 1, determines=m.x)
    m.E_y = Equation(m.i, rule=lambda m, i: m.y[i] == m.x[i])
    m.E_again = Equation(m.i, rule=lambda m, i: m.y[i] == m.c[i], active=np.array([True, False]))
    with pytest.raises(StructureError, match=r"^'y' is determined twice, by E_y, E_again$"):
        plan(m)


def test_a_tear_without_equation():
    m = model()
    m.E_y = Equation(m.i, rule=lambda m, i: m.y[i] == m.x[i])
    message = r"^the outer problem has 0 equations \(none\) for 2 unknowns \(x\)$"
    with pytest.raises(StructureError, match=message):
        plan(m)


def test_an_implicit_equation_must_say_what_it_determines():
    m = model()
    m.E_y = Equation(m.i, rule=lambda m, i: m.y[i] * m.x[i] == 1)
    message = r"^equation 'E_y' is implicit: say which variable it determines$"
    with pytest.raises(TemplateError, match=message):
        System(m)


def test_rows_must_match_elements():
    m = model()
    m.E_x = Equation(m.i, rule=lambda m, i: m.x[i] * m.y[i] == 1, determines=m.x)
    m.E_y = Equation(
        m.j, rule=lambda m, j: sum(m.y[i] for i in m.i) * m.x["a"] == 1, determines=m.y
    )
    message = r"^'E_y' must have one row per element of 'y'$"
    with pytest.raises(StructureError, match=message):
        plan(m)


def test_an_unknown_label():
    m = model()
    m.E_y = Equation(m.j, rule=lambda m, j: m.y["a"] == m.c[j])
    with pytest.raises(TemplateError, match=r"^equation 'E_y': 'c' has no label 'c'$"):
        System(m)


def test_an_inequality():
    m = model()
    m.E_y = Equation(m.i, rule=lambda m, i: m.y[i] <= m.c[i])
    with pytest.raises(
        TemplateError, match=r"^equation 'E_y': the rule must return left == right$"
    ):
        System(m)


def test_active_of_another_shape():
    m = model()
    m.E_y = Equation(m.i, rule=lambda m, i: m.y[i] == m.c[i], active=np.ones(3, dtype=bool))
    message = r"^equation 'E_y': active has shape \(3,\), its rows \(2,\)$"
    with pytest.raises(TemplateError, match=message):
        System(m)


def test_blocks_of_an_economy():
    system, _ = examples.economy()
    loops = [block.loop for block in plan(system.model).blocks if block.loop]
    assert loops == [("price_intermediate",), ("intermediate_bundle",)]
