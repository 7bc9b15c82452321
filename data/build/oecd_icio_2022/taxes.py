"""Taxes on products: export taxes, the tariff content of purchases, and what is left."""

import numpy as np

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.national import Tables

Array = np.ndarray


def export_tax_rates(tables: Tables, sales: Array, ledger: Ledger) -> Array:
    """Rates (sector, origin) on foreign sales at basic prices.

    The tables record product taxes on exports and on purchases by non-residents at the seller
    (`TXS_INT_FNL` of EXPO and CONS_NONRES) and the same taxes again where they are paid (row
    `IMP_OTHER`: taxes on products paid abroad). Neither names goods: each seller has one rate on
    exports and one on sales to visitors, so a good's rate depends on how much visitors buy. ROW,
    which has no table, has one rate, such that receipts abroad equal payments of the others.
    """
    foreign = sales * (1.0 - np.eye(sales.shape[1]))
    count = len(tables.export_tax)
    on_export = tables.export_tax / tables.export.sum(axis=0)
    on_visitor = np.divide(
        tables.visitor_tax, tables.visitor.sum(axis=0),
        out=np.zeros(count), where=tables.visitor.sum(axis=0) > 0,
    )  # fmt: skip
    total = tables.export + tables.visitor
    tax = on_export * tables.export + on_visitor * tables.visitor
    rate = np.divide(tax, total, out=np.zeros_like(total), where=total > 0)
    paid = tables.foreign_tax.sum()
    known = (foreign[:, :count, :count] * rate[:, :, None]).sum()
    rest = (paid - known) / foreign[:, count:, :count].sum()
    ledger.add(
        "taxes on exports (TXS_INT_FNL of EXPO, CONS_NONRES)", "export tax of the seller",
        2 * count, np.abs(tables.export_tax).sum() + np.abs(tables.visitor_tax).sum(),
    )  # fmt: skip
    ledger.add(
        "taxes paid abroad (IMP_OTHER)", "replaced by the export taxes of the partners",
        (tables.foreign_tax != 0).sum(), np.abs(tables.foreign_tax).sum(),
        f"ROW's export tax rate closes the world: {100 * rest:.2f} %",
    )  # fmt: skip
    return np.concatenate([rate, np.full((rate.shape[0], 1), rest)], axis=1)


def composite_factor(sales: Array, margins: Array, export_rate: Array, tariff: Array) -> Array:
    """Value of a good with export tax and tariff over that without, (sector, destination).

    Margins are part of both; the tariff is on the value on arrival.
    """
    abroad = 1.0 - np.eye(sales.shape[1])
    basic = (sales + margins).sum(axis=1)
    on_arrival = sales * (1.0 + export_rate[:, :, None] * abroad) + margins
    landed = (on_arrival * (1.0 + tariff)).sum(axis=1)
    return np.divide(landed, basic, out=np.ones_like(basic), where=basic > 0)


def product_tax(tables: Tables, factor: Array, ledger: Ledger) -> tuple[Array, Array, Array]:
    """Purchases at the composite price and the rate of product tax of each user on them.

    A user's tax row in the table holds product taxes at home, tariffs, and taxes paid abroad. The
    tariff and export tax content of what it buys is taken out, at the average of each good; the
    rest is spread over goods at one rate per user, so that each user pays the table's total.

    Returns
    -------
    bought : (sector, region, user)
        Million USD, users are activities, then agents.
    rate : (region, user)
    left : (region, user)
        Product tax, million USD.
    """
    basic = np.concatenate([tables.use, tables.final], axis=2)
    bought = basic * factor[:, :, None]
    content = (bought - basic).sum(axis=0)
    left = tables.user_tax - content
    paid = bought.sum(axis=0)
    rate = np.divide(left, paid, out=np.zeros_like(left), where=paid > 0)
    ledger.add(
        "tariffs and export taxes in the tax row", "taken out of each user's tax row",
        (content != 0).sum(), np.abs(content).sum(),
    )  # fmt: skip
    turned = (left < 0) & (tables.user_tax >= 0)
    ledger.add(
        "product tax negative once tariffs are taken out", "kept: a subsidy on the user",
        turned.sum(), -left[turned].sum(),
        f"smallest rate {100 * rate.min():.1f} %",
    )  # fmt: skip
    return bought, rate, left
