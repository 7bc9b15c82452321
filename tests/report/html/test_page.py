"""The page as a file: its parts in order, its policy, and text that tries to act."""

import base64
import hashlib
import json
import re
import shlex
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import cge
from calibration.errors import InputError
from calibration.files.netcdf import read_netcdf
from cge.cli.app import app
from cge.report.html import embedding
from cge.report.html.headline import NOTHING, headline
from cge.report.html.page import SECTIONS, report
from cge.report.html.sheets import sheet_of
from cge.report.html.tables import MOST_CELLS, MOST_INDUSTRIES
from cge.report.html.verification import verification
from cge.report.tables.ready.asked import Asked
from cge.report.tables.registry import TABLES
from tests.report.html.conftest import EVIL, growth

HEADINGS = ("h1", "h2", "h3", "h4")
MOST_BYTES = 1_500_000


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def scripts(read):
    return [e for e in read.all("script") if e["attrs"].get("type") != "application/json"]


def data_of(read):
    (place,) = [e for e in read.all("script") if e["attrs"].get("id") == "data"]
    return json.loads(place["text"])


# ---------------------------------------------------------------- structure


def test_sections_stand_in_order_under_headings_that_skip_no_level(read):
    ids = [e["attrs"].get("id") for e in read.all("section")]
    assert ids == list(SECTIONS)
    levels = [HEADINGS.index(e["tag"]) for e in read.all(*HEADINGS)]
    assert levels[0] == 0
    assert levels.count(0) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert read.unclosed == []


def test_names_of_places_are_unique_and_links_lead_to_them(read):
    ids = [e["attrs"]["id"] for e in read.elements if "id" in e["attrs"]]
    assert len(ids) == len(set(ids))
    links = [e["attrs"]["href"] for e in read.all("a")]
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert read.all("html")[0]["attrs"]["lang"] == "en"


def test_every_table_has_a_caption_and_heads_with_a_scope(read):
    tables = read.all("table")
    assert len(tables) == len(read.all("caption")) > 10
    assert {e["attrs"].get("scope") for e in read.all("th")} == {"col", "row"}


def test_a_page_of_the_same_result_has_the_same_bytes(result, text, tmp_path):
    again = cge.open_result(result.to_netcdf(tmp_path / "result.nc"))
    assert again.report(tmp_path / "page.html").read_bytes() == text.encode()


def test_commands_on_the_page_are_commands(read, result):
    said = [e["text"] for e in read.all("code") if e["text"].startswith("cge ")]
    assert {text.split()[1] for text in said} == {"run", "rerun", "verify", "compare", "why"}
    assert {text.split()[1] for text in said} <= set(get_command(app).commands)
    for text in said:
        if text.startswith("cge why"):
            variable, *options = shlex.split(text)[3:]
            where = dict(zip(options[::2], options[1::2], strict=True))
            dims = [f"--{dim}" for dim in result.data[variable].dims if dim != "experiment"]
            assert list(where) == [*dims, "--experiment"]


def test_the_page_is_small(text):
    assert len(text.encode()) < MOST_BYTES


def test_data_of_figures_are_those_of_the_charts(page, read):
    data = data_of(read)
    assert data["experiments"] == page.experiments
    shown = {chart["key"]: chart for chart in data["charts"]}
    for chart in page.charts:
        for measure, plain in zip(chart.measures, shown[chart.key]["measures"], strict=True):
            flat = [
                v for e in plain["values"] for row in e for v in ([row], row)[isinstance(row, list)]
            ]
            assert len(flat) == measure.values.size
            assert len(plain["limits"]) == len(page.experiments)


# ---------------------------------------------------------------- policy


