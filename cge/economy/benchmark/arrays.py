"""The arrays of a benchmark, in the order of dims that the equations use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import cached_property

import numpy as np
import xarray as xr

from calibration.aggregation import co2_of_sales
from calibration.carbon_prices import carbon_payments
from calibration.margins import (
    MARGIN,
    MARGIN_SECTOR,
    SUPPLY,
    TRANSPORT,
    margin_sectors,
    margins_of_flows,
    margins_supplied,
)
from calibration.sourcing import SALES, landed_power, users_of
from cge.symbols.features import features_of
from cge.symbols.registry import WORLD, entries

Array = np.ndarray
Read = Callable[..., Array]
# Agents that the model knows by name.
HOUSEHOLD, GOVERNMENT = "household", "government"
BY_USER = "sourcing_by_user"
MARGINS = "margins"
FUELS = "fuels"
GASES = "gases"


def ratio(numerator: Array, denominator: Array, empty: float = 0.0) -> Array:
    """Division that gives ``empty`` where the denominator is zero."""
    denominator = np.broadcast_to(denominator, np.broadcast(numerator, denominator).shape)
    result = np.full(denominator.shape, empty)
    return np.divide(numerator, denominator, out=result, where=denominator != 0)


def _spread(dataset: xr.Dataset, name: str, dims: tuple[str, ...]) -> Array:
    """An elasticity over all its dims; data may give it by fewer, and then it holds for all."""
    given = dataset[name]
    missing = {d: dataset.sizes[d] for d in dims if d not in given.dims}
    return given.expand_dims(missing).transpose(*dims).to_numpy().astype(float)


def _elasticities(dataset: xr.Dataset, features: Iterable[str]) -> dict[str, Array]:
    return {e.name: _spread(dataset, e.name, e.dims) for e in entries(features, "elasticity")}


class Benchmark:
    """The arrays of a benchmark dataset, in the order of dims the equations use.

    Parameters
    ----------
    dataset
        A balanced benchmark, as :func:`calibration.open_benchmark` returns it.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        def array(name: str, *dims: str) -> Array:
            return dataset[name].transpose(*dims).to_numpy().astype(float)

        def optional(name: str, *dims: str) -> Array:
            if name in dataset:
                return array(name, *dims)
            return np.zeros([dataset.sizes[d] for d in dims])

        sod = ("sector", "origin", "destination")
        self.dataset = dataset
        self.sales = array("sales", *sod)
        self.export_tax = array("export_tax", *sod)
        self.tariff_revenue = array("tariff_revenue", *sod)
        self.intermediate_use = array("intermediate_use", "sector", "destination", "activity")
        self.intermediate_tax = array("intermediate_tax", "sector", "destination", "activity")
        self.final_use = array("final_use", "sector", "destination", "agent")
        self.final_tax = array("final_tax", "sector", "destination", "agent")
        self.value_added = array("value_added", "factor", "activity", "region")
        self.factor_tax = optional("factor_tax", "factor", "activity", "region")
        self.income_tax = optional("income_tax", "factor", "region")
        self.consumption_tax = optional("consumption_tax", "region")
        self.committed = optional("committed_use", "sector", "destination", "agent")
        self.foreign_saving = array("foreign_saving", "region")
        self.co2 = array("co2", "activity", "region")
        self.carbon_price = optional("carbon_price", "activity", "region")
        self.free_allocation = optional("free_allocation", "activity", "region")
        self.carbon_price_household = optional("carbon_price_household", "region")
        paid = carbon_payments(dataset)
        self.carbon_payment = paid.transpose("activity", "region").to_numpy()
        # Tables book what is paid for carbon among the taxes on production.
        self.output_tax = array("output_tax", "activity", "region") - self.carbon_payment
        self.co2_household = (
            array("co2_household", "sector", "region")
            if "co2_household" in dataset
            else np.zeros_like(self.co2)
        )
        self.co2_of_sales = co2_of_sales(dataset.transpose(..., *sod))
        self.features = features_of(dataset)
        self._carbon_in_purchases(optional)
        self.elasticities = _elasticities(dataset, self.features)
        self._margins(dataset, array, optional)
        self.landed = self.sales + self.export_tax + self.margins + self.tariff_revenue
        self.output = self.sales.sum(axis=2) + margins_supplied(dataset)
        self.spending = (self.final_use + self.final_tax).sum(axis=0).T  # agent, region
        self.absorption = self.landed.sum(axis=1)
        self.domestic = np.einsum("idd->id", self.landed)
        self.imports = self.absorption - self.domestic
        self.imports[np.einsum("iod->id", self.off_diagonal(self.sales)) == 0] = 0.0

    def with_elasticities_of(self, dataset: xr.Dataset) -> Benchmark:
        """These arrays with the elasticities of a dataset that is the same in all others."""
        found = copy(self)
        found.dataset, found.elasticities = dataset, _elasticities(dataset, self.features)
        return found

    def _carbon_in_purchases(self, optional: Read) -> None:
        """What is paid for the carbon in goods that are bought, where emissions follow fuel.

        By activities (sector, destination, activity), and by the household (sector, destination).
        """
        self.carbon_on_fuels = np.zeros_like(self.intermediate_use)
        self.carbon_at_home = np.zeros_like(self.co2)
        if FUELS in self.features:
            burnt = optional("co2_by_fuel", "fuel", "sector", "region", "activity").sum(axis=0)
            self.carbon_on_fuels = burnt * self.carbon_price.T
            self.carbon_at_home = self.co2_household * self.carbon_price_household

    def _margins(self, dataset: xr.Dataset, array: Read, optional: Read) -> None:
        """Margins by flow and in all (sector, origin, destination); the latter 0 without any."""
        self.margins: Array | float = 0.0
        if MARGINS not in self.features:
            return
        flow = (MARGIN_SECTOR, "sector", "origin", "destination")
        self.margin_sectors = margin_sectors(dataset)
        self.margin = array(MARGIN, *flow)
        self.transport = optional(TRANSPORT, *flow)
        self.transport_supply = optional(SUPPLY, MARGIN_SECTOR, "region")
        self.margins = margins_of_flows({MARGIN: self.margin, TRANSPORT: self.transport})

    @cached_property
    def landed_by_user(self) -> Array:
        """Purchases at landed prices (sector, origin, destination, user)."""
        sold = self.dataset[SALES].transpose(..., "user").to_numpy().astype(float)
        power = landed_power(self.sales, self.export_tax + self.margins, self.tariff_revenue)
        return sold * power[..., None]

    @property
    def domestic_by_user(self) -> Array:
        """Purchases of domestic goods at landed prices (sector, destination, user)."""
        return np.einsum("iddu->idu", self.landed_by_user)

    @property
    def imports_by_user(self) -> Array:
        """Imports at landed prices (sector, destination, user)."""
        foreign = ~np.eye(self.sales.shape[1], dtype=bool)
        return np.einsum("iodu,od->idu", self.landed_by_user, foreign.astype(float))

    @staticmethod
    def off_diagonal(flows: Array) -> Array:
        """Flows between different regions only."""
        count = flows.shape[-1]
        return np.where(np.eye(count, dtype=bool), 0.0, flows)

    def labels(self) -> dict[str, list[str]]:
        """Ordered labels of every index set."""
        names = [
            *("sector", "origin", "destination", "region", "activity", "factor", "agent"),
        ]
        found = {n: [str(k) for k in self.dataset[n].to_numpy()] for n in names}
        if BY_USER in self.features:
            found["user"] = users_of(self.dataset)
        if MARGINS in self.features:
            found[MARGIN_SECTOR] = [str(k) for k in self.dataset[MARGIN_SECTOR].to_numpy()]
        if FUELS in self.features:
            found["fuel"] = [str(k) for k in self.dataset["fuel"].to_numpy()]
        if GASES in self.features:
            found["gas"] = [str(k) for k in self.dataset["gas"].to_numpy()]
        return {**found, WORLD: [WORLD]}
