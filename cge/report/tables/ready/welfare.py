"""Tables by region of the whole economy: the summary, macroeconomic measures, welfare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import xarray as xr

from cge.analysis.added_capital import COST, GROSS_TITLE, NET_STATEMENT, NET_TITLE
from cge.analysis.statistics import EXPERIMENT
from cge.analysis.welfare import WORTH, WORTH_STATEMENT
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import keys
from cge.report.tables.ready.asked import REGION, Asked, called
from cge.report.tables.table import Table

RESIDUAL = "residual"
EV, PERCENT = "equivalent_variation", "equivalent_variation_percent"
NET = "equivalent_variation_net"
_WELFARE = (EV, NET, PERCENT, "equivalent_variation_net_percent")
_TRADE = ("terms_of_trade_effect_percent", "volume_of_trade_effect_percent")
_MACRO = (
    *_WELFARE,
    "real_gdp_percent",
    "export_volume_percent",
    "import_volume_percent",
    "terms_of_trade_percent",
    "real_wage_percent",
)
_CHANGES = "Changes from the benchmark"
_GROSS = (
    f"The equivalent variation and its effects are gross; {NET_TITLE.lower()} is what is left when "
    "regions pay a year of the capital that the closure adds and nobody saved for"
)
_INCOME = "real_income_"


def of_summary(asked: Asked) -> Table:
    """Every column of the summary."""
    return _of_columns(asked, "summary", "Summary", keys(asked.summary))


def macro(asked: Asked) -> Table:
    """Welfare, real GDP, trade, terms of trade and real factor incomes."""
    incomes = [key for key in keys(asked.summary) if key.startswith(_INCOME)]
    return _of_columns(asked, "macro", "Macroeconomic effects", [*_MACRO, *incomes])


def _of_columns(asked: Asked, name: str, title: str, chosen: list[str]) -> Table:
    shown = [key for key in chosen if key in keys(asked.summary)]
    columns = {key: asked.summary[key] for key in shown}
    return asked.table(name, title, columns, _changes(shown), total=_total(asked))


def _changes(shown: Iterable[str]) -> str:
    """What the columns are; where welfare is net, of what."""
    return f"{_CHANGES}; {NET_STATEMENT}" if any(key.startswith(NET) for key in shown) else _CHANGES


def _total(asked: Asked) -> str:
    """Name of the row of sums: none where regions are left out."""
    return TOTAL if asked.has_all_regions else ""


def welfare(asked: Asked) -> Table:
    """The equivalent variation and, where the result has it, what it is made of."""
    summary = asked.summary
    shown = [key for key in _WELFARE if key in summary]
    found = asked.result.decomposition
    if found is None:
        columns = _cost(asked) | {key: summary[key] for key in (*shown, *_TRADE)}
        further = ["Not decomposed; cge run --decompose splits it by its causes"]
        statement = _changes(shown)
        return asked.table(
            "welfare", "Welfare", columns, statement, total=_total(asked), further=further
        )
    parts = found.table("group")
    chosen = parts.sel({EXPERIMENT: asked.experiments, REGION: asked.regions})
    effects = {
        str(key): called(array, _short(str(array.attrs["long_name"])))
        for key, array in chosen.data_vars.items()
    }
    rest: dict[str, xr.DataArray] = {key: summary[key] for key in shown if key != EV}
    whole = {EV: effects.pop(EV)}
    if NET in shown:
        whole[EV] = called(whole[EV], GROSS_TITLE)
        rest = {COST: _cost(asked)[COST], **rest}
    table = asked.table(
        "welfare",
        "Welfare and its causes",
        whole | effects | rest,
        found.statement(asked.experiments),
        total=_total(asked),
        told=found.data.attrs,
        further=list(_explained([*effects, *rest])),
    )
    # A residual is small or not beside the whole, so it has the digits of the whole.
    digits = table.heads[0].decimals
    heads = (replace(h, decimals=digits) if h.key == RESIDUAL else h for h in table.heads)
    return replace(table, heads=tuple(heads))


def _cost(asked: Asked) -> dict[str, xr.DataArray]:
    """The equivalent variation before, and the cost of, capital that the closure adds, if any."""
    data = asked.result.data
    if COST not in data:
        return {}
    at = {EXPERIMENT: asked.experiments, REGION: asked.regions}
    return {EV: called(data[EV].sel(at), GROSS_TITLE), COST: data[COST].sel(at)}


def _explained(shown: Iterable[str]) -> Iterator[str]:
    """Sentences on columns whose headings do not say what they are."""
    if WORTH in shown:
        yield WORTH_STATEMENT
    if NET in shown:
        yield _GROSS


def _short(title: str) -> str:
    """A heading of a group of effects that leaves room for others."""
    return title.replace(" from and to other regions", "").replace("Division of ", "")
