"""Gravity equations as tables."""

from __future__ import annotations

from collections.abc import Sequence

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
    return _table(columns, found)


def economy_rows(found: Gravity) -> list[Sequence[str | float]]:
    """Rows of a table by sector and economy, under their heads.

    Effects are in logs; resistances are at the elasticities of the data. Not a number where an
    economy does not sell, or does not buy.
    """
    both = found.resistances()
    ends = {"origin": "exporter_effect", "destination": "importer_effect"}
    columns = [found.data[name].rename({dim: "economy"}) for dim, name in ends.items()]
    columns += [both["outward"].rename(origin="economy")]
    columns += [both["inward"].rename(destination="economy")]
    heads = [*ends.values(), "outward_resistance", "inward_resistance"]
    rows: list[Sequence[str | float]] = [["sector", "economy", *heads]]
    for sector in found.sectors:
        for economy in found.data["origin"].to_numpy():
            at = (array.sel(sector=sector, economy=economy).item() for array in columns)
            rows.append([sector, str(economy), *at])
    return rows


def _column(values: xr.DataArray, title: str, unit: str = "1") -> xr.DataArray:
    return values.assign_attrs(long_name=title, units=unit)


def _table(columns: dict[str, xr.DataArray], found: Gravity) -> xr.Dataset:
    flows = _FLOWS[bool(found.data.attrs["domestic"])]
    miss = float(found.check().to_array().max())
    said = [found.data.attrs["statement"], found.data.attrs["cautions"]]
    about = {
        "title": f"Gravity equations: {found.data.attrs['data']}",
        "statement": ". ".join(filter(None, said)),
        "verified": int(miss < _CLOSE),
        "verdict": f"the gravity system misses the flows by {miss:.0e}",
        "checked": f"the gravity system gives fitted and observed flows again (to {miss:.0e})",
    }
    return xr.Dataset(columns).expand_dims(experiment=[flows]).assign_attrs(about)
