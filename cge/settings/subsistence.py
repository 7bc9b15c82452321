"""Stone-Geary demand as settings of a structure file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import xarray as xr

from calibration.errors import nearest
from calibration.groups import Groups
from cge.economy.benchmark.arrays import HOUSEHOLD
from cge.economy.benchmark.subsistence import COMMITTED, with_subsistence
from cge.settings.energy import ALL, inside

KEYS = ("frisch", "income_elasticity", "source")
OPTIONAL = ("agents",)


@dataclass(frozen=True)
class SubsistenceSettings:
    """How much of what agents buy is committed.

    Attributes
    ----------
    frisch
        Money flexibility, -1 or below.
    income_elasticity
        Sector or group -> number, ``all`` for those that are not named.
    agents
        Whose purchases.
    source
        Where the numbers come from.
    """

    frisch: float
    income_elasticity: dict[str, float]
    agents: tuple[str, ...]
    source: str

    @classmethod
    def of(cls, content: dict[str, Any]) -> SubsistenceSettings:
        """Settings from the content of a file that has no problems."""
        return cls(
            frisch=float(content["frisch"]),
            income_elasticity=_by_sector(content["income_elasticity"]),
            agents=tuple(map(str, content.get("agents", (HOUSEHOLD,)))),
            source=str(content["source"]),
        )

    def applied(self, benchmark: xr.Dataset, groups: Groups | None) -> xr.Dataset:
        """The benchmark with committed purchases; the given one is not changed.

        Raises
        ------
        InputError
            When a name is not known, or so little can be committed.
        """
        elasticity = xr.full_like(benchmark["sector"], self.income_elasticity[ALL], dtype=float)
        for label, value in self.income_elasticity.items():
            if label != ALL:
                elasticity.loc[{"sector": inside(benchmark, (label,), groups)}] = value
        made = with_subsistence(benchmark, elasticity, self.frisch, self.agents)
        return made.assign({COMMITTED: made[COMMITTED].assign_attrs(source=self.source)})


def _by_sector(value: Any) -> dict[str, float]:
    return dict(value) if isinstance(value, dict) else {ALL: float(value)}


def subsistence_problems(content: Any) -> list[str]:
    """What is wrong with the block of a structure file, one sentence each."""
    known = (*KEYS, *OPTIONAL)
    if not isinstance(content, dict):
        return ["must be a mapping of keys to values"]
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    if not _is_number(content.get("frisch", -1)):
        found.append(f"frisch: '{content['frisch']}' is not a number")
    value = content.get("income_elasticity", 1)
    numbers = value if isinstance(value, dict) else {ALL: value}
    if ALL not in numbers:
        found.append(f"income_elasticity: key '{ALL}' is missing")
    found += [
        f"income_elasticity: {k}: '{v}' is not a number"
        for k, v in numbers.items()
        if not _is_number(v)
    ]
    agents = content.get("agents", ["-"])
    if not isinstance(agents, list) or not agents:
        found.append("agents: must be a list of labels")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
