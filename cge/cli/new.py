"""``cge new``: a file to begin with."""

from __future__ import annotations

import os
from pathlib import Path

from calibration.errors import InputError
from calibration.files.folder import FileSet, write_folder
from calibration.files.paths import as_path
from calibration.files.write import text_writer, write_whole
from cge.cli.choices import Choice
from cge.cli.terminal import say
from cge.templates import economy
from cge.templates.every import BENCHMARK, must_be_known, next_command, text_of


def write_template(kind: str, path: Path, choice: Choice, force: bool) -> None:
    """Write a template, and say what to do with it; see `cge.cli.commands.house.new`.

    Raises
    ------
    calibration.errors.InputError
        No such kind or data; or the path is taken, and may not be overwritten.
    calibration.errors.OutputError
        It cannot be written; what was there is still there.
    """
    must_be_known(kind)
    path = as_path(path)
    if _taken(path) and not force:
        raise InputError(f"'{path}' is there already; --force overwrites it")
    if kind == BENCHMARK:
        files = {name: text_writer(text) for name, text in economy.files().items()}
        write_folder(path, FileSet(kind, "benchmark.yaml", tuple(files)), files)
    else:
        write_whole(path, text_writer(text_of(kind, choice.data, choice.aggregation)))
    say(f"Written: {path}")
    say(f"Next:    {next_command(kind, str(path), choice.named_data, choice.aggregation)}")


def _taken(path: Path) -> bool:
    """Whether something is at a path; an empty folder is nothing."""
    if path.is_dir() and not path.is_symlink():
        return any(path.iterdir())
    return os.path.lexists(path)
