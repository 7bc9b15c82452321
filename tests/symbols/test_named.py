"""Named arrays say the same as xarray, whatever dims meet, and refuse other labels."""

from __future__ import annotations

import operator

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from cge.symbols.named import NamedArray, NamedArrays, same_labels

LABELS = {"a": ("x",), "b": ("x", "y"), "c": ("u", "v", "w"), "d": ("u", "v", "w")}
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@st.composite
def pairs(draw, count):
    """The same arrays twice: named, and as xarray has them."""
    numbers = np.random.default_rng(draw(st.integers(0, 1000)))
    found = []
    for _ in range(count):
        dims = tuple(draw(st.permutations(list(LABELS)))[: draw(st.integers(0, len(LABELS)))])
        values = numbers.integers(1, 4, [len(LABELS[d]) for d in dims]).astype(float)
        found.append(pair(dims, values))
    return found


def pair(dims, values):
    labels = {d: list(LABELS[d]) for d in dims}
    named = NamedArray(dims, np.asarray(values), tuple(LABELS[d] for d in dims))
    return named, xr.DataArray(values, labels, dims)


def agree(named, array):
    assert named.dims == array.dims
    np.testing.assert_array_equal(named.to_numpy(), array.to_numpy())
    for dim, labels in zip(named.dims, named.labels, strict=True):
        assert list(labels) == list(array[dim].to_numpy())


@settings(max_examples=60, deadline=None)
@given(pairs(2), st.sampled_from([*ARITHMETIC, *COMPARISONS, np.maximum]))
def test_two_sides(arrays, operation):
    (one, first), (other, second) = arrays
    agree(operation(one, other), operation(first, second))
    agree(operation(one, 2.0), operation(first, 2.0))


@given(pairs(1))
def test_a_number_on_the_left(arrays):
    [(named, array)] = arrays
    for operation in ARITHMETIC[:-1]:
        agree(operation(2.0, named), operation(2.0, array))
        agree(operation(np.float64(2.0), named), operation(2.0, array))
    agree(-named, -array)
    agree(abs(-named), array)
    agree(~(named > 2), array <= 2)
    agree(np.exp(named), np.exp(array))
    agree((named > 1).astype(float), (array > 1).astype(float))


@settings(max_examples=60, deadline=None)
@given(pairs(3))
def test_choice_and_bounds(arrays):
    (one, first), (other, second), (third, last) = arrays
    agree(one.where(other > 1, third), first.where(second > 1, last))
    agree(one.where(other > 1, 0.0), first.where(second > 1, 0.0))
    agree(one.where(other > 1), first.where(second > 1))
    agree(one.clip(min=2.0), first.clip(min=2.0))
    agree(one.clip(max=other), np.minimum(first, second))
    agree((one > 1) & (other > 1), (first > 1) & (second > 1))
    agree((one > 1) | (other > 1), (first > 1) | (second > 1))


@given(pairs(1), st.data())
def test_over_dims(arrays, data):
    [(named, array)] = arrays
    dims = data.draw(st.lists(st.sampled_from(named.dims), unique=True)) if named.dims else []
    agree(named.sum(dims), array.sum(dims))
    agree(named.max(), array.max())
    agree(named.min(dims), array.min(dims))
    agree((named > 2).any(dims), (array > 2).any(dims))
    assert float(named.sum()) == float(array.sum())
    assert bool((named > 2).any()) == bool((array > 2).any())
    order = data.draw(st.permutations(named.dims))
    agree(named.transpose(*order), array.transpose(*order))
    if named.dims:
        agree(named.sum(named.dims[0]), array.sum(named.dims[0]))
        agree(named.transpose(order[0], ...), array.transpose(order[0], ...))


def table():
    return pair(("b", "c"), np.arange(6.0).reshape(2, 3))


def test_labels_are_found():
    named, array = table()
    agree(named.sel(b="y", drop=True), array.sel(b="y", drop=True))
    agree(named.sel(b="y", c="w"), array.sel(b="y", c="w"))
    agree(named.sel(c=["w", "u"]), array.sel(c=["w", "u"]))
    agree(named.drop_sel(c="v"), array.drop_sel(c="v"))
    agree(named.isel(c=np.array([], dtype=int)), array.isel(c=[]))
    agree(named.rename(c="d"), array.rename(c="d"))
    agree(named.rename({"c": "d"}), array.rename({"c": "d"}))
    agree(named["c"], array["c"])
    with pytest.raises(ValueError, match="not in tuple"):
        named.sel(b="z")


def test_other_numbers_in_the_same_place():
    named, array = table()
    agree(named.copy(np.arange(6.0)), array)
    with pytest.raises(ValueError, match="reshape"):
        named.copy(np.arange(5.0))


def test_what_is_not_a_number_is_not_left_out_of_sums():
    named = NamedArray(("b",), np.array([1.0, np.nan]), (LABELS["b"],))
    assert np.isnan(float(named.sum()))
    assert np.isnan(float(named.max()))


@pytest.mark.parametrize("operation", [operator.add, np.maximum, lambda a, b: a.where(a > 1, b)])
def test_other_labels_are_refused(operation):
    """Also a single one, which numpy would stretch."""
    named, _ = table()
    for part in (named.isel(c=[0]), named.isel(c=[2, 1, 0]), named.rename(b="c", c="b")):
        with pytest.raises(ValueError, match="other labels of"):
            operation(named, part)
        with pytest.raises(ValueError, match="other labels of"):
            operation(named, part.sum("b") if "b" in part.dims else part)


def test_an_array_without_names_is_refused():
    named, _ = table()
    for operation in (operator.mul, np.maximum):
        with pytest.raises(TypeError, match="without names"):
            operation(named, np.ones(3))
    with pytest.raises(TypeError, match="without names"):
        named.where(named > 1, np.ones(3))


def test_dims_that_are_not_all_of_them_are_no_order():
    named, _ = table()
    with pytest.raises(ValueError, match="dims are b, c, not c"):
        named.transpose("c")


def test_symbols_of_a_solution_have_the_dims_of_the_registry():
    labels = same_labels({"activity": ["S1", "S2"], "region": ["R1"], "sector": ["S1", "S2"]})
    assert labels["activity"] is labels["sector"]
    s = NamedArrays({"output": np.array([1.0, 2.0])}, labels)
    assert s.output.dims == ("activity", "region")
    assert s.output.shape == (2, 1)
    assert list(s.activity.to_numpy()) == ["S1", "S2"]
    assert "output" in s
    assert "income" not in s
    assert s.get("income", 1.0) == 1.0
    with pytest.raises(AttributeError, match="income"):
        _ = s.income
