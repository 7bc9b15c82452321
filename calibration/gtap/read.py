"""Read a GTAP data base as a benchmark."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.closing import foreign_saving
from calibration.errors import InputError
from calibration.factors import OWNED, PARTS_OF
from calibration.gtap.accounts import accounts
from calibration.gtap.database import Database, open_database
from calibration.gtap.emissions import emissions
from calibration.gtap.flows import Flows, flows_of
from calibration.gtap.household import Demand
from calibration.gtap.mobility import sluggish
from calibration.gtap.notes import WITHOUT_COUNTERPART, notes_of, without_counterpart
from calibration.gtap.parameters import elasticities, household_demand, named_factors
from calibration.guard.complete import complete_benchmark
from calibration.margins import MARGIN, MARGIN_SECTOR, SUPPLY, TRANSPORT, dutiable
from calibration.sourcing import SALES, bought_by_user, users_of
from calibration.variables import AGENTS, KNOWN, REGION_DIMS, SECTOR_DIMS

Array = np.ndarray

COMMITTED = "committed_use"
NOT_COMMITTED = 1e-6
"""Of purchases: less than this is rounding of parameters in single precision."""


@explained
def read_gtap(
    paths: str | Path | Sequence[str | Path],
    *,
    year: int | None = None,
    name: str = "gtap",
    by_user: bool = True,
    one_elasticity: bool = False,
) -> tuple[xr.Dataset, list[str]]:
    """Read a GTAP data base, version 6 or 7, as a benchmark.

    Headers are found by their names, in whichever file they are, so the files may be given in any
    order: data base (`basedata.har`), parameters (`default.prm`), sets (`sets.har`, not needed
    where arrays carry labels) and CO2. Purchases of users, taxes, tariffs, transport, factor taxes
    and income taxes are those of the data base to the last digit of single precision. See
    docs/gtap.md for what becomes of each header.

    Parameters
    ----------
    paths : path or sequence of paths
        Header array files, GDX files, or folders of them.
    year : int, optional
        Year of the data, which the files do not tell.
    name : str
        Name of the benchmark.
    by_user : bool
        Whether each user has its own division between domestic goods and imports, as in GTAP; if
        not, all users of a good in a region share one, and the benchmark is smaller.
    one_elasticity : bool
        One elasticity for all regions, a mean weighted by what it works on. Elasticities that
        differ between regions cannot be aggregated.

    Returns
    -------
    dataset : xarray.Dataset
        A complete benchmark, see `calibration.variables.VARIABLES`, million USD.
    notes : list of str
        How factors move where the files are silent, what has no counterpart here, and what stands
        for it; the attribute `notes` repeats them.

    Raises
    ------
    InputError
        Listing files that cannot be read, headers that are missing or run over other labels,
        activities that do not make one good each, and every account of the data base that does not
        hold (`calibration.gtap.accounts`); then everything that `calibration.complete_benchmark`
        refuses.

    Notes
    -----
    Corong, Hertel, McDougall, Tsigas and van der Mensbrugghe (2017), The Standard GTAP Model,
    version 7, Journal of Global Economic Analysis 2(1), 1-119.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    base = open_database(given)
    flows = flows_of(base)
    checked = list(accounts(flows))
    household = household_demand(base, flows)
    sigma = elasticities(base, flows, household, one_elasticity)
    owned, notes = sluggish(base, flows)
    co2, more = emissions(base, flows)
    broken = [f"{base.named}: {problem}" for one in checked if (problem := one.problem())]
    if base.problems or broken:
        raise InputError([*base.problems, *broken])
    values = _values(flows, household) | co2
    notes = [*notes, *notes_of(base, flows, checked, household), *more]
    dataset = _assembled(flows, values, sigma, by_user)
    dataset.attrs = _attributes(base, flows, owned, notes, year, name)
    return complete_benchmark(dataset), notes


def _values(flows: Flows, household: Demand | None) -> dict[str, Array]:
    """All flows of a benchmark, in the order of its dims; every account holds exactly."""
    values = _trade(flows)
    values |= _purchases(flows, values)
    values |= {
        "value_added": flows.factors_basic,
        "factor_tax": flows.factors_paid - flows.factors_basic,
        "income_tax": flows.factors_basic.sum(axis=1) - flows.factors_earned,
    }
    made = values["sales"].sum(axis=2)
    made[[flows.goods.index(mode) for mode in flows.modes]] += values.get(SUPPLY, 0.0)
    values["output_tax"] = made - flows.cost
    values["foreign_saving"] = foreign_saving(values)
    values |= _stock(flows)
    if household is not None and household.committed.max(initial=0.0) > NOT_COMMITTED:
        part = np.zeros_like(values["final_use"])
        part[:, :, AGENTS.index("household")] = household.committed
        values[COMMITTED] = part * values["final_use"]
    return values


