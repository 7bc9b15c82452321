"""Equations written for other systems, read back by readers of those and held against solutions."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import root
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.cli.app import app
from cge.exports import export as exports
from cge.exports.export import export
from cge.exports.forms import FORMS
from tests.exports.readers import read_gams, read_nl

PLAN = {
    "title": "t",
    "packages": {
        "up": {"shocks": [{"parameter": "tariff_power", "destination": "R1", "add_points": 10}]}
    },
}
ENDINGS = {"gams": ".gms", "nl": ".nl"}


@pytest.fixture(scope="module")
def data():
    return random_benchmark(2, 2, seed=5, zeros=0)


@pytest.fixture(scope="module")
def economy(data):
    return cge.load(data)


@pytest.fixture(scope="module")
def result(economy):
    return cge.solve(economy, cge.Scenario.from_dict(PLAN))


def read(path, form):
    """The system in a file, and the name in the model of each of its variables."""
    text = path.read_text(encoding="utf-8")
    if form == "nl":
        names = path.with_suffix(".col").read_text(encoding="utf-8").splitlines()
        return read_nl(text, names), names
    found = read_gams(text)
    with path.with_name(f"{path.stem}.names.csv").open(encoding="utf-8") as file:
        told = {row["name"]: f"{row['symbol']}[{row['labels']}]" for row in csv.DictReader(file)}
    return found, [told[name] for name in found.variables]


def sizes(names, result, label):
    """Values of a solution under the names that a file gives its variables."""
    data = result.data.sel(experiment=label)
    found = []
    for name in names:
        symbol, labels = re.fullmatch(r"(\w+)\[(.*)\]", name).groups()
        dims = [d for d in data[symbol].dims if d != "experiment"]
        ordered = cge_dims(symbol)
        assert set(dims) == set(ordered)
        found.append(data[symbol].sel(dict(zip(ordered, labels.split(","), strict=True))).item())
    return np.array(found)


def cge_dims(symbol):
    from cge.symbols.registry import REGISTRY

    return REGISTRY[symbol].dims


def errors(system, values):
    """Residuals beside the largest number that moves them; money is large, prices are not."""
    scale = np.maximum(np.abs(values).max(), 1.0)
    return np.abs(system(values)) / scale


@pytest.mark.parametrize("form", FORMS)
def test_the_benchmark_holds_where_it_starts(economy, form, tmp_path):
    path = tmp_path / f"model{ENDINGS[form]}"
    told = export(economy, path, form)
    system, names = read(path, form)
    assert len(names) == len(system(system.start)) == told.equations
    assert errors(system, system.start).max() < 1e-10
    moved = system.start * (1 + 0.01 * np.arange(len(names)) / len(names))
    assert errors(system, moved).max() > 1e-6


@pytest.mark.parametrize("form", FORMS)
def test_an_experiment_holds_at_its_solution_and_not_at_the_benchmark(
    economy, result, form, tmp_path
):
    path = tmp_path / f"model{ENDINGS[form]}"
    export(economy, path, form, cge.Scenario.from_dict(PLAN))
    system, names = read(path, form)
    np.testing.assert_allclose(system.start, sizes(names, result, "benchmark"), rtol=1e-9)
    assert errors(system, sizes(names, result, "up")).max() < 1e-10
    assert errors(system, system.start).max() > 1e-4


@pytest.mark.parametrize("form", FORMS)
def test_another_solver_finds_the_tariff_to_do_what_it_does_here(economy, result, form, tmp_path):
    """Newton's method of SciPy, from the benchmark, on what the reader understood."""
    path = tmp_path / f"model{ENDINGS[form]}"
    export(economy, path, form, cge.Scenario.from_dict(PLAN))
    system, names = read(path, form)
    size = np.maximum(np.abs(system.start), 1e-3 * np.abs(system.start).max())
    found = root(lambda z: system(z * size) / size, system.start / size, tol=1e-12)
    assert found.success, found.message
    expected = sizes(names, result, "up")
    assert np.abs((found.x * size - expected) / size).max() < 1e-8
    assert np.abs((system.start - expected) / size).max() > 1e-3


