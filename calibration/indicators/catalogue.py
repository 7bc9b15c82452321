"""What an index is made of: dimensions, their indicators, and classes of technology intensity."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from calibration.errors import InputError, nearest
from calibration.yaml_file import read_yaml

TRANSFORMS = ("none", "log")
EVERYWHERE = "none"
SECTIONS = ("dimensions", "exposures", "indicators", "weight")


@dataclass(frozen=True)
class Dimension:
    """A named part of the index.

    Attributes
    ----------
    name, title
    exposure
        Classification of activities that says how far the dimension reaches each; ``none`` where
        it reaches all in full.
    """

    name: str
    title: str
    exposure: str


@dataclass(frozen=True)
class Exposure:
    """A classification of activities.

    Attributes
    ----------
    name, title
    classes
        Class to a number from 0 (not reached) to 1 (in full).
    source
    """

    name: str
    title: str
    classes: dict[str, float]
    source: str


@dataclass(frozen=True)
class Indicator:
    """One measured quantity.

    Attributes
    ----------
    name, dimension, title, unit, definition, source, licence
    direction
        1 where more is better, -1 where less is.
    transform
        ``log`` where ratios of values matter, ``none`` where differences do.
    """

    name: str
    title: str
    unit: str
    source: str
    licence: str
    dimension: str = ""
    direction: int = 1
    transform: str = "none"
    definition: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Dimensions, classifications and indicators by name, and what economies are weighted by."""

    dimensions: dict[str, Dimension]
    exposures: dict[str, Exposure]
    indicators: dict[str, Indicator]
    weight: Indicator


def read_catalogue(path: str | Path) -> Catalogue:
    """Read a catalogue of indicators from YAML.

    Parameters
    ----------
    path : str or Path
        Mappings ``dimensions``, ``exposures``, ``indicators`` and ``weight`` (one entry), each
        from names to the attributes of `Dimension`, `Exposure` and `Indicator`.

    Raises
    ------
    InputError
        Listing every missing or unknown key and every value that cannot be.
    """
    path = Path(path)
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise InputError(f"{path}: a catalogue is a mapping of keys to values")
    problems = [f"key '{key}' is missing" for key in SECTIONS if not content.get(key)]
    problems += [f"unknown key '{k}'{nearest(k, SECTIONS)}" for k in content if k not in SECTIONS]
    dimensions = _entries(Dimension, content.get("dimensions"), problems)
    exposures = _entries(Exposure, content.get("exposures"), problems)
    indicators = _entries(Indicator, content.get("indicators"), problems)
    weights = _entries(Indicator, content.get("weight"), problems)
    if not problems:
        problems += _inconsistent(dimensions, exposures, indicators)
    if not problems and len(weights) != 1:
        problems.append("weight: must hold one entry")
    if problems:
        raise InputError([f"{path}: {problem}" for problem in problems])
    return Catalogue(dimensions, exposures, indicators, next(iter(weights.values())))


def _entries(kind: Any, section: Any, problems: list[str]) -> dict[str, Any]:
    """Entries of a section that are complete; what is wrong with the others goes to `problems`."""
    known = [field.name for field in fields(kind) if field.name != "name"]
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.name != "name"]
    found = {}
    for name, entry in (section or {}).items():
        given = entry if isinstance(entry, dict) else {}
        faults = [f"{name}: key '{key}' is missing" for key in needed if key not in given]
        faults += [
            f"{name}: unknown key '{key}'{nearest(key, known)}" for key in given if key not in known
        ]
        problems += faults
        if not faults:
            found[str(name)] = kind(name=str(name), **given)
    return found


def _inconsistent(
    dimensions: dict[str, Dimension],
    exposures: dict[str, Exposure],
    indicators: dict[str, Indicator],
) -> list[str]:
    found = []
    for dimension in dimensions.values():
        if dimension.exposure not in (*exposures, EVERYWHERE):
            near = nearest(dimension.exposure, [*exposures, EVERYWHERE])
            found.append(f"{dimension.name}: unknown exposure '{dimension.exposure}'{near}")
        if all(one.dimension != dimension.name for one in indicators.values()):
            found.append(f"{dimension.name}: has no indicator")
    for exposure in exposures.values():
        found += [
            f"{exposure.name}: class '{label}' is {value}, must be from 0 to 1"
            for label, value in exposure.classes.items()
            if not 0 <= value <= 1
        ]
    for one in indicators.values():
        if one.dimension not in dimensions:
            near = nearest(one.dimension, dimensions)
            found.append(f"{one.name}: unknown dimension '{one.dimension}'{near}")
        if one.direction not in (1, -1):
            found.append(f"{one.name}: direction is {one.direction}, must be 1 or -1")
        if one.transform not in TRANSFORMS:
            near = nearest(one.transform, TRANSFORMS)
            found.append(f"{one.name}: unknown transform '{one.transform}'{near}")
    return found
