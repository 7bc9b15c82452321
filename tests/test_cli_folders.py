"""The folder of a run: its name, what it replaces, and what it keeps."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cge
from calibration.errors import InputError, OutputError
from cge.cli.app import app
from cge.cli.choices import Choice
from cge.cli.folder import NQP, RUN, default_folder, must_be_fit, written
from cge.report import text_writer
from cge.scenarios import open_scenario

TARIFF = "title: T\npackages: {up: {shocks: [{parameter: tariff_power, add_points: %d}]}}\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def file(path, text):
    Path(path).parent.mkdir(exist_ok=True, parents=True)
    Path(path).write_text(text, encoding="utf-8")
    return str(path)


def name_of(source="nqp-and-cbam", *extras, **options):
    plan = open_scenario(source)
    choice = Choice(**options).meant_for(plan)
    return default_folder(source, plan, plan.to_dict(), choice, dict.fromkeys(extras, True)).name


def test_a_plain_run_has_a_plain_name():
    assert name_of() == "nqp-and-cbam-16x22"
    assert name_of(named_data="oecd-icio-2022") == "nqp-and-cbam-16x22"
    assert name_of(aggregation="5x6") == "nqp-and-cbam-5x6"
    assert name_of("crc-us-tariff") == "crc-us-tariff-wiod-2008-crc"


def test_a_file_names_the_aggregation_of_its_data():
    named = file("a/fine.yaml", f"aggregation: 16x24\n{TARIFF % 5}")
    assert name_of(named).startswith("fine-16x24")
    assert name_of(named, aggregation="5x6").startswith("fine-5x6")
    assert name_of(named, named_data="oecd-icio-2022").startswith("fine-16x24")
    assert "16x24" not in name_of(named, named_data="wiod-2008-crc")
    assert name_of("green-wave") == "green-wave-energy"


def test_every_choice_has_a_name_of_its_own():
    choices = [
        {},
        {"named_data": "wiod-2008-crc"},
        {"named_data": "wiod-2008-crc", "aggregation": "16x22"},
        {"aggregation": "5x6"},
        {"closure": "short_run"},
        {"closure": "standard"},
        {"structure": "gtap-like"},
        {"technology": "standard"},
        {"technology": "uniform"},
        {"numeraire": "world consumer price index"},
        {"numeraire": "consumer price index of USA"},
        {"abatement": "2"},
        {"abatement": "oecd-2022"},
        {"tariffs": "none"},
        {"tariffs": "2022"},
        {"factors": ("land",)},
        {"factors": ("land", "skilled_labour")},
        {"swap": ("endowment=real_factor_price,factor=labour",)},
        {"swap": ("endowment=real_factor_price,factor=labour,region=USA+CHN",)},
        {"swap": ("endowment=real_factor_price,factor=labour,region=USA-CHN",)},
    ]
    names = [name_of(**options) for options in choices]
    names += [name_of("nqp-and-cbam", extra) for extra in ("band", "contributions")]
    assert len(set(names)) == len(names)
    assert name_of(closure="short_run").startswith("nqp-and-cbam-16x22-short_run-")
    assert name_of(numeraire="world consumer price index").startswith(
        "nqp-and-cbam-16x22-world-consumer-price-index-"
    )


def test_files_of_one_name_have_folders_of_their_own():
    one, two = file("a/t.yaml", TARIFF % 5), file("b/t.yaml", TARIFF % 6)
    assert name_of(one) != name_of(two)
    assert name_of(one) == name_of(file("c/t.yaml", TARIFF % 5))
    for kind in ("named_data", "aggregation", "closure", "structure", "technology", "abatement"):
        first, second = file("a/x.yaml", "a"), file("b/x.yaml", "b")
        assert name_of(**{kind: first}) != name_of(**{kind: second})


def test_a_file_of_the_name_of_a_shipped_scenario_does_not_take_its_folder():
    own = name_of(file("own/nqp-and-cbam.yaml", TARIFF % 5))
    assert own.startswith("nqp-and-cbam-16x22-")


def test_a_name_is_never_too_long_for_a_file_system():
    regions = "+".join(f"中国{n}" for n in range(200))
    name = name_of(swap=(f"endowment=real_factor_price,factor=labour,region={regions}",))
    assert len(name.encode()) < 150
    assert Path(name).name == name


# ---------------------------------------------------------------------- replacing a folder
def run(text, *more):
    names = ("result.nc", "summary.csv", *more)
    return {name: text_writer(text) for name in names}


def contents(folder="out"):
    found = sorted(p for p in Path(folder).rglob("*") if p.is_file() and p.name != "manifest.json")
    return {str(p.relative_to(folder)): p.read_text() for p in found}


def hidden():
    return [path.name for path in Path().iterdir() if path.name.startswith(".")]


def test_nothing_of_an_earlier_run_remains():
    written(Path("out"), RUN, run("old", "border-adjustment.csv"))
    written(Path("out"), RUN, run("new"))
    assert contents() == {"result.nc": "new", "summary.csv": "new"}
    assert hidden() == []


def test_files_of_the_user_stay():
    written(Path("out"), RUN, run("old"))
    file("out/notes.txt", "mine")
    file("out/paper/draft.tex", "mine too")
    Path("out/link").symlink_to("notes.txt")
    written(Path("out"), RUN, run("new"))
    assert contents() == {
        "link": "mine",
        "notes.txt": "mine",
        "paper/draft.tex": "mine too",
        "result.nc": "new",
        "summary.csv": "new",
    }
    assert Path("out/link").is_symlink()


def test_a_file_of_the_user_is_not_overwritten():
    written(Path("out"), RUN, run("old"))
    file("out/border-adjustment.csv", "mine")
    written(Path("out"), RUN, run("new", "border-adjustment.csv"))
    assert contents()["border-adjustment.csv"] == "new"
    assert contents()["border-adjustment.csv.yours"] == "mine"


def test_sets_of_two_commands_share_a_folder():
    written(Path("out"), RUN, run("run"))
    written(Path("out"), NQP, {"nqp-region.csv": text_writer("nqp")})
    written(Path("out"), RUN, run("again"))
    assert contents() == {"nqp-region.csv": "nqp", "result.nc": "again", "summary.csv": "again"}


def test_a_folder_from_before_manifests_is_replaced():
    for name in ("result.nc", "ad-valorem.csv", "notes.txt"):
        file(f"out/{name}", "old")
    written(Path("out"), RUN, run("new"))
    assert contents() == {"notes.txt": "old", "result.nc": "new", "summary.csv": "new"}


def test_the_manifest_has_the_digest_of_every_file():
    written(Path("out"), RUN, run("x"))
    (files,) = json.loads(Path("out/manifest.json").read_text())["sets"].values()
    assert files == dict.fromkeys(("result.nc", "summary.csv"), hashlib.sha256(b"x").hexdigest())


@pytest.mark.parametrize(
    ("prepare", "out", "said"),
    [
        (lambda: file("home/thesis.tex", "x"), "home",
         "'home' holds files that are not of a run (thesis.tex); name a new or empty folder"),
        (lambda: [file(f"home/{n}.tex", "x") for n in "abcd"], "home",
         "'home' holds files that are not of a run (a.tex, b.tex, c.tex and more); "
         "name a new or empty folder"),
        (lambda: file("home/manifest.json", "{}"), "home",
         "'home' holds files that are not of a run (manifest.json); name a new or empty folder"),
        (lambda: None, ".", "'.' is the folder you are in, or holds it, so it cannot be replaced "
         "as a whole; name a folder in it"),
        (lambda: None, "..", "'..' is the folder you are in, or holds it, so it cannot be replaced "
         "as a whole; name a folder in it"),
        (lambda: None, "/proc", "'/proc' is a mount, so it cannot be replaced as a whole; "
         "name a folder in it"),
    ],
)  # fmt: skip
def test_a_folder_that_is_not_one_to_replace(prepare, out, said):
    prepare()
    before = contents(".")
    with pytest.raises(InputError) as caught:
        must_be_fit(Path(out), RUN)
    assert caught.value.problems == [f"--out: {said}"]
    with pytest.raises(InputError):
        written(Path(out), RUN, run("new"))
    assert contents(".") == before


@pytest.mark.parametrize("holds", [".bashrc", ".config/keys", "result.nc"])
@pytest.mark.parametrize("out", ["~", "home", "."])
def test_a_home_is_never_replaced(tmp_path, monkeypatch, holds, out):
    file(f"home/me/{holds}", "mine")
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "me"))
    named = {"~": Path("~"), "home": Path("home"), ".": Path("home", "me")}[out]
    with pytest.raises(InputError, match="is your home folder, or holds it, so it cannot be"):
        written(named, RUN, run("new"))
    assert contents(".") == {f"home/me/{holds}": "mine"}


def test_a_folder_of_hidden_files_is_not_empty():
    file("repository/.git/HEAD", "ref")
    with pytest.raises(InputError, match=r"holds files that are not of a run \(\.git\)"):
        written(Path("repository"), RUN, run("new"))
    assert contents("repository") == {".git/HEAD": "ref"}
    file("kept/.gitkeep", "")
    written(Path("kept"), RUN, run("new"))
    assert contents("kept") == {".gitkeep": "", "result.nc": "new", "summary.csv": "new"}


def test_it_is_refused_before_the_work(monkeypatch):
    def load(*_, **__):
        pytest.fail("loaded")

    monkeypatch.setattr(cge, "load", load, raising=False)
    file("home/thesis.tex", "x")
    file("t.yaml", TARIFF % 5)
    ran = CliRunner().invoke(app, ["run", "t.yaml", "--out", "home"])
    assert (ran.exit_code, Path("home/thesis.tex").read_text()) == (2, "x")


def test_a_linked_folder_is_replaced_where_it_is():
    written(Path("there"), RUN, run("old"))
    Path("out").symlink_to("there")
    written(Path("out"), RUN, run("new"))
    assert Path("out").is_symlink()
    assert contents("there")["result.nc"] == "new"


def failing(path):
    path.write_text("half")
    raise OSError(28, "No space left on device", str(path))


def test_a_full_disk_leaves_the_old_set():
    written(Path("out"), RUN, run("old"))
    with pytest.raises(OutputError) as caught:
        written(Path("out"), RUN, run("new") | {"figure.pdf": failing})
    assert str(caught.value) == (
        "'out' is as it was, because it cannot be written: No space left on device"
    )
    assert contents() == {"result.nc": "old", "summary.csv": "old"}
    assert hidden() == []


def test_rights_of_the_folder_stay():
    written(Path("out"), RUN, run("old"))
    Path("out").chmod(0o750)
    written(Path("out"), RUN, run("new"))
    assert Path("out").stat().st_mode & 0o777 == 0o750


def test_without_an_exchange_two_renames_do(monkeypatch):
    monkeypatch.setattr("calibration.files.folder.exchange", lambda new, old: False)
    test_files_of_the_user_stay()
    assert hidden() == []


def test_a_set_that_was_set_aside_comes_back():
    """Killed between the two renames, where folders cannot be exchanged."""
    written(Path("out"), RUN, run("old"))
    file("out/notes.txt", "mine")
    Path("out").rename(".out.77.old")
    with pytest.raises(OutputError):
        written(Path("out"), RUN, {"result.nc": failing})
    assert contents() == {"notes.txt": "mine", "result.nc": "old", "summary.csv": "old"}
    assert hidden() == []


@pytest.mark.parametrize(("left", "kept"), [(1, "older"), (9e9, "newer")])
def test_what_a_user_wrote_before_a_kill_is_not_lost(left, kept):
    """A killed run left the old folder: a file there that is newer, or there alone, moves on."""
    written(Path("out"), RUN, run("new"))
    file("out/notes.txt", "older")
    written(Path(".out.77.part"), RUN, run("old", "ad-valorem.csv"))
    file(".out.77.part/notes.txt", "newer")
    file(".out.77.part/alone/draft.txt", "alone")
    os.utime(".out.77.part/notes.txt", (left, left))
    written(Path("out"), RUN, run("last"))
    assert contents() == {
        "alone/draft.txt": "alone",
        "notes.txt": kept,
        "result.nc": "last",
        "summary.csv": "last",
    }
    assert hidden() == []
