"""Indices of Sobol and measures of Morris, by SALib."""

import sys

import numpy as np
import pytest
import xarray as xr

from calibration import InputError
from cge.uncertainty import moments
from cge.uncertainty.blocks import MORRIS, SOBOL_INDICES
from cge.uncertainty.distributions import Distribution
from cge.uncertainty.indices import (
    morris_measures,
    morris_points,
    sobol_indices,
    sobol_points,
)
from cge.uncertainty.points import points
from tests.uncertainty.exact import SKEWED

ANGLE = Distribution("uniform", (-np.pi, np.pi))
LABELS = ["x1", "x2", "x3"]
A, B = 7.0, 0.1


@pytest.fixture(autouse=True)
def salib(request):
    if "without" not in request.node.name:
        pytest.importorskip("SALib", reason="SALib is not installed")


def ishigami(x):
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def outcomes(*columns, **attrs):
    regions = [f"R{n}" for n in range(len(columns))]
    return xr.DataArray(
        np.stack(columns, axis=1), {"region": regions}, ("draw", "region"), "y", attrs
    )


def closed_form():
    """First and total indices, mean and variance of the function (Sobol and Levitan 1999)."""
    first = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
    both = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = first.sum() + both
    return first / variance, (first + np.array([both, 0, both])) / variance, A / 2, variance


@pytest.fixture(scope="module")
def saltelli():
    pytest.importorskip("SALib", reason="SALib is not installed")
    return points(SOBOL_INDICES, [ANGLE] * 3, np.eye(3), 5 * 2048, seed=3)


def test_indices_of_ishigami(saltelli):
    y = ishigami(saltelli.values)
    found = sobol_indices(saltelli, outcomes(y, np.ones_like(y), 3 * y), LABELS)
    assert found["first"].dims == ("numbers", "region")
    assert list(found.numbers.to_numpy()) == LABELS
    first, total, _, _ = closed_form()
    for name, exact in (("first", first), ("total", total)):
        apart = np.abs(found[name].sel(region="R0").to_numpy() - exact)
        width = found[f"{name}_confidence"].sel(region="R0").to_numpy()
        assert (apart <= width).all(), name
        assert (width < 0.1).all()
        # Shares do not depend on the unit; what does not vary has none.
        same, nothing = found[name].sel(region="R2"), found[name].sel(region="R1")
        np.testing.assert_allclose(same, found[name].sel(region="R0"), rtol=1e-9)
        assert np.isnan(nothing).all()
    assert (found.blocks == 2048).all()
    assert (found.left_out == 0).all()


def test_the_points_are_a_sample_as_well(saltelli):
    y = ishigami(saltelli.values)[:, None]
    _, _, mean, variance = closed_form()
    error = moments.standard_error(saltelli, y)[0]
    assert abs(moments.mean(saltelli, y)[0] - mean) < 3 * error
    assert moments.standard_deviation(saltelli, y)[0] ** 2 == pytest.approx(variance, rel=0.03)


def test_errors_of_the_mean_are_not_too_small():
    means, errors = [], []
    for seed in range(40):
        chosen = sobol_points([ANGLE] * 3, np.eye(3), 32, seed)
        y = ishigami(chosen.values)[:, None]
        means.append(moments.mean(chosen, y)[0])
        errors.append(moments.standard_error(chosen, y)[0])
    assert np.std(means, ddof=1) < np.mean(errors)


def test_intervals_of_indices_hold():
    inside = []
    for seed in range(10):
        chosen = sobol_points([ANGLE] * 3, np.eye(3), 256, seed)
        found = sobol_indices(chosen, outcomes(ishigami(chosen.values)), LABELS).isel(region=0)
        for name, exact in zip(("first", "total"), closed_form(), strict=False):
            apart = np.abs(found[name].to_numpy() - exact)
            inside.append(apart <= found[f"{name}_confidence"].to_numpy() + 1e-12)
    assert np.mean(inside) >= 0.95


