"""Tables by region of the whole economy: the summary, macroeconomic measures, welfare."""

from __future__ import annotations

from dataclasses import replace

import xarray as xr

from cge.analysis.statistics import EXPERIMENT
from cge.report.tables.columns import TOTAL
from cge.report.tables.content import keys
from cge.report.tables.ready.asked import REGION, Asked, called
from cge.report.tables.table import Table

RESIDUAL = "residual"
EV, PERCENT = "equivalent_variation", "equivalent_variation_percent"
_WELFARE = (EV, "equivalent_variation_net", PERCENT, "equivalent_variation_net_percent")
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
    return asked.table(name, title, columns, _CHANGES, total=_total(asked))


def _total(asked: Asked) -> str:
    """Name of the row of sums: none where regions are left out."""
    return TOTAL if asked.has_all_regions else ""


def welfare(asked: Asked) -> Table:
    """The equivalent variation and, where the result has it, what it is made of."""
    summary = asked.summary
    shown = [key for key in _WELFARE if key in summary]
    found = asked.result.decomposition
    if found is None:
        columns = {key: summary[key] for key in (*shown, *_TRADE)}
        further = ["Not decomposed; cge run --decompose splits it by its causes"]
        return asked.table(
            "welfare", "Welfare", columns, _CHANGES, total=_total(asked), further=further
        )
    parts = found.table("group")
    chosen = parts.sel({EXPERIMENT: asked.experiments, REGION: asked.regions})
    effects = {
        str(key): called(array, _short(str(array.attrs["long_name"])))
        for key, array in chosen.data_vars.items()
    }
    rest: dict[str, xr.DataArray] = {key: summary[key] for key in shown if key != EV}
    whole = {EV: effects.pop(EV)}
    table = asked.table(
        "welfare",
        "Welfare and its causes",
        whole | effects | rest,
        str(parts.attrs["statement"]),
        total=_total(asked),
        told=found.data.attrs,
    )
    # A residual is small or not beside the whole, so it has the digits of the whole.
    digits = table.heads[0].decimals
    heads = (replace(h, decimals=digits) if h.key == RESIDUAL else h for h in table.heads)
    return replace(table, heads=tuple(heads))


def _short(title: str) -> str:
    """A heading of a group of effects that leaves room for others."""
    return title.replace(" from and to other regions", "").replace("Division of ", "")
