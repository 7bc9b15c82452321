"""Random balanced economies for tests: shares are drawn, then outputs solved for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.margins import MARGIN, MARGIN_SECTOR, SUPPLY, TRANSPORT
from calibration.membership import SOURCES
from calibration.sourcing import with_sales_by_user
from calibration.variables import AGENTS, ELASTICITIES, FACTORS, OPTIONAL, VARIABLES

Array = np.ndarray

LARGEST = 10_000
"""More regions or sectors than this are a mistake."""


@explained
def random_benchmark(
    regions: int | Sequence[str] = 3,
    sectors: int | Sequence[str] = 4,
    seed: int = 0,
    zeros: float = 0.1,
    by_user: bool = False,
    factors: Sequence[str] = FACTORS,
    margins: bool = False,
) -> xr.Dataset:
    """Draw a benchmark dataset that obeys every accounting identity.

    Technology, trade shares, tax rates and final demand are drawn; outputs solve the linear system
    of market clearing, and factor payments are what is left of output after purchases and taxes.

    Parameters
    ----------
    regions, sectors : int or sequence of str
        How many, or their labels.
    seed : int
        Seed of the random generator; the same seed gives the same economy.
    zeros : float
        Probability that a trade flow, an input or a tariff is zero. When positive and there are at
        least two regions and two sectors, one activity has no output and one good is not used in
        one region.
    by_user : bool
        Whether each user of a good has sources of its own; if not, those of a destination share
        them.
    factors : sequence of str
        Labels of at least two factors.
    margins : bool
        Whether flows need trade and transport margins, which two sectors supply, or fewer where
        there are not three.

    Returns
    -------
    xarray.Dataset
        All variables of `calibration.variables.VARIABLES`, million USD, and, when asked
        for, `sales_by_user` and the variables of `calibration.margins`.

    Raises
    ------
    InputError
        Where there is no region, sector or factor, where there are more than `LARGEST`, or where
        the seed is below 0.
    """
    many = {"regions": regions, "sectors": sectors}
    beyond = [
        f"{n}: more than {LARGEST}" for n, k in many.items() if isinstance(k, int) and k > LARGEST
    ]
    if beyond:
        raise InputError(beyond)
    region = _labels(regions, "R")
    sector = _labels(sectors, "S")
    empty = {"regions": region, "sectors": sector, "factors": factors}
    problems = [f"{name}: there must be at least one" for name, given in empty.items() if not given]
    problems += [] if seed >= 0 else [f"seed: {seed} is below 0"]
    if problems:
        raise InputError(problems)
    draw = np.random.default_rng(seed)
    shape = (len(sector), len(region))
    needs = _margin_needs(draw, shape, zeros) if margins else None
    values, sold = _flows(draw, shape, zeros, by_user, len(factors), needs)
    values |= _elasticities(draw, len(sector))
    values["co2"] = values["value_added"].sum(axis=0) * draw.uniform(0.0, 1e-3, shape)
    values["distance"] = _distances(draw, len(region))
    dataset = _dataset(values, region, sector, factors, seed)
    if needs is not None:
        dataset = _with_margins(dataset, needs)
    return with_sales_by_user(dataset, sold) if by_user else dataset


@dataclass(frozen=True)
class _Needs:
    """Margins per unit of sales (margin sector, sector, origin, destination), and who supplies.

    Attributes
    ----------
    at
        Positions of the margin sectors.
    margin, transport
        Up to the border, and from there on.
    share
        Suppliers of world transport (margin sector, region).
    """

    at: list[int]
    margin: Array
    transport: Array
    share: Array

    @property
    def of_flows(self) -> Array:
        """All margins of a flow (sector, origin, destination)."""
        total: Array = (self.margin + self.transport).sum(axis=0)
        return total

    def called(self, supply: Array) -> Array:
        """Margins per unit of use (sector, region that supply; sector, destination, user)."""
        sectors, regions, _, users = supply.shape
        found = np.zeros((sectors, regions, sectors, regions, users))
        found[self.at] += np.einsum("kiod,iodu->koidu", self.margin, supply)
        carried = np.einsum("kiod,iodu->kidu", self.transport, supply)
        found[self.at] += np.einsum("kr,kidu->kridu", self.share, carried)
        return found


def _margins(sales: Array | float, needs: _Needs | None) -> Array | float:
    return 0.0 if needs is None else sales * needs.of_flows


def _margin_needs(draw: np.random.Generator, shape: tuple[int, int], zeros: float) -> _Needs:
    sectors, regions = shape
    at = sorted({min(1, sectors - 1), sectors - 1})
    flows = (len(at), sectors, regions, regions)
    foreign = 1.0 - np.eye(regions)
    margin = draw.uniform(0.0, 0.15, flows) * _kept(draw, flows, zeros)
    transport = draw.uniform(0.0, 0.1, flows) * _kept(draw, flows, zeros) * foreign
    share = draw.uniform(0.2, 1.0, (len(at), regions))
    if zeros > 0 and sectors > 1 and regions > 1:  # the last activity of the last region
        margin[-1, :, -1] = 0.0
        share[-1, -1] = 0.0
    return _Needs(at, margin, transport, share / share.sum(axis=1, keepdims=True))


def _with_margins(dataset: xr.Dataset, needs: _Needs) -> xr.Dataset:
    sales = dataset["sales"].to_numpy()
    transport = needs.transport * sales
    values = {
        MARGIN: needs.margin * sales,
        TRANSPORT: transport,
        SUPPLY: needs.share * transport.sum(axis=(1, 2, 3))[:, None],
    }
    labels = dataset["sector"].to_numpy()[needs.at]
    specs = {name: OPTIONAL[name] for name in values}
    return dataset.assign_coords({MARGIN_SECTOR: labels}).assign(
        {name: (spec.dims, values[name], spec.attrs) for name, spec in specs.items()}
    )


def _labels(given: int | Sequence[str], prefix: str) -> list[str]:
    if isinstance(given, str):
        raise TypeError(f"{given[:20]!r} is no list of labels")
    return [f"{prefix}{n + 1}" for n in range(given)] if isinstance(given, int) else list(given)


def _kept(draw: np.random.Generator, shape: tuple[int, ...], zeros: float) -> Array:
    return draw.random(shape) >= zeros


def _trade_shares(
    draw: np.random.Generator, shape: tuple[int, int], zeros: float, kinds: int
) -> Array:
    """Shares of origins in purchases (sector, origin, destination, kind of user).

    Home bias differs between kinds of users.
    """
    sectors, regions = shape
    home = np.eye(regions)[None, :, :, None]
    weight = draw.uniform(0.2, 1.0, (sectors, regions, regions, kinds))
    weight *= _kept(draw, weight.shape, zeros) | (home > 0)
    bias = 2.0 if kinds == 1 else draw.uniform(0.2, 4.0, (1, 1, 1, kinds))
    weight += bias * regions * home
    if zeros > 0 and sectors > 1 and regions > 1:
        weight[-1, -1] = 0.0  # the last activity of the last region produces nothing
        weight[-1, 0, -1] = 1.0
    return weight / weight.sum(axis=1, keepdims=True)


def _used(draw: np.random.Generator, shape: tuple[int, ...], zeros: float) -> Array:
    """Random positive weights (sector, destination, user); region 1 does not use the first good."""
    weight = draw.uniform(0.2, 1.0, shape) * _kept(draw, shape, zeros)
    weight[-1] += 0.05  # every user buys something
    if zeros > 0 and shape[0] > 1 and shape[1] > 1:
        weight[0, 0, :] = 0.0
    return weight


def _flows(
    draw: np.random.Generator,
    shape: tuple[int, int],
    zeros: float,
    by_user: bool,
    factors: int,
    needs: _Needs | None,
) -> tuple[dict[str, Array], Array]:
    """All flows, and sales by user (sector, origin, destination, user)."""
    sectors, regions = shape
    pairs = (sectors, regions, regions)
    share = _trade_shares(draw, shape, zeros, sectors + len(AGENTS) if by_user else 1)
    foreign = 1.0 - np.eye(regions)
    tariff = draw.uniform(0, 0.3, pairs) * foreign * _kept(draw, pairs, zeros)
    export_rate = draw.uniform(-0.02, 0.05, pairs) * foreign
    power = (1 + tariff) * (1 + export_rate + _margins(1.0, needs))

    inputs = _used(draw, (sectors, regions, sectors), zeros)
    inputs *= draw.uniform(0.3, 0.6, (1, regions, sectors)) / inputs.sum(axis=0, keepdims=True)
    demand = _used(draw, (sectors, regions, len(AGENTS)), zeros)
    demand *= draw.uniform(2e3, 2e4, (1, regions, 1)) * np.array([3.0, 1.0, 1.2])

    supply = np.broadcast_to(share / power[..., None], (*pairs, sectors + len(AGENTS)))
    output = _output(supply, inputs, demand, needs)
    use = inputs * output.T[None]
    sold = supply * np.concatenate([use, demand], axis=2)[:, None]
    sales = sold.sum(axis=3)
    tax = use * draw.uniform(-0.02, 0.08, use.shape)
    final_tax = demand * draw.uniform(-0.02, 0.15, demand.shape)
    output_tax = output * draw.uniform(-0.02, 0.05, shape)
    added = output - output_tax - (use + tax).sum(axis=0).T
    parts = [draw.uniform(0.3, 0.7, shape) for _ in range(factors - 1)]
    export_tax = sales * export_rate
    revenue = tariff * (sales + export_tax + _margins(sales, needs))
    value_added = _divided(added, parts)
    income = (
        (added + output_tax).sum(axis=0)
        + tax.sum(axis=(0, 2))
        + final_tax.sum(axis=(0, 2))
        + revenue.sum(axis=(0, 1))
        + export_tax.sum(axis=(0, 2))
    )
    values = {
        "sales": sales,
        "tariff_rate": tariff,
        "export_tax": export_tax,
        "tariff_revenue": revenue,
        "intermediate_use": use,
        "final_use": demand,
        "intermediate_tax": tax,
        "final_tax": final_tax,
        "value_added": value_added,
        "output_tax": output_tax,
        "foreign_saving": (demand + final_tax).sum(axis=(0, 2)) - income,
    }
    return values, sold


def _output(supply: Array, inputs: Array, demand: Array, needs: _Needs | None) -> Array:
    """Output (sector, region): what a unit of use calls from each origin, times all uses.

    Parameters
    ----------
    supply
        Sales per unit of use (sector, origin, destination, user).
    inputs
        Use per unit of output (sector, destination, activity).
    demand
        Use by agents (sector, destination, agent).
    needs
        Margins per unit of sales; None for none.
    """
    sectors, regions = supply.shape[:2]
    size = sectors * regions
    called = np.einsum("iodj,idj->iojd", supply[..., :sectors], inputs).reshape(size, size)
    final = np.einsum("ioda,ida->io", supply[..., sectors:], demand).ravel()
    if needs is not None:
        also = needs.called(supply)
        called += np.einsum("sridj,idj->srjd", also[..., :sectors], inputs).reshape(size, size)
        final += np.einsum("srida,ida->sr", also[..., sectors:], demand).ravel()
    return np.linalg.solve(np.eye(size) - called, final).reshape(sectors, regions)


def _divided(added: Array, parts: list[Array]) -> Array:
    """Value added by factor (factor, activity, region): parts of what is left, then the rest."""
    earned, left = [], added
    for part in parts:
        earned.append(part * left)
        left = left - earned[-1]
    return np.stack([*earned, left])


def _elasticities(draw: np.random.Generator, sectors: int) -> dict[str, Array]:
    source = draw.uniform(3.0, 8.0, sectors)
    return {
        "sigma_import_source": source,
        "sigma_domestic_import": source / 2,
        "sigma_value_added": draw.uniform(0.2, 1.5, sectors),
        "sigma_intermediate": np.zeros(sectors),
        "sigma_top": np.zeros(sectors),
        "sigma_final": np.ones(len(AGENTS)),
    }


def _distances(draw: np.random.Generator, regions: int) -> Array:
    place = draw.uniform(0, 8000, (regions, 2))
    gap = np.linalg.norm(place[:, None, :] - place[None, :, :], axis=2)
    return gap + 300.0 * np.eye(regions)


def _dataset(
    values: dict[str, Array],
    region: list[str],
    sector: list[str],
    factors: Sequence[str],
    seed: int,
) -> xr.Dataset:
    coords = {
        "sector": sector,
        "origin": region,
        "destination": region,
        "region": region,
        "activity": sector,
        "factor": list(factors),
        "agent": list(AGENTS),
    }
    data = {name: (spec.dims, values[name], spec.attrs) for name, spec in VARIABLES.items()}
    dataset = xr.Dataset(data, coords)
    for name in ELASTICITIES:
        labels = coords[VARIABLES[name].dims[0]]
        dataset[name].attrs[SOURCES] = json.dumps({key: ["drawn"] for key in labels})
    dataset.attrs = {
        "name": f"random-{seed}",
        "title": f"Random economy, seed {seed}",
        "year": 0,
        "unit": "million USD",
        "licence": "none needed",
        "source": "calibration.random_economy",
        "method": "shares drawn at random; outputs solve market clearing",
        "reconstructed": "everything",
        "version": "1",
    }
    return dataset
