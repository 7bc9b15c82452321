"""The split itself: sales, purchases and costs of the parts, fitted to those of the sector.

For a sector with output :math:`Y_r` and parts of output :math:`a_{pr} Y_r`, in three steps, each
a proportional fit to totals that are known:

1. sales of a part by destination: as the sector's, exports more or less than the rest;
2. purchases of a part by user: as the sector's, users more or less inclined to it;
3. costs of a part: as the sector's, inputs taken more or less per unit.

Totals over parts are the cells of the sector, and totals by part are its output or its supply, so
every identity of the accounts holds for parts as it did for the sector.

A part may be *pooled*, as generation is by networks: it sells to the rest of the sector in its own
region, which sells all on. These sales come on top, as an input of the rest and as output of the
part; nothing else changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import xarray as xr

from calibration.arguments import explained
from calibration.balancing.ras import Margin, fit_margins
from calibration.carbon_prices import PRICE, carbon_payments
from calibration.errors import InputError
from calibration.factors import PART, SHARE
from calibration.gases import COUNTED, COUNTED_HOUSEHOLD, GAS, GASES, OTHER, OTHER_HOUSEHOLD
from calibration.guard.form import incomplete
from calibration.margins import MARGIN_SECTOR, dutiable, output_of
from calibration.membership import PARTS, SOURCES, lists_by_label, parents, parts_of_sectors
from calibration.sourcing import SALES
from calibration.splits.parts import (
    CO2,
    ELECTRICITY,
    EXPORTS,
    FACTOR_PART,
    INPUT,
    OUTPUT,
    POOL,
    PROCESS,
    USE,
    Parts,
)
from calibration.variables import COMPUTED, KNOWN, MILLION_USD, SECTOR_DIMS, own_dims

Array = np.ndarray

SPLIT = "split"
"""Attribute: name of the table of parts."""
WITHIN = 1e-9
"""Largest miss of a total, over all of them, at which a fit counts as met."""
MOST_CARBON = 0.7
"""Of the output of a part, the most that counts as paid for carbon; more is paid by the rest."""

_FLOWS = ("sales", "export_tax", "tariff_revenue", "margin", "transport_margin")
_PURCHASES = ("intermediate_use", "intermediate_tax", "final_use", "final_tax", "committed_use")
_OF_HOUSEHOLDS = ("co2_household", "co2_household_by_fuel", OTHER_HOUSEHOLD, COUNTED_HOUSEHOLD)
_ADDED_UP = (MILLION_USD, "Mt CO2", "Mt CO2e", "PJ", "TWh")
"""Units of what is divided among parts; anything else is a rate, which they have alike."""


@explained
def split(dataset: xr.Dataset, parts: Parts) -> xr.Dataset:
    """Split sectors of a benchmark into parts.

    Parameters
    ----------
    dataset : xarray.Dataset
        A complete benchmark, not aggregated.
    parts : Parts
        As from `calibration.splits.read_parts`.

    Returns
    -------
    xarray.Dataset
        Same variables and units. Rates, prices and elasticities of a part are those of the sector;
        the attribute `parts_of_sector` says what was split.

    Raises
    ------
    InputError
        For a dataset with sales by user or one that is aggregated, a sector that supplies margins
        or is not in the data, a variable that no rule splits, and totals that no fit meets.
    """
    problems = [*incomplete(dataset)]
    if problems:
        raise InputError(problems)
    problems = [*_unfit(dataset, parts)]
    if problems:
        raise InputError([f"split '{parts.name}': {problem}" for problem in problems])
    for sector in parts.sectors:
        dataset = _Sector(dataset, sector, parts).divided()
    return dataset.assign_attrs({SPLIT: parts.name})


def _unfit(dataset: xr.Dataset, parts: Parts) -> Iterator[str]:
    known = [str(label) for label in dataset["sector"].to_numpy()]
    suppliers = list(dataset[MARGIN_SECTOR].to_numpy()) if MARGIN_SECTOR in dataset.coords else []
    for sector in parts.sectors:
        if sector not in known:
            yield f"sector '{sector}' is not in the data"
        if sector in suppliers:
            yield f"sector '{sector}' supplies margins, which has no rule"
    if SALES in dataset:
        yield "the data have sales by user, which no rule splits"
    if any(name in dataset for name in COMPUTED):
        yield "the data are aggregated; split first, then aggregate"


class _Sector:
    """One sector of a dataset on its way into parts.

    Arrays are kept in the dims of their variables, and grow along the dims of sectors.
    """

    def __init__(self, dataset: xr.Dataset, sector: str, parts: Parts) -> None:
        self.dataset, self.sector, self.parts = dataset, sector, parts
        self.inside = parts.of(sector)
        self.labels = [str(label) for label in dataset["sector"].to_numpy()]
        self.at = self.labels.index(sector)
        self.regions = [str(label) for label in dataset["region"].to_numpy()]
        self.dims = {name: own_dims(name, dataset[name]) for name in map(str, dataset.data_vars)}
        self.values = {
            name: dataset[name].transpose(*dims).to_numpy() for name, dims in self.dims.items()
        }
        share = self._told(OUTPUT, self.regions)
        share[:-1] /= 100
        share[-1] = 1 - share[:-1].sum(axis=0)
        self.size = share  # part, region
        pooled = self._told(POOL, self.regions, otherwise=0.0) / 100
        pooled[-1] = 0.0
        self.pooled = pooled * share
        self.sold = share - self.pooled  # what users other than the rest get from each
        self.sold[-1] += self.pooled.sum(axis=0)
        self.output = output_of(dataset)[self.at]

    def divided(self) -> xr.Dataset:
        """The dataset with parts in place of the sector."""
        self._divide_goods()
        self._divide_activities()
        self._pool()
        self._set_factor_parts()
        self._set_electricity()
        order = [*self.labels[: self.at], *self.inside, *self.labels[self.at + 1 :]]
        old = self.dataset
        coords = {d: order if d in SECTOR_DIMS else old[d].to_numpy() for d in map(str, old.coords)}
        data = {
            name: (self.dims[name], values, self._attrs(name))
            for name, values in self.values.items()
        }
        known = parts_of_sectors(old) | {self.sector: self.inside}
        return xr.Dataset(data, coords, old.attrs | {PARTS: json.dumps(known)})

    # ------------------------------------------------------------------ the good
    def _divide_goods(self) -> None:
        flow = self._flows()
        arrives = dutiable(self.dataset) + self.dataset["tariff_revenue"]
        landed = arrives.transpose("sector", "origin", "destination").to_numpy()[self.at]
        purchase = self._purchases((flow * landed).sum(axis=1))
        activities = len(self.labels)
        to_activities, to_agents = purchase[..., :activities], purchase[..., activities:]
        household = [str(a) for a in self.dataset["agent"].to_numpy()].index("household")
        share = {
            **dict.fromkeys(_FLOWS, flow),
            **{n: to_activities if n.startswith("interm") else to_agents for n in _PURCHASES},
            **dict.fromkeys(_OF_HOUSEHOLDS, to_agents[..., household]),
            "co2_by_fuel": to_activities.swapaxes(1, 2),
        }
        self._replace("sector", share)

    def _flows(self) -> Array:
        """Shares of the parts of sales (part, origin, destination)."""
        sales = self.values["sales"][self.at].astype(float)
        exported = self._told(EXPORTS, self.regions)
        home = np.eye(len(self.regions), dtype=bool)
        lean = np.where(home, 1.0, exported[:, :, None])
        seed = self.sold[:, :, None] * lean * sales
        found = self._fit(seed, [((2,), self.sold * self.output), ((0,), sales)], "sales")
        return _shares(found, sales, self.sold[:, :, None])

    def _purchases(self, supply: Array) -> Array:
        """Shares of the parts of purchases (part, destination, user)."""
        used = [self.values[f"{kind}_use"][self.at] for kind in ("intermediate", "final")]
        bought = np.concatenate(used, axis=1).astype(float)
        users = [*self.labels, *(str(a) for a in self.dataset["agent"].to_numpy())]
        total = supply.sum(axis=0)
        part = _shares(supply, total, self.sold)
        seed = part[:, :, None] * self._told(USE, users)[:, None, :] * bought
        # Purchases and supply are equal but for rounding, which no fit could meet.
        exact = supply * (bought.sum(axis=1) / np.where(total > 0, total, 1.0))
        found = self._fit(seed, [((2,), exact), ((0,), bought)], "purchases")
        return _shares(found, bought, part[:, :, None])

    # ------------------------------------------------------------------ the activity
    def _divide_activities(self) -> None:
        goods = self.values["intermediate_use"].shape[0]
        taxed = self.size
        if PRICE in self.values:  # taxes hold what is paid for carbon, which follows emissions
            taxed = self._taxed(self._emitted(self._costs(taxed)[:goods])["co2"])
        cost = self._costs(taxed)
        of_goods, of_factors = cost[:goods], cost[goods:]
        labour = [str(f) for f in self.dataset["factor"].to_numpy()].index("labour")
        share = {
            "intermediate_use": of_goods.swapaxes(1, 2),
            "intermediate_tax": of_goods.swapaxes(1, 2),
            "value_added": of_factors,
            "factor_tax": of_factors,
            "mixed_income": of_factors[labour],
            "output_tax": taxed,
            ELECTRICITY: self.size,
        }
        share |= self._emitted(of_goods)
        self._replace("activity", share)

    def _taxed(self, emitted: Array) -> Array:
        """Shares of the parts of the tax on output, of which payments for carbon are a part."""
        v, at = self.values, self.at
        tax = v["output_tax"][at].astype(float)
        paid = carbon_payments(self.dataset).transpose("activity", "region")
        carbon = paid.to_numpy()[at]
        of_carbon = np.minimum(emitted * carbon, MOST_CARBON * self.size * self.output)
        of_carbon[-1] += carbon - of_carbon.sum(axis=0)
        divided = self.size * (tax - carbon) + of_carbon
        return np.divide(divided, tax, out=self.size.copy(), where=tax != 0)

    def _costs(self, taxed: Array) -> Array:
        """Shares of the parts of costs (item, part, region), items being goods and factors.

        Of their output, what is not the given part of the tax is cost.
        """
        v, at = self.values, self.at
        factor_tax = v.get("factor_tax", 0.0)
        goods = (v["intermediate_use"] + v["intermediate_tax"])[:, :, at]
        factors = (v["value_added"] + factor_tax)[:, at, :]
        spent = np.concatenate([goods, factors]).astype(float)
        names = [*self.labels[:at], *self.inside, *self.labels[at + 1 :]]
        items = [*names, *(str(f) for f in self.dataset["factor"].to_numpy())]
        lean = self._told(INPUT, items)  # part, item
        seed = spent[:, None, :] * self.size[None] * lean.T[:, :, None]
        whole = spent.sum(axis=0)  # output less its tax, but for rounding
        total = self.size * whole + (self.size - taxed) * v["output_tax"][at]
        found = self._fit(seed, [((0,), total), ((1,), spent)], "costs")
        return _shares(found, spent[:, None, :], self.size[None])

    def _emitted(self, of_goods: Array) -> dict[str, Array]:
        """Shares of the parts of emissions, by variable; all end in (activity, region)."""
        v, at = self.values, self.at
        lean = self._told(CO2, self.regions)
        burnt = _normal(self.size * lean)
        gases = self._of_gases()
        share = {"co2_process": self._of_processes(gases)}
        if "co2_by_fuel" in v:
            share |= {"co2_by_fuel": _normal(of_goods * lean, axis=1)}
            share |= {"co2_own_fuel": self._of_own_fuel(share["co2_by_fuel"], burnt)}
        whole = v["co2"][at].astype(float)
        made, known = np.zeros_like(burnt), np.zeros_like(whole)
        for name in share:
            if name in v:
                axis = self.dims[name].index("activity")
                here = np.take(v[name], [at], axis=axis).astype(float)
                others = tuple(range(here.ndim - 2))
                made += (share[name] * here).sum(axis=others)
                known += here.sum(axis=others)[0]
        made += burnt * np.maximum(whole - known, 0.0)
        share |= dict.fromkeys((OTHER, COUNTED), gases)
        return share | {"co2": _shares(made, made.sum(axis=0), self.size)}

    def _of_gases(self) -> Array:
        """Shares of the parts of other gases (gas, part, region)."""
        labels = map(str, self.dataset[GAS].to_numpy()) if GAS in self.dataset.coords else ()
        told = [self._told(gas, self.regions) if gas in GASES else 1.0 for gas in labels]
        return np.array([_normal(self.size * lean) for lean in told])

    def _of_processes(self, gases: Array) -> Array:
        """Shares of the parts of emissions of processes, other gases that count among them."""
        share = _normal(self.size * self._told(PROCESS, self.regions))
        if COUNTED not in self.values or "co2_process" not in self.values:
            return share
        counted = self.values[COUNTED][:, self.at].astype(float)  # gas, region
        plain = np.maximum(self.values["co2_process"][self.at] - counted.sum(axis=0), 0.0)
        made = share * plain + np.einsum("gpr,gr->pr", gases, counted)
        return _shares(made, made.sum(axis=0), share)

    def _of_own_fuel(self, by_good: Array, otherwise: Array) -> Array:
        """Shares of the parts of a fuel that no purchase tells of: as of the same fuel bought.

        (fuel, part, region) in the dims of the variable.
        """
        bought = self.values["co2_by_fuel"][:, :, self.at].astype(float)  # fuel, good, region
        burnt = np.einsum("ipr,qir->qpr", by_good, bought)
        return _shares(burnt, burnt.sum(axis=1, keepdims=True), otherwise)

    # ------------------------------------------------------------------ from part to rest
    def _pool(self) -> None:
        """Pooled parts sell to the rest at home, before any tax."""
        value = self.pooled * self.output
        home = np.arange(len(self.regions))
        rest = self.at + len(self.inside) - 1
        inside = slice(self.at, rest + 1)
        self.values["sales"][inside, home, home] += value
        self.values["intermediate_use"][inside, :, rest] += value

    def _set_factor_parts(self) -> None:
        """Which part of a factor's income in a part of the sector belongs to a part of it."""
        if SHARE not in self.values:
            return
        names = [str(name) for name in self.dataset[PART].to_numpy()]
        told = self.parts.values(self.sector, FACTOR_PART, names, parents(self.dataset))[:-1]
        inside = slice(self.at, self.at + len(told))
        axes = [self.dims[SHARE].index(dim) for dim in ("activity", PART, "region")]
        here = self.values[SHARE].transpose(axes)[inside]
        here[...] = np.where(np.isnan(told)[..., None], here, told[..., None] / 100)

    def _set_electricity(self) -> None:
        """What each part generates; where the table tells it, the rest generates nothing."""
        told = self.parts.values(self.sector, ELECTRICITY, self.regions, parents(self.dataset))
        told[-1] = 0.0
        if np.isnan(told[:-1]).all():
            return
        if ELECTRICITY not in self.values:
            self.dims[ELECTRICITY] = KNOWN[ELECTRICITY].dims
            self.values[ELECTRICITY] = np.zeros_like(self.values["co2"])
        self.values[ELECTRICITY][self.at : self.at + len(told)] = np.nan_to_num(told)

    # ------------------------------------------------------------------ all alike
    def _told(self, what: str, labels: list[str], otherwise: float = 1.0) -> Array:
        """What the table tells of parts (part, label); as of the rest where it tells nothing."""
        found = self.parts.values(self.sector, what, labels, parents(self.dataset))
        return np.where(np.isnan(found), otherwise, found)

    def _fit(self, seed: Array, totals: list[tuple[tuple[int, ...], Array]], of: str) -> Array:
        margins = [Margin(axes, np.asarray(total, dtype=float)) for axes, total in totals]
        try:
            found, miss = fit_margins(seed, margins, tolerance=1e-13)
        except ValueError as error:
            raise self._unmet(of, f"{error}") from None
        if not miss < WITHIN:
            raise self._unmet(
                of, f"totals are missed by {miss:.1e} of their sum; {_worst(found, margins)}"
            )
        return found

    def _unmet(self, of: str, why: str) -> InputError:
        return InputError(
            f"split '{self.parts.name}': {of} of {self.sector} cannot be divided: {why}"
        )

    def _replace(self, dim: str, share: dict[str, Array]) -> None:
        """Parts in place of the sector along a dimension, in every variable that has it."""
        for name, dims in self.dims.items():
            if dim not in dims:
                continue
            if name not in share and KNOWN[name].units in _ADDED_UP:
                raise InputError(f"split '{self.parts.name}': no rule divides the variable {name}")
            axis = dims.index(dim)
            before, whole, after = np.split(self.values[name], [self.at, self.at + 1], axis=axis)
            copies = np.repeat(whole, len(self.inside), axis=axis)
            made = copies if name not in share else (share[name] * whole).astype(whole.dtype)
            self.values[name] = np.concatenate([before, made, after], axis=axis)

    def _attrs(self, name: str) -> dict[str, object]:
        given = self.dataset[name] if name in self.dataset else KNOWN[name]
        attrs: dict[str, object] = dict(given.attrs)
        if SOURCES in attrs:
            known = lists_by_label(attrs, SOURCES)
            known |= {part: known.get(self.sector, []) for part in self.inside}
            attrs[SOURCES] = json.dumps(known)
        return attrs


def _shares(part: Array, whole: Array, empty: Array) -> Array:
    """Parts over the whole; given shares where there is nothing to divide."""
    shape = np.broadcast(part, whole, empty).shape
    whole = np.broadcast_to(whole, shape)
    return np.divide(part, whole, out=np.broadcast_to(empty, shape).copy(), where=whole > 0)


def _normal(weight: Array, axis: int = 0) -> Array:
    """Weights that add up to 1 along an axis."""
    total = weight.sum(axis=axis, keepdims=True)
    return weight / np.where(total > 0, total, 1.0)


def _worst(found: Array, margins: list[Margin]) -> str:
    gaps = [np.abs(found.sum(axis=m.axes) - m.total) for m in margins]
    largest = max(range(len(gaps)), key=lambda n: gaps[n].max())
    return f"the largest gap is {gaps[largest].max():.3g} million USD"
