"""Parts of factors: divided exactly, aggregated exactly, refused by name."""

import json

import numpy as np
import pytest

from calibration import (
    InputError,
    Mapping,
    accounts,
    aggregate,
    check_benchmark,
    complete_benchmark,
    factor_parts,
    random_benchmark,
    with_factors,
)
from calibration.factors import owned_factors, parts_of

PARENTS = {
    "skilled": "labour",
    "unskilled": "labour",
    "land": "capital",
    "resources": "capital",
}
OWNED = {"land": 1.0, "resources": 0.0}


def with_parts(data, seed=0):
    """A benchmark whose labour is in two kinds, with land in S1 and resources in S2."""
    draw = np.random.default_rng(seed)
    shape = (data.sizes["activity"], data.sizes["region"])
    skilled = draw.uniform(0.1, 0.6, shape)
    land, resources = np.zeros(shape), np.zeros(shape)
    land[0], resources[1] = draw.uniform(0.2, 0.5, shape[1]), draw.uniform(0.3, 0.9, shape[1])
    made = data.assign_coords(factor_part=list(PARENTS)).assign(
        factor_part_share=(
            ("factor_part", "activity", "region"),
            np.stack([skilled, 1 - skilled, land, resources]),
            {"parents": json.dumps(PARENTS), "mobility": json.dumps(OWNED)},
        )
    )
    return complete_benchmark(made)


@pytest.fixture(scope="module")
def data():
    found = random_benchmark(4, 5, seed=2)
    paid = found["value_added"]
    taxed = found.assign(
        value_added=0.9 * paid,
        factor_tax=0.1 * paid,
        income_tax=0.2 * paid.sum("activity").transpose("factor", "region"),
    )
    return with_parts(taxed)


@pytest.fixture(scope="module")
def halves():
    regions = {"R1": "A", "R2": "A", "R3": "B", "R4": "B"}
    sectors = {"S1": "X", "S2": "X", "S3": "Y", "S4": "Y", "S5": "Y"}
    return Mapping("halves", regions, sectors, {})


def test_data_say_which_parts_they_know(data):
    assert factor_parts(data) == PARENTS
    assert factor_parts(random_benchmark(2, 2)) == {}


@pytest.mark.parametrize("asked", [list(PARENTS), ["resources"], ["skilled", "land"]])
def test_parts_sum_to_their_parents_and_accounts_hold(data, asked):
    apart = with_factors(data, asked)
    check_benchmark(apart)
    assert (accounts(apart)["relative"] < 1e-14).all()
    origin = [PARENTS.get(str(name), str(name)) for name in apart["factor"].to_numpy()]
    for name in ("value_added", "factor_tax", "income_tax"):
        summed = apart[name].assign_coords(factor=origin).groupby("factor").sum()
        whole = data[name].sel(factor=summed["factor"])
        np.testing.assert_allclose(summed.transpose(*whole.dims), whole, rtol=1e-14)


def test_nothing_is_left_of_a_parent_whose_parts_are_all_named(data):
    apart = with_factors(data, ["resources", "unskilled", "skilled"])
    assert list(apart["factor"].to_numpy()) == ["skilled", "unskilled", "capital", "resources"]
    assert parts_of(apart.attrs, "labour") == ["skilled", "unskilled"]
    assert parts_of(apart.attrs, "capital") == ["capital"]
    assert owned_factors(apart.attrs) == {"resources": 0.0}


def test_one_kind_of_labour_brings_the_other(data):
    """So that the name of the parent means all of it."""
    apart = with_factors(data, ["skilled"])
    assert list(apart["factor"].to_numpy()) == ["skilled", "unskilled", "capital"]


def test_no_part_is_the_dataset_as_it_was(data):
    assert with_factors(data, []) is data


def test_dividing_and_aggregating_commute(data, halves):
    """Parts of an aggregate are sums of the parts of its members, at any order of the two."""
    first = aggregate(with_factors(data, list(PARENTS)), halves)
    then = with_factors(aggregate(data, halves), list(PARENTS))
    for name in ("value_added", "factor_tax"):
        np.testing.assert_allclose(then[name], first[name], rtol=1e-12, atol=1e-12)


def test_shares_do_not_change_what_is_aggregated(data, halves):
    plain = data.drop_vars("factor_part_share").drop_dims("factor_part", errors="ignore")
    with_shares, without = aggregate(data, halves), aggregate(plain, halves)
    for name in without:
        np.testing.assert_array_equal(with_shares[name], without[name])


def test_what_is_no_part_is_refused_with_the_nearest(data):
    with pytest.raises(InputError) as error:
        with_factors(data, ["skiled", "labour", "water"])
    assert error.value.problems == [
        "factors: 'skiled' is no part of a factor; did you mean 'skilled'?",
        "factors: 'labour' is a factor as it is; name parts of it",
        "factors: 'water' is no part of a factor; choose from skilled, unskilled, land, resources",
    ]
    with pytest.raises(InputError, match="does not know parts of labour or capital, so no 'land'"):
        with_factors(random_benchmark(2, 2), ["land"])


def test_shares_that_make_no_sense_are_refused(data):
    share = data["factor_part_share"]
    wrong = {
        "parts of labour take 1.5 of it": share.where(share.factor_part != "unskilled", 1.0)
        .where(share.factor_part != "skilled", 0.5)
        .assign_attrs(share.attrs),
        "names no parent of 'land'": share.assign_attrs(
            parents=json.dumps({k: v for k, v in PARENTS.items() if k != "land"})
        ),
        "'capitol', parent of 'land', is no factor": share.assign_attrs(
            parents=json.dumps(PARENTS | {"land": "capitol"})
        ),
        "mobility of 'land' must be": share.assign_attrs(mobility=json.dumps({"land": -1})),
        "attribute parents must be a mapping": share.assign_attrs(parents="labour"),
    }
    for said, shares in wrong.items():
        with pytest.raises(InputError, match=said):
            complete_benchmark(data.assign(factor_part_share=shares))
