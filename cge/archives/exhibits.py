"""Tables and figures of a result, each with the title that a list of exhibits gives it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from calibration.files.write import write_whole
from cge.report.figures.painter import Painter
from cge.report.files import files_of
from cge.results.result import Result

TABLES, FIGURES = "tables", "figures"
_TITLES = {
    "summary": "Changes from the benchmark by experiment and region",
    "contributions": "Contributions of packages to these changes",
    "decomposition": "Decomposition of the equivalent variation",
    "border-adjustment": "Charges at the border, their receipts, and who bears them",
    "ad-valorem": "Charges at the border in percent of the price on arrival",
    "figure": "Equivalent variation by region",
}
_DRAWN = (".pdf", ".png")


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
    """Write the tables and figures of a result, as ``cge run`` does.

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
    with Painter() as painter:
        for file, writer in files_of(result, painter).items():
            stem, ending = Path(file).stem, Path(file).suffix
            if stem not in _TITLES:
                continue  # the result itself, which stands elsewhere
            path = f"{FIGURES if ending in _DRAWN else TABLES}/{name}-{stem}{ending}"
            write_whole(folder / path, writer)
            found.append(Exhibit(path, _TITLES[stem]))
    return sorted(found, key=lambda exhibit: exhibit.path)
