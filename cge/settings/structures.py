"""Structures: the nests of the model as settings, in named files.

A structure sets elasticities, and may join all sectors into one, combine energy with capital, or
commit part of what agents buy. `cge.economy.benchmark.structure` applies it to data.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WrapValidator

from calibration.errors import nearest
from calibration.files.fields import (
    Frozen,
    NotNegative,
    Number,
    Problem,
    Text,
    besides,
    is_number,
    shown,
    wrong,
)
from cge.inputs.fields import Labels
from cge.inputs.selector import Selector
from cge.settings.file import ElasticityByLabel, NumberByLabel, SettingsFile
from cge.symbols.registry import ELASTICITIES

CAPITAL = "capital"
HOUSEHOLD = "household"


def _value(value: Any) -> float | str:
    if is_number(value) and value >= 0:
        return float(value)
    if isinstance(value, str):
        return value
    raise wrong(f"{shown(value)} is neither a number from 0 nor the name of an elasticity")


def _known(value: Any, handler: Any) -> Any:
    """Names of elasticities, each with a number or the name of one with the same dimensions."""
    given = value if isinstance(value, dict) else {}
    known = {e.name: e for e in ELASTICITIES if not e.feature}
    problems: list[Problem] = []
    for name, other in given.items():
        if name not in known:
            problems.append(((name,), f"unknown elasticity{nearest(name, known)}"))
        elif isinstance(other, str):
            same = [k for k, e in known.items() if e.dims == known[name].dims]
            if other not in same:
                text = f"'{other}' is neither a number nor an elasticity like it"
                problems.append(((name,), text + nearest(other, same)))
    return besides("Structure", problems, value, handler)


def _of_activities(value: Any, handler: Any) -> Any:
    """Names of elasticities that activities have."""
    known = [e.name for e in ELASTICITIES if not e.feature and "activity" in e.dims]
    problems: list[Problem] = [
        ((name,), f"no elasticity of activities{nearest(name, known)}")
        for name in (value if isinstance(value, dict) else {})
        if name not in known
    ]
    return besides("Structure", problems, value, handler)


class CapitalEnergy(Frozen):
    """Which goods are energy, and how they are combined with capital.

    Attributes
    ----------
    energy
        Sectors that are energy. A label of the data is energy when all it stands for is.
    factors
        Factors that are combined with energy.
    sigma_capital_energy, sigma_energy
        Elasticities by activity or group, ``all`` for those that are not named.
    within
        Nests within energy; None where all energy goods are in one.
    source
        Where the numbers come from.
    """

    energy: Labels
    factors: Labels = Selector((CAPITAL,))
    sigma_capital_energy: ElasticityByLabel
    sigma_energy: ElasticityByLabel
    within: InnerNests | None = None
    source: Text


class Generation(Frozen):
    """Which goods are technologies of generation, and how they substitute.

    Attributes
    ----------
    goods
        Sectors that generate electricity. A label of the data is one when all it stands for is.
    sigma
        Elasticity by activity or group, ``all`` for those that are not named.
    additive
        Whether their MWh add up, rather than their values in a nest of constant elasticity.
    source
        Where the numbers come from.
    """

    goods: Labels
    sigma: ElasticityByLabel
    additive: bool = False
    source: Text


class Resources(Frozen):
    """How activities that own a resource answer their price.

    Attributes
    ----------
    factors
        Factors that cannot leave their activities.
    supply_elasticity
        By activity or group. A label that joins several, all of them named, has their mean; one
        with a member that is not named keeps its elasticity among factors.
    source
        Where the numbers come from.
    """

    factors: Labels
    supply_elasticity: dict[str, NotNegative]
    source: Text


class InnerNest(Frozen):
    """A nest within energy.

    Attributes
    ----------
    goods
        Sectors that are in it, those of nests within it included. A label of the data is in it
        when all it stands for is.
    sigma
        Elasticity by activity or group, ``all`` for those that are not named.
    """

    goods: Labels
    sigma: ElasticityByLabel


class InnerNests(Frozen):
    """The nests within energy, each inside the one before.

    Attributes
    ----------
    non_electric
        Energy other than electricity: coal and what is in ``non_coal``.
    non_coal
        Fuels other than coal.
    """

    non_electric: InnerNest
    non_coal: InnerNest


class Subsistence(Frozen):
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

    frisch: Number
    income_elasticity: NumberByLabel
    agents: Labels = Selector((HOUSEHOLD,))
    source: Text


class Structure(SettingsFile):
    """Settings of the nests that replace those of the data.

    Attributes
    ----------
    elasticities
        Name of an elasticity -> its value, or the name of the elasticity it equals.
    of_activities
        Name of an elasticity -> its value by activity or group; others keep theirs.
    join_sectors
        Label of the one sector into which all are joined; None keeps them apart.
    energy
        How energy is combined with capital; None where it is one of the intermediates.
        ``capital_energy`` in a file.
    generation
        Technologies of generation in a nest of their own; None where they are goods like others.
    factors
        Parts of factors that are factors of their own.
    resources
        Supply of activities that own a factor; None for what the elasticity among factors gives.
    subsistence
        What agents have committed; None where they choose all that they buy.
    """

    KIND: ClassVar[str] = "structures"

    elasticities: Annotated[
        dict[str, Annotated[float | str, PlainValidator(_value)]], WrapValidator(_known)
    ]
    of_activities: Annotated[dict[str, dict[str, NotNegative]], WrapValidator(_of_activities)] = (
        Field(default={})
    )
    join_sectors: Text | None = None
    energy: CapitalEnergy | None = Field(default=None, alias="capital_energy")
    generation: Generation | None = None
    factors: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    resources: Resources | None = None
    subsistence: Subsistence | None = None

    def final(self, name: str) -> float | str:
        """Number that an elasticity gets, or the elasticity of the data that it equals."""
        value: float | str = name
        for _ in self.elasticities:
            value = self.elasticities.get(value, value) if isinstance(value, str) else value
        return value
