"""The real wage follows from own shares alone, with intermediates, whatever the shock abroad."""

import numpy as np
import pytest

from tests.gallery import formulas
from tests.gallery.identities import own_shares

EXACT = 1e-8


def iceberg(shape):
    """Trade costs up and down by some 10 %, none at home."""
    change = np.exp(np.random.default_rng(2008).normal(0.0, 0.1, shape))
    change[:, np.eye(shape[1], dtype=bool)] = 1.0
    return change


def tariff(shape):
    """40 % in the first region."""
    power = np.ones(shape)
    power[:, 1:, 0] = 1.4
    return power


def foreign_technology(shape):
    """A tenth more from the same inputs, everywhere but in the first region."""
    change = np.ones(shape)
    change[:, 1:] = 1.1
    return change


@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize("version", ["one sector", "many sectors", "with intermediates"])
def test_real_wage_after_a_change_of_trade_costs(economies, solved, version, balanced):
    economy = economies[version]
    changed = {"iceberg": iceberg(economy.parameter_arrays["iceberg"].shape)}
    if balanced:
        changed["foreign_saving"] = np.zeros_like(economy.parameter_arrays["foreign_saving"])
    found, predicted = both(economy, solved(economy, **changed)[0])
    np.testing.assert_allclose(found, predicted, rtol=0, atol=EXACT)
    assert np.abs(found).max() > 1e-3


def test_with_a_tariff_it_holds_for_the_wage_but_not_for_income(economies, solved):
    economy = economies["with intermediates"]
    values = solved(economy, tariff_power=tariff(economy.parameter_arrays["iceberg"].shape))[0]
    found, predicted = both(economy, values)
    np.testing.assert_allclose(found, predicted, rtol=0, atol=EXACT)
    income = np.log(values["utility"] / economy.parameter_arrays["income_benchmark"])
    assert income[0] > predicted[0] + 1e-2


def test_technology_abroad_matters_through_own_shares_only(economies, solved):
    economy = economies["with intermediates"]
    shape = economy.parameter_arrays["productivity"].shape
    values = solved(economy, productivity=foreign_technology(shape))[0]
    found, predicted = both(economy, values)
    np.testing.assert_allclose(found[0], predicted[0], rtol=0, atol=EXACT)
    assert found[0] > 1e-3


def both(economy, values):
    """Change of ln(wage / price index), as solved and by the formula."""
    before = formulas.shares(economy.benchmark)
    change = np.log(own_shares(values) / before.own)
    labour = economy.labels["factor"].index("labour")
    found = np.log(values["price_factor"][labour] / values["price_utility"])
    return found, formulas.real_wage(before, change)
