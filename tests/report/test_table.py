"""The table object: one content, many forms, whatever its labels are."""

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pandas as pd
import pytest

from calibration.errors import InputError
from cge.report.tables.columns import Column
from cge.report.tables.latex import _Widths
from cge.report.tables.table import ENDINGS, Table

FORMS = ("text", "markdown", "latex", "html")
VALUES = np.array([[1234.5, -0.4, 0.0], [-0.001, 2.25, 0.0], [10.0, 0.0, 0.0], [7.0, 1.5, 0.0]])
HEADS = (
    Column("gain", "Gain", "million USD", 1, True),
    Column("rate", "Rate", "%", 2),
    Column("nothing", "Nothing", "%", 2),
)
# Signs that mean something to TeX, HTML, Markdown, a spreadsheet or a terminal; many scripts.
HOSTILE = (
    "R&D_%$#{}~^\\",
    "<script>alert(1)</script>",
    "=SUM(A1:A9)",
    "a|b*c`d",
    "\x1b[31mred\u202e",
    "关税同盟",
    "Россия",
    "Côte d'Ivoire",
)


def table(labels=("A", "B"), experiments=("one", "two"), heads=HEADS, values=VALUES, **more):
    index = pd.MultiIndex.from_product([experiments, labels], names=["experiment", "region"])
    frame = pd.DataFrame(values, index, [head.key for head in heads])
    return Table("test", "A table", frame, heads, ("Changes.", "Closure: x."), **more)


def hostile():
    values = np.arange(len(HOSTILE), dtype=float)[:, None] - 3
    heads = tuple(Column("gain", text, "%", 1) for text in HOSTILE[:1])
    return table(HOSTILE, ("one",), heads, values)


def cells_of(made, form):
    """Cells of the rows, by a reading of the form of its own."""
    text = made.written(form)
    if form == "html":
        return [row for row in Rows.of(text) if len(row) > 1]
    marks = {"markdown": r"(?<!\\)\|", "latex": r"(?<!\\)&", "text": r"\s{2,}"}
    lines = [line.strip().removesuffix(r"\\").strip("| ") for line in text.splitlines()]
    rows = [[c.strip() for c in re.split(marks[form], line)] for line in lines]
    return [[c.replace("$-$", "-") for c in row] for row in rows if len(row) > 1]


class Rows(HTMLParser):
    """Cells of the rows of a page, and the tags and attributes that it has."""

    def __init__(self):
        super().__init__()
        self.rows, self.tags, self.open = [], [], None

    @classmethod
    def of(cls, text):
        parser = cls()
        parser.feed(text)
        return parser.rows

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.open = tag

    def handle_endtag(self, tag):
        if tag == self.open:
            self.open = None

    def handle_data(self, data):
        if self.open:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_rounded_numbers(form):
    rows = cells_of(table(), form)
    for row in (["A", "1,234.5", "-0.40", "0.00"], ["B", "0.0", "2.25", "0.00"]):
        assert row in rows
    assert ["B", "7.0", "1.50", "0.00"] in rows


@pytest.mark.parametrize("form", FORMS)
def test_sums_are_those_of_each_panel_and_of_amounts_alone(form):
    rows = [row for row in cells_of(table(total="Sum"), form) if row[0] == "Sum"]
    assert [row[1] for row in rows] == ["1,234.5", "17.0"]
    assert all(cell == "" for row in rows for cell in row[2:])


def test_csv_has_the_numbers_in_full_and_no_sums():
    rows = list(csv.DictReader(io.StringIO(table(total="Sum").written("csv"))))
    assert [row["region"] for row in rows] == ["A", "B", "A", "B"]
    assert [float(row["gain [million USD]"]) for row in rows] == VALUES[:, 0].tolist()


def test_to_frame_has_the_numbers_in_full():
    made = table()
    assert np.array_equal(made.to_frame().to_numpy(), VALUES)
    assert made.to_frame().loc[("two", "B"), "rate"] == 1.5
    assert np.array_equal(made.transposed().to_frame().to_numpy(), VALUES.T)


