"""Numbers that a file gives by label, at any level of aggregation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.membership import members
from calibration.naming import FinestGroups, no_groups
from calibration.variables import REGION_DIMS, SECTOR_DIMS
from cge.economy.economy import Economy
from cge.inputs.selector import ALL, Groups, Selector, resolve

_FINEST = dict.fromkeys(REGION_DIMS, "region") | dict.fromkeys(SECTOR_DIMS, "sector")


@dataclass(frozen=True)
class Labelled:
    """Labels of one dimension of an economy, with what they stand for.

    Attributes
    ----------
    dim
        The dimension.
    inside
        Label -> its members at the finest level; itself where it has none.
    groups
        Members of named groups at the finest level.
    """

    dim: str
    inside: Mapping[str, Sequence[str]]
    groups: Groups

    @classmethod
    def of(cls, economy: Economy, dim: str) -> Labelled:
        """Those of a dimension of an economy."""
        groups: Groups = no_groups
        if economy.groups is not None:
            groups = FinestGroups(economy.groups, economy.benchmark)
        if dim in _FINEST:
            return cls(dim, members(economy.benchmark, _FINEST[dim]), groups)
        return cls(dim, {label: (label,) for label in economy.labels[dim]}, groups)

    def spread(
        self, numbers: Mapping[str, float], key: str, may_be_unknown: bool = False
    ) -> tuple[dict[str, float], list[str]]:
        """One number for each label, and what is wrong.

        A name is a label, a member of labels at the finest level, a pattern or a group; ``all`` is
        for what is not named. Of a label with several members, the number is the mean of theirs.

        Parameters
        ----------
        numbers
            As in the file.
        key
            What they are, for messages.
        may_be_unknown
            Whether names that mean nothing here are passed over.
        """
        finest = [each for inside in self.inside.values() for each in inside]
        given = dict.fromkeys(finest, numbers.get(ALL, np.nan))
        problems = []
        for name, value in numbers.items():
            if name == ALL:
                continue
            if name in self.inside:
                found, wrong = list(self.inside[name]), list[str]()
            else:
                one = Selector((name,))
                found, wrong = resolve(one, self.dim, finest, self.groups, may_be_absent=True)
            given |= dict.fromkeys(found, value)
            problems += [] if may_be_unknown else [f"{key}: {each}" for each in wrong]
        spread = {
            label: float(np.mean([given[each] for each in inside]))
            for label, inside in self.inside.items()
        }
        lacking = [] if problems else [label for label, n in spread.items() if np.isnan(n)]
        if lacking:
            problems.append(f"{key}: no number for {', '.join(lacking[:5])}; give one for '{ALL}'")
        return spread, problems
