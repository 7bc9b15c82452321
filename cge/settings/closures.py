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
from cge.economy.benchmark.numeraires import numeraire_problems
from cge.settings.read import WORDS, read_settings
from cge.settings.swaps import (
    Row,
    Swap,
    read_swaps,
    refuse_overlaps,
    row_of,
    swap_problems,
    text_of,
)
from cge.settings.where import Labels, Where, unknown_keys, where_of

# Settings of a closure; the first of each is meant where nothing is said.
REGIONAL_HOUSEHOLD, OWN_BUDGET = GOVERNMENT_RULES = ("regional household", "own budget")
FIXED, SHARE_OF_INCOME, BALANCED_FIRST = EXTERNAL_RULES = (
    "fixed",
    "share of income",
    "balanced first",
)
KEYS = (*WORDS, "numeraire")
RULES = {"government": GOVERNMENT_RULES, "external": EXTERNAL_RULES}
OPTIONAL = (*RULES, "mobility", "swap")


@dataclass(frozen=True)
class Mobility:
    """How a factor moves: elasticity of transformation, infinite when it is mobile."""

    where: Where
    elasticity: float


@dataclass(frozen=True)
class Closure:
    """A choice of what is exogenous.

    Attributes
    ----------
    name, title, description, reference
        Who it is, in words.
    numeraire
        The price index that is fixed.
    government, external
        Rules of :mod:`cge.economy.equations.budgets`.
    moves
        Factors that are not perfectly mobile.
    swaps
        Parameters that adjust, each with the variable that is held.
    added
        The swaps that were added to those of the file, as written.
    numeraire_chosen
        Whether the numeraire is the user's and not the file's.
    """

    name: str
    title: str
    description: str
    reference: str
    numeraire: str
    government: str = REGIONAL_HOUSEHOLD
    external: str = FIXED
    moves: tuple[Mobility, ...] = ()
    swaps: tuple[Swap, ...] = ()
    added: tuple[str, ...] = ()
    numeraire_chosen: bool = False

    @property
    def own_budget(self) -> bool:
        """Whether governments have budgets of their own."""
        return self.government == OWN_BUDGET

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
        rows = [row_of(text) for text in written]
        problems = [
            f"swap '{text}': {p}"
            for text, row in zip(written, rows, strict=True)
            for p in swap_problems(row)
        ]
        if problems:
            raise InputError(problems)
        return self.with_rows(rows)

    def with_rows(self, rows: Sequence[Row]) -> Closure:
        """The same closure with more swaps, given as rows of a closure file without problems.

        Raises
        ------
        InputError
            Naming what is swapped twice.
        """
        swaps = (*self.swaps, *read_swaps(rows))
        refuse_overlaps(self.name, swaps)
        return replace(self, swaps=swaps, added=(*self.added, *map(text_of, rows)))

    def with_numeraire(self, name: str) -> Closure:
        """The same closure with another price index fixed.

        See :mod:`cge.economy.benchmark.numeraires`.

        Raises
        ------
        InputError
            When there is no such index.
        """
        problems = numeraire_problems(name)
        if problems:
            raise InputError(problems)
        return replace(self, numeraire=name, numeraire_chosen=True)

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
    given = (*KEYS, *(rule for rule in RULES if rule in content))
    words: dict[str, Any] = {key: str(content[key]) for key in given}
    swaps = read_swaps(content.get("swap") or ())
    refuse_overlaps(path.stem, swaps)
    return Closure(
        name=path.stem,
        **words,
        moves=tuple(
            Mobility(where_of(move, ("factor", "region")), _elasticity(move["elasticity"]))
            for move in content.get("mobility") or ()
        ),
        swaps=swaps,
    )


def _elasticity(value: Any) -> float:
    return inf if value == "mobile" else float(value)


def _problems(content: dict[str, Any]) -> list[str]:
    known = (*KEYS, *OPTIONAL)
    found = [f"key '{k}' is missing" for k in KEYS if k not in content]
    found += [f"unknown key '{k}'{nearest(k, known)}" for k in content if k not in known]
    if "numeraire" in content:
        found += numeraire_problems(content["numeraire"])
    for rule, offered in RULES.items():
        value = content.get(rule, offered[0])
        if value not in offered:
            found.append(f"{rule}: '{value}' is not offered{nearest(value, offered)}")
    for k, row in enumerate(content.get("mobility") or (), start=1):
        found += [f"mobility {k}: {p}" for p in _mobility_problems(row)]
    for k, row in enumerate(content.get("swap") or (), start=1):
        found += [f"swap {k}: {p}" for p in swap_problems(row)]
    return found


def _mobility_problems(row: Any) -> list[str]:
    if not isinstance(row, dict) or "elasticity" not in row:
        return ["says no 'elasticity' (a number from 0, or mobile)"]
    value = row["elasticity"]
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    found = [] if number or value == "mobile" else [f"elasticity '{value}' is not a number from 0"]
    return found + unknown_keys(row, ("elasticity", "factor", "region"))
