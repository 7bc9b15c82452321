"""What is said with every table and figure: where the numbers come from, and if they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import xarray as xr

from calibration.files.printable import printable
from calibration.membership import long_names
from cge.report.tables.content import EXPERIMENT, REGION, left_out

NOT_VERIFIED = "NOT VERIFIED"
_SAID = (
    "data",
    "aggregation",
    "structure",
    "closure",
    "technology",
    "gases",
    "abatement",
    "numeraire",
)


def title(summary: xr.Dataset) -> str:
    """Title of the scenario, or else its name."""
    attrs = summary.attrs
    return printable(str(attrs.get("title") or attrs.get("scenario") or "Results"))


def is_verified(summary: xr.Dataset) -> bool:
    """Whether the independent checks hold for every experiment; unknown counts as no."""
    return bool(summary.attrs.get("verified", False))


def warning(summary: xr.Dataset) -> str:
    """Plain words on a summary that is not verified; empty for one that is.

    The text is ``verdict`` of the attributes, or ``verdict`` by experiment where it is a variable
    or coordinate of the summary.
    """
    if is_verified(summary):
        return ""
    return printable(f"{NOT_VERIFIED}: {'; '.join(_verdicts(summary)) or 'no checks were made'}")


def status(summary: xr.Dataset) -> str:
    """Verdict of the checks in one sentence, for a verified summary too.

    The attribute ``checked`` says what was checked where it is not a solution.
    """
    checked = summary.attrs.get("checked") or "verified by the independent checks"
    return warning(summary) or printable(str(checked))


def facts(summary: xr.Dataset) -> dict[str, str]:
    """Scenario, data, structure, closure, technology and so on: what is known of them."""
    names = ("scenario", *_SAID)
    known = {name: printable(str(summary.attrs.get(name) or "")) for name in names}
    return {name: value for name, value in known.items() if value}


def note(summary: xr.Dataset) -> str:
    """The note under a table or figure: data, structure, closure and so on, and the verdict.

    The attribute ``statement`` says what the numbers are where they are not changes. Labels of
    rows and columns are given their long names, where the aggregation has them.
    """
    known = [f"{name}: {value}" for name, value in facts(summary).items() if name in _SAID]
    statement = printable(str(summary.attrs.get("statement") or "Changes from the benchmark"))
    said = [statement, "; ".join(known), legend(summary), status(summary)]
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in said if part)


def note_of_table(summary: xr.Dataset) -> str:
    """The note, and the measures that a table leaves out as the data have none of them."""
    absent = ", ".join(dict.fromkeys(left_out(summary).values()))
    return note(summary) + (f" Left out, as these data have none: {absent}." if absent else "")


def legend(summary: xr.Dataset) -> str:
    """Long names of the labels of rows and columns; empty where there are none to add."""
    columns = [str(array.attrs.get("long_name", "")) for array in summary.data_vars.values()]
    rows = [str(label) for label in summary[REGION].to_numpy()] if REGION in summary.dims else []
    return legend_of(summary.attrs, [*rows, *columns])


def legend_of(attrs: Mapping[Any, Any], labels: Iterable[str]) -> str:
    """Long names of those labels of regions and sectors that have one which says more."""
    known = {**long_names(attrs, "sector"), **long_names(attrs, "region")}
    shown = [label for label in dict.fromkeys(labels) if known.get(label, label) != label]
    return "; ".join(printable(f"{label}: {known[label]}") for label in shown)


def _verdicts(summary: xr.Dataset) -> Iterator[str]:
    said = str(summary.attrs.get("verdict") or "")
    if said:
        yield said
    elif "verdict" in summary.variables:
        for label, text in zip(summary[EXPERIMENT].values, summary["verdict"].values, strict=True):
            yield f"{label}: {text}"
