"""The circle of flows: every arc is as long as what it stands for."""

import itertools

import numpy as np
import pytest

from cge.report.figures.chords import apart, circle

CHANGES = np.array([[0.0, 3.0, -1.0], [2.0, 0.0, 0.5], [-4.0, 0.0, 0.0]])


@pytest.mark.parametrize("changes", [CHANGES, CHANGES.T, np.ones((7, 7)), np.eye(2)[::-1]])
def test_arcs_are_as_long_as_the_changes_at_their_region(changes):
    found = circle(changes)
    length = np.diff(found.arcs, axis=1).ravel()
    size = np.abs(changes).sum(axis=0) + np.abs(changes).sum(axis=1)
    assert found.whole == pytest.approx(2 * np.abs(changes).sum())
    np.testing.assert_allclose(length / length.sum(), size / size.sum())
    gaps = np.append(found.arcs[1:, 0], 2 * np.pi) - found.arcs[:, 1]
    np.testing.assert_allclose(gaps, gaps[0])
    assert length.sum() + gaps.sum() == pytest.approx(2 * np.pi)


def test_bands_are_as_wide_at_both_ends_as_their_change():
    found = circle(CHANGES)
    per_unit = np.diff(found.arcs, axis=1).sum() / found.whole
    for ends in (found.leaving, found.arriving):
        np.testing.assert_allclose(np.diff(ends)[..., 0], np.abs(CHANGES) * per_unit, atol=1e-12)


def test_the_ends_of_bands_fill_the_arc_of_their_region_without_overlap():
    found = circle(CHANGES)
    for region, (start, end) in enumerate(found.arcs):
        ends = [*found.leaving[region], *found.arriving[:, region]]
        ends = sorted((a, b) for a, b in map(tuple, ends) if b > a)
        assert ends[0][0] == pytest.approx(start)
        assert ends[-1][1] == pytest.approx(end)
        for (_, before), (after, _) in itertools.pairwise(ends):
            assert before == pytest.approx(after)


def test_nothing_moves():
    found = circle(np.zeros((3, 3)))
    assert found.whole == 0
    assert np.diff(found.arcs, axis=1).max() == 0


def test_labels_give_way_to_each_other_and_no_more():
    angles = np.array([0.0, 0.01, 0.02, 3.0])
    moved = apart(angles, 0.2)
    assert np.diff(moved)[:2] == pytest.approx([0.2, 0.2], abs=1e-4)
    assert moved[:3].mean() == pytest.approx(0.01, abs=1e-4)
    assert moved[3] == 3.0


def test_labels_that_do_not_fit_are_spread_evenly():
    moved = apart(np.zeros(10), 1.0)
    np.testing.assert_allclose(np.diff(moved), 2 * np.pi / 10)
