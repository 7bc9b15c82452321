"""What a report of a summary holds: which variables, in what order, and in which rows."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.report.tables.columns import Column, column_of

# Order of the columns; variables not named here follow in the order of the summary.
ORDER = (
    "equivalent_variation",
    "equivalent_variation_percent",
    "equivalent_variation_net",
    "equivalent_variation_net_percent",
    "real_gdp_percent",
    "export_volume_percent",
    "import_volume_percent",
    "terms_of_trade_percent",
    "co2_change",
    "co2_percent",
    "tariff_revenue",
    "border_charge_revenue",
)
EXPERIMENT, REGION = "experiment", "region"
# Variables that the message of a wrong shape names.
_NAMED = 5


def columns(summary: xr.Dataset) -> list[Column]:
    """Columns of a table of a summary, in order.

    Parameters
    ----------
    summary : xarray.Dataset
        Variables with dims (experiment, region) and attributes ``long_name`` and ``units``; with
        ``total``, "no", an amount whose rows overlap or do not add up.
    """
    return [_column(key, summary[key]) for key in keys(summary)]


def keys(summary: xr.Dataset) -> list[str]:
    """Names of the variables of a summary that a table shows, in order.

    Those by experiment and region; a variable without any number is a measure that does not exist
    in the data, such as the income of a factor that they do not have, and is left out.
    """
    found = _measures(summary)
    return [key for key in found if _has_number(summary[key])] or found


def left_out(summary: xr.Dataset) -> dict[str, str]:
    """Headings of the variables by experiment and region that `keys` leaves out, by name."""
    shown = keys(summary)
    return {key: _title(key, summary[key]) for key in _measures(summary) if key not in shown}


def _has_number(array: xr.DataArray) -> bool:
    return bool(np.isfinite(array.to_numpy()).any())


def _measures(summary: xr.Dataset) -> list[str]:
    """Names of the variables of a summary by experiment and region, in order."""
    beside = {end for array in summary.data_vars.values() for end in ends_of(array)}
    found = [
        str(name)
        for name, array in summary.data_vars.items()
        if set(array.dims) == {EXPERIMENT, REGION} and name not in beside
    ]
    first = [key for key in ORDER if key in found]
    return first + [key for key in found if key not in first]


def ends_of(array: xr.DataArray) -> list[str]:
    """Names of the variables with the ends of its interval, low and high; none where it has none.

    They stand in the attribute ``ancillary_variables``, a convention of climate data.
    """
    return str(array.attrs.get("ancillary_variables", "")).split()


def in_rows(summary: xr.Dataset) -> xr.Dataset:
    """A summary whose rows stand along ``region``, whatever they are.

    Raises
    ------
    calibration.errors.InputError
        No variable is by experiment and one more dim.
    """
    if not isinstance(summary, xr.Dataset):
        raise InputError(
            "table: a dataset is needed; write summary[['name']] for the table of one variable"
        )
    if _measures(summary):
        return summary
    shapes = {name: array.dims for name, array in summary.data_vars.items()}
    rows = {str(d) for dims in shapes.values() for d in dims if d != EXPERIMENT}
    if len(rows) == 1 and any(set(dims) == {EXPERIMENT, *rows} for dims in shapes.values()):
        (dim,) = rows
        return summary.rename({dim: REGION}).assign_attrs(rows=dim)
    found = [
        f"'{name}' is by {', '.join(map(str, dims)) or 'nothing'}" for name, dims in shapes.items()
    ]
    raise InputError(
        f"table: no variable is by experiment and {REGION} (or one other dim): "
        f"{'; '.join(found[:_NAMED]) or 'there is none'}; "
        "select with a list, as in .sel(experiment=['name']), to keep a dim"
    )


def row_name(summary: xr.Dataset) -> str:
    """What a row is: a region, unless the attribute ``rows`` says otherwise."""
    return printable(str(summary.attrs.get("rows") or REGION))


def _column(key: str, array: xr.DataArray) -> Column:
    title, unit = _title(key, array), str(array.attrs.get("units") or "")
    return column_of(key, title, unit, array.to_numpy(), array.attrs.get("total") != "no")


def _title(key: str, array: xr.DataArray) -> str:
    title = printable(str(array.attrs.get("long_name") or key.replace("_", " ")))
    return title[:1].upper() + title[1:]
