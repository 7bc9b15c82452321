"""Stone-Geary demand: committed purchases, income elasticities, exact welfare."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

import cge
from calibration import random_benchmark
from cge.economy.benchmark.subsistence import with_subsistence
from cge.settings.structures import Structure
from tests.economy.conftest import scenario_of

ELASTIC = [0.4, 0.9, 1.3]
SHOCKS = (
    {"parameter": "tariff_power", "destination": "R1", "add_points": 30},
    {"parameter": "productivity", "activity": "S1", "percent": -8},
)
HOME = {"region": "R1", "agent": "household"}


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 3, seed=9, zeros=0)


def committed(dataset, frisch=-2.5):
    elasticity = dataset.sector.copy(data=ELASTIC).astype(float)
    return with_subsistence(dataset, elasticity, frisch)


def bought(dataset):
    """Benchmark purchases, without and with product tax (sector, destination, agent)."""
    return dataset.final_use, dataset.final_use + dataset.final_tax


def test_income_elasticities_and_the_frisch_parameter_are_those_asked_for(dataset):
    """Marginal over average budget shares, and spending over what is discretionary."""
    p = cge.load(committed(dataset)).parameter_arrays
    _, paid = bought(dataset)
    share = (paid / paid.sum("sector")).sel(agent="household").transpose("sector", "destination")
    elasticity = p["final_share"][:, :, 0] / share.to_numpy()
    ratio = elasticity / elasticity[1]
    np.testing.assert_allclose(ratio, np.array(ELASTIC)[:, None] / 0.9 * np.ones(3), rtol=1e-12)
    np.testing.assert_allclose((elasticity * share.to_numpy()).sum(axis=0), 1, rtol=1e-12)
    spending = paid.sel(agent="household").sum("sector").to_numpy()
    frisch = -spending / (spending - p["subsistence_benchmark"][0])
    np.testing.assert_allclose(frisch, -2.5, rtol=1e-12)
    assert not p["subsistence"][:, :, 1:].any()


@pytest.mark.parametrize("sigma", [0.0, 0.6, 1.0])
def test_nothing_committed_is_constant_elasticity(dataset, solved, sigma):
    """At a Frisch parameter of -1 with equal income elasticities."""
    plain = dataset.assign(sigma_final=dataset.sigma_final.copy(data=[sigma, 1.0, 1.0]))
    first = solved(cge.load(with_subsistence(plain, 1.0, -1.0)), *SHOCKS)
    second = solved(cge.load(plain), *SHOCKS)
    for name in ("utility", "final_demand", "price_final", "real_spending"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-8, err_msg=name)


@pytest.mark.parametrize("sigma", [0.6, 1.0])
def test_real_spending_buys_the_same_utility_at_benchmark_prices(dataset, solved, sigma):
    """Against the least cost of the utility of what was bought, found by a general optimiser."""
    known = dataset.assign(sigma_final=dataset.sigma_final.copy(data=[sigma, 1.0, 1.0]))
    data = committed(known)
    after = solved(cge.load(data), *SHOCKS)
    at = {"destination": "R1", "agent": "household"}
    use, paid = (x.sel(at).to_numpy() for x in bought(data))
    bound = data.committed_use.sel(at).to_numpy()
    price = paid / use
    weight = price * (use - bound) / (price * (use - bound)).sum()

    def utility(x):
        relative = np.log((x - bound) / (use - bound))
        if sigma == 1.0:
            return weight @ relative
        power = 1 - 1 / sigma
        return np.log(weight @ np.exp(power * relative)) / power

    reached = utility(after.final_demand.sel(at).to_numpy())
    scale = use.sum()
    least = minimize(
        lambda x: price @ x,
        use / scale,
        constraints={"type": "eq", "fun": lambda x: utility(x * scale) - reached},
        bounds=[(b / scale * (1 + 1e-9), None) for b in bound],
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert least.success
    real = float(after.real_spending.sel(HOME))
    assert real == pytest.approx(scale * least.fun, rel=1e-8)
    assert abs(real / paid.sum() - 1) > 1e-3


def test_necessities_are_given_up_last(dataset, solved):
    """Poorer at much the same prices, households cut what is elastic."""
    poorer = {"parameter": "productivity", "region": "R1", "percent": -10}
    at = {"destination": "R1", "agent": "household"}

    def left(data):
        return solved(cge.load(data), poorer).final_demand.sel(at) / data.final_use.sel(at)

    change = (left(committed(dataset)) / left(dataset)).to_numpy()
    assert change[0] > 1.02
    assert change[2] < 0.99


def test_an_economy_below_subsistence_is_not_verified(dataset):
    """Where committed purchases cannot be paid for, no solution is found, or none that passes."""
    ruin = {"parameter": "productivity", "region": "R1", "percent": -70}
    economy = cge.load(committed(dataset, frisch=-8.0).assign(
        committed_use=0.9 * dataset.final_use
    ))  # fmt: skip
    try:
        result = cge.solve(economy, scenario_of(ruin), solver={"staged": False})
    except cge.SolveError:
        return
    assert not result.verified


def test_accounts_of_a_solution_keep_what_is_committed(dataset):
    """Calibrated again on a solution, the same further shock does the same."""
    economy = cge.load(committed(dataset))
    tight = {"tol": 1e-11}
    first = cge.solve(economy, scenario_of(SHOCKS[0]), solver=tight)
    both = cge.solve(economy, scenario_of(*SHOCKS), solver=tight)
    again = cge.solve(cge.load(first.as_benchmark("shock")), scenario_of(SHOCKS[1]), solver=tight)
    together, then = (r.data.final_demand.sel(experiment="shock") for r in (both, again))
    price = first.data.price_composite.sel(experiment="shock")
    np.testing.assert_allclose(then, together * price, rtol=1e-7)


def test_the_shipped_structure(solved):
    economy = cge.load(aggregation="5x6", structure="stone-geary")
    after = solved(economy, {"parameter": "productivity", "region": "CHN", "percent": 10})
    assert economy.structure == "stone-geary"
    assert float(after.equivalent_variation.sel(region="CHN")) > 0


def test_mistakes_are_named_together(dataset, tmp_path):
    with pytest.raises(cge.InputError) as error:
        with_subsistence(dataset, 0.0, -0.5, ["househld"])
    assert error.value.problems == [
        "no agent 'househld'; did you mean 'household'?",
        "income_elasticity: must be finite numbers above 0",
        "frisch: must be finite numbers of at most -1",
    ]
    with pytest.raises(cge.InputError, match=r"at S\d, R\d, household .* it is above 1.1 times"):
        committed(dataset, frisch=-1.1)
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: t\ndescription: d\nreference: r\nelasticities: {}\n"
        "subsistence: {frish: -2, income_elasticity: {agriculture: x}, source: s}\n"
    )
    with pytest.raises(cge.InputError) as error:
        Structure.from_file(path)
    assert error.value.problems == [
        f"{path}:5: subsistence: key 'frisch' is missing",
        f"{path}:5: subsistence > income_elasticity: key 'all' is missing",
        f"{path}:5: subsistence > income_elasticity > agriculture: 'x' is not a number",
        f"{path}:5: subsistence > frish: unknown key; did you mean 'frisch'?",
    ]
