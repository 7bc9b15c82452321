"""Forms in which equations are written: the language of GAMS, and NL for the solvers of AMPL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.files.printable import printable
from cge.engine.pyomo_private import gams_text, nl_text

_ELEMENT = re.compile(r"(?P<symbol>\w+)(\[(?P<labels>.*)\])?", re.DOTALL)
# Endings of the files beside the equations, by form.
BESIDE = {"gams": (".names.csv",), "nl": (".row", ".col"), "mcp": (".labels.csv",)}
_WIDE = 200  # characters of a line of comment


@dataclass(frozen=True)
class Written:
    """Texts of one export.

    Attributes
    ----------
    text
        The equations.
    beside
        Further files, by their ending.
    """

    text: str
    beside: dict[str, str]


def in_gams(model: Any, title: str) -> Written:
    """An ordinary model in the language of GAMS, and a table of what its names mean.

    Names in GAMS have letters, digits and ``_`` only, and 63 signs, so that labels in them are not
    always what they were.
    """
    text, names = gams_text(model)
    head = [
        printable(title)[:_WIDE],
        "Each equation stands by itself; what a name means is in the table beside this file.",
        "The system is square. Its objective is constant: any point that holds is a solution.",
    ]
    rows = [("name", "kind", "symbol", "labels")]
    for element, name in names.items():
        rows.append((name, *_parts(element)))
    lines = "".join(f"* {line}\n" for line in head)
    return Written(lines + text, {BESIDE["gams"][0]: csv_text(rows)})


def in_nl(model: Any, title: str) -> Written:
    """An ordinary model in the format NL, with the names of its rows and columns."""
    text, rows, columns = nl_text(model)
    told = text.split("\n", 1)
    head = f"{told[0].split('#')[0]}# {printable(title)[:_WIDE]}"
    beside = dict(zip(BESIDE["nl"], (_lines(rows), _lines(columns)), strict=True))
    return Written("\n".join([head, told[1]]), beside)


FORMS: dict[str, Callable[[Any, str], Written]] = {"gams": in_gams, "nl": in_nl}
ENDINGS = {"gams": ".gms", "nl": ".nl", "mcp": ".gms"}


def paths_of(path: Path, form: str) -> list[Path]:
    """Paths of all the files of an export, the equations first."""
    return [path, *(path.with_name(f"{path.stem}{end}") for end in BESIDE[form])]


def files_of(path: Path, written: Written) -> dict[Path, str]:
    """Paths of the files of an export and what is in them, those beside last."""
    beside = {path.with_name(f"{path.stem}{end}"): text for end, text in written.beside.items()}
    return {path: written.text, **beside}


def _parts(element: str) -> tuple[str, str, str]:
    """Kind, symbol and labels of an element, from its name in Pyomo."""
    match = _ELEMENT.fullmatch(element)
    assert match is not None
    symbol, labels = match["symbol"], match["labels"] or ""
    kind = "equation" if symbol.startswith("E_") else "variable"
    return kind, symbol.removeprefix("E_"), printable(labels)


def csv_text(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows as a table with commas."""
    import csv
    import io

    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _lines(names: Iterable[str]) -> str:
    return "".join(f"{printable(name)}\n" for name in names)
