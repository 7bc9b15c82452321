"""Theorems of trade theory: comparative statics whose sign, and sometimes size, is known."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import Mapping, aggregate, random_benchmark
from calibration.variables import present
from tests.economy.small import small_world

BALANCED = {"parameter": "foreign_saving", "set": 0}
# Good 1 is labour-intensive in both regions; A is the small one of the two.
SALES = [[[40.0, 10.0], [30.0, 400.0]], [[20.0, 30.0], [10.0, 500.0]]]
LABOUR = [[0.75, 0.75], [0.25, 0.25]]


def change(after, economy, name, **at):
    """Relative change from the benchmark, of one element."""
    before = economy.model.system.initial[name].reshape(after[name].shape)
    ratio = after[name] / xr.DataArray(before, after[name].coords, after[name].dims)
    return float(ratio.sel(at)) - 1


# ---------------------------------------------------------------------- factors
def test_stolper_samuelson(solved):
    """Protecting the labour-intensive good raises the real wage and lowers the real return to
    capital, in terms of either good; Jones's magnification: w > p1 > p2 > r."""
    economy = cge.load(small_world(SALES, LABOUR, sigma=4.0))
    tariff = {"parameter": "tariff_power", "sector": "good 1", "destination": "A", "set": 20}
    after = solved(economy, tariff)
    wage, capital = (change(after, economy, "price_factor", factor=f, region="A")
                     for f in ("labour", "capital"))  # fmt: skip
    prices = [change(after, economy, "price_basic", activity=f"good {n}", region="A")
              for n in (1, 2)]  # fmt: skip
    assert wage > prices[0] > prices[1] > capital
    assert wage - capital > 2 * (prices[0] - prices[1]) > 0.01


def test_stolper_samuelson_in_closed_form(solved):
    """With Cobb-Douglas costs ln p = share ln w + (1 - share) ln r in both goods, so relative
    factor prices are relative goods' prices over the difference of the shares."""
    economy = cge.load(small_world(SALES, LABOUR, sigma=4.0))
    after = solved(economy, {"parameter": "tariff_power", "destination": "A", "set": 30})
    inside = after.sel(region="A")
    goods = np.log(inside.price_basic / inside.price_basic.sel(activity="good 2"))
    factors = np.log(inside.price_factor / inside.price_factor.sel(factor="capital"))
    assert float(factors.sel(factor="labour")) == pytest.approx(
        float(goods.sel(activity="good 1")) / 0.5, rel=1e-8
    )


def test_rybczynski(solved):
    """At goods' prices that hardly move (a small economy and close substitutes), more labour
    raises the labour-intensive output more than in proportion, and lowers the other."""
    small = [[[0.4, 0.6], [0.1, 4000.0]], [[0.2, 0.2], [0.7, 5000.0]]]
    economy = cge.load(small_world(small, LABOUR, sigma=60.0))
    after = solved(
        economy, {"parameter": "endowment", "factor": "labour", "region": "A", "percent": 10}
    )
    first, second = (change(after, economy, "output", activity=f"good {n}", region="A")
                     for n in (1, 2))  # fmt: skip
    assert first > 0.10
    assert second < 0.0
    prices = after.price_basic.sel(region="A")
    assert abs(float(prices.sel(activity="good 1") / prices.sel(activity="good 2")) - 1) < 0.01


# ---------------------------------------------------------------------- terms of trade
def two_regions(sigma):
    """One good; either region imports 30 % of what it buys."""
    return small_world([[[70.0, 30.0], [30.0, 70.0]]], [[0.5, 0.5]], sigma)


@pytest.mark.parametrize(("sigma", "paradox"), [(0.4, True), (3.0, False)])
def test_metzler_paradox(solved, sigma, paradox):
    """A tariff makes imports cheaper at home, duty paid, where the elasticity of foreign demand is
    below the share of income spent at home. Here it is (1 - m) sigma + m with m = 0.3: 0.58 against
    0.7 at sigma 0.4."""
    after = solved(cge.load(two_regions(sigma)),
                   {"parameter": "tariff_power", "destination": "A", "set": 5})  # fmt: skip
    landed = after.price_landed.sel(origin="B", destination="A").item()
    relative = landed / after.price_basic.sel(region="A").item()
    assert (relative < 1) == paradox
    assert abs(relative - 1) > 1e-3


