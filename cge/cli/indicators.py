"""``cge indicators``: statistics of inter-industry accounts, of data and of results, as tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from cge.analysis.trade_statistics import KINDS, indicators, shipped_population, with_changes
from cge.cli.choices import Choice
from cge.cli.terminal import say
from cge.inputs.data import open_data
from cge.inputs.groups import shipped_groups
from cge.report import table
from cge.results.files import is_result
from cge.results.result import Result, open_result

_WIDTH_OF_A_FILE = 160


def print_indicators(choice: Choice, of: str | None, csv: bool, latex: bool) -> None:
    """Print tables of indicators of a dataset or a result; see `cge.cli.commands.data.indicators`.

    Raises
    ------
    calibration.errors.InputError
        For data that cannot be read and for options that do not go together.
    """
    _check(of, csv, latex)
    path = Path(choice.data)
    if path.is_file() and is_result(path):
        if choice.aggregation is not None:
            raise InputError("--aggregation: a result has the regions and sectors it was solved at")
        tables = _of_result(open_result(path))
    else:
        tables = _of_data(choice)
    for kind in KINDS if of is None else (of,):
        say(rendered(tables(kind), csv, latex))


def _of_data(choice: Choice) -> Callable[[str], xr.Dataset]:
    benchmark, aggregation = open_data(choice.data, choice.aggregation)
    about = {"data": choice.data, "aggregation": aggregation}
    groups = shipped_groups()
    heads = shipped_population(benchmark)

    def table_of(kind: str) -> xr.Dataset:
        found = indicators({"benchmark": benchmark}, kind, groups, heads)
        return found.assign_attrs({**about, **_statement(found)})

    return table_of


def _of_result(result: Result) -> Callable[[str], xr.Dataset]:
    """Levels of the benchmark and of every experiment, then changes from the benchmark."""

    def table_of(kind: str) -> xr.Dataset:
        found = with_changes(result.indicators(kind))
        said = ["Levels, and changes from the benchmark", *filter(None, [found.attrs["left_out"]])]
        title = f"{found.attrs['title']}: {result.data.attrs['title']}"
        about = {"statement": ". ".join(said), "title": title}
        return found.assign_attrs({**result.data.attrs, **about})

    return table_of


def _check(of: str | None, csv: bool, latex: bool) -> None:
    problems = []
    if of is not None and of not in KINDS:
        problems.append(f"--of: unknown kind '{of}'{nearest(of, KINDS)}")
    problems += one_form(csv, latex)
    if (csv or latex) and of is None:
        problems.append(f"--csv and --latex print one table: add --of {'|'.join(KINDS)}")
    if problems:
        raise InputError(problems)


def _statement(found: xr.Dataset) -> dict[str, str | int]:
    said = ["Levels", *filter(None, [found.attrs["left_out"]])]
    return {
        "statement": ". ".join(said),
        "verified": 1,
        "checked": "the accounts of the data hold",
    }


def one_form(csv: bool, latex: bool) -> list[str]:
    """What is wrong with the form asked for."""
    return ["--csv and --latex: choose one"] if csv and latex else []


def rendered(found: xr.Dataset, csv: bool, latex: bool) -> str:
    """A table as text for the terminal, or in the form asked for."""
    if csv or latex:
        return table(found, "csv" if csv else "latex").rstrip("\n")
    return table(found, "text", shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns)