def test_columns_are_chosen_by_key_or_heading_in_order():
    made = table().columns("Rate", "gain")
    assert list(made.to_frame()) == ["rate", "gain"]
    assert np.array_equal(made.to_frame()["gain"], VALUES[:, 0])
    with pytest.raises(InputError) as error:
        table().columns("gian", "rat", "rate")
    assert len(error.value.problems) == 2
    assert "did you mean 'gain'" in error.value.problems[0]


def test_zeros_are_dropped_on_request_alone():
    values = VALUES.copy()
    values[2] = 0.0
    made = table(values=values).without_zeros()
    assert list(made.to_frame()) == ["gain", "rate"]
    assert made.to_frame().index.tolist() == [("one", "A"), ("one", "B"), ("two", "B")]
    assert table(values=0 * values).without_zeros().to_frame().shape == (4, 3)


def test_digits_are_those_asked_for():
    assert ["A", "1,234.500", "-0.400", "0.000"] in cells_of(table().rounded(3), "text")
    for wrong in (-1, 16, 1.5):
        with pytest.raises(InputError, match="digits"):
            table().rounded(wrong)


@pytest.mark.parametrize("form", FORMS)
def test_a_turned_table_has_a_row_for_each_column(form):
    rows = cells_of(table(total="Sum").transposed(), form)
    named = [row for row in rows if row[0].startswith("Gain")]
    assert [row[1:] for row in named] == [["1,234.5", "0.0", "1,234.5"], ["10.0", "7.0", "17.0"]]


def test_a_table_is_turned_only_where_its_panels_are_alike():
    made = table()
    odd = Table("odd", "", made.frame.iloc[:3], HEADS).transposed()
    with pytest.raises(InputError, match="different rows"):
        odd.written("text")


def test_intervals_stand_in_brackets_where_there_are_any():
    low, high = (pd.DataFrame(VALUES + add).mask(np.eye(4, 3) > 0) for add in (-1, 1))
    made = table(low=low, high=high)
    rows = [[cell.replace("\\", "") for cell in row] for row in cells_of(made, "markdown")]
    # Of the diagonal there is none.
    assert rows[-2][:3] == ["A", "10.0 [9.0, 11.0]", "0.00 [-1.00, 1.00]"]
    assert rows[-2][3] == "0.00"
    heads = made.written("csv").splitlines()[0]
    assert "gain_low [million USD],gain_high [million USD]" in heads


def test_headings_above_span_their_columns():
    heads = tuple(
        Column(key, key, above=(name,)) for name in ("first", "second") for key in ("a", "b")
    )
    made = table(("A", "B"), ("one",), heads, np.arange(8.0).reshape(2, 4))
    latex = made.written("latex")
    assert r"\multicolumn{2}{c}{first} & \multicolumn{2}{c}{second}" in latex
    assert r"\cmidrule(lr){2-3}\cmidrule(lr){4-5}" in latex
    page = Rows()
    page.feed(made.written("html"))
    groups = [a for tag, a in page.tags if tag == "th" and a.get("scope") == "colgroup"]
    assert [a["colspan"] for a in groups] == ["2", "2"]
    assert list(made.to_frame()) == [
        ("first", "a"),
        ("first", "b"),
        ("second", "a"),
        ("second", "b"),
    ]


def test_html_says_of_every_heading_what_it_heads():
    page = Rows()
    page.feed(table(total="Sum").written("html"))
    assert ("caption", {}) in page.tags
    scopes = [a.get("scope") for tag, a in page.tags if tag == "th"]
    assert None not in scopes
    # Three columns and the one of labels; two panels of two rows and a sum.
    counts = {scope: scopes.count(scope) for scope in ("col", "row", "rowgroup")}
    assert counts == {"col": 4, "row": 6, "rowgroup": 2}


def test_hostile_labels_are_text_in_html():
    page = Rows()
    page.feed(hostile().written("html"))
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    shown = [row[0] for row in page.rows]
    assert "<script>alert(1)</script>" in shown
    assert "?[31mred" in shown


