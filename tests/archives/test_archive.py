"""An archive replicates its results, says so in its page, and is the same from the same results."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shutil
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from calibration.errors import OutputError
from cge.archives import replicate, software, trial
from cge.archives.pack import bundle
from cge.archives.packed import packed_results
from cge.archives.readme import Trial
from cge.cli.app import app
from cge.results.digest import sealed

TITLE = "A <b>tariff</b> | of 10 $x$"
PLAN = {
    "title": TITLE,
    "packages": {
        "up": {"shocks": [{"parameter": "tariff_power", "destination": "R1", "add_points": 10}]}
    },
}
ROOT = Path(cge.__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def result():
    return cge.solve(cge.load(random_benchmark(2, 3, seed=5)), cge.Scenario.from_dict(PLAN))


@pytest.fixture(scope="module")
def path(result, tmp_path_factory):
    return result.to_netcdf(tmp_path_factory.mktemp("given") / "result.nc")


TRIED = Trial(7.0, 3e8, 1e-8)


@pytest.fixture(scope="module")
def archive(path, tmp_path_factory):
    """The archive and what is told of it; the test of docs/reproduce.md runs one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cge.archives.pack.tried", lambda *_: TRIED)
        target = tmp_path_factory.mktemp("archive") / "paper.zip"
        return bundle([path], target, further=[__file__])


@pytest.fixture
def light(monkeypatch):
    """Archives without code and figures, which are made sooner."""
    monkeypatch.setattr(software, "write_code", lambda *_: None)
    monkeypatch.setattr("cge.archives.pack.write_exhibits", lambda *_: [])


@pytest.fixture(scope="module")
def folder(archive, tmp_path_factory):
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(archive.path) as packed:
        packed.extractall(place)
    return place / "replication"


def forged(path, folder):
    """A file whose output is not the solution's, with a digest that fits it."""
    data = xr.load_dataset(path)
    data = data.assign(output=data.output.copy(data=1.001 * data.output))
    target = folder / "forged.nc"
    sealed(data).to_netcdf(target, engine="scipy", format="NETCDF3_64BIT")
    return target


def test_the_page_says_what_came_of_the_trial(archive, folder):
    assert archive.trial == TRIED
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "found again within a relative difference of 1e-08, in less than 10 minutes" in page
    assert "- memory: less than 1 GB" in page


def test_it_holds_all_of_the_code(folder):
    names = {p.relative_to(folder / "code").as_posix() for p in folder.glob("code/**/*.py")}
    for package in ("cge", "calibration"):
        files = [p for p in (ROOT / package).rglob("*.py") if "data" not in p.parts[:-1]]
        assert {p.relative_to(ROOT).as_posix() for p in files} <= names
    assert (folder / "replicate.py").read_text() == Path(replicate.__file__).read_text()


def test_the_manifest_has_every_file(folder):
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["sha256"]
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(told) == set(there) - {"manifest.json"}
    assert told["README.md"] == hashlib.sha256(there["README.md"].read_bytes()).hexdigest()


