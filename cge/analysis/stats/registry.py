"""The statistics of a result: one row each.

``result.stats``, ``cge list statistics`` and docs/statistics.md read this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cge.analysis.factor_incomes import real_income
from cge.analysis.stats import measures as m
from cge.analysis.stats.rules import Effect, Price, Ratio, Rule, Sum, Volume
from cge.analysis.terms_of_trade import effects_of
from cge.analysis.trade_statistics import LABOUR
from cge.economy.receipts import RECEIPTS, Receipt
from cge.symbols.registry import entry_of
from cge.symbols.sources import LITERATURE, OWN

USD, BENCHMARK_USD, PERCENT, INDEX = (
    "million USD",
    "million USD at benchmark prices",
    "%",
    "index",
)
SNA, GTAP, FISHER, EMISSIONS, CALIENDO_PARRO = (
    "SNA 2008",
    "Corong et al. (2017)",
    "Fisher (1922)",
    "Burniaux and Truong (2002)",
    "Caliendo and Parro (2015)",
)

REFERENCES = {
    **LITERATURE,
    SNA: "European Commission, IMF, OECD, United Nations and World Bank (2009), System of National "
    "Accounts 2008, United Nations.",
    FISHER: "Fisher (1922), The making of index numbers, Houghton Mifflin.",
    CALIENDO_PARRO: "Caliendo and Parro (2015), Estimates of the trade and welfare effects of "
    "NAFTA, Review of Economic Studies 82(1), 1-44.",
}
"""Short citation -> reference."""


@dataclass(frozen=True)
class Statistic:
    """One statistic.

    Attributes
    ----------
    name, title
        Name in ``result.stats``, and what it is called in tables.
    kind
        How it aggregates, one of :data:`cge.analysis.stats.rules.KINDS`.
    dims
        What it can be given by and selected by, in order.
    formula
        What it is, in words.
    unit
        Unit of its levels.
    source
        Short citation, see `REFERENCES`.
    rule
        How it is computed and aggregated.
    by
        Dims by which it is given unless others are asked for.
    feature
        Feature of the model that it needs; empty where every model has it.
    factor
        Factor that the data must have; empty for none.
    """

    name: str
    title: str
    kind: str
    dims: tuple[str, ...]
    formula: str
    unit: str
    source: str
    rule: Rule
    by: tuple[str, ...] = ("region",)
    feature: str = ""
    factor: str = ""

    @property
    def unit_of_change(self) -> str:
        """Unit of the difference of two levels."""
        return "percentage points" if self.unit == PERCENT else self.unit


def _receipt(receipt: Receipt) -> Statistic:
    """The statistic of a receipt of the model."""
    entry = entry_of(receipt.name)
    measure, dims = m.RECEIPTS_IN_DETAIL.get(receipt.name, (m.variable(receipt.name), ("region",)))
    rate = receipt.rate.replace("`", "")
    base = receipt.base.replace("`", "")
    return Statistic(
        f"{receipt.name.removeprefix('revenue_')}_revenue",
        entry.description,
        "value",
        dims,
        f"received for {receipt.instrument}: rate {rate}, on {base}",
        USD,
        entry.source,
        Sum(measure),
    )


def _rows() -> Iterator[Statistic]:
    yield from _WELFARE
    yield from _TRADE
    yield from _PRODUCTION
    yield from _FACTORS
    yield from map(_receipt, RECEIPTS)
    yield from _RATES
    yield from _EMISSIONS


_WELFARE = (
    Statistic(
        "equivalent_variation",
        "Equivalent variation",
        "value",
        ("region",),
        "income at benchmark prices that brings the utility reached, less benchmark income",
        USD,
        GTAP,
        Sum(m.variable("equivalent_variation")),
    ),
    Statistic(
        "welfare",
        "Welfare",
        "value",
        ("region",),
        "equivalent variation, less the cost of the capital that a closure adds",
        USD,
        GTAP,
        Sum(m.welfare),
    ),
    Statistic(
        "welfare_percent",
        "Welfare",
        "rate",
        ("region",),
        "equivalent variation, less the cost of the capital that a closure adds, over benchmark "
        "income",
        PERCENT,
        GTAP,
        Ratio(m.welfare, m.variable("income"), 100.0, True),
    ),
    Statistic(
        "real_gdp",
        "Real GDP",
        "volume",
        ("region",),
        "final purchases with all taxes, plus exports, less imports, both in units shipped at what "
        "the origin gets",
        BENCHMARK_USD,
        GTAP,
        Volume(m.GDP),
    ),
    Statistic(
        "gdp",
        "GDP",
        "value",
        ("region",),
        "final purchases with all taxes, plus exports, less imports",
        USD,
        SNA,
        Sum(Volume(m.GDP).payments),
    ),
    Statistic(
        "income",
        "Income",
        "value",
        ("region",),
        "factor incomes, receipts and foreign saving",
        USD,
        GTAP,
        Sum(m.variable("income")),
    ),
    Statistic(
        "consumer_price",
        "Consumer price",
        "price index",
        m.SECTOR_REGION,
        "price that households pay, all taxes included, weighted by what they buy",
        INDEX,
        FISHER,
        Price((m.CONSUMPTION,)),
    ),
)

_TRADE = (
    Statistic(
        "exports",
        "Exports",
        "value",
        m.WITH_PARTNER,
        "units shipped to other regions times what the origin gets for one, with export tax and "
        "rents earned abroad",
        USD,
        SNA,
        Sum(m.exported),
    ),
    Statistic(
        "imports",
        "Imports",
        "value",
        m.WITH_PARTNER,
        "what is paid to other regions, before tariff, own rents and carbon charge",
        USD,
        SNA,
        Sum(m.imported),
    ),
    Statistic(
        "trade_balance",
        "Trade balance",
        "value",
        m.WITH_PARTNER,
        "exports less imports",
        USD,
        SNA,
        Sum(lambda a: m.exported(a) - m.imported(a)),
    ),
    Statistic(
        "export_volume",
        "Export volume",
        "volume",
        m.WITH_PARTNER,
        "exports at constant prices",
        BENCHMARK_USD,
        FISHER,
        Volume(m.EXPORTS),
    ),
    Statistic(
        "import_volume",
        "Import volume",
        "volume",
        m.WITH_PARTNER,
        "imports in units shipped, at constant prices",
        BENCHMARK_USD,
        FISHER,
        Volume(m.IMPORTS),
    ),
    Statistic(
        "export_price",
        "Export price",
        "price index",
        m.WITH_PARTNER,
        "what the origin gets for a unit shipped abroad, weighted by exports",
        INDEX,
        FISHER,
        Price(m.EXPORTS),
    ),
    Statistic(
        "import_price",
        "Import price",
        "price index",
        m.WITH_PARTNER,
        "what is paid abroad for a unit shipped, weighted by imports",
        INDEX,
        FISHER,
        Price(m.IMPORTS),
    ),
    Statistic(
        "terms_of_trade",
        "Terms of trade",
        "price index",
        m.WITH_PARTNER,
        "export price over import price",
        INDEX,
        FISHER,
        Price(m.EXPORTS, m.IMPORTS),
    ),
    Statistic(
        "terms_of_trade_effect",
        "Terms-of-trade effect",
        "effect",
        m.WITH_PARTNER,
        "benchmark exports times the change of their prices, less imports times that of theirs, in "
        "logarithms",
        BENCHMARK_USD,
        CALIENDO_PARRO,
        Effect(lambda old, new: effects_of(old, new).terms_of_trade),
    ),
    Statistic(
        "volume_of_trade_effect",
        "Volume-of-trade effect",
        "effect",
        m.WITH_PARTNER,
        "benchmark tariff rate times imports times the change of their volume, in logarithms",
        BENCHMARK_USD,
        CALIENDO_PARRO,
        Effect(lambda old, new: effects_of(old, new).volume_of_trade),
    ),
    Statistic(
        "trade",
        "Sales by origin and destination",
        "value",
        ("sector", "origin", "destination"),
        "units shipped times what the origin gets for one, sales at home included",
        USD,
        GTAP,
        Sum(m.traded),
        by=("origin", "destination"),
    ),
)

_PRODUCTION = (
    Statistic(
        "output",
        "Output",
        "value",
        m.SECTOR_REGION,
        "output at basic prices",
        USD,
        SNA,
        Sum(m.OUTPUT.paid),
    ),
    Statistic(
        "output_quantity",
        "Output at benchmark prices",
        "quantity",
        m.SECTOR_REGION,
        "output at the basic prices of the benchmark",
        BENCHMARK_USD,
        GTAP,
        Sum(m.produced("output")),
    ),
    Statistic(
        "producer_price",
        "Producer price",
        "price index",
        m.SECTOR_REGION,
        "basic price, weighted by output",
        INDEX,
        FISHER,
        Price((m.OUTPUT,)),
    ),
    Statistic(
        "value_added",
        "Value added",
        "value",
        m.SECTOR_REGION,
        "output at basic prices less intermediate purchases with product tax",
        USD,
        SNA,
        Sum(m.value_added),
    ),
)

_FACTORS = (
    Statistic(
        "factor_price",
        "Factor price",
        "price index",
        ("factor", "region"),
        "what a unit of a factor earns before income tax, weighted by endowments",
        INDEX,
        GTAP,
        Price((m.FACTORS,)),
        by=("factor", "region"),
    ),
    Statistic(
        "real_factor_price",
        "Real factor price",
        "price index",
        ("factor", "region"),
        "what a unit of a factor earns after income tax, over the price of what it buys, weighted "
        "by endowments; of labour, the real wage",
        INDEX,
        GTAP,
        Price((m.REAL_FACTORS,)),
        by=("factor", "region"),
    ),
    Statistic(
        "factor_income",
        "Factor income",
        "value",
        ("factor", *m.SECTOR_REGION),
        "what factors earn before income tax",
        USD,
        SNA,
        Sum(m.factor_income),
        by=("factor", "region"),
    ),
    Statistic(
        "real_factor_income",
        "Real factor income",
        "quantity",
        ("factor", "region"),
        "what factors earn after income tax, over the price of what households buy",
        BENCHMARK_USD,
        GTAP,
        Sum(real_income),
        by=("factor", "region"),
    ),
    Statistic(
        "employment",
        "Employment",
        "quantity",
        m.SECTOR_REGION,
        "labour used, at benchmark wages",
        BENCHMARK_USD,
        GTAP,
        Sum(m.employment),
        factor=LABOUR,
    ),
)

_RATES = (
    Statistic(
        "tariff_rate",
        "Tariff rate",
        "rate",
        m.WITH_PARTNER,
        "tariff receipts over imports at the price on which tariffs are levied",
        PERCENT,
        GTAP,
        Ratio(m.RECEIPTS_IN_DETAIL["revenue_tariff"][0], m.dutiable, 100.0),
    ),
)

_EMISSIONS = (
    Statistic(
        "emissions",
        "CO2 emissions",
        "emissions",
        m.SECTOR_REGION,
        "direct emissions of activities",
        "Mt CO2",
        EMISSIONS,
        Sum(m.produced("emissions")),
    ),
    Statistic(
        "emissions_by_fuel",
        "CO2 emissions by fuel",
        "emissions",
        ("fuel", *m.SECTOR_REGION),
        "direct emissions of activities of fuels that they buy",
        "Mt CO2",
        EMISSIONS,
        Sum(m.produced("emissions_by_fuel")),
        feature="fuels",
    ),
    Statistic(
        "emissions_by_gas",
        "Emissions of other gases",
        "emissions",
        ("gas", *m.SECTOR_REGION),
        "direct emissions of activities of greenhouse gases other than CO2; emissions are CO2 and "
        "these",
        "Mt CO2e",
        EMISSIONS,
        Sum(m.produced("emissions_by_gas")),
        feature="gases",
    ),
    Statistic(
        "household_emissions",
        "CO2 emissions of households",
        "emissions",
        m.SECTOR_REGION,
        "direct emissions of households, by good burnt",
        "Mt CO2",
        EMISSIONS,
        Sum(m.variable("household_emissions")),
        feature="household_emissions",
    ),
    Statistic(
        "emission_intensity",
        "CO2 intensity",
        "rate",
        m.SECTOR_REGION,
        "direct emissions of activities over output at benchmark prices",
        "t CO2 per USD",
        OWN,
        Ratio(m.produced("emissions"), m.produced("output")),
    ),
)

STATISTICS: dict[str, Statistic] = {row.name: row for row in _rows()}
