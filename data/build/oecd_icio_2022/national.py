"""Read the 80 national tables into arrays and apply the rules for their irregular cells."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.labels import FINAL

Array = np.ndarray


@dataclass
class Tables:
    """National tables stacked, million USD at basic prices.

    Attributes
    ----------
    regions, sectors : list of str
    use : (sector, region, activity)
        Purchases by activities, domestic and imported together.
    final : (sector, region, agent)
        Purchases by household, government, investment.
    output, export, visitor, imports : (sector, region)
        `export` and `visitor` (purchases by non-residents) together are foreign sales.
    user_tax : (region, activity and agent)
        Product taxes less subsidies paid by the user at home (`TXS_INT_FNL`) and abroad
        (`IMP_OTHER`).
    foreign_tax : (region, activity and agent)
        The part of `user_tax` paid abroad.
    export_tax, visitor_tax : (region,)
        Product taxes on exports and on purchases by non-residents.
    labour, capital, output_tax : (activity, region)
    depreciation : (activity, region)
        Consumption of fixed capital, a part of `capital`.
    """

    regions: list[str]
    sectors: list[str]
    use: Array
    final: Array
    output: Array
    export: Array
    visitor: Array
    imports: Array
    user_tax: Array
    foreign_tax: Array
    export_tax: Array
    visitor_tax: Array
    labour: Array
    capital: Array
    output_tax: Array
    depreciation: Array


class Sheet:
    """One national table: numbers by row and column label."""

    def __init__(self, path: Path) -> None:
        with path.open(newline="") as stream:
            rows = list(csv.reader(stream))
        self.columns = rows[0][1:]
        self.rows = [row[0] for row in rows[1:]]
        self.values = np.array([[float(cell) for cell in row[1:]] for row in rows[1:]])
        self._row = {label: n for n, label in enumerate(self.rows)}
        self._column = {label: n for n, label in enumerate(self.columns)}

    def get(self, rows: list[str], columns: list[str]) -> Array:
        """The block of the given rows and columns."""
        at = np.ix_([self._row[r] for r in rows], [self._column[c] for c in columns])
        return self.values[at]


def read_tables(folder: Path, regions: list[str], ledger: Ledger) -> Tables:
    """Read `XXX2022ttl.csv` of every region and apply the rules for signs and losses."""
    sheets = {region: Sheet(folder / f"{region}2022ttl.csv") for region in regions}
    first = sheets[regions[0]]
    sectors = [
        row.removeprefix("TTL_") for row in first.rows if row.removeprefix("TTL_") in first.columns
    ]
    for region, sheet in sheets.items():
        if sheet.columns != first.columns or sheet.rows != first.rows:
            raise ValueError(f"the table of {region} has a layout of its own")
    tables = _stack(sheets, sectors)
    _unsold_stocks(sheets, tables, ledger)
    _losses(tables, ledger)
    return tables


def _stack(sheets: dict[str, Sheet], sectors: list[str]) -> Tables:
    goods = [f"TTL_{sector}" for sector in sectors]
    every = list(sheets.values())

    def column(name: str) -> Array:
        return np.stack([sheet.get(goods, [name])[:, 0] for sheet in every], axis=1)

    def row(name: str) -> Array:
        return np.stack([sheet.get([name], sectors)[0] for sheet in every], axis=1)

    def users(name: str) -> Array:
        agents = [
            np.array([sheet.get([name], list(columns)).sum() for sheet in every])
            for columns in FINAL.values()
        ]
        return np.concatenate([row(name).T, np.stack(agents, axis=1)], axis=1)

    def cell(name: str, place: str) -> Array:
        return np.array([sheet.get([name], [place])[0, 0] for sheet in every])

    final = [sum(column(name) for name in columns) for columns in FINAL.values()]
    return Tables(
        regions=list(sheets),
        sectors=sectors,
        use=np.stack([sheet.get(goods, sectors) for sheet in every], axis=1),
        final=np.stack(final, axis=2),
        output=row("OUTPUT"),
        export=column("EXPO"),
        visitor=column("CONS_NONRES"),
        imports=-column("IMPO"),
        user_tax=users("TXS_INT_FNL") + users("IMP_OTHER"),
        foreign_tax=users("IMP_OTHER"),
        export_tax=cell("TXS_INT_FNL", "EXPO"),
        visitor_tax=cell("TXS_INT_FNL", "CONS_NONRES"),
        labour=row("LABR"),
        capital=row("CFC") + row("NOPS"),
        output_tax=row("OTXS"),
        depreciation=row("CFC"),
    )


def _unsold_stocks(sheets: dict[str, Sheet], tables: Tables, ledger: Ledger) -> None:
    """Inventory changes are investment; where both together are negative the cell is set to zero.

    A stock drawn down is a supply the model has no seller for; the missing supply is met by scaling
    the other purchases of the good to what is sold.
    """
    goods = [f"TTL_{sector}" for sector in tables.sectors]
    stocks = np.stack([sheet.get(goods, ["INVNT"])[:, 0] for sheet in sheets.values()], axis=1)
    investment = tables.final[:, :, 2]
    negative = investment < 0
    ledger.add(
        "inventory changes", "added to investment (GFCF)", (stocks != 0).sum(), np.abs(stocks).sum()
    )
    ledger.add(
        "inventory changes, negative", "netted against GFCF of the good", (stocks < 0).sum(),
        -stocks[stocks < 0].sum(),
    )  # fmt: skip
    ledger.add("investment, negative", "set to zero", negative.sum(), -investment[negative].sum())
    investment[negative] = 0.0


def _losses(tables: Tables, ledger: Ledger) -> None:
    """Capital never earns less than nothing: the rest of a loss is a subsidy to the activity.

    Capital income is what output leaves after purchases, product taxes, wages and production taxes.
    Where it is negative the activity is kept running by its owner (mostly the state: power
    utilities, airlines, post). Capital is paid its depreciation, and the rest of the loss becomes
    a negative production tax.
    """
    agents = len(FINAL)
    cost = tables.use.sum(axis=0).T + tables.user_tax[:, :-agents].T
    residual = tables.output - cost - tables.labour - tables.output_tax
    odd = np.abs(residual - tables.capital)
    ledger.add(
        "value added parts that do not add up", "capital income is the residual of cost",
        (odd > 1).sum(), odd[odd > 1].sum(), _places(tables, odd > 1),
    )  # fmt: skip
    loss = residual < 0
    floor = np.where(loss, np.maximum(tables.depreciation, 0.0), residual)
    ledger.add(
        "capital income, negative", "capital paid its depreciation, the rest a production subsidy",
        loss.sum(), (floor - residual).sum(), _places(tables, residual < -1),
    )  # fmt: skip
    below = (tables.capital - tables.depreciation < 0) & ~loss & (tables.output > 0)
    ledger.add(
        "net operating surplus, negative", "kept: capital income is less than depreciation",
        below.sum(), (tables.depreciation - tables.capital)[below].sum(),
    )  # fmt: skip
    tables.output_tax = tables.output_tax - (floor - residual)
    tables.capital = floor


def _places(tables: Tables, mask: Array) -> str:
    places = [
        f"{tables.regions[r]} {tables.sectors[j]}" for j, r in zip(*np.nonzero(mask), strict=True)
    ]
    return ", ".join(places)