@pytest.mark.parametrize(("sigma", "immiserising"), [(0.4, True), (3.0, False)])
def test_immiserising_growth(solved, sigma, immiserising):
    """Bhagwati (1958): where demand for exports is inelastic, growth loses more on the terms of
    trade than it adds. To first order utility changes by 1 - m / (sum of elasticities - 1) per
    unit of growth: 1 - 0.3 / 0.16 at sigma 0.4."""
    economy = cge.load(two_regions(sigma))
    growth = 1e-4
    after = solved(economy, {"parameter": "productivity", "region": "A", "percent": 100 * growth})
    gain = change(after, economy, "utility", region="A") / growth
    elasticities = 2 * (0.7 * sigma + 0.3)
    assert gain == pytest.approx(1 - 0.3 / (elasticities - 1), rel=0.01)
    assert (gain < 0) == immiserising
    assert change(after, economy, "utility", region="B") > 0


# ---------------------------------------------------------------------- tariffs
@pytest.mark.parametrize("sigma", [4.0, 8.0])
def test_optimal_tariff_of_a_small_economy(solved, sigma):
    """Gros (1987): it is 1 / (sigma - 1), for even a small economy alone sells its own variety."""
    world = cge.load(small_world([[[0.006, 0.004], [0.004, 1000.0]]], [[0.5, 0.5]], sigma))
    best = 100 / (sigma - 1)
    gains = {}
    for rate in (0.9 * best, best, 1.1 * best, 4 * best):
        after = solved(world, {"parameter": "tariff_power", "destination": "A", "set": rate})
        gains[rate] = change(after, world, "utility", region="A")
    assert gains[best] > max(gains[0.9 * best], gains[1.1 * best]) > 0
    assert gains[best] > gains[4 * best]


def test_a_small_economy_that_can_buy_the_same_elsewhere_loses_by_a_tariff(solved):
    """With close substitutes it has no power over its terms of trade; a large one still gains."""
    small = cge.load(small_world([[[0.006, 0.004], [0.004, 1000.0]]], [[0.5, 0.5]], 60.0))
    tariff = {"parameter": "tariff_power", "destination": "A", "set": 10}
    assert change(solved(small, tariff), small, "utility", region="A") < 0
    large = cge.load(two_regions(4.0))
    assert change(solved(large, tariff), large, "utility", region="A") > 0
    prohibitive = solved(large, {**tariff, "set": 900})
    assert change(prohibitive, large, "utility", region="A") < 0


# ---------------------------------------------------------------------- neutrality
REAL = ("utility", "output", "trade", "final_demand", "factor_demand")


def same(first, second):
    for name in REAL:
        size = float(abs(second[name]).max())
        np.testing.assert_allclose(first[name], second[name], rtol=1e-7, atol=1e-9 * size)


def test_a_border_tax_adjustment_is_neutral(solved):
    """Grossman (1980): with balanced trade a tax on all imports and the same subsidy on all
    exports raise the price level and change nothing, whatever other taxes there are."""
    economy = cge.load(random_benchmark(3, 4, seed=8))
    nothing = solved(economy, BALANCED)
    abroad = ["R2", "R3"]
    adjusted = solved(
        economy,
        BALANCED,
        {"parameter": "tariff_power", "origin": abroad, "destination": "R1", "scale_power": 1.15},
        {
            "parameter": "export_power",
            "origin": "R1",
            "destination": abroad,
            "scale_power": 1 / 1.15,
        },
    )
    same(adjusted, nothing)
    level = adjusted.price_final.sel(region="R1") / adjusted.price_final.sel(region="R2")
    before = nothing.price_final.sel(region="R1") / nothing.price_final.sel(region="R2")
    np.testing.assert_allclose(level / before, 1.15, rtol=1e-7)


