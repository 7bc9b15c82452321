"""``cge run``: from a scenario to a verified result, tables and a figure."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from calibration.errors import InputError
from cge.cli.choices import Choice
from cge.cli.failures import UNSUCCESSFUL, FailureError
from cge.cli.progress import Steps
from cge.scenarios import Scenario, open_scenario

if TYPE_CHECKING:
    from calibration.files.write import Writer
    from cge.economy.economy import Economy
    from cge.results.result import Result

_WIDTH_OF_A_FILE = 160


def run_scenario(
    source: str,
    choice: Choice,
    out: Path | None,
    quiet: bool,
    band: bool = False,
    contributions: bool | None = None,
) -> None:
    """Solve, verify, write and print; see `cge.cli.app.run`.

    Raises
    ------
    typer.Exit
        With code 1 when the result is not verified.
    cge.cli.failures.FailureError
        No solution was found.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    scenario = open_scenario(source)
    choice = choice.meant_for(scenario)
    folder = out if out is not None else folder_of(scenario.name, choice, band)
    must_be_a_folder(folder)
    steps = Steps(quiet)
    try:
        result = _solved(scenario, choice, steps, band, contributions)
        written = _written(result, folder, steps)
        steps.finish()
    finally:
        steps.abandon()
    if not quiet:
        print_result(result, written)
    if not result.verified:
        typer.echo(f"cge: the result is NOT VERIFIED: {result.verdict}", err=True)
        raise typer.Exit(UNSUCCESSFUL)


def folder_of(name: str, choice: Choice, band: bool = False) -> Path:
    """One folder per scenario and economy; what differs from the default is in its name."""
    parts = [name, Path(choice.named_aggregation or choice.data).stem]
    files = (choice.closure, choice.structure, choice.technology, choice.abatement)
    parts += [Path(option).stem for option in files if option]
    parts += [*choice.swap, *(["band"] if band else [])]
    return Path("results", re.sub(r"[^\w.-]+", "-", "-".join(parts)))


def must_be_a_folder(folder: Path) -> None:
    """Refuse before the work is done, not after."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out: '{folder}' is a file, not a folder")


def _solved(
    scenario: Scenario, choice: Choice, steps: Steps, band: bool, contributions: bool | None
) -> Result:
    economy = loaded(choice, steps)
    import cge

    with needs_solution():
        return cge.solve(economy, scenario, progress=steps, band=band, contributions=contributions)


def loaded(choice: Choice, steps: Steps) -> Economy:
    """The economy that was chosen, as the first step of a command."""
    steps("load", detail=", ".join(filter(None, (choice.data, choice.named_aggregation))))
    return choice.load()


@contextmanager
def needs_solution() -> Iterator[None]:
    """Within it, a model without solution is a failure of the command, said as such."""
    from cge.engine.errors import SolveError

    try:
        yield
    except SolveError as error:
        raise FailureError(f"no solution: {error}") from error


def _written(result: Result, folder: Path, steps: Steps) -> list[Path]:
    steps("write", detail=str(folder))
    from cge.report import write_together

    return write_together(files_of(result, folder))


def files_of(result: Result, folder: Path) -> dict[Path, Writer]:
    """The files of a result, each with what writes it."""
    from cge.report import figure, table, text_writer
    from cge.report.drawing import figure_writer

    summary = result.summary()
    drawing = figure(summary)
    files: dict[Path, Writer] = {
        folder / "result.nc": result.to_netcdf,
        folder / "summary.csv": text_writer(table(summary, "csv")),
        folder / "summary.tex": text_writer(table(summary, "latex")),
    }
    if result.contributions is not None:
        files[folder / "contributions.csv"] = text_writer(table(result.contributions, "csv"))
        files[folder / "contributions.tex"] = text_writer(table(result.contributions, "latex"))
    files |= {path: figure_writer(drawing, path) for path in _figures(folder, "figure")}
    if result.has_border_adjustment:
        files |= _border_adjustment(result, folder)
    return files


def _border_adjustment(result: Result, folder: Path) -> dict[Path, Writer]:
    """Who is charged and who gets the money, and what the charge is on each good."""
    from cge.analysis.border_adjustment import by_sector
    from cge.report import figure, table, text_writer
    from cge.report.drawing import figure_writer

    charges = result.border_adjustment()
    tables = {"border-adjustment": charges, "ad-valorem": by_sector(charges)}
    files: dict[Path, Writer] = {}
    for name, found in tables.items():
        files[folder / f"{name}.csv"] = text_writer(table(found, "csv"))
        files[folder / f"{name}.tex"] = text_writer(table(found, "latex"))
    somewhere = charges["ad_valorem_percent"].notnull().any("experiment")
    drawing = figure(charges.sel(region=somewhere), "ad_valorem_percent")
    return files | {
        path: figure_writer(drawing, path) for path in _figures(folder, "border-adjustment")
    }


def _figures(folder: Path, name: str) -> list[Path]:
    return [folder / f"{name}.pdf", folder / f"{name}.png"]


def print_result(result: Result, written: list[Path]) -> None:
    """Print the summary, and say where the files are."""
    from cge.report.text import text_table

    typer.echo(text_table(result.summary(), width_of_lines()))
    if result.contributions is not None:
        typer.echo(text_table(result.contributions, width_of_lines()))
    names = ", ".join(sorted(path.name for path in written))
    typer.echo(f"Written to {written[0].parent}: {names}")


def width_of_lines() -> int:
    """Characters in a line of the terminal, or of a file."""
    return shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns
