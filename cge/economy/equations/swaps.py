"""Swaps of a closure: a variable is held because a parameter adjusts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cge.economy.equations.block import Block
from cge.engine.pyomo_private import ConcreteModel
from cge.settings.swaps import Pair
from cge.symbols.registry import HELD, entry_of


def swap_block(pairs: Sequence[Pair]) -> Block:
    """The equations that hold variables, E_fixed_<variable>."""
    block = Block("Swaps")
    for pair in pairs:
        _hold(block, pair)
    return block


def _hold(block: Block, pair: Pair) -> None:
    entry = entry_of(pair.variable)

    def holds(_m: ConcreteModel) -> np.ndarray:
        return pair.holds

    def fixed(m: ConcreteModel, *row: Any) -> Any:
        """The parameter adjusts so that the variable stays at the level of the closure."""
        return m.component(pair.variable)[row] == m.component(f"{HELD}{pair.variable}")[row]

    block.equation(
        pair.parameter,
        name=pair.equation.removeprefix("E_"),
        over=entry.dims,
        where=holds,
        title=f"Held: {entry.description[0].lower()}{entry.description[1:]}",
    )(fixed)
