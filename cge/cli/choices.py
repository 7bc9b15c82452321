"""Which economy a command means, and what is meant where an option is left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from calibration.errors import InputError
from cge.inputs.kinds import DEFAULT_DATA

if TYPE_CHECKING:
    from cge.design.problem import Problem
    from cge.economy.economy import Economy
    from cge.scenarios import Scenario


def listed(names: str | None) -> tuple[str, ...]:
    """Names that are written with commas between them."""
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())


@dataclass(frozen=True)
class Choice:
    """Options that choose an economy, as given; None where left out."""

    named_data: str | None = None
    aggregation: str | None = None
    closure: str | None = None
    structure: str | None = None
    swap: tuple[str, ...] = ()
    technology: str | None = None
    numeraire: str | None = None
    abatement: str | None = None
    tariffs: str | None = None
    carbon_prices: str | None = None
    factors: tuple[str, ...] = ()
    emissions: str | None = None
    gases: str | None = None
    elasticities: str | None = None
    own_tariffs: str | None = None
    own_emissions: str | None = None

    @property
    def data(self) -> str:
        """The data to use: as given, else the default ones."""
        return DEFAULT_DATA if self.named_data is None else self.named_data

    def meant_for(self, scenario: Scenario | Problem) -> Choice:
        """The same choice, with the data that a file is meant for where none were given, and with
        its aggregation of these where none was given.
        """
        given = scenario.data if self.named_data is None else self.named_data
        chosen = replace(self, named_data=given)
        if self.aggregation is None and chosen.data == (scenario.data or DEFAULT_DATA):
            return replace(chosen, aggregation=scenario.aggregation)
        return chosen

    @cached_property
    def named_aggregation(self) -> str | None:
        """The aggregation to use, before data are read: as given, else the data's default."""
        if self.aggregation is not None:
            return self.aggregation
        from cge.inputs.data import default_aggregation

        try:
            return default_aggregation(self.data)
        except InputError:
            return None  # loading the data refuses them, and says all that is wrong

    def load(self) -> Economy:
        """Load the economy; a closure that was left out is the scenario's own."""
        import cge

        return cge.load(
            self.data,
            aggregation=self.aggregation,
            closure=self.closure,
            structure=self.structure,
            swap=self.swap,
            technology=self.technology,
            numeraire=self.numeraire,
            abatement=self.abatement,
            tariffs=self.tariffs,
            carbon_prices=self.carbon_prices,
            factors=self.factors,
            emissions=self.emissions,
            gases=self.gases,
            elasticities=self.elasticities,
            own_tariffs=self.own_tariffs,
            own_emissions=self.own_emissions,
        )
