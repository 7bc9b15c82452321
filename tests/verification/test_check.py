"""A check says by how much and where two accounts differ."""

from __future__ import annotations

import numpy as np
import pytest

from cge.symbols.named import NamedArray
from cge.verification.check import TOLERANCE, Check, compare

LABELS = (("a", "b"), ("h", "g"))


def table(values) -> NamedArray:
    return NamedArray(("region", "agent"), np.array(values, dtype=float), LABELS)


def test_the_largest_difference_is_named():
    check = compare("sums", table([[1, 2], [3, 4]]), table([[1, 2], [3, 5]]))
    assert check.error == pytest.approx(0.2)
    assert str(check) == "sums is off by 2.0e-01 at b, g"
    assert not check.passed


def test_labels_meet_whatever_the_order_of_dims():
    left = table([[1, 2], [3, 4]])
    assert compare("sums", left, left.transpose("agent", "region")).error == 0.0


def test_other_labels_are_refused():
    left = table([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match="region"):
        compare("sums", left, left.isel(region=[0]))


def test_a_given_size_is_what_differences_are_relative_to():
    left, right = table([[1, 2], [3, 4]]), table([[1, 2], [3, 5]])
    assert compare("sums", left, right, size=100 + 0 * left).error == pytest.approx(0.01)


def test_nothing_against_nothing_holds():
    nothing = table([[0, 0], [0, 0]])
    assert compare("sums", nothing, nothing).passed


def test_not_a_number_fails_wherever_it_is():
    check = compare("sums", table([[1, np.nan], [3, 4]]), table([[1, 2], [3, 5]]))
    assert check.where == "a, g"
    assert not check.passed


@pytest.mark.parametrize(("error", "passed"), [(TOLERANCE, True), (1.01 * TOLERANCE, False)])
def test_the_tolerance_is_the_bound(error, passed):
    assert Check("sums", error, "a").passed is passed
