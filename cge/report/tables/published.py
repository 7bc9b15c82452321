"""Published figures beside those of the model, as a table."""

from __future__ import annotations

import numpy as np

from cge.moments.compare import CONTEXT, NEAR, VERDICTS, Comparison
from cge.report.tables.plain import Plain
from cge.report.tables.spreadsheet import csv_text
from cge.report.tables.table import Form

HEADS = ("figure", "unit", "verdict", "status", "theirs", "error", "ours", "errors apart")
NOTE = (
    f"A figure is met (pass) within its band or {NEAR:g} standard errors. * The standard error is "
    "an assumption. Status: primary is read at the publisher, quoted where another quotes it, "
    "unverified where no source was found; context is told and not compared."
)


def published(found: Comparison, form: Form = "text") -> str:
    """A table with a row for each figure.

    Parameters
    ----------
    found : Comparison
        From :func:`cge.targets`.
    form : str
        ``text``, ``markdown``, ``latex``, ``html``, or ``csv``, which has all columns and
        numbers in full.

    Raises
    ------
    calibration.InputError
        For another form.
    """
    if form == "csv":
        return csv_text([list(found.table.columns), *found.table.to_numpy().tolist()])
    rows = [_cells(row) for row in found.table.to_dict("records")]
    counts = found.table.verdict.value_counts()
    said = ", ".join(f"{counts.get(name, 0)} {name}" for name in VERDICTS)
    warning = "" if found.verified else f"NOT VERIFIED: {found.verdict}. "
    title = "Published figures beside the model's"
    return Plain(title, HEADS, rows, 4, f"{warning}{said}. {NOTE}").written(form)


def _cells(row: dict[str, object]) -> list[str]:
    star = "*" if row["assumed"] else ""
    compared = row["verdict"] != CONTEXT
    numbers = [
        _number(row["theirs"]),
        f"{_number(row['error'])}{star}" if compared else "",
        _number(row["ours"]) if compared else "",
        f"{float(row['distance']):+.1f}" if compared else "",  # type: ignore[arg-type]
    ]
    return [str(row[name]) for name in ("title", "unit", "verdict", "status")] + numbers


def _number(value: object) -> str:
    number = float(value)  # type: ignore[arg-type]
    if np.isnan(number):
        return ""
    digits = 1 if abs(number) >= 10 else 2
    return f"{number:,.{digits}f}"
