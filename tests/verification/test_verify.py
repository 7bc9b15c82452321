"""The independent checks find what is wrong, and only that."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.results import assemble
from cge.verification.verify import verdict, verify

TIGHT = {"tol": 1e-11}


@pytest.fixture(scope="module")
def asked(random_economy):
    """Parameters with every instrument in use."""
    arrays = {n: np.array(a) for n, a in random_economy.parameter_arrays.items()}
    draw = np.random.default_rng(3)
    for name in ("tariff_power", "export_power"):
        foreign = ~np.eye(arrays[name].shape[1], dtype=bool)
        arrays[name] = np.where(foreign, arrays[name] * 1.07, arrays[name])
    arrays["border_carbon_price"][:, 1:, 0] = 60.0
    arrays["carbon_price"][:, :2] = 40.0
    arrays["free_allocation"][:, 0] = 0.3
    arrays["iceberg"] *= draw.uniform(0.95, 1.0, arrays["iceberg"].shape)
    arrays["output_tax_power"] *= 1.01
    arrays["income_surtax_power"][:] = 1.1
    arrays["consumption_tax_power"][:] = 1.05
    arrays["foreign_saving"][0] += 100.0
    return arrays


@pytest.fixture(scope="module")
def solution(random_economy, asked):
    """The solution for them."""
    return random_economy.model.solve(asked).values


def checks_of(economy, values, asked):
    return verify(values, economy.model.system, economy, asked)


def test_a_solution_passes_every_check(random_economy, solution, asked):
    checks = checks_of(random_economy, solution, asked)
    assert not verdict(checks)
    assert float(solution["revenue_border_charge"][0]) > 0
    assert float(solution["revenue_carbon"].sum()) > 0
    assert float(solution["revenue_export_tax"].sum()) > 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("trade", "goods markets"),
        ("factor_demand", "factor markets"),
        ("price_landed", "absorption"),
        ("income", "income and spending"),
        ("revenue_tariff", "receipts: revenue_tariff"),
        ("revenue_border_charge", "receipts: revenue_border_charge"),
        ("final_demand", "spending and purchases"),
        ("revenue_income_tax", "receipts: revenue_income_tax"),
        ("revenue_consumption_tax", "receipts: revenue_consumption_tax"),
        ("revenue_carbon", "GDP by output and by income"),
        ("revenue_output_tax", "receipts: revenue_output_tax"),
        ("intermediate_demand", "GDP by output and by income"),
        ("price_factor", "homogeneity"),
    ],
)
def test_a_number_off_by_a_millionth_is_found(random_economy, solution, asked, name, expected):
    spoiled = {**solution, name: solution[name] * (1 + 1e-6)}
    checks = checks_of(random_economy, spoiled, asked)
    failed = {c.name for c in checks if not c.passed}
    assert expected in failed
    assert "equations" in failed
    assert name in verdict(checks) or expected in verdict(checks)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("transfer", {"public budget", "private budget"}),
        ("revenue_output_tax", {"public budget", "receipts: revenue_output_tax"}),
        ("foreign_saving", {"private budget", "balance of payments"}),
    ],
)
def test_budgets_of_governments_are_followed(name, expected):
    """Also to a parameter that is not what the solution was found with."""
    economy = cge.load(random_benchmark(3, 3, seed=2), closure="own_budget")
    asked = {"income_surtax_power": np.full(3, 1.02)}
    values = economy.model.solve(asked, options=TIGHT).values
    assert not verdict(checks_of(economy, values, asked))
    spoiled = {**values, name: values[name] * (1 + 1e-4)}
    failed = {c.name for c in checks_of(economy, spoiled, asked) if not c.passed}
    assert expected <= failed


def test_a_market_that_was_left_out_is_checked(random_economy, solution, asked):
    labels, at = random_economy.labels, random_economy.unsolved_market
    endowment = solution["endowment"].reshape(len(labels["factor"]), -1).copy()
    endowment[labels["factor"].index(at[0]), labels["region"].index(at[1])] *= 1 + 1e-6
    checks = checks_of(random_economy, {**solution, "endowment": endowment.ravel()}, asked)
    assert "unsolved market (Walras)" in {c.name for c in checks if not c.passed}


def test_not_a_number_is_never_verified(random_economy, solution, asked):
    spoiled = {**solution, "output": solution["output"] * np.nan}
    assert "signs" in verdict(checks_of(random_economy, spoiled, asked))


def test_an_unverified_result_says_so(random_economy, solution, asked):
    spoiled = {**solution, "trade": solution["trade"] * (1 + 1e-6)}
    label = "shock"
    checks = {label: checks_of(random_economy, spoiled, asked)}
    data = assemble.with_verdict(random_economy, {label: spoiled}, checks, {})
    result = cge.Result(data)
    assert not result.verified
    assert "shock: goods markets is off by" in result.verdict
    assert "NOT VERIFIED" in repr(result)
