"""Welfare decomposition: identities, closed forms, and recomputation by finite differences."""

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark
from cge.analysis.statistics import BENCHMARK, EXPERIMENT
from cge.analysis.welfare import EFFECTS
from cge.cli.app import app
from cge.experiments.decomposition import decompose, lobatto
from cge.report import table
from tests.economy.simple import armington_world, closed_region
from tests.economy.variants import VARIANTS, as_chosen, variant

TARIFF = {"parameter": "tariff_power", "destination": "R1", "add_points": 25}
GROWTH = {"parameter": "productivity", "region": "R2", "percent": 10}
# One of every kind, so that all effects of the basic model are there.
MANY = [
    TARIFF,
    GROWTH,
    {"parameter": "factor_productivity", "region": "R3", "factor": "labour", "percent": 8},
    {"parameter": "endowment", "region": "R3", "factor": "capital", "percent": 6},
    {"parameter": "iceberg", "destination": "R2", "percent": -4},
    {"parameter": "barrier_power", "origin": "R2", "destination": "R3", "add_points": 12},
    {"parameter": "barrier_waste", "destination": "R3", "set": 0.3},
    {"parameter": "barrier_importer_share", "destination": "R3", "set": 0.4},
    {"parameter": "export_power", "origin": "R1", "add_points": 5},
    {"parameter": "output_tax_power", "region": "R1", "activity": "S1", "add_points": 4},
    {"parameter": "foreign_saving", "region": "R1", "set": 5000},
    {"parameter": "carbon_price", "region": "R1", "set": 40},
    {"parameter": "free_allocation", "region": "R1", "set": 0.3},
    {"parameter": "border_carbon_intensity", "destination": "R2", "set": 3e-4},
    {"parameter": "border_carbon_price", "destination": "R2", "set": 50},
]
OF_FEATURES = {
    "technology": [
        {"parameter": "nqp", "region": "R1", "set": 0.9},
        {"parameter": "adoption", "region": "R2", "set": 0.8},
        {"parameter": "absorptive_capacity", "region": "R3", "set": 0.9},
        {"parameter": "standards_distance", "origin": "R1", "destination": "R2", "set": 0.9},
        {"parameter": "data_restriction", "origin": "R3", "destination": "R2", "set": 0.5},
    ],
    "border adjustment": [
        {"parameter": "adjustment_coverage", "destination": "R2", "set": 1.0},
        {"parameter": "adjustment_reference", "destination": "R2", "set": 80},
        {"parameter": "origin_share", "destination": "R2", "set": 0.5},
        {"parameter": "rebate_share", "origin": "R1", "set": 0.5},
    ],
    "fuels": [
        {"parameter": "carbon_price_household", "region": "R2", "set": 30},
        {"parameter": "emission_factor", "destination": "R1", "percent": -20},
        {"parameter": "process_intensity", "region": "R1", "percent": -10},
        {"parameter": "allowance_rate", "region": "R1", "percent": 5},
    ],
    "green": [
        {"parameter": "nqp", "region": "R1", "set": 0.9},
        {"parameter": "elasticity_energy", "activity": "S2", "set": 0.6},
        {"parameter": "elasticity_emissions", "activity": "S1", "set": 0.5},
    ],
    "closures": [{"parameter": "transfer", "region": "R1", "set": 900}],
}


def scenario(*packages, name="all"):
    """One experiment of packages, each a list of shocks."""
    named = {f"p{k}": {"shocks": list(shocks)} for k, shocks in enumerate(packages, 1)}
    plan = {"title": "t", "packages": named, "experiments": {name: list(named)}}
    return cge.Scenario.from_dict(plan, "decomposed")


def change(found, variable):
    level = found.data[variable]
    return level.sel({EXPERIMENT: "all"}) - level.sel({EXPERIMENT: BENCHMARK})


