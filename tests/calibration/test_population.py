"""Heads by region: sums over members, and who the rest of the world is."""

import pytest

from calibration import InputError, random_benchmark
from calibration.population import read_population


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "population.csv"
    file.write_text("economy,persons,year\nA,10,2013\nB,20,2013\nC,5,2013\nROW,100,2013\n")
    return file


def test_regions_are_sums_and_the_rest_is_everybody_else(path):
    benchmark = random_benchmark(["X", "ROW"], 2)
    benchmark.attrs["members_of_region"] = '{"X": ["A", "B"]}'
    found = read_population(path, benchmark)
    assert found.sel(region="X") == 30
    assert found.sel(region="ROW") == 105  # C has no region of its own


def test_what_is_missing_or_no_number_is_named(path):
    path.write_text(path.read_text() + "D,none,2013\n")
    with pytest.raises(InputError) as caught:
        read_population(path, random_benchmark(["A", "Z"], 2))
    assert caught.value.problems == [
        f"{path}:6: persons of 'D' are 'none', not a positive number",
        f"{path}: no population of Z",
    ]
    with pytest.raises(InputError, match="no such file"):
        read_population("nowhere.csv", random_benchmark(2, 2))


def test_the_shipped_file_has_the_whole_world(data_folder, world):
    """8.0 billion people in 2022 (United Nations); India has passed China."""
    found = read_population(data_folder / "indicators" / "population.csv", world)
    assert float(found.sum()) == pytest.approx(8.011e9, rel=1e-3)
    assert str(found.idxmax("region").item()) == "IND"
    assert float(found.sel(region="CHN")) == pytest.approx(1.4252e9, rel=1e-3)
