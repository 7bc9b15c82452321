"""Closures: what is fixed and what adjusts, as named files.

A closure says how factors move between activities, and swaps exogenous for endogenous symbols:
fixing a variable lets a parameter adjust.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from calibration.errors import InputError, nearest
from cge.economy.settings import WORDS, read_settings
from cge.economy.symbols import REGISTRY

Labels = dict[str, list[str]]
ALL = "*"
KEYS = (*WORDS, "numeraire")
OPTIONAL = ("mobility", "swap")
NUMERAIRES = ("world factor-price index",)


@dataclass(frozen=True)
class Where:
    """Labels by dimension; a dimension that is not named means all its labels."""

    labels: tuple[tuple[str, tuple[str, ...]], ...]

    def mask(self, dims: tuple[str, ...], known: Labels) -> np.ndarray:
        """Which elements of an array over ``dims`` are meant.

        Raises
        ------
        InputError
            Naming each label that the data do not have.
        """
        problems = [
            f"closure: {dim} '{label}' is not in the data{nearest(label, known[dim])}"
            for dim, chosen in self.labels
            for label in chosen
            if label not in known[dim]
        ]
        if problems:
            raise InputError(problems)
        chosen = dict(self.labels)
        flags = [np.flatnonzero(np.isin(known[d], chosen.get(d, known[d]))) for d in dims]
        mask = np.zeros([len(known[d]) for d in dims], dtype=bool)
        mask[np.ix_(*flags)] = True
        return mask


@dataclass(frozen=True)
class Mobility:
    """How a factor moves: elasticity of transformation, infinite when it is mobile."""

    where: Where
    elasticity: float


@dataclass(frozen=True)
class Swap:
    """``parameter`` adjusts so that ``variable`` stays at its level, where the labels say."""

    parameter: str
    variable: str
    where: Where

    def mask(self, known: Labels) -> np.ndarray:
        """Elements that are swapped."""
        return self.where.mask(REGISTRY[self.parameter].dims, known)


@dataclass(frozen=True)
class Closure:
    """A choice of what is exogenous.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    numeraire
        The price index that is fixed.
    moves
        Factors that are not perfectly mobile.
    swaps
        Parameters that adjust, each with the variable that is held.
    added
        The swaps that were added to those of the file, as written.
    """

    name: str
    title: str
    description: str
    reference: str
    numeraire: str
    moves: tuple[Mobility, ...] = ()
    swaps: tuple[Swap, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name, and the swaps that were added to it."""
        return " with ".join((self.name, *self.added))

    def with_swaps(self, written: Sequence[str]) -> Closure:
        """The same closure with more swaps.

        Parameters
        ----------
        written
            Each ``parameter=variable``, then ``,dimension=label`` for part of a dimension, where
            ``+`` joins labels: ``endowment=real_factor_price,factor=labour,region=USA+CHN``.

        Raises
        ------
        InputError
            Listing every malformed swap and unknown symbol, and what is swapped twice.
        """
        rows = [_row(text) for text in written]
        problems = [
            f"swap '{text}': {p}"
            for text, row in zip(written, rows, strict=True)
            for p in _swap_problems(row)
        ]
        if problems:
            raise InputError(problems)
        swaps = (*self.swaps, *map(_swap, rows))
        _refuse_repeated(self.name, swaps)
        return replace(self, swaps=swaps, added=(*self.added, *written))

    def mobility(self, labels: Labels) -> tuple[np.ndarray, np.ndarray]:
        """Which factors are mobile, and the elasticity of those that are not (factor, region).

        Raises
        ------
        InputError
            When no factor is mobile anywhere, or a label is unknown.
        """
        dims = ("factor", "region")
        elasticity = np.full([len(labels[d]) for d in dims], inf)
        for move in self.moves:
            elasticity[move.where.mask(dims, labels)] = move.elasticity
        mobile = np.isinf(elasticity)
        if not mobile.any():
            raise InputError(f"closure '{self.name}': at least one factor must be mobile somewhere")
        return mobile, np.where(mobile, 0.0, elasticity)


