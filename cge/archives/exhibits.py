"""Every table and figure that a result has, each with its title for the list of exhibits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from calibration.errors import InputError
from calibration.files.write import Writer, write_whole
from cge.report.figures.registry import FIGURES
from cge.report.figures.views import figure_of
from cge.report.tables.registry import TABLES
from cge.report.tables.views import table_of
from cge.results.result import Result

_FORMS, _DRAWN = (".tex", ".csv"), ".pdf"


@dataclass(frozen=True)
class Exhibit:
    """A table or figure, as one file.

    Attributes
    ----------
    path
        Where it stands in the archive.
    title
        What it shows.
    """

    path: str
    title: str


def write_exhibits(result: Result, name: str, folder: Path) -> list[Exhibit]:
    """Write the tables and figures that a result has, as ``cge table all`` and ``cge figure all``.

    Parameters
    ----------
    result
        Any result.
    name
        Begins the names of the files.
    folder
        Gets the folders of tables and figures.

    Returns
    -------
    list of Exhibit
        In the order of their paths.
    """
    found = []
    for exhibit, writer in (*_tables(result, name), *_figures(result, name)):
        write_whole(folder / exhibit.path, writer)
        found.append(exhibit)
    return sorted(found, key=lambda exhibit: exhibit.path)


def _tables(result: Result, name: str) -> Iterator[tuple[Exhibit, Writer]]:
    for row in TABLES.values():
        with suppress(InputError):  # the result has no content for it
            table = table_of(result, row.name)
            for ending in _FORMS:
                yield _exhibit("tables", name, row.name, ending, row.title), table.save


def _figures(result: Result, name: str) -> Iterator[tuple[Exhibit, Writer]]:
    for row in FIGURES.values():
        with suppress(InputError):
            figure = figure_of(result, row.name)
            yield _exhibit("figures", name, row.name, _DRAWN, row.title), figure.save


def _exhibit(folder: str, result: str, name: str, ending: str, title: str) -> Exhibit:
    words = f"{title[:1].upper()}{title[1:]}"
    return Exhibit(f"{folder}/{result}-{name.replace('_', '-')}{ending}", words)
