"""The bound on what cost and sales of an industry may differ by."""

import numpy as np
import pytest

from calibration import InputError
from tests.calibration.cleaning.test_steps import FINAL, FLOWS, cleaned, table_of

MADE = FLOWS.sum(axis=1) + FINAL.sum(axis=1)  # A goods, A services, B goods, B services


def off(industry, amount):
    return np.where(np.arange(4) == industry, amount, 0.0)


def test_a_discrepancy_of_a_few_percent_is_taken():
    _, effects = cleaned(table_of(off=off(1, 0.049 * MADE[1])))
    assert effects["imbalance"].line() == "imbalance: nothing"
    assert effects["discrepancy"].million_usd == pytest.approx(0.049 * MADE[1])


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_more_is_refused_with_the_industry_and_the_option(sign):
    table = table_of(off=off(1, sign * 0.2 * MADE[1]))
    cost = MADE[1] * (1 + sign * 0.2)
    share = 0.2 / 1.2 if sign > 0 else 0.2
    with pytest.raises(InputError) as raised:
        cleaned(table)
    assert raised.value.problems == [
        f"imbalance: A services sells {MADE[1]:.4g} and costs {cost:.4g} million USD, "
        f"{100 * share:.0f} % apart",
        "imbalance: beyond 5 % the tables are not whole, or not in one unit; if they are, "
        f"'--clean imbalance={np.ceil(100 * share - 1e-9) / 100:g}' leaves it to the step "
        "'discrepancy'",
    ]


def test_the_option_that_is_named_takes_it():
    table = table_of(off=off(1, 0.2 * MADE[1]))
    for choice in ("0.17", "off"):
        _, effects = cleaned(table, {"imbalance": choice})
        assert effects["imbalance"].million_usd == pytest.approx(0.2 * MADE[1])
        assert effects["imbalance"].largest == "difference of A services"
        assert "more than 5 % apart are taken" in effects["imbalance"].line()
        assert effects["discrepancy"].million_usd == pytest.approx(0.2 * MADE[1])
    with pytest.raises(InputError, match="imbalance: A services"):
        cleaned(table, {"imbalance": "0.16"})


def test_a_tighter_bound_may_be_set():
    table = table_of(off=off(2, 0.02 * MADE[2]))
    with pytest.raises(InputError, match=r"imbalance: B goods sells .* 2 % apart"):
        cleaned(table, {"imbalance": "0.01"})


def test_what_is_negligible_in_its_economy_is_no_fault():
    flows, final = FLOWS.copy(), FINAL.copy()
    flows[0], final[0] = flows[0] * 1e-3, final[0] * 1e-3  # A goods makes little
    flows[:, 0] *= 1e-3
    made = flows.sum(axis=1) + final.sum(axis=1)
    economy = made[:2].sum()
    _, effects = cleaned(table_of(flows, final, off=off(0, 0.5e-3 * economy)))
    assert effects["imbalance"].did == ""
    with pytest.raises(InputError, match="imbalance: A goods"):
        cleaned(table_of(flows, final, off=off(0, 2e-3 * economy)))


@pytest.mark.parametrize("choice", ["1", "-0.1", "nan", "5%"])
def test_a_bound_is_a_share(choice):
    with pytest.raises(InputError, match=f"imbalance: '{choice}' is neither 'off' nor a share"):
        cleaned(table_of(), {"imbalance": choice})


def test_the_worst_come_first():
    table = table_of(off=off(0, 0.3 * MADE[0]) + off(3, 0.5 * MADE[3]))
    with pytest.raises(InputError) as raised:
        cleaned(table)
    first, second, last = raised.value.problems
    assert first.startswith("imbalance: B services sells")
    assert second.startswith("imbalance: A goods sells")
    assert "imbalance=0.34" in last  # half of sales is a third of cost


def test_without_rows_of_primary_inputs_nothing_is_compared():
    _, effects = cleaned(table_of().drop_dims("primary_input"))
    assert effects["imbalance"].did == ""
