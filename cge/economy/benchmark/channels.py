"""A technology applied to a benchmark: the variables of the NQP channels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.groups import Groups
from calibration.membership import members
from cge.economy.benchmark.green import GOOD as SAVED_GOOD
from cge.economy.benchmark.measured import measured
from cge.economy.benchmark.regimes import by_regime
from cge.inputs.selector import ALL, KEEP_APART, NamedGroups, Selector, no_groups, resolve
from cge.settings.pair_levels import PairLevel
from cge.settings.technologies import Index, Productivity, Share, Standards, Technology
from cge.symbols.bounds import beyond
from cge.symbols.registry import REGISTRY


@dataclass(frozen=True)
class Place:
    """Where a setting goes: a level of the registry, its dimension of labels, its neutral value."""

    level: str
    by: str = ""
    neutral: float = 0.0


NQP = Place("nqp", "region")
# Channel -> key of its file -> where it goes; the empty key holds labels themselves.
CHANNELS: dict[str, dict[str, Place]] = {
    "adoption": {"": Place("adoption", "region", 1.0)},
    "absorption": {"": Place("absorptive_capacity", "region", 1.0)},
    "productivity": {"elasticity": Place("elasticity_tfp", "activity")},
    "trade_efficiency": {"elasticity": Place("elasticity_trade_cost", "sector")},
    "spillover": {
        "strength": Place("spillover_strength", "region"),
        "carriers": Place("spillover_carrier", "sector", 1.0),
        "response": Place("spillover_response"),
    },
    "standards": {
        "elasticity": Place("elasticity_standards", "sector"),
        "distance": Place("standards_distance"),
    },
    "data_flow": {
        "elasticity": Place("elasticity_data", "sector"),
        "restriction": Place("data_restriction"),
    },
}
# Those of green technology: in the model where one of them is on.
GREEN: dict[str, dict[str, Place]] = {
    "energy": {"elasticity": Place("elasticity_energy", "activity")},
    "emissions": {"elasticity": Place("elasticity_emissions", "activity")},
}
# Keys of a channel that its standard error is of.
UNCERTAIN = ("elasticity", "strength")


def with_technology(
    benchmark: xr.Dataset, technology: Technology, groups: Groups | None = None
) -> xr.Dataset:
    """The benchmark with the variables of the channels; the given one is not changed.

    An ``nqp`` (activity, region) that the benchmark already holds is kept.

    Raises
    ------
    InputError
        Listing every label or group that is not known, levels beyond their bounds, and
        economies or industries that the indicators do not know.
    """
    filling = _Filling(benchmark, technology, groups)
    nqp = technology.nqp
    index = benchmark["nqp"] if "nqp" in benchmark else filling.filled(NQP, nqp, nqp.source)
    added = filling.channels()
    problems = filling.problems
    if not problems:
        levels = [index.rename("nqp"), *(a.rename(n) for n, a in added.items() if n in REGISTRY)]
        problems = [problem for array in levels for problem in beyond(array)]
    if problems:
        said = dict.fromkeys(f"technology '{technology.name}': {p}" for p in problems)
        raise InputError(said)
    standards = technology.channels.standards or Standards(source="off")
    productivity = technology.channels.productivity or Productivity(source="off")
    added["nqp"] = index.assign_attrs(standards_waste=standards.waste)
    added["elasticity_tfp"] = added["elasticity_tfp"].assign_attrs(
        applies_to=productivity.applies_to
    )
    return benchmark.assign(added).assign_attrs(technology=technology.name)


@dataclass
class _Filling:
    """Turns settings into arrays, and collects what is wrong with them."""

    benchmark: xr.Dataset
    technology: Technology
    groups: Groups | None
    problems: list[str] = field(default_factory=list)

    def channels(self) -> dict[str, xr.DataArray]:
        """Every level of every channel, neutral where the channel is off."""
        added = {}
        on = self.technology.channels
        green = on.energy is not None or on.emissions is not None
        if green:
            added[SAVED_GOOD] = self._saved()
        for channel, keys in (CHANNELS | GREEN if green else CHANNELS).items():
            settings = getattr(on, channel)
            error = getattr(settings, "standard_error", None)
            for key, place in keys.items():
                given = getattr(settings, key, None) if key else settings
                array = self.filled(place, given, getattr(settings, "source", "off"))
                if key in UNCERTAIN and error is not None:
                    array.attrs["standard_error"] = error
                added[place.level] = array
        return added

    def _saved(self) -> xr.DataArray:
        """1 for goods that the channel of energy saves (sector)."""
        energy = self.technology.channels.energy
        array = xr.DataArray(np.zeros(self.benchmark.sizes["sector"]), [self.benchmark["sector"]])
        for name in energy.goods if energy else ():
            array.loc[{"sector": self._labels("sector", name)}] = 1.0
        if energy and not array.any() and not self.problems:
            goods = ", ".join(energy.goods)
            self.problems.append(f"channels > energy > goods: no sector of the data is {goods}")
        source = energy.source if energy else "off"
        return array.assign_attrs(source=source, technology=self.technology.name)

    def filled(self, place: Place, given: Any, source: str) -> xr.DataArray:
        """A level over its dims, from a measured share or index, numbers by label, or one."""
        if isinstance(given, Index | Share):
            measures = given.is_measured
            array = self._measured(place, given) if measures else self._given(place, given.numbers)
        elif isinstance(given, PairLevel):
            follows = given.regimes is not None
            array = self._by_regime(place, given) if follows else self._given(place, given.level)
            source = f"data regimes of {given.regimes}; {source}" if follows else source
        else:
            array = self._given(place, given)
        return array.assign_attrs(source=source, technology=self.technology.name)

    def _measured(self, place: Place, settings: Index | Share) -> xr.DataArray:
        try:
            found = measured(settings, self.benchmark)
        except InputError as error:
            self.problems += error.problems
            found = xr.DataArray(place.neutral)
        dims = REGISTRY[place.level].dims
        coords = {d: self.benchmark[d] for d in dims}
        spread = found.broadcast_like(xr.Dataset(coords=coords)).transpose(*dims)
        return spread.rename(place.level)

    def _by_regime(self, place: Place, settings: PairLevel) -> xr.DataArray:
        try:
            return by_regime(place.level, settings, self.benchmark)
        except InputError as error:
            self.problems += error.problems
            return self._given(place, None)

    def _given(self, place: Place, given: dict[str, float] | float | None) -> xr.DataArray:
        """Sales of a region to itself keep 0 where there are pairs."""
        dims = REGISTRY[place.level].dims
        coords = {d: self.benchmark[d] for d in dims}
        array = xr.DataArray(np.full([len(c) for c in coords.values()], place.neutral), coords)
        if isinstance(given, dict):
            for name, value in sorted(given.items(), key=lambda row: row[0] != ALL):
                array.loc[{place.by: self._labels(place.by, name)}] = value
        elif given is not None:
            array[...] = given
        if {"origin", "destination"} <= set(dims):
            pair = self.benchmark.origin != self.benchmark.destination
            return array.where(pair, 0.0).transpose(*dims)
        return array

    def _labels(self, dim: str, name: str) -> list[str]:
        """Labels that a name stands for; a group without a member in the data stands for none.

        A label at the finest level stands for that which has nothing else in it.
        """
        known = [str(k) for k in self.benchmark[dim].to_numpy()]
        inside = members(self.benchmark, "region" if dim == "region" else "sector")
        alone = [label for label, each in inside.items() if each == (name,)]
        if alone and name not in known:
            return alone
        named = no_groups if self.groups is None else NamedGroups(self.groups, self.benchmark)
        found, problems = resolve(Selector((name,)), dim, known, named, may_be_absent=True)
        unknown = dim != "region" and not any(KEEP_APART in problem for problem in problems)
        hint = " (an aggregation may keep it apart: cge list aggregations)" if unknown else ""
        self.problems += [f"{problem}{hint}" for problem in problems]
        return found
