"""Technologies: the NQP channels and their elasticities as settings, in named files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from calibration.errors import InputError, nearest
from calibration.groups import Groups
from calibration.members import members
from cge.economy.benchmark.measured import is_measured, measure_problems, measured
from cge.inputs.find import find
from cge.settings.read import WORDS, read_settings
from cge.symbols.bounds import beyond
from cge.symbols.registry import REGISTRY

ALL = "all"
KEYS = (*WORDS, "nqp", "channels")
BASE = "base"
# Channels that indicators can measure.
MEASURABLE = ("nqp", "adoption", "absorption")
ABOUT = ("source", "standard_error")
# What a gain in productivity saves: the factors, so that it is one of value added, or all inputs.
APPLIES_TO = ("value_added", "output")


@dataclass(frozen=True)
class Place:
    """Where a setting goes: a level of the registry, its dimension of labels, its neutral value."""

    level: str
    by: str = ""
    neutral: float = 0.0


# Channel -> key of its file -> where it goes; the empty key holds labels themselves.
CHANNELS: dict[str, dict[str, Place]] = {
    "adoption": {"": Place("adoption", "region", 1.0)},
    "absorption": {"": Place("absorptive_capacity", "region", 1.0)},
    "productivity": {"elasticity": Place("elasticity_tfp", "activity"), "applies_to": Place("")},
    "trade_efficiency": {"elasticity": Place("elasticity_trade_cost", "sector")},
    "spillover": {
        "strength": Place("spillover_strength", "region"),
        "carriers": Place("spillover_carrier", "sector", 1.0),
        "response": Place("spillover_response"),
    },
    "standards": {
        "elasticity": Place("elasticity_standards", "sector"),
        "distance": Place("standards_distance"),
        "waste": Place(""),
    },
    "data_flow": {
        "elasticity": Place("elasticity_data", "sector"),
        "restriction": Place("data_restriction"),
    },
}

# Keys of a channel that its standard error is of.
UNCERTAIN = ("elasticity", "strength")


@dataclass(frozen=True)
class Technology:
    """The NQP channels and their numbers.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    nqp
        Level of the index by region label or group; or ``index``, the method by which it is
        computed from indicators, and ``without``, what is left out of it.
    channels
        Settings of every channel that is on; one that is left out has no effect. The productivity
        channel ``applies_to`` value added, unless it says output. Adoption and absorption may name
        a dimension of the indicators as their ``level``.
    """

    name: str
    title: str
    description: str
    reference: str
    nqp: dict[str, Any]
    channels: dict[str, dict[str, Any]]

    def applied(self, benchmark: xr.Dataset, groups: Groups | None = None) -> xr.Dataset:
        """The benchmark with the variables of the channels; the given one is not changed.

        An ``nqp`` (activity, region) that the benchmark already holds is kept.

        Raises
        ------
        InputError
            Listing every label or group that is not known, levels beyond their bounds, and
            economies or industries that the indicators do not know.
        """
        problems: list[str] = []

        def filled(place: Place, given: Any, source: str) -> xr.DataArray:
            found = self._filled(benchmark, place, given, groups, problems)
            return found.assign_attrs(source=source, technology=self.name)

        added = {}
        if "nqp" not in benchmark:
            level = Place("nqp", "region")
            added["nqp"] = filled(level, self.nqp, str(self.nqp["source"]))
        for channel, keys in CHANNELS.items():
            settings = self.channels.get(channel, {})
            for key, place in keys.items():
                if place.level:
                    given = settings.get(key) if key else (settings or None)
                    array = filled(place, given, str(settings.get("source", "off")))
                    if key in UNCERTAIN and "standard_error" in settings:
                        array.attrs["standard_error"] = float(settings["standard_error"])
                    added[place.level] = array
        index = added.pop("nqp") if "nqp" in added else benchmark["nqp"]
        if not problems:
            levels = [index.rename("nqp"), *(a.rename(n) for n, a in added.items())]
            problems = [f"technology '{self.name}': {p}" for a in levels for p in beyond(a)]
        if problems:
            raise InputError(list(dict.fromkeys(problems)))
        waste = float(self.channels.get("standards", {}).get("waste", 0.0))
        added["nqp"] = index.assign_attrs(standards_waste=waste)
        acts_on = str(self.channels.get("productivity", {}).get("applies_to", APPLIES_TO[0]))
        added["elasticity_tfp"] = added["elasticity_tfp"].assign_attrs(applies_to=acts_on)
        return benchmark.assign(added).assign_attrs(technology=self.name)

    def _filled(
        self,
        benchmark: xr.Dataset,
        place: Place,
        given: Any,
        groups: Groups | None,
        problems: list[str],
    ) -> xr.DataArray:
        """A level over its dims; sales of a region to itself keep 0 where there are pairs."""
        dims = REGISTRY[place.level].dims
        coords = {d: benchmark[d] for d in dims}
        if is_measured(given):
            try:
                found = measured(given, benchmark)
            except InputError as error:
                problems += [f"technology '{self.name}': {p}" for p in error.problems]
                found = xr.DataArray(place.neutral)
            spread = found.broadcast_like(xr.Dataset(coords=coords)).transpose(*dims)
            return spread.rename(place.level)
        array = xr.DataArray(np.full([len(c) for c in coords.values()], place.neutral), coords)
        if isinstance(given, dict):
            numbers = {k: v for k, v in given.items() if k not in ABOUT}
            for name, value in sorted(numbers.items(), key=lambda row: row[0] != ALL):
                chosen = self._labels(benchmark, place.by, name, groups, problems)
                array.loc[{place.by: chosen}] = value
        elif given is not None:
            array[...] = given
        if {"origin", "destination"} <= set(dims):
            return array.where(benchmark.origin != benchmark.destination, 0.0).transpose(*dims)
        return array

    def _labels(
        self,
        benchmark: xr.Dataset,
        dim: str,
        name: str,
        groups: Groups | None,
        problems: list[str],
    ) -> list[str]:
        """Labels that a name stands for; a group without a member in the data stands for none."""
        known = [str(k) for k in benchmark[dim].to_numpy()]
        if name == ALL:
            return known
        if name in known:
            return [name]
        dimension = "region" if dim == "region" else "sector"
        named = {} if groups is None else groups.of(dimension)
        if groups is None or name not in named:
            near = nearest(name, [*known, *named])
            problems.append(f"technology '{self.name}': no {dim} or group '{name}'{near}")
            return []
        finest = {m for found in members(benchmark, dimension).values() for m in found}
        if finest.isdisjoint(named[name].members):
            return []
        return list(groups.resolve(dimension, name, benchmark))


def read_technology(path: Path) -> Technology:
    """Read a technology file.

    With ``base``, the name of a technology or the path of its file, what the file leaves out is
    that of the base; a channel is replaced as a whole.

    Raises
    ------
    InputError
        Listing every missing or unknown key and bad number; for a base that is based on itself.
    """
    content = _with_base(path, ())
    words = {key: str(content[key]) for key in WORDS}
    return Technology(path.stem, **words, nqp=content["nqp"], channels=content["channels"])


def _with_base(path: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    """The content of a file over that of its base."""
    if path.resolve() in above:
        raise InputError(f"{path}: {BASE}: the technology is based on itself")
    content = read_settings(path, "a technology", _problems)
    named = content.pop(BASE, None)
    if named is None:
        return content
    beside = path.parent / str(named)
    found = beside if beside.is_file() else find("technologies", str(named))
    base = _with_base(found, (*above, path.resolve()))
    channels = base["channels"] | content.get("channels", {})
    return base | content | {"channels": channels}


def _problems(content: dict[str, Any]) -> list[str]:
    based = BASE in content
    known = (*KEYS, BASE)
    found = [] if based else [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    channels = content.get("channels", {})
    if not isinstance(channels, dict):
        return [*found, "channels: must be a mapping of channels to settings"]
    if "nqp" in content or not based:
        found += _numbers("nqp", content.get("nqp", {}), ("",))
    for name, settings in channels.items():
        if name in CHANNELS:
            found += _numbers(name, settings, tuple(CHANNELS[name]))
        else:
            found.append(f"channels: unknown channel '{name}'{nearest(name, CHANNELS)}")
    return found


def _numbers(name: str, settings: Any, keys: tuple[str, ...]) -> list[str]:
    """What is wrong with one block of settings: its source, its keys, its numbers."""
    if not isinstance(settings, dict):
        return [f"{name}: must be a mapping of keys to values"]
    found = [] if settings.get("source") else [f"{name}: key 'source' is missing"]
    if name in MEASURABLE and is_measured(settings):
        return found + measure_problems(name, settings)
    for key, value in settings.items():
        if key == "source":
            continue
        if "" not in keys and key not in (*keys, *ABOUT):
            found.append(f"{name}: unknown key '{key}'{nearest(key, (*keys, *ABOUT))}")
            continue
        if key == "applies_to":
            if value not in APPLIES_TO:
                choices = " or ".join(APPLIES_TO)
                found.append(f"{name}: applies_to: '{value}' must be {choices}")
            continue
        rows = value.items() if isinstance(value, dict) else [(key, value)]
        found += [
            f"{name}: {label}: '{number}' is not a number from 0"
            for label, number in rows
            if isinstance(number, bool) or not isinstance(number, int | float) or not number >= 0
        ]
    return found
