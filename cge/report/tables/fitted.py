"""A fit as tables: figures before and after, estimates, and what moves what."""

from __future__ import annotations

import numpy as np

from cge.estimation.estimates import Fit
from cge.report.figures.heat import Heat
from cge.report.tables.plain import Plain
from cge.report.tables.table import Form

_DELTA = (
    "Standard errors by the delta method. Learnt: share of the prior variance that the figures "
    "take off."
)


def fit_tables(found: Fit, form: Form = "text") -> dict[str, str]:
    """The tables of a fit, by name: ``targets``, ``parameters``, ``sensitivity``.

    Parameters
    ----------
    found : Fit
        From :func:`cge.fit`.
    form : str
        ``text``, ``markdown``, ``latex``, ``html`` or ``csv``.

    Raises
    ------
    calibration.InputError
        For another form.
    """
    tables = {
        "targets": _figures(found),
        "parameters": _parameters(found),
        "sensitivity": _sensitivity(found),
    }
    return {name: table.written(form) for name, table in tables.items()}


def notes_of(found: Fit) -> str:
    """What the figures do not tell, one line each; empty where they tell all."""
    return "\n".join(found.notes)


def heat_of(found: Fit) -> Heat:
    """The sensitivity of a fit as a picture, in standard errors of the estimates."""
    error = found.parameters.error.to_numpy()[:, None]
    finite = np.isfinite(error) & (error > 0)
    values = np.divide(
        found.sensitivity.to_numpy(), error, out=np.zeros(found.sensitivity.shape), where=finite
    )
    return Heat(
        title=f"What moves the estimates: {found.file.title}",
        warning="" if found.verified else f"NOT VERIFIED: {found.verdict}",
        note="Change of an estimate, in its standard errors, when a figure rises by its own "
        "(Andrews, Gentzkow and Shapiro 2017).",
        what="standard errors of the estimate",
        rows=tuple(map(str, found.sensitivity.index)),
        columns=tuple(map(str, found.targets.index)),
        values=values,
    )


def _figures(found: Fit) -> Plain:
    heads = ("figure", "unit", "status", "pulls", "theirs", "error", "before", "after", "apart")
    rows = [
        [
            *(str(row.title), str(row.unit), str(row.status), str(row.pulls)),
            *(_short(row.theirs), _short(row.error), _short(row.before), _short(row.after)),
            f"{row.apart_after:+.1f}",
        ]
        for row in found.targets.itertuples()
    ]
    note = (
        "Apart: after less theirs, in standard errors of theirs. Pulls: the number it moves most."
    )
    return Plain(f"Figures before and after: {found.file.title}", heads, rows, 4, note)


def _parameters(found: Fit) -> Plain:
    heads = ("number", "bound", "prior", "its error", "estimate", "error", "bootstrap", "learnt")
    rows = [
        [
            *(str(row.Index), str(row.at), _short(row.prior), _short(row.prior_error)),
            *(_short(row.estimate), _short(row.error), _short(row.bootstrap_error)),
            "" if np.isnan(row.learnt) else f"{100 * row.learnt:.0f} %",
        ]
        for row in found.parameters.itertuples()
    ]
    return Plain(f"Estimates: {found.free.title}", heads, rows, 2, _DELTA)


def _sensitivity(found: Fit) -> Plain:
    heads = ("number", *map(str, found.targets.index))
    rows = [
        [str(label), *(f"{value:+.3g}" for value in row)]
        for label, row in zip(found.sensitivity.index, found.sensitivity.to_numpy(), strict=True)
    ]
    note = (
        "Change of the estimate when a figure rises by its standard error (Andrews, Gentzkow and "
        "Shapiro 2017)."
    )
    return Plain("What moves the estimates", heads, rows, 1, note)


def _short(value: object) -> str:
    number = float(value)  # type: ignore[arg-type]
    return "" if np.isnan(number) else f"{number:.4g}"
