"""Named groups of labels, resolved to the labels of a dataset at any level of aggregation."""

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.members import members
from calibration.yaml_file import read_yaml

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
    """

    dimension: str
    name: str
    members: tuple[str, ...]
    source: str


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
        inside = set(known[name].members)
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


def read_groups(path: str | Path) -> Groups:
    """Read groups of regions and sectors from YAML.

    Parameters
    ----------
    path : str or Path
        A mapping `region` and `sector`, each from a group's name to `members` and `source`.

    Raises
    ------
    InputError
        Listing every fault of the file.
    """
    path = Path(path)
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise InputError(f"{path}: must hold the keys region and sector")
    problems = [
        f"{path}: unknown key '{key}'{nearest(key, DIMENSIONS)}"
        for key in content
        if key not in DIMENSIONS
    ]
    found: dict[str, dict[str, Group]] = {dimension: {} for dimension in DIMENSIONS}
    for dimension in DIMENSIONS:
        for name, entry in (content.get(dimension) or {}).items():
            problem = _fault(entry)
            if problem:
                problems.append(f"{path}: {dimension} group '{name}' {problem}")
            else:
                listed = tuple(str(member) for member in entry["members"])
                found[dimension][name] = Group(dimension, name, listed, entry["source"])
    if problems:
        raise InputError(problems)
    return Groups(path, found["region"], found["sector"])


def _fault(entry: object) -> str | None:
    if not isinstance(entry, dict):
        return "must hold members and source"
    listed = entry.get("members")
    if not isinstance(listed, list) or not listed:
        return "has no members"
    twice = sorted({str(member) for member in listed if listed.count(member) > 1})
    if twice:
        return f"lists {', '.join(twice)} twice"
    if not entry.get("source"):
        return "has no source"
    return None
