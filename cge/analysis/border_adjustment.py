"""Who is charged at the border, how much, who gets the money, and who bears the charge."""

from __future__ import annotations

import xarray as xr

from calibration.gases import as_counted
from cge.analysis.accounts import Accounts, as_seller, at_destination, at_origin
from cge.analysis.added_capital import NET_TITLE
from cge.analysis.other_shocks import other_shocks
from cge.analysis.statistics import BENCHMARK, EXPERIMENT

FLOWS = ("sector", "origin", "destination")
STATEMENT = "What the border charges of each experiment amount to"
INCIDENCE = (
    "price_cut_percent",
    "welfare_percent_of_charge",
    "burden_exporter",
    "burden_importer",
    "burden_government",
    "excess_burden",
)
"""Columns that compare with the benchmark and say who bears a charge."""
OTHER_SHOCKS = "other_shocks"
"""Whether an experiment moves more than charges at the border, so that `INCIDENCE` has none."""


def border_adjustment(data: xr.Dataset) -> xr.Dataset:
    """Border charges of the experiments that have some, or that cover a flow.

    Parameters
    ----------
    data
        Variables and parameters along ``experiment``, whose first label is the benchmark.

    Returns
    -------
    xarray.Dataset
        By (experiment, region), the region as seller unless said otherwise:

        - ``charge_paid``, million USD, on its goods; ``tonnes_charged``, Mt; ``charge_per_tonne``,
          USD; ``ad_valorem_percent`` of the price on arrival of the goods covered;
        - ``covered_exports_percent``: change in volume of what is covered, at benchmark prices,
          of everything that an experiment does;
        - ``price_cut_percent``: how far sellers of what is still sold get less for it than in the
          benchmark, in units of the world factor-price index, over the charge. What is no longer
          sold is not in it, so it does not say who bears the charge;
        - ``welfare_percent_of_charge``: equivalent variation of the region over the charge on its
          goods, net of the cost of added capital where the closure adds some;
        - ``burden_exporter``, ``burden_importer`` (as destination) and ``burden_government`` (of
          the destination), million USD, and ``excess_burden`` (as destination), to which the
          three sum over the world; see :func:`burdens`;
        - ``collected``, as destination, and ``received``, by the region as a recipient, million
          USD; ``carbon_revenue``: change of its own carbon receipts; ``rebate``: refunds of them.

        ``ad_valorem_by_sector`` (experiment, sector, origin), %; ``ad_valorem_of_sector``
        (experiment, sector), %, of all origins together; ``receipts`` (experiment, origin,
        recipient), million USD: paid on the goods of the one, received by the other. Where nothing
        is covered, rates are not numbers.

        ``other_shocks`` (experiment): whether an experiment moves more than its charges. What it
        changes is then not the doing of the charge, and the columns of `INCIDENCE` are not
        numbers; :func:`cge.results.rebase.as_benchmark` makes the world without the charge one to
        compare with.
    """
    before = Accounts(data.sel({EXPERIMENT: BENCHMARK}, drop=True))
    after = data.drop_sel({EXPERIMENT: BENCHMARK})
    covered = _covered(after)
    if not bool(covered.any()):
        return xr.Dataset(coords={EXPERIMENT: after[EXPERIMENT][:0]}, attrs=data.attrs)
    after = after.sel({EXPERIMENT: covered.any(FLOWS)})
    covered = covered.sel({EXPERIMENT: after[EXPERIMENT]})
    now = Accounts(after)
    found = {
        **_by_seller(now, before, covered),
        **_by_recipient(now, before),
        **burdens(now, before, covered),
        "ad_valorem_by_sector": (
            _rate(now, covered, ["destination"]).transpose(EXPERIMENT, "sector", "origin"),
            "Ad valorem equivalent",
            "%",
        ),
        "ad_valorem_of_sector": (
            _rate(now, covered, ["origin", "destination"]),
            "Ad valorem equivalent",
            "%",
        ),
        "receipts": (_receipts(now), "Paid on goods of the origin", "million USD"),
    }
    table = xr.Dataset(
        {
            name: values.drop_attrs().assign_attrs(long_name=title, units=unit)
            for name, (values, title, unit) in found.items()
        }
    )
    mixed = other_shocks(data).sel({EXPERIMENT: after[EXPERIMENT]})
    table = table.assign({name: table[name].where(~mixed) for name in INCIDENCE})
    table[OTHER_SHOCKS] = mixed.assign_attrs(long_name="Moves more than charges at the border")
    kept = {EXPERIMENT, "region", "sector", "origin", "recipient"}
    table = table.drop_vars([c for c in table.coords if c not in kept])
    return as_counted(table.assign_attrs(data.attrs | {"statement": STATEMENT}), data)


