"""The economy that a scenario is about: its closure, technology, abatement, border adjustment."""

from __future__ import annotations

from dataclasses import dataclass

from calibration.carbon_prices import NONE
from cge.economy.economy import Economy
from cge.experiments.balanced_trade import balanced_first, must_balance
from cge.scenarios import Abatement, Scenario
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.technologies import Technology


@dataclass(frozen=True)
class Suit:
    """What a scenario asks of an economy; what the user chose, or the data bring, stays.

    Attributes
    ----------
    factors
        Parts of factors that are to be factors.
    closure
        The closure with all swaps.
    technology, abatement
        What is added; None for nothing.
    structure
        Nests and elasticities; None for those that there are.
    emissions
        What emissions are to follow; None for what they follow.
    gases
        Other gases that emissions are to count; None for those they count.
    no_carbon_prices
        Whether the carbon prices of the data are dropped.
    border_adjustment
        Whether there must be the equations of one.
    """

    factors: tuple[str, ...]
    closure: Closure
    technology: Technology | None
    abatement: Abatement | None
    structure: str | None
    emissions: str | None
    gases: str | None
    no_carbon_prices: bool
    border_adjustment: bool

    def worn_by(self, economy: Economy) -> Economy:
        """The economy with all that is asked."""
        if self.no_carbon_prices:
            economy = economy.without_carbon_prices()
        if self.gases is not None:
            economy = economy.with_gases(self.gases)
        if self.emissions is not None:
            economy = economy.with_emissions(self.emissions)
        if self.factors:
            economy = economy.with_factors(self.factors)
        if self.structure is not None:
            economy = economy.with_structure(Structure.from_name(self.structure))
        if self.closure != economy.closure:
            economy = balanced_first(economy.under(self.closure))
        if self.technology is not None:
            economy = economy.with_technology(self.technology)
        if self.abatement is not None:
            economy = economy.with_abatement(self.abatement.elasticity, self.abatement.reference)
        return economy.with_border_adjustment() if self.border_adjustment else economy


def suited_to(economy: Economy, plan: Scenario) -> Economy:
    """The economy that a scenario is about; the same one whenever the same is asked.

    An economy that shares the compiled model of another goes on to do so where it can.
    """
    suit = _asked(economy, plan)
    if suit == Suit((), economy.closure, None, None, None, None, None, False, False):
        return economy
    return _dressed(economy, suit)


def _dressed(economy: Economy, suit: Suit) -> Economy:
    def made() -> Economy:
        found = suit.worn_by(economy)
        if economy.kin is None or must_balance(economy.under(suit.closure)):
            return found
        return found.beside(_dressed(economy.kin, suit))

    return economy.kept(suit, made)


def _asked(economy: Economy, plan: Scenario) -> Suit:
    """What a scenario asks that the economy does not have yet."""
    named = None if economy.technology else plan.technology
    return Suit(
        factors=tuple(name for name in plan.factors or () if name not in economy.labels["factor"]),
        closure=_closure(economy, plan),
        technology=None if named is None else Technology.from_name(named),
        abatement=None if economy.abatement else plan.abatement,
        structure=None if economy.structure else plan.structure,
        emissions=None if plan.emissions == economy.emissions else plan.emissions,
        gases=None if plan.gases == economy.gases else plan.gases,
        no_carbon_prices=plan.carbon_prices == NONE and economy.carbon_prices,
        border_adjustment=plan.has_border_adjustment and not economy.border_adjustment,
    )


def _closure(economy: Economy, plan: Scenario) -> Closure:
    """The economy's closure, or the scenario's where the user chose none, with its swaps."""
    rules = economy.closure
    if not economy.closure_chosen and plan.closure != rules.name:
        rules = Closure.from_name(plan.closure).with_rows(rules.added)
        if economy.closure.numeraire_chosen:
            rules = rules.with_numeraire(economy.closure.numeraire)
    return rules.with_rows(plan.swap) if plan.swap else rules
