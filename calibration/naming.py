"""What a name means along a dimension: a label, all labels, a pattern, or a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from calibration.errors import InputError, nearest
from calibration.factors import PARTS_OF
from calibration.membership import lists_by_label, members
from calibration.variables import REGION_DIMS, SECTOR_DIMS

if TYPE_CHECKING:
    import xarray as xr

    from calibration.groups import Groups as AllGroups

ALL = "all"
FACTOR = "factor"
KEEP_APART = "name labels, or run an aggregation that keeps these apart (cge list aggregations)"
_FINEST = dict.fromkeys((*REGION_DIMS, "partner"), "region") | dict.fromkeys(SECTOR_DIMS, "sector")

# groups(dim, name): labels of a named group along a dimension, None for an unknown name.
Groups = Callable[[str, str], Sequence[str] | None]


def no_groups(_dim: str, _name: str) -> Sequence[str] | None:
    """Know no groups."""
    return None


@dataclass(frozen=True)
class NamedGroups:
    """The groups of a file, as the labels of one dataset; errors can name the nearest group.

    Of factors, a group is one that was split into parts: its name means all that behave as it.

    Attributes
    ----------
    groups : calibration.Groups
        All groups, at the finest level.
    benchmark : xarray.Dataset
        The dataset whose labels are meant, at any level of aggregation.
    """

    groups: AllGroups
    benchmark: xr.Dataset

    def __call__(self, dim: str, name: str) -> Sequence[str] | None:
        """Labels of a group along a dimension, none where the data have none; None if unknown.

        Raises
        ------
        calibration.errors.InputError
            A label is only partly in the group.
        """
        if name not in self.names(dim):
            return None
        if dim == FACTOR:
            return self._factors[name]
        inside = self.groups.of(_FINEST[dim])[name].inside(self.benchmark)
        finest = members(self.benchmark, _FINEST[dim]).values()
        if not any(inside.intersection(each) for each in finest):
            return ()
        return self.groups.resolve(_FINEST[dim], name, self.benchmark)

    def names(self, dim: str) -> list[str]:
        """Names of the groups along a dimension."""
        if dim == FACTOR:
            return list(self._factors)
        return list(self.groups.of(_FINEST[dim])) if dim in _FINEST else []

    @property
    def _factors(self) -> dict[str, list[str]]:
        return lists_by_label(self.benchmark.attrs, PARTS_OF)


class FinestGroups(NamedGroups):
    """The same groups as their members at the finest level."""

    def __call__(self, dim: str, name: str) -> Sequence[str] | None:
        """Members of a group along a dimension; None for an unknown name."""
        if name not in self.names(dim):
            return None
        return sorted(self.groups.of(_FINEST[dim])[name].inside(self.benchmark))


def meaning(
    name: str, dim: str, labels: Sequence[str], groups: Groups
) -> tuple[Sequence[str], str | None]:
    """Labels that a name stands for, none where it is a group without any; or what is wrong.

    Parameters
    ----------
    name : str
        A label, ``all``, a pattern or a group; it is looked for in this order.
    dim : str
        Name of the dimension.
    labels : sequence of str
        All labels along it.
    groups : callable
        ``groups(dim, name)`` gives the labels of a group, or None.
    """
    if name in labels:
        return [name], None
    if name == ALL:
        return labels, None
    matches = [label for label in labels if fnmatchcase(label, name)]
    if matches:
        return matches, None
    try:
        found = groups(dim, name)
    except InputError as error:
        return [], "; ".join([*error.problems, KEEP_APART])
    if found is None:
        return [], _no_meaning(name, dim, labels, groups)
    return [label for label in found if label in labels], None


def _no_meaning(name: str, dim: str, labels: Sequence[str], groups: Groups) -> str:
    if any(sign in name for sign in "*?["):
        return f"'{name}' matches no {dim}{nearest(name, labels)}"
    named = groups.names(dim) if isinstance(groups, NamedGroups) else []
    article = "an" if dim[0] in "aeiou" else "a"
    kind = f"{article} {dim}" if not named else f"{article} {dim} or group"
    # Where no name is alike, the labels are what to choose from; groups are too many to list.
    choices = nearest(name, [*labels, *named]) or nearest(name, labels)
    return f"'{name}' is not {kind}{choices}"
