"""Rough factors: the derivatives within a region, and solutions found with them alone."""

import numpy as np
import pytest

from cge.engine import loops
from cge.engine.block_factors import BlockFactors, block_factors, labels_along
from cge.engine.elimination import Point
from cge.engine.loops import Loop
from cge.engine.solver import Model
from tests.engine import examples


@pytest.fixture
def rough(monkeypatch):
    """Every block counts as large."""
    monkeypatch.setattr(loops, "LARGE", 1)


def test_they_are_the_diagonal_blocks_of_the_whole_matrix():
    system, _ = examples.economy(4, 3, 2)
    model = Model(system)
    point = Point(system.values())
    for loop in model.reduced.loops.values():
        found = block_factors(loop.inner, loop.block.loop, loop.kept, system.symbols, point)
        whole = loop._matrix(point)
        symbols = [system.symbols[v] for v in loop.block.loop]
        kept = []
        for labels in symbols[0].labels:
            label = np.concatenate([labels_along(s, labels) for s in symbols])
            kept.append(np.where(label[:, None] == label, whole, 0.0))
        most = max(kept, key=lambda m: np.abs(m).sum())
        right = np.random.default_rng(1).normal(size=(len(whole), 3))
        expected = np.linalg.solve(np.eye(len(whole)) - most, right)
        np.testing.assert_allclose(found.solve(right), expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.solve(right[:, 0]), expected[:, 0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("chords", [True, False])
def test_solutions_and_derivatives_are_as_with_dense_factors(rough, monkeypatch, chords):
    monkeypatch.setattr(Loop, "_matrix", None)
    system, parameters = examples.economy(4, 3, 2)
    shock = {"productivity": 1.3 * parameters["productivity"]}
    options = {"tol": 1e-12}
    found = Model(system).solve(shock, options=options, chords=chords).values
    monkeypatch.undo()
    expected = Model(system).solve(shock, options=options, chords=False).values
    for name in system.variables:
        size = np.abs(expected[name]).max() or 1.0
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-9 * size)


def test_where_they_are_too_rough_the_whole_is_factored(rough, monkeypatch):
    system, parameters = examples.economy(4, 3, 2)
    shock = {"productivity": 1.3 * parameters["productivity"]}
    expected = Model(system).solve(shock).values
    monkeypatch.setattr(BlockFactors, "solve", lambda self, right: -right)
    model = Model(system)
    found = model.solve(shock).values
    assert all(isinstance(loop.factors, loops.Factors) for loop in model.reduced.loops.values())
    for name in system.variables:
        size = np.abs(expected[name]).max() or 1.0
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-8, atol=1e-8 * size)
