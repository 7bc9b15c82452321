"""The aggregation of data where none is given: the same for every command, and what they say."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from calibration.files.netcdf import read_attributes
from cge.cli.app import app
from cge.cli.choices import Choice
from cge.cli.folder import default_folder
from cge.inputs.data import default_aggregation, open_data
from cge.inputs.find import shipped
from cge.scenarios import open_scenario

REGIONS, SECTORS = ["CHN", "DEU", "USA"], ["C26", "D", "J62_63"]
JOINED = ["OTH", "EUR"]


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A file of data that names an aggregation, which joins two of three regions."""
    monkeypatch.chdir(tmp_path)
    regions = [f"region,{r},{'EUR' if r == 'DEU' else 'OTH'}" for r in REGIONS]
    rows = ["dimension,member,label", *regions, *(f"sector,{s},{s}" for s in SECTORS)]
    (tmp_path / "joined.csv").write_text("\n".join(rows), encoding="utf-8")
    return stored("own.nc", default_aggregation="joined.csv")


def stored(path, **attributes):
    data = random_benchmark(REGIONS, SECTORS, seed=1).assign_attrs(attributes)
    data.to_netcdf(path, engine="h5netcdf")
    return path


@pytest.mark.parametrize(
    "command", [["indicators", "--of", "emissions"], ["nqp"]], ids=["indicators", "nqp"]
)
def test_tables_are_at_the_aggregation_that_a_file_names(own, command):
    printed = CliRunner().invoke(app, [*command, own])
    assert "aggregation: joined" in " ".join(printed.stdout.split())
    labels = [line.split()[0] for line in printed.stdout.splitlines() if line.strip()]
    assert set(JOINED) <= set(labels)
    assert not set(REGIONS) & set(labels)


def test_a_model_has_the_aggregation_that_a_file_names(own):
    economy = cge.load(own)
    assert (economy.labels["region"], economy.aggregation) == (JOINED, "joined")
    listed = CliRunner().invoke(app, ["list", "regions", "--data", own])
    assert listed.stdout.split()[:4] == ["region", "members", "OTH", "CHN,"]


def test_the_folder_of_a_run_is_called_after_the_aggregation_that_a_file_names(own):
    plan = open_scenario("nqp-and-cbam")
    choice = Choice(own)
    assert choice.named_aggregation == "joined.csv"
    name = default_folder("nqp-and-cbam", plan, plan.to_dict(), choice).name
    assert name.startswith("nqp-and-cbam-joined-own-")


def test_the_path_that_a_file_names_starts_from_its_folder(own, tmp_path, monkeypatch):
    path = Path(own).resolve()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert open_data(path)[1] == "joined"


def test_an_aggregation_that_is_given_comes_first(own):
    assert Choice(own, aggregation="5x6").named_aggregation == "5x6"
    with pytest.raises(InputError, match="aggregation 'none'"):
        open_data(own, "none")


def test_aggregated_data_are_not_aggregated_again(own):
    path = stored("done.nc", default_aggregation="joined.csv", aggregation="done")
    benchmark, name = open_data(path)
    assert (list(benchmark.region.to_numpy()), name) == (REGIONS, "done")
    assert default_aggregation(path) is None


def test_a_default_that_is_no_text_is_refused(own):
    path = stored("odd.nc", default_aggregation=5)
    for read in (default_aggregation, open_data):
        with pytest.raises(
            InputError, match=r"attribute default_aggregation: .*not a name or a path"
        ):
            read(path)
    assert Choice(path).named_aggregation is None  # loading refuses it


def test_shipped_files_say_the_same_in_this_process_and_in_one_of_their_own():
    for path in shipped("benchmarks").values():
        np.testing.assert_equal(read_attributes(path, trusted=True), read_attributes(path))
    assert default_aggregation("oecd-icio-2022") == "16x22"
    assert default_aggregation("wiod-2008-crc") is None
