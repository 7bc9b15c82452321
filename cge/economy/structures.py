"""Structures: the nests of the model as settings of its elasticities, in named files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.errors import nearest
from cge.economy.settings import WORDS, read_settings
from cge.economy.symbols import ELASTICITIES

KEYS = (*WORDS, "elasticities")


@dataclass(frozen=True)
class Structure:
    """Elasticities that replace those of the data.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    elasticities
        Name of an elasticity -> its value, or the name of the elasticity it equals.
    """

    name: str
    title: str
    description: str
    reference: str
    elasticities: dict[str, float | str]

    def applied(self, benchmark: xr.Dataset) -> xr.Dataset:
        """The benchmark with the elasticities of this structure; the given one is not changed."""
        changed = {}
        for name, value in self.elasticities.items():
            given = benchmark[name]
            chosen = benchmark[value] if isinstance(value, str) else xr.full_like(given, value)
            about = {"source": f"structure {self.name}: {self.reference}"}
            changed[name] = chosen.assign_attrs(given.attrs | about)
        return benchmark.assign(changed).assign_attrs(structure=self.name)


def read_structure(path: Path) -> Structure:
    """Read a structure file.

    Raises
    ------
    InputError
        Listing every missing or unknown key, unknown elasticity and bad value.
    """
    content = read_settings(path, "a structure", _problems)
    words = {key: str(content[key]) for key in WORDS}
    return Structure(name=path.stem, **words, elasticities=dict(content["elasticities"]))


def _problems(content: dict[str, Any]) -> list[str]:
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, KEYS)}" for k in content if k not in KEYS]
    given = content.get("elasticities", {})
    if not isinstance(given, dict):
        return [*found, "elasticities: must be a mapping of names to values"]
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
