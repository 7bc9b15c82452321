"""Labels of a published table, and the labels of an aggregation into which they are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.errors import InputError
from calibration.mapping import Mapping, read_mapping

Joined = str | Path | Mapping | None


@dataclass(frozen=True)
class Joining:
    """Label by member, of economies and of industries; members are their own labels unless joined.

    Attributes
    ----------
    economy, industry : dict of str to str
        In the order of the table, or of the aggregation.
    """

    economy: dict[str, str]
    industry: dict[str, str]

    @property
    def economies(self) -> list[str]:
        """Labels of economies, each once."""
        return list(dict.fromkeys(self.economy.values()))

    @property
    def industries(self) -> list[str]:
        """Labels of industries, each once."""
        return list(dict.fromkeys(self.industry.values()))


def joining(joined: Joined, economies: Sequence[str], industries: Sequence[str]) -> Joining:
    """The labels that the members of a table get.

    Parameters
    ----------
    joined : str, Path, Mapping or None
        An aggregation, or the CSV file of one (`dimension,member,label`), whose members are the
        labels of the table; None leaves them as they are.
    economies, industries : sequence of str
        Labels of the table.

    Raises
    ------
    InputError
        The aggregation names other members, or not all of them.
    """
    if joined is None:
        return Joining({k: k for k in economies}, {k: k for k in industries})
    if not isinstance(joined, Mapping):
        labels = {"region": list(economies), "sector": list(industries)}
        joined = read_mapping(joined, xr.Dataset(coords=labels))
    members = {"region": economies, "sector": industries}
    problems = [
        f"aggregation {joined.name}: no label for {dimension} '{member}'"
        for dimension, known in members.items()
        for member in known
        if member not in joined.of(dimension)
    ]
    if problems:
        raise InputError(problems)
    return Joining(*({k: v for k, v in joined.of(d).items() if k in set(known)}
                     for d, known in members.items()))  # fmt: skip