def test_hostile_labels_are_text_in_markdown():
    lines = hostile().written("markdown").splitlines()
    (row,) = (line for line in lines if "b\\*c" in line)
    assert row.startswith("| a\\|b\\*c\\`d | ")
    assert not any("<script>" in line.replace("\\<", "") for line in lines)


def test_hostile_labels_are_text_in_a_workbook(tmp_path):
    path = hostile().save(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    rows = list(book["test"].iter_rows())
    assert [cell.data_type for cell in rows[3]] == ["s", "s", "n"]
    assert rows[3][1].value == "=SUM(A1:A9)"
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    assert [row[2].value for row in rows[1:]] == [k - 3.0 for k in range(len(HOSTILE))]


def test_a_workbook_has_the_numbers_in_full_and_the_notes(tmp_path):
    path = table(facts={"closure": "x"}).save(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    rows = list(book["test"].values)
    assert rows[0] == ("experiment", "region", "gain [million USD]", "rate [%]", "nothing [%]")
    assert np.array_equal(np.array([row[2:] for row in rows[1:]], dtype=float), VALUES)
    assert book["test"]["D2"].number_format == "#,##0.00"
    assert dict(list(book["notes"].values)[:3])["closure"] == "x"


def test_a_sheet_of_numbers_says_that_they_are_not_verified(tmp_path):
    path = replace(table(), warning="NOT VERIFIED: labour is off").save(tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(path)["test"]
    rows = list(sheet.values)
    assert rows[0][0] == "NOT VERIFIED: labour is off"
    assert rows[1][:2] == ("experiment", "region")
    assert np.array_equal(np.array([row[2:] for row in rows[2:]], dtype=float), VALUES)
    assert sheet.freeze_panes == "C3"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda t: t.rounded(True), "digits: True"),
        (lambda t: t.captioned(caption=3), "caption: 3 is of type int"),
        (lambda t: t.captioned(label=0), "label: 0 is of type int"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(asked, said):
    with pytest.raises(InputError, match=said):
        asked(table())


def test_a_column_that_is_not_there_is_named_once():
    with pytest.raises(InputError) as caught:
        table().columns("x", "x")
    assert len(caught.value.problems) == 1


def test_a_missing_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"pip install 'cge\[excel\]'"):
        table().save(tmp_path / "t.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("end", [end for end in ENDINGS if end != ".xlsx"])
def test_a_file_has_the_form_of_its_ending(tmp_path, end):
    text = table().save(tmp_path / f"t{end}").read_text(encoding="utf-8")
    written = table().written(ENDINGS[end])
    assert text == written if "htm" not in end else written in text
    assert ("<!DOCTYPE html>" in text) == ("htm" in end)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"'.doc'; the endings are .txt, .md"):
        table().save(tmp_path / "t.doc")
    with pytest.raises(InputError, match="no 'latx'; did you mean 'latex'"):
        table().written("latx")


@pytest.mark.parametrize("form", [*FORMS, "csv"])
def test_a_warning_is_in_every_form(form):
    assert "NOT VERIFIED: labour" in table(warning="NOT VERIFIED: labour").written(form)
    assert not table(warning="x").verified


def test_a_label_is_one_that_latex_takes():
    latex = table().captioned("Our & caption", "tab:a_1").written("latex")
    assert r"\caption{Our \& caption\label{tab:a_1}}" in latex
    for wrong in ("a b", "}", "é", r"\x", "#"):
        with pytest.raises(InputError, match="label"):
            table().captioned(label=wrong)


def test_sources_are_numbered_and_named_in_the_note():
    heads = (Column("v", "V", "", 1), Column("s", "Source", words=True, cited=True))
    index = pd.Index(["a", "b", "c"], name="rule")
    frame = pd.DataFrame({"v": [1.0, 2.0, 3.0], "s": ["Y (2001).", "X (2000)", "Y (2001)."]}, index)
    made = Table("t", "T", frame, heads)
    assert [row[-1] for row in cells_of(made, "markdown")[2:]] == [f"\\[{n}\\]" for n in (1, 2, 1)]
    assert made.note == "[1] Y (2001). [2] X (2000)."
    assert made.written("csv").splitlines()[1].split(",")[2] == "Y (2001)."


@pytest.mark.parametrize("width", [50, 80, 120])
def test_words_go_on_in_further_lines(width):
    heads = (Column("s", "Setting", words=True),)
    words = "one two three " * 20
    frame = pd.DataFrame({"s": [words]}, pd.Index(["rule"], name="rule"))
    text = Table("t", "T", frame, heads).written("text", width=width)
    assert max(map(len, text.splitlines())) <= width
    assert text.split().count("three") == 20


def wide(columns=81):
    labels = [f"R{k:02d}" for k in range(columns)]
    heads = tuple(Column(k, k, "", 0, True, above=("Importer",)) for k in labels)
    values = np.random.default_rng(1).normal(0, 3e4, (columns, columns))
    return table(labels, ("both",), heads, values, total="All regions")


def test_a_table_too_wide_for_a_page_stands_in_parts_under_one_number():
    latex = wide().written("latex")
    parts = latex.count(r"\begin{longtable}")
    assert parts > 3
    assert latex.count(r"\addtocounter{table}{-1}") == parts - 1
    assert latex.count("(continued)") == parts - 1
    # Every row stands once in each part, every column in one.
    assert len(re.findall(r"^R07 &", latex, re.MULTILINE)) == parts
    assert latex.count(r"\strut R07}") == 2  # on the first page and the others


def test_parts_are_about_as_wide():
    """No column is left alone in the last part."""
    latex = wide(9).written("latex")
    columns = [len(c) for c in re.findall(r"begin\{longtable\}\{@\{\}l(r+)@", latex)]
    assert sum(columns) == 9
    assert len(columns) == 2
    assert max(columns) - min(columns) == 1


def compiled(engine, text, folder, paper=""):
    (folder / "table.tex").write_text(text, encoding="utf-8")
    (folder / "paper.tex").write_text(paper, encoding="utf-8")
    name = "paper" if paper else "table"
    return subprocess.run(
        [engine, "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"],
        cwd=folder, capture_output=True, text=True, timeout=120, errors="replace",
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
@pytest.mark.parametrize(
    "made", [table(total="Sum"), wide(), wide(12).transposed()], ids=["small", "wide", "turned"]
)
def test_it_compiles_within_the_page(made, tmp_path):
    ran = compiled("pdflatex", made.written("latex"), tmp_path)
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert "Overfull" not in ran.stdout


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
def test_a_paper_refers_to_it(tmp_path):
    paper = (
        r"\documentclass{article}\usepackage{booktabs,longtable}\begin{document}"
        r"See table~\ref{tab:x}.\input{table}\end{document}"
    )
    text = table().captioned(label="tab:x").written("latex")
    for _ in range(2):
        ran = compiled("pdflatex", text, tmp_path, paper)
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert "undefined references" not in ran.stdout
    assert "Overfull" not in ran.stdout


@pytest.mark.skipif(shutil.which("lualatex") is None, reason="no LuaLaTeX here")
def test_labels_of_many_scripts_compile(tmp_path):
    ran = compiled("lualatex", hostile().written("latex"), tmp_path)
    if "No font for these signs" in ran.stdout:
        pytest.skip("no font for Chinese here")
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert "Missing character" not in (tmp_path / "table.log").read_text(errors="replace")


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        ([10, 10, 10], [[0, 1, 2]]),
        ([30] * 4, [[0, 1], [2, 3]]),
        ([500, 10, 10], [[0], [1, 2]]),  # one column alone is wider than the page
        ([500], [[0]]),
        ([60, 60, 60, 60, 60], [[0], [1], [2], [3], [4]]),
    ],
)
def test_parts_of_a_wide_table_are_about_as_wide(cells, parts):
    assert _Widths([20], cells).even(100) == parts
