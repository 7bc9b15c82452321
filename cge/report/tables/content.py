"""What a report of a summary holds: columns, panels of rows, and the notes under them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.printable import printable

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
TOTAL = "All regions"
_SUM = "Total"
NO_NUMBER = "n/a"

# Units of amounts, whose sum over regions means something; rates and indices have no sum.
_AMOUNTS = ("million USD", "Mt")
# Indices and shares move in their third and fourth digits.
_PURE = "1"
_SIGNIFICANT = 3
# Unit of places in an order, which have no decimals.
PLACE = "place"
# Variables that the message of a wrong shape names.
_NAMED = 5
# Below this, a column holds nothing but the rounding of the solver.
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Column:
    """One variable of a summary, as a column of a table.

    Attributes
    ----------
    key, title, unit : str
        Name of the variable, its heading and its unit.
    decimals : int
        Digits after the point, the same for every region and experiment.
    summed : bool
        Whether the sum over regions means something.
    """

    key: str
    title: str
    unit: str
    decimals: int
    summed: bool


@dataclass(frozen=True)
class Panel:
    """The rows of one experiment.

    Attributes
    ----------
    experiment : str
        Name of the experiment.
    rows : tuple
        Name of each region and its number in each column; the last row is the total.
    """

    experiment: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


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


def panels(summary: xr.Dataset) -> list[Panel]:
    """Formatted numbers of a summary, by experiment and region, with the total over regions.

    A number with an interval has its ends in brackets. There is no total where no column has one.
    """
    shown = columns(summary)
    regions = [printable(str(label)) for label in summary[REGION].values]
    result = []
    for label in summary[EXPERIMENT].values:
        here = summary.sel({EXPERIMENT: label})
        cells = [_cells(here, column) for column in shown]
        rows = [(name, tuple(column[n] for column in cells)) for n, name in enumerate(regions)]
        totals = tuple(_total(here[c.key].values, c) for c in shown)
        if len(regions) > 1 and any(totals):
            rows.append((TOTAL if row_name(summary) == REGION else _SUM, totals))
        result.append(Panel(printable(str(label)), tuple(rows)))
    return result


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


def number(value: float, decimals: int) -> str:
    """A number with thousands separated; what rounds to zero has no sign."""
    if not np.isfinite(value):
        return NO_NUMBER
    return f"{round(float(value), decimals) + 0.0:,.{decimals}f}"


def decimals(values: np.ndarray, fewest: int) -> int:
    """Digits after the point that show the largest value to a few significant digits."""
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max(initial=0.0))
    if largest < _ROUNDING:
        return 2
    return max(fewest, _SIGNIFICANT - 1 - int(np.floor(np.log10(largest))))


def _cells(here: xr.Dataset, column: Column) -> list[str]:
    """A column of an experiment, with intervals where there are any; no number of a total is
    blank.
    """
    array = here[column.key]
    cells = [number(value, column.decimals) for value in array.values]
    if ends := ends_of(array):
        low, high = ([number(v, column.decimals) for v in here[end].values] for end in ends)
        cells = [f"{c} [{a}, {b}]" for c, a, b in zip(cells, low, high, strict=True)]
    whole = here[REGION].values == TOTAL
    lacking = np.isnan(array.values)
    return ["" if total and no else c for c, total, no in zip(cells, whole, lacking, strict=True)]


def _column(key: str, array: xr.DataArray) -> Column:
    heading, unit = _title(key, array), printable(str(array.attrs.get("units") or ""))
    if unit == PLACE and np.all(array.to_numpy() % 1 == 0):
        return Column(key, heading, unit, 0, False)
    fewest = 4 if unit == _PURE else 3 if unit.startswith("%") else 0
    summed = unit.startswith(_AMOUNTS) and array.attrs.get("total") != "no"
    return Column(key, heading, unit, decimals(array.values, fewest), summed)


def _title(key: str, array: xr.DataArray) -> str:
    title = printable(str(array.attrs.get("long_name") or key.replace("_", " ")))
    return title[:1].upper() + title[1:]


def _total(values: np.ndarray, column: Column) -> str:
    if not column.summed:
        return ""
    return number(float(values.sum()), column.decimals)
