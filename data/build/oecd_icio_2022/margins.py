"""Trade and transport margins on goods, taken out of the exports of trade and transport.

At basic prices the tables book what it takes to bring goods to the buyer as exports of G (trade)
and H (transport), bought by those who buy the goods. Here they become margins of the goods: output,
the balance of trade of every economy and the spending of every user stay what they are.
"""

from dataclasses import dataclass

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
    supply : (margin sector, region)
        Sales to world transport.
    at : list of int
        Positions of the margin sectors among all sectors.
    """

    to_border: Array
    carried: Array
    supply: Array
    at: list[int]

    @property
    def of_flows(self) -> Array:
        """All margins of a flow (sector, origin, destination)."""
        total: Array = (self.to_border + self.carried).sum(axis=0)
        return total

    @property
    def made(self) -> Array:
        """Margins supplied (margin sector, region)."""
        total: Array = self.to_border.sum(axis=(1, 3)) + self.supply
        return total


def split_margins(
    sales: Array, sectors: list[str], goods: list[int], ledger: Ledger
) -> tuple[Array, Margins]:
    """Take margins out of the sales of trade and transport.

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
        np.zeros(shape), np.zeros(shape), np.zeros((shape[0], shape[2])),
        [sectors.index(label) for label in MARGIN_SECTORS],
    )  # fmt: skip
    left = sales.copy()
    for k, label in enumerate(MARGIN_SECTORS):
        sold = sales[found.at[k]] * foreign
        at_border = _at_border(label, sold, of_pair, ledger)
        across = _across(label, sold, imports, ledger)
        found.to_border[k, goods] = per_pair * at_border
        found.carried[k, goods] = per_import * across.sum(axis=0)
        found.supply[k] = across.sum(axis=1)
        left[found.at[k]] -= at_border + across
    return left, found


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


def move_purchases(tables: Tables, margins: Margins, goods: list[int], ledger: Ledger) -> None:
    """Move margins in each user's column from the service to the goods that it buys.

    Users of a good pay its margins in proportion to what they buy of it. Where a user does not buy
    enough of the service, it buys fewer of the imported goods, and others more.
    """
    bought = np.concatenate([tables.use, tables.final], axis=2)
    needed = (margins.to_border + margins.carried).sum(axis=2)[:, goods]
    moved, changed, missing = 0.0, 0, 0.0
    for region in range(bought.shape[1]):
        column, services = bought[goods, region], bought[margins.at, region]
        share, limited = shares_of_users(column, services, needed[:, :, region])
        taken = needed[:, :, region] @ share
        most = MOST_OF_PURCHASES * services
        missing += np.maximum(taken - most, 0.0).sum()
        bought[margins.at, region] -= np.minimum(taken, most)
        bought[goods, region] += needed[:, :, region].sum(axis=0)[:, None] * share
        moved, changed = moved + taken.sum(), changed + limited
    ledger.add(
        "purchases of trade and transport", "moved to the goods whose margins they are",
        bought[margins.at].size, moved,
        f"{changed} users limited by what they buy of the service; left over {missing:.1f}",
    )  # fmt: skip
    users = tables.use.shape[2]
    tables.use, tables.final = bought[:, :, :users], bought[:, :, users:]


def shares_of_users(goods: Array, services: Array, needed: Array) -> tuple[Array, int]:
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
    limited : int
        Users whose share is not that of their purchases.
    """
    start = _over(goods, goods.sum(axis=1, keepdims=True))
    share, most = start, MOST_OF_PURCHASES * services
    for _ in range(ROUNDS):
        asked = needed @ share
        if (asked <= most * (1 + 1e-9)).all():
            break
        fits = np.where(asked > most, most / np.where(asked > 0, asked, 1.0), 1.0).min(axis=0)
        cut = share * fits
        share = _over(cut, cut.sum(axis=1, keepdims=True))
    limited = (needed @ start > most * (1 + 1e-9)).any(axis=0)
    return share, int(limited.sum())


def _over(values: Array, size: Array) -> Array:
    shape = np.broadcast_shapes(values.shape, size.shape)
    return np.divide(values, size, out=np.zeros(shape), where=size > 0)
