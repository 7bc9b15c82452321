"""Exposure of industries, given by a user: averages, rescaling, the technology, and messages."""

import numpy as np
import pandas as pd
import pytest

import cge
from calibration import members
from calibration.indicators import activity_index, composite, of_activities, read_exposure
from cge.settings.technologies import Technology
from tests.indicators.conftest import DATA


@pytest.fixture
def given(tmp_path, world):
    """A file with an exposure of every industry, standardised like a published one."""
    codes = [str(code) for code in world["activity"].to_numpy()]
    numbers = np.random.default_rng(1).normal(size=len(codes))
    path = tmp_path / "exposure.csv"
    pd.DataFrame({"industry": codes, "exposure": numbers, "note": "x"}).to_csv(path, index=False)
    return path, dict(zip(codes, numbers, strict=True))


def test_rescaled_numbers_run_from_0_to_1_in_order(given):
    path, numbers = given
    found = read_exposure(path, rescale=True)
    assert min(found.values()) == 0
    assert max(found.values()) == 1
    assert sorted(found, key=found.get) == sorted(numbers, key=numbers.get)


def test_an_activity_is_the_mean_of_its_industries_by_value_added(given, shipped, joined):
    found = read_exposure(given[0], rescale=True)
    table = pd.read_csv(DATA / "indicators" / "technology-intensity.csv", index_col="industry")
    exposure = of_activities(found, shipped.folder, shipped.catalogue, joined)
    for label, inside in members(joined, "sector").items():
        weights = table["value_added"][list(inside)]
        mean = np.average([found[one] for one in inside], weights=weights)
        assert float(exposure.sel(activity=label)) == pytest.approx(mean)


def test_a_technology_multiplies_the_index(given, shipped, joined):
    path, _ = given
    text = (
        "base: standard\ntitle: t\nnqp:\n  index: entropy\n"
        "  without: [firm_adoption, human_capital]\n"
        "  exposure: {csv: exposure.csv, rescale: true}\n  source: s\n"
    )
    (path.parent / "mine.yaml").write_text(text)
    economy = cge.load(joined, technology=path.parent / "mine.yaml")
    index = activity_index(
        composite(shipped, "entropy", ["firm_adoption", "human_capital"]), joined
    )
    exposure = of_activities(read_exposure(path, True), shipped.folder, shipped.catalogue, joined)
    np.testing.assert_allclose(economy.benchmark["nqp"], index * exposure)
    (path.parent / "further").mkdir()
    based = path.parent / "further" / "other.yaml"
    based.write_text("base: ../mine.yaml\ntitle: u\n")
    kept = Technology.from_file(based).nqp.exposure
    assert kept is not None
    assert kept.csv == str(path.resolve())  # from the folder of the file that says it


@pytest.mark.parametrize(
    ("rows", "rescale", "said"),
    [
        (["A01,x"], False, "exposure.csv:2: A01: 'x' is not a number"),
        (["A01,"], True, "exposure.csv:2: A01: '' is not a number"),
        (["A01,-1.2"], False, "A01: exposure -1.2 is not from 0 to 1; 'rescale' takes"),
        (["A01,0.5", "A01,0.6"], False, "exposure.csv:3: A01: appears twice"),
        (["A01,2", "A02,2"], True, "every exposure is 2, which cannot be rescaled"),
        ([], False, "has no rows"),
    ],
)
def test_messages(tmp_path, rows, rescale, said):
    path = tmp_path / "exposure.csv"
    path.write_text("\n".join(["industry,exposure", *rows]))
    with pytest.raises(cge.InputError) as refused:
        read_exposure(path, rescale)
    assert said in str(refused.value)


def test_industries_without_exposure_are_named(shipped, joined):
    given = dict.fromkeys(("A02", "B05"), 0.5)
    with pytest.raises(cge.InputError, match="industries without exposure: 'A01', 'A03'"):
        of_activities(given, shipped.folder, shipped.catalogue, joined)


@pytest.mark.parametrize(
    ("nqp", "said"),
    [
        ("{all: 0.5, exposure: {csv: x.csv}, source: s}", "goes with 'index: <method>'"),
        ("{index: pca, exposure: {file: x.csv}, source: s}", "csv"),
        ("{index: pca, exposure: {csv: 3}, source: s}", "must be the path of a file"),
    ],
)
def test_what_a_technology_may_not_say(tmp_path, nqp, said):
    path = tmp_path / "mine.yaml"
    path.write_text(f"base: standard\ntitle: t\nnqp: {nqp}\n")
    with pytest.raises(cge.InputError) as refused:
        Technology.from_file(path)
    assert said in str(refused.value)
    assert "exposure" in str(refused.value)
