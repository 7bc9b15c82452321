"""What is found is nearest: conditions of the optimum, computed apart, and methods side by side."""

import numpy as np
import pytest
import xarray as xr

from calibration import balance
from tests.balancing.tables import PAIRS, flows, incidence, margins_of, worst_miss

TWO = PAIRS[:2]


@pytest.mark.parametrize("kept", [TWO, PAIRS], ids=["two margins", "three margins"])
def test_entropy_is_ras(kept):
    seed, target = flows(1)
    margins = margins_of(target, *kept)
    ras, _ = balance(seed, margins, "ras", tolerance=1e-12)
    gras, _ = balance(seed, margins, "gras", tolerance=1e-12)
    entropy, report = balance(seed, margins, "entropy", tolerance=1e-12)
    assert float(abs(entropy - ras).max()) <= 1e-9
    assert float(abs(gras - ras).max()) <= 1e-9
    assert worst_miss(entropy, margins) <= 1e-9
    assert report.miss <= 1e-12
    assert ((entropy == 0) == (seed == 0)).all()


def test_entropy_is_gras():
    seed, target = flows(2, signed=True)
    margins = margins_of(target, *PAIRS)
    gras, _ = balance(seed, margins, "gras", tolerance=1e-12)
    entropy, _ = balance(seed, margins, "entropy", tolerance=1e-12)
    assert float(abs(entropy - gras).max()) <= 1e-9
    assert (np.sign(entropy) == np.sign(seed)).all()


@pytest.mark.parametrize("weighted", [False, True])
def test_least_squares_solves_the_optimality_conditions(weighted):
    """Beside a dense solution of the equations of Stone, Champernowne and Meade (1942)."""
    seed, target = flows(3, shape=(3, 4, 4))
    margins = margins_of(target, *PAIRS)
    draw = np.random.default_rng(4)
    weights = xr.zeros_like(seed) + draw.uniform(0.2, 5.0, seed.shape) if weighted else None
    found, _ = balance(seed, margins, "least_squares", weights=weights)
    start = seed.to_numpy().ravel()
    variance = (
        np.abs(start) if weights is None else 1 / weights.to_numpy().ravel()
    )  # zeros do not move
    sums = incidence(seed, PAIRS)
    gap = sums @ (target.to_numpy().ravel() - start)
    system = (sums * variance) @ sums.T
    expected = start + variance * (sums.T @ np.linalg.lstsq(system, gap, rcond=None)[0])
    assert np.allclose(found.to_numpy().ravel(), expected, atol=1e-8)


@pytest.mark.parametrize("method", ["entropy", "least_squares"])
def test_bounds_hold_and_the_optimum_is_one(method):
    """Moves inside the bounds are worth what their sums are; those at bounds would go further."""
    seed, target = flows(5)
    low, high = 0.6 * target, 1.5 * target
    margins = margins_of(target, *TWO)
    found, report = balance(seed, margins, method, bounds=(low, high))
    assert worst_miss(found, margins) <= 1e-9
    assert ((found >= low) & (found <= high)).all()
    x, q = found.to_numpy().ravel(), seed.to_numpy().ravel()
    there = q > 0
    pull = np.log(x[there] / q[there]) if method == "entropy" else x[there] / q[there] - 1
    inside = ((found > low) & (found < high)).to_numpy().ravel()[there]
    below = (found == low).to_numpy().ravel()[there]
    above = (found == high).to_numpy().ravel()[there]
    assert inside.sum() > 20
    assert below.sum() > 3
    assert above.sum() > 3
    sums = incidence(seed, TWO)[:, there]
    price = np.linalg.lstsq(sums[:, inside].T, pull[inside], rcond=None)[0]
    wanted = sums.T @ price
    assert np.allclose(wanted[inside], pull[inside], atol=1e-7)
    assert (wanted[below] <= pull[below] + 1e-7).all()
    assert (wanted[above] >= pull[above] - 1e-7).all()
    assert report.changed > 0


@pytest.mark.parametrize("method", ["ras", "gras", "entropy", "least_squares"])
def test_fixed_cells_keep_their_value(method):
    seed, target = flows(6)
    fixed = xr.zeros_like(seed, dtype=bool)
    fixed[1, 2, 3] = fixed[0, 0, 1] = True
    wanted = target.where(fixed, seed)
    seed = seed.where(~fixed, target)
    margins = margins_of(target, *TWO)
    found, report = balance(seed, margins, method, fixed=fixed)
    assert (found.where(fixed, 0.0) == wanted.where(fixed, 0.0)).all()
    assert worst_miss(found, margins) <= 1e-9
    assert report.held == int((fixed | (seed == 0)).sum())


@pytest.mark.parametrize("method", ["ras", "entropy", "least_squares"])
def test_cells_fixed_at_a_value(method):
    """Also a cell that is zero in the seed, which no method would move."""
    seed, target = flows(7, zeros=0.0)
    seed[2, 1, 1] = 0.0
    fixed = target.where((target["sector"] == "s2") & (target["origin"] == "o1"))
    margins = margins_of(target, *TWO)
    found, _ = balance(seed, margins, method, fixed=fixed)
    assert (found.sel(sector="s2", origin="o1") == target.sel(sector="s2", origin="o1")).all()
    assert worst_miss(found, margins) <= 1e-9


def test_unknown_sums_are_free():
    seed, target = flows(8)
    rows, columns = margins_of(target, *TWO)
    free = rows.where((rows["origin"] != "o1") & (rows["origin"] != "o3"))
    for method in ("ras", "entropy", "least_squares"):
        found, report = balance(seed, [free, columns], method)
        sums = found.sum("destination")
        assert np.allclose(sums.where(free.notnull(), 0.0), free.fillna(0.0))
        assert float(abs(sums - rows).sel(origin="o1").max()) > 1e-3
        assert report.margins.loc["sector, origin", "sums"] == int(free.notnull().sum())


def test_totals_of_nothing_empty_their_cells():
    seed, target = flows(9, zeros=0.0)
    target[1, 2] = 0.0
    margins = margins_of(target, *TWO)
    for method in ("ras", "gras", "entropy"):
        found, _ = balance(seed, margins, method)
        assert (found[1, 2] == 0).all()
        assert worst_miss(found, margins) <= 1e-9


def test_a_grand_total_and_a_cell():
    seed, _ = flows(10)
    cell = seed.where((seed["sector"] == "s0") & (seed["destination"] == "d0"))
    found, report = balance(seed, [1000.0, 1.5 * cell], "entropy")
    assert float(found.sum()) == pytest.approx(1000.0, rel=1e-10)
    assert np.allclose(found.sel(sector="s0", destination="d0"), 1.5 * cell[0, :, 0])
    assert list(report.margins.index) == ["all", "sector, origin, destination"]


def test_weights_decide_who_moves():
    """A cell a thousand times as reliable moves a thousand times less."""
    seed, target = flows(11, zeros=0.0)
    trusted = seed["origin"] == "o1"
    weights = xr.where(trusted, 1e3, 1.0)
    margins = [target.sum(["origin", "destination"])]
    found, _ = balance(seed, margins, "least_squares", weights=weights)
    change = found - seed
    most = float(abs(change.where(trusted, 0.0)).max())
    assert most == pytest.approx(float(abs(change).max()) / 1e3, rel=1e-6)
