"""Closures: what is fixed and what adjusts, as named files.

A closure says how factors move between activities, and swaps exogenous for endogenous symbols:
fixing a variable lets a parameter adjust.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import AfterValidator, Field, PlainValidator, PrivateAttr

from calibration.errors import InputError
from calibration.files.fields import is_number, one_of, shown, wrong
from cge.inputs.fields import Labels, Row
from cge.inputs.selector import Groups, Selector, cells, no_groups
from cge.settings.file import SettingsFile
from cge.settings.numeraires import read_numeraire
from cge.settings.swaps import LabelsByDim, Swap, overlaps

MOBILE = "mobile"
# Who spends a region's income; the first is meant where nothing is said.
REGIONAL_HOUSEHOLD, OWN_BUDGET = GOVERNMENT_RULES = ("regional household", "own budget")
# How foreign saving is determined.
FIXED, SHARE_OF_INCOME, BALANCED_FIRST = EXTERNAL_RULES = (
    "fixed",
    "share of income",
    "balanced first",
)


def _elasticity(value: Any) -> float:
    if value == MOBILE:
        return inf
    if is_number(value) and value >= 0:
        return float(value)
    raise wrong(f"{shown(value)} is neither a number from 0 nor '{MOBILE}'")


def _offered(name: str) -> str:
    try:
        read_numeraire(name)
    except InputError as error:
        text = str(error).removeprefix("numeraire: ")
        raise wrong(text) from None
    return name


class Mobility(Row):
    """How a factor moves: elasticity of transformation, infinite when it is mobile."""

    ALONG: ClassVar[tuple[str, ...]] = ("factor", "region")

    factor: Labels | None = None
    region: Labels | None = None
    elasticity: Annotated[float, PlainValidator(_elasticity)]


class Closure(SettingsFile):
    """A choice of what is exogenous.

    Attributes
    ----------
    numeraire
        The price index that is fixed.
    government
        Who spends a region's income; see :mod:`cge.economy.equations.budgets`.
    external
        How foreign saving is determined; see there.
    moves
        Factors that are not perfectly mobile; ``mobility`` in a file.
    swaps
        Parameters that adjust, each with the variable that is held; ``swap`` in a file.
    """

    KIND: ClassVar[str] = "closures"

    numeraire: Annotated[str, AfterValidator(_offered)]
    government: Annotated[str, PlainValidator(one_of(*GOVERNMENT_RULES))] = REGIONAL_HOUSEHOLD
    external: Annotated[str, PlainValidator(one_of(*EXTERNAL_RULES))] = FIXED
    moves: Annotated[tuple[Mobility, ...], Field(strict=False)] = Field((), alias="mobility")
    swaps: Annotated[tuple[Swap, ...], Field(strict=False)] = Field((), alias="swap")
    _added: tuple[Swap, ...] = PrivateAttr(())
    _numeraire_chosen: bool = PrivateAttr(False)

    @property
    def own_budget(self) -> bool:
        """Whether governments have budgets of their own."""
        return self.government == OWN_BUDGET

    @property
    def added(self) -> tuple[Swap, ...]:
        """The swaps that were added to those of the file."""
        return self._added

    @property
    def numeraire_chosen(self) -> bool:
        """Whether the numeraire is the user's and not the file's."""
        return self._numeraire_chosen

    @property
    def label(self) -> str:
        """Name, and the swaps that were added to it."""
        return " with ".join((self.name, *map(str, self.added)))

    def with_swaps(self, written: Sequence[str]) -> Closure:
        """The same closure with more swaps.

        Parameters
        ----------
        written
            Each ``parameter=variable``, then ``,dimension=label`` for part of a dimension, where
            ``+`` joins labels, patterns and groups, and ``not`` selects all but them:
            ``endowment=real_factor_price,factor=labour,region=USA+CHN``.

        Raises
        ------
        InputError
            Listing every malformed swap and unknown symbol.
        """
        rows, problems = [], []
        for text in written:
            try:
                rows.append(Swap.from_text(text))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        return self.with_rows(rows)

    def with_rows(self, rows: Sequence[Swap]) -> Closure:
        """The same closure with more swaps."""
        closure = self.model_copy(update={"swaps": (*self.swaps, *rows)})
        closure._added = (*self.added, *rows)
        return closure

    def without(self, swap: Swap) -> Closure:
        """The same closure without one of its swaps."""
        others = tuple(each for each in self.swaps if each is not swap)
        return self.model_copy(update={"swaps": others})

    def with_owners(self, owned: Mapping[str, float]) -> Closure:
        """The same closure with factors that belong to the activities that use them.

        Parameters
        ----------
        owned
            Factor -> elasticity of transformation, which holds where the closure does not name it.
        """
        if not owned:
            return self
        rows = [
            Mobility(factor=Selector((name,)), elasticity=value) for name, value in owned.items()
        ]
        return self.model_copy(update={"moves": (*rows, *self.moves)})

    def with_numeraire(self, name: str) -> Closure:
        """The same closure with another price index fixed.

        See :mod:`cge.settings.numeraires`.

        Raises
        ------
        InputError
            When there is no such index.
        """
        closure = self.model_copy(update={"numeraire": read_numeraire(name).name})
        closure._numeraire_chosen = True
        return closure

    def on(self, labels: LabelsByDim, groups: Groups = no_groups) -> Closure:
        """The same closure with the labels of an economy in place of patterns and groups.

        Parameters
        ----------
        labels
            Labels of every dimension.
        groups
            Named groups of them.

        Raises
        ------
        InputError
            Listing every name that means nothing there, and what is swapped twice.
        """
        moves, swaps, problems = [], [], []
        for move in self.moves:
            where, found = move.resolved(labels, groups)
            moves.append(move.model_copy(update=dict(where)))
            problems += [move.place + problem for problem in found]
        for row in self.swaps:
            swap, found = row.on(labels, groups)
            swaps.append(swap)
            problems += [row.place + problem for problem in found]
        problems = problems or [f"closure '{self.name}': {p}" for p in overlaps(swaps)]
        if problems:
            raise InputError(problems)
        return self.model_copy(update={"moves": tuple(moves), "swaps": tuple(swaps)})

    def mobility(self, labels: LabelsByDim) -> tuple[np.ndarray, np.ndarray]:
        """Which factors are mobile, and the elasticity of those that are not (factor, region).

        The closure names plain labels, see `on`.

        Raises
        ------
        InputError
            When no factor is mobile anywhere, or a label is unknown.
        """
        here = {dim: labels[dim] for dim in Mobility.ALONG}
        elasticity = np.full([len(known) for known in here.values()], inf)
        for move in self.moves:
            mask, problems = cells("mobility", move.where, here)
            if problems:
                raise InputError([move.place + problem for problem in problems])
            elasticity[mask] = move.elasticity
        mobile = np.isinf(elasticity)
        if not mobile.any():
            raise InputError(f"closure '{self.name}': at least one factor must be mobile somewhere")
        return mobile, np.where(mobile, 0.0, elasticity)
