"""Named groups of labels, resolved to the labels of a dataset at any level of aggregation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.fields import Frozen, Text, validated
from calibration.files.yaml import read_document
from calibration.membership import members, parts_of_sectors

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS = ("region", "sector")


@dataclass(frozen=True)
class Group:
    """A named set of labels at the finest level.

    Attributes
    ----------
    dimension : {"region", "sector"}
    name : str
    members : tuple of str
    source : str
        Whose definition it is.
    parts : tuple of str
        Members in place of these, where the data have sectors split into such parts.
    """

    dimension: str
    name: str
    members: tuple[str, ...]
    source: str
    parts: tuple[str, ...] = ()

    def inside(self, dataset: xr.Dataset) -> set[str]:
        """Members at the finest level of a dataset, some of whose sectors may be split."""
        known = {
            member for finest in members(dataset, self.dimension).values() for member in finest
        }
        if self.parts and known.issuperset(self.parts):
            return set(self.parts)
        split_up = parts_of_sectors(dataset) if self.dimension == "sector" else {}
        return {part for member in self.members for part in split_up.get(member, (member,))}


@dataclass(frozen=True)
class Groups:
    """All groups of a file, by dimension and name."""

    path: Path
    region: dict[str, Group]
    sector: dict[str, Group]

    def of(self, dimension: str) -> dict[str, Group]:
        """Groups of one dimension."""
        return self.region if dimension == "region" else self.sector

    def resolve(self, dimension: str, name: str, dataset: xr.Dataset) -> tuple[str, ...]:
        """Labels of a dataset that make up a group.

        Parameters
        ----------
        dimension : {"region", "sector"}
        name : str
            Name of a group.
        dataset : xarray.Dataset
            A benchmark at any level of aggregation.

        Returns
        -------
        tuple of str
            The labels all of whose members are in the group, in the dataset's order.

        Raises
        ------
        InputError
            When there is no such group, when a label has members on both sides of it, or when the
            dataset has no member of it.
        """
        known = self.of(dimension)
        if name not in known:
            raise InputError(f"{self.path}: no {dimension} group '{name}'{nearest(name, known)}")
        inside = known[name].inside(dataset)
        labels, straddling = [], []
        for label, finest in members(dataset, dimension).items():
            if inside.issuperset(finest):
                labels.append(label)
            elif inside.intersection(finest):
                outside = ", ".join(member for member in finest if member not in inside)
                straddling.append(
                    f"{dimension} '{label}' is only partly in group '{name}': {outside} not in it"
                )
        if straddling:
            raise InputError(straddling)
        if not labels:
            raise InputError(f"no {dimension} of the dataset is in group '{name}'")
        return tuple(labels)


def _distinct(members: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({member for member in members if members.count(member) > 1})
    if twice:
        raise PydanticCustomError("twice", "{text}", {"text": f"lists {', '.join(twice)} twice"})
    return members


class _Entry(Frozen):
    """A group as it is written."""

    members: Annotated[
        tuple[Text, ...], Field(strict=False, min_length=1), AfterValidator(_distinct)
    ]
    source: Text
    parts: Annotated[tuple[Text, ...], Field(strict=False), AfterValidator(_distinct)] = ()


class _File(Frozen):
    """Groups as they are written, by dimension and name."""

    region: dict[str, _Entry] = Field(default_factory=dict)
    sector: dict[str, _Entry] = Field(default_factory=dict)


@explained
def read_groups(path: str | Path) -> Groups:
    """Read groups of regions and sectors from YAML.

    Parameters
    ----------
    path : str or Path
        A mapping `region` and `sector`, each from a group's name to `members`, `source` and, for
        data with split sectors, `parts`.

    Raises
    ------
    InputError
        Listing every fault of the file.
    """
    document = read_document(path)
    written = validated(_File, document)
    found = {
        dimension: {
            name: Group(dimension, name, entry.members, entry.source, entry.parts)
            for name, entry in getattr(written, dimension).items()
        }
        for dimension in DIMENSIONS
    }
    return Groups(Path(path), **found)
