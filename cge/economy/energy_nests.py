"""The nests of energy, each inside the one before, as one table.

Energy is combined with capital (:mod:`cge.economy.equations.capital_energy`). Within it, goods of
the inner nest are combined first, and the result with the goods of the outer nest alone. Which
goods are in which nest, and the elasticities, are settings (`capital_energy` of a structure).
"""

from __future__ import annotations

from dataclasses import dataclass

INNER = "energy_nests"


@dataclass(frozen=True)
class EnergyNest:
    """One nest of energy goods.

    Attributes
    ----------
    name
        Its name in settings.
    title
        What it is, in titles of equations.
    feature
        Feature of the models that have it.
    price, quantity
        Variables: unit cost and use (activity, region).
    share
        Parameter: its part of the nest around it, by cost (activity, region).
    """

    name: str
    title: str
    feature: str
    price: str
    quantity: str
    share: str

    @property
    def sigma(self) -> str:
        """Elasticity of substitution (activity, region)."""
        return f"sigma_{self.name}"

    @property
    def member(self) -> str:
        """Variable of a benchmark: 1 for a good that is in it or in a nest within (sector)."""
        return f"{self.name}_good"

    @property
    def good_share(self) -> str:
        """Parameter: cost of a good in it (sector, activity, region)."""
        return f"{self.name}_good_share"

    @property
    def coefficient(self) -> str:
        """Parameter: units of a good per unit of it (sector, destination, activity)."""
        return f"{self.name}_coefficient"


ENERGY = EnergyNest(
    "energy", "energy", "capital_energy", "price_energy", "energy_bundle", "energy_share"
)
# From the outermost to the innermost.
CHAIN = (
    ENERGY,
    *(
        EnergyNest(name, title, INNER, f"price_{name}", f"{name}_bundle", f"{name}_share")
        for name, title in (
            ("non_electric", "energy other than electricity"),
            ("non_coal", "fuels other than coal"),
        )
    ),
)
INNER_NESTS = CHAIN[1:]


def within(nest: EnergyNest) -> EnergyNest | None:
    """The nest directly inside a nest."""
    position = CHAIN.index(nest) + 1
    return CHAIN[position] if position < len(CHAIN) else None


def around(nest: EnergyNest) -> EnergyNest | None:
    """The nest of energy directly around a nest; None for energy as a whole."""
    position = CHAIN.index(nest)
    return CHAIN[position - 1] if position else None
