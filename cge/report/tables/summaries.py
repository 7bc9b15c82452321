"""A summary as a table: one panel for each experiment, and the notes under them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from cge.report import notes
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import EXPERIMENT, REGION, columns, ends_of, in_rows, keys, row_name
from cge.report.tables.table import Table

_SUM = "Total"


def table_of(summary: xr.Dataset, name: str = "summary") -> Table:
    """A table of a summary.

    Parameters
    ----------
    summary
        Variables by experiment and region; see `cge.report.tables.content.in_rows`.
    name
        Of the table.

    Raises
    ------
    InputError
        No variable is by experiment and one more dim.
    """
    summary = in_rows(summary)
    shown = keys(summary)
    rows = row_name(summary)
    labels = [[str(k) for k in summary[dim].to_numpy()] for dim in (EXPERIMENT, REGION)]
    index = pd.MultiIndex.from_product(labels, names=[EXPERIMENT, rows])
    ends = {key: ends_of(summary[key]) for key in shown}
    low, high = (
        _frame(summary, [ends[key][k] if ends[key] else None for key in shown], index)
        if any(ends.values())
        else None
        for k in (0, 1)
    )
    return Table(
        name=name,
        title=notes.title(summary),
        frame=_frame(summary, shown, index),
        heads=tuple(columns(summary)),
        notes=(notes.note_of_table(summary),),
        warning=notes.warning(summary),
        facts=notes.facts(summary),
        total=TOTAL if rows == REGION else _SUM,
        low=low,
        high=high,
    )


def _frame(summary: xr.Dataset, names: Sequence[str | None], index: pd.MultiIndex) -> pd.DataFrame:
    """Variables side by side; no number where there is no variable."""
    nothing = np.full(len(index), np.nan)
    columns = [
        nothing
        if name is None
        else summary[name].transpose(EXPERIMENT, REGION).to_numpy().astype(float).ravel()
        for name in names
    ]
    return pd.DataFrame(np.stack(columns, axis=1), index, names)
