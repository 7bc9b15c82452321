"""From an inter-country table to a benchmark: negative demand treated, final demand by agent."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.closing import foreign_saving
from calibration.errors import InputError, nearest
from calibration.membership import SOURCES
from calibration.readers.table import FLOW
from calibration.sourcing import with_sales_by_user
from calibration.variables import AGENTS, ELASTICITIES, FACTORS, VARIABLES

Array = np.ndarray
ROUNDING = 1e-12
"""Of output: cost above it by less is a sum in floating point, not a loss."""


def net_negative_demand(table: xr.Dataset, one: str, other: str) -> xr.Dataset:
    """Net two categories of final demand against each other where one of them is negative.

    Stocks that shrink are negative purchases of the investor, who also buys; what both together
    buy from an origin is what that origin sells to it. A cell whose sum is still negative keeps
    the sum in `one`.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.
    one, other : str
        Labels of `category`, such as changes in inventories and fixed investment.

    Returns
    -------
    xarray.Dataset
        A new table; the sum of the two categories is unchanged.
    """
    final = table["final"].copy()
    first, second = (final.sel(category=k).copy() for k in (one, other))
    mixed, total = (first < 0) | (second < 0), first + second
    final.loc[{"category": one}] = first.where(~mixed, total.clip(max=0.0))
    final.loc[{"category": other}] = second.where(~mixed, total.clip(min=0.0))
    return table.assign(final=final)


def without_negative_demand(table: xr.Dataset) -> xr.Dataset:
    """Set negative final demand to zero and recompute output with unchanged cost shares.

    Negative entries are goods taken out of stocks. Output is recomputed as if they had been made in
    the same year: it meets the remaining final demand at the input coefficients of the table
    (Costinot and Rodriguez-Clare 2014, online appendix).

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`.

    Returns
    -------
    xarray.Dataset
        A new table without negative entries; attributes are kept.
    """
    rows = ("origin", "sector")
    flows = table["intermediate"].transpose(*rows, "destination", "activity")
    output = table["output"].transpose(*rows)
    bought = table["final"].clip(min=0.0)
    demand = bought.sum(("destination", "category")).transpose(*rows)
    sales = flows.to_numpy().reshape(output.size, output.size)
    before = output.to_numpy().ravel()
    # An industry that makes nothing uses nothing.
    inputs = np.divide(sales, before, out=np.zeros_like(sales), where=before > 0)
    made = np.linalg.solve(np.eye(output.size) - inputs, demand.to_numpy().ravel())
    changed = {
        "intermediate": flows.copy(data=(inputs * made).reshape(flows.shape)),
        "final": bought,
        "output": output.copy(data=made.reshape(output.shape)),
    }
    return table.assign({k: v.transpose(*table[k].dims) for k, v in changed.items()})


def benchmark_of(
    table: xr.Dataset,
    agents: Mapping[str, str],
    trade_elasticity: Mapping[str, float],
    source: str,
    by_user: bool = False,
) -> xr.Dataset:
    """Turn an inter-country table into a benchmark dataset with Cobb-Douglas nests.

    Value added, taxes included, is paid to labour: the table names neither taxes nor
    factors. Trade imbalances are foreign saving. CO2 is zero and every distance 1, for want of
    either.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`, without negative entries.
    agents : mapping of str to str
        Agent that each category of final demand belongs to.
    trade_elasticity : mapping of str to float
        Elasticity of trade flows to trade costs by industry; both elasticities of substitution
        between sources are one more.
    source : str
        Where the trade elasticities come from.
    by_user : bool
        Keep who of the users of a good buys it where, as in the table. Otherwise sales are summed
        over the users of a destination, and all of them buy a good from the same origins.

    Returns
    -------
    xarray.Dataset
        A complete benchmark, see `calibration.variables.VARIABLES`; with `sales_by_user` when
        asked for.

    Raises
    ------
    InputError
        Categories without an agent, unknown agents, industries without a trade elasticity,
        negative elasticities, negative final demand, cost above output, an industry called like an
        agent.
    """
    _refuse(table, agents, trade_elasticity)
    values = _flows(table, agents)
    values |= _elasticities(_labels(table, "sector"), trade_elasticity)
    coords = {dim: _labels(table, dim) for dim in ("sector", "activity", *FLOW[1:])}
    coords |= {"region": coords["origin"], "factor": list(FACTORS), "agent": list(AGENTS)}
    data = {name: (spec.dims, values[name], spec.attrs) for name, spec in VARIABLES.items()}
    dataset = xr.Dataset(data, coords, table.attrs)
    for name in ELASTICITIES:
        said = source if name in _TRADE else "Cobb-Douglas"
        labels = dataset[VARIABLES[name].dims[0]].to_numpy()
        dataset[name].attrs[SOURCES] = json.dumps({str(k): [said] for k in labels})
    for name, note in _NOTES.items():
        dataset[name].attrs["note"] = note
    return with_sales_by_user(dataset, _sold_to_users(table, agents)) if by_user else dataset


_TRADE = ("sigma_import_source", "sigma_domestic_import")
_NOTES = {
    "value_added": "all in labour: the table has no factors; taxes less subsidies are inside",
    "co2": "not in the table: zero",
    "distance": "not in the table: 1 everywhere",
}


def _refuse(
    table: xr.Dataset, agents: Mapping[str, str], trade_elasticity: Mapping[str, float]
) -> None:
    categories, industries = _labels(table, "category"), _labels(table, "sector")
    problems = [
        f"category '{k}' of final demand has no agent" for k in categories if k not in agents
    ]
    problems += [
        f"category '{category}': unknown agent '{agent}'{nearest(agent, AGENTS)}"
        for category, agent in agents.items()
        if agent not in AGENTS
    ]
    problems += [f"industry '{k}' has no trade elasticity" for k in industries
                 if k not in trade_elasticity]  # fmt: skip
    problems += [f"industry '{k}': trade elasticity {value} must be positive"
                 for k, value in trade_elasticity.items() if not value > 0]  # fmt: skip
    for name, what in (
        ("intermediate", "sales to industries"),
        ("final", "values of final demand"),
    ):
        if below := int((table[name] < 0).sum()):
            problems.append(f"{below} {what} are negative; treat them first")
    earned = _value_added(table)
    beyond_rounding = earned < -ROUNDING * _sales(table).sum(axis=2).T
    problems += [
        f"{_labels(table, 'origin')[region]} {industries[activity]}: cost is above output by "
        f"{-earned[region, activity]:.3g} million USD"
        for region, activity in np.argwhere(beyond_rounding)
    ]
    if problems:
        raise InputError(problems)


def _labels(table: xr.Dataset, dim: str) -> list[str]:
    return [str(label) for label in table[dim].to_numpy()]


def _value_added(table: xr.Dataset) -> Array:
    """Output less purchases (region, activity)."""
    used = table["intermediate"].sum(("sector", "origin")).to_numpy()
    return _sales(table).sum(axis=2).T - used


def _sales(table: xr.Dataset) -> Array:
    sold = table["intermediate"].sum("activity") + table["final"].sum("category")
    return sold.transpose(*FLOW).to_numpy()


def _sold_to_agents(table: xr.Dataset, agents: Mapping[str, str]) -> Array:
    """Final demand (sector, origin, destination, agent)."""
    categories = table["category"].to_numpy()
    sold = [
        table["final"].sel(category=[k for k in categories if agents[str(k)] == agent])
        for agent in AGENTS
    ]
    return np.stack([each.sum("category").transpose(*FLOW).to_numpy() for each in sold], axis=3)


def _sold_to_users(table: xr.Dataset, agents: Mapping[str, str]) -> Array:
    """Sales (sector, origin, destination, user)."""
    to_activities = table["intermediate"].transpose(*FLOW, "activity").to_numpy()
    return np.concatenate([to_activities, _sold_to_agents(table, agents)], axis=3)


def _flows(table: xr.Dataset, agents: Mapping[str, str]) -> dict[str, Array]:
    use = table["intermediate"].sum("origin").to_numpy()
    final = _sold_to_agents(table, agents).sum(axis=1)
    earned = np.zeros((len(FACTORS), use.shape[2], use.shape[1]))
    earned[FACTORS.index("labour")] = np.maximum(_value_added(table).T, 0.0)
    by_flow = np.zeros_like(_sales(table))
    values = {
        "sales": _sales(table), "tariff_rate": by_flow, "tariff_revenue": by_flow,
        "export_tax": by_flow, "intermediate_use": use, "intermediate_tax": np.zeros_like(use),
        "final_use": final, "final_tax": np.zeros_like(final), "value_added": earned,
        "output_tax": np.zeros(earned.shape[1:]), "co2": np.zeros(earned.shape[1:]),
        "distance": np.ones(by_flow.shape[1:]),
    }  # fmt: skip
    return values | {"foreign_saving": foreign_saving(values)}


def _elasticities(
    industries: Sequence[str], trade_elasticity: Mapping[str, float]
) -> dict[str, Array]:
    trade = np.array([1.0 + trade_elasticity[k] for k in industries])
    ones = {name: np.ones(len(AGENTS) if VARIABLES[name].dims == ("agent",) else len(industries))
            for name in ELASTICITIES}  # fmt: skip
    return ones | dict.fromkeys(_TRADE, trade)
