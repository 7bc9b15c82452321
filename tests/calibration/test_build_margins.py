"""Margins taken out of the exports of trade and transport, on tables with known answers."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from data.build.ledger import Ledger
from data.build.oecd_icio_2022.margins import (
    CARRIED,
    MARGIN_SECTORS,
    MOST_CARRIED,
    MOST_OF_PURCHASES,
    MOST_TO_BORDER,
    TO_BORDER,
    export_rates_with_margins,
    move_purchases,
    shares_of_users,
    split_margins,
)

SECTORS = ["A01", "C26", "G", "H49", "H50", "H51", "K"]
GOODS = [0, 1]
SERVICES = [SECTORS.index(label) for label in MARGIN_SECTORS]


def world(seed=0):
    """Three economies that trade goods, and services worth a tenth of them."""
    draw = np.random.default_rng(seed)
    sales = draw.uniform(50, 100, (len(SECTORS), 3, 3))
    sales[SERVICES] *= 0.1
    return sales


def split(sales):
    ledger = Ledger()
    return split_margins(sales, SECTORS, GOODS, ledger), ledger


def tables_of(sales, seed=1):
    """Purchases of four activities and two agents that are what is sold."""
    draw = np.random.default_rng(seed)
    part = draw.uniform(0.5, 1.5, (len(SECTORS), 3, 6))
    bought = sales.sum(axis=1)[:, :, None] * part / part.sum(axis=2, keepdims=True)
    return SimpleNamespace(use=bought[:, :, :4], final=bought[:, :, 4:])


def test_margins_are_the_stated_parts_of_services_and_go_by_goods():
    sales = world()
    found, _ = split(sales)
    goods = sales[GOODS]
    for k, (label, at) in enumerate(zip(MARGIN_SECTORS, SERVICES, strict=True)):
        for o, d in ((0, 1), (2, 0)):
            sold, shipped = sales[at, o, d], goods[:, o, d]
            expected = TO_BORDER.get(label, 0.0) * sold
            expected = min(expected, MOST_TO_BORDER.get(label, 0.0) * shipped.sum())
            by_good = expected * shipped / shipped.sum()
            np.testing.assert_allclose(found.to_border[k, GOODS, o, d], by_good)
            assert found.sold[k, o, d] == pytest.approx(CARRIED.get(label, 0.0) * sold)
    assert (found.taken <= sales[SERVICES] * (1 + 1e-12)).all()
    assert found.taken[:, np.arange(3), np.arange(3)].max() == 0  # trade at home is left alone


def test_world_transport_is_paid_by_what_a_destination_imports():
    sales = world()
    found, _ = split(sales)
    np.testing.assert_allclose(found.carried.sum(axis=(1, 2)), found.sold.sum(axis=1))
    np.testing.assert_allclose(found.supply, found.sold.sum(axis=2))
    foreign = sales[GOODS] * (1 - np.eye(3))
    rate = found.carried[:, GOODS].sum(axis=0)[:, :, 1] / np.where(
        foreign[:, :, 1] > 0, foreign[:, :, 1], np.inf
    )
    np.testing.assert_allclose(rate[rate > 0], rate.max())  # a dollar of any good pays the same


def test_more_services_than_goods_can_need_stay_services():
    """As of an economy that sells trade services to partners who buy no goods of it."""
    sales = world()
    sales[SECTORS.index("G"), 0, 1] = 1000.0
    sales[SECTORS.index("H50"), 0, 2] = 1000.0
    found, ledger = split(sales)
    goods = sales[GOODS]
    most = MOST_TO_BORDER["G"] * goods[:, 0, 1].sum()
    assert found.to_border[0, :, 0, 1].sum() == pytest.approx(most)
    imported = goods[:, :2, 2].sum()
    assert found.sold[2, :, 2].sum() == pytest.approx(MOST_CARRIED * imported)
    kept = {line[0]: line[4] for line in ledger.lines if line[1].startswith("margins")}
    assert f"1 pairs, {1000 - most:.0f}" in kept["exports of G"]


def test_users_pay_what_they_paid_and_all_that_is_sold_is_bought():
    sales = world()
    tables, before = tables_of(sales), tables_of(sales)
    asked, _ = split(sales)
    found = move_purchases(tables, asked, GOODS, Ledger())
    np.testing.assert_allclose(found.taken, asked.taken)
    np.testing.assert_allclose(tables.use.sum(axis=0), before.use.sum(axis=0))
    np.testing.assert_allclose(tables.final.sum(axis=0), before.final.sum(axis=0))
    sales[SERVICES] -= found.taken
    supply = (sales + found.of_flows).sum(axis=1)
    bought = tables.use.sum(axis=2) + tables.final.sum(axis=2)
    # World transport is bought where it was: of each mode a destination paid what it sold to it.
    np.testing.assert_allclose(bought, supply)
    made = sales.sum(axis=2)
    made[SERVICES] += found.made
    np.testing.assert_allclose(made, world().sum(axis=2))


def test_nobody_pays_more_margins_than_it_bought_services():
    goods = np.array([[90.0, 10.0]])
    needed = np.array([[10.0]])
    share, part, limited = shares_of_users(goods, np.array([[4.0, 40.0]]), needed)
    np.testing.assert_allclose(10 * share[0], [MOST_OF_PURCHASES * 4, 10 - MOST_OF_PURCHASES * 4])
    assert part == pytest.approx(1.0)
    assert limited == 1
    _, part, _ = shares_of_users(goods, np.array([[4.0, 4.0]]), needed)
    assert part == pytest.approx(MOST_OF_PURCHASES * 8 / 10, rel=1e-6)


def test_exporters_get_the_taxes_that_they_got():
    sales = world()
    found, _ = split(sales)
    rate = np.random.default_rng(3).uniform(0, 0.05, sales.shape[:2])
    moved = export_rates_with_margins(rate, sales, found, GOODS, Ledger())
    foreign = sales * (1 - np.eye(3))
    left = foreign.copy()
    left[SERVICES] -= found.taken
    np.testing.assert_allclose(
        (moved[:, :, None] * left).sum(axis=(0, 2)), (rate[:, :, None] * foreign).sum(axis=(0, 2))
    )
