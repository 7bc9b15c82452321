"""Sourcing by user: the model by destination where users are alike, closed forms where not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import root

import cge
from calibration import InputError, check_benchmark, random_benchmark, with_sales_by_user
from cge.analysis.sourcing import benchmark_sources, spending_by_source
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.economy.benchmark.subsistence import with_subsistence
from cge.verification.verify import verdict, verify
from tests.economy.conftest import scenario_of
from tests.economy.simple import armington_world, benchmark
from tests.economy.variants import dataset as dataset_with_all_taxes

SIGMA = 5.0
WAR = (
    {"parameter": "tariff_power", "destination": "R1", "add_points": 30},
    {"parameter": "productivity", "region": "R2", "percent": 5},
    {"parameter": "iceberg", "origin": "R3", "percent": 8},
    {"parameter": "border_carbon_price", "origin": "R2", "destination": "R3", "set": 80},
)


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=8, by_user=True)


@pytest.fixture(scope="module")
def economy(dataset):
    return cge.load(dataset)


@pytest.fixture(scope="module")
def war(economy):
    result = cge.solve(economy, scenario_of(*WAR))
    assert result.verified, result.verdict
    return result


def two_users(sigma=SIGMA):
    """Three regions and one good, which its makers and the household buy from different origins;
    balanced trade, Cobb-Douglas cost, no taxes."""
    flows = armington_world(sigma).sales.to_numpy()[0]
    used = np.array([[0.5, 0.2, 0.7], [0.1, 0.4, 0.3], [0.6, 0.3, 0.2]]) * flows
    world = benchmark(
        flows[None], used.sum(axis=0) / flows.sum(axis=1), sigma_top=1.0, sigma_armington=sigma
    )
    sold = np.zeros((1, *flows.shape, 4))
    sold[0, :, :, 0], sold[0, :, :, 1] = used, flows - used
    return with_sales_by_user(world, sold)


def own_shares(solution, economy):
    """Domestic goods in the spending of activity and household (user, region)."""
    paid = spending_by_source(solution, benchmark_sources(economy.benchmark)).to_numpy()[0]
    home = np.einsum("ddu->ud", paid)[:2]
    return home / paid.sum(axis=0).T[:2]


def benchmark_shares(dataset):
    sold = dataset.sales_by_user.to_numpy()[0]
    return np.einsum("ddu->ud", sold)[:2] / sold.sum(axis=0).T[:2]


def intermediates_in(dataset):
    return (dataset.intermediate_use.sum("activity") / dataset.sales.sum("destination")
            .rename(origin="destination")).to_numpy()[0]  # fmt: skip


def gains(own, shares_before, intermediates):
    """Real income from own shares, which is the formula of Arkolakis, Costinot and Rodriguez-Clare
    (2012) by user: that of the household, and that of makers in all rounds of their inputs."""
    makers, household = own / shares_before
    rounds = intermediates / (1 - intermediates)
    return (household * makers**rounds) ** (1 / (1 - SIGMA))


def test_users_alike_buy_as_one_per_destination(solved):
    data = random_benchmark(3, 4, seed=8)
    one = solved(cge.load(data), *WAR)
    each = solved(cge.load(with_sales_by_user(data)), *WAR)
    for name in set(one.data_vars) & set(each.data_vars) - {"check_error"}:
        size = float(np.abs(one[name]).max())
        np.testing.assert_allclose(
            each[name], one[name], rtol=1e-8, atol=1e-9 * size, err_msg=str(name)
        )
    for user in each.user.to_numpy():
        bought = each.price_composite_by_user.sel(user=user) != 1
        np.testing.assert_allclose(
            each.price_composite_by_user.sel(user=user).where(bought, 0),
            one.price_composite.where(bought, 0),
            rtol=1e-8,
        )


@pytest.mark.parametrize("seed", range(4))
def test_random_benchmarks_with_zeros_solve_every_equation(seed):
    data = random_benchmark(2 + seed % 3, 1 + seed, seed=seed, zeros=0.3, by_user=True)
    check_benchmark(data)
    sold = data.sales_by_user
    if seed > 0:  # users do differ
        assert float((sold / sold.sum("origin")).std("user").max()) > 0.05
    economy = cge.load(data)
    assert economy.residuals().worst.max() < 1e-9
    counts = economy.counts()
    assert counts.equations.sum() == counts.unknowns.sum()


def test_gains_from_trade_by_user(solved):
    economy = cge.load(two_users())
    after = solved(
        economy,
        {"parameter": "iceberg", "origin": "A", "destination": ["B", "C"], "set": 1.3},
        {"parameter": "iceberg", "origin": "C", "destination": "A", "set": 0.8},
    )
    data = economy.benchmark
    change = after.utility.to_numpy() / economy.parameter_arrays["income_benchmark"]
    expected = gains(own_shares(after, economy), benchmark_shares(data), intermediates_in(data))
    np.testing.assert_allclose(change, expected, rtol=1e-8)
    assert np.abs(change - 1).max() > 1e-3


def test_autarky_from_the_shares_of_users_in_the_data(solved):
    """Makers and households lose by their own shares, not by those of the region."""
    economy = cge.load(two_users())
    data = economy.benchmark
    after = solved(economy, {"parameter": "iceberg", "set": 60.0})
    change = after.utility.to_numpy() / economy.parameter_arrays["income_benchmark"]
    expected = gains(1.0, benchmark_shares(data), intermediates_in(data))
    np.testing.assert_allclose(change, expected, rtol=1e-5)
    same = gains(1.0, benchmark_shares(with_sales_by_user(data)), intermediates_in(data))
    assert np.abs(same / expected - 1).max() > 0.005


def test_against_a_small_solver_of_its_own(solved):
    """Exact hat algebra for wages, with shares by user, in plain NumPy."""
    economy = cge.load(two_users())
    data = economy.benchmark
    cost = np.array([[1.0, 1.25, 1.25], [1.0, 1.0, 1.0], [0.85, 0.85, 1.0]])
    after = solved(
        economy,
        {"parameter": "iceberg", "origin": "A", "destination": ["B", "C"], "set": 1.25},
        {"parameter": "iceberg", "origin": "C", "destination": ["A", "B"], "set": 0.85},
    )
    sold = data.sales_by_user.to_numpy()[0][:, :, :2]
    share = sold / sold.sum(axis=0)
    inputs, output = intermediates_in(data), sold.sum(axis=(1, 2))
    labour = (1 - inputs) * output

    def prices(wage):
        price = wage.copy()
        for _ in range(200):
            landed = (price[:, None] * cost) ** (1 - SIGMA)
            index = np.einsum("odu,od->du", share, landed) ** (1 / (1 - SIGMA))
            price = wage ** (1 - inputs) * index[:, 0] ** inputs
        return landed, index

    def excess(log_wage):
        wage = np.exp(np.append(log_wage, 0.0))
        landed, index = prices(wage)
        bought = share * landed[:, :, None] * index ** (SIGMA - 1)
        income = wage * labour
        made = income / (1 - inputs)
        spent = np.stack([inputs * made, income], axis=1)
        return (np.einsum("odu,du->o", bought, spent) / made - 1)[:-1]

    found = root(excess, np.zeros(2), tol=1e-13)
    wage = np.exp(np.append(found.x, 0.0))
    expected = wage / prices(wage)[1][:, 1]
    change = after.utility.to_numpy() / economy.parameter_arrays["income_benchmark"]
    np.testing.assert_allclose(change, expected, rtol=1e-8)


def test_whose_imports_are_taxed_matters(solved):
    """A tariff on what only makers import raises their cost and not the price to households."""
    world = two_users()
    sold = world.sales_by_user.to_numpy().copy()
    flows = sold[0].sum(axis=2)
    sold[0, 1, 0] = [flows[1, 0], 0, 0, 0]  # of B's sales to A all go to makers
    sold[0, 0, 0, 1] += two_users().sales_by_user.to_numpy()[0, 1, 0, 1]
    sold[0, 0, 0, 0] = flows[0, 0] - sold[0, 0, 0, 1]
    economy = cge.load(with_sales_by_user(world, sold))
    after = solved(
        economy, {"parameter": "tariff_power", "origin": "B", "destination": "A", "set": 20}
    )
    price = after.price_composite_by_user.sel(sector="good", destination="A")
    own = float(after.price_landed.sel(sector="good", origin="A", destination="A"))
    assert float(price.sel(user="good")) / own > 1.01
    others = after.price_landed.sel(sector="good", origin="C", destination="A")
    low, high = sorted([own, float(others)])
    assert low <= float(price.sel(user="household")) <= high


def test_it_goes_with_other_features(solved):
    """Users pay their own composite prices in each optional part of the model."""
    data = dataset_with_all_taxes(by_user=True)
    data = with_abatement(data, 0.6)
    data = with_capital_energy(data, ["S1", "S3"], 0.5, 1.0)
    data = with_subsistence(data, 1.0, -1.5)
    bought = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    bought = bought.drop_attrs()
    data = data.assign(co2_household=1e-3 * bought)
    economy = cge.load(data, technology="uniform").with_border_adjustment()
    others = {"abatement", "capital_energy", "technology", "border_adjustment"}
    assert {"sourcing_by_user", *others} <= economy.arrays.features
    solved(economy, *WAR, {"parameter": "carbon_price", "region": "R2", "set": 60})


def test_numeraire_is_free(economy, values_of):
    def taxed(power):
        return power * 1.3

    base = values_of(economy, tariff_power=taxed)
    doubled = values_of(economy, tariff_power=taxed, numeraire_level=lambda n: 2 * n)
    for name, factor in (
        ("utility", 1),
        ("trade", 1),
        ("import_scale_by_user", 1),
        ("price_final", 2),
    ):
        np.testing.assert_allclose(doubled[name], factor * base[name], rtol=1e-8)


def test_full_space_gives_the_same_solution(economy, war):
    arrays = {
        str(n): war.data[n].sel(experiment="shock").to_numpy()
        for n in economy.parameters
        if "experiment" in war.data[n].dims
    }
    full = economy.model.solve(arrays, space="full").values
    found = war.data.sel(experiment="shock")
    for name in ("utility", "trade", "price_composite_by_user", "import_scale_by_user"):
        np.testing.assert_allclose(
            full[name], found[name].to_numpy().ravel(), rtol=1e-6, atol=1e-7, err_msg=name
        )


def test_derivatives_agree_with_solving_again(economy, war):
    where = {"sector": "S1", "origin": "R2", "destination": "R1"}
    size = 1e-4
    shock = {"parameter": "tariff_power", **where}

    def solve(points):
        moved = cge.solve(
            economy, scenario_of(*WAR, {**shock, "add_points": 100 * points}), solver={"tol": 1e-12}
        )
        return moved.data.sel(experiment="shock")

    up, down = solve(size), solve(-size)
    for name in ("utility", "trade"):
        slope = war.jacobian(name, "tariff_power", where=where)
        numeric = (up[name] - down[name]) / (2 * size)
        np.testing.assert_allclose(
            slope.to_numpy().ravel(), numeric.to_numpy().ravel(), rtol=1e-4, atol=1e-2
        )


def test_the_jacobian_of_every_equation_agrees_with_differences(economy):
    """Along a random direction of all variables, away from the benchmark."""
    system = economy.model.system
    draw = np.random.default_rng(5)
    at = {n: v * draw.uniform(0.9, 1.1, v.shape) for n, v in system.values().items()}
    along = {n: at[n] * draw.uniform(-1, 1, at[n].shape) for n in system.variables}
    step = 1e-6

    def moved(size):
        return at | {n: at[n] + size * along[n] for n in along}

    up, down = moved(step), moved(-step)
    assert {"E_price_import_by_user", "E_trade_import_by_user"} <= set(system.by_name)
    for equation in system.equations:
        slopes = equation.difference_derivatives(at)
        exact = sum(matrix @ along[n].ravel() for n, matrix in slopes.items() if n in along)
        numeric = (equation.difference(up) - equation.difference(down)) / (2 * step)
        size = float(np.abs(numeric).max(initial=0.0))
        np.testing.assert_allclose(
            exact, numeric, rtol=1e-6, atol=1e-7 * size, err_msg=equation.name
        )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("price_composite_by_user", "sourcing: spending of each user"),
        ("trade", "sourcing: trade over users"),
        ("price_import_by_user", "sourcing: spending of each user"),
    ],
)
def test_a_number_off_by_a_millionth_is_found(economy, war, name, expected):
    solution = war._solved.values["shock"]
    spoiled = {**solution, name: solution[name] * (1 + 1e-6)}
    checks = verify(spoiled, economy.model.system, economy)
    assert expected in {c.name for c in checks if not c.passed}, verdict(checks)


def test_a_solution_is_benchmark_data_by_user(war):
    """The accounts of each user balance, and nothing happens when the data are calibrated again."""
    after = war.as_benchmark("shock")
    check_benchmark(after, tolerance=1e-8)
    assert cge.load(after).residuals().worst.max() < 1e-7


def test_a_label_that_is_activity_and_agent_is_refused():
    with pytest.raises(InputError, match=r"'household' is both an activity and an agent"):
        random_benchmark(2, ["farms", "household"], by_user=True)


def test_accounts_by_user_are_checked(dataset):
    sold = dataset.sales_by_user.copy()
    sold[1, 0, 0, 2] *= 1.001
    with pytest.raises(InputError) as caught:
        check_benchmark(dataset.assign(sales_by_user=sold))
    text = "\n".join(caught.value.problems)
    assert "sourcing (sales over users = sales)" in text
    assert "user (purchases by origin = use)" in text
    assert "S2 R1" in text
