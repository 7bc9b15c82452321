"""Files to begin with work as they are, and every example in them is one that its reader takes."""

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import calibration
import cge
from calibration import random_benchmark
from calibration.files.yaml import read_document
from cge.cli.app import app
from cge.inputs.groups import shipped_groups
from cge.inputs.kinds import NEW
from cge.scenarios import Scenario
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.technologies import Technology
from cge.templates.every import TEMPLATES, USE, next_command

MODELS = {
    "scenario": Scenario,
    "closure": Closure,
    "structure": Structure,
    "technology": Technology,
}
ODD = ["NO", "true", "A & B"], ["1", "x: y", "ü's"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(kind, path, *options):
    ran = CliRunner().invoke(app, ["new", kind, str(path), *options])
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout.splitlines()[0] == f"Written: {path}"
    return Path(path)


@pytest.mark.parametrize(
    ("kind", "data", "aggregation", "command"),
    [
        ("scenario", None, "5x6", "cge run 'my file' --aggregation 5x6"),
        ("scenario", "my.nc", None, "cge run 'my file' --data my.nc"),
        ("closure", None, None, "cge check --closure 'my file'"),
        ("aggregation", "wiod-2011", "5x6", "cge check --aggregation 'my file' --data wiod-2011"),
        ("benchmark", None, "5x6", "cge import csv 'my file' --out my.nc"),
    ],
)
def test_the_next_command_names_the_labels_that_are_meant(kind, data, aggregation, command):
    assert next_command(kind, "my file", data, aggregation) == command


def test_every_kind_has_a_template_and_says_what_comes_next():
    assert set(NEW) == set(USE) == {"benchmark", "aggregation", *TEMPLATES}


def test_the_scenario_runs_on_the_shipped_data(here, teaching):
    path = new("scenario", "mine.yaml", "--aggregation", "5x6")
    plan = Scenario.from_file(path)
    result = cge.solve(teaching, plan)
    assert result.verified, result.verdict
    (shock,) = plan.packages["tariff"].shocks
    (importer,) = shock.destination.names
    before, after = (result.data.sel(experiment=k) for k in ("benchmark", "tariff"))
    flow = {"sector": shock.sector.names[0], "origin": shock.origin.names[0],
            "destination": importer}  # fmt: skip
    assert float(after["trade"].sel(flow)) < float(before["trade"].sel(flow))
    points = float(after["tariff_power"].sel(flow) - before["tariff_power"].sel(flow))
    assert points == pytest.approx(0.1)


@pytest.mark.parametrize("kind", ["closure", "structure", "technology"])
def test_settings_calibrate(here, kind):
    path = new(kind, "mine.yaml", "--aggregation", "5x6")
    economy = cge.load(aggregation="5x6", **{kind: path})
    assert float(economy.residuals()["worst"].max()) < 1e-9


def test_a_closure_and_a_structure_change_nothing(here, teaching):
    closure, structure = (new(kind, f"{kind}.yaml") for kind in ("closure", "structure"))
    found = cge.load(aggregation="5x6", closure=closure, structure=structure)
    for name in calibration.variables.ELASTICITIES:
        assert found.benchmark[name].equals(teaching.benchmark[name])
    assert found.closure.swaps == teaching.closure.swaps == ()
    assert found.closure.numeraire == teaching.closure.numeraire


@pytest.mark.parametrize("kind", MODELS)
def test_every_key_is_there_and_every_example_can_be_used(here, kind):
    """A comment is taken for what it says, one after the other."""
    path = new(kind, "mine.yaml", "--aggregation", "5x6")
    text = path.read_text(encoding="utf-8")
    keys = {field.alias or name for name, field in MODELS[kind].model_fields.items()} - {"name"}
    blocks = {re.match(r"# (\w+)", block)[1]: block for block in text.split("\n\n")[1:]}
    assert set(blocks) == keys
    given = set(read_document(path).data)
    for key in sorted(keys - given):
        example = _example(key, blocks[key])
        with_it = path.with_name("with.yaml")
        with_it.write_text(f"{text}\n{example}\n", encoding="utf-8")
        made = MODELS[kind].from_file(with_it)
        name = next(n for n, f in MODELS[kind].model_fields.items() if (f.alias or n) == key)
        assert name in made.model_fields_set, example


def _example(key, block):
    lines = block.splitlines()
    begin = max(n for n, line in enumerate(lines) if line.startswith(f"# {key}:"))
    assert begin > 0, f"{key} has no example"
    return "\n".join(line.removeprefix("# ") for line in lines[begin:])


def test_an_aggregation_is_the_one_it_is_like(here):
    path = new("aggregation", "mine.csv")
    mine, shipped = cge.load(aggregation=path), cge.load(aggregation="16x22")
    for name in ("sales", "co2", "sigma_import_source"):
        np.testing.assert_array_equal(mine.benchmark[name], shipped.benchmark[name])
    small = new("aggregation", "small.csv", "--aggregation", "5x6")
    assert len(cge.load(aggregation=small).labels["region"]) == 5


def test_an_aggregation_with_parts_keeps_them(here):
    path = new("aggregation", "mine.csv", "--aggregation", "cbam")
    assert "split,cbam-goods," in path.read_text(encoding="utf-8")


def test_own_values_that_are_the_datas_change_nothing(here):
    groups = shipped_groups()
    data = cge.inputs.data.finest_data("oecd-icio-2022")
    made = calibration.with_elasticities(data, new("elasticities", "e.csv"), groups)
    for name in calibration.variables.ELASTICITIES:
        assert made[name].equals(data[name])
        said = calibration.membership.SOURCES
        assert made[name].attrs[said] == data[name].attrs[said]
    made = calibration.with_tariff_rates(data, new("tariffs", "t.csv"), groups)
    np.testing.assert_allclose(made["tariff_rate"], data["tariff_rate"], rtol=1e-5, atol=1e-12)
    assert calibration.own_values(made)["cells"].tolist() == [8]
    made = calibration.with_emissions(data, new("emissions", "c.csv"), groups)
    np.testing.assert_allclose(made["co2"], data["co2"], rtol=1e-5)
    assert calibration.own_values(made)["cells"].tolist() == [8]


@pytest.mark.parametrize("kind", [k for k in NEW if k != "benchmark"])
def test_labels_of_other_data_are_read_back_as_they_are(here, kind):
    """Words that YAML or CSV would take for something else."""
    data = random_benchmark(*ODD, seed=1, zeros=0.0)
    data.to_netcdf("odd.nc", engine="h5netcdf")
    path = new(kind, "mine.file", "--data", "odd.nc")
    argument = {"tariffs": "own_tariffs", "emissions": "own_emissions"}.get(kind, kind)
    if kind == "scenario":
        plan = Scenario.from_file(path)
        assert cge.solve(cge.load("odd.nc"), plan).verified
    else:
        economy = cge.load("odd.nc", **{argument: path})
        assert (economy.labels["region"], economy.labels["sector"]) == ODD


def test_nothing_is_overwritten_unless_told(here):
    Path("mine.csv").write_text("my work", encoding="utf-8")
    Path("world").mkdir()
    Path("world", "mine.txt").write_text("my work", encoding="utf-8")
    for kind, path in (("tariffs", "mine.csv"), ("benchmark", "world"), ("closure", "world")):
        ran = CliRunner().invoke(app, ["new", kind, path])
        assert ran.exit_code == 2
        assert ran.stderr == f"cge: '{path}' is there already; --force overwrites it\n"
    assert Path("mine.csv").read_text(encoding="utf-8") == "my work"
    new("tariffs", "mine.csv", "--force")
    assert Path("mine.csv").read_text(encoding="utf-8").startswith("# Tariff rates of your own")
    # Files that are not of a template are nobody's to replace, even then.
    ran = CliRunner().invoke(app, ["new", "benchmark", "world", "--force"])
    assert ran.exit_code == 2
    assert "holds files that are not of a run (mine.txt)" in ran.stderr
    assert [path.name for path in Path("world").iterdir()] == ["mine.txt"]


def test_a_folder_of_tables_is_replaced_as_a_whole_and_own_files_stay(here):
    new("benchmark", "world")
    Path("world", "notes.txt").write_text("my work", encoding="utf-8")
    Path("world", "final.csv").write_text("spoilt", encoding="utf-8")
    new("benchmark", "world", "--force")
    assert Path("world", "notes.txt").read_text(encoding="utf-8") == "my work"
    assert Path("world", "final.csv").read_text(encoding="utf-8").startswith("# Sales to final")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scenari", "x"), "cge: new: unknown kind 'scenari'; did you mean 'scenario'?\n"),
        (("scenario", "x", "--data", "nowhere"), "cge: benchmark 'nowhere': no such name and no"),
        (("aggregation", "x", "--aggregation", "5x7"), "cge: aggregation '5x7': no such name and"),
    ],
)
def test_what_is_unknown_is_refused_and_nothing_is_written(here, arguments, said):
    ran = CliRunner().invoke(app, ["new", *arguments])
    assert ran.exit_code == 2
    assert ran.stderr.startswith(said)
    assert list(here.iterdir()) == []
