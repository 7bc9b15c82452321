"""Trade and transport margins on goods, taken out of the exports of trade and transport.

At basic prices the tables book what it takes to bring goods to the buyer as exports of G (trade)
and H (transport), bought by those who buy the goods. Here they become margins of the goods: output,
the balance of trade of every economy and the spending of every user stay what they are.
"""

from dataclasses import dataclass, replace

import numpy as np

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.national import Tables

Array = np.ndarray

MARGIN_SECTORS = ("G", "H49", "H50", "H51")

# Assumed part of an exporter's sales of the service to a partner that brings goods to its border.
# Half of the freight by land crosses it.
TO_BORDER = {"G": 1.0, "H49": 0.45}
# Margins to the border are at most this part of the goods that a pair trades; what a partner buys
# beyond is taken for services of their own, such as merchanting through Hong Kong.
MOST_TO_BORDER = {"G": 0.35, "H49": 0.10}
# Assumed part of exports that is freight between borders: the rest are passengers, and pipelines
# and land transport inside the exporter. All together are 6 % of goods exports, where WIOD 2014
# has international margins of 6.4 % of imported intermediates.
CARRIED = {"H49": 0.45, "H50": 0.95, "H51": 0.40}
# World transport of a mode is at most this part of the goods that an economy imports.
MOST_CARRIED = 0.15
# Of a user's purchases of a service, what may be margins on the goods that it imports.
MOST_OF_PURCHASES = 0.95
ROUNDS = 500


@dataclass
class Margins:
    """Margins in million USD at basic prices.

    Attributes
    ----------
    to_border, carried : (margin sector, sector, origin, destination)
        Services of the origin up to its border, and of world transport from there on.
    sold : (margin sector, origin, destination)
        Sales to the world transport of what a destination imports.
    at : list of int
        Positions of the margin sectors among all sectors.
    """

    to_border: Array
    carried: Array
    sold: Array
    at: list[int]

    @property
    def of_flows(self) -> Array:
        """All margins of a flow (sector, origin, destination)."""
        total: Array = (self.to_border + self.carried).sum(axis=0)
        return total

    @property
    def supply(self) -> Array:
        """Sales to world transport (margin sector, region)."""
        total: Array = self.sold.sum(axis=2)
        return total

    @property
    def taken(self) -> Array:
        """What is no longer a sale of the service (margin sector, origin, destination)."""
        return self.to_border.sum(axis=1) + self.sold

    def scaled(self, part: Array) -> "Margins":
        """A part of the margins on what a destination imports (margin sector, destination)."""
        of_flows = part[:, None, None]
        return replace(
            self, to_border=self.to_border * of_flows, carried=self.carried * of_flows,
            sold=self.sold * part[:, None],
        )  # fmt: skip

    @property
    def made(self) -> Array:
        """Margins supplied (margin sector, region)."""
        total: Array = self.to_border.sum(axis=(1, 3)) + self.supply
        return total


def split_margins(sales: Array, sectors: list[str], goods: list[int], ledger: Ledger) -> Margins:
    """Which sales of trade and transport are margins.

    Those of a pair are in proportion to the goods that it trades; those of world transport to the
    goods that the destination imports, from wherever.

    Parameters
    ----------
    sales : (sector, origin, destination)
        Million USD at basic prices; not changed.
    sectors : list of str
        Labels.
    goods : list of int
        Positions of the sectors that need margins.
    """
    foreign = 1.0 - np.eye(sales.shape[1])
    shipped = sales[goods] * foreign
    of_pair, imports = shipped.sum(axis=0), shipped.sum(axis=(0, 1))
    per_pair, per_import = _over(shipped, of_pair), _over(shipped, imports)
    shape = (len(MARGIN_SECTORS), *sales.shape)
    found = Margins(
        np.zeros(shape), np.zeros(shape), np.zeros((shape[0], *sales.shape[1:])),
        [sectors.index(label) for label in MARGIN_SECTORS],
    )  # fmt: skip
    for k, label in enumerate(MARGIN_SECTORS):
        sold = sales[found.at[k]] * foreign
        at_border = _at_border(label, sold, of_pair, ledger)
        across = _across(label, sold, imports, ledger)
        found.to_border[k, goods] = per_pair * at_border
        found.carried[k, goods] = per_import * across.sum(axis=0)
        found.sold[k] = across
    return found


def _at_border(label: str, sold: Array, of_pair: Array, ledger: Ledger) -> Array:
    """Margins of the origin by pair (origin, destination)."""
    wanted = TO_BORDER.get(label, 0.0) * sold
    taken = np.minimum(wanted, MOST_TO_BORDER.get(label, 0.0) * of_pair)
    if label in TO_BORDER:
        capped = taken < wanted
        ledger.add(
            f"exports of {label}", "margins of the goods that the pair trades",
            (taken > 0).sum(), taken.sum(),
            f"kept as services of their own, beyond {100 * MOST_TO_BORDER[label]:.0f} % of goods: "
            f"{capped.sum()} pairs, {(wanted - taken).sum():.0f}",
        )  # fmt: skip
    return taken


