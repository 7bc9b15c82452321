"""Titles and labels in any script, and with signs that would act on who reads them."""

import csv
import io
import re
import shutil
import subprocess
import unicodedata

import numpy as np
import pytest
from matplotlib.font_manager import fontManager

from calibration.files.printable import columns_of, numbered, printable, wrapped
from cge.report import figure, table
from cge.report.figures import lettering
from cge.report.figures.drawing import save
from cge.report.figures.lettering import Lettering
from cge.report.tables.spreadsheet import csv_text

EVIL = (
    '=HYPERLINK("http://x") \\input{/etc/passwd} \x1b[2J\x1b[31m %&$#_{}^~ <b>x</b> \u202e\x07\x9b'
)
FORMATS = ["text", "csv", "latex", "markdown"]
CHINESE = "关税 100% & more_"
EXPERIMENTS = ("=1+1", "\x1b[31mx", "$\\frac$", "@SUM(A1)", "+a", "-b", "\ttab", "[x", "*x")


def controls(text):
    kinds = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return {sign for sign in text if unicodedata.category(sign) in kinds} - {"\n"}


@pytest.fixture
def evil(summary_of):
    regions = ["A", "=B", "C\u200b", "\u2066D", "E\r\nF", "[G", "*H"]
    return summary_of(regions, EXPERIMENTS, title=EVIL, closure=EVIL, verdict=EVIL)


@pytest.fixture
def chinese(summary_of):
    def made(regions=("中国", "美国", "EU27")):
        return summary_of(regions, ("关税 & x_1", "b"), title=CHINESE)

    return made


# ---------------------------------------------------------------------- signs that act
@pytest.mark.parametrize("form", FORMATS)
def test_no_table_has_a_control_character(evil, form):
    assert controls(table(evil, form)) == set()
    evil.attrs["verified"] = 0
    assert controls(table(evil, form)) == set()