def _trade(flows: Flows) -> dict[str, Array]:
    """Sales by user and what is added to them on the way; home sales and imports from home."""
    home = np.arange(len(flows.regions))
    bought = flows.imported.sum(axis=2, keepdims=True)
    share = np.divide(flows.imported, bought, out=np.zeros_like(flows.imported), where=bought > 0)
    sold = flows.exports[:, :, :, None] * share[:, None]
    sold[:, home, home] += flows.domestic
    values = {
        SALES: sold,
        "sales": sold.sum(axis=3),
        "export_tax": flows.exports_fob - flows.exports,
    }
    if flows.modes:
        needed, supplied = flows.transport.sum(axis=(1, 2, 3)), flows.transport_sales.sum(axis=1)
        level = np.divide(needed, supplied, out=np.ones_like(needed), where=supplied > 0)
        values |= {
            MARGIN: np.zeros_like(flows.transport),
            TRANSPORT: flows.transport,
            SUPPLY: flows.transport_sales * level[:, None],
        }
    base = dutiable(values)
    cif = flows.exports_fob + flows.transport.sum(axis=0)
    paid = flows.imports - cif
    values["tariff_rate"] = np.divide(paid, base, out=np.zeros_like(base), where=base > 0)
    values["tariff_revenue"] = values["tariff_rate"] * base
    return values


def _purchases(flows: Flows, values: dict[str, Array]) -> dict[str, Array]:
    """Purchases at landed prices; product tax is what users pay above."""
    use = bought_by_user(values)
    tax = flows.paid - use
    activities = len(flows.activities)
    return {
        "intermediate_use": use[:, :, :activities],
        "final_use": use[:, :, activities:],
        "intermediate_tax": tax[:, :, :activities],
        "final_tax": tax[:, :, activities:],
    }


def _stock(flows: Flows) -> dict[str, Array]:
    if flows.capital is None:
        return {}
    found = {"capital_stock": flows.capital}
    if flows.depreciation is not None:
        zero = np.zeros_like(flows.capital)
        rate = np.divide(flows.depreciation, flows.capital, out=zero, where=flows.capital > 0)
        found["depreciation_rate"] = rate
    return found


def _assembled(
    flows: Flows, values: dict[str, Array], sigma: dict[str, xr.DataArray], by_user: bool
) -> xr.Dataset:
    coords = dict.fromkeys(SECTOR_DIMS, flows.goods) | dict.fromkeys(REGION_DIMS, flows.regions)
    coords |= {"factor": flows.factors, "agent": list(AGENTS)}
    if flows.modes:
        coords[MARGIN_SECTOR] = flows.modes
    dataset = xr.Dataset(coords=coords)
    if by_user:
        dataset = dataset.assign_coords(user=users_of(dataset))
    kept = {n: array for n, array in values.items() if by_user or n != SALES}
    dataset = dataset.assign(
        {n: (KNOWN[n].dims, array, KNOWN[n].attrs) for n, array in kept.items()}
    )
    return dataset.assign(sigma)


def _attributes(
    base: Database,
    flows: Flows,
    owned: dict[str, float],
    notes: list[str],
    year: int | None,
    name: str,
) -> dict[str, str | int]:
    size = f"{len(flows.regions)} regions, {len(flows.goods)} goods, {len(flows.factors)} factors"
    files = "; ".join(f"{file} (sha256 {digest})" for file, digest in base.files.items())
    found: dict[str, str | int] = {
        "name": name,
        "title": f"GTAP Data Base in headers of version {base.version}: {size}",
        "year": year if year is not None else "unknown",
        "unit": "million USD",
        "licence": "that of the GTAP Data Base, which does not allow to pass it on",
        "source": f"GTAP Data Base: {files}",
        "method": "calibration.read_gtap, headers as docs/gtap.md tells",
        "reconstructed": "nothing",
        "version": "1",
        WITHOUT_COUNTERPART: json.dumps(without_counterpart(base)),
        "notes": json.dumps(notes),
    }
    groups = named_factors(flows.factors)
    if groups:
        found[PARTS_OF] = json.dumps(groups)
    if owned:
        found[OWNED] = json.dumps(owned)
    return found
