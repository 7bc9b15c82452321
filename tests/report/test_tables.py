"""Tables: every number of the summary, rounded alike in a column, with what it rests on."""

import csv
import io
import json
import re
import shutil
import subprocess

import numpy as np
import pytest

from calibration.errors import InputError
from cge.report import table
from cge.report.tables.columns import TOTAL, decimals, number
from cge.report.tables.content import ORDER, columns, keys
from cge.report.tables.grid import grid_of
from cge.report.tables.signs import escaped, in_markdown
from cge.report.tables.summaries import table_of

FORMATS = ["text", "csv", "latex", "markdown"]


def text_table(summary, width):
    return table(summary, "text", width)


def panels(summary):
    return grid_of(table_of(summary)).panels


def cells_of(text, region):
    """Numbers in the rows of a region, in the order they stand."""
    rows = [line for line in text.splitlines() if re.match(rf"(\| )?{region}\b", line)]
    found = []
    for row in rows:
        cells = re.split(r"\s*[|&]\s*|\s{2,}", row.replace("\\\\", "").strip("| "))
        found.append([c.replace("$-$", "-").replace(",", "") for c in cells[1:]])
    return found


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_numbers_are_those_of_the_summary(summary, form):
    text = text_table(summary, width=400) if form == "text" else table(summary, form)
    for region in summary.region.values:
        rows, count = cells_of(text, region), summary.sizes["experiment"]
        rows = [
            [c for row in rows[k::count] for c in row] for k in range(count)
        ]  # parts of a table
        for experiment, row in zip(summary.experiment.values, rows, strict=True):
            expected = summary.sel(experiment=experiment, region=region)
            for column, cell in zip(columns(summary), row, strict=True):
                half = 0.5 * 10.0**-column.decimals
                assert abs(float(cell) - float(expected[column.key])) <= half * (1 + 1e-9)


@pytest.mark.parametrize("form", FORMATS)
def test_a_measure_that_the_data_do_not_have_is_left_out(summary, form):
    absent = summary.copy()
    for name in ("co2_change", "co2_percent"):
        absent[name] = summary[name].copy(data=np.full(summary[name].shape, np.nan))
    kept = table(summary.drop_vars(["co2_change", "co2_percent"]), form)
    shown = table(absent, form)
    if form == "csv":
        assert shown == kept
        return
    assert " ".join(shown.split()).count("CO2 emissions") == 1
    assert "n/a" not in shown
    assert "Left out, as these data have none: CO2 emissions." in " ".join(shown.split())
    assert "Left out" not in kept


@pytest.mark.parametrize("form", FORMATS)
def test_a_measure_that_some_region_lacks_stays(summary, form):
    summary["co2_change"][:, 1:] = np.nan
    assert "Left out" not in table(summary, form)
    assert len(columns(summary)) == len(summary.data_vars)


def test_a_summary_without_any_number_is_shown_as_it_is(summary):
    assert "n/a" in table(summary * np.nan)


NAMES = json.dumps({"CANMEX": "Canada and Mexico", "ASEAN": "ASEAN", "XYZ": "Not here"})
LEGEND = "CANMEX: Canada and Mexico."


@pytest.mark.parametrize("form", ["text", "markdown", "latex"])
def test_labels_get_their_long_names_in_the_note(summary_of, form):
    """Those of rows that have one which says more, and no others."""
    named = " ".join(table(summary_of(names_of_region=NAMES), form).split())
    assert LEGEND in named
    assert "ASEAN: " not in named
    assert "XYZ" not in named
    assert LEGEND not in " ".join(table(summary_of(), form).split())


def test_labels_in_headings_get_theirs_too(summary_of):
    summary = summary_of(names_of_sector=json.dumps({"STL": "Iron & steel"}))
    rates = summary[["co2_percent"]].rename(co2_percent="ad_valorem_STL")
    rates["ad_valorem_STL"].attrs["long_name"] = "STL"
    assert r"STL: Iron \& steel." in table(rates, "latex")
    assert "Iron" not in table(summary, "latex")


def test_the_csv_holds_the_numbers_in_full(summary):
    rows = list(csv.DictReader(io.StringIO(table(summary, "csv"))))
    assert len(rows) == summary.sizes["experiment"] * summary.sizes["region"]
    for row in rows:
        expected = summary.sel(experiment=row["experiment"], region=row["region"])
        for column in columns(summary):
            head = f"{column.key} [{column.unit}]" if column.unit else column.key
            assert float(row[head]) == float(expected[column.key])
        assert row["verified"] == "yes"
        assert row["closure"] == "standard"


def test_columns_follow_one_order_and_unknown_ones_come_last(summary):
    order = [key for key in ORDER if not key.startswith("equivalent_variation_net")]
    assert keys(summary) == [*order, "new_measure"]
    fewer = summary.drop_vars("real_gdp_percent").transpose("region", "experiment")
    assert keys(fewer) == [key for key in [*order, "new_measure"] if key != "real_gdp_percent"]
    assert table(fewer, "csv") == table(summary.drop_vars("real_gdp_percent"), "csv")


