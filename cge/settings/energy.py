"""The capital-energy nest as settings of a structure file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.groups import Groups
from calibration.members import members
from cge.economy.benchmark.capital_energy import AMONG, CAPITAL, COMPOSITE, with_capital_energy

ALL = "all"
SIGMAS = (COMPOSITE, AMONG)
KEYS = ("energy", *SIGMAS, "source")
OPTIONAL = ("factors",)
# Labels that are named in a message before "and more".
FEW = 3


@dataclass(frozen=True)
class EnergySettings:
    """Which goods are energy, and how they are combined with capital.

    Attributes
    ----------
    energy
        Sectors or groups of sectors that are energy. A label of the data is energy when all it
        stands for is.
    factors
        Factors that are combined with energy.
    sigmas
        Elasticity -> number by activity or group, ``all`` for those that are not named.
    source
        Where the numbers come from.
    """

    energy: tuple[str, ...]
    factors: tuple[str, ...]
    sigmas: dict[str, dict[str, float]]
    source: str

    @classmethod
    def of(cls, content: dict[str, Any]) -> EnergySettings:
        """Settings from the content of a file that has no problems."""
        return cls(
            energy=tuple(map(str, content["energy"])),
            factors=tuple(map(str, content.get("factors", (CAPITAL,)))),
            sigmas={name: _by_activity(content[name]) for name in SIGMAS},
            source=str(content["source"]),
        )

    def applied(self, benchmark: xr.Dataset, groups: Groups | None) -> xr.Dataset:
        """The benchmark with the nest; the given one is not changed.

        Raises
        ------
        InputError
            When no good of the data is energy, or a name is not known.
        """
        goods = inside(benchmark, self.energy, groups)
        if not goods:
            raise InputError(
                f"no sector of the data is energy as a whole ({', '.join(self.energy)}); the data "
                f"have {_few([str(k) for k in benchmark['sector'].to_numpy()])}"
            )
        sigmas = {}
        for name, given in self.sigmas.items():
            array = xr.full_like(benchmark["output_tax"], given[ALL])
            for label, value in given.items():
                if label != ALL:
                    array.loc[{"activity": inside(benchmark, (label,), groups)}] = value
            sigmas[name] = array
        made = with_capital_energy(benchmark, goods, **sigmas, factors=self.factors)
        about = {name: made[name].assign_attrs(source=self.source) for name in SIGMAS}
        return made.assign(about)


def inside(benchmark: xr.Dataset, names: tuple[str, ...], groups: Groups | None) -> list[str]:
    """Sectors of the data all of whose members are in one of the groups, or that are named."""
    known = [str(k) for k in benchmark["sector"].to_numpy()]
    named = {} if groups is None else groups.sector
    unknown = [n for n in names if n not in known and n not in named]
    if unknown:
        choices = [*known, *named]
        raise InputError([f"no sector or group '{n}'{nearest(n, choices)}" for n in unknown])
    meant = set(names).union(*(named[n].members for n in names if n in named))
    return [k for k, finest in members(benchmark, "sector").items() if meant.issuperset(finest)
            or k in names]  # fmt: skip


def _few(labels: list[str]) -> str:
    more = len(labels) - FEW
    return ", ".join(labels[:FEW]) + (f" and {more} more" if more > 0 else "")


def _by_activity(value: Any) -> dict[str, float]:
    return dict(value) if isinstance(value, dict) else {ALL: float(value)}


def energy_problems(content: Any) -> list[str]:
    """What is wrong with the block of a structure file, one sentence each."""
    known = (*KEYS, *OPTIONAL)
    if not isinstance(content, dict):
        return ["must be a mapping of keys to values"]
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    for key in ("energy", "factors"):
        listed = content.get(key, ["-"])
        if not isinstance(listed, list) or not listed:
            found.append(f"{key}: must be a list of labels")
    for name in SIGMAS:
        value = content.get(name, 0)
        numbers = value if isinstance(value, dict) else {ALL: value}
        if ALL not in numbers:
            found.append(f"{name}: key '{ALL}' is missing")
        found += [f"{name}: {k}: '{v}' is not a number from 0" for k, v in numbers.items()
                  if not _is_elasticity(v)]  # fmt: skip
    return found


def _is_elasticity(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
