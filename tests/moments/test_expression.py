"""Arithmetic over named numbers."""

import numpy as np
import pytest

from cge.moments.expression import evaluated, problems_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a / b", 1.5),
        ("100 * (a - b) / b", 50.0),
        ("-a + b ** 2", 1.0),
        ("+a", 3.0),
        ("a - -b", 5.0),
        ("2", 2.0),
    ],
)
def test_values(text, value):
    assert evaluated(text, {"a": 3.0, "b": 2.0}) == value


def test_complex_numbers_carry_derivatives():
    found = evaluated("a * b / (a + b)", {"a": 3.0 + 1e-30j, "b": 2.0})
    assert found.imag / 1e-30 == pytest.approx(4 / 25)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a / c", "no term 'c'"),
        ("a +", "is no arithmetic over a, b"),
        ("a(b)", "no sum, difference"),
        ("__import__('os').system('x')", "no sum, difference"),
        ("a if b else a", "no sum, difference"),
        ("a ** b", "a power must be a number"),
        ("a * 'x' + b", "is no number"),
        ("a ** 9999999 + b", "a power must be a number"),
        ("a", "does not use 'b'"),
        ("a + " * 200 + "b", "more than 500"),
        ("True + a + b", "is no number"),
        ("9" * 450 + " + a + b", "is no number"),
    ],
)
def test_anything_else_is_refused(text, said):
    problems = list(problems_of(text, ["a", "b"]))
    assert any(said in problem for problem in problems), problems


@pytest.mark.parametrize("text", ["1 / 0 + a", "a + ((9 ** 10) ** 10) ** 10 ** 2", "a / (a - a)"])
def test_what_has_no_value_is_no_number_and_no_error(text):
    with np.errstate(all="ignore"):
        assert not np.isfinite(evaluated(text, {"a": np.float64(3.0)}))


def test_good_ones_have_no_problem():
    assert list(problems_of("100 * a / b", ["a", "b"])) == []
