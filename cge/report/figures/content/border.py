"""Who is charged at a border, on which goods, who gets the money, and who bears the charge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.errors import InputError
from cge.analysis.border_adjustment import OTHER_SHOCKS, statement_of
from cge.report.figures.content.asked import Asked, as_text, fewest_decimals
from cge.report.figures.pictures import Bars, Panels
from cge.report.tables.content import EXPERIMENT, REGION

Array = np.ndarray
MOST_ROWS = 16
"""Bars of a panel; the smallest of more are left out, and the panel says how many."""
SECTOR = "sector"
_BEARERS = {
    "burden_exporter": "Sellers",
    "burden_importer": "Buyers",
    "burden_government": "Government",
    "excess_burden": "Sum: excess burden",
}


def border_adjustment(asked: Asked) -> Panels:
    """Panels of bars for each experiment with a charge at a border.

    Raises
    ------
    InputError
        No experiment that is asked for has a charge at a border.
    """
    charges = asked.result.border_adjustment()
    shown = [e for e in asked.experiments if e in charges[EXPERIMENT]]
    if not shown:
        raise InputError(
            f"border_adjustment: experiment '{asked.experiment}' has no charge at a border; "
            f"choose from {', '.join(map(str, charges[EXPERIMENT].to_numpy()))}"
        )
    names = {
        **asked.names(REGION, asked.labels(REGION)),
        **asked.names(SECTOR, asked.labels(SECTOR)),
    }
    panels = tuple(tuple(_panels(charges.sel({EXPERIMENT: e}), names)) for e in shown)
    bars = {label for each in panels for panel in each for label in panel.rows}
    drawn = {label: name for label, name in names.items() if name in bars}
    statement = statement_of(charges.sel({EXPERIMENT: shown}))
    words = asked.words("Charges at the border", statement, drawn)
    return Panels(*words, tuple(shown), panels)


def _panels(charges: xr.Dataset, names: dict[str, str]) -> Iterator[Bars]:
    """The panels of one experiment."""
    by_region = {
        "charge_paid": "Charged on goods of",
        "ad_valorem_percent": "Charge over price on arrival, by seller",
        "ad_valorem_of_sector": "Charge over price on arrival, by good",
        "received": "Receipts end up with",
    }
    for name, label in by_region.items():
        yield _bars(charges[name], label, names)
    if bool(charges[OTHER_SHOCKS]):
        return
    burdens = np.array([float(charges[name].sum()) for name in _BEARERS])
    yield Bars(
        "Borne by, all regions",
        str(charges["burden_exporter"].attrs["units"]),
        tuple(reversed(_BEARERS.values())),
        burdens[::-1],
        as_text(burdens[::-1], 0),
    )


def _bars(array: xr.DataArray, label: str, names: dict[str, str]) -> Bars:
    """Bars that are there, the largest last, which is on top."""
    (dim,) = array.dims
    values, unit = array.to_numpy(), str(array.attrs["units"])
    size = np.abs(np.nan_to_num(values))
    there = np.flatnonzero(size > 1e-9 * size.max(initial=0.0))
    order = there[np.argsort(values[there], kind="stable")]
    left = max(0, len(order) - MOST_ROWS)
    if left:
        largest = np.argsort(-size[order], kind="stable")[:MOST_ROWS]
        order = order[np.sort(largest)]
        label = f"{label} (largest {MOST_ROWS} of {MOST_ROWS + left})"
    rows = tuple(names[str(array[dim].to_numpy()[k])] for k in order)
    return Bars(label, unit, rows, values[order], as_text(values[order], fewest_decimals(unit)))
