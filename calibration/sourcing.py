"""Sourcing by user: who of the users of a good in a destination buys it from which origin.

A user is an activity or an agent; the labels of `user` are those of `activity` and then those of
`agent`. A flow has one landed price, whoever buys it, so what a user pays for a flow is its sales
times the power of export tax, margins and tariff of that flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.margins import margins_of_flows
from calibration.variables import OPTIONAL

Array = np.ndarray

SALES = "sales_by_user"


def users_of(dataset: xr.Dataset) -> list[str]:
    """Labels of all users of a benchmark: its activities and its agents."""
    return [str(label) for dim in ("activity", "agent") for label in dataset[dim].to_numpy()]


def label_problems(dataset: xr.Dataset) -> Iterator[str]:
    """What is wrong with the labels of users, in words."""
    users = users_of(dataset)
    agents = {str(label) for label in dataset["agent"].to_numpy()}
    for label in sorted(agents & {str(k) for k in dataset["activity"].to_numpy()}):
        yield f"label '{label}' is both an activity and an agent, so users cannot be told apart"
    if [str(label) for label in dataset["user"].to_numpy()] != users:
        yield "labels of user must be those of activity and then those of agent"


def use_by_user(values: Mapping[str, Array]) -> Array:
    """Purchases at landed prices of all users (sector, destination, user)."""
    return np.concatenate([values["intermediate_use"], values["final_use"]], axis=2)


def bought_by_user(values: Mapping[str, Array]) -> Array:
    """What users pay for their sales by user at landed prices (sector, destination, user)."""
    added = values["export_tax"] + margins_of_flows(values)
    power = landed_power(values["sales"], added, values["tariff_revenue"])
    bought: Array = np.einsum("iod,iodu->idu", power, values[SALES])
    return bought


def landed_power(sales: Array, added: Array, tariff_revenue: Array) -> Array:
    """What a buyer pays per unit of sales at basic prices; 1 where nothing is sold.

    Before the tariff, `added` are export tax and margins.
    """
    paid = sales + added + tariff_revenue
    return np.divide(paid, sales, out=np.ones_like(sales), where=sales > 0)


def at_average_prices(values: Mapping[str, Array]) -> dict[str, Array]:
    """Purchases and product taxes of users at one landed price per flow.

    Labels that join members with different tariffs hold users that bought from them in different
    proportions, and so at different average prices. All users get the average price of the flow;
    what a user paid above it becomes its product tax. What each user pays in all, the tariffs and
    export taxes of each flow and the product taxes on each good in each destination stay what
    they are.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray
        Flows of a benchmark, with sales by user, in the order of
        `calibration.variables.VARIABLES`.

    Returns
    -------
    dict of str to numpy.ndarray
        Purchases and product taxes, by name.
    """
    bought = bought_by_user(values)
    activities = values["intermediate_use"].shape[2]
    moved = {}
    for kind, part in (("intermediate", slice(activities)), ("final", slice(activities, None))):
        use, tax = f"{kind}_use", f"{kind}_tax"
        moved[use] = bought[:, :, part]
        moved[tax] = values[tax] + (values[use] - bought[:, :, part])
    return moved


def same_sources(values: Mapping[str, Array]) -> Array:
    """Sales by user where all users of a good in a destination have the same sources.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray
        Flows of a benchmark, in the order of `calibration.variables.VARIABLES`.

    Returns
    -------
    numpy.ndarray
        Million USD at basic prices (sector, origin, destination, user).
    """
    sales = values["sales"]
    added = values["export_tax"] + margins_of_flows(values)
    landed = (sales + added + values["tariff_revenue"]).sum(axis=1)[:, None, :]
    share = np.divide(sales, landed, out=np.zeros_like(sales), where=landed > 0)
    sold: Array = share[..., None] * use_by_user(values)[:, None]
    return sold


@explained
def with_sales_by_user(dataset: xr.Dataset, sold: Array | None = None) -> xr.Dataset:
    """A benchmark that tells the sources of each user apart.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark; it is left as it is.
    sold : numpy.ndarray, optional
        Sales by user (sector, origin, destination, user), million USD at basic prices; those of
        `same_sources` when omitted.

    Returns
    -------
    xarray.Dataset

    Raises
    ------
    InputError
        For sales of another shape, and for a label that is both an activity and an agent.
    """
    if sold is None:
        sold = same_sources({str(name): array.to_numpy() for name, array in dataset.items()})
    spec = OPTIONAL[SALES]
    about = spec.attrs
    made = dataset.assign_coords(user=users_of(dataset))
    shape = tuple(made.sizes[dim] for dim in spec.dims)
    if np.shape(sold) != shape:
        raise InputError(f"sold: has the shape {np.shape(sold)}, must be {shape} for {spec.dims}")
    made = made.assign({SALES: (spec.dims, sold, about)})
    problems = [*label_problems(made)]
    if problems:
        raise InputError(problems)
    return made
