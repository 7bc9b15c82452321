"""Balancing beside published examples and closed forms."""

import numpy as np
import pandas as pd
import pytest

from calibration import balance
from tests.balancing.tables import by_column, by_row, table

# A table of contingency that is fitted in the documentation of the Julia package
# ProportionalFitting (README, read), with the result it prints.
SEED = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]
FITTED = [
    [64.5585, 46.2325, 35.3843, 3.82473],
    [49.9679, 68.1594, 156.499, 25.3742],
    [56.7219, 144.428, 145.082, 53.7673],
    [28.7516, 41.18, 63.0347, 17.0337],
]
# The example of Junius and Oosterhaven (2003), with the result that the objective as corrected by
# Lenzen, Wood and Gallego (2007) has in the R package riot (tests of doGRAS, read).
SIGNED = [[7, 3, 5, -3], [2, 9, 8, 0], [-2, 0, 2, 0]]
SIGNED_ROWS, SIGNED_COLUMNS = [15, 26, -1], [9, 16, 17, -2]
GRAS = [
    [8.424340881, 3.375237362, 5.200422021, -2.0],
    [3.000997078, 12.624763744, 10.374239178, 0.0],
    [-2.425339135, 0.0, 1.425339135, 0.0],
]


@pytest.mark.parametrize("method", ["ras", "gras", "entropy"])
def test_proportional_fitting_as_published(method):
    seed = table(SEED)
    found, report = balance(seed, [by_row(seed, ROWS), by_column(seed, COLUMNS)], method)
    assert np.allclose(found, FITTED, rtol=1e-5)
    assert report.miss <= 1e-10


@pytest.mark.parametrize("method", ["gras", "entropy"])
def test_signed_cells_as_published(method):
    seed = table(SIGNED)
    margins = [by_row(seed, SIGNED_ROWS), by_column(seed, SIGNED_COLUMNS)]
    found, report = balance(seed, margins, method)
    # The published result rests on a tolerance of 1e-10 for the factors.
    assert np.allclose(found, GRAS, atol=2e-6)
    assert report.miss <= 1e-10


@pytest.mark.parametrize("method", ["ras", "entropy"])
def test_two_by_two_keeps_the_cross_product(method):
    """A 2 x 2 table has one free cell, which a quadratic equation gives."""
    seed = table([[4, 1], [2, 3]])
    rows, columns = [10.0, 6.0], [7.0, 9.0]
    found, _ = balance(seed, [by_row(seed, rows), by_column(seed, columns)], method)
    # x (rows[1] - columns[0] + x) = 6 (rows[0] - x)(columns[0] - x); the cross product stays 6.
    ratio = 4 * 3 / (1 * 2)
    roots = np.roots(
        [
            1 - ratio,
            rows[1] - columns[0] + ratio * (rows[0] + columns[0]),
            -ratio * rows[0] * columns[0],
        ]
    )
    x = next(r for r in roots if 0 < r < min(rows[0], columns[0]))
    expected = [[x, rows[0] - x], [columns[0] - x, rows[1] - columns[0] + x]]
    assert np.allclose(found, expected, rtol=1e-9)


def test_gras_of_a_row_without_positive_cells():
    """Temurshoev, Miller and Bouwmeester (2013): the factor is minus negatives over the total."""
    seed = table([[-1, -3], [5, 6]])
    found, _ = balance(seed, [by_row(seed, [-2.0, np.nan])], "gras")
    assert np.allclose(found, [[-0.5, -1.5], [5, 6]])


def test_least_squares_of_one_sum_in_closed_form():
    """The gap is shared in inverse proportion to weights."""
    seed = table([[10, 20, 30]])
    weights = by_column(seed, [1.0, 2.0, 4.0])
    found, _ = balance(seed, [by_row(seed, [67.0])], "least_squares", weights=weights)
    assert np.allclose(found, [[10 + 4, 20 + 2, 30 + 1]])
    found, _ = balance(seed, [by_row(seed, [66.0])], "least_squares")
    assert np.allclose(found, [[11, 22, 33]])  # default: variance like size


def test_entropy_of_one_sum_in_closed_form():
    """A weight of two halves the logarithm of the factor: q r + q r^(1/2) = total."""
    seed = table([[10, 10]])
    weights = by_column(seed, [1.0, 2.0])
    found, _ = balance(seed, [by_row(seed, [60.0])], "entropy", weights=weights)
    root = (-1 + np.sqrt(1 + 4 * 6)) / 2
    assert np.allclose(found, [[10 * root**2, 10 * root]])


def test_a_balanced_table_is_left_alone():
    seed = table(SIGNED)
    margins = [seed.sum(axis=1), seed.sum(axis=0)]
    for method in ("gras", "entropy", "least_squares"):
        found, report = balance(seed, margins, method)
        pd.testing.assert_frame_equal(found, seed)
        assert report.moved == 0
        assert report.changed == 0
        assert report.steps == 0
