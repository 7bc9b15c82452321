"""What an index is made of: dimensions, their indicators, and classes of technology intensity."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from calibration.errors import nearest
from calibration.files.fields import (
    Frozen,
    Problem,
    Text,
    validated,
)
from calibration.files.yaml import read_document

EVERYWHERE = "none"


def _named(section: Any) -> Any:
    """Entries of a section that know their names."""
    if not isinstance(section, dict):
        return section
    own = [key for key, entry in section.items() if isinstance(entry, dict) and "name" in entry]
    if own:
        text = f"{own[0]}: unknown key 'name'; the entry's own key is its name"
        raise PydanticCustomError("named", "{text}", {"text": text})
    return {k: {**e, "name": k} if isinstance(e, dict) else e for k, e in section.items()}


class Dimension(Frozen):
    """A named part of the index.

    Attributes
    ----------
    name, title
    exposure
        Classification of activities that says how far the dimension reaches each; ``none`` where
        it reaches all in full.
    """

    name: Text
    title: Text
    exposure: Text


class Exposure(Frozen):
    """A classification of activities.

    Attributes
    ----------
    name, title
    classes
        Class to a number from 0 (not reached) to 1 (in full).
    source
    """

    name: Text
    title: Text
    classes: dict[str, Annotated[float, Field(ge=0, le=1)]]
    source: Text


class Indicator(Frozen):
    """One measured quantity.

    Attributes
    ----------
    name, dimension, title, unit, definition, source, licence
    direction
        1 where more is better, -1 where less is.
    transform
        ``log`` where ratios of values matter, ``none`` where differences do.
    """

    name: Text
    title: Text
    unit: Text
    source: Text
    licence: Text
    dimension: str = ""
    direction: Literal[1, -1] = 1
    transform: Literal["none", "log"] = "none"
    definition: str = ""


Kind = TypeVar("Kind")
Entries = Annotated[dict[str, Kind], BeforeValidator(_named), Field(min_length=1)]


class Catalogue(Frozen):
    """Dimensions, classifications and indicators by name, and what economies are weighted by.

    Attributes
    ----------
    dimensions, exposures, indicators
        By name.
    weighted_by
        The one indicator by which economies are averaged.
    """

    dimensions: Entries[Dimension]
    exposures: Entries[Exposure]
    indicators: Entries[Indicator]
    weighted_by: Annotated[Entries[Indicator], Field(alias="weight", max_length=1)]

    @property
    def weight(self) -> Indicator:
        """The indicator by which economies are averaged."""
        return next(iter(self.weighted_by.values()))


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
    document = read_document(path)
    return validated(Catalogue, document, check=_inconsistent)


def _inconsistent(catalogue: Catalogue) -> Iterator[Problem]:
    """Entries that name what is not there, and dimensions without an indicator."""
    exposures = [*catalogue.exposures, EVERYWHERE]
    used = {one.dimension for one in catalogue.indicators.values()}
    for name, dimension in catalogue.dimensions.items():
        path = ("dimensions", name)
        if dimension.exposure not in exposures:
            near = nearest(dimension.exposure, exposures)
            yield (*path, "exposure"), f"'{dimension.exposure}' is unknown{near}"
        if name not in used:
            yield path, "has no indicator"
    for name, one in catalogue.indicators.items():
        if one.dimension not in catalogue.dimensions:
            near = nearest(one.dimension, catalogue.dimensions)
            yield ("indicators", name, "dimension"), f"'{one.dimension}' is unknown{near}"
