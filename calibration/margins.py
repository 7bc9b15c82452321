"""Trade and transport margins of a benchmark: services that a flow of a good needs.

`margin` is what the origin supplies up to its border, `transport_margin` what world transport
suppliers carry from there to the border of the destination, both by flow and by the sector that
supplies them, and `transport_supply` what each region sells to world transport. All are million
USD at basic prices. What an activity makes is its sales and the margins it supplies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, overload

import numpy as np
import xarray as xr

Array = np.ndarray

MARGIN, TRANSPORT, SUPPLY = "margin", "transport_margin", "transport_supply"
MARGIN_SECTOR = "margin_sector"
NAMES = (MARGIN, TRANSPORT, SUPPLY)


def margins_of_flows(values: Mapping[str, Array]) -> Array | float:
    """What margins add to the value of each flow (sector, origin, destination); 0 without any.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray
        Flows in the order of `calibration.variables.OPTIONAL`.
    """
    return sum(values[name].sum(axis=0) for name in (MARGIN, TRANSPORT) if name in values)


@overload
def dutiable(values: xr.Dataset) -> xr.DataArray: ...
@overload
def dutiable(values: Mapping[str, Array]) -> Array: ...
def dutiable(values: Any) -> Any:
    """Value of each flow at the border of the buyer, on which its tariff is due.

    Parameters
    ----------
    values : mapping of str to array
        Flows in the order of `calibration.variables.VARIABLES`, or a benchmark.

    Returns
    -------
    array
        Sales, export tax and margins, million USD (sector, origin, destination).
    """
    return values["sales"] + values["export_tax"] + margins_of_flows(values)


def margins_supplied(dataset: xr.Dataset, values: Mapping[str, Array] | None = None) -> Array:
    """Margins that each activity supplies, to its own region's flows and to world transport.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark, with or without margins.
    values : mapping of str to numpy.ndarray, optional
        Its flows in the order of `calibration.variables.OPTIONAL`, where they are not those of
        the dataset.

    Returns
    -------
    numpy.ndarray
        Million USD at basic prices (activity, region).
    """
    supplied = np.zeros([dataset.sizes["sector"], dataset.sizes["region"]])
    if MARGIN not in dataset:
        return supplied
    given = _ordered(dataset) if values is None else values
    at = margin_sectors(dataset)
    supplied[at] += given[MARGIN].sum(axis=(1, 3))
    if SUPPLY in given:
        supplied[at] += given[SUPPLY]
    return supplied


def margin_sectors(dataset: xr.Dataset) -> list[int]:
    """Positions of the sectors that supply margins among all sectors."""
    sectors = [str(label) for label in dataset["sector"].to_numpy()]
    return [sectors.index(str(label)) for label in dataset[MARGIN_SECTOR].to_numpy()]


def output_of(dataset: xr.Dataset) -> Array:
    """Output at basic prices: sales and margins supplied, million USD (activity, region)."""
    sales = dataset["sales"].transpose("sector", "origin", "destination").to_numpy()
    made: Array = sales.sum(axis=2) + margins_supplied(dataset)
    return made


def margin_services(dataset: xr.Dataset) -> xr.DataArray | float:
    """Margins as trade in services between regions; 0 for a benchmark without margins.

    The margins of a flow are bought by its destination: those up to the border from its origin,
    world transport from all its suppliers, in proportion to what they supply.

    Returns
    -------
    xarray.DataArray
        Million USD at basic prices (sector, origin, destination).
    """
    if MARGIN not in dataset:
        return 0.0
    bought = dataset[MARGIN].sum("sector")
    if TRANSPORT in dataset:
        supply = dataset[SUPPLY].rename(region="origin")
        total = supply.sum("origin")
        share = supply / total.where(total > 0, 1.0)
        bought = bought + share * dataset[TRANSPORT].sum(("sector", "origin"))
    services = bought.rename({MARGIN_SECTOR: "sector"})
    return services.reindex(sector=dataset["sector"].to_numpy(), fill_value=0.0)


def with_margins_by_user(dataset: xr.Dataset, sold: Array) -> Array:
    """Purchases by user, with the margins that they need from those who supply margins.

    Parameters
    ----------
    dataset : xarray.Dataset
        A benchmark, with or without margins.
    sold : numpy.ndarray
        Its sales by user (sector, origin, destination, user), million USD at basic prices.

    Returns
    -------
    numpy.ndarray
        The same dims and units; summed over users and destinations it is output.
    """
    if MARGIN not in dataset:
        return sold
    given, at = _ordered(dataset), margin_sectors(dataset)
    sales = dataset["sales"].transpose("sector", "origin", "destination").to_numpy()
    part = sold / np.where(sales > 0, sales, 1.0)[..., None]
    bought = sold.copy()
    bought[at] += np.einsum("kiod,iodu->kodu", given[MARGIN], part)
    if TRANSPORT in given:
        total = given[SUPPLY].sum(axis=1, keepdims=True)
        share = given[SUPPLY] / np.where(total > 0, total, 1.0)
        carried = np.einsum("kiod,iodu->kdu", given[TRANSPORT], part)
        bought[at] += np.einsum("ko,kdu->kodu", share, carried)
    return bought


def margin_problems(dataset: xr.Dataset) -> Iterator[str]:
    """What is wrong with the margins of a dataset that has its sales, in words."""
    there = [name for name in NAMES if name in dataset]
    for name in there:
        needs = (MARGIN,) if name == MARGIN else NAMES
        for other in needs:
            if other not in dataset:
                yield f"variable {name} is there without {other}"
    if not there or MARGIN_SECTOR not in dataset.coords:
        return
    sectors = [str(label) for label in dataset["sector"].to_numpy()]
    own = [str(label) for label in dataset[MARGIN_SECTOR].to_numpy()]
    for label in own:
        if label not in sectors:
            yield f"label '{label}' of {MARGIN_SECTOR} is no sector"
    if not own or own != [label for label in sectors if label in own]:
        yield f"labels of {MARGIN_SECTOR} must be sectors, each once and in their order"


def groundless_margins(dataset: xr.Dataset) -> Iterator[str]:
    """Margins of flows that are not there, in a benchmark."""
    for name in (MARGIN, TRANSPORT):
        if name in dataset:
            of_nothing = (dataset[name] > 0) & (dataset["sales"] <= 0)
            if bool(of_nothing.any()):
                at = np.argwhere(of_nothing.to_numpy())[0]
                labels = (
                    str(dataset[d].to_numpy()[n]) for d, n in zip(of_nothing.dims, at, strict=True)
                )
                yield f"{name} is above 0 at {' '.join(labels)}, where sales are 0"


def _ordered(dataset: xr.Dataset) -> dict[str, Array]:
    flow = (MARGIN_SECTOR, "sector", "origin", "destination")
    dims = {MARGIN: flow, TRANSPORT: flow, SUPPLY: (MARGIN_SECTOR, "region")}
    return {n: dataset[n].transpose(*d).to_numpy() for n, d in dims.items() if n in dataset}