def test_in_a_block_one_number_in_turn_is_that_of_the_last_point(saltelli):
    first, *between, last = saltelli.values.reshape(-1, 5, 3).transpose(1, 0, 2)
    for k, point in enumerate(between):
        assert np.array_equal(point[:, k], last[:, k])
        assert np.array_equal(np.delete(point, k, 1), np.delete(first, k, 1))


def test_shares_of_a_linear_model_are_those_of_its_variance():
    them = SKEWED[:3]
    chosen = sobol_points(them, np.eye(3), 512, seed=1)
    slope = np.array([2.0, -1.0, 0.5])
    found = sobol_indices(chosen, outcomes(chosen.values @ slope), LABELS)
    part = slope**2 * [one.variance for one in them]
    expected = part / part.sum()
    np.testing.assert_allclose(found["first"].isel(region=0), expected, atol=0.03)
    np.testing.assert_allclose(found["total"].isel(region=0), expected, atol=0.03)


def test_more_blocks_begin_with_fewer():
    many = sobol_points(SKEWED, np.eye(5), 100, seed=2)
    few = sobol_points(SKEWED, np.eye(5), 16, seed=2)
    assert np.array_equal(many.values[: len(few.values)], few.values)
    many, few = (morris_points(SKEWED, n, seed=2) for n in (9, 4))
    assert np.array_equal(many.values[: len(few.values)], few.values)


def test_numbers_that_correlate_are_refused():
    with pytest.raises(InputError, match="of numbers that correlate, no share is that of one"):
        points(SOBOL_INDICES, [ANGLE] * 2, np.array([[1.0, 0.2], [0.2, 1.0]]), 400)


def test_draws_without_result(saltelli):
    y = ishigami(saltelli.values)
    holes = y.copy()
    holes[[7, 8, 501]] = np.nan  # two of block 1, one of block 100
    both = outcomes(y, holes)
    with pytest.raises(InputError, match="2 of 2048 blocks have a draw without result"):
        sobol_indices(saltelli, both, LABELS)
    found = sobol_indices(saltelli, both, LABELS, leave_out=True)
    assert found.left_out.to_numpy().tolist() == [0, 2]
    assert found.blocks.to_numpy().tolist() == [2048, 2046]
    kept = np.delete(y, [*range(5, 10), *range(500, 505)])
    import SALib.analyze.sobol as analysis

    problem = {"num_vars": 3, "names": LABELS, "bounds": [[0, 1]] * 3}
    exact = analysis.analyze(problem, kept, calc_second_order=False, seed=1)
    np.testing.assert_allclose(found["first"].isel(region=1), exact["S1"], rtol=1e-12)
    np.testing.assert_allclose(found["total"].isel(region=1), exact["ST"], rtol=1e-12)


@pytest.mark.parametrize(("lost", "told"), [(512, True), (513, False)])
def test_there_are_no_indices_without_a_quarter_of_the_blocks(saltelli, lost, told):
    y = ishigami(saltelli.values)
    holes = y.copy()
    holes[: 5 * lost : 5] = np.nan
    found = sobol_indices(saltelli, outcomes(y, holes), LABELS, leave_out=True)
    assert found.left_out.to_numpy().tolist() == [0, lost]
    assert np.isfinite(found.total.to_numpy()).all(axis=0).tolist() == [True, told]


def test_a_sample_that_was_stopped_is_analysed_by_whole_blocks(saltelli):
    begun = saltelli.first(5 * 200 + 3)
    found = sobol_indices(begun, outcomes(ishigami(begun.values)), LABELS)
    assert found.blocks.to_numpy().tolist() == [200]
    few = saltelli.first(17)
    y = outcomes(ishigami(few.values))
    with pytest.raises(InputError, match="3 blocks of draws are not enough; at least 16"):
        sobol_indices(few, y, LABELS)