def shocks_for(name):
    extra = [s for key, shocks in OF_FEATURES.items() if name.startswith(key) for s in shocks]
    return [*MANY, *extra]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_effects_add_up_in_every_variant_of_the_model(name):
    """With every kind of shock at once, what is left is quadrature, which more steps take."""
    economy = as_chosen(name)
    shocks = [s for s in shocks_for(name) if s["parameter"] != "transfer" or name == "closures"]
    found = decompose(economy, scenario(shocks))
    assert found.data.attrs["verified"], found.data.attrs["verdict"]
    assert float(found.residual_share.max()) < 1e-3
    finer = decompose(economy, scenario(shocks), steps=7)
    assert float(finer.residual_share.max()) < 1e-6
    table_of = found.table()
    for group in ("terms_of_trade", "rents", "border_money", "foreign_saving"):
        if group in table_of:
            values = table_of[group].sel({EXPERIMENT: "all"})
            assert abs(float(values.sum())) < 1e-6 * float(abs(values).max())


def test_effects_of_first_order_are_the_exact_derivative_of_utility():
    economy = variant("technology")
    found = decompose(economy, scenario([GROWTH]))
    result = cge.solve(economy, scenario([GROWTH]))
    slope = result.jacobian("utility", "productivity", BENCHMARK, {"region": "R2"})
    expected = 0.1 * slope.sum(["wrt_activity", "wrt_region"])
    marginal = sum(a.sum([d for d in a.dims if d != "region"]) for a in found.first_order.values())
    np.testing.assert_allclose(marginal, expected, rtol=1e-8, atol=1e-6)


def test_tariff_and_terms_of_trade_are_recomputed_from_many_solutions():
    """Sums over forty short steps of the shock, from levels alone."""
    economy = cge.load(random_benchmark(3, 3, seed=4))
    rise = {"parameter": "tariff_power", "destination": "R1"}
    packages = {
        f"{k}": {"shocks": [{**rise, "scale_power": 1.25 ** (k / 40)}]} for k in range(1, 41)
    }
    plan = {"title": "t", "packages": packages, "experiments": {k: [k] for k in packages}}
    path = cge.solve(economy, cge.Scenario.from_dict(plan)).data
    found = decompose(economy, scenario([{**rise, "scale_power": 1.25}]))
    level = path.price_world.squeeze()
    wedge, price = _tariff_wedge(path) / level, _border_price(path) / level
    flows = path.trade
    tariff = (_middle(wedge) * _steps(flows)).sum([EXPERIMENT, "sector", "origin"])
    paid = (_middle(flows) * _steps(price)).where(flows.origin != flows.destination, 0.0)
    exports = paid.sum([EXPERIMENT, "sector", "destination"])
    got = found.effects.sum(["sector", "partner", "package", EXPERIMENT])
    np.testing.assert_allclose(got.tariff, tariff, atol=1e-3 * abs(tariff).max())
    np.testing.assert_allclose(got.export_prices, exports, atol=1e-3 * abs(exports).max())


def test_a_small_tariff_from_free_trade_costs_half_the_triangle():
    """Harberger: half the tariff times the fall of imports it brings (world of one good)."""
    economy = cge.load(armington_world(3.0))
    tariff = {"parameter": "tariff_power", "destination": "A", "add_points": 2}
    found = decompose(economy, scenario([tariff]))
    fall = change(found, "trade").sel(destination="A", origin=["B", "C"]).sum()
    got = float(found.effects.tariff.sel(region="A").sum())
    assert got == pytest.approx(0.5 * 0.02 * float(fall), rel=0.03)
    assert float(found.first_order.tariff.sum()) == pytest.approx(0.0, abs=1e-9)
    others = found.effects.drop_vars(["tariff", "export_prices", "import_prices", "worth"])
    assert max(float(abs(a).max()) for a in others.values()) < 1e-9


def test_endowments_of_a_closed_region_are_worth_their_price():
    economy = cge.load(closed_region(0.0))
    grows = {"parameter": "endowment", "factor": "labour", "percent": 7}
    found = decompose(economy, scenario([grows]))
    assert float(found.effects.endowment.sum()) == pytest.approx(7.0, rel=1e-9)
    assert float(change(found, "equivalent_variation").sum()) == pytest.approx(7.0, rel=1e-9)


