"""Labels of a benchmark all of whose members at the finest level a user names."""

from __future__ import annotations

import xarray as xr

from calibration.errors import InputError
from calibration.groups import Groups
from calibration.membership import members, parts_of_sectors
from cge.inputs.selector import FinestGroups, Selector, no_groups, resolve


def whole_labels(
    selector: Selector, dim: str, benchmark: xr.Dataset, groups: Groups | None
) -> list[str]:
    """Labels that a selector means as a whole; one that is only partly meant is left out.

    Parameters
    ----------
    selector
        Names labels of the data or at the finest level, sectors that are split, patterns, or
        groups. All but these are the labels that have nothing of them.
    dim
        ``sector`` or ``region``.

    Raises
    ------
    InputError
        Listing every name that is neither a label nor a group.
    """
    inside = members(benchmark, dim)
    finest = [member for each in inside.values() for member in each]
    split_up = parts_of_sectors(benchmark) if dim == "sector" else {}
    known = list(dict.fromkeys([*inside, *finest, *split_up]))
    named = no_groups if groups is None else FinestGroups(groups, benchmark)
    found, problems = resolve(Selector(selector.names), dim, known, named, may_be_absent=True)
    if problems:
        raise InputError(problems)
    meant = {part for name in found for part in split_up.get(name, (name,))}
    if selector.excluded:
        return [k for k, each in inside.items() if meant.isdisjoint({k, *each})]
    return [k for k, each in inside.items() if k in meant or meant.issuperset(each)]
