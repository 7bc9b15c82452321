"""Expansions of functions whose derivatives are known."""

import numpy as np
import pytest

from cge.serve.expansion import DOWN, MOST, UP, Expansion, Solved

SPAN, START = np.array([2.0, 4.0]), np.array([1.0, 0.0])
SQUARES = np.array([[[3.0, -2.0], [-2.0, 0.5]], [[-1.0, 0.0], [0.0, 4.0]]])
SLOPES = np.array([[1.0, 2.0], [-3.0, 0.2]])
CUBES = np.array([[0.1, 0.0], [-0.05, 0.02]])


def function(x, cubes):
    """Two polynomials of two numbers, and their derivatives."""
    d = x - START
    y = np.array([7.0, -1.0]) + SLOPES @ d + np.einsum("ijk,j,k->i", SQUARES, d, d) / 2
    slopes = SLOPES + np.einsum("ijk,k->ij", SQUARES, d) + 3 * cubes * d**2
    return Solved(x, y + cubes @ d**3, slopes)


def known(cubes=CUBES, ends=True, step=1e-6):
    beside = [function(START + step * unit, cubes) for unit in np.eye(2)]
    found = Expansion(SPAN).with_point(function(START, cubes)).with_squares(beside)
    if not ends:
        return found
    far = {
        (side, k): function(START + way * np.eye(2)[k], cubes)
        for k in range(2)
        for side, way in ((DOWN, -1.0), (UP, 1.0))
    }
    return found.with_ends({key: (one.x, one.y) for key, one in far.items()})


def test_before_anything_is_solved_there_is_no_answer():
    assert Expansion(SPAN).at(START) is None


def test_without_a_move_the_answer_is_the_solution():
    for expansion in (known(), known(ends=False)):
        found = expansion.at(START)
        np.testing.assert_array_equal(found.y, function(START, CUBES).y)
        np.testing.assert_array_equal(found.error, 0.0)


def test_with_slopes_alone_the_error_is_not_known():
    found = Expansion(SPAN).with_point(function(START, CUBES)).at(START + 0.1)
    np.testing.assert_allclose(found.y, function(START, CUBES).y + SLOPES @ np.full(2, 0.1))
    assert np.isnan(found.error).all()
    assert found.order == 1


def test_squares_are_exact_for_a_quadratic_and_their_sizes_the_error():
    none, move = np.zeros((2, 2)), np.array([0.5, -0.7])
    found = known(none, ends=False).at(START + move)
    np.testing.assert_allclose(found.y, function(START + move, none).y, rtol=1e-8)
    sizes = np.abs(SQUARES * np.multiply.outer(move, move)).sum((1, 2)) / 2
    np.testing.assert_allclose(found.error, sizes, rtol=1e-5)
    assert found.order == 2


@pytest.mark.parametrize("move", [(0.6, -0.4), (-1.0, 1.0), (0.0, 0.3)])
def test_cubes_are_exact_along_each_number(move):
    there = START + np.array(move)
    found = known().at(there)
    np.testing.assert_allclose(found.y, function(there, CUBES).y, rtol=1e-5)
    assert found.order == 3


def test_cubes_are_those_about_the_first_point_wherever_the_answer_starts():
    expansion = known().with_point(function(START + 0.5, CUBES))
    there = START + np.array([0.6, 0.7])
    assert expansion.near(there) is expansion.points[1]
    np.testing.assert_allclose(expansion.at(there).y, function(there, CUBES).y, rtol=1e-5)


def test_a_cube_that_outgrows_the_square_counts_in_the_error_alone():
    wild = np.array([[40.0, 0.0], [0.0, 0.0]])
    there = START + np.array([0.5, 0.0])
    plain, found = known(wild, ends=False).at(there), known(wild).at(there)
    assert found.y[0] == pytest.approx(plain.y[0])
    assert found.error[0] > plain.error[0] + 1.0


def test_where_no_end_is_solved_the_error_is_endless_that_way_alone():
    expansion = known(ends=False).with_ends({(UP, 0): None})
    assert np.isinf(expansion.at(START + np.array([0.1, 0.2])).error).all()
    assert np.isfinite(expansion.at(START + np.array([-0.1, 0.2])).error).all()
    assert np.isfinite(expansion.at(START + np.array([0.1, 0.2])).y).all()


def test_an_answer_of_another_point_that_differs_adds_to_the_error():
    other = function(START + 0.5, CUBES)
    shifted = Solved(other.x, other.y + 3.0, other.slopes)  # as if something else happened between
    there = START + np.array([0.4, 0.6])
    agreed = known().with_point(other).at(there).error
    assert (known().with_point(shifted).at(there).error > agreed + 0.05).all()


def test_the_first_point_stays_and_the_others_are_few():
    expansion = known()
    for n in range(2 * MOST):
        expansion = expansion.with_point(function(START + 0.01 * n, CUBES))
    assert len(expansion.points) == MOST
    np.testing.assert_array_equal(expansion.points[0].x, START)
    np.testing.assert_allclose(expansion.points[-1].x, START + 0.01 * (2 * MOST - 1))
