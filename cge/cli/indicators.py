"""``cge indicators``: statistics of inter-industry accounts, as tables."""

from __future__ import annotations

import shutil

import typer
import xarray as xr

import calibration
from calibration.errors import InputError, nearest
from cge import locations
from cge.cli.choices import Choice
from cge.report import table
from cge.report.text import text_table
from cge.results.indicators import KINDS, indicators

_WIDTH_OF_A_FILE = 160


def print_indicators(choice: Choice, of: str | None, csv: bool, latex: bool) -> None:
    """Print tables of indicators of a dataset; see `cge.cli.app.indicators`.

    Raises
    ------
    calibration.errors.InputError
        For data that cannot be read and for options that do not go together.
    """
    _check(of, csv, latex)
    benchmark = open_data(choice)
    groups = calibration.read_groups(locations.data_directory() / "groups.yaml")
    for kind in KINDS if of is None else (of,):
        found = indicators({"benchmark": benchmark}, kind, groups)
        typer.echo(_rendered(found.assign_attrs(_provenance(found, choice)), csv, latex))


def _check(of: str | None, csv: bool, latex: bool) -> None:
    problems = []
    if of is not None and of not in KINDS:
        problems.append(f"--of: unknown kind '{of}'{nearest(of, KINDS)}")
    if csv and latex:
        problems.append("--csv and --latex: choose one")
    if (csv or latex) and of is None:
        problems.append(f"--csv and --latex print one table: add --of {'|'.join(KINDS)}")
    if problems:
        raise InputError(problems)


def open_data(choice: Choice) -> xr.Dataset:
    """The benchmark that a choice means, aggregated as it says."""
    benchmark = calibration.open_benchmark(locations.find("benchmarks", choice.data))
    named = choice.named_aggregation
    if named is None:
        return benchmark
    mapping = calibration.read_mapping(locations.find("aggregations", named), benchmark)
    return calibration.aggregate(benchmark, mapping)


def _provenance(found: xr.Dataset, choice: Choice) -> dict[str, str | int]:
    said = ["Levels", *filter(None, [found.attrs["left_out"]])]
    return {
        "data": choice.data,
        "aggregation": choice.named_aggregation or "none",
        "statement": ". ".join(said),
        "verified": 1,
        "checked": "the accounts of the data hold",
    }


def _rendered(found: xr.Dataset, csv: bool, latex: bool) -> str:
    if csv or latex:
        return table(found, "csv" if csv else "latex").rstrip("\n")
    return text_table(found, shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns)
