"""``cge nqp``: the index of new quality productive forces."""

from __future__ import annotations

import shutil
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.write import Writer
from calibration.indicators import METHODS, Composite, composite, read_indicators
from cge.cli.choices import Choice
from cge.cli.columns import print_table
from cge.cli.folder import NQP, must_be_fit, written
from cge.cli.terminal import say
from cge.inputs import find as locations
from cge.inputs.data import open_data
from cge.report import nqp, table, text_writer
from cge.report.spreadsheet import csv_text
from cge.report.text import text_table

BY = ("region", "activity")
_WIDTH_OF_A_FILE = 160


def print_nqp(
    choice: Choice,
    method: str,
    by: str,
    without: tuple[str, ...],
    folder: Path | None,
    csv: bool,
    latex: bool,
    out: Path | None,
) -> None:
    """Print the index, or write it to a folder; see `cge.cli.app.nqp`.

    Raises
    ------
    calibration.errors.InputError
        For data that cannot be read, economies without indicators, and options that do not go
        together.
    """
    _check(method, by, csv, latex)
    if out is not None:
        must_be_fit(out, NQP)
    indicators = read_indicators(folder or locations.data_directory() / "indicators")
    found = {name: composite(indicators, name, without) for name in METHODS}
    benchmark, aggregation = open_data(choice.data, choice.aggregation)
    about = {"data": choice.data, "aggregation": aggregation}
    plain = _tables(found, method, benchmark)
    tables = {name: each.assign_attrs(about) for name, each in plain.items()}
    if csv or latex:
        say(table(tables[by], "csv" if csv else "latex").rstrip("\n"))
    else:
        say(text_table(tables[by], shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns))
        _print_methods(found, method)
    if out is not None:
        for path in written(out, NQP, _files(tables, found[method], benchmark)):
            say(f"wrote {path}", error=True)


def _check(method: str, by: str, csv: bool, latex: bool) -> None:
    problems = []
    if method not in METHODS:
        problems.append(f"--method: unknown method '{method}'{nearest(method, METHODS)}")
    if by not in BY:
        problems.append(f"--by: '{by}' is not a dimension of the index{nearest(by, BY)}")
    if csv and latex:
        problems.append("--csv and --latex: choose one")
    if problems:
        raise InputError(problems)


def _tables(
    found: dict[str, Composite], method: str, benchmark: xr.Dataset
) -> dict[str, xr.Dataset]:
    others = {name: one for name, one in found.items() if name != method}
    return {
        "region": nqp.region_table(found[method], others, benchmark),
        "activity": nqp.activity_table(found[method], benchmark),
    }


def _print_methods(found: dict[str, Composite], method: str) -> None:
    print_table(
        f"Weights of indicators, {method}, and ranks of economies when one is left out",
        nqp.weight_table(found[method]),
    )
    print_table("Weights of dimensions by method", nqp.dimension_table(found))
    print_table(
        "Rank correlation between methods over economies: Spearman (Kendall)",
        nqp.correlation_table(found),
    )


def _files(
    tables: dict[str, xr.Dataset], index: Composite, benchmark: xr.Dataset
) -> dict[str, Writer]:
    """Tables, weights and the figure, each with what writes it."""
    from cge.report.drawing import figure_writer
    from cge.report.nqp_figure import draw_nqp

    files: dict[str, Writer] = {}
    for by, shown in tables.items():
        files[f"nqp-{by}.csv"] = text_writer(table(shown, "csv"))
        files[f"nqp-{by}.tex"] = text_writer(table(shown, "latex"))
    weights = nqp.weight_table(index)
    rows = csv_text([list(weights.columns), *weights.itertuples(index=False)])
    files["nqp-weights.csv"] = text_writer(rows)
    drawing = draw_nqp(index, benchmark)
    return files | {f"nqp.{end}": figure_writer(drawing, f"nqp.{end}") for end in ("pdf", "png")}