def test_a_uniform_tax_on_output_without_intermediates_does_nothing(solved):
    """It is a tax on all factors, whose supply is fixed."""
    world = cge.load(small_world(SALES, LABOUR, sigma=4.0))
    nothing = solved(world, BALANCED)
    taxed = solved(world, BALANCED, {"parameter": "output_tax_power", "region": "A", "set": 25})
    same(taxed, nothing)
    assert float(taxed.revenue_output_tax.sel(region="A")) > 0


# ---------------------------------------------------------------------- aggregation
SHOCKS = (
    {"parameter": "tariff_power", "destination": "R2", "add_points": 15},
    {"parameter": "productivity", "region": "R1", "percent": 4},
)


def halves(dataset, dims, label):
    """The dataset with one label cut into two of half its size, wherever it appears.

    Values of flows are halved along each dimension; rates, elasticities and distances are kept.
    """
    known = [str(k) for k in dataset[dims[0]].to_numpy()]
    at = known.index(label)
    order = [*range(len(known)), at]
    names = [k if k != label else f"{label} first" for k in known] + [f"{label} second"]
    kept = {n for n in present(dataset) if n.startswith(("sigma_", "tariff_rate", "distance"))}
    found = dataset.isel(dict.fromkeys(dims, order)).assign_coords(dict.fromkeys(dims, names))
    half = xr.DataArray([0.5 if label in k else 1.0 for k in names], dims="label")
    for name in present(dataset):
        for dim in found[name].dims:
            if dim in dims and name not in kept:
                weight = half.rename(label=dim).assign_coords({dim: names})
                found[name] = (found[name] * weight).transpose(*found[name].dims)
    return found


def joined(dataset, dim, label):
    """Mapping that undoes :func:`halves`."""
    labels = {d: {str(k): str(k) for k in dataset[d].to_numpy()} for d in ("region", "sector")}
    labels[dim] |= {k: label for k in labels[dim] if k.startswith(f"{label} ")}
    return Mapping("joined", labels["region"], labels["sector"], {})


def test_identical_sectors_can_be_merged(solved):
    """Two goods alike in everything but name are one good, at any elasticities."""
    whole = random_benchmark(3, 4, seed=5)
    parts = halves(whole, ("sector", "activity"), "S2")
    merged = aggregate(parts, joined(parts, "sector", "S2"))
    xr.testing.assert_allclose(merged.sales.sel(sector=whole.sector), whole.sales)
    apart, together = solved(cge.load(parts), *SHOCKS), solved(cge.load(whole), *SHOCKS)
    for name in ("utility", "price_factor", "revenue_tariff"):
        np.testing.assert_allclose(apart[name], together[name], rtol=1e-8)
    np.testing.assert_allclose(
        2 * apart.output.sel(activity="S2 first"), together.output.sel(activity="S2"), rtol=1e-8
    )
    assert float(abs(together.utility / whole_income(whole) - 1).max()) > 1e-3


def whole_income(dataset):
    spent = (dataset.final_use + dataset.final_tax).sum(["sector", "agent"])
    return spent.rename(destination="region")


def test_identical_regions_can_be_merged(solved):
    """Two regions alike in everything that do not trade with each other are one region."""
    whole = random_benchmark(3, 4, seed=5)
    parts = halves(whole, ("region", "origin", "destination"), "R3")
    at = {"origin": ["R3 first", "R3 second"], "destination": ["R3 first", "R3 second"]}
    alone = xr.DataArray(np.eye(2), coords=at, dims=("origin", "destination"))
    for name in ("sales", "export_tax", "tariff_revenue"):
        block = 2 * parts[name].loc[at] * alone  # each sells at home what the whole did
        parts[name].loc[at] = block.transpose(*parts[name].dims)
    merged = aggregate(parts, joined(parts, "region", "R3"))
    xr.testing.assert_allclose(merged.sales.sel(origin=whole.origin), whole.sales)
    apart, together = solved(cge.load(parts), *SHOCKS), solved(cge.load(whole), *SHOCKS)
    for label in ("R1", "R2"):
        assert float(apart.utility.sel(region=label)) == pytest.approx(
            float(together.utility.sel(region=label)), rel=1e-8
        )
    for half in at["origin"]:
        assert 2 * float(apart.utility.sel(region=half)) == pytest.approx(
            float(together.utility.sel(region="R3")), rel=1e-8
        )
