"""``cge nqp``: the index of new quality productive forces."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.write import Writer
from calibration.indicators import (
    METHODS,
    Composite,
    composite,
    of_activities,
    read_exposure,
    read_indicators,
    sensitivity,
)
from cge.cli.choices import Choice
from cge.cli.columns import print_table
from cge.cli.folder import NQP, must_be_fit, written
from cge.cli.terminal import say
from cge.inputs import find as locations
from cge.inputs.data import open_data
from cge.report import table, text_writer
from cge.report.tables import nqp
from cge.report.tables.spreadsheet import csv_text

BY = ("region", "activity")


@dataclass(frozen=True)
class Exposed:
    """The file with the exposure of industries that a user names, if any."""

    path: Path | None = None
    rescale: bool = False

    def of(self, found: Composite, benchmark: xr.Dataset) -> xr.DataArray | None:
        """Exposure of the activities of a benchmark."""
        if self.path is None:
            return None
        given = read_exposure(self.path, self.rescale)
        indicators = found.indicators
        return of_activities(given, indicators.folder, indicators.catalogue, benchmark)


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
    exposed: Exposed | None = None,
) -> None:
    """Print the index, or write it to a folder; see `cge.cli.commands.data.nqp`.

    Raises
    ------
    calibration.errors.InputError
        For data that cannot be read, economies without indicators, and options that do not go
        together.
    """
    exposed = exposed or Exposed()
    _check(method, by, csv, latex, exposed)
    if out is not None:
        must_be_fit(out, NQP)
    indicators = read_indicators(folder or locations.data_directory() / "indicators")
    found = {name: composite(indicators, name, without) for name in METHODS}
    benchmark, aggregation = open_data(choice.data, choice.aggregation)
    about = {"data": choice.data, "aggregation": aggregation}
    plain = _tables(found, method, benchmark, exposed)
    tables = {name: each.assign_attrs(about) for name, each in plain.items()}
    if csv or latex:
        say(table(tables[by], "csv" if csv else "latex").rstrip("\n"))
    else:
        width = shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns
        say(table(tables[by], "text", width))
        _print_methods(found, method)
    if out is not None:
        for path in written(out, NQP, _files(tables, found[method], benchmark)):
            say(f"wrote {path}", error=True)


def print_sensitivity(
    without: tuple[str, ...], folder: Path | None, csv: bool, otherwise: bool
) -> None:
    """Print how ranks of economies depend on what the index is made of.

    Raises
    ------
    calibration.errors.InputError
        For an unknown dimension or indicator, and for ``otherwise``, that the table shall be
        printed or written in another form.
    """
    if otherwise:
        raise InputError("--sensitivity: goes with --csv, not with --latex or --out")
    indicators = read_indicators(folder or locations.data_directory() / "indicators")
    found = sensitivity(indicators, without)
    if csv:
        say(csv_text([list(found.columns), *found.itertuples(index=False)]).rstrip("\n"))
    else:
        for method, rows in found.groupby("method", sort=False):
            print_table(f"Ranks of economies beside those of {method}", nqp.moves_table(rows))


def _check(method: str, by: str, csv: bool, latex: bool, exposed: Exposed) -> None:
    problems = []
    if exposed.path is not None and by != "activity":
        problems.append("--exposure: goes with --by activity; regions are not exposed")
    if exposed.rescale and exposed.path is None:
        problems.append("--rescale: goes with --exposure")
    if method not in METHODS:
        problems.append(f"--method: unknown method '{method}'{nearest(method, METHODS)}")
    if by not in BY:
        problems.append(f"--by: '{by}' is not a dimension of the index{nearest(by, BY)}")
    if csv and latex:
        problems.append("--csv and --latex: choose one")
    if problems:
        raise InputError(problems)


def _tables(
    found: dict[str, Composite], method: str, benchmark: xr.Dataset, exposed: Exposed
) -> dict[str, xr.Dataset]:
    others = {name: one for name, one in found.items() if name != method}
    exposure = exposed.of(found[method], benchmark)
    return {
        "region": nqp.region_table(found[method], others, benchmark),
        "activity": nqp.activity_table(found[method], benchmark, exposure),
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
    from cge.report.figures.drawing import figure_writer
    from cge.report.figures.nqp import draw_nqp

    files: dict[str, Writer] = {}
    for by, shown in tables.items():
        files[f"nqp-{by}.csv"] = text_writer(table(shown, "csv"))
        files[f"nqp-{by}.tex"] = text_writer(table(shown, "latex"))
    weights = nqp.weight_table(index)
    rows = csv_text([list(weights.columns), *weights.itertuples(index=False)])
    files["nqp-weights.csv"] = text_writer(rows)
    drawing = draw_nqp(index, benchmark)
    return files | {f"nqp.{end}": figure_writer(drawing, f"nqp.{end}") for end in ("pdf", "png")}
