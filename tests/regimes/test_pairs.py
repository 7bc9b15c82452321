"""The rule from classes and agreements to pairs, by hand on five economies, and on the shipped."""

import numpy as np
import pytest
import xarray as xr

from calibration import members, open_benchmark, read_groups
from calibration.errors import InputError
from calibration.regimes import (
    MEASURES,
    flows,
    index,
    measure_label,
    of_regions,
    pairs,
    read_regimes,
)
from data.build.regimes.build import BENCHMARK, DATA, services_trade

THIRD, SIXTH = 0.3333, 0.1667
LEVELS = ("restriction", "mistrust", "distance")


@pytest.fixture
def small(folder):
    return read_regimes(folder())


def at(levels, name, origin, destination):
    return float(levels[name].sel(origin=origin, destination=destination))


@pytest.mark.parametrize(
    ("date", "pair", "restriction", "trust", "distance"),
    [
        ("2022", "AB", 0, 1, 0),  # one market
        ("2022", "AC", THIRD, 1, 0.5),  # the adequacy decision has ended
        ("2019", "AC", SIXTH, 1, 0),
        ("2019", "CA", 0, 0, 0.5),  # it goes one way
        ("2022", "AE", THIRD, 1, 0.5),  # soft words do nothing
        ("2022", "EA", 0, 1, 0.5),
        ("2015-05-31", "DC", 2 * THIRD, 0, 1),
        ("2015-06-01", "DC", SIXTH, 1, 0),
        ("2015-06-01", "CD", 0, 1, 0),  # an agreement does not restrict
        ("2022", "DA", 2 * THIRD, 0, 0.5),  # no trust in control, whatever its law
        ("without-safeguards", "DC", 0, 0, 1),
        ("without-safeguards", "AB", 0, 1, 0),
        ("safeguards", "DA", SIXTH, 1, 0),
        ("safeguards", "AB", 0, 1, 0),
        ("open", "AB", 0, 0, 0),
        ("closed", "AB", 1, 0, 1),
        ("closed", "AA", 0, 1, 0),
    ],
)
def test_flows(small, date, pair, restriction, trust, distance):
    found = flows(small, date)
    assert at(found, "restriction", *pair) == pytest.approx(restriction, abs=2e-4)
    assert at(found, "trust", *pair) == trust
    assert at(found, "distance", *pair) == distance


def test_a_pair_is_the_mean_of_both_ways(small):
    one, both = flows(small, "2019"), pairs(small, "2019")
    for name in ("restriction", "distance"):
        expected = (one[name].to_numpy() + one[name].to_numpy().T) / 2
        np.testing.assert_array_equal(both[name], expected)
    assert at(both, "mistrust", "A", "C") == at(both, "mistrust", "C", "A") == 0.5


def test_regions_by_trade_in_services(small):
    regions = {"members_of_region": '{"X": ["A", "C"], "Y": ["B", "D"], "E": ["E"]}'}
    data = xr.Dataset(coords={"region": ["X", "Y", "E"]}, attrs=regions)
    both, found = pairs(small, "2022"), of_regions(small, "2022", data)
    for name in LEVELS:
        weighted = 9 * at(both, name, "A", "B") + 2 * at(both, name, "A", "D")
        weighted += 5 * at(both, name, "C", "B") + 4 * at(both, name, "C", "D")
        assert at(found, name, "X", "Y") == pytest.approx(weighted / 20)
        plain = (at(both, name, "A", "E") + at(both, name, "C", "E")) / 2
        assert at(found, name, "X", "E") == pytest.approx(plain)  # nothing is traded
        assert at(found, name, "X", "X") == 0
    assert at(found, "trade", "X", "Y") == 20


def test_the_index_is_between_its_parts(small):
    levels = pairs(small, "2022")
    np.testing.assert_array_equal(index(levels, 0), levels["restriction"])
    np.testing.assert_array_equal(index(levels, 1), levels["mistrust"])
    half = (levels["restriction"] + levels["mistrust"]) / 2
    np.testing.assert_allclose(index(levels, 0.5), half)


@pytest.mark.parametrize("measure", ["2019", "2022", "2024", *MEASURES])
def test_shipped_levels_are_between_0_and_1_and_symmetric(shipped, measure):
    for name, level in pairs(shipped, measure).items():
        cells = level.to_numpy()
        assert 0 <= cells.min() <= cells.max() <= 1, name
        np.testing.assert_array_equal(cells, cells.T)
        assert (np.diag(cells) == 0).all()


def test_facts_of_the_shipped_table(shipped):
    """What a reader knows without the table."""
    now = flows(shipped, "2022")
    for one, other in (("DEU", "FRA"), ("NOR", "DEU")):
        assert at(now, "restriction", one, other) == 0
        assert at(now, "trust", one, other) == 1
    assert at(now, "restriction", "DEU", "USA") == pytest.approx(THIRD)  # after Schrems II
    assert at(flows(shipped, "2019"), "restriction", "DEU", "USA") == pytest.approx(SIXTH)
    assert at(flows(shipped, "2024"), "restriction", "DEU", "USA") == pytest.approx(SIXTH)
    assert at(now, "restriction", "CHN", "USA") == pytest.approx(2 / 3, abs=1e-4)
    assert at(now, "restriction", "JPN", "CHN") == pytest.approx(THIRD)  # RCEP is weak
    assert at(now, "trust", "USA", "JPN") == 1
    assert at(now, "trust", "USA", "DEU") == 0


def test_dates_follow_one_another(shipped):
    """Agreements add up: restrictions fall from 2011 to 2024, but for the end of Privacy Shield."""
    weight = shipped.weights
    means = [
        float((pairs(shipped, date)["restriction"] * weight).sum() / weight.sum())
        for date in ("2011", "2018", "2019", "2020", "2024")
    ]
    assert means[0] > means[1] > means[2] > means[4]
    assert means[3] > means[2]  # the Privacy Shield has ended


def test_weights_are_the_services_of_the_benchmark(shipped):
    """Three digits of the second edition, which the build script reads."""
    data = open_benchmark(BENCHMARK)
    trade = services_trade(data).sel(origin=shipped.weights.origin)
    trade = trade.sel(destination=shipped.weights.destination)
    np.testing.assert_allclose(shipped.weights, trade, rtol=5.01e-3, atol=1e-6)
    named = read_groups(DATA / "groups.yaml").resolve("sector", "digital_services", data)
    assert set(named) == {"J58T60", "J61", "J62_63", "K", "M", "N"}


def test_a_rest_of_the_world_of_another_dataset(shipped, joined):
    """At 16 x 22 the means over trade abroad are those of the same pairs at the finest level."""
    found = of_regions(shipped, "2022", joined)
    total = float((found["restriction"] * found["trade"]).sum())
    region = {one: label for label, inside in members(joined, "region").items() for one in inside}
    both, expected = pairs(shipped, "2022")["restriction"], 0.0
    for a in shipped.economies:
        for b in shipped.economies:
            if region[a] != region[b]:
                arguments = {"origin": a, "destination": b}
                expected += float(both.sel(arguments) * shipped.weights.sel(arguments))
    assert total == pytest.approx(expected)


@pytest.mark.parametrize(
    ("given", "said"), [(2022, "2022-12-31"), ("2019", "2019-12-31"), ("closed", "closed")]
)
def test_names_of_measures(given, said):
    assert measure_label(given) == said


def test_an_unknown_measure_names_the_nearest():
    with pytest.raises(InputError, match=r"'safeguard' is no date .* did you mean 'safeguards'"):
        measure_label("safeguard")
