"""Structures: the nests of the model as settings, in named files.

A structure sets elasticities, and may join all sectors into one, combine energy with capital, or
commit part of what agents buy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.aggregate import aggregate
from calibration.errors import InputError, nearest
from calibration.groups import Groups
from calibration.mapping import Mapping
from cge.settings.energy import EnergySettings, energy_problems
from cge.settings.read import WORDS, read_settings
from cge.settings.subsistence import SubsistenceSettings, subsistence_problems
from cge.symbols.registry import ELASTICITIES

KEYS = (*WORDS, "elasticities")
OPTIONAL = ("join_sectors", "capital_energy", "subsistence")


@dataclass(frozen=True)
class Structure:
    """Settings of the nests that replace those of the data.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    elasticities
        Name of an elasticity -> its value, or the name of the elasticity it equals.
    join_sectors
        Label of the one sector into which all are joined; empty to keep them apart.
    energy
        How energy is combined with capital; None where it is one of the intermediates.
    subsistence
        What agents have committed; None where they choose all that they buy.
    """

    name: str
    title: str
    description: str
    reference: str
    elasticities: dict[str, float | str]
    join_sectors: str = ""
    energy: EnergySettings | None = None
    subsistence: SubsistenceSettings | None = None

    def applied(self, benchmark: xr.Dataset, groups: Groups | None = None) -> xr.Dataset:
        """The benchmark under this structure; the given one is not changed.

        Parameters
        ----------
        benchmark
            A balanced benchmark, already aggregated.
        groups
            Named groups of sectors that the structure may mean.

        Raises
        ------
        InputError
            When the data do not have what the structure is about.
        """
        if self.join_sectors:
            benchmark = _joined(benchmark, self.join_sectors)
        changed = {}
        for name in self.elasticities:
            given = benchmark[name]
            final = self._final(name)
            chosen = benchmark[final] if isinstance(final, str) else xr.full_like(given, final)
            about = {"source": f"structure {self.name}: {self.reference}"}
            changed[name] = chosen.assign_attrs(given.attrs | about)
        benchmark = benchmark.assign(changed).assign_attrs(structure=self.name)
        try:
            for part in (self.energy, self.subsistence):
                benchmark = benchmark if part is None else part.applied(benchmark, groups)
            return benchmark
        except InputError as error:
            found = [f"structure '{self.name}': {problem}" for problem in error.problems]
            raise InputError(found) from error

    def _final(self, name: str) -> float | str:
        """Number that an elasticity gets, or the elasticity of the data that it equals."""
        value: float | str = name
        for _ in self.elasticities:
            value = self.elasticities.get(value, value) if isinstance(value, str) else value
        return value


def _joined(benchmark: xr.Dataset, label: str) -> xr.Dataset:
    """All sectors as one: flows are summed, taxes and tariffs become averages."""
    regions = {str(k): str(k) for k in benchmark["region"].to_numpy()}
    sectors = {str(k): label for k in benchmark["sector"].to_numpy()}
    name = str(benchmark.attrs.get("aggregation", "as given"))
    return aggregate(benchmark, Mapping(name, regions, sectors, {}))


def read_structure(path: Path) -> Structure:
    """Read a structure file.

    Raises
    ------
    InputError
        Listing every missing or unknown key, unknown elasticity and bad value.
    """
    content = read_settings(path, "a structure", _problems)
    words = {key: str(content[key]) for key in WORDS}
    energy, committed = content.get("capital_energy"), content.get("subsistence")
    return Structure(
        name=path.stem,
        **words,
        elasticities=dict(content["elasticities"]),
        join_sectors=str(content.get("join_sectors", "")),
        energy=None if energy is None else EnergySettings.of(energy),
        subsistence=None if committed is None else SubsistenceSettings.of(committed),
    )


def _problems(content: dict[str, Any]) -> list[str]:
    known = (*KEYS, *OPTIONAL)
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    if not isinstance(content.get("join_sectors", "ALL"), str):
        found.append(f"join_sectors: '{content['join_sectors']}' is not a label")
    if "capital_energy" in content:
        found += [f"capital_energy: {p}" for p in energy_problems(content["capital_energy"])]
    if "subsistence" in content:
        found += [f"subsistence: {p}" for p in subsistence_problems(content["subsistence"])]
    given = content.get("elasticities", {})
    if not isinstance(given, dict):
        return [*found, "elasticities: must be a mapping of names to values"]
    return found + _elasticity_problems(given)


def _elasticity_problems(given: dict[str, Any]) -> list[str]:
    found = []
    known = {e.name: e for e in ELASTICITIES if not e.feature}
    for name, value in given.items():
        if name not in known:
            found.append(f"elasticities: unknown '{name}'{nearest(name, known)}")
        elif isinstance(value, str):
            same = [k for k, e in known.items() if e.dims == known[name].dims]
            if value not in same:
                found.append(
                    f"elasticities: {name}: '{value}' is not like it{nearest(value, same)}"
                )
        elif not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0:
            found.append(f"elasticities: {name}: '{value}' is not a number from 0")
    return found