def test_the_page_lists_every_exhibit_and_no_other(archive, folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `((?:tables|figures)/[^`]+)`", page, flags=re.MULTILINE))
    there = {p.relative_to(folder).as_posix() for k in ("tables", "figures")
             for p in (folder / k).iterdir()}  # fmt: skip
    assert listed == there
    assert len(listed) == archive.exhibits


def test_what_a_user_wrote_is_text_on_the_page(folder):
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert page.startswith(
        r"# Replication package: A &lt;b&gt;tariff&lt;/b&gt; \| of 10 \$x\$" + "\n"
    )


def test_no_file_names_a_place_on_this_machine(folder):
    texts = [p for p in folder.rglob("*") if p.suffix in (".md", ".json", ".py", ".txt", ".yaml")]
    assert not [p for p in texts if str(ROOT) in p.read_text(encoding="utf-8")]


def test_scenario_and_closure_stand_beside_as_text(folder, result):
    (place,) = (folder / "inputs").iterdir()
    plan = cge.Scenario.from_file(place / "scenario.yaml")
    assert plan.title == TITLE
    assert json.loads(result.data.attrs["plan"])["packages"] == plan.to_dict()["packages"]
    assert (place / "closure.yaml").read_text() == result.data.attrs["closure_definition"]


def test_the_same_results_give_the_same_bytes(archive, path, tmp_path, monkeypatch):
    """Under another name, and with a trial that took another time of the same class."""
    told = dataclasses.replace(TRIED, seconds=1.0, memory=5e8)
    monkeypatch.setattr("cge.archives.pack.tried", lambda *_: told)
    other = bundle([path], tmp_path / "other.zip", further=[__file__])
    assert other.path.read_bytes() == archive.path.read_bytes()


def test_a_forged_number_is_not_replicated(path, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("cge.archives.exhibits.write_exhibits", lambda *_: [])
    place = tmp_path / "replication"
    kept = place / "results" / "forged" / "result.nc"
    kept.parent.mkdir(parents=True)
    shutil.copyfile(forged(path, tmp_path), kept)
    assert replicate.main(place) == 1
    assert "NOT REPRODUCED: forged" in capsys.readouterr().out
    (text,) = trial._differences(place, "forged")
    assert text == "forged: replicated with a relative difference of 1.0e-03"


def test_an_archive_that_was_not_run_says_so(light, path, tmp_path):
    found = bundle([path], tmp_path / "a.zip", check=False)
    assert found.trial is None
    with zipfile.ZipFile(found.path) as packed:
        page = packed.read("replication/README.md").decode()
    assert "It was not run before it was written." in page


def test_an_archive_that_does_not_run_is_not_written(light, path, tmp_path, monkeypatch):
    def fails(*_):
        raise OutputError("the archive does not replicate its results:")

    monkeypatch.setattr("cge.archives.pack.tried", fails)
    done = CliRunner().invoke(app, ["bundle", str(path), "-o", str(tmp_path / "a.zip")])
    assert done.exit_code == 1
    assert "does not replicate" in done.output
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_is_said_at_once(path, result, tmp_path):
    bad = cge.Result(result.data.assign_attrs(verified=0, verdict="walras"), benchmark=result.benchmark)  # fmt: skip  # noqa: E501
    doubtful = bad.to_netcdf(tmp_path / "bad.nc")
    with pytest.raises(InputError) as caught:
        bundle([doubtful, tmp_path / "none.nc", path, path], tmp_path / "a.zip")
    text = "\n".join(caught.value.problems)
    assert "bad.nc: the result is NOT VERIFIED: walras" in text
    assert "none.nc" in text
    assert "result.nc: is given twice" in text
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize(
    ("results", "out", "further", "said"),
    [
        ([], "a.zip", [], "results: none is given"),
        (["result.nc"], "a.tar", [], "a.tar: the name of an archive ends in .zip"),
        (["result.nc"], "a.zip", ["gone.csv"], "gone.csv: is no file"),
    ],
)
def test_wrong_arguments_are_refused(results, out, further, said, path, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(InputError, match=re.escape(said)):
        bundle(results, out, further)


def test_a_result_in_memory_is_no_file(result, tmp_path):
    with pytest.raises(InputError, match=r"^results: item 1 is a Result; write it"):
        bundle([result], tmp_path / "a.zip")


def test_an_archive_takes_the_place_of_no_file_in_it(path, tmp_path):
    own = tmp_path / "raw.zip"
    own.write_bytes(b"raw")
    with pytest.raises(InputError, match=r"raw.zip: is read here"):
        bundle([path], own, [own])
    assert own.read_bytes() == b"raw"


def test_two_results_of_one_name_get_folders_of_their_own(path, result, tmp_path):
    other = result.to_netcdf(tmp_path / "other.nc")
    names = [packed.name for packed in packed_results([path, other])]
    assert names == ["scenario-as-given", "scenario-as-given-2"]


def test_versions_are_those_installed():
    lines = software.requirements().splitlines()
    pinned = dict(line.split("==") for line in lines)
    assert list(pinned) == sorted(pinned)
    assert "cge" not in pinned
    for name in ("numpy", "pyomo", "xarray", "scipy", "typing-extensions"):
        assert pinned[name] == metadata.version(name)
    assert set(pinned) & {"cyipopt", "cyipopt-wheels"}
    assert not set(pinned) & {"pytest", "ruff"}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "less than 10 minutes"), (600, "10 to 60 minutes"), (90000, "more than a day")],
)
def test_times_are_told_in_classes(seconds, said):
    assert Trial(seconds, 1.0, 1e-8).time == said