def test_the_policy_names_each_script_and_the_style_and_nothing_else(read):
    (policy,) = [
        e["attrs"]["content"]
        for e in read.all("meta")
        if e["attrs"].get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [digest(e["text"]) for e in scripts(read)]
    assert rules["style-src"].split() == [digest(e["text"]) for e in read.all("style")]
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy


def test_nothing_is_loaded_and_nothing_acts_in_an_attribute(read):
    for element in read.elements:
        for name, value in element["attrs"].items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "action", "srcdoc")
            if name == "href":
                assert value.startswith(("#", "data:,"))
    assert "url(" not in read.all("style")[0]["text"]
    own = scripts(read)[-1]["text"]
    assert not re.search(r"innerHTML|outerHTML|document\.write|eval\(|Function\(|fetch\(", own)


def test_data_cannot_end_their_element():
    value = {"a</script><script>": ["<!--", "]]>", "&lt;", "\u2028\u2029", "\x00\x1b[31m\u202e"]}
    text = embedding.as_json(value)
    assert not set(text) & set("<>&\u2028\u2029\x00\x1b\u202e")
    assert json.loads(text) == {"a</script><script>": ["<!--", "]]>", "&lt;", "  ", "??[31m"]}


# ---------------------------------------------------------------- hostile text


def test_text_of_a_user_is_shown_and_never_acts(hostile_text, hostile_read, read):
    found = hostile_read
    assert found.unclosed == []
    assert [e["text"] for e in scripts(found)] == [e["text"] for e in scripts(read)]
    assert found.all("img", "svg", "iframe") == []
    for element in found.elements:
        assert not any(name.startswith("on") for name in element["attrs"])
    body = found.all("main")[0]["text"]
    assert "alert(1)" in body
    assert "{{ 7 * 7 }}" in body
    assert not set(hostile_text) & set("\x00\x1b\u202e\u2066")


def test_a_long_text_is_cut_where_it_would_be_in_the_way(hostile_read):
    found = hostile_read
    assert len(found.all("h1")[0]["text"]) <= 300
    labels = [label for chart in data_of(found)["charts"] for label in chart["rows"]["labels"]]
    assert max(map(len, labels)) <= 14


def test_a_result_that_is_not_verified_says_so_above_all(hostile_read):
    found = hostile_read
    above = found.all("header")[0]["text"]
    assert "NOT VERIFIED" in above
    assert EVIL[2] in found.all("main")[0]["text"]


def test_a_file_without_its_benchmark_has_a_page_and_says_what_it_lacks(hostile_text):
    assert "No number can be explained" in hostile_text


# ---------------------------------------------------------------- arguments


def test_wrong_arguments_are_named(result, tmp_path):
    with pytest.raises(InputError, match=r"result: .* a result, as cge\.solve returns it"):
        report(3, tmp_path / "page.html")
    with pytest.raises(InputError, match=r"sweep: .* a sweep, as cge\.sweep returns it"):
        result.report(tmp_path / "page.html", sweep=3)
    with pytest.raises(InputError, match="level: goes with a sweep"):
        result.report(tmp_path / "page.html", level=0.8)
    with pytest.raises(InputError, match=r"ends in \.html or \.htm"):
        result.report(tmp_path / "page.pdf")
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def small(small_result, tmp_path_factory):
    """The file of a small result."""
    return small_result.to_netcdf(tmp_path_factory.mktemp("small") / "result.nc")


@pytest.fixture
def run(page, monkeypatch):
    """Runs the command; what stands on the page was made before, but for the verdict."""

    def quick(result, _sweep, _level):
        return replace(page, verification=verification(result))

    monkeypatch.setattr("cge.report.html.page.page_of", quick)
    return lambda *arguments: CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_the_command_writes_beside_the_result_or_where_it_is_told(run, small, tmp_path, reader):
    ran = run(small)
    assert ran.exit_code == 0
    page = small.with_name("report.html")
    assert ran.stdout == f"Written: {page}\n"
    assert [e["attrs"]["id"] for e in reader(page.read_text()).all("section")] == list(SECTIONS)
    there = tmp_path / "new" / "a.html"
    ran = run(small, "-o", there, "--quiet")
    assert (ran.exit_code, ran.output) == (0, "")
    assert there.read_bytes() == page.read_bytes()


