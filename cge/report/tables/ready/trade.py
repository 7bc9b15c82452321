"""Tables of trade: by sector, and exports by exporter and importer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cge.analysis.statistics import EXPERIMENT
from cge.report.tables.columns import TOTAL, Column, decimals
from cge.report.tables.ready.asked import REGION, SECTOR, Asked, called, several
from cge.report.tables.table import Table

USD, PERCENT = "million USD", "%"
_SUM = "All sectors"
VALUATION = (
    "Exports and imports are at what the origin gets, with export tax and, among the services, "
    "margins supplied to goods of others"
)


@dataclass(frozen=True)
class Of:
    """A column: a statistic, which of its numbers, heading and unit."""

    key: str
    statistic: str
    number: str
    title: str
    unit: str


_EXPORTS = (
    Of("exports_benchmark", "exports", "benchmark", "Exports, benchmark", USD),
    Of("exports_change", "exports", "change", "Exports, change", USD),
    Of("export_volume_percent", "export_volume", "percent", "Export volume", PERCENT),
    Of("export_price_percent", "export_price", "percent", "Export price", PERCENT),
)
_IMPORTS = (
    Of("imports_benchmark", "imports", "benchmark", "Imports, benchmark", USD),
    Of("imports_change", "imports", "change", "Imports, change", USD),
    Of("import_volume_percent", "import_volume", "percent", "Import volume", PERCENT),
    Of("import_price_percent", "import_price", "percent", "Import price", PERCENT),
)


def by_sector(asked: Asked) -> Table:
    """Exports and imports of each sector; of all regions exports, which are their imports, too."""
    chosen = _EXPORTS if asked.region is None else (*_EXPORTS, *_IMPORTS)
    table = of_sectors(asked, "trade_by_sector", "Trade by sector", chosen)
    return replace(table, further=(*table.further, f"{VALUATION}."))


def of_sectors(
    asked: Asked,
    name: str,
    title: str,
    chosen: Sequence[Of],
    further: dict[str, xr.DataArray] | None = None,
) -> Table:
    """A table by sector: one panel for each experiment, and for each region that is asked for."""
    by = by_sectors(asked)
    found = {each.statistic: asked.statistic(each.statistic, by) for each in chosen}
    columns = {
        each.key: called(found[each.statistic][each.number], each.title, each.unit)
        for each in chosen
    }
    whose = "Of the regions named" if asked.region is not None else "Of all regions together"
    statement = (
        f"{whose}; percentages are changes from the benchmark, values are at the prices of each "
        f"solution, in units of the numeraire"
    )
    total = "" if asked.sector is not None else _SUM
    return asked.table(name, title, columns | (further or {}), statement, total=total)


def by_sectors(asked: Asked) -> dict[str, Any]:
    """Rows by sector, and by region where regions are asked for, those of groups one by one."""
    regions = {REGION: asked.regions} if asked.region is not None else {}
    return regions | {SECTOR: several(asked.sector)}


def bilateral(asked: Asked) -> Table:
    """Change of the value of exports, exporters in rows and importers in columns."""
    return _bilateral(asked, "bilateral", "change", "Change of exports", USD)


def bilateral_percent(asked: Asked) -> Table:
    """The same in percent of the benchmark."""
    return _bilateral(asked, "bilateral_percent", "percent", "Change of exports", PERCENT)


def _bilateral(asked: Asked, name: str, number: str, title: str, unit: str) -> Table:
    rows = {REGION: asked.regions}
    flows = asked.statistic("exports", rows | {"partner": []})[number]
    whole = asked.statistic("exports", rows)[number]
    partners = [str(k) for k in flows["partner"].to_numpy()]
    exporters = [str(k) for k in flows[REGION].to_numpy()]
    own = np.array([[r == p for p in partners] for r in exporters])
    values = np.where(own, np.nan, flows.transpose(EXPERIMENT, REGION, "partner").to_numpy())
    sums = whole.transpose(EXPERIMENT, REGION).to_numpy()[..., None]
    index = pd.MultiIndex.from_product(
        [[str(k) for k in flows[EXPERIMENT].to_numpy()], exporters], names=[EXPERIMENT, "exporter"]
    )
    frame = pd.DataFrame(
        np.concatenate([values, sums], axis=2).reshape(len(index), -1),
        index,
        [*partners, "total"],
    )
    digits = decimals(values, 1 if unit == PERCENT else 0)
    heads = [Column(p, p, "", digits, unit == USD, above=("Importer",)) for p in partners]
    heads.append(Column("total", "All importers", "", digits, unit == USD))
    goods = f" of {', '.join(map(str, several(asked.sector)))}" if asked.sector is not None else ""
    basis = "% of the benchmark" if unit == PERCENT else f"{unit}, in units of the numeraire"
    statement = (
        f"Change of the value of exports{goods}, {basis}: exporters in rows, importers in columns. "
        f"Sales within a region are no exports. {VALUATION}"
    )
    return asked.made(
        name,
        f"{title}, {unit}",
        frame,
        heads,
        statement,
        total=TOTAL if unit == USD and asked.region is None else "",
        absent="",
    )
