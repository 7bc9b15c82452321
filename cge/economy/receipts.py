"""Receipts and rents: what regions earn beside the incomes of factors, in two tables.

The sums of income and of public income, the benchmark values of receipts, the landed price, the
accounts, the checks of a result and the table of taxes in ``docs/model.md`` are derived from them.
A receipt needs an equation beside its entry, in :mod:`cge.economy.equations.income`; a rent needs
none. Symbols have their rows in the registry.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """What an instrument brings a region.

    Attributes
    ----------
    name
        Variable of its receipts (region), million USD.
    instrument, rate, base, owner
        Columns of the table of taxes: what it is, the symbols of its rate, what the rate is on,
        and who receives it.
    on_products
        Part of GDP at market prices but not of value added at basic prices.
    private
        Private income also where the government has a budget of its own.
    from_factors
        Paid out of what factors earn, so that it is part of income already.
    """

    name: str
    instrument: str
    rate: str
    base: str
    owner: str
    on_products: bool = False
    private: bool = False
    from_factors: bool = False


@dataclass(frozen=True)
class Rent:
    """A wedge at the border that earns a rent for those who own it, and may waste part of itself.

    The price is multiplied by the wedge; of the wedge, the part ``waste`` uses up goods like an
    iceberg cost, and the rest is earned, by the destination as far as its share goes and else by
    the origin.

    Attributes
    ----------
    receipt
        Variable of its receipts (region), million USD.
    instrument
        What it is, for the table of taxes.
    power
        Parameter of the wedge (sector, origin, destination), 1 + rate, 1 in a benchmark.
    importer_share
        Parameter: the destination's share of the rent.
    importer_share_benchmark
        Value of that parameter in a benchmark.
    waste
        Parameter: the part of the wedge that uses up goods; empty where all of it is earned.
    also
        Variables of features that multiply the wedge.
    before_tariff
        Whether the tariff is levied on the price with the rent, as where exporters sell licences;
        else the rent is on the price with the tariff.
    """

    receipt: str
    instrument: str
    power: str
    importer_share: str
    importer_share_benchmark: float = 1.0
    waste: str = ""
    also: tuple[str, ...] = ()
    before_tariff: bool = False

    @property
    def as_receipt(self) -> Receipt:
        """What the rent brings those who own it."""
        base = "price on arrival" if self.before_tariff else "price with tariff"
        return Receipt(
            name=self.receipt,
            instrument=self.instrument,
            rate=f"`{self.power}`",
            base=f"{base}, as far as it is not waste" if self.waste else base,
            owner=f"destination's share `{self.importer_share}`, else origin",
            on_products=True,
            private=True,
        )


# In the order in which they raise the price: those before the tariff first.
RENTS = (
    Rent(
        "revenue_barrier_rent",
        "barrier rent",
        power="barrier_power",
        also=("standards_power",),
        waste="barrier_waste",
        importer_share="barrier_importer_share",
    ),
)

RECEIPTS = (
    Receipt(
        "revenue_output_tax",
        "output",
        "`output_tax_power`",
        "production cost",
        "producer's region",
    ),
    Receipt(
        "revenue_intermediate_tax",
        "product, intermediate use",
        "`intermediate_tax_power`",
        "purchases of an activity",
        "buyer's region",
        on_products=True,
    ),
    Receipt(
        "revenue_final_tax",
        "product, final use",
        "`final_tax_power`",
        "purchases of an agent",
        "buyer's region",
        on_products=True,
    ),
    Receipt(
        "revenue_consumption_tax",
        "consumption",
        "`consumption_tax_power`",
        "household purchases with product tax",
        "buyer's region",
        on_products=True,
    ),
    Receipt(
        "revenue_factor_tax",
        "factor use",
        "`factor_tax_power`",
        "earnings of a factor in an activity, paid on top",
        "producer's region",
    ),
    Receipt(
        "revenue_income_tax",
        "factor income",
        "`income_tax_power`, by factor, plus `income_surtax_power`, all factors alike",
        "earnings of a factor, paid out of them",
        "factor's region",
        from_factors=True,
    ),
    Receipt(
        "revenue_tariff",
        "import tariff",
        "`tariff_power`",
        "price with export tax, margins and iceberg cost",
        "destination",
        on_products=True,
    ),
    Receipt(
        "revenue_export_tax",
        "export tax; below 0 a subsidy",
        "`export_power`",
        "basic price of units shipped",
        "origin",
        on_products=True,
    ),
    Receipt(
        "revenue_border_charge",
        "carbon charge at the border",
        "`border_carbon_price`",
        "`border_carbon_intensity` times units that arrive",
        "destination",
        on_products=True,
    ),
    Receipt(
        "revenue_carbon",
        "carbon price",
        "`carbon_price`, by activity, plus `carbon_price_economy`, all activities alike",
        "emissions less free allowances",
        "producer's region",
    ),
    *(rent.as_receipt for rent in RENTS),
)