def test_a_solution_can_stand_for_the_start(economy, result, tmp_path):
    path = tmp_path / "model.gms"
    export(economy, path, "gams", cge.Scenario.from_dict(PLAN), solved=True)
    system, names = read(path, "gams")
    np.testing.assert_allclose(system.start, sizes(names, result, "up"), rtol=1e-9)


def test_a_swap_and_a_scenario_are_in_the_equations(data, tmp_path):
    economy = cge.load(data, swap=["foreign_saving=income,region=R1"])
    plan = cge.Scenario.from_dict(PLAN)
    export(economy, tmp_path / "model.nl", "nl", plan)
    system, names = read(tmp_path / "model.nl", "nl")
    assert "foreign_saving[R1]" in names
    assert errors(system, sizes(names, cge.solve(economy, plan), "up")).max() < 1e-10


def test_labels_in_any_script_are_told_in_the_table(tmp_path):
    data = random_benchmark(["中国", "Côte d'Ivoire"], ["铁 & 钢", "x;y"], seed=5, zeros=0)
    export(cge.load(data), tmp_path / "model.gms")
    system, names = read(tmp_path / "model.gms", "gams")
    assert "output[铁 & 钢,中国]" in names
    assert len({name.lower() for name in system.variables}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z]\w{0,62}", name, re.ASCII) for name in system.variables)
    assert errors(system, system.start).max() < 1e-10


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"form": "gms"}, "form: no 'gms'; did you mean 'gams'?"),
        ({"experiment": "up"}, "experiment: 'up' is of no scenario, since none is given"),
        ({"scenario": "PLAN", "experiment": "upp"}, "experiment: no 'upp'; did you mean 'up'?"),
        ({"scenario": "TWO"}, "experiment: say which one; choose from up, more"),
    ],
)
def test_wrong_choices_are_refused(economy, given, said, tmp_path):
    two = PLAN["packages"] | {"more": PLAN["packages"]["up"]}
    plans = {"PLAN": PLAN, "TWO": PLAN | {"packages": two, "experiments": {"up": ["up"], "more": ["more"]}}}  # fmt: skip  # noqa: E501
    given = {k: cge.Scenario.from_dict(plans[v]) if v in plans else v for k, v in given.items()}
    with pytest.raises(InputError, match=re.escape(said)):
        export(economy, tmp_path / "model.gms", **given)
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_large_is_refused_with_its_size(economy, tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST", 10)
    with pytest.raises(InputError, match=r"^\d+ equations, each .* more than the 10 that are"):
        export(economy, tmp_path / "model.gms")


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("w.nc", "gams", ".gms"),
        ("w.xyz", "mcp", ".gms"),
        ("w.gms", "nl", ".nl"),
        ("w.col", "nl", ".nl"),
    ],
)
def test_a_file_ends_as_its_form_does(economy, tmp_path, name, form, said):
    with pytest.raises(InputError, match=f"{name}: .* of the form {form} ends in {said}$"):
        export(economy, tmp_path / name, form)


def test_what_is_read_is_not_written_over(tmp_path):
    own = tmp_path / "model.names.csv"
    own.write_text("own values")
    words = ["export", "--elasticities", str(own), "-o", str(tmp_path / "model.gms")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert "--out: " in done.stderr
    assert "is read here" in " ".join(done.stderr.split())
    assert own.read_text() == "own values"


def test_the_command_writes_and_counts(tmp_path):
    out = tmp_path / "model.nl"
    done = CliRunner().invoke(
        app, ["export", "--aggregation", "5x6", "--form", "nl", "-o", str(out)]
    )
    assert done.exit_code == 0, done.output
    count = int(out.read_text().splitlines()[1].split()[1])
    assert f"{count:,} equations" in done.output
    assert "model.nl, model.row, model.col" in done.output


def test_the_page_says_how_many_equations_there_are(teaching, tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    told = re.search(r"Of 5x6, ([\d,]+) equations .* and ([\d,]+) for the experiment `cbam`", page)
    plan = cge.Scenario.from_name("nqp-and-cbam")
    found = (
        cge.export(teaching, tmp_path / "benchmark.nl", "nl"),
        cge.export(teaching, tmp_path / "cbam.nl", "nl", plan, "cbam"),
    )
    assert told.groups() == tuple(f"{each.equations:,}" for each in found)