def _across(label: str, sold: Array, imports: Array, ledger: Ledger) -> Array:
    """Sales to the world transport of what a destination imports (origin, destination)."""
    wanted = CARRIED.get(label, 0.0) * sold
    bought = wanted.sum(axis=0)
    part = _over(np.minimum(bought, MOST_CARRIED * imports), bought)
    taken = wanted * part
    if label in CARRIED:
        ledger.add(
            f"exports of {label}", "world transport of goods", (taken > 0).sum(), taken.sum(),
            f"kept as services of their own, beyond {100 * MOST_CARRIED:.0f} % of imports: "
            f"{(part < 1).sum()} economies, {(wanted - taken).sum():.0f}",
        )  # fmt: skip
    return taken


def move_purchases(tables: Tables, margins: Margins, goods: list[int], ledger: Ledger) -> Margins:
    """Move margins in each user's column from the service to the goods that it buys.

    Users of a good pay its margins in proportion to what they buy of it. Where a user does not buy
    enough of the service, others pay more of them; where nobody does, the rest of the service
    stays one of its own.

    Returns
    -------
    Margins
        Those that users pay.
    """
    bought = np.concatenate([tables.use, tables.final], axis=2)
    needed = (margins.to_border + margins.carried).sum(axis=2)[:, goods]
    part, limited = np.ones((len(needed), bought.shape[1])), 0
    for region in range(bought.shape[1]):
        column, services = bought[goods, region], bought[margins.at, region]
        wanted = needed[:, :, region]
        share, part[:, region], some = shares_of_users(column, services, wanted)
        paid = wanted * part[:, region, None]
        bought[margins.at, region] -= paid @ share
        bought[goods, region] += paid.sum(axis=0)[:, None] * share
        limited += some
    left = (needed * (1.0 - part[:, None])).sum()
    ledger.add(
        "purchases of trade and transport", "moved to the goods whose margins they are",
        bought[margins.at].size, needed.sum() - left,
        f"{limited} users limited by what they buy of the service; kept as services: {left:.0f}",
    )  # fmt: skip
    users = tables.use.shape[2]
    tables.use, tables.final = bought[:, :, :users], bought[:, :, users:]
    return margins.scaled(part)


def export_rates_with_margins(
    rate: Array, sales: Array, margins: Margins, goods: list[int], ledger: Ledger
) -> Array:
    """Export taxes on what are margins now, levied on the goods of the exporter instead.

    Every exporter receives what it did.

    Parameters
    ----------
    rate : (sector, origin)
        Rates on foreign sales.
    sales : (sector, origin, destination)
        Before margins are taken out.
    """
    foreign = 1.0 - np.eye(sales.shape[1])
    shipped = (sales[goods] * foreign).sum(axis=(0, 2))
    tax = rate[margins.at] * margins.taken.sum(axis=2)
    ledger.add(
        "export taxes on margins", "levied on the exporter's goods, all at one rate more",
        (tax != 0).sum(), np.abs(tax).sum(),
    )  # fmt: skip
    moved = rate.copy()
    moved[goods] += _over(tax.sum(axis=0), shipped)
    return moved


def shares_of_users(goods: Array, services: Array, needed: Array) -> tuple[Array, Array, int]:
    """Who pays the margins of a good, so that nobody pays more than it buys of services.

    Parameters
    ----------
    goods, services : (good, user), (margin sector, user)
        Purchases.
    needed : (margin sector, good)
        Margins.

    Returns
    -------
    share : (good, user)
        Sums to 1 over users.
    part : (margin sector)
        Part of the margins that they can pay.
    limited : int
        Users whose share is not that of their purchases.
    """
    start = _over(goods, goods.sum(axis=1, keepdims=True))
    share, most = start, MOST_OF_PURCHASES * services
    for _ in range(ROUNDS):
        asked = needed @ share
        fits = np.where(asked > most, _over(most, asked), 1.0).min(axis=0)
        if fits.min() > 1.0 - 1e-9:
            break
        cut = share * fits
        total = cut.sum(axis=1, keepdims=True)
        share = np.where(total > 0, _over(cut, total), start)
    # What is asked beyond all purchases of a user limits the service as a whole.
    asked = needed @ share
    part = np.where(asked > most, _over(most, asked), 1.0).min(axis=1)
    limited = (needed @ start > most * (1 + 1e-9)).any(axis=0)
    return share, part, int(limited.sum())


def _over(values: Array, size: Array) -> Array:
    shape = np.broadcast_shapes(values.shape, size.shape)
    return np.divide(values, size, out=np.zeros(shape), where=size > 0)