def test_other_variables_of_a_summary_are_no_columns(summary):
    more = summary.assign(verdict=("experiment", ["ok"] * 3), world=("experiment", np.ones(3)))
    assert keys(more) == keys(summary)


def test_amounts_have_a_total_and_rates_have_none(summary):
    total = panels(summary)[0].lines[-1]
    assert total.labels == (TOTAL,)
    for column, cell in zip(columns(summary), total.cells, strict=True):
        values = summary[column.key].sel(experiment="nqp").values
        is_amount = column.unit in ("million USD", "Mt")
        assert cell == (number(values.sum(), column.decimals) if is_amount else "")


def test_one_region_has_no_total(summary):
    (row,) = panels(summary.isel(region=[0]))[0].lines
    assert row.labels == ("CHN",)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_what_it_rests_on(summary, form):
    text = " ".join(table(summary, form).split())
    for said in ("oecd-icio-2022 16x22", "standard", "world factor-price index"):
        assert said in text
    assert "NOT VERIFIED" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_an_unverified_result_says_so_first(unverified, form):
    text = " ".join(table(unverified, form).split())
    warning = "NOT VERIFIED: both: market of labour in CHN is off by 3e-4"
    assert warning in text
    if form in ("text", "markdown"):
        assert text.removeprefix("**").startswith(warning)
    if form == "csv":
        assert table(unverified, form).count(warning) == 48
    if form == "latex":
        assert rf"\caption{{\textbf{{{warning}}}" in text


@pytest.mark.parametrize("form", FORMATS)
def test_a_summary_that_does_not_say_is_not_verified(summary, form):
    del summary.attrs["verified"]
    assert "NOT VERIFIED: no checks were made" in " ".join(table(summary, form).split())


def test_verdicts_by_experiment(summary):
    texts = ["holds", "holds", "labour in CHN"]
    summary = summary.assign_coords(verdict=("experiment", texts)).assign_attrs(verified=0)
    assert "NOT VERIFIED: nqp: holds; cbam: holds; both: labour in CHN" in table(summary)


@pytest.mark.parametrize("width", [30, 60, 61, 79, 100, 140, 400])
def test_no_line_is_wider_than_asked(summary, width):
    lines = text_table(summary, width).splitlines()
    assert max(len(line) for line in lines) <= width


def test_a_narrow_table_has_all_columns_in_blocks(summary):
    narrow = text_table(summary, width=60)
    assert len(cells_of(narrow, "EU27")) > 3
    flat = [cell for row in cells_of(narrow, "EU27") for cell in row]
    wide = [cell for row in cells_of(text_table(summary, width=400), "EU27") for cell in row]
    assert flat == wide


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (1234567.891, 0, "1,234,568"),
        (-0.004, 2, "0.00"),
        (-1e-18, 3, "0.000"),
        (-0.0051, 2, "-0.01"),
        (float("nan"), 2, "n/a"),
        (float("inf"), 2, "n/a"),
    ],
)
def test_numbers(value, digits, expected):
    assert number(value, digits) == expected


@pytest.mark.parametrize(
    ("largest", "fewest", "expected"),
    [
        (0.0, 0, 2),
        (1e-12, 0, 2),
        (0.0456, 0, 4),
        (0.456, 0, 3),
        (4.56, 0, 2),
        (45.6, 0, 1),
        (45.6, 2, 2),
        (4.56e7, 0, 0),
        (float("nan"), 0, 2),
    ],
)
def test_digits_follow_the_largest_value(largest, fewest, expected):
    assert decimals(np.array([largest, -largest / 7]), fewest) == expected


def test_unknown_format(summary):
    with pytest.raises(InputError, match="'latx' is unknown; did you mean 'latex'"):
        table(summary, "latx")


def test_latex_signs_are_escaped():
    assert escaped("50 % & _x_ {a} #1 ~ ^ \\ $ <") == (
        r"50 \% \& \_x\_ \{a\} \#1 \textasciitilde{} \textasciicircum{} \textbackslash{} \$"
        r" \textless{}"
    )


def test_markdown_signs_are_escaped(summary):
    summary.attrs["title"] = "a | b_c\n# d"
    assert "**a \\| b\\_c \\# d**" in table(summary, "markdown")
    assert in_markdown("-$x^2$ *a* `b` ~c~ <i> &lt;") == (r"-\$x^2\$ \*a\* \`b\` \~c\~ \<i\> \&lt;")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX here")
@pytest.mark.parametrize("inside", [False, True], ids=["alone", "in a paper"])
def test_latex_compiles(unverified, tmp_path, inside):
    (tmp_path / "summary.tex").write_text(table(unverified, "latex"), encoding="utf-8")
    (tmp_path / "paper.tex").write_text(
        r"\documentclass{article}\usepackage{booktabs,longtable}\begin{document}"
        r"Before. \input{summary} After.\end{document}"
    )
    name = "paper" if inside else "summary"
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Overfull" not in run.stdout
    assert (tmp_path / f"{name}.pdf").stat().st_size > 10_000