def statement_of(table: xr.Dataset) -> str:
    """What the numbers are, and of which experiments those who bear the charge are left out.

    Parameters
    ----------
    table
        What :func:`border_adjustment` gives, of the experiments shown.
    """
    said = str(table.attrs["statement"])
    names = table[EXPERIMENT].to_numpy()[table[OTHER_SHOCKS].to_numpy()]
    if not len(names):
        return said
    named = ", ".join(f"'{name}'" for name in names)
    return (
        f"{said}; who bears them is left out of {named}, where other shocks move prices, "
        "quantities and welfare too"
    )


def adjusts_somewhere(data: xr.Dataset) -> bool:
    """Whether an experiment has border charges, or covers a flow; see `border_adjustment`."""
    return bool(_covered(data.drop_sel({EXPERIMENT: BENCHMARK})).any())


def by_sector(table: xr.Dataset) -> xr.Dataset:
    """Ad valorem equivalents with a column for each sector, for tables and figures.

    Parameters
    ----------
    table
        What :func:`border_adjustment` gives.

    Returns
    -------
    xarray.Dataset
        One variable per sector that is covered, % (experiment, region).
    """
    rates = table["ad_valorem_by_sector"].rename(origin="region")
    covered = rates.notnull().any([EXPERIMENT, "region"])
    columns = {
        f"ad_valorem_{sector}": rates.sel(sector=sector, drop=True).assign_attrs(
            long_name=str(sector), units="% of price on arrival"
        )
        for sector in rates["sector"].to_numpy()[covered.to_numpy()]
    }
    statement = "Charge at the border relative to the price on arrival, by origin and good"
    return xr.Dataset(columns).assign_attrs(table.attrs | {"statement": statement})


Column = tuple[xr.DataArray, str, str]


def _covered(s: xr.Dataset) -> xr.DataArray:
    """Flows that are charged, or would be if the gap were open, and that exist."""
    charged = (s.border_carbon_price > 0) & (s.border_carbon_intensity > 0)
    if "adjustment_coverage" in s:
        charged = charged | (s.adjustment_coverage > 0)
    return charged & (s.trade > 0)


def _by_seller(now: Accounts, before: Accounts, covered: xr.DataArray) -> dict[str, Column]:
    paid = _sold(now.charged)
    tonnes = _sold(now.tonnes_charged.where(covered, 0.0))
    charged_tonnes = tonnes.where(tonnes > 0)
    volume, old = _sold(now.s.trade.where(covered, 0.0)), _sold(before.s.trade.where(covered, 0.0))
    gained = now.price_on_arrival / now.price_world - before.price_on_arrival
    cut = -_sold((gained * now.price_world * now.s.trade).where(covered, 0.0))
    some = abs(paid) > 1e-9 * abs(paid).max()
    net = "equivalent_variation_net" in now.s
    welfare = now.s["equivalent_variation_net" if net else "equivalent_variation"]
    return {
        "charge_paid": (paid, "Charge on its goods", "million USD"),
        "tonnes_charged": (tonnes, "Emissions charged", "Mt CO2"),
        "charge_per_tonne": (paid / now.price_world / charged_tonnes, "Charge", "USD per t CO2"),
        "ad_valorem_percent": (
            _rate(now, covered, ["sector", "destination"]).rename(origin="region"),
            "Ad valorem equivalent",
            "%",
        ),
        "covered_exports_percent": (
            100 * (volume / old.where(old > 0) - 1),
            "Exports covered, change",
            "%",
        ),
        "price_cut_percent": (
            100 * (cut / paid.where(some)),
            "Price cut on what is still sold",
            "% of charge",
        ),
        "welfare_percent_of_charge": (
            100 * (welfare / paid.where(some)),
            NET_TITLE if net else "Equivalent variation",
            "% of charge on its goods",
        ),
    }


