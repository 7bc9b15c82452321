"""The data of an economy are its own: a change to what was given, or to it, reaches no result."""

import pickle

import pytest

import cge
from calibration import random_benchmark
from cge.settings.technologies import Technology


def test_changes_to_the_given_dataset_do_not_reach_the_economy():
    given = random_benchmark(2, 3, seed=1)
    economy = cge.load(given)
    before = economy.benchmark["sales"].to_numpy().copy()
    given["sales"][:] = 0.0
    assert (economy.benchmark["sales"].to_numpy() == before).all()


@pytest.mark.parametrize(
    "derived",
    [
        lambda economy: economy,
        lambda economy: economy.with_elasticities(sigma_top=0.4),
        lambda economy: economy.with_technology(Technology.from_name("uniform")),
        lambda economy: pickle.loads(pickle.dumps(economy)),
    ],
)
def test_arrays_of_an_economy_are_read_only(derived):
    economy = derived(cge.load(random_benchmark(2, 3, seed=1)))
    for array in economy.benchmark.values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0


def test_an_economy_derived_from_another_shares_its_arrays():
    economy = cge.load(random_benchmark(2, 3, seed=1))
    other = economy.with_elasticities(sigma_top=0.4)
    assert other.benchmark["sales"].to_numpy() is economy.benchmark["sales"].to_numpy()
