"""A point at which equations are compared, and the table of recomputations."""

from __future__ import annotations

from collections.abc import Callable
from zlib import crc32

import numpy as np
import xarray as xr

from cge.symbols.registry import entry_of

SEED = 20
FIXED = "E_fixed_"

# Equation -> function of a Point: the determined variable, or both sides where it is implicit.
RECOMPUTED: dict[str, Callable[[Point], xr.DataArray | tuple[xr.DataArray, xr.DataArray]]] = {}


def recomputes(*equations: str):
    """Register a function as the recomputation of these equations."""

    def register(function):
        helper = function.__name__
        assert helper not in function.__globals__, f"'{helper}' is a helper here; take another name"
        for name in equations:
            assert name not in RECOMPUTED, f"{name} is recomputed twice"
            RECOMPUTED[name] = function
        return function

    return register


def equation_key(name: str) -> str:
    """Key of an equation in :data:`RECOMPUTED`: all equations ``E_fixed_<variable>`` share one."""
    return FIXED if name.startswith(FIXED) else name


class Point:
    """Any values of all symbols of an economy: no solution, so that every term counts.

    What the benchmark fixes (shares, elasticities) keeps its value; variables and all that a
    scenario may shock are moved at random, also what is zero in the benchmark.

    Attributes
    ----------
    data
        The benchmark dataset.
    s
        Values of every symbol, labelled.
    arrays
        The same values as raveled arrays, as the compiled equations read them.
    """

    def __init__(self, economy) -> None:
        system = economy.model.system
        self.data = economy.benchmark
        self.labels = economy.labels
        self.benchmark = self._labelled(system, system.values())
        self.arrays = {n: _moved(n, v) for n, v in system.values().items()}
        self.s = self._labelled(system, self.arrays)

    def _labelled(self, system, values) -> xr.Dataset:
        arrays = {}
        for name, symbol in system.symbols.items():
            coords = {d: self.labels[d] for d in symbol.sets}
            arrays[name] = xr.DataArray(values[name].reshape(symbol.shape), coords, symbol.sets)
        return xr.Dataset(arrays)

    def __getattr__(self, name: str) -> xr.DataArray:
        """Value of a symbol."""
        try:
            return self.__dict__["s"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def get(self, name: str, otherwise: float) -> xr.DataArray | float:
        """Value of a symbol that only some models have."""
        return self.s.get(name, otherwise)

    def change(self, name: str) -> xr.DataArray:
        """Value relative to the benchmark; not a number where that is zero."""
        before = self.benchmark[name]
        return self.s[name] / before.where(before != 0)


def _moved(name: str, values: np.ndarray) -> np.ndarray:
    """Drawn by name, so that a further symbol leaves all others where they are."""
    entry, draw = entry_of(name), np.random.default_rng([SEED, crc32(name.encode())])
    factor, addend = draw.uniform(0.8, 1.25, values.shape), draw.uniform(0.1, 0.4, values.shape)
    if entry.kind in ("share", "elasticity"):
        return values
    if entry.kind == "variable" and not entry.signed:
        return values * factor
    return values * factor + np.where(values == 0, addend, 0.0)


# ---------------------------------------------------------------------- what several modules need
def ces(share: xr.DataArray, price: xr.DataArray, sigma: xr.DataArray, over) -> xr.DataArray:
    """Unit cost of a nest relative to the benchmark, exact where the elasticity is 1."""
    unit = abs(sigma - 1) < 1e-7
    power = (1 - sigma).where(~unit, 1.0)
    mean = (share * price**power).sum(over) ** (1 / power)
    return xr.where(unit, np.exp((share * np.log(price)).sum(over)), mean)


def made_before(data: xr.Dataset) -> xr.DataArray:
    """Benchmark output: sales and margins supplied (activity, region)."""
    made = data.sales.sum("destination").rename(sector="activity", origin="region")
    if "margin" not in data:
        return made
    supplied = data.margin.sum(["sector", "destination"]).rename(origin="region")
    supplied = (supplied + data.transport_supply).rename(margin_sector="activity")
    return made + supplied.reindex(activity=data.activity, fill_value=0.0)


def seller(x: xr.DataArray) -> xr.DataArray:
    """An array over (activity, region) as one over (sector, origin)."""
    return x.rename(activity="sector", region="origin")


def buyer(x: xr.DataArray) -> xr.DataArray:
    """An array over region as one over destination."""
    return x.rename(region="destination")


def region(x: xr.DataArray) -> xr.DataArray:
    """An array over origin or destination as one over region."""
    return x.rename({d: "region" for d in ("origin", "destination") if d in x.dims})


def foreign(x: xr.DataArray) -> xr.DataArray:
    """Flows between different regions; what stays at home is zero."""
    return x.where(x.origin != x.destination, 0.0)


def own(x: xr.DataArray) -> xr.DataArray:
    """Flows within a region (sector, destination)."""
    return x.where(x.origin == x.destination).sum("origin")
