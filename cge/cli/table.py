"""``cge table``: tables of results, printed or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.errors import InputError, nearest
from calibration.files.outputs import input_problems
from calibration.files.write import in_the_way, write_whole
from cge.cli.choices import listed
from cge.cli.exhibits import ALL, intervals_of, is_file, problems_of_folder, refuse_doubtful
from cge.cli.folder import save_each
from cge.cli.run import width_of_lines
from cge.cli.terminal import say

if TYPE_CHECKING:
    from cge.report.tables.table import Table
    from cge.results.result import Result

# Form -> ending of its file; in a folder, the first are written where no form is asked for.
ENDINGS = {
    "latex": ".tex",
    "csv": ".csv",
    "html": ".html",
    "markdown": ".md",
    "text": ".txt",
    "xlsx": ".xlsx",
}
_IN_A_FOLDER = ("latex", "csv")


@dataclass(frozen=True)
class Shape:
    """Which part of a table is shown, and how: options as given."""

    experiment: str | None = None
    region: str | None = None
    sector: str | None = None
    columns: str | None = None
    digits: int | None = None
    drop_zero: bool = False
    transpose: bool = False

    def arguments(self) -> dict[str, Any]:
        """Arguments of `cge.Result.table`."""
        lists = {
            name: listed(value) or None
            for name in ("experiment", "region", "sector", "columns")
            for value in [getattr(self, name)]
        }
        return {
            **lists,
            "digits": self.digits,
            "drop_zero": self.drop_zero,
            "transpose": self.transpose,
        }


def print_tables(
    names: list[str],
    of: list[Path],
    shape: Shape,
    caption: tuple[str, str],
    form: str | None,
    out: Path | None,
    sweep: Path | None = None,
) -> None:
    """Print tables, or write them to a file or a folder; see `cge.cli.commands.results.table`.

    Parameters
    ----------
    names
        Of the tables; files among them that are results go with ``of``.
    of
        Files of results.
    shape
        Which part is shown, and how.
    caption
        Caption and label, which go with one table.
    form
        Form of the tables; None where left out.
    out
        Where they are written; None to print them.
    sweep
        Folder of ``cge sweep``; None for no intervals.

    Raises
    ------
    typer.Exit
        With code 1 when a result is not verified.
    calibration.errors.InputError
        For unknown names and labels, options that do not go together, and files that are no
        results.
    """
    from cge.results.result import open_result

    tables, files = _parted(names, of)
    form = None if form is None else form.lower()
    _check(tables, caption, form, out, sweep if len(files) > 1 else None)
    if out is not None and (problems := input_problems([out], files)):
        raise InputError([f"--out: {problem}" for problem in problems])
    results = [open_result(path) for path in files]
    arguments = shape.arguments() | dict(zip(("caption", "label"), caption, strict=True))
    arguments |= intervals_of(sweep)
    found = dict(_made(tables, results, arguments))
    if out is None:
        for table in found.values():
            say(table.written(form or "text", width_of_lines()))  # type: ignore[arg-type]
    else:
        _write(found, form, out)
    refuse_doubtful(table.warning for table in found.values())


def _parted(names: Sequence[str], of: Sequence[Path]) -> tuple[list[str], list[Path]]:
    """Names of tables, and files of results, which may follow the first one after ``--of``."""
    files = [name for name in names if name.endswith(".nc")]
    tables = [name for name in names if name not in files]
    return tables, [*of, *map(Path, files)]


def _check(
    tables: list[str],
    caption: tuple[str, str],
    form: str | None,
    out: Path | None,
    sweep_of_several: Path | None,
) -> None:
    from cge.report.tables.registry import TABLES

    known = [*TABLES, ALL]
    problems = [
        f"no table '{name}'{nearest(name, known) or '; see cge list tables'}"
        for name in tables
        if name not in known
    ]
    if not tables:
        problems.append("name a table, or all; see cge list tables")
    if form is not None and form not in ENDINGS:
        problems.append(f"--form: no '{form}'{nearest(form, ENDINGS)}")
    if form == "xlsx" and out is None:
        problems.append("--form xlsx: goes with --out")
    if any(caption) and (len(tables) > 1 or ALL in tables):
        problems.append("--caption and --label: go with one table")
    if sweep_of_several is not None:
        problems.append("--sweep: goes with one result")
    problems += _problems_of_file(tables, form, out)
    if problems:
        raise InputError(problems)


def _problems_of_file(tables: list[str], form: str | None, out: Path | None) -> Iterator[str]:
    if out is None:
        return
    if problem := in_the_way(out.parent):
        yield f"--out: '{out}' cannot be written; {problem}"
        return
    if not _is_file(out):
        yield from problems_of_folder(out, ", ".join(ENDINGS.values()))
        return
    end = out.suffix.lower()
    if (len(tables) > 1 or ALL in tables) and end != ENDINGS["xlsx"]:
        yield f"--out: '{out}' is a file, and there are several tables; name a folder or an .xlsx"
    if form in ENDINGS and ENDINGS[form] != end:
        yield f"--out: '{out}' does not end in {ENDINGS[form]}, as --form {form} does"


def _is_file(out: Path) -> bool:
    return is_file(out, (*ENDINGS.values(), ".htm"))


def _made(
    names: list[str], results: Sequence[Result], arguments: Mapping[str, Any]
) -> Iterator[tuple[str, Table]]:
    """The tables by name; of all of them, those that the results have, and a line on each other."""
    from cge.report.tables.registry import TABLES

    asked = [name for name in dict.fromkeys(names) if name != ALL]
    for name in asked:
        yield name, _table(name, results, arguments)
    if ALL not in names:
        return
    for name in (name for name in TABLES if name not in asked):
        try:
            yield name, _table(name, results, arguments)
        except InputError as error:
            say(f"left out: {'; '.join(error.problems)}", error=True)


def _table(name: str, results: Sequence[Result], arguments: Mapping[str, Any]) -> Table:
    from cge.report.tables.beside import etable
    from cge.report.tables.views import table_of

    if len(results) == 1:
        return table_of(results[0], name, **arguments)
    return etable(results, name, **arguments)


def _write(tables: Mapping[str, Table], form: str | None, out: Path) -> None:
    """One table to a file, several to a workbook or a folder, each file whole."""
    if _is_file(out) and len(tables) > 1:
        from cge.report.tables.workbook import workbook_writer

        writer = workbook_writer(*tables.values())
        save_each({out: lambda path: write_whole(path, writer)})
        return
    if _is_file(out):
        (table,) = tables.values()
        save_each({out: table.save})
        return
    forms = _IN_A_FOLDER if form is None else (form,)
    files = [(f"{n}{ENDINGS[each]}", table) for n, table in tables.items() for each in forms]
    save_each({out / name: table.save for name, table in files})
