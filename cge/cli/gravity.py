"""``cge gravity``: gravity equations of a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from calibration.errors import InputError
from calibration.files.write import Writer
from cge.cli.choices import listed
from cge.cli.folder import GRAVITY, must_be_fit, written
from cge.cli.indicators import rendered
from cge.cli.terminal import say
from cge.report import Format, table, text_writer
from cge.report.tables.content import in_rows
from cge.report.tables.gravity import economy_rows, gravity_table
from cge.report.tables.spreadsheet import csv_text

_FORMS: dict[str, Format] = {"csv": "csv", "tex": "latex", "md": "markdown"}


def print_gravity(
    data: str,
    names: dict[str, str | None],
    own: list[str] | None,
    choices: dict[str, Any],
    form: tuple[bool, bool, bool],
    out: Path | None,
) -> None:
    """Estimate and print, and write tables to a folder; see `cge.cli.commands.data.gravity`.

    Parameters
    ----------
    names
        Lists with commas of sectors, covariates and economies to leave out, by argument.
    own
        ``NAME=FILE`` of covariates of the user's own.
    choices
        Further arguments of `cge.gravity`.
    form
        Whether to print CSV, LaTeX, Markdown.

    Raises
    ------
    calibration.errors.InputError
        For everything that is wrong with the data and the choices.
    """
    import cge

    if sum(form) > 1:
        raise InputError("--csv, --latex and --markdown: choose one")
    files = _own(own or [])
    if out is not None:
        must_be_fit(out, GRAVITY)
    lists: dict[str, Any] = {
        name: None if text is None else listed(text) for name, text in names.items()
    }
    found = cge.gravity(data, own=files, **lists, **choices)
    shown = gravity_table(found)
    if any(form):
        say(table(shown, list(_FORMS.values())[form.index(True)]).rstrip("\n"))
    else:
        say(rendered(in_rows(shown), False, False))
    if out is not None:
        files_of: dict[str, Writer] = {
            f"gravity.{end}": text_writer(table(shown, kind)) for end, kind in _FORMS.items()
        }
        files_of["economies.csv"] = text_writer(csv_text(economy_rows(found)))
        for path in written(out, GRAVITY, files_of):
            say(f"wrote {path}", error=True)


def _own(given: list[str]) -> dict[str, str]:
    """Files of covariates by name."""
    parts = [text.partition("=") for text in given]
    wrong = [
        text for text, (name, _, path) in zip(given, parts, strict=True) if not (name and path)
    ]
    if wrong:
        raise InputError([f"--own: '{text}' is not NAME=FILE" for text in wrong])
    names = [name for name, _, _ in parts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError([f"--own: '{name}' is given twice" for name in twice])
    return {name: path for name, _, path in parts}
