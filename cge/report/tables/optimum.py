"""Tables of an optimum: objective, controls, constraints and their shadow prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from calibration.errors import InputError, nearest
from calibration.files.printable import columns_of, printable, wrapped
from cge.report.tables.columns import decimals, number
from cge.report.tables.latex import compilable, set_number
from cge.report.tables.signs import escaped
from cge.report.tables.spreadsheet import csv_text
from cge.report.tables.yaml_text import yaml_of

if TYPE_CHECKING:
    from cge.design.optimum import Optimum

Row = tuple[str, float, str, str]  # what, value, unit, remark
FORMATS = ("text", "csv", "latex")


def rows(optimum: Optimum) -> list[Row]:
    """What the tables say, in order."""
    objective = optimum.objective
    said: list[Row] = [
        (objective["title"], objective["value"], objective["unit"], f"{objective['direction']}d")
    ]
    for _, control in optimum.controls.iterrows():
        room = f"{control['lower']:g} to {control['upper']:g}"
        at = f", at its {control['at']} bound" if control["at"] else ""
        said.append((control["title"], control["value"], control["unit"], room + at))
    for _, held in optimum.constraints.iterrows():
        limits = [
            f"{word} {held[key]:,.6g}"
            for word, key in (("at least", "at_least"), ("at most", "at_most"))
            if abs(held[key]) != float("inf")
        ]
        remark = ", ".join([*limits, f"benchmark {held['benchmark']:,.6g}"])
        said.append((held["title"], held["value"], held["unit"], remark))
        price = f"Shadow price: {held['title']}"
        said.append((price, held["shadow_price"], held["shadow_price_unit"], ""))
    return said


def note(optimum: Optimum) -> str:
    """How it was found, and whether it holds."""
    found = (
        f"{optimum.iterations} iterations, {optimum.solutions} solutions of the model, "
        f"{optimum.gradients} gradients; first-order conditions hold to {optimum.kkt:.1e}"
    )
    return printable(f"Local optimum: {found}. Result {optimum.status}.")


def optimum_table(
    optimum: Optimum, format: Literal["text", "csv", "latex"] = "text", width: int = 120
) -> str:
    """An optimum as a table.

    Parameters
    ----------
    optimum : Optimum
        What was found.
    format : {"text", "csv", "latex"}
        ``csv`` has the numbers in full; the others round them.
    width : int
        Characters in a line of text.

    Raises
    ------
    calibration.errors.InputError
        The format is none of these.
    """
    if format not in FORMATS:
        raise InputError(f"table format: '{format}' is unknown{nearest(format, FORMATS)}")
    return {"text": _text, "csv": _csv, "latex": _latex}[format](optimum, width)


def scenario_text(optimum: Optimum) -> str:
    """The optimum as a scenario file."""
    plain = optimum.scenario.to_dict()
    plain.pop("name", None)
    return yaml_of(plain)


def _cells(optimum: Optimum) -> list[tuple[str, str, str, str]]:
    return [
        (printable(what), _number(value), printable(unit), printable(said))
        for what, value, unit, said in rows(optimum)
    ]


def _number(value: float) -> str:
    return number(value, decimals(np.array([value]), fewest=0))


def _text(optimum: Optimum, width: int) -> str:
    cells = _cells(optimum)
    wide = [max(columns_of(row[k]) for row in cells) for k in range(3)]
    lines = []
    for what, value, unit, remark in cells:
        first, last = (" " * (wide[k] - columns_of(text)) for k, text in ((0, what), (2, unit)))
        lines.append(f"{what}{first}  {value.rjust(wide[1])}  {unit}{last}  {remark}".rstrip())
    said = wrapped(note(optimum), max(width, 20))
    return "\n".join([printable(optimum.problem.title), "", *lines, "", *said]) + "\n"


def _csv(optimum: Optimum, _width: int) -> str:
    verdict = "yes" if optimum.verified else optimum.status
    head = ["quantity", "value", "unit", "remark", "verified"]
    body: list[list[str | float]] = [[*row, verdict] for row in rows(optimum)]
    return csv_text([head, *body])


def _latex(optimum: Optimum, _width: int) -> str:
    lines = [
        r"\begingroup\footnotesize",
        r"\begin{longtable}{@{}p{0.42\linewidth}rlp{0.28\linewidth}@{}}",
        rf"\caption{{{escaped(optimum.problem.title)}}}\\",
        r"\toprule",
        r"Quantity & Value & Unit & Remark\\",
        r"\midrule\endhead",
        r"\bottomrule\endfoot",
    ]
    for what, value, unit, remark in _cells(optimum):
        cells = (escaped(what), set_number(value), escaped(unit), escaped(remark))
        lines.append(" & ".join(cells) + r"\\")
    lines += [
        r"\end{longtable}",
        r"\nopagebreak\noindent",
        escaped(note(optimum)),
        r"\par\endgroup",
    ]
    return compilable(lines)