def test_a_page_takes_the_place_of_no_result(run, small, tmp_path):
    before = small.read_bytes()
    (tmp_path / "link.html").symlink_to(small)
    for out, said in (
        (small, "the name of a page ends in .html or .htm"),
        (tmp_path / "page.pdf", "the name of a page ends in .html or .htm"),
        (tmp_path / "link.html", "is read here, and is not written over"),
    ):
        ran = run(small, "-o", out)
        assert ran.exit_code == 2
        assert said in " ".join(ran.output.split())
    assert small.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["link.html"]


def test_a_page_that_cannot_be_written_leaves_what_was_there(run, small, tmp_path):
    (tmp_path / "page.html").mkdir()
    ran = run(small, "-o", tmp_path / "page.html")
    assert ran.exit_code != 0
    assert "page.html: is a directory" in ran.output
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_files_that_are_no_results_and_folders_that_are_no_sweeps_are_refused(run, small, tmp_path):
    (tmp_path / "none.nc").write_text("x")
    for arguments in ((tmp_path / "none.nc",), (small, "--sweep", tmp_path)):
        ran = run(*arguments)
        assert ran.exit_code != 0
        assert str(arguments[-1]) in ran.output
    assert [path.name for path in tmp_path.iterdir()] == ["none.nc"]


def test_a_page_of_a_changed_file_says_that_it_is_not_verified(run, small, tmp_path):
    data = read_netcdf(small)
    data["utility"] = data["utility"] * 1.01
    data.to_netcdf(tmp_path / "changed.nc", engine="scipy", format="NETCDF3_64BIT")
    ran = run(tmp_path / "changed.nc", "-o", tmp_path / "page.html")
    assert ran.exit_code != 0
    assert "NOT VERIFIED: the file is not what was written" in ran.output
    assert "NOT VERIFIED" in (tmp_path / "page.html").read_text()


def test_a_sweep_of_the_same_inputs_gives_intervals(small_economy, small_result):
    drawn = {"parameter": "productivity", "times": {"normal": {"sd": 0.01}}, "source": "s"}
    unsure = {"title": "t", "description": "d", "reference": "r", "numbers": {"n": drawn}}
    swept = cge.sweep(small_economy, growth(1), unsure, draws=4, workers=1)
    (finding,) = headline(small_result, {}, swept, 0.8)
    assert any("80 % interval" in sentence for sentence in finding.sentences)
    asked = Asked(small_result, sweep=swept, level=0.8)
    cell = sheet_of(TABLES["summary"].made(asked), {}, ["p"]).rows[0].cells[1].text
    ends = swept.interval("equivalent_variation", 0.8).sel(experiment="p", region="R1")
    shown = [float(n.replace(",", "")) for n in re.findall(r"-?[\d,]+\.?\d*", cell)]
    assert shown[1:] == pytest.approx([float(ends.low), float(ends.high)], abs=0.6)
    assert shown[1] < shown[0] < shown[2]


# ---------------------------------------------------------------- docs/report.md


def blocks(language):
    page = (Path(__file__).parents[3] / "docs" / "report.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def test_the_commands_and_the_python_of_the_docs_run(result, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("bash")
    solve, report_ = block.splitlines()
    options = {o.split(" ")[0] for o in solve.split(" --")[1:]}
    assert options == {"aggregation", "decompose", "contributions", "out"}
    result.to_netcdf(shlex.split(solve)[-1] + "/result.nc")  # which this command would have written
    assert run(*shlex.split(report_)[2:]).exit_code == 0
    written = Path("report.html").read_bytes()
    Path("report.html").unlink()
    (python,) = blocks("python")
    exec(python, {"result": result})
    assert Path("report.html").read_bytes() == written


def test_the_docs_name_every_section(text):
    page = (Path(__file__).parents[3] / "docs" / "report.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| ([A-Z][a-z ]+) \|", page, re.MULTILINE)[1 : 1 + len(SECTIONS)] == list(
        SECTIONS.values()
    )
    assert f"{MOST_CELLS:,} cells" in page
    assert f"{MOST_INDUSTRIES:,} industries" in page
    assert f"{NOTHING:f} %" in page