def test_measures_of_morris():
    """Of a function in equal steps of probability: effects in closed form."""
    them = [Distribution("uniform", (0.0, 1.0))] * 3
    chosen = morris_points(them, 200, seed=0)
    x = chosen.values
    assert x.min() == pytest.approx(0.05)
    assert x.max() == pytest.approx(0.95)
    y = 2 * x[:, 0] - 3 * x[:, 1] + 5 * x[:, 0] * x[:, 2]
    found = morris_measures(chosen, outcomes(y, units="%"), LABELS).isel(region=0)
    whole = 0.9  # from the 5 to the 95 % quantile
    assert found.mu.attrs["units"] == "%"
    # The second enters alone and linearly: the same effect wherever the others are.
    at = dict(zip(LABELS, range(3), strict=True))
    measure = {name: found[name].to_numpy() for name in ("mu", "mu_star", "sigma")}
    assert measure["mu"][at["x2"]] == pytest.approx(-3 * whole)
    assert measure["mu_star"][at["x2"]] == pytest.approx(3 * whole)
    assert measure["sigma"][at["x2"]] == pytest.approx(0, abs=1e-12)
    # The others meet each other at one of four places, 0.5 on average.
    places = 0.05 + whole * np.arange(4) / 3
    for name, own in (("x1", 2.0), ("x3", 0.0)):
        effects = whole * (own + 5 * places)
        error = effects.std() / np.sqrt(200)
        assert measure["mu"][at[name]] == pytest.approx(effects.mean(), abs=4 * error)
        assert measure["sigma"][at[name]] == pytest.approx(effects.std(), rel=0.15)
        assert found.mu_star_confidence.to_numpy()[at[name]] == pytest.approx(1.96 * error, rel=0.4)


def test_from_one_point_of_morris_to_the_next_one_number_moves():
    chosen = morris_points(SKEWED, 6, seed=4)
    for block in chosen.values.reshape(6, 6, 5):
        moved = np.diff(block, axis=0) != 0
        assert (moved.sum(axis=1) <= 1).all()  # none where a step leads to the same value seen
    assert np.isfinite(chosen.values).all()


def test_morris_leaves_whole_blocks_out():
    chosen = morris_points([ANGLE] * 3, 10, seed=0)
    y = ishigami(chosen.values)
    y[[5, 30]] = np.nan
    with pytest.raises(InputError, match="2 of 10 blocks"):
        morris_measures(chosen, outcomes(y), LABELS)
    found = morris_measures(chosen, outcomes(y), LABELS, leave_out=True)
    assert found.left_out.item() == 2
    assert np.isfinite(found.mu_star).all()
    y[[0, 10, 15, 20, 25]] = np.nan
    found = morris_measures(chosen, outcomes(y), LABELS, leave_out=True)
    assert (found.blocks.item(), found.left_out.item()) == (3, 7)
    assert np.isnan(found.mu_star).all()


def test_what_does_not_fit_is_refused(saltelli):
    y = outcomes(ishigami(saltelli.values))
    other = points("monte_carlo", [ANGLE] * 3, np.eye(3), 50)
    with pytest.raises(InputError, match=f"those of '{SOBOL_INDICES}' are needed"):
        sobol_indices(other, y, LABELS)
    with pytest.raises(InputError, match=f"those of '{MORRIS}' are needed"):
        morris_measures(saltelli, y, LABELS)
    with pytest.raises(InputError) as error:
        sobol_indices(saltelli, y[:-1], LABELS[:2])
    assert len(error.value.problems) == 2


def test_without_the_package_the_message_says_how_to_get_it(monkeypatch):
    for name in ("SALib", "SALib.sample", "SALib.sample.sobol", "SALib.sample.morris"):
        monkeypatch.setitem(sys.modules, name, None)
    for method in (SOBOL_INDICES, MORRIS):
        with pytest.raises(InputError, match=r"not installed: pip install 'cge\[sensitivity\]'"):
            points(method, [ANGLE] * 3, np.eye(3), 400)
