"""The registry of symbols: one row per variable and parameter of the model.

Labels, units, docs, the command line and the checks read it; a symbol without a row is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cge.symbols.parts import (
    abatement,
    additive_generation,
    border_adjustment,
    capital_energy,
    core,
    energy_nests,
    fuels,
    gases,
    generation,
    green,
    grid,
    household_emissions,
    margins,
    sourcing_by_destination,
    sourcing_by_user,
    subsistence,
    technology,
)
from cge.symbols.table import UNBOUNDED, Entry

__all__ = [
    "ELASTICITIES",
    "HELD",
    "PARTS",
    "REGISTRY",
    "SHARES",
    "SHOCKABLE",
    "VARIABLES",
    "WORLD",
    "Entry",
    "entries",
    "entry_of",
]

WORLD = "world"
HELD = "fixed_"  # a parameter: the level at which a closure holds the variable that follows

# Symbols of a kind stand in the order of their parts, in the model as in print.
PARTS = (
    core.PART,
    abatement.PART,
    fuels.PART,
    gases.PART,
    technology.PART,
    green.PART,
    household_emissions.PART,
    capital_energy.PART,
    energy_nests.PART,
    generation.PART,
    additive_generation.PART,
    sourcing_by_destination.PART,
    sourcing_by_user.PART,
    border_adjustment.PART,
    grid.PART,
    subsistence.PART,
    margins.PART,
)


def _of(*kinds: str) -> list[Entry]:
    return [entry for part in PARTS for entry in part.entries() if entry.kind in kinds]


VARIABLES = _of("variable")
SHOCKABLE = _of("level", "power")
ELASTICITIES = _of("elasticity")
SHARES = _of("share")
REGISTRY: dict[str, Entry] = {e.name: e for e in (*VARIABLES, *SHOCKABLE, *ELASTICITIES, *SHARES)}


def entries(features: Iterable[str], *kinds: str) -> list[Entry]:
    """Rows of the symbols that a model with these features has, of all kinds unless named."""
    known = set(features)
    return [
        e
        for e in REGISTRY.values()
        if (not e.feature or e.feature in known) and (not kinds or e.kind in kinds)
    ]


def entry_of(name: str) -> Entry:
    """Registry row of a symbol; ``fixed_<variable>`` is the level at which a closure holds it."""
    if name in REGISTRY:
        return REGISTRY[name]
    held = REGISTRY[name.removeprefix(HELD)]
    symbol, below, indices = held.latex.partition("_{")
    return replace(
        held,
        name=name,
        kind="level",
        latex=rf"\hat{{{symbol}}}{below}{indices}",
        gtap="",
        source="",
        upper=UNBOUNDED,
        description=f"Level at which the closure holds: {held.description}",
    )
