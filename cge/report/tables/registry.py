"""The tables that a result offers by name: one row each.

``result.table``, ``cge table``, ``cge list tables`` and docs/tables.md read this.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from calibration.errors import InputError, nearest

if TYPE_CHECKING:
    from cge.report.tables.ready.asked import Asked
    from cge.report.tables.table import Table


@dataclass(frozen=True)
class Ready:
    """One table.

    Attributes
    ----------
    name, title
        What it is called.
    rows
        What its rows are.
    needs
        What a result must have for it; empty where every result has it.
    made_by, lacked_by
        Functions of `cge.report.tables.ready`, with their modules: what gives the table, and what
        says why a result does not have it, where some do not. They are loaded when a table is
        asked for, so that a list of tables is quick.
    """

    name: str
    title: str
    rows: str
    made_by: str
    needs: str = ""
    lacked_by: str = ""

    def made(self, asked: Asked) -> Table:
        """The table."""
        found: Table = _function(self.made_by)(asked)
        return found

    def lacks(self, asked: Asked) -> str:
        """Why a result does not have it; empty where it does."""
        return str(_function(self.lacked_by)(asked)) if self.lacked_by else ""


def _function(name: str) -> Any:
    module, _, function = name.partition(".")
    return getattr(import_module(f"cge.report.tables.ready.{module}"), function)


_ROWS = (
    Ready("summary", "All columns of the summary", "region", "welfare.of_summary"),
    Ready(
        "macro",
        "Welfare, real GDP, trade, terms of trade, factor incomes",
        "region",
        "welfare.macro",
    ),
    Ready(
        "welfare",
        "Equivalent variation; its causes, where the scenario was solved with --decompose",
        "region",
        "welfare.welfare",
    ),
    Ready("trade_by_sector", "Exports and imports by sector", "sector", "trade.by_sector"),
    Ready("bilateral", "Change of exports between regions, USD", "exporter", "trade.bilateral"),
    Ready(
        "bilateral_percent",
        "Change of exports between regions, %",
        "exporter",
        "trade.bilateral_percent",
    ),
    Ready("output", "Output, prices and factor use by sector", "sector", "production.output"),
    Ready(
        "emissions",
        "Emissions, their intensity, and charges at the border",
        "region",
        "carbon.emissions",
        "emissions in the data",
        "carbon.lacks_emissions",
    ),
    Ready(
        "border_adjustment",
        "Charges at the border: paid, received, borne",
        "region",
        "carbon.border_adjustment",
        "an experiment with charges at a border",
        "carbon.lacks_border_adjustment",
    ),
    Ready(
        "nqp",
        "Channels of new quality productive forces: shifters applied",
        "region, sector",
        "production.nqp",
        "an experiment that moves productivity, trade costs or NQP",
        "production.lacks_channels",
    ),
    Ready(
        "value_chains",
        "Value added in exports, and position in value chains",
        "region",
        "chains.value_chains",
        "the benchmark data in the file",
        "chains.lacks_benchmark",
    ),
    Ready(
        "contributions",
        "Contributions of the packages of an experiment",
        "region",
        "chains.contributions",
        "a result solved with --contributions",
        "chains.lacks_contributions",
    ),
    Ready(
        "parameters",
        "Elasticities in use, and their sources",
        "elasticity, sector",
        "inputs.parameters",
        "the benchmark data in the file",
        "chains.lacks_benchmark",
    ),
    Ready(
        "shocks",
        "Parameters that each experiment moves",
        "parameter",
        "inputs.shocks",
        "an experiment that moves a parameter",
        "inputs.lacks_shocks",
    ),
    Ready(
        "closure",
        "Rules of the closure: held, adjusting, numeraire",
        "rule",
        "inputs.closure",
        "the closure in the file",
        "inputs.lacks_closure",
    ),
)

TABLES: dict[str, Ready] = {row.name: row for row in _ROWS}


def ready(name: str) -> Ready:
    """A row of the registry.

    Raises
    ------
    InputError
        There is no such table.
    """
    if name not in TABLES:
        raise InputError(f"no table '{name}'{nearest(str(name), TABLES)}; see cge list tables")
    return TABLES[name]


def made(name: str, asked: Asked) -> Table:
    """A table of a result.

    Raises
    ------
    InputError
        There is no such table, the result has no content for it, or it has no such labels.
    """
    row = ready(name)
    asked.check()
    if reason := row.lacks(asked):
        raise InputError(f"table '{name}': {reason}")
    return row.made(asked)