def read_closure(path: Path) -> Closure:
    """Read a closure file.

    Raises
    ------
    InputError
        Listing every missing or unknown key, unknown symbol and bad value.
    """
    content = read_settings(path, "a closure", _problems)
    words: dict[str, Any] = {key: str(content[key]) for key in KEYS}
    return Closure(
        name=path.stem,
        **words,
        moves=tuple(
            Mobility(_where(move, ("factor", "region")), _elasticity(move["elasticity"]))
            for move in content.get("mobility") or ()
        ),
        swaps=tuple(_swap(row) for row in content.get("swap") or ()),
    )


def _swap(row: dict[str, Any]) -> Swap:
    where = _where(row, REGISTRY[row["parameter"]].dims)
    return Swap(row["parameter"], row["variable"], where)


def _refuse_repeated(closure: str, swaps: tuple[Swap, ...]) -> None:
    """Each symbol can be swapped once: its equation and its mask are kept by name."""
    names = [name for swap in swaps for name in (swap.parameter, swap.variable)]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError([f"closure '{closure}': '{n}' is in more than one swap" for n in repeated])


def _row(text: str) -> dict[str, Any]:
    """A swap as in a closure file; empty, and so refused, when a part has no ``=``."""
    first, *rest = [part.partition("=") for part in text.split(",")]
    if not all(sign for _, sign, _ in (first, *rest)):
        return {}
    labels = {dim.strip(): [x.strip() for x in chosen.split("+")] for dim, _, chosen in rest}
    return {**labels, "parameter": first[0].strip(), "variable": first[2].strip()}


def _where(row: dict[str, Any], dims: tuple[str, ...]) -> Where:
    named = []
    for dim in dims:
        chosen = row.get(dim, ALL)
        if chosen != ALL:
            named.append((dim, tuple(map(str, chosen if isinstance(chosen, list) else [chosen]))))
    return Where(tuple(named))


def _elasticity(value: Any) -> float:
    return inf if value == "mobile" else float(value)


def _problems(content: dict[str, Any]) -> list[str]:
    known = (*KEYS, *OPTIONAL)
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    numeraire = content.get("numeraire", NUMERAIRES[0])
    if numeraire not in NUMERAIRES:
        found.append(f"numeraire: '{numeraire}' is not offered{nearest(numeraire, NUMERAIRES)}")
    for k, row in enumerate(content.get("mobility") or (), start=1):
        found += [f"mobility {k}: {p}" for p in _mobility_problems(row)]
    for k, row in enumerate(content.get("swap") or (), start=1):
        found += [f"swap {k}: {p}" for p in _swap_problems(row)]
    return found


def _mobility_problems(row: Any) -> list[str]:
    if not isinstance(row, dict) or "elasticity" not in row:
        return ["says no 'elasticity' (a number from 0, or mobile)"]
    value = row["elasticity"]
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    found = [] if number or value == "mobile" else [f"elasticity '{value}' is not a number from 0"]
    return found + _unknown_keys(row, ("elasticity", "factor", "region"))


def _swap_problems(row: Any) -> list[str]:
    if not isinstance(row, dict) or not {"parameter", "variable"} <= set(row):
        return ["needs 'parameter' (which adjusts) and 'variable' (which is held)"]
    parameters = [e.name for e in REGISTRY.values() if e.kind in ("level", "power")]
    variables = [e.name for e in REGISTRY.values() if e.kind == "variable"]
    parameter, variable = row["parameter"], row["variable"]
    found = []
    if parameter not in parameters:
        found.append(f"unknown parameter '{parameter}'{nearest(parameter, parameters)}")
    if variable not in variables:
        found.append(f"unknown variable '{variable}'{nearest(variable, variables)}")
    if found:
        return found
    dims = REGISTRY[parameter].dims
    if dims != REGISTRY[variable].dims:
        return [
            f"'{parameter}' ({', '.join(dims)}) cannot adjust to hold '{variable}' "
            f"({', '.join(REGISTRY[variable].dims)}): their dimensions differ"
        ]
    return _unknown_keys(row, ("parameter", "variable", *dims))


def _unknown_keys(row: dict[str, Any], known: tuple[str, ...]) -> list[str]:
    return [f"unknown key '{k}'{nearest(k, known)}" for k in row if k not in known]
