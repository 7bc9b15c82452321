"""What data may lack, and what then holds: the table says what the guard does."""

import pytest

from calibration import InputError, complete_benchmark, random_benchmark
from calibration.absence import ABSENT
from calibration.guard.form import SUMS
from calibration.variables import KNOWN, VARIABLES


@pytest.fixture(scope="module")
def full():
    return random_benchmark(3, 4, seed=2, by_user=True, margins=True)


@pytest.mark.parametrize("name", VARIABLES)
def test_data_without_it_are_refused_unless_the_table_says_what_that_means(full, name):
    """Taxes that are left out may leave accounts open, which is another matter."""
    try:
        complete_benchmark(full.drop_vars(name))
        problems = []
    except InputError as error:
        problems = error.problems
    missing = f"random-2: variable {name} is missing" in problems
    assert missing == (name not in ABSENT)
    assert missing or not problems or "tax" in name


@pytest.mark.parametrize("name", SUMS)
def test_sums_are_needed_where_nothing_is_summed(full, name):
    plain = random_benchmark(3, 4, seed=2)
    with pytest.raises(InputError, match=f"variable {name} is missing"):
        complete_benchmark(plain.drop_vars(name))


def test_the_table_is_of_variables_and_says_something_of_all_that_are_optional():
    assert set(ABSENT) <= set(KNOWN)
    assert set(KNOWN) - set(VARIABLES) <= set(ABSENT)
    assert all(text and text == text.strip() for text in ABSENT.values())
