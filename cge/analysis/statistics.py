"""What a counterfactual changed: welfare, real GDP, trade, terms of trade, emissions, receipts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.gases import as_counted
from cge.analysis.accounts import Accounts
from cge.analysis.added_capital import adding_regions
from cge.analysis.columns import ON_REQUEST, columns_of

EXPERIMENT = "experiment"
BENCHMARK = "benchmark"


def summarise(data: xr.Dataset, also: Iterable[str] = ()) -> xr.Dataset:
    """Changes from the benchmark by experiment and region.

    Exports and imports both count in units shipped, at what the origin gets for them. Iceberg
    costs and what barriers waste are thus changes of technology and part of real GDP, as in GTAP.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.
    also
        Further columns, of `ON_REQUEST`: the indices by the convention of national accounts.

    Returns
    -------
    xarray.Dataset
        Dims (experiment, region). Amounts in million USD (nominal ones in units of the
        numeraire) and Mt CO2, relative changes in %. Price and quantity indices are Fisher's, of
        the prices that `within_comparison` gives. Where the closure determines the stock of
        capital, welfare is `equivalent_variation_net`; see `cge.analysis.added_capital`. What the
        data do not have is not a number: CO2 without emissions, the income of a factor that earns
        nothing; tables leave out a column of such cells alone.

    Raises
    ------
    InputError
        For names in ``also`` that are not in `ON_REQUEST`.
    """
    wanted = _requested(also)
    before = data.sel({EXPERIMENT: BENCHMARK}, drop=True)
    after = data.drop_sel({EXPERIMENT: BENCHMARK})
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = columns_of(Accounts(before), Accounts(after), adding_regions(data), wanted)
    summary = xr.Dataset(
        {
            name: values.transpose(EXPERIMENT, "region")
            .drop_attrs()
            .assign_attrs(long_name=text, units=unit)
            for name, (values, text, unit) in columns.items()
        },
        attrs=data.attrs,
    )
    kept = summary.drop_vars([c for c in summary.coords if c not in (EXPERIMENT, "region")])
    return as_counted(kept, data)


def _requested(also: Iterable[str]) -> list[str]:
    """The names of further columns, each known and once."""
    names = list(dict.fromkeys([also] if isinstance(also, str) else also))
    unknown = [name for name in names if name not in ON_REQUEST]
    if unknown:
        raise InputError(
            [f"no column '{name}' of the summary{nearest(name, ON_REQUEST)}" for name in unknown]
        )
    return names
