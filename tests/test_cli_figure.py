"""``cge figure``, and the commands and the Python of docs/figures.md."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cge
from cge.cli.app import app
from cge.report.figures.registry import CHOICES, FIGURES
from cge.report.figures.views import Figure
from cge.results.result import Result

PAGE = (Path(__file__).parents[1] / "docs" / "figures.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)


def call(*arguments):
    return CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def file(teaching, tmp_path_factory):
    found = cge.solve(teaching, "nqp-and-cbam")
    return found.to_netcdf(tmp_path_factory.mktemp("run") / "result.nc")


@pytest.fixture
def unsaved(monkeypatch):
    """Figures are made, but not drawn: names stand in their files."""

    def save(self, path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(self.name)

    monkeypatch.setattr(Figure, "save", save)


def test_the_page_is_true(tmp_path, monkeypatch, unsaved):
    monkeypatch.chdir(tmp_path)
    for line in blocks("bash")[0].splitlines():
        _, *arguments = shlex.split(line)
        ran = call(*arguments)
        assert ran.exit_code == 0, f"{line}\n{ran.output}"
    found = {path.name for path in Path("results/figures").iterdir()}
    assert {f"{n}.{end}" for n in ("sectors", "trade_flows") for end in ("svg", "png")} <= found
    assert found >= {f"{name}.pdf" for name in FIGURES if name != "intervals"} | {"china.svg"}
    assert Path("results/drawn/map.pdf").is_file()
    (script,) = blocks("python")
    exec(compile(script, "figures.md", "exec"), {})
    assert Path("results/co2.pdf").is_file()
    assert Path("results/trade.svg").is_file()


def test_the_page_has_every_choice():
    options = set(re.findall(r"^\| `--([a-z]+)` \|", PAGE, flags=re.MULTILINE))
    assert options == {*CHOICES, "experiment", "dark"}
    for choice in CHOICES:
        named = re.findall(rf"^\| `--{choice}` \| (.*?) \|", PAGE, flags=re.MULTILINE)
        named = {name for row in named for name in re.findall(r"`(.*?)`", row)}
        assert named == {name for name, row in FIGURES.items() if choice in row.takes}


def test_a_figure_stands_beside_its_result(file):
    ran = call("figure", "map", "--of", file)
    assert ran.exit_code == 0
    assert ran.stderr == f"wrote {file.parent / 'map.pdf'}\n"
    assert (file.parent / "map.pdf").read_bytes().startswith(b"%PDF-")


def test_all_figures_that_the_result_has_are_drawn_and_the_others_named(file, tmp_path, unsaved):
    ran = call("figure", "all", "--of", file, "--form", "svg", "--out", tmp_path)
    assert ran.exit_code == 0
    assert {p.stem for p in tmp_path.iterdir()} == set(FIGURES) - {"waterfall", "intervals"}
    assert "left out: intervals: a sweep of the same experiments is needed" in ran.stderr


def test_choices_go_to_the_figures_that_have_them(file, tmp_path, unsaved):
    more = ("--sector", "HVY", "--form", "svg", "--out", tmp_path)
    assert call("figure", "map", "trade_flows", "--of", file, *more).exit_code == 0
    ran = call("figure", "map", "sectors", "--of", file, *more)
    assert ran.exit_code == 2
    assert "--sector: map, sectors has no choice of it" in ran.stderr


def test_everything_wrong_is_said_and_nothing_is_written(file, tmp_path):
    out = tmp_path / "new"
    ran = call("figure", "map", "waterfall", "--of", file, "--experiment", "bth", "--out", out)
    assert ran.exit_code == 2
    assert ran.stderr.splitlines() == [
        "cge: experiment: no experiment 'bth'; did you mean 'both'?",
    ]
    ran = call("figure", "mp", "--of", file, "--form", "gif", "--out", out)
    assert ran.stderr.splitlines() == [
        "cge: no figure 'mp'; did you mean 'map'?",
        "cge: --form: no 'gif'; choose from pdf, svg, png",
    ]
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("map", "--out", "a.docx"), "--out: 'a.docx' is no folder, and ends in none of"),
        (("map", "sectors", "--out", "a.pdf"), "is a file, and there are several figures"),
        (("map", "--out", "a.pdf", "--form", "png"), "does not end as --form png says"),
        (("map", "--form", ","), "--form: ',' names none of pdf, svg, png"),
        (("intervals", "--sweep", "nowhere"), "nowhere"),
    ],
)
def test_options_that_do_not_go_together(file, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    ran = call("figure", *arguments, "--of", file)
    assert ran.exit_code == 2
    assert said in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_result_that_is_not_verified_is_drawn_and_refused(file, tmp_path):
    found = cge.open_result(file)
    data = found.data.assign_attrs(verified=0, verdict="both: market of labour")
    other = Result(data, None, None, found.benchmark).to_netcdf(tmp_path / "other.nc")
    ran = call("figure", "sectors", "--of", other)
    assert ran.exit_code == 1
    assert "NOT VERIFIED" in ran.stderr
    assert (tmp_path / "sectors.pdf").is_file()


def test_the_curve_of_abatement_is_drawn(tmp_path):
    path = tmp_path / "curve.svg"
    more = ("--aggregation", "5x6", "--prices", "10,20", "--csv", "--figure", path)
    assert call("mac", "USA", *more).exit_code == 0
    assert path.read_bytes().startswith(b"<?xml")
    wrong = call("mac", "USA", "--figure", tmp_path / "a.gif")
    assert wrong.exit_code == 2
    assert "ends in none of pdf, svg, png" in wrong.stderr
    lost = call("mac", "USA", "--figure", tmp_path / "none" / "a.pdf")
    assert "there is no folder" in lost.stderr
