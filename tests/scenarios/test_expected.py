"""Every shipped scenario gives the result that lies beside it, at the default aggregation.

Where a change is meant to change results, renew the file, and say in the changelog what changed:
``cge run NAME --out new && cp new/summary.csv data/scenarios/NAME.expected.csv``.
"""

import csv
import functools
import io

import numpy as np
import pytest

import cge
from cge.inputs import find as locations
from cge.report import table
from cge.scenarios import open_scenario

# Of the largest number of a column; the solver's own tolerance is far below.
TOLERANCE = 1e-6
ROUNDING = 1e-8  # of what is zero but for it, percent or million USD


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def economies():
    """Economies by data and technology, each loaded and compiled once."""

    @functools.cache
    def load(data, technology):
        return cge.load(**({} if data is None else {"data": data}), technology=technology)

    return load


@pytest.fixture(scope="module", params=sorted(locations.shipped("scenarios")))
def compared(request, economies):
    """The rows expected and found of a scenario."""
    scenario = open_scenario(request.param)
    economy = economies(scenario.data, scenario.technology)
    result = cge.solve(economy, scenario, contributions=False)
    path = locations.shipped("scenarios")[request.param].with_suffix(".expected.csv")
    return rows(path.read_text(encoding="utf-8")), rows(table(result.summary(), "csv"))


def test_the_same_experiments_regions_and_columns(compared):
    expected, found = compared
    assert list(found[0]) == list(expected[0])
    words = [name for name in expected[0] if not name.endswith("]")]
    for theirs, ours in zip(expected, found, strict=True):
        assert [ours[name] for name in words] == [theirs[name] for name in words]


def test_the_same_numbers(compared):
    expected, found = compared
    for name in (name for name in expected[0] if name.endswith("]")):
        theirs = np.array([float(row[name]) for row in expected])
        ours = np.array([float(row[name]) for row in found])
        np.testing.assert_allclose(
            ours, theirs, rtol=0, atol=TOLERANCE * np.abs(theirs).max() + ROUNDING, err_msg=name
        )


def test_the_expected_result_is_verified(compared):
    expected, _ = compared
    assert {row["verified"] for row in expected} == {"yes"}
