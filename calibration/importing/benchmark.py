"""From an inter-country table to a benchmark: final demand by agent, primary inputs by role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.cleaning.costs import KEPT, by_role, role_problems
from calibration.cleaning.steps import agent_problems, refuse_other_things
from calibration.closing import CLOSING_BOUND, close_accounts, foreign_saving
from calibration.errors import InputError
from calibration.importing.factors import labour_share_of, split_value_added
from calibration.membership import SOURCES
from calibration.readers.table import FLOW
from calibration.sourcing import with_sales_by_user
from calibration.variables import AGENTS, ELASTICITIES, FACTORS, VARIABLES

Array = np.ndarray
ROUNDING = 1e-12
"""Of output: cost above it by less is a sum in floating point, not a loss."""
TRADE = ("sigma_import_source", "sigma_domestic_import")
"""Elasticities of substitution between sources, which a trade elasticity sets."""
_SHOWN = 5


@explained
def benchmark_of(
    table: xr.Dataset,
    agents: Mapping[str, str],
    trade_elasticity: Mapping[str, float],
    source: str,
    by_user: bool = False,
    inputs: Mapping[str, str] | None = None,
    labour_share: xr.DataArray | None = None,
) -> xr.Dataset:
    """Turn an inter-country table into a benchmark dataset with Cobb-Douglas nests.

    Primary inputs are paid by their role: labour and capital to factors, undivided value added to
    labour or by `labour_share`, taxes on production as they stand, and taxes on products at one
    rate on all that a user buys. A table without rows of primary inputs names neither taxes nor
    factors: all that purchases leave of output, taxes included, is paid to labour. Trade imbalances
    are foreign saving. CO2 is zero and every distance 1, for want of either.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`, without negative entries (see `calibration.cleaning.clean`).
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
    inputs : mapping of str to str, optional
        Role of each primary input: labour, capital, value_added, output_tax, product_tax, margin or
        none; those of a cleaned table are their names.
    labour_share : xarray.DataArray, optional
        Part of undivided value added that labour earns (activity, region); all of it when omitted.

    Returns
    -------
    xarray.Dataset
        A complete benchmark, see `calibration.variables.VARIABLES`; with `sales_by_user` when
        asked for.

    Raises
    ------
    InputError
        Categories without an agent, unknown agents, primary inputs without a role, industries
        without a trade elasticity, negative elasticities, negative final demand, cost that is not
        output, an industry called like an agent.
    """
    made = assembled(table, agents, trade_elasticity, source, by_user, inputs, labour_share)
    return close_accounts(made)[0] if "primary" in table else made


def assembled(
    table: xr.Dataset,
    agents: Mapping[str, str],
    trade_elasticity: Mapping[str, float],
    source: str,
    by_user: bool = False,
    inputs: Mapping[str, str] | None = None,
    labour_share: xr.DataArray | None = None,
) -> xr.Dataset:
    """`benchmark_of`, with accounts that hold up to `calibration.closing.CLOSING_BOUND`."""
    refuse_other_things(table)
    roles = {role: role for role in KEPT} if inputs is None else inputs
    _refuse(table, agents, trade_elasticity, roles)
    joined = by_role(table, roles) if "primary" in table else table
    values = _flows(joined, agents, labour_share)
    values |= _elasticities(_labels(table, "sector"), trade_elasticity)
    coords = {dim: _labels(table, dim) for dim in ("sector", "activity", *FLOW[1:])}
    coords |= {"region": coords["origin"], "factor": list(FACTORS), "agent": list(AGENTS)}
    data = {name: (spec.dims, values[name], spec.attrs) for name, spec in VARIABLES.items()}
    dataset = xr.Dataset(data, coords, table.attrs)
    set_sources(dataset, source)
    for name, note in _notes(joined, labour_share).items():
        dataset[name].attrs["note"] = note
    return with_sales_by_user(dataset, _sold_to_users(table, agents)) if by_user else dataset


def set_sources(dataset: xr.Dataset, source: str) -> None:
    """Write where the elasticities of a new dataset are from: `source` of those of trade."""
    for name in ELASTICITIES:
        said = source if name in TRADE else "Cobb-Douglas"
        labels = dataset[VARIABLES[name].dims[0]].to_numpy()
        dataset[name].attrs[SOURCES] = json.dumps({str(k): [said] for k in labels})


def _notes(table: xr.Dataset, labour_share: xr.DataArray | None) -> dict[str, str]:
    """What a reader should know of variables that the table does not have."""
    notes = {"co2": "not in the table: zero", "distance": "not in the table: 1 everywhere"}
    if "primary" not in table:
        note = "all in labour: the table has no factors; taxes less subsidies are inside"
        return {"value_added": note} | notes
    if bool((table["primary"].sel(primary_input="value_added") != 0).any()):
        said = "in labour: the table does not divide it"
        if labour_share is not None:
            said = str(labour_share.attrs.get("source", "divided by a labour share of the user's"))
        notes["value_added"] = f"undivided value added is {said}"
    return notes


# --- what cannot become a benchmark ---------------------------------------------------------------


def _refuse(
    table: xr.Dataset,
    agents: Mapping[str, str],
    trade_elasticity: Mapping[str, float],
    roles: Mapping[str, str],
) -> None:
    industries = _labels(table, "sector")
    problems = [*agent_problems(table, agents), *role_problems(table, roles)]
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
    if not role_problems(table, roles):
        problems += _off_balance(table, roles) if "primary" in table else _losses(table)
    if problems:
        raise InputError(problems)


def _losses(table: xr.Dataset) -> list[str]:
    earned = _residual(table)
    beyond_rounding = earned < -ROUNDING * _sales(table).sum(axis=2).T
    return [
        f"{_labels(table, 'origin')[region]} {_labels(table, 'sector')[activity]}: cost is above "
        f"output by {-earned[region, activity]:.3g} million USD"
        for region, activity in np.argwhere(beyond_rounding)
    ]


def _off_balance(table: xr.Dataset, roles: Mapping[str, str]) -> list[str]:
    """Costs that are not output, and factors that earn less than nothing."""
    primary = by_role(table, roles)["primary"].transpose("primary_input", "region", "activity")
    gap, output = _residual(table) - primary.sum("primary_input").to_numpy(), _sales(table)
    wrong = np.abs(gap) > CLOSING_BOUND * output.sum(axis=2).T
    economies, industries = _labels(table, "origin"), _labels(table, "sector")
    problems = [
        f"{economies[r]} {industries[a]}: cost differs from output by {gap[r, a]:.6g} million USD; "
        "clean the table first"
        for r, a in np.argwhere(wrong)[:_SHOWN]
    ]
    earned = primary.sel(primary_input=["labour", "capital", "value_added"])
    if below := int((earned < 0).sum()):
        problems.append(f"{below} payments to factors are negative; treat them first")
    return problems


# --- flows ----------------------------------------------------------------------------------------


def _labels(table: xr.Dataset, dim: str) -> list[str]:
    return [str(label) for label in table[dim].to_numpy()]


def _residual(table: xr.Dataset) -> Array:
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


def _flows(
    table: xr.Dataset, agents: Mapping[str, str], labour_share: xr.DataArray | None
) -> dict[str, Array]:
    use = table["intermediate"].sum("origin").to_numpy()
    final = _sold_to_agents(table, agents).sum(axis=1)
    by_flow = np.zeros_like(_sales(table))
    none = np.zeros((use.shape[2], use.shape[1]))
    values = {
        "sales": _sales(table), "tariff_rate": by_flow, "tariff_revenue": by_flow,
        "export_tax": by_flow, "intermediate_use": use, "final_use": final,
        "co2": none, "distance": np.ones(by_flow.shape[1:]),
    }  # fmt: skip
    if "primary" in table:
        values |= _paid(table, agents, values, labour_share)
    else:
        earned = np.zeros((len(FACTORS), *none.shape))
        earned[FACTORS.index("labour")] = np.maximum(_residual(table).T, 0.0)
        values |= {
            "value_added": earned, "output_tax": none, "intermediate_tax": np.zeros_like(use),
            "final_tax": np.zeros_like(final),
        }  # fmt: skip
    return values | {"foreign_saving": foreign_saving(values)}


def _paid(
    table: xr.Dataset,
    agents: Mapping[str, str],
    values: Mapping[str, Array],
    labour_share: xr.DataArray | None,
) -> dict[str, Array]:
    """Factor incomes and taxes from the primary inputs of a table by role."""
    primary = table["primary"].transpose("primary_input", "activity", "region")
    role = {
        str(k): primary.sel(primary_input=k).to_numpy() for k in primary["primary_input"].to_numpy()
    }
    share = labour_share_of(labour_share, primary["activity"], primary["region"])
    labour, capital = split_value_added(role["value_added"], share)
    by_category = table["primary_final"].sel(primary_input="product_tax")
    categories = by_category["category"].to_numpy()
    to_agents = np.stack(
        [
            by_category.sel(category=[k for k in categories if agents[str(k)] == agent])
            .sum("category")
            .transpose("destination")
            .to_numpy()
            for agent in AGENTS
        ],
        axis=1,
    )
    activities, regions = _labels(table, "activity"), _labels(table, "origin")
    return {
        "value_added": np.stack([role["labour"] + labour, role["capital"] + capital]),
        "output_tax": role["output_tax"],
        "intermediate_tax": _uniform(
            role["product_tax"].T, values["intermediate_use"], regions, activities
        ),
        "final_tax": _uniform(to_agents, values["final_use"], regions, AGENTS),
    }


def _uniform(tax: Array, use: Array, regions: Sequence[str], users: Sequence[str]) -> Array:
    """A tax on products (region, user) at one rate on all that a user buys.

    Raises
    ------
    InputError
        Taxes on nothing, and subsidies that leave nothing to pay.
    """
    base = use.sum(axis=0)
    scale = base.sum()
    groundless = (base <= 0) & (np.abs(tax) > ROUNDING * scale)
    free = (base > 0) & (base + tax <= 0)
    problems = [
        f"product tax of {regions[r]} {users[u]} is {tax[r, u]:.6g} million USD, on no purchases"
        for r, u in np.argwhere(groundless)
    ] + [
        f"product tax of {regions[r]} {users[u]} is {tax[r, u]:.6g} million USD, which leaves "
        f"nothing of its purchases of {base[r, u]:.6g}"
        for r, u in np.argwhere(free)
    ]
    if problems:
        raise InputError(problems)
    rate = np.divide(tax, base, out=np.zeros_like(tax), where=base > 0)
    taxed: Array = use * rate[None]
    return taxed


def _elasticities(
    industries: Sequence[str], trade_elasticity: Mapping[str, float]
) -> dict[str, Array]:
    trade = np.array([1.0 + trade_elasticity[k] for k in industries])
    ones = {name: np.ones(len(AGENTS) if VARIABLES[name].dims == ("agent",) else len(industries))
            for name in ELASTICITIES}  # fmt: skip
    return ones | dict.fromkeys(TRADE, trade)
