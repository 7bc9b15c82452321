"""Labels decide where a number of an inter-country table goes, never its position."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration import InputError
from calibration.readers import inter_country_table

ECONOMIES, INDUSTRIES, CATEGORIES = ["USA", "CHN", "ROW"], ["goods", "services"], ["home", "state"]
INPUTS = ["labour", "capital", "taxes"]


def frames():
    draw = np.random.default_rng(7)
    rows = pd.MultiIndex.from_product([ECONOMIES, INDUSTRIES])
    buyers = pd.MultiIndex.from_product([ECONOMIES, CATEGORIES])
    sales = pd.DataFrame(draw.uniform(1, 9, (6, 6)), rows, rows)
    final = pd.DataFrame(draw.uniform(1, 9, (6, 6)), rows, buyers)
    primary = pd.DataFrame(draw.uniform(1, 9, (3, 6)), INPUTS, rows)
    taxes = pd.DataFrame(draw.uniform(1, 9, (3, 6)), INPUTS, buyers)
    return {
        "intermediate": sales,
        "final": final,
        "output": sales.sum(axis=1) + final.sum(axis=1),
        "primary": primary,
        "primary_final": taxes,
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_rows_and_columns_is_nothing(seed):
    draw, matrices = np.random.default_rng(seed), frames()
    straight = inter_country_table(**matrices)
    shuffled = {name: matrix.sample(frac=1, random_state=draw) for name, matrix in matrices.items()}
    for name, matrix in shuffled.items():
        if isinstance(matrix, pd.DataFrame):
            shuffled[name] = matrix.iloc[:, draw.permutation(matrix.shape[1])]
    table = inter_country_table(
        **shuffled, economies=ECONOMIES, industries=INDUSTRIES, categories=CATEGORIES,
        primary_inputs=INPUTS,
    )  # fmt: skip
    assert table.identical(straight)


def test_a_cell_is_where_its_labels_say():
    matrices = frames()
    table = inter_country_table(**matrices)
    cell = {"origin": "CHN", "sector": "goods", "destination": "USA"}
    assert (
        float(table.intermediate.sel(activity="services", **cell))
        == (matrices["intermediate"].loc[("CHN", "goods"), ("USA", "services")])
    )
    assert (
        float(table.final.sel(category="state", **cell))
        == (matrices["final"].loc[("CHN", "goods"), ("USA", "state")])
    )
    where = {"primary_input": "capital", "activity": "goods", "region": "ROW"}
    assert float(table.primary.sel(where)) == matrices["primary"].loc["capital", ("ROW", "goods")]


def test_arrays_with_labels_of_their_own_align_too():
    table = inter_country_table(**frames())
    turned = {
        name: table[name].transpose().isel(sector=[1, 0]) for name in ("intermediate", "final")
    }
    again = inter_country_table(
        **turned, economies=ECONOMIES, industries=INDUSTRIES, categories=CATEGORIES
    )
    assert again.intermediate.identical(table.intermediate)
    assert again.final.identical(table.final)


def test_matrices_without_labels_need_them():
    bare = {name: frames()[name].to_numpy() for name in ("intermediate", "final")}
    with pytest.raises(InputError, match="categories, economies, industries: must be given"):
        inter_country_table(**bare)


def problems_of(**changed):
    with pytest.raises(InputError) as caught:
        inter_country_table(**frames() | changed)
    return caught.value.problems


def test_labels_that_are_missing_twice_or_unknown_are_all_named():
    sales, final = frames()["intermediate"], frames()["final"]
    problems = problems_of(
        intermediate=sales.iloc[:-1],
        final=pd.concat([final, final.iloc[:1]]).rename(columns={"USA": "US"}),
    )
    assert problems == [
        "intermediate: rows lack labels: ROW/services",
        "final: rows have labels that appear twice: USA/goods",
        "final: columns have the unknown label 'US'; did you mean 'USA'?",
    ]


def test_rows_without_two_levels_of_labels_are_refused():
    flat = frames()["final"].reset_index(drop=True)
    assert problems_of(final=flat) == [
        "final: rows have 1 levels of labels, must have 2: economies, industries"
    ]


def test_output_is_compared_with_each_row_by_itself():
    """A small row that is wrong does not hide behind what rounding does to a large one."""
    output = frames()["output"].copy()
    output["CHN", "services"] *= 1000.0
    (problem,) = problems_of(output=output)
    assert problem.startswith("output: CHN services is ")
    sales, final = (frames()[name] * 1e6 for name in ("intermediate", "final"))
    sales.loc[("ROW", "goods")] = final.loc[("ROW", "goods")] = 0.0
    sales, final = sales.round(), final.round()
    made = sales.sum(axis=1) + final.sum(axis=1)
    made["ROW", "goods"] = 50.0
    (problem,) = problems_of(intermediate=sales, final=final, output=made)
    assert problem.startswith("output: ROW goods is 50, and its row sums to 0 million USD")