def test_productivity_in_a_closed_region_has_its_logarithm_in_factor_prices():
    """What is saved is worth income times the log; the dollar buys the rest."""
    economy = cge.load(closed_region(0.0))
    found = decompose(economy, scenario([{**GROWTH, "region": "A"}]))
    assert float(found.effects.productivity.sum()) == pytest.approx(100 * np.log(1.1), rel=1e-6)
    rest = 10.0 - 100 * np.log(1.1)
    assert float(found.effects.worth.sum()) == pytest.approx(rest, rel=1e-3)


def test_a_transfer_is_foreign_saving_and_terms_of_trade_alone():
    """Free trade, no tax: what one region gets the others give."""
    economy = cge.load(armington_world(3.0))
    gifts = {"A": 4.0, "B": -3.0, "C": -1.0}
    shocks = [{"parameter": "foreign_saving", "region": r, "set": v} for r, v in gifts.items()]
    found = decompose(economy, scenario(shocks))
    got = found.effects.foreign_saving.isel({EXPERIMENT: 0}).sum("package")
    np.testing.assert_allclose(got, list(gifts.values()), rtol=1e-9)
    allocative = [e.name for e in EFFECTS if e.group in ("allocative", "technology")]
    assert all(float(abs(found.effects[n]).max()) < 1e-9 for n in allocative if n in found.effects)


def test_the_residual_falls_with_steps():
    economy = cge.load(random_benchmark(3, 3, seed=4))
    large = {**TARIFF, "add_points": 300}
    shares = [
        float(decompose(economy, scenario([large]), steps=k).residual_share.max())
        for k in (1, 3, 6)
    ]
    assert shares[0] > 5 * shares[1] > 25 * shares[2]
    assert shares[1] < 1e-3


def test_more_steps_are_taken_where_three_miss_too_much():
    economy = cge.load(random_benchmark(3, 3, seed=4))
    embargo = {"parameter": "barrier_power", "origin": "R2", "destination": "R1", "set": 1000}
    assert float(decompose(economy, scenario([embargo]), steps=3).residual_share.max()) > 1e-3
    found = decompose(economy, scenario([embargo]))
    assert found.steps == {"all": 7}
    assert float(found.residual_share.max()) < 1e-3
    assert found.table().attrs["statement"].endswith(" with 7")
    assert decompose(economy, scenario([TARIFF])).steps == {"all": 3}


def test_a_prohibitive_barrier_earns_rents_on_the_way_and_wastes_nothing():
    economy = cge.load(random_benchmark(3, 3, seed=4), technology="uniform")
    barrier = {"origin": "R2", "destination": "R1"}
    shocks = [
        {"parameter": "barrier_waste", **barrier, "set": 0},
        {"parameter": "barrier_power", **barrier, "set": 200},
    ]
    found = decompose(economy, scenario(shocks), steps=6)
    assert float(abs(found.effects.barrier_waste).max()) == 0.0
    assert float(abs(found.effects.barrier_rent).max()) > 0.0
    assert float(found.residual_share.max()) < 2e-2


def test_a_fund_shares_out_all_that_it_gets_on_the_way():
    economy = cge.load(random_benchmark(3, 3, seed=4))
    charge = {"destination": "R1", "sectors": ["S1", "S2"], "price": 60}
    given = {"revenue": "fund", "fund": {"R2": 1, "R3": 3}}
    plan = {
        "title": "t",
        "packages": {"charge": {"cbam": charge | given}},
        "experiments": {"all": ["charge"]},
    }
    found = decompose(economy, cge.Scenario.from_dict(plan))
    assert found.data.attrs["verified"], found.data.attrs["verdict"]
    got = found.effects.border_money.sel({EXPERIMENT: "all"}).sum("package")
    assert float(got.sel(region="R3")) == pytest.approx(3 * float(got.sel(region="R2")), rel=1e-6)
    assert abs(float(got.sum())) < 1e-9 * float(abs(got).max())
    assert float(found.residual_share.max()) < 1e-3


