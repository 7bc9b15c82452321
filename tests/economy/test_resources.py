"""Supply elasticities of activities with a fixed factor: formula, finite differences, solutions."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
import yaml

import cge
from calibration import Mapping, aggregate, random_benchmark, with_factors
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.economy.benchmark.resources import supply_elasticity, with_supply_elasticity
from tests.calibration.test_factor_parts import with_parts
from tests.economy.conftest import scenario_of

FIXED = ["resources"]
AT = {"activity": "S2", "region": "R1"}


@pytest.fixture(scope="module")
def data():
    """Resources in S2, and no substitution of value added for goods."""
    made = with_factors(with_parts(random_benchmark(3, 4, seed=5)), FIXED)
    return made.assign(sigma_top=0 * made.sigma_top)


def shares(data):
    """Of the resource in value added and of value added in cost of S2 in R1."""
    paid = data.value_added.sel(**AT)
    goods = (data.intermediate_use + data.intermediate_tax).sel(destination="R1", activity="S2")
    added = float(paid.sum())
    return float(paid.sel(factor="resources")) / added, added / (added + float(goods.sum()))


def ces(price, share, sigma):
    """Unit cost of a nest whose other input has price 1."""
    if sigma == 1:
        return price**share
    return (share * price ** (1 - sigma) + 1 - share) ** (1 / (1 - sigma))


@pytest.mark.parametrize("sigma", [0.0, 0.6, 1.0, 2.0])
@pytest.mark.parametrize("top", [0.0, 0.3, 1.0])
def test_formula_is_the_derivative_of_supply_at_given_other_prices(data, sigma, top):
    """Cost and the demand for the resource by hand; output is what the resource is enough for."""
    s, theta = shares(data)

    def at(price):
        added = ces(price, s, sigma)
        cost = ces(added, theta, top)
        used = (cost / added) ** top * (added / price) ** sigma
        return np.log(cost), -np.log(used)

    h = 1e-4
    (cost_up, made_up), (cost_down, made_down) = at(1 + h), at(1 - h)
    expected = (made_up - made_down) / (cost_up - cost_down)
    given = data.assign(
        sigma_value_added=0 * data.sigma_value_added + sigma, sigma_top=0 * data.sigma_top + top
    )
    found = float(supply_elasticity(given, FIXED).sel(**AT))
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("wanted", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("energy", [False, True])
def test_a_solution_supplies_as_asked(data, solved, wanted, energy):
    """Output over its price, prices of all other inputs taken off, after a small shock."""
    if energy:
        data = with_capital_energy(data, ["S3"], 0.0, 0.0)
    given = with_supply_elasticity(data, FIXED, xr.zeros_like(data.output_tax) + wanted)
    assert float(supply_elasticity(given, FIXED).sel(**AT)) == pytest.approx(wanted, rel=1e-12)
    shock = {"parameter": "productivity", "activity": "S1", "region": "R2", "percent": 1e-2}
    after = solved(cge.load(given), shock)
    before = data.value_added.sel(**AT)
    others = before.drop_sel(factor="resources")
    cost = {f: float(before.sel(factor=f)) for f in map(str, others.factor.to_numpy())}
    price = {f: float(np.log(after.price_factor.sel(factor=f, region="R1"))) for f in cost}
    bought = (data.intermediate_use + data.intermediate_tax).sel(destination="R1", activity="S2")
    goods = np.log(after.price_composite.sel(destination="R1"))
    in_bundle = bought.drop_sel(sector="S3") if energy else bought
    beside = bought.sel(sector=["S3"]) if energy else bought.isel(sector=slice(0))
    values = [*cost.values(), *map(float, beside)]
    logs = [*price.values(), *map(float, goods.sel(sector=beside.sector))]
    other = float(np.dot(values, logs) / np.sum(values))
    bundle = float((in_bundle * goods.sel(sector=in_bundle.sector)).sum() / in_bundle.sum())
    theta = (sum(cost.values()) + float(before.sel(factor="resources") + beside.sum())) / (
        float(before.sum() + bought.sum())
    )
    own = float(np.log(after.price_basic.sel(**AT))) - theta * other - (1 - theta) * bundle
    output = data.sales.sel(sector="S2", origin="R1").sum("destination")
    made = float(np.log(after.output.sel(**AT) / output))
    assert abs(made) > 1e-8
    assert made / own == pytest.approx(wanted, rel=2e-3)


def test_other_activities_keep_their_elasticities_and_accounts(data, solved):
    given = with_supply_elasticity(data, FIXED, xr.zeros_like(data.output_tax) + 0.7)
    rest = ["S1", "S3", "S4"]
    was = data.sigma_value_added.broadcast_like(given.sigma_value_added)
    xr.testing.assert_allclose(
        given.sigma_value_added.sel(activity=rest),
        was.sel(activity=rest).transpose("activity", "region"),
    )
    assert cge.load(given).residuals().worst.max() < 1e-9


def test_a_label_has_the_mean_of_its_members_if_all_are_named(tmp_path):
    """One with other industries in it keeps its elasticity among factors."""
    data = with_parts(random_benchmark(3, 4, seed=5))
    regions = {k: k for k in ("R1", "R2", "R3")}
    joined = {"S1": "A", "S2": "A", "S3": "B", "S4": "B"}
    words = dict.fromkeys(("title", "description", "reference"), "test")
    path = tmp_path / "mine.yaml"
    for numbers, expected in (({"S1": 1, "S2": 0.5}, 0.75), ({"S2": 0.5}, None)):
        block = {"factors": ["resources"], "supply_elasticity": numbers, "source": "test"}
        content = {**words, "elasticities": {"sigma_top": 0}, "factors": ["resources"]}
        path.write_text(yaml.safe_dump({**content, "resources": block}))
        whole = aggregate(data, Mapping("halves", regions, joined, {}))
        economy = cge.load(whole, structure=path)
        found = supply_elasticity(economy.benchmark, FIXED).sel(activity="A")
        if expected is None:
            sigma = economy.benchmark.sigma_value_added.sel(activity="A")
            np.testing.assert_allclose(sigma, float(whole.sigma_value_added.sel(activity="A")))
        else:
            np.testing.assert_allclose(found, expected)


def test_what_cannot_be_is_refused(data):
    with pytest.raises(cge.InputError, match="no 'resource'; did you mean 'resources'"):
        with_supply_elasticity(data, ["resource"], data.output_tax)
    stiff = data.assign(sigma_top=0 * data.sigma_top + 3.0)
    with pytest.raises(cge.InputError, match=r"0\.01 of S2 in R1 would need an elasticity among"):
        with_supply_elasticity(stiff, FIXED, xr.zeros_like(data.output_tax) + 0.01)


def test_a_structure_sets_resources_apart_and_their_supply(tmp_path):
    data = with_parts(random_benchmark(3, 4, seed=5))
    words = dict.fromkeys(("title", "description", "reference"), "test")
    block = {"factors": ["resources"], "supply_elasticity": {"S2": 0.5}, "source": "test"}
    path = tmp_path / "mine.yaml"
    content = {**words, "elasticities": {"sigma_top": 0}, "factors": ["resources"]}
    path.write_text(yaml.safe_dump({**content, "resources": block}))
    economy = cge.load(data, structure=path)
    found = supply_elasticity(economy.benchmark, FIXED).sel(activity="S2")
    np.testing.assert_allclose(found, 0.5)
    assert cge.load(data, structure=path, factors=["land"]).labels["factor"] == [
        *("labour", "capital", "land", "resources")
    ]
    shock = {"parameter": "tariff_power", "destination": "R1", "add_points": 5}
    assert cge.solve(economy, scenario_of(shock)).verified
    path.write_text(yaml.safe_dump({**content, "factors": ["resource"], "resources": block}))
    with pytest.raises(cge.InputError, match="'resource' is no part of a factor; did you mean"):
        cge.load(data, structure=path)
