"""Aggregation with sales by user: who pays what to whom survives, at one price per flow."""

import numpy as np
import pytest

from calibration import InputError, aggregate, check_benchmark, random_benchmark, with_sales_by_user
from calibration.sourcing import landed_power, users_of
from tests.calibration.test_aggregate import mapping_of

REGIONS, SECTORS = "abacb", "xyxzzy"


@pytest.fixture(scope="module")
def fine():
    return random_benchmark(5, 6, seed=4, zeros=0.2, by_user=True)


@pytest.fixture(scope="module")
def coarse(fine):
    return aggregate(fine, mapping_of(fine, REGIONS, SECTORS))


def paid_by_user(data):
    """Purchases and product tax (sector, destination, user)."""
    return np.concatenate(
        [data.intermediate_use + data.intermediate_tax, data.final_use + data.final_tax], axis=2
    )


def summed(values, *letters):
    """Sums of an array by label along its first dimensions, without the code under test."""
    for axis, names in enumerate(letters):
        order = list(dict.fromkeys(names))
        wide = np.zeros((len(order), *np.delete(values.shape, axis)))
        for k, name in enumerate(names):
            wide[order.index(name)] += np.take(values, k, axis=axis)
        values = np.moveaxis(wide, 0, axis)
    return values


def test_accounts_hold(coarse):
    check_benchmark(coarse, 1e-12)


def test_what_every_user_pays_is_conserved(fine, coarse):
    users = SECTORS + "HGI"  # agents stay what they are
    expected = summed(paid_by_user(fine), SECTORS, REGIONS, users)
    np.testing.assert_allclose(paid_by_user(coarse), expected, rtol=1e-12, atol=1e-6)


@pytest.mark.parametrize("name", ["sales", "export_tax", "tariff_revenue"])
def test_flows_and_their_taxes_are_conserved(fine, coarse, name):
    expected = summed(fine[name].to_numpy(), SECTORS, REGIONS, REGIONS)
    np.testing.assert_allclose(coarse[name], expected, rtol=1e-12, atol=1e-6)


def test_product_taxes_by_good_and_destination_are_conserved(fine, coarse):
    def receipts(data):
        return (data.intermediate_tax.sum("activity") + data.final_tax.sum("agent")).to_numpy()

    expected = summed(receipts(fine), SECTORS, REGIONS)
    np.testing.assert_allclose(receipts(coarse), expected, rtol=1e-11, atol=1e-6)


def test_users_did_pay_different_prices(fine, coarse):
    """Without the rule the purchases of some user would be off by more than rounding."""
    plain = summed(fine.intermediate_use.to_numpy(), SECTORS, REGIONS, SECTORS)
    moved = np.abs(coarse.intermediate_use.to_numpy() - plain) / plain
    assert 1e-4 < moved.max() < 0.05


def test_purchases_are_sales_at_the_price_of_the_flow(coarse):
    power = landed_power(*(coarse[n].to_numpy() for n in ("sales", "export_tax", "tariff_revenue")))
    bought = (power[..., None] * coarse.sales_by_user.to_numpy()).sum(axis=1)
    use = np.concatenate([coarse.intermediate_use, coarse.final_use], axis=2)
    np.testing.assert_allclose(use, bought, rtol=1e-12)


def test_in_steps_equals_at_once(fine, coarse):
    middle = aggregate(fine, mapping_of(fine, ["a1", "b", "a2", "c", "b"], "xyxzvy"))
    twice = aggregate(middle, mapping_of(middle, ["a", "b", "a", "c"], ["x", "y", "z", "z"]))
    for name in ("sales_by_user", "intermediate_use", "intermediate_tax", "final_tax"):
        np.testing.assert_allclose(twice[name], coarse[name], rtol=1e-11, atol=1e-6)


def test_one_tariff_for_all_leaves_purchases_alone():
    """Where members do not differ the rule moves nothing."""
    data = random_benchmark(4, 4, seed=2, by_user=True, zeros=0.0)
    rate = 0.2 * (1 - np.eye(4))
    sold = data.sales_by_user.to_numpy()
    use = ((1 + rate)[None, :, :, None] * sold).sum(axis=1)
    same = data.assign(
        export_tax=0 * data.export_tax,
        tariff_revenue=data.sales * rate,
        intermediate_use=data.intermediate_use.copy(data=use[..., :4]),
        final_use=data.final_use.copy(data=use[..., 4:]),
    )
    small = aggregate(same, mapping_of(same, "abcd", "xyxy"))
    plain = summed(same.intermediate_use.to_numpy(), "xyxy", "abcd", "xyxy")
    np.testing.assert_allclose(small.intermediate_use, plain, rtol=1e-12)


def test_users_keep_their_order(coarse):
    assert users_of(coarse) == ["x", "y", "z", "household", "government", "investment"]
    assert list(coarse.user.to_numpy()) == users_of(coarse)


def test_a_sector_called_like_an_agent_is_refused(fine):
    names = ["household" if s == "x" else s for s in SECTORS]
    with pytest.raises(InputError, match=r"test: label 'household' is both"):
        aggregate(fine, mapping_of(fine, REGIONS, names))


def test_the_same_sources_for_all_add_up_to_the_flows():
    data = random_benchmark(3, 4, seed=6, zeros=0.2)
    check_benchmark(with_sales_by_user(data), 1e-12)
