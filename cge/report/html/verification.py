"""The verdict on a result, and the residual of every check."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from cge.analysis.statistics import EXPERIMENT
from cge.report.html.sheets import TEXT, Cell, Head, Row, Sheet
from cge.report.html.words import plural
from cge.results.result import Result
from cge.verification.check import TOLERANCE

ERRORS, CHECK = "check_error", "check"
_SCIENTIFIC = ".1e"


@dataclass(frozen=True)
class Verification:
    """What the page says on the checks of a result.

    Attributes
    ----------
    verified
        All of them hold.
    sentence
        The verdict in words.
    failed
        What fails, one text each; empty for a verified result.
    sheet
        Largest relative error of each check; None where the file does not hold them.
    """

    verified: bool
    sentence: str
    failed: tuple[str, ...]
    sheet: Sheet | None


def verification(result: Result) -> Verification:
    """The verdict on a result, as the result itself gives it."""
    errors = result.data.get(ERRORS)
    sheet = None if errors is None else _sheet(errors, result.verified)
    failed = tuple(part for part in result.verdict.split("; ") if part)
    if not result.verified:
        told = failed or ("no checks were made",)
        return Verification(
            False, "This result is NOT VERIFIED. Its numbers may be wrong.", told, sheet
        )
    return Verification(True, f"This result is verified. {_sizes(errors)}".strip(), (), sheet)


def _sizes(errors: xr.DataArray | None) -> str:
    if errors is None or not errors.size:
        return ""
    checks = plural(errors.sizes[CHECK], "check", "checks")
    solutions = plural(errors.sizes[EXPERIMENT], "solution", "solutions")
    worst = float(np.max(errors.to_numpy()))
    return (
        f"{checks} of {solutions} hold: the largest relative error of any is "
        f"{worst:{_SCIENTIFIC}}, below the bound of {TOLERANCE:.0e}."
    )


def _sheet(errors: xr.DataArray, folded: bool) -> Sheet:
    """One row a check, one column a solution."""
    solutions = [str(label) for label in errors[EXPERIMENT].to_numpy()]
    rows = []
    for name in errors[CHECK].to_numpy():
        values = [float(v) for v in errors.sel({CHECK: name}).to_numpy()]
        holds = all(np.isfinite(v) and v <= TOLERANCE for v in values)
        cells = [Cell(f"{v:{_SCIENTIFIC}}", v) for v in values]
        rows.append(Row((Cell(str(name)), *cells, Cell("holds" if holds else "FAILS"))))
    heads = [Head("Check", "", TEXT), *(Head(label) for label in solutions)]
    heads.append(Head("Verdict", "", TEXT))
    note = f"Largest relative error; a check holds up to {TOLERANCE:.0e}."
    return Sheet("checks", "Checks", note, tuple(heads), tuple(rows), folded)