def burdens(now: Accounts, before: Accounts, covered: xr.DataArray) -> dict[str, Column]:
    """Who bears a charge on the flows it covers, by changes of surplus (Harberger 1971).

    With seller's price p, wedge w (tariff, charge and rents) and quantity q, changes D and means m
    of before and after, prices in units of the world factor-price index::

        exporter -Dp m(q) + importer D(p + w) m(q) + government -D(w q) = -m(w) Dq = excess burden

    This is exact. Surplus is that of straight lines of supply and demand, so lost sales count half
    of the change of the price. The price of the seller is that of a unit on arrival, with the
    export tax. Rents, where there are some, count as receipts of the destination's government.
    """
    seller = now.price_on_arrival / now.price_world, before.price_on_arrival / before.price_world
    wedge = _wedge(now), _wedge(before)
    sold = now.s.trade, before.s.trade
    mean = (sold[0] + sold[1]) / 2
    dearer = (seller[0] + wedge[0]) - (seller[1] + wedge[1])
    lost = {
        "burden_exporter": (-(seller[0] - seller[1]) * mean, at_origin, "Burden of its sellers"),
        "burden_importer": (dearer * mean, at_destination, "Burden of its buyers"),
        "burden_government": (
            -(wedge[0] * sold[0] - wedge[1] * sold[1]),
            at_destination,
            "Burden of its government",
        ),
        "excess_burden": (
            -(wedge[0] + wedge[1]) / 2 * (sold[0] - sold[1]),
            at_destination,
            "Excess burden on its imports",
        ),
    }
    return {
        name: (summed((flows * now.price_world).where(covered, 0.0)), title, "million USD")
        for name, (flows, summed, title) in lost.items()
    }


def _wedge(of: Accounts) -> xr.DataArray:
    """What a buyer pays per unit above the seller's price, in world factor prices."""
    charge = of.charged / of.s.trade.where(of.s.trade > 0, 1.0)
    return (of.price_before_charge + charge - of.price_on_arrival) / of.price_world


def _by_recipient(now: Accounts, before: Accounts) -> dict[str, Column]:
    collected = now.charged.sum(["sector", "origin"]).rename(destination="region")
    transfer = now.s.get("border_transfer", 0 * collected)
    carbon = now.s.revenue_carbon - before.s.revenue_carbon
    columns = {
        "collected": (collected, "Collected at its border", "million USD"),
        "received": (collected + transfer, "Border receipts it ends up with", "million USD"),
        "carbon_revenue": (carbon, "Own carbon receipts, change", "million USD"),
    }
    if "rebate_share" in now.s:
        made = now.s.output.where(now.s.output > 0, 1.0)
        refund = now.s.rebate_share * as_seller(now.carbon_payment / made) * now.shipped
        columns["rebate"] = (_sold(refund), "Refunded on its exports", "million USD")
    return columns


def _receipts(now: Accounts) -> xr.DataArray:
    """Charges by whose goods they are paid on and by who ends up with them."""
    paid = now.charged.sum("sector")
    to_self = paid.rename(destination="recipient")
    if "fund_key" not in now.s:
        return to_self.transpose(EXPERIMENT, "origin", "recipient")
    s = now.s
    kept = (1 - s.origin_share - s.fund_share).rename(destination="recipient")
    same = (s.origin == s.region.rename(region="recipient")).astype(float)
    returned = (paid * s.origin_share).sum("destination") * same
    fund = (paid * s.fund_share).sum("destination") * s.fund_key.rename(region="recipient")
    total: xr.DataArray = to_self * kept + returned + fund
    return total.transpose(EXPERIMENT, "origin", "recipient")


def _rate(now: Accounts, covered: xr.DataArray, over: list[str]) -> xr.DataArray:
    """Charges over the value on arrival of what is covered, %."""
    value = (now.price_on_arrival * now.s.trade).where(covered, 0.0).sum(over)
    return 100 * now.charged.sum(over) / value.where(value > 0)


def _sold(flows: xr.DataArray) -> xr.DataArray:
    """Flows by the region that sells."""
    return flows.sum(["sector", "destination"]).rename(origin="region")
