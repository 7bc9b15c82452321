"""The accounting identities of a benchmark, and how well they hold."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.fuels import BY_FUEL, closed_emissions
from calibration.gases import SOURCE, closed_source
from calibration.guard.form import incomplete
from calibration.margins import SUPPLY, TRANSPORT, dutiable, margins_supplied
from calibration.sourcing import SALES, bought_by_user, use_by_user
from calibration.variables import present

TOLERANCE = 1e-9
"""Largest relative error of an identity: of output, of supply, of spending, of world output."""


@explained
def accounts(dataset: xr.Dataset) -> pd.DataFrame:
    """Measure how well every accounting identity of a benchmark holds.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark (see `calibration.variables.VARIABLES`).

    Returns
    -------
    pandas.DataFrame
        Indexed by identity: `statement`, `absolute` (largest error, million USD), `relative`
        (largest error over the size named in `of`), `of`, and `label`, where the relative error is
        largest.

    Raises
    ------
    InputError
        Listing the variables that are missing or have other dimensions than their own.
    """
    problems = [*incomplete(dataset)]
    if problems:
        raise InputError(problems)
    rows = [
        {
            "identity": name,
            "statement": statement,
            "absolute": float(np.abs(error).max()),
            "relative": float(relative.max()),
            "of": of,
            "label": label,
        }
        for name, statement, error, relative, of, label in _identities(dataset)
    ]
    return pd.DataFrame(rows).set_index("identity")


Identity = tuple[str, str, np.ndarray, np.ndarray, str, str]


def _identities(dataset: xr.Dataset) -> Iterator[Identity]:
    flow = {name: dataset[name].to_numpy() for name in present(dataset)}
    factor_tax = flow.get("factor_tax", np.zeros_like(flow["value_added"]))
    regions = [str(label) for label in dataset["region"].to_numpy()]
    sectors = [str(label) for label in dataset["sector"].to_numpy()]
    output = flow["sales"].sum(axis=2) + margins_supplied(dataset, flow)
    cost = (
        (flow["intermediate_use"] + flow["intermediate_tax"]).sum(axis=0).T
        + (flow["value_added"] + factor_tax).sum(axis=0)
        + flow["output_tax"]
    )
    yield _entry("activity", "cost = output", cost - output, output, "output", sectors, regions)

    base = dutiable(flow)
    supply = (base + flow["tariff_revenue"]).sum(axis=1)
    use = flow["intermediate_use"].sum(axis=2) + flow["final_use"].sum(axis=2)
    yield _entry("product", "supply = use", use - supply, supply, "supply", sectors, regions)

    if SALES in flow:
        yield from _by_user(flow, sectors, regions, [str(k) for k in dataset["user"].to_numpy()])

    spending = (flow["final_use"] + flow["final_tax"]).sum(axis=(0, 2))
    income = (
        (flow["value_added"] + factor_tax).sum(axis=(0, 1))
        + flow["output_tax"].sum(axis=0)
        + flow["intermediate_tax"].sum(axis=(0, 2))
        + flow["final_tax"].sum(axis=(0, 2))
        + flow["tariff_revenue"].sum(axis=(0, 1))
        + flow["export_tax"].sum(axis=(0, 2))
        + flow["foreign_saving"]
    )
    yield _entry("region", "income + foreign saving = spending", income - spending, spending,
                 "spending", regions)  # fmt: skip

    gap = flow["tariff_revenue"] - flow["tariff_rate"] * base
    yield _entry("tariff", "tariff revenue = rate * (sales + export tax + margins)", gap, base,
                 "the taxed value", sectors, regions, regions)  # fmt: skip

    if TRANSPORT in flow:
        bought, sold = flow[TRANSPORT].sum(axis=(1, 2, 3)), flow[SUPPLY].sum(axis=1)
        modes = [str(label) for label in dataset["margin_sector"].to_numpy()]
        yield _entry("transport", "world transport bought = sold", bought - sold, bought,
                     "purchases", modes)  # fmt: skip

    if BY_FUEL in flow:
        yield from _by_fuel(flow, sectors, regions)
    if SOURCE in flow:
        yield from _other_gases(flow, [str(k) for k in dataset["gas"].to_numpy()], regions)

    world = np.array([flow["foreign_saving"].sum()])
    yield _entry("world", "foreign saving sums to zero", world, np.array([output.sum()]),
                 "world output", ["world"])  # fmt: skip


def _by_fuel(
    flow: dict[str, np.ndarray], sectors: list[str], regions: list[str]
) -> Iterator[Identity]:
    """Emissions by fuel, and those of processes, are all there are."""
    titles = {"co2": "emissions", "co2_household": "household emissions"}
    for name, whole in closed_emissions(flow).items():
        gap = whole - flow[name]
        yield _entry(titles[name], "by fuel + process = total", gap, flow[name], "emissions",
                     sectors, regions)  # fmt: skip


def _other_gases(
    flow: dict[str, np.ndarray], gases: list[str], regions: list[str]
) -> Iterator[Identity]:
    """Other gases of all users at home are those of the territory."""
    for made in closed_source(flow).values():
        yield _entry("other gases", "by users - abroad = territory", made - flow[SOURCE],
                     flow[SOURCE], "emissions", gases, regions)  # fmt: skip


def _by_user(
    flow: dict[str, np.ndarray], sectors: list[str], regions: list[str], users: list[str]
) -> Iterator[Identity]:
    """Who buys a flow: all of it is bought, and each user pays for what it buys."""
    gap = flow[SALES].sum(axis=3) - flow["sales"]
    yield _entry("sourcing", "sales over users = sales", gap, flow["sales"], "sales", sectors,
                 regions, regions)  # fmt: skip
    use = use_by_user(flow)
    gap = bought_by_user(flow) - use
    yield _entry("user", "purchases by origin = use", gap, use, "use", sectors, regions,
                 users)  # fmt: skip


def _entry(
    name: str, statement: str, error: np.ndarray, size: np.ndarray, of: str, *labels: list[str]
) -> Identity:
    """Relative error: zero where both are zero, infinite where only the size is."""
    error, size = np.abs(error), np.abs(size)
    zero = np.where(error > 0, np.inf, 0.0)
    relative = np.divide(error, size, out=zero, where=size > 0)
    at = np.unravel_index(int(np.argmax(relative)), relative.shape)
    label = " ".join(names[n] for names, n in zip(labels, at, strict=True))
    return name, statement, error, relative, of, label
