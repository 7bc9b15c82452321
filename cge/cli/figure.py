"""``cge figure``: figures of a result file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.errors import InputError, OutputError, nearest
from cge.cli.choices import listed
from cge.cli.terminal import say

if TYPE_CHECKING:
    from cge.report.figures.picture import Words

FORMS = ("pdf", "svg", "png")
_DEFAULT = "pdf"


@dataclass(frozen=True)
class Chosen:
    """Options of the command, as given; see `cge.cli.app.figure`."""

    experiment: str | None = None
    region: str | None = None
    sector: str | None = None
    statistic: str | None = None
    by: str | None = None
    sweep: Path | None = None


def write_figures(
    names: list[str],
    source: Path,
    chosen: Chosen,
    out: Path | None,
    form: str | None,
    dark: bool,
) -> None:
    """Draw every figure, then write them; see `cge.cli.app.figure`.

    Raises
    ------
    calibration.errors.InputError
        Anything wrong with the input; nothing is written.
    calibration.errors.OutputError
        A file cannot be written.
    """
    files = _files(names, source, out, form)
    pictures = _pictures(names, source, chosen)
    from cge.report.figures.colours import theme_of
    from cge.report.figures.drawing import save
    from cge.report.figures.drawings.every import drawn

    drawings = {name: drawn(picture, theme_of(dark)) for name, picture in pictures.items()}
    for path, name in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save(drawings[name], path)
        except OSError as error:
            raise OutputError(f"'{path}' cannot be written: {error.strerror or error}") from error
        say(f"Written: {path}")
    for name, picture in pictures.items():
        if picture.warning:
            say(f"cge: note: {name}: {picture.warning}", error=True)


def _files(names: list[str], source: Path, out: Path | None, form: str | None) -> dict[Path, str]:
    """Files to write, each with the name of its figure.

    ``out`` is a file where it ends in one of the forms; else it is a folder, that of the result
    where left out.
    """
    forms, problems = _forms(form)
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    if out is not None and ending in FORMS and not out.is_dir():
        if len(set(names)) > 1:
            problems.append(f"--out: '{out}' is one file for {len(set(names))} figures")
        if form is not None and forms != [ending]:
            problems.append(f"--form: '{form}' is not what '{out.name}' ends in")
        found = {out: names[0]}
    else:
        folder = source.parent if out is None else out
        if folder.exists() and not folder.is_dir():
            problems.append(f"--out: '{folder}' is a file that ends in none of {', '.join(FORMS)}")
        found = {folder / f"{name}.{each}": name for name in names for each in forms}
    if problems:
        raise InputError(problems)
    return found


def _forms(form: str | None) -> tuple[list[str], list[str]]:
    forms = list(listed(_DEFAULT if form is None else form))
    problems = [f"--form: '{f}' is unknown{nearest(f, FORMS)}" for f in forms if f not in FORMS]
    return forms, problems if forms else ["--form: there is none"]


def _pictures(names: list[str], source: Path, chosen: Chosen) -> dict[str, Words]:
    """What each figure shows; what is wrong with any of them is said at once."""
    from cge.report.figures.content.asked import Asked
    from cge.report.figures.registry import picture_named
    from cge.results.result import open_result

    asked = Asked(open_result(source), **vars(chosen))
    pictures: dict[str, Words] = {}
    problems: list[str] = []
    for name in dict.fromkeys(names):
        try:
            pictures[name] = picture_named(name, asked)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return pictures
