"""Parameters of a GTAP data base: elasticities by label, and which factors closures mean."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import xarray as xr

from calibration.gtap.database import Database
from calibration.gtap.flows import Flows
from calibration.gtap.headers import PARAMETERS, V6
from calibration.gtap.household import Demand, demand
from calibration.membership import SOURCES
from calibration.variables import AGENTS, VARIABLES

Array = np.ndarray

SAME = 1e-6
"""Numbers of single precision that differ by less are one number."""
LABOUR = (
    *("labour", "labor", "lab", "sklab", "unsklab", "skilled", "unskilled", "skill", "unskill"),
    *("tech_aspros", "clerks", "service_shop", "off_mgr_pros", "ag_othlowsk"),
)
_CAPITAL = ("capital", "cap")


def elasticities(
    base: Database, flows: Flows, household: Demand | None, one_for_all: bool
) -> dict[str, xr.DataArray]:
    """Elasticities of a benchmark; by region where they differ between regions.

    Parameters
    ----------
    base, flows
        The data base and its flows.
    household
        What stands for the CDE; None where the files have no parameters of it.
    one_for_all
        One number for all regions, a mean weighted by what it works on, so that the benchmark can
        be aggregated.
    """
    taken = {role: base.take(header) for role, header in PARAMETERS.items() if role in _READ}
    activities = [base.sets["ACTS"].index(label) for label in flows.activities]
    regions = len(flows.regions)
    values: dict[str, tuple[Array, Array, str]] = {}
    for name, (role, absent) in _ROLES.items():
        # In version 6 intermediates and value added form one nest.
        read = "top" if name == "sigma_intermediate" and base.version == V6 else role
        given = taken[read]
        if given is None:
            found, said = np.full((len(flows.goods), regions), absent), _ABSENT
        else:
            found = given if VARIABLES[name].dims == ("sector",) else given[activities]
            found = np.broadcast_to(found.reshape(len(found), -1), (len(found), regions))
            said = f"GTAP {PARAMETERS[read].name(base.version)}"
        values[name] = found, _weights(flows, name), said
    values["sigma_final"] = _of_agents(flows, household, taken)
    return {n: _array(n, flows, found, weight, said, one_for_all)
            for n, (found, weight, said) in values.items()}  # fmt: skip


# The role of each elasticity, and its value where no header tells it.
_ROLES = {
    "sigma_import_source": ("import_source", 1.0),
    "sigma_domestic_import": ("domestic_import", 1.0),
    "sigma_value_added": ("value_added", 1.0),
    "sigma_intermediate": ("intermediate", 0.0),
    "sigma_top": ("top", 0.0),
}
_READ = (*(role for role, _ in _ROLES.values()), "government", "investment")
_ABSENT = "standard GTAP model, where no header tells it"


def _of_agents(
    flows: Flows, household: Demand | None, taken: Mapping[str, Array | None]
) -> tuple[Array, Array, str]:
    """Elasticities among purchases of household, government, investment (agent, region)."""
    ones = np.ones(len(flows.regions))
    government, investment = taken.get("government"), taken.get("investment")
    rows = {
        "household": ones if household is None else household.substitution,
        "government": ones if government is None else government,
        "investment": 0.0 * ones if investment is None else investment,
    }
    spent = flows.paid[:, :, len(flows.activities) :].sum(axis=0).T
    said = "household: mean substitution of the CDE (SUBP, INCP)" if household else "household: 1"
    return np.stack([rows[agent] for agent in AGENTS]), spent, f"GTAP; {said}"


def _weights(flows: Flows, name: str) -> Array:
    """What an elasticity works on, million USD (sector or activity, region)."""
    if name == "sigma_import_source":
        return flows.imports.sum(axis=1)
    if name == "sigma_domestic_import":
        supply: Array = flows.domestic.sum(axis=2) + flows.imports.sum(axis=1)
        return supply
    return flows.factors_basic.sum(axis=0) if name == "sigma_value_added" else flows.cost


def _array(
    name: str, flows: Flows, found: Array, weight: Array, said: str, one_for_all: bool
) -> xr.DataArray:
    dims = VARIABLES[name].dims
    labels = {"sector": flows.goods, "activity": flows.goods, "agent": list(AGENTS)}[dims[0]]
    attrs = VARIABLES[name].attrs | {SOURCES: json.dumps({label: [said] for label in labels})}
    same = np.abs(found - found[:, :1]).max(initial=0.0) <= SAME * found.max(initial=0.0)
    if same or one_for_all:
        total = weight.sum(axis=1)
        mean = np.divide(
            (found * weight).sum(axis=1), total, out=found.mean(axis=1), where=total > 0
        )
        values = found[:, 0] if same else mean
        return xr.DataArray(values, {dims[0]: labels}, dims, name=name, attrs=attrs)
    region = "destination" if dims == ("sector",) else "region"
    coords = {dims[0]: labels, region: flows.regions}
    return xr.DataArray(found, coords, (dims[0], region), name=name, attrs=attrs)


def household_demand(base: Database, flows: Flows) -> Demand | None:
    """Demand of households that stands for the CDE; None where its parameters are absent."""
    found = [base.take(PARAMETERS[role]) for role in ("expansion", "substitution")]
    if found[0] is None or found[1] is None:
        return None
    return demand(flows.paid[:, :, len(flows.activities)], found[0], found[1])


def named_factors(factors: list[str]) -> dict[str, list[str]]:
    """Which factors the names labour and capital of closures mean, by the labels GTAP uses."""
    groups = {"labour": LABOUR, "capital": _CAPITAL}
    found = {n: [f for f in factors if f.casefold() in known] for n, known in groups.items()}
    return {name: labels for name, labels in found.items() if labels and labels != [name]}
