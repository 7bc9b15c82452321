"""Every shipped scenario gives the result that lies beside it, at the default aggregation.

Where a change is meant to change results, ``make expected`` renews the files; say in the changelog
what changed.
"""

import pytest

from cge.inputs import find as locations
from tools import expected as files

# Of the largest number of a column; the solver's own tolerance is far below.
TOLERANCE = 1e-6


@pytest.fixture(scope="module", params=sorted(locations.shipped("scenarios")))
def compared(request):
    """The rows expected and found of a scenario."""
    text = files.path_of(request.param).read_text(encoding="utf-8")
    return files.rows(text), files.rows(files.solved(request.param))


def test_the_same_experiments_regions_and_columns(compared):
    expected, found = compared
    assert list(found[0]) == list(expected[0])
    for theirs, ours in zip(expected, found, strict=True):
        assert files.words(ours) == files.words(theirs)


def test_the_same_numbers(compared):
    for name, gap, size in files.differences(*compared):
        assert gap <= TOLERANCE * size + files.ROUNDING, name


def test_the_expected_result_is_verified(compared):
    expected, _ = compared
    assert {row["verified"] for row in expected} == {"yes"}


def test_numbers_that_repeat_leave_a_file_as_it_is(compared):
    expected, _ = compared
    column = next(name for name in expected[0] if name.endswith("]"))
    size = max(abs(float(row[column])) for row in expected)
    for part, same in ((1e-10, True), (1e-7, False)):
        moved = [{**row, column: str(float(row[column]) + part * size)} for row in expected]
        assert files.alike(expected, moved) is same
