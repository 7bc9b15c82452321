"""The columns of a summary: of solutions along experiments, or of one solution as plain arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from cge.analysis.accounts import Accounts
from cge.analysis.added_capital import NET_TITLE, net_welfare
from cge.analysis.factor_incomes import real_factor_incomes, real_wage
from cge.analysis.indices import AS_ARRIVED, AS_SHIPPED, ratios
from cge.analysis.terms_of_trade import trade_effects
from cge.symbols.named import Labelled

# Values, what they are in words, and their unit.
Column: TypeAlias = tuple[Labelled, str, str]
Columns: TypeAlias = dict[str, tuple[Labelled, str, str]]

ON_REQUEST = {
    "real_gdp_national_accounts_percent": "real_gdp_percent",
    "import_volume_national_accounts_percent": "import_volume_percent",
    "terms_of_trade_national_accounts_percent": "terms_of_trade_percent",
}
"""Columns that are added when asked, with the columns whose convention they change."""


def columns_of(
    old: Accounts[Labelled],
    new: Accounts[Labelled],
    adding: Sequence[str] = (),
    also: Iterable[str] = (),
) -> Columns[Labelled]:
    """Every column of the summary, by name.

    Parameters
    ----------
    old, new
        Accounts of the benchmark, and of one experiment or several.
    adding
        Regions whose stock of capital the closure determines.
    also
        Names of `ON_REQUEST`.

    Returns
    -------
    dict
        Values by region (and experiment), what they are, and their unit; see
        :func:`cge.analysis.statistics.summarise`.
    """
    found: Columns[Labelled] = {
        **_of_welfare(old, new, adding),
        **_of_ratios(ratios(old, new, AS_SHIPPED)),
        **_of_emissions(old, new),
        **_of_receipts(old, new),
        **_of_trade(old, new),
        **_of_factors(old, new),
    }
    wanted = list(also)
    arrived = _of_ratios(ratios(old, new, AS_ARRIVED)) if wanted else {}
    for name in wanted:
        values, text, unit = arrived[ON_REQUEST[name]]
        found[name] = (values, f"{text}, national accounts", unit)
    return found


def _of_welfare(
    old: Accounts[Labelled], new: Accounts[Labelled], adding: Sequence[str]
) -> Columns[Labelled]:
    """Equivalent variation; net alone where the closure adds capital."""
    name, title, ev = "equivalent_variation", "Equivalent variation", new.s.equivalent_variation
    if adding:
        name, title = f"{name}_net", NET_TITLE
        ev = net_welfare(old.s, new.s, adding)
    return {
        name: (ev, title, "million USD"),
        f"{name}_percent": (100 * ev / old.s.income, title, "% of benchmark income"),
    }


def _of_ratios(found: dict[str, tuple[Labelled, str]]) -> Columns[Labelled]:
    return {name: (100 * (ratio - 1), text, "%") for name, (ratio, text) in found.items()}


def _of_emissions(old: Accounts[Labelled], new: Accounts[Labelled]) -> Columns[Labelled]:
    before = old.s.emissions.sum("activity")
    change = new.s.emissions.sum("activity") - before
    change = change.where(before.sum() > 0)  # data without emissions do not tell that none change
    percent = 100 * change / before.where(before > 0)
    return {
        "co2_change": (change, "CO2 emissions", "Mt CO2"),
        "co2_percent": (percent, "CO2 emissions", "%"),
    }


def _of_receipts(old: Accounts[Labelled], new: Accounts[Labelled]) -> Columns[Labelled]:
    duties = new.s.revenue_tariff - old.s.revenue_tariff
    charges = new.s.revenue_border_charge - old.s.revenue_border_charge
    return {
        "tariff_revenue": (duties, "Tariff revenue", "million USD"),
        "border_charge_revenue": (charges, "Border charge revenue", "million USD"),
    }


def _of_trade(old: Accounts[Labelled], new: Accounts[Labelled]) -> Columns[Labelled]:
    effects, unit = trade_effects(old, new), "% of benchmark income"
    return {
        "terms_of_trade_effect_percent": (
            effects["terms_of_trade"],
            "Terms-of-trade effect",
            unit,
        ),
        "volume_of_trade_effect_percent": (
            effects["volume_of_trade"],
            "Volume-of-trade effect",
            unit,
        ),
    }


def _of_factors(old: Accounts[Labelled], new: Accounts[Labelled]) -> Columns[Labelled]:
    wage, incomes = real_wage(old, new), real_factor_incomes(old, new)
    found: Columns[Labelled] = {}
    if wage is not None:
        found["real_wage_percent"] = (wage, "Real wage", "%")
    for factor in map(str, incomes["factor"].to_numpy()):
        income = incomes.sel(factor=factor, drop=True)
        title = f"Real income of {factor.replace('_', ' ')}"
        found[f"real_income_{factor}_percent"] = (income, title, "%")
    return found
