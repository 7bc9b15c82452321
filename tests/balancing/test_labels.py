"""Labels decide where a number belongs, and wrong ones are named, all at once."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration import InputError, balance
from tests.balancing.tables import by_column, by_row, flows, margins_of, table

SEED = table([[4, 1, 2], [2, 3, 6], [1, 1, 5]])
MARGINS = [by_row(SEED, [10, 8, 12]), by_column(SEED, [9, 11, 10])]


def refused(*args, **kwargs):
    with pytest.raises(InputError) as caught:
        balance(*args, **kwargs)
    return caught.value.problems


@pytest.mark.parametrize("method", ["ras", "gras", "entropy", "least_squares"])
def test_order_does_not_matter(method):
    seed, target = flows(1)
    kept = ("sector", "origin"), ("destination", "sector")
    margins = margins_of(target, *kept)
    upside = [m.isel({d: slice(None, None, -1) for d in m.dims}) for m in margins]
    turned = [m.transpose(*reversed(m.dims)) for m in upside]
    straight, _ = balance(seed, margins, method)
    other, _ = balance(seed, turned, method)
    assert np.array_equal(straight, other)
    moved = seed.transpose("destination", "sector", "origin").isel(origin=slice(None, None, -1))
    again, _ = balance(moved, margins, method)
    assert again.dims == moved.dims
    assert float(abs(again - straight).max()) <= 1e-7
    assert list(again["origin"].to_numpy()) == list(moved["origin"].to_numpy())


def test_tables_and_arrays_are_the_same():
    array = SEED.melt(ignore_index=False).set_index("column", append=True)["value"].to_xarray()
    frame, _ = balance(SEED, MARGINS)
    labelled, _ = balance(array, [m.to_xarray() for m in MARGINS])
    assert isinstance(frame, pd.DataFrame)
    assert isinstance(labelled, xr.DataArray)
    assert np.array_equal(frame.to_numpy(), labelled.to_numpy())


def test_everything_wrong_with_labels_at_once():
    rows, columns = MARGINS
    problems = refused(
        SEED,
        [rows.rename(index={"a": "A", "b": "q"}), columns.drop("y")],
        weights=by_row(SEED, [1, 2, -1]),
        bounds=(columns.rename_axis(index="colum"), None),
    )
    assert problems == [
        "margins: number 1: the seed has no row 'A'; did you mean 'a'?",
        "margins: number 1: the seed has no row 'q'; choose from a, b, c",
        "margins: number 1: row 'a', 'b' missing; what is unknown is NaN",
        "margins: number 2: column 'y' missing; what is unknown is NaN",
        "bounds, lower: the seed has no dimension 'colum'; did you mean 'column'?",
        "weights: ras moves all cells alike; choose entropy or least_squares",
        "weights: -1 at c x is not above 0; a cell that may not move is fixed",
        "bounds: ras knows none; entropy is the same with bounds",
    ]


def test_labels_there_twice():
    rows, _ = MARGINS
    assert refused(SEED, [pd.concat([rows, rows[:1]])]) == ["margins: number 1: 'a' is there twice"]
    array = xr.DataArray([1.0, 2.0, 3.0, 4.0], {"row": ["a", "b", "b", "c"]})
    assert refused(SEED, [array]) == ["margins: number 1: row 'b' is there twice"]
    assert refused(pd.concat([SEED, SEED[1:2]]), MARGINS) == ["seed: row 'b' is there twice"]


def test_margins_given_twice_or_empty():
    rows, _ = MARGINS
    assert refused(SEED, [rows, rows]) == ["margins: number 2 is by row, as another one is"]
    assert refused(SEED, rows) == [
        "margins: must be a list of totals; put the one you have in a list"
    ]
    assert refused(SEED, []) == ["margins: there is none"]
    assert refused(SEED, [rows * np.nan]) == ["margins: number 1 has no total, all are NaN"]
    assert refused(SEED, [rows * np.inf]) == ["margins: number 1 has a total that is infinite"]


def test_tables_without_names():
    bare = pd.DataFrame(SEED.to_numpy())
    assert "the index has no name" in refused(bare, MARGINS)[0]
    assert "is of type ndarray" in refused(SEED, [np.array([10.0, 8.0, 12.0])])[0]
    levels = pd.concat({"p": SEED}, names=["plan"])
    assert "the index has several levels" in refused(levels, MARGINS)[0]
    combined = SEED.melt(ignore_index=False).set_index("column", append=True)["value"][:-1]
    (problem,) = refused(SEED, [combined])
    assert "1 of 9 combinations of row, column are missing" in problem


def test_seeds_that_are_no_numbers():
    assert refused(SEED.replace(3.0, np.nan), MARGINS) == ["seed: is not a finite number at b y"]
    assert "holds" in refused(SEED.astype(str), MARGINS)[0]
    assert refused(-SEED, MARGINS) == [
        "seed: -4 at a x is negative, which ras cannot scale; gras can"
    ]
    assert refused(SEED, MARGINS, "gars") == ["method: unknown 'gars'; did you mean 'gras'?"]


def test_bounds_that_cross():
    (problem,) = refused(SEED, MARGINS, "entropy", bounds=(3, 2))
    assert problem == "bounds: the lower one 3 is above the upper one 2 at a x, a cell of 4"
    assert "must be a pair" in refused(SEED, MARGINS, "entropy", bounds=3)[0]


def test_the_report_says_what_moved():
    _, report = balance(SEED, MARGINS, "entropy")
    text = str(report)
    assert text.startswith("Balanced by entropy in ")
    assert "the sum of " in text
    assert report.largest["share"].sum() == pytest.approx(1.0)  # nine cells, all are listed
    change = report.largest["balanced"] - report.largest["seed"]
    assert report.moved == pytest.approx(change.abs().sum() / SEED.to_numpy().sum())
    assert report.margins.loc["row", "before"] == pytest.approx(5 / 12)  # c: 7 in the seed, for 12
