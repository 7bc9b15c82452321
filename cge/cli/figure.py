"""``cge figure``: figures of a result file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.errors import InputError, nearest
from calibration.files.outputs import input_problems
from calibration.files.write import in_the_way
from cge.cli.choices import listed
from cge.cli.exhibits import ALL, intervals_of, is_file, problems_of_folder, refuse_doubtful
from cge.cli.folder import save_each
from cge.cli.terminal import say

if TYPE_CHECKING:
    from cge.report.figures.views import Figure
    from cge.results.result import Result

FORMS = ("pdf", "svg", "png")
_USUAL = "pdf"


@dataclass(frozen=True)
class Chosen:
    """What of a result is shown, and on which paper: options as given."""

    experiment: str | None = None
    region: str | None = None
    sector: str | None = None
    statistic: str | None = None
    by: str | None = None
    dark: bool = False


def write_figures(
    names: list[str],
    of: Path,
    chosen: Chosen,
    out: Path | None,
    form: str | None,
    sweep: Path | None,
) -> None:
    """Draw every figure, then write them; see `cge.cli.commands.results.figure`.

    Parameters
    ----------
    names
        Of the figures, or ``all``.
    of
        File of a result.
    chosen
        What of it is shown.
    out
        A file, where it ends in a form; else a folder, that of the result where left out.
    form
        Forms with commas between them; None where left out.
    sweep
        Folder of ``cge sweep``; None for no intervals.

    Raises
    ------
    typer.Exit
        With code 1 when the result is not verified.
    calibration.errors.InputError
        For unknown names and labels, and options that do not go together; nothing is written.
    calibration.errors.OutputError
        A file cannot be written.
    """
    from cge.results.result import open_result

    forms = _forms(form)
    _check(names, out, form, forms)
    arguments = vars(chosen) | intervals_of(sweep)
    figures = _made(names, open_result(of), arguments)
    files = _files(figures, of.parent if out is None else out, forms)
    if problems := input_problems(files, [of]):
        raise InputError([f"--out: {problem}" for problem in problems])
    save_each({path: figure.save for path, figure in files.items()})
    refuse_doubtful(figure.picture.warning for figure in figures.values())


def _forms(form: str | None) -> list[str]:
    return list(listed(_USUAL if form is None else form.lower()))


def _check(names: list[str], out: Path | None, form: str | None, forms: list[str]) -> None:
    from cge.report.figures.registry import FIGURES

    known = [*FIGURES, ALL]
    problems = [f"no figure '{name}'{nearest(name, known)}" for name in names if name not in known]
    problems += [f"--form: no '{f}'{nearest(f, FORMS)}" for f in forms if f not in FORMS]
    if not forms:
        problems.append(f"--form: '{form}' names none of {', '.join(FORMS)}")
    problems += _problems_of(names, out, form, forms)
    if problems:
        raise InputError(problems)


def _problems_of(
    names: list[str], out: Path | None, form: str | None, forms: list[str]
) -> Iterator[str]:
    """What is wrong with where figures are to be written."""
    if out is None or out.is_dir():
        return
    if problem := in_the_way(out.parent):
        yield f"--out: '{out}' cannot be written; {problem}"
        return
    if not _is_file(out):
        yield from problems_of_folder(out, ", ".join(FORMS))
        return
    if len(set(names)) > 1 or ALL in names:
        yield f"--out: '{out}' is a file, and there are several figures; name a folder"
    if form is not None and [f".{each}" for each in forms] != [out.suffix.lower()]:
        yield f"--out: '{out}' does not end as --form {form} says"


def _is_file(out: Path) -> bool:
    return is_file(out, [f".{form}" for form in FORMS])


def _made(names: list[str], result: Result, arguments: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures by name; of all of them, those that the result has, and a line on each other."""
    from cge.report.figures.registry import FIGURES
    from cge.report.figures.views import figure_of

    asked = list(FIGURES) if ALL in names else list(dict.fromkeys(names))
    figures: dict[str, Figure] = {}
    problems = _unheeded(asked, arguments)
    for name in asked:
        try:
            figures[name] = figure_of(result, name, **_taken(name, arguments))
        except InputError as error:
            if ALL in names and name not in names:
                say(f"left out: {'; '.join(error.problems)}", error=True)
            else:
                problems += error.problems
    if problems or not figures:
        raise InputError(dict.fromkeys(problems) or "no figure can be drawn of this result")
    return figures


def _unheeded(names: list[str], arguments: Mapping[str, Any]) -> list[str]:
    """Choices that none of the figures has."""
    from cge.report.figures.registry import CHOICES, FIGURES

    takes = {choice for name in names for choice in FIGURES[name].takes}
    given = [k for k in CHOICES if arguments.get(k) is not None]
    return [f"--{k}: {', '.join(names)} has no choice of it" for k in given if k not in takes]


def _taken(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a figure: a choice goes to the figures that have it."""
    from cge.report.figures.registry import CHOICES, FIGURES

    takes = FIGURES[name].takes
    return {k: v for k, v in arguments.items() if k not in CHOICES or k in takes}


def _files(figures: Mapping[str, Figure], out: Path, forms: list[str]) -> dict[Path, Figure]:
    if _is_file(out):
        (figure,) = figures.values()
        return {out: figure}
    return {out / f"{name}.{form}": each for name, each in figures.items() for form in forms}
