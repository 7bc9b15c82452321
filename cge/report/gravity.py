"""Gravity equations as tables."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.gravity import Gravity
from calibration.gravity.covariates import TARIFF

_CLOSE = 1e-6
_FLOWS = {True: "all flows", False: "flows between economies"}


def gravity_table(found: Gravity) -> xr.Dataset:
    """A table of gravity equations, a row for each sector.

    Returns
    -------
    xarray.Dataset
        Coefficients and standard errors by covariate, the elasticity by the tariff beside that of
        the data, and how well flows are fitted; for `cge.report.table`.
    """
    data = found.data
    columns: dict[str, xr.DataArray] = {}
    for name in found.covariates:
        at = data.sel(covariate=name, drop=True)
        columns[name] = _column(at["coefficient"], name)
        columns[f"{name}_error"] = _column(at["standard_error"], f"{name}, standard error")
    if TARIFF in found.covariates:
        columns["sigma"] = _column(found.elasticities()["sigma"], "sigma by the tariff")
    columns["sigma_shipped"] = _column(data["sigma_shipped"], "sigma of the data")
    columns["pseudo_r2"] = _column(data["pseudo_r2"], "pseudo R2")
    columns["observations"] = _column(data["observations"].astype(float), "observations", "flows")
    return _table(columns, found, "Gravity equations")


def resistance_table(found: Gravity) -> xr.Dataset:
    """Multilateral resistances at the elasticities of the data, a panel for each sector."""
    both = found.resistances()
    columns = {
        name: _column(both[name].rename({dim: "region"}), f"{name} multilateral resistance")
        for name, dim in (("outward", "origin"), ("inward", "destination"))
    }
    return _table(columns, found, "Multilateral resistances", {"sector": "experiment"})


def _column(values: xr.DataArray, title: str, unit: str = "1") -> xr.DataArray:
    return values.assign_attrs(long_name=title, units=unit)


def _table(
    columns: dict[str, xr.DataArray],
    found: Gravity,
    title: str,
    names: dict[str, str] | None = None,
) -> xr.Dataset:
    table = xr.Dataset(columns)
    table = (
        table.rename(names)
        if names
        else table.expand_dims(experiment=[_FLOWS[bool(found.data.attrs["domestic"])]])
    )
    miss = float(found.check().to_array().max())
    said = [found.data.attrs["statement"], found.data.attrs["cautions"]]
    about = {
        "title": f"{title}: {found.data.attrs['data']}",
        "statement": ". ".join(filter(None, said)),
        "verified": int(miss < _CLOSE and bool(np.isfinite(miss))),
        "verdict": f"the gravity system misses the flows by {miss:.0e}",
        "checked": f"the gravity system gives fitted and observed flows again (to {miss:.0e})",
    }
    return table.assign_attrs(about)
