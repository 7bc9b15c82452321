"""Composition: a scenario that takes the packages of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field

from calibration.errors import InputError
from cge.inputs import find as locations
from cge.scenarios.package import REGIMES, TARIFFS, Package
from cge.scenarios.study import Study
from cge.settings.swaps import Swap

# Chain of files, each the base of the one before it.
Chain = tuple[Path, ...]
# What a scenario says about the economy it is solved in; parts of one must agree.
SETTINGS = (
    *("data", "aggregation", "factors", "structure", "emissions", "gases", "carbon_prices"),
    *("closure", "technology", "abatement"),
)


class Composable(Study):
    """What can take packages from others, and give them.

    Attributes
    ----------
    packages : dict of Package
        The policies, by name.
    """

    packages: dict[str, Package] = Field(default_factory=dict)


Base = TypeVar("Base")


def open_bases(
    names: Sequence[Any],
    within: Chain,
    read: Callable[[Path, Chain], Base],
    kind: str = "scenarios",
) -> tuple[dict[str, Base], list[str]]:
    """The files that one is based on, by the names it gives them.

    Parameters
    ----------
    names
        Names of shipped files, or paths of files, from the folder of the file that names them.
    within
        The file that names them, after those that are based on it; empty for none.
    read
        Reads a file, given the chain that leads to it.
    kind
        What the files are, one of :data:`cge.inputs.kinds.KINDS`.

    Returns
    -------
    bases : dict
    problems : list of str
        Names without a file, cycles, and whatever is wrong inside the bases.
    """
    bases: dict[str, Base] = {}
    problems: list[str] = []
    for name in names:
        if not isinstance(name, str):
            continue  # the schema reports it
        try:
            path = locations.find(kind, name, within[-1] if within else None).resolve()
            if path in within:
                loop = " > ".join(part.name for part in (*within[within.index(path) :], path))
                raise InputError(f"is based on itself: {loop}")
            bases[name] = read(path, within)
        except InputError as error:
            problems += [f"'{name}': {problem}" for problem in error.problems]
    return bases, problems


def composed(
    scenario: Composable, bases: Mapping[str, Composable]
) -> tuple[dict[str, Any], list[str]]:
    """What a scenario takes from its bases: packages and swaps, then its own, and their settings.

    Returns
    -------
    update : dict
        Fields of the scenario that its bases fill.
    problems : list of str
        Packages of one name and different content; settings in which bases differ, where the
        scenario does not decide.
    """
    problems: list[str] = []
    packages: dict[str, Package] = {}
    owner: dict[str, str] = {}
    parts = [*((f"'{name}'", base) for name, base in bases.items()), ("this file", scenario)]
    for where, part in parts:
        for name, package in part.packages.items():
            if name in packages and _content(packages[name]) != _content(package):
                first = owner[name]
                problems.append(f"package '{name}' of {first} and of {where} differ; rename one")
            packages.setdefault(name, package)
            owner.setdefault(name, where)
    update: dict[str, Any] = {"packages": packages, "swap": _swaps(part for _, part in parts)}
    for key in SETTINGS:
        if key in scenario.model_fields_set:
            continue
        said = dict(_said(bases, key))
        if len(set(said.values())) > 1:
            choices = ", ".join(f"'{value}' in '{name}'" for name, value in said.items())
            problems.append(f"{key} differs: {choices}; say here which one holds")
        elif said:
            update[key] = next(iter(said.values()))
    return update, problems


def _said(bases: Mapping[str, Composable], key: str) -> Iterator[tuple[str, Any]]:
    for name, base in bases.items():
        if key in base.model_fields_set and getattr(base, key) is not None:
            yield name, getattr(base, key)


def _swaps(parts: Iterable[Composable]) -> tuple[Swap, ...]:
    """Swaps of all parts, each once; whether they can hold together is seen with the closure."""
    return tuple(dict.fromkeys(swap for part in parts for swap in part.swap))


def _content(package: Package) -> list[dict[str, Any]]:
    shocks = [shock.to_dict() for shock in package.shocks]
    policies = [policy.to_dict() for policy in (*package.carbon, *package.cbam)]
    return [{TARIFFS: package.tariffs, REGIMES: package.regimes}, *shocks, *policies]
