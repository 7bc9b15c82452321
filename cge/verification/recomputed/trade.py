"""Prices of goods on their way to the buyer, and who buys from whom."""

from __future__ import annotations

import numpy as np

from cge.verification.recomputed.data import Array, Data, own
from cge.verification.recomputed.nests import price_index, substituted
from cge.verification.recomputed.point import Point, recomputes


def _imports(d: Data) -> Array:
    return d.imports > 0


def _absorbed(d: Data) -> Array:
    return d.absorbed > 0


def _imports_by_user(d: Data) -> Array:
    return imported_by_user(d) > 0


def imported_by_user(d: Data) -> Array:
    """Benchmark imports of a user (sector, destination, user)."""
    return np.asarray((d.landed_by_user * d.abroad[:, :, None]).sum(axis=1))


@recomputes("price_landed", where=lambda d: d.sales > 0)
def price_landed(p: Point) -> Array:
    """What sellers, governments and owners of rents get of a unit that arrives."""
    arrived = np.where(p["trade"] > 0, p["trade"], 1.0)
    return p.flow(p.accounts.price_before_charge) + p.flow(p.accounts.charged) / arrived


# ---------------------------------------------------------------------- one composite good
@recomputes("price_import", where=_imports)
def price_import(p: Point) -> Array:
    """Origins in a nest."""
    return price_index(p.data.imported, p.landed_change, p["sigma_import_source"], axis=1)


@recomputes("price_composite", where=_absorbed)
def price_composite(p: Point) -> Array:
    """The domestic good and imports in a nest."""
    values = np.stack([p.data.at_home, p.data.imports])
    prices = np.stack([own(p.landed_change), p["price_import"]])
    return price_index(values, prices, p["sigma_domestic_import"], axis=0)


@recomputes("composite_demand", where=_absorbed)
def composite_demand(p: Point) -> Array:
    """What activities and agents buy."""
    return np.asarray(p["intermediate_demand"].sum(axis=2) + p["final_demand"].sum(axis=2))


@recomputes("import_demand", where=_imports)
def import_demand(p: Point) -> Array:
    """Imports of the data, by absorption and relative price."""
    return p.data.imports * _per_composite(p, p["price_import"])


@recomputes("trade", where=lambda d: d.sales > 0)
def trade(p: Point) -> Array:
    """Sales follow the nest they are in: that of imports, or that of all sources."""
    if "import_scale_by_user" in p:
        return _trade_of_users(p)
    nest = p["import_demand"] / np.where(p.data.imports > 0, p.data.imports, 1.0)
    switch = substituted(
        p["price_import"][:, None], p.landed_change, p["sigma_import_source"][:, None]
    )
    sold = p.data.sales * nest[:, None] * switch
    here = np.arange(sold.shape[1])
    sold[:, here, here] = own(p.data.sales) * _per_composite(p, own(p.landed_change))
    return sold


def _per_composite(p: Point, price: Array) -> Array:
    """Change of what is bought at a price in the nest of domestic and foreign goods."""
    absorbed = p["composite_demand"] / np.where(p.data.absorbed > 0, p.data.absorbed, 1.0)
    return absorbed * substituted(p["price_composite"], price, p["sigma_domestic_import"])


# ---------------------------------------------------------------------- sources of each user
@recomputes("price_import_by_user", where=_imports_by_user)
def price_import_by_user(p: Point) -> Array:
    """Origins in the nest of a user."""
    values = p.data.landed_by_user * p.data.abroad[:, :, None]
    return price_index(values, p.landed_change[..., None], p["sigma_import_source"][..., None], 1)


@recomputes("price_composite_by_user", where=lambda d: d.landed_by_user.sum(axis=1) > 0)
def price_composite_by_user(p: Point) -> Array:
    """The domestic good and imports in the nest of a user."""
    home, imported = own(p.data.landed_by_user), imported_by_user(p.data)
    prices = np.stack(np.broadcast_arrays(own(p.landed_change)[..., None], _imports_cost(p)))
    sigma = np.broadcast_to(p["sigma_domestic_import"][..., None], home.shape)
    return price_index(np.stack([home, imported]), prices, sigma, axis=0)


@recomputes("import_scale_by_user", where=_imports_by_user)
def import_scale_by_user(p: Point) -> Array:
    """Imports of a user, as if from an origin at the world factor-price index."""
    imports = imported_by_user(p.data) * _per_user(p, _imports_cost(p))
    away = substituted(_imports_cost(p), np.asarray(p.world), p["sigma_import_source"][..., None])
    return imports * away


def _trade_of_users(p: Point) -> Array:
    before = imported_by_user(p.data)
    imports = before * _per_user(p, _imports_cost(p))
    per_unit = imports / np.where(before > 0, before, 1.0)
    switch = substituted(
        _imports_cost(p)[:, None],
        p.landed_change[..., None],
        p["sigma_import_source"][:, None, :, None],
    )
    sales = p.data.landed_by_user / p.data.landed_price[..., None]
    sold = (sales * per_unit[:, None] * switch).sum(axis=3)
    home = own(sales) * _per_user(p, own(p.landed_change)[..., None])
    here = np.arange(sold.shape[1])
    sold[:, here, here] = home.sum(axis=2)
    return np.asarray(sold)


def _imports_cost(p: Point) -> Array:
    return p["price_import_by_user"]


def _per_user(p: Point, price: Array) -> Array:
    """Change of what a user buys at a price in its nest of domestic and foreign goods."""
    before = p.data.landed_by_user.sum(axis=1)
    bought = np.concatenate([p["intermediate_demand"], p["final_demand"]], axis=2)
    change = bought / np.where(before > 0, before, 1.0)
    sigma = p["sigma_domestic_import"][..., None]
    return change * substituted(p["price_composite_by_user"], price, sigma)