def test_no_cell_of_text_is_a_formula(evil):
    rows = list(csv.reader(io.StringIO(table(evil, "csv"))))
    first, last = rows[0].index("equivalent_variation [million USD]"), rows[0].index("scenario")
    for row in rows[1:]:
        assert all(np.isfinite(float(cell)) for cell in row[first:last])
        for cell in (*row[:first], *row[last:]):
            assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
    assert rows[1][:2] == ["'=1+1", "A"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", " '=1+1"),
        ("\t=1+1", " '=1+1"),
        ("\r@x", " '@x"),
        ("\uff1d1", "'\uff1d1"),
        ("-b", "'-b"),
        ("-0.25", "-0.25"),
        ("+1e-3", "+1e-3"),
        ("-1+cmd", "'-1+cmd"),
        ("a;=1", "a;'=1"),
        ("a = b - c", "a = b - c"),
        (-0.25, "-0.25"),
        (1e-300, "1e-300"),
    ],
)
def test_cells(text, expected):
    assert csv_text([[text]]) == f"{expected}\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 中国 عربي", "plain é 中国 عربي"),
        ("a\tb\nc\r", "a b c "),
        ("\x1b[31mx\x07\x9b\x7f", "?[31mx???"),
        ("a\u202eb\u200bc\ufeffd\u2066e\u00ade", "abcdee"),
        ("a\u2028b\u2029c", "a b c"),
        ("\ud800\ue000", "??"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown
    assert printable(shown) == shown


def test_a_figure_of_hostile_names_is_drawn(evil, tmp_path):
    drawing = figure(evil)
    save(drawing, tmp_path / "a.png")
    texts = [text.get_text() for text in drawing.texts]
    texts += [axes.get_title(loc="left") for axes in drawing.axes]
    texts += [label.get_text() for label in drawing.axes[0].get_yticklabels()]
    assert controls("".join(texts)) == set()
    assert "$\\frac$" in texts


# ---------------------------------------------------------------------- any script
def test_columns_and_lines():
    assert [columns_of(text) for text in ("abc", "中国", "e\u0301", "")] == [3, 4, 1, 0]
    assert wrapped("one two  three", 7) == ["one two", "three"]
    assert wrapped("关税关税关税", 5) == ["关税", "关税", "关税"]
    assert wrapped("ab " + "c" * 7, 3) == ["ab", "ccc", "ccc", "c"]
    assert wrapped("", 5) == []


def test_columns_of_a_text_table_stand_below_each_other(chinese):
    lines = table(chinese()).splitlines()
    rows = [line for line in lines if re.match(r"(中国|EU27) ", line)]
    assert len({columns_of(line) for line in rows[:2]}) == 1


def fonts_for(sign):
    lettering._learn_new_fonts()
    return [e for e in lettering._candidates() if ord(sign) in lettering._signs(e.fname)]


def without_other_fonts(monkeypatch):
    only = [entry for entry in fontManager.ttflist if entry.name == lettering.FIRST]
    monkeypatch.setattr(fontManager, "ttflist", only)
    monkeypatch.setattr(lettering, "findSystemFonts", list)
    lettering._fallbacks.cache_clear()
    lettering._learn_new_fonts.cache_clear()


@pytest.fixture(autouse=True)
def fresh():
    yield
    lettering._fallbacks.cache_clear()
    lettering._learn_new_fonts.cache_clear()


@pytest.mark.filterwarnings("error:Glyph")
@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_sign_without_a_font_is_a_number_and_no_box(chinese, monkeypatch, tmp_path, ending):
    without_other_fonts(monkeypatch)
    drawing = figure(chinese())
    save(drawing, tmp_path / f"a.{ending}")
    titles = [axes.get_title(loc="left") for axes in drawing.axes]
    assert titles == ["[U+5173 U+7A0E] & x_1", "b"]
    words = " ".join(text.get_text() for text in drawing.texts)
    assert "Signs without a font here are written as their numbers in Unicode." in words


@pytest.mark.filterwarnings("error:Glyph")
@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_sign_with_a_font_is_drawn(chinese, tmp_path, ending):
    if not fonts_for("关"):
        pytest.skip("no font with Chinese signs is installed")
    drawing = figure(chinese())
    save(drawing, tmp_path / f"a.{ending}")
    assert drawing.axes[0].get_title(loc="left") == "关税 & x_1"
    assert "numbers in Unicode" not in " ".join(text.get_text() for text in drawing.texts)


def test_western_letters_need_no_other_font():
    assert Lettering.of(["Zölle – 100 % ₂ −", "Łódź"]) == Lettering()


def test_numbers_of_signs():
    assert numbered("a关税b", "关税".__contains__) == "a[U+5173 U+7A0E]b"


def test_a_table_says_which_latex_it_needs(chinese, summary_of):
    western = table(summary_of(["Łódź", "Åland", "São"], title="Zölle – “é”"), "latex")
    assert r"\usepackage[utf8]{inputenc}" in western
    other = table(chinese(), "latex")
    assert "% Has signs beyond Western letters: compile with xelatex or lualatex." in other
    assert "fontspec" in other
    assert r"\IfFontExistsTF{Noto Serif CJK SC}" in other
    assert "中国" in other
    cyrillic = table(summary_of(["Россия", "Ελλάδα"]), "latex")
    assert r"\IfFontExistsTF{DejaVu Serif}" in cyrillic
    assert "CJK" not in cyrillic


def test_signs_that_latex_fonts_lack_are_numbers(chinese, summary_of):
    text = table(summary_of(["عربي", "中国"]), "latex")
    assert "{[}U+0639 U+0631 U+0628 U+064A]" in text
    assert "numbers in Unicode" in text
    assert "numbers in Unicode" not in table(chinese(), "latex")


def compiled(engine, text, folder):
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    (folder / "t.tex").write_text(text, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")


@pytest.mark.parametrize("engine", ["xelatex", "lualatex"])
def test_latex_of_other_scripts_compiles_alone(chinese, engine, tmp_path):
    if shutil.which("kpsewhich") is None or not fonts_for("关"):
        pytest.skip("no LaTeX, or no font with Chinese signs")
    found = subprocess.run(["kpsewhich", "fontspec.sty"], capture_output=True)
    if found.returncode:
        pytest.skip("no fontspec")
    ran = compiled(engine, table(chinese(("中国", "عربي", "[x", "*y")), "latex"), tmp_path)
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert "Missing character" not in (tmp_path / "t.log").read_text(errors="replace")


def test_latex_of_hostile_names_compiles_alone(evil, tmp_path):
    ran = compiled("pdflatex", table(evil, "latex"), tmp_path)
    assert ran.returncode == 0, ran.stdout[-2000:]
