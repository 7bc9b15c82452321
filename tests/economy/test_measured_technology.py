"""A technology whose index and adoption are measured, its bounds, and files based on others."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

import cge
from calibration import aggregate, random_benchmark, read_mapping
from calibration.indicators import (
    activity_index,
    composite,
    read_indicators,
    regional_level,
    with_index,
)
from cge.economy.benchmark.channels import with_technology
from cge.inputs.find import data_directory
from cge.inputs.groups import shipped_groups
from cge.settings.technologies import Technology
from cge.verification.verify import verify
from tests.economy.conftest import scenario_of


@pytest.fixture(scope="module")
def measured(teaching):
    return cge.load(teaching.benchmark, technology="standard")


@pytest.fixture(scope="module")
def indicators():
    return read_indicators(data_directory() / "indicators")


@pytest.fixture(scope="module")
def random_data():
    return random_benchmark(3, 3, seed=1)


def file_with(folder, content):
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def test_index_and_adoption_are_those_of_the_indicators(measured, indicators):
    data = measured.benchmark
    expected = activity_index(
        composite(indicators, "entropy", ["firm_adoption", "human_capital"]), data
    )
    np.testing.assert_allclose(data.nqp, expected)
    level = regional_level(indicators, "firm_adoption", data)
    np.testing.assert_allclose(data.adoption.sel(activity="HIT"), level)
    assert "entropy" in data.nqp.attrs["source"]
    assert data.adoption.attrs["imputed"] == 1.0  # both figures of the United States
    assert 0 < data.nqp.attrs["imputed"] < 0.1


def test_the_benchmark_is_a_solution_and_a_wave_follows_adoption(measured, solved):
    """With adoption unchanged, own change is adoption times the change of the index."""
    after = solved(measured, {"parameter": "nqp", "region": "USA", "add_points": 0.05})
    own = after.nqp_own.sel(region="USA")
    np.testing.assert_allclose(own, 0.05 * after.adoption.sel(region="USA"), rtol=1e-9)
    assert float(after.equivalent_variation.sel(region="USA")) > 0


def test_catching_up_has_something_to_catch_up_with(measured, solved):
    """Whoever is behind gains, and the frontier's own index does not change."""
    shock = {"parameter": "nqp", "catch_up": 0.5, "frontier": "USA"}
    after = solved(measured, shock)
    before = measured.benchmark.nqp
    behind = (before < before.sel(region="USA")).to_numpy()
    assert behind.any()
    assert ((after.nqp > before).to_numpy() == behind).all()


def test_another_method_by_a_file_of_ones_own(tmp_path, indicators, teaching):
    path = file_with(tmp_path, {"base": "standard", "nqp": {"index": "pca", "source": "test"}})
    data = cge.load(teaching.benchmark, technology=path).benchmark
    np.testing.assert_allclose(data.nqp, activity_index(composite(indicators, "pca"), data))
    assert data.attrs["technology"] == "mine"


def test_a_base_gives_what_a_file_leaves_out(tmp_path):
    standard = Technology.from_name("standard")
    off = {"source": "test", "elasticity": {"all": 0.0}}
    path = file_with(tmp_path, {"base": "standard", "channels": {"productivity": off}})
    found = Technology.from_file(path)
    assert found.to_dict()["channels"] == standard.to_dict()["channels"] | {"productivity": off}
    assert (found.title, found.nqp) == (standard.title, standard.nqp)
    above = tmp_path / "above.yaml"
    above.write_text("base: mine.yaml\ntitle: above\n")
    assert Technology.from_file(above).channels == found.channels
    path.write_text("base: above.yaml\n")
    with pytest.raises(cge.InputError, match="based on itself"):
        Technology.from_file(path)


def test_the_file_on_the_page_is_a_technology(tmp_path, teaching):
    page = (Path(__file__).parents[2] / "docs" / "nqp.md").read_text(encoding="utf-8")
    (block,) = (b for b in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "index: pca" in b)
    path = tmp_path / "mine.yaml"
    path.write_text(block)
    data = cge.load(teaching.benchmark, technology=path).benchmark
    assert set(data.adoption.to_numpy().ravel()) == {0.6, 0.7}
    assert "pca" in str(Technology.from_file(path).nqp)


def test_data_without_indicators_are_refused_and_told_what_to_do(random_data):
    with pytest.raises(cge.InputError) as error:
        cge.load(random_data, technology="standard")
    first = error.value.problems[0]
    assert "economies without indicators: 'R1', 'R2', 'R3'" in first
    assert "technology 'uniform' is for data without indicators" in first