def test_subtotals_add_up_for_every_variable_and_one_package_is_everything():
    economy = cge.load(random_benchmark(3, 3, seed=4))
    both = decompose(economy, scenario([TARIFF], [GROWTH]))
    for variable in ("output", "price_factor", "trade", "utility"):
        parts = both.subtotals(variable).sel({EXPERIMENT: "all"})
        expected = change(both, variable)
        np.testing.assert_allclose(parts.sum("package"), expected, atol=1e-9 * abs(parts).max())
        assert abs(parts.sel(package="residual")).max() < 1e-6 * abs(expected).max()
    alone = decompose(economy, scenario([TARIFF, GROWTH]))
    np.testing.assert_allclose(
        both.moved["output"].sum("package"), alone.moved["output"].sum("package"), rtol=1e-9
    )


def test_every_table_prints_and_adds_up():
    found = decompose(cge.load(random_benchmark(3, 3, seed=4)), scenario([TARIFF], [GROWTH]))
    whole = found.table()
    assert list(whole[EXPERIMENT].to_numpy()) == ["all", "all: first order"]
    groups = [n for n in whole if n != "equivalent_variation"]
    np.testing.assert_allclose(sum(whole[n] for n in groups), whole.equivalent_variation)
    packages = found.table("package")
    np.testing.assert_allclose(
        packages.total.sum(EXPERIMENT), whole.equivalent_variation[0], rtol=1e-4
    )
    tariff = found.table("sector", "R1").tariff.sum()
    np.testing.assert_allclose(tariff, found.table("effect").tariff.sel(region="R1")[0])
    for kind in ("group", "effect", "package", "sector", "partner"):
        for form in ("text", "csv", "latex"):
            assert table(found.table(kind), form)


def test_what_cannot_be_decomposed_is_refused_by_name():
    economy = cge.load(random_benchmark(3, 3, seed=4))
    with pytest.raises(InputError, match="steps: 0"):
        decompose(economy, scenario([TARIFF]), steps=0)
    found = decompose(economy, scenario([TARIFF]), steps=1)
    with pytest.raises(InputError, match="'sectors'; did you mean 'sector'"):
        found.table("sectors")
    with pytest.raises(InputError, match="no region 'R9'"):
        found.table("sector", "R9")
    with pytest.raises(InputError, match="all regions"):
        found.table("effect", "R1")
    with pytest.raises(InputError, match="'outputs'; did you mean 'output'"):
        found.subtotals("outputs")


def test_lobatto_is_exact_for_polynomials():
    points, weights = lobatto(5)
    for degree in range(8):
        assert weights @ points**degree == pytest.approx(1 / (degree + 1), rel=1e-13)


def _tariff_wedge(s):
    return (s.tariff_power - 1) * _border_price(s) * s.iceberg


def _border_price(s):
    return s.price_basic.rename(activity="sector", region="origin") * s.export_power


def _middle(path):
    ends = (path.isel({EXPERIMENT: slice(None, -1)}), path.isel({EXPERIMENT: slice(1, None)}))
    return sum(e.drop_vars(EXPERIMENT) for e in ends) / 2


def _steps(path):
    return path.diff(EXPERIMENT).drop_vars(EXPERIMENT)


def test_the_command_prints_what_python_gives(tmp_path):
    file = tmp_path / "tariff.yaml"
    file.write_text(
        "title: t\npackages:\n  tariff:\n    shocks:\n"
        "      - {parameter: tariff_power, destination: CHN, add_points: 5}\n"
    )
    asked = ["decompose", str(file), "--aggregation", "5x6", "--by", "effect", "--csv"]
    printed = CliRunner().invoke(app, asked)
    assert printed.exit_code == 0, printed.output
    found = decompose(cge.load(aggregation="5x6"), file)
    assert table(found.table("effect"), "csv").splitlines()[1] in printed.stdout
