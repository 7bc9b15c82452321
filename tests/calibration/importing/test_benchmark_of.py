"""Random tables, cleaned, are benchmarks whose accounts and equations hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cge
from calibration import InputError, accounts, benchmark_of, check_benchmark
from calibration.cleaning import clean
from calibration.importing.factors import read_labour_shares
from calibration.readers import inter_country_table
from tests.calibration.cleaning.test_steps import (
    AGENTS,
    FINAL,
    FLOWS,
    INDUSTRIES,
    INPUTS,
    REGIONS,
    cleaned,
    table_of,
)

THETA = {"goods": 4.0, "services": 6.0}
CATEGORIES, ROWS = list(AGENTS), list(INPUTS)


def random_table(seed, regions=3, sectors=4):
    """A table with everything that published tables have: stocks, by-products, losses, gaps."""
    draw = np.random.default_rng(seed)
    size = regions * sectors
    flows = draw.lognormal(0.0, 1.5, (size, size)) * (draw.random((size, size)) < 0.7)
    final = draw.lognormal(1.5, 1.0, (size, regions * 4))
    stocks = np.arange(3, regions * 4, 4)
    final[:, stocks] *= draw.choice([-1.0, 0.0, 1.0], (size, regions))
    flows *= 1.0 - 1.3 * (draw.random((size, size)) < 0.03)
    made = flows.sum(axis=1) + final.sum(axis=1)
    split = draw.dirichlet([5.0, 4.0, 1.0, 1.0], size).T
    primary = split * (made - flows.sum(axis=0)) * draw.normal(1.0, 0.02, size)
    on_final = np.zeros((4, regions * 4))
    on_final[3] = np.abs(final.sum(axis=0)) * draw.uniform(-0.05, 0.2, regions * 4)
    names = [f"R{n}" for n in range(regions)], [f"s{n}" for n in range(sectors)]
    return inter_country_table(flows, final, *names, CATEGORIES, None, primary, on_final, ROWS)


def made_of(table, demand="net", by_user=False):
    """The benchmark, or what is wrong with the table."""
    theta = dict.fromkeys(map(str, table.sector.to_numpy()), 4.0)
    try:
        treated, _ = clean(table, AGENTS, INPUTS, {"demand": demand, "imbalance": "off"})
        return benchmark_of(treated, AGENTS, theta, "a test", by_user), []
    except InputError as error:
        return None, error.problems


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["net", "zero"]), st.booleans())
def test_random_tables_become_benchmarks(seed, demand, by_user):
    made, problems = made_of(random_table(seed), demand, by_user)
    # What no rule can mend is refused by name: no output meets demand, or a tax leaves nothing.
    assert all("no output meets" in p or "product tax of" in p for p in problems)
    if made is None:
        return
    check_benchmark(made)
    assert float(accounts(made)["relative"].max()) < 1e-9
    residuals = cge.load(made, aggregation=None).residuals()
    assert float(residuals["worst"].max()) < 1e-9
    # World value added and taxes are final demand at purchasers' prices.
    taxes = made.output_tax.sum() + made.intermediate_tax.sum() + made.final_tax.sum()
    spent = made.final_use.sum() + made.final_tax.sum()
    assert float(made.value_added.sum() + taxes) == pytest.approx(float(spent), rel=1e-12)


def test_most_random_tables_are_mended():
    assert sum(made_of(random_table(seed))[0] is not None for seed in range(20)) >= 15


def test_primary_inputs_are_paid_by_role():
    made = benchmark_of(table_of(), AGENTS, THETA, "a test", inputs=INPUTS)
    left = (FLOWS.sum(axis=1) + FINAL.sum(axis=1) - FLOWS.sum(axis=0)).reshape(2, 2).T
    np.testing.assert_allclose(made.value_added.sel(factor="labour"), 0.5 * left)
    np.testing.assert_allclose(made.value_added.sel(factor="capital"), 0.35 * left)
    np.testing.assert_allclose(made.output_tax, 0.05 * left)
    paid = made.intermediate_tax.sum("sector").transpose("activity", "destination")
    np.testing.assert_allclose(paid, 0.1 * left)
    # One rate on all that a user buys.
    rate = made.intermediate_tax / made.intermediate_use.where(made.intermediate_use > 0)
    assert float((rate.max("sector") - rate.min("sector")).max()) < 1e-15
    np.testing.assert_allclose(made.final_tax, 0.1 * made.final_use)
    assert made.foreign_saving.to_numpy().sum() == pytest.approx(0.0, abs=1e-12)
    # A buys 23 + 1 of B, tax aside, and sells it 8 + 5 goods and services.
    bought = FLOWS[2:, :2].sum() + FINAL[2:, :4].sum()
    sold = FLOWS[:2, 2:].sum() + FINAL[:2, 4:].sum()
    assert float(made.foreign_saving.sel(region="A")) == pytest.approx(bought - sold)


def test_undivided_value_added_is_labour_s_unless_it_is_divided(tmp_path):
    roles = INPUTS | {"wages": "value_added", "profits": "none"}
    treated, _ = clean(table_of(), AGENTS, roles, {"imbalance": "off"})
    whole = benchmark_of(treated, AGENTS, THETA, "a test")
    assert not whole.value_added.sel(factor="capital").any()
    assert whole.value_added.attrs["note"].startswith("undivided value added is in labour")
    file = tmp_path / "shares.csv"
    file.write_text(
        "activity,region,labour_share,source,year\n"
        "goods,A,0.25,s,2020\nall,all,0.6,s,2020\nservices,all,0.7,t,2019\n"
    )
    share = read_labour_shares(file, INDUSTRIES, REGIONS)
    assert share.to_numpy().tolist() == [[0.25, 0.6], [0.7, 0.7]]
    made = benchmark_of(treated, AGENTS, THETA, "a test", labour_share=share)
    check_benchmark(made)
    labour = made.value_added.sel(factor="labour")
    np.testing.assert_allclose(labour, whole.value_added.sel(factor="labour") * share)
    assert made.value_added.attrs["note"].endswith("labour shares of s (2020); t (2019)")


def test_faults_of_a_file_of_shares_are_listed(tmp_path):
    file = tmp_path / "shares.csv"
    file.write_text(
        "activity,region,labour_share,source,year\n"
        "godos,A,0.5,s,2020\ngoods,A,1.5,s,2020\nall,B,0.5,,2020\ngoods,B,0.5,s,1\ngoods,B,0.6,s,1\n"
    )
    with pytest.raises(InputError) as caught:
        read_labour_shares(file, INDUSTRIES, REGIONS)
    assert [problem.removeprefix(f"{file}:") for problem in caught.value.problems] == [
        "2: unknown activity 'godos'; did you mean 'goods'?",
        "3: labour_share '1.5' is not a number from 0 to 1",
        "4: source or year is empty",
        "6: goods of B has a share on line 5",
    ]
    file.write_text("activity,region,labour_share,source,year\ngoods,all,0.5,s,2020\n")
    with pytest.raises(InputError, match="no labour share for services of A"):
        read_labour_shares(file, INDUSTRIES, REGIONS)


def test_what_is_off_balance_is_refused():
    off = np.array([3.0, 0.0, 0.0, 0.0])
    with pytest.raises(InputError, match="A goods: cost differs from output by -3 million USD"):
        benchmark_of(table_of(off=off), AGENTS, THETA, "a test", inputs=INPUTS)
    with pytest.raises(InputError, match="primary inputs without a role: wages, profits"):
        benchmark_of(table_of(), AGENTS, THETA, "a test")


def test_taxes_that_leave_nothing_are_refused():
    flows = FLOWS.copy()
    flows[:, 1] = 0.0
    with pytest.raises(InputError, match=r"product tax of A services is [\d.]+ million USD, on no"):
        benchmark_of(table_of(flows), AGENTS, THETA, "a test", inputs=INPUTS)
    with pytest.raises(InputError, match="which leaves nothing of its purchases"):
        benchmark_of(table_of(split=(1.0, 1.0, 0.0, -1.0)), AGENTS, THETA, "a test", inputs=INPUTS)
    # Cleaned, both are benchmarks.
    for table in (table_of(flows), table_of(split=(1.0, 1.0, 0.0, -1.0))):
        check_benchmark(benchmark_of(cleaned(table)[0], AGENTS, THETA, "a test"))