def test_mistakes_of_measured_blocks_are_listed(tmp_path, teaching):
    nqp = {"index": "entropi", "withot": [], "source": "s"}
    adoption = {"index": "entropy", "source": "s"}
    path = file_with(tmp_path, {"base": "standard", "nqp": nqp, "channels": {"adoption": adoption}})
    with pytest.raises(cge.InputError) as error:
        Technology.from_file(path)
    assert error.value.problems == [
        f"{path}:4: channels > adoption > index: is for nqp alone; write 'level: <dimension>', or "
        "numbers by region",
        f"{path}:7: nqp > index: 'entropi' is not one of entropy, equal, pca; "
        "did you mean 'entropy'?",
        f"{path}:9: nqp > withot: unknown key beside 'index'; did you mean 'without'?",
    ]
    level = {"level": "firm_adoptoin", "source": "s"}
    path = file_with(tmp_path, {"base": "standard", "channels": {"adoption": level}})
    with pytest.raises(cge.InputError, match="did you mean 'firm_adoption'"):
        cge.load(teaching.benchmark, technology=path)


def test_shares_and_indices_stay_at_most_one(measured):
    for shock, result in (
        ({"parameter": "nqp", "region": "USA", "add_points": 0.9}, "would be"),
        ({"parameter": "adoption", "set": 1.2}, "would be 1.2"),
        ({"parameter": "standards_distance", "scale_power": 5}, "would be 1.3"),
        ({"parameter": "barrier_waste", "set": 2}, "would be 2"),
    ):
        with pytest.raises(cge.InputError, match=f"{result}.*at least 0 and at most 1"):
            cge.solve(measured, scenario_of(shock))
    cge.solve(measured, scenario_of({"parameter": "adoption", "set": 1.0}))


def test_a_level_above_its_bound_in_a_file_is_refused(tmp_path, random_data):
    content = {"base": "uniform", "nqp": {"all": 1.5, "source": "s"}}
    with pytest.raises(cge.InputError, match=r"'nqp' is 1\.5 at S1, R1 and 8 more.*at most 1"):
        cge.load(random_data, technology=file_with(tmp_path, content))
    own = random_data.assign(nqp=(("activity", "region"), np.full((3, 3), 1.1)))
    with pytest.raises(cge.InputError, match=r"nqp is above 1 at 9 places, worst 1.1 at S1 R1"):
        cge.load(own, technology="uniform")


def test_a_level_that_a_swap_drives_above_its_bound_fails_verification(random_data):
    """The bound is the solution's too: adoption that adjusts may not pass 1 unnoticed."""
    economy = cge.load(random_data, technology="uniform")
    result = cge.solve(economy, scenario_of({"parameter": "adoption", "set": 0.9}))
    assert result.verified
    values = result._solved.values["shock"]
    spoiled = {**values, "adoption": values["adoption"] + 0.2}
    checks = verify(spoiled, economy.model.system, economy)
    failed = {check.name: check for check in checks if not check.passed}
    assert failed["bounds of levels"].error == pytest.approx(0.1)


def test_an_index_of_the_data_survives_aggregation(indicators, joined_world):
    """Weighted by value added, so two activities of one region keep their mean."""
    world, mapping = joined_world
    data = with_index(world, composite(indicators, "entropy"))
    found = aggregate(data, mapping).nqp
    made = data.value_added.sum("factor")
    inside = [s for s, label in mapping.sector.items() if label == "HIT"]
    expected = float((data.nqp * made).sel(activity=inside, region="USA").sum())
    expected /= float(made.sel(activity=inside, region="USA").sum())
    assert float(found.sel(activity="HIT", region="USA")) == pytest.approx(expected)
    kept = cge.load(aggregate(data, mapping), technology="standard").benchmark.nqp
    np.testing.assert_allclose(kept, found)


def test_data_with_an_index_and_no_technology_are_the_plain_model(random_data):
    own = random_data.assign(nqp=(("activity", "region"), np.full((3, 3), 0.4)))
    assert "nqp" not in cge.load(own).parameters


def test_a_technology_is_not_lost_in_aggregation(joined_world):
    world, mapping = joined_world
    technology = Technology.from_name("standard")
    with pytest.raises(cge.InputError) as error:
        aggregate(with_technology(world, technology, shipped_groups()), mapping)
    assert all("aggregate first, then apply the technology" in p for p in error.value.problems)
    assert any(p.startswith("adoption: ") for p in error.value.problems)


@pytest.fixture(scope="module")
def joined_world():
    from calibration import open_benchmark

    world = open_benchmark(data_directory() / "benchmarks" / "oecd-icio-2022.nc")
    return world, read_mapping(data_directory() / "aggregations" / "5x6.csv", world)
