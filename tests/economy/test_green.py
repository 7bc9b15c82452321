"""Green technology: closed forms, limit cases, and the model without its channels."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr
import yaml

import cge
from calibration import InputError, check_benchmark, random_benchmark
from calibration.indicators import composite, read_indicators
from cge.analysis.accounts import Accounts
from cge.analysis.statistics import EXPERIMENT
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.border_adjustment import with_border_adjustment
from cge.experiments.decomposition import decompose
from cge.inputs.find import data_directory
from cge.settings.technologies import Technology
from cge.symbols.registry import entries
from tests.economy.conftest import scenario_of
from tests.economy.small import small_world
from tests.economy.variants import variant, with_fuels, with_nests
from tests.pages.marks import DOCS

ENERGY, EMISSIONS, POINTS = 0.3, 0.2, 0.1
WAVE = {"parameter": "nqp", "add_points": POINTS}
SAVING, CLEANING = (np.exp(x * POINTS) for x in (ENERGY, EMISSIONS))
PRICE = {"parameter": "carbon_price_economy", "set": 40}
OWN, OTHER = "good 1", "good 2"  # energy, and what is made with it
SHARE = 0.4  # of energy in the cost of the other good


@pytest.fixture
def technology(tmp_path):
    """A technology file with these channels only."""

    def write(name="mine", **channels):
        about = {"title": "t", "description": "d", "reference": "r"}
        content = about | {
            "nqp": {"all": 0.5, "source": "test"},
            "channels": {k: v | {"source": "test"} for k, v in channels.items()},
        }
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content))
        return path

    return write


def energy(*goods, all=ENERGY):
    return {"elasticity": {"all": all}, "goods": list(goods)}


def emissions(all=EMISSIONS):
    return {"elasticity": {"all": all}}


@pytest.fixture(scope="module")
def leontief():
    """One region of two goods: labour makes energy, labour and energy the other good.

    Of 100 of the other good 40 are energy, in fixed proportion; households buy 10 of energy.
    """
    made = np.array([[[50.0]], [[100.0]]])
    data = small_world(made, np.ones((2, 1)), sigma=1.0)
    used = xr.zeros_like(data.intermediate_use)
    used.loc[{"sector": OWN, "activity": OTHER}] = 100 * SHARE
    value_added = data.value_added.copy()
    value_added.loc[{"activity": OTHER, "factor": "labour"}] = 100 * (1 - SHARE)
    final = data.final_use.copy()
    final.loc[{"sector": OWN, "agent": "household"}] = 50 - 100 * SHARE
    return data.assign(intermediate_use=used, value_added=value_added, final_use=final)


def growth(economy, after):
    """Output over that of the benchmark (activity, region); 1 where nothing is made."""
    before = xr.DataArray(economy.arrays.output, dims=("activity", "region"))
    return (after.output / before).fillna(1.0).transpose("activity", "region")


def goods_of(after):
    return after.output.sel(activity=OTHER).item(), after.intermediate_demand.sel(
        sector=OWN, activity=OTHER
    ).item()


# ---------------------------------------------------------------------- closed forms
def test_energy_per_unit_falls_as_told_and_output_rises(leontief, technology, solved):
    """In fixed proportions energy per unit is exp(-0.3 x 0.1) of what it was, the price 0.6 + 0.4
    times that; constant spending buys more at it, so that energy falls by less (the rebound)."""
    economy = cge.load(leontief, technology=technology(energy=energy(OWN)))
    after = solved(economy, WAVE)
    output, used = goods_of(after)
    assert used / output == pytest.approx(SHARE / SAVING, rel=1e-10)
    price = (1 - SHARE) + SHARE / SAVING
    relative = (after.price_basic.sel(activity=OTHER) / after.price_basic.sel(activity=OWN)).item()
    assert relative == pytest.approx(price, rel=1e-10)
    assert output == pytest.approx(100 / price, rel=1e-10)
    rebound = 1 - (used - 100 * SHARE) / (100 * SHARE / SAVING - 100 * SHARE)
    assert rebound == pytest.approx(1 - (1 - 1 / (SAVING * price)) / (1 - 1 / SAVING), rel=1e-6)
    assert 0.3 < rebound < 0.5
    gain = price ** -(100 / 110)  # households spend 100 of 110 on the other good
    assert after.utility.item() == pytest.approx(110 * gain, rel=1e-10)


def test_what_it_is_worth_is_the_energy_that_is_saved(leontief, technology):
    """Hulten: payments for energy times efficiency; all of the equivalent variation, untaxed."""
    economy = cge.load(leontief, technology=technology(energy=energy(OWN)))
    found = decompose(economy, scenario_of(WAVE))
    here = {EXPERIMENT: "shock"}
    whole = float(found.data.equivalent_variation.sel(here).item())
    effects = found.table("effect").sel(here).isel(region=0)
    by_name = {n: float(a) for n, a in effects.items() if n.startswith(("energy", "worth"))}
    assert whole == pytest.approx(110 * (((1 - SHARE) + SHARE / SAVING) ** -(100 / 110) - 1))
    assert sum(by_name.values()) == pytest.approx(whole, rel=1e-6)
    small = decompose(economy, scenario_of({**WAVE, "add_points": 1e-5}))
    gain = float(small.data.equivalent_variation.sel(here).item())
    assert gain == pytest.approx(100 * SHARE * ENERGY * 1e-5, rel=1e-4)


def test_emissions_that_follow_output_fall_as_told_and_nothing_else_moves(technology, solved):
    data = random_benchmark(3, 3, seed=4)
    economy = cge.load(data, technology=technology(emissions=emissions()))
    before, after = economy.arrays, solved(economy, WAVE)
    per_unit = after.emissions / after.output.where(after.output > 0)
    data_per_unit = before.co2 / np.where(before.output > 0, before.output, np.nan)
    np.testing.assert_allclose(per_unit, data_per_unit / CLEANING, rtol=1e-12)
    np.testing.assert_allclose(after.equivalent_variation, 0.0, atol=1e-6)


def test_processes_alone_get_cleaner_where_emissions_follow_fuel(technology, solved):
    data = with_fuels(random_benchmark(3, 3, seed=4))
    fixed = data.assign({n: 0 * data[n] for n in ("sigma_top", "sigma_intermediate")})
    economy = cge.load(fixed, technology=technology(emissions=emissions()))
    after = solved(economy, WAVE, {"parameter": "productivity", "region": "R1", "percent": 5})
    process = after.emissions - after.emissions_by_fuel.sum("fuel")
    made = growth(economy, after)
    np.testing.assert_allclose(process, fixed.co2_process * made / CLEANING, rtol=1e-10)
    burnt = after.emissions_by_fuel.sum("fuel")
    # In fixed proportions fuel follows output, which is more with productivity than its inputs are.
    inputs = made / after.productivity
    np.testing.assert_allclose(burnt, fixed.co2_by_fuel.sum(["fuel", "sector"]) * inputs, rtol=1e-9)


def test_fuel_that_is_saved_is_not_burnt(technology, solved):
    """In fixed proportions, emissions of saved fuels per unit of output fall as energy does."""
    data = with_fuels(random_benchmark(3, 3, seed=4))
    fixed = data.assign({n: 0 * data[n] for n in ("sigma_top", "sigma_intermediate")})
    goods = [str(k) for k in data.sector.to_numpy()]
    economy = cge.load(fixed, technology=technology(energy=energy(*goods)))
    after = solved(economy, WAVE)
    saved = xr.DataArray(economy.parameter_arrays["saves_energy"], dims=("sector", "activity"))
    before = fixed.co2_by_fuel.transpose("sector", "activity", "fuel", "region")
    left = (before * (saved / SAVING + 1 - saved)).sum("sector")
    made = growth(economy, after)
    expected = (left * made).transpose(*after.emissions_by_fuel.dims)
    np.testing.assert_allclose(after.emissions_by_fuel, expected, rtol=1e-10)
    assert float(after.emissions.sum()) < float(fixed.co2.sum())


def test_allowances_are_those_of_the_output_however_clean_it_is(technology, solved):
    """A producer keeps what it is allotted: 30 % of the emissions that its output had before."""
    data = random_benchmark(3, 3, seed=4)
    economy = cge.load(data, technology=technology(emissions=emissions()))
    after = solved(economy, WAVE, PRICE, {"parameter": "free_allocation", "set": 0.3})
    price = 40 * after.price_world.item()
    before = data.co2 * growth(economy, after)
    expected = price * before * (1 / CLEANING - 0.3)
    paid = Accounts(after).carbon_payment.transpose(*expected.dims)
    np.testing.assert_allclose(paid, expected, rtol=1e-9)
    np.testing.assert_allclose(after.revenue_carbon, expected.sum("activity"), rtol=1e-9)


def test_an_origin_that_is_cleaner_pays_less_at_a_border(technology):
    data = with_border_adjustment(random_benchmark(3, 3, seed=4))
    economy = cge.load(data, technology=technology(emissions=emissions()))
    cbam = {"destination": "R1", "sectors": "all", "price": 80, "intensity": "direct"}
    only = {"shocks": [{**WAVE, "region": "R2"}]}
    plan = {"title": "t", "packages": {"border": {"cbam": cbam}, "green": only}}
    plan["experiments"] = {"border": ["border"], "both": ["border", "green"]}
    found = cge.solve(economy, cge.Scenario.from_dict(plan))
    assert found.verified, found.verdict
    border, both = (Accounts(found.data.sel(experiment=e)) for e in ("border", "both"))
    ratio = (both.tonnes_charged / both.s.trade) / (border.tonnes_charged / border.s.trade)
    for origin, expected in (("R2", 1 / CLEANING), ("R3", 1.0)):
        here = ratio.sel(origin=origin, destination="R1").to_series().dropna()  # where they trade
        assert len(here)
        np.testing.assert_allclose(here, expected, rtol=1e-9)


# ---------------------------------------------------------------------- what is passed on, off
def test_what_is_passed_on_is_not_saved():
    economy = variant("green with generation")
    marks = economy.parameter_arrays["saves_energy"]
    generation = economy.benchmark.generation_good.to_numpy() == 1
    assert marks[generation].sum() == 0
    assert np.diag(marks).sum() == 0
    assert marks.sum() > 0


@pytest.mark.parametrize("channel", ["energy", "emissions"])
def test_without_its_channels_the_model_has_no_green_technology(technology, solved, channel):
    """No symbol, no equation; and with a channel at 0 the numbers are the same."""
    data = with_nests(with_fuels(random_benchmark(3, 3, seed=4)))
    productive = {"productivity": {"elasticity": {"all": 0.2}}}
    plain = cge.load(data, technology=technology(**productive))
    names = {e.name for e in entries({"green"}, "variable")} - {
        e.name for e in entries(set(), "variable")
    }
    assert names == {"energy_efficiency", "emission_efficiency"}
    assert "green" not in plain.arrays.features
    assert not names & {*plain.variables, *plain.parameter_arrays}
    given = {"energy": energy("S1", all=0), "emissions": emissions(all=0)}
    at_zero = technology("zero", **productive, **{channel: given[channel]})
    off = solved(cge.load(data, technology=at_zero), WAVE, PRICE)
    on = solved(plain, WAVE, PRICE)
    for name in ("utility", "output", "trade", "emissions"):
        np.testing.assert_allclose(off[name], on[name], rtol=1e-11, atol=1e-9)


def test_green_technology_and_an_abatement_curve_exclude_each_other(technology):
    data = random_benchmark(2, 2, seed=1)
    economy = cge.load(data, technology=technology(emissions=emissions()))
    with pytest.raises(InputError, match="an abatement curve exclude each other"):
        _ = economy.with_abatement(0.3, 50.0).parameter_arrays
    curve = cge.load(with_abatement(data, 0.3)).benchmark
    with pytest.raises(InputError, match="an abatement curve exclude each other"):
        _ = cge.load(curve, technology=technology(emissions=emissions())).parameter_arrays


def test_goods_that_the_data_do_not_have_are_refused(technology):
    data = random_benchmark(2, ["C26", "K"], seed=1)
    with pytest.raises(InputError, match="goods: no sector of the data is energy"):
        cge.load(data, technology=technology(energy=energy("energy")))
    with pytest.raises(InputError, match="'enrgy' is not a sector or group; did you mean 'energy'"):
        cge.load(data, technology=technology(energy=energy("enrgy")))


def test_plants_that_the_data_do_not_keep_apart_are_refused():
    text = r"'D-WIN' is not an activity or group.*\(an aggregation may keep it apart"
    with pytest.raises(InputError, match=text):
        cge.load(aggregation="16x24", technology="green-power")


def test_a_label_at_the_finest_level_means_the_plants(economy_of_power):
    given = economy_of_power.benchmark.elasticity_tfp.to_series()
    assert given[given > 0].to_dict() == {"PWI": 0.8, "PSO": 1.4}


@pytest.fixture(scope="module")
def economy_of_power():
    return cge.load(aggregation="energy", structure="electricity", technology="green-power")


def test_elasticities_of_wind_and_sun_are_those_of_the_learning_rates(economy_of_power):
    """Twice the share of wind and sun everywhere, over the range of the index: 0.195, so that the
    file's 15 and 24 % are 0.83 and 1.40."""
    indicators = read_indicators(data_directory() / "indicators")
    index = Technology.from_name("green").nqp
    found = composite(indicators, index.index, index.without)
    share = indicators.data["value"].sel(indicator="wind_and_solar")
    size = indicators.data["weight"]
    mean = float((share * size).sum() / size.sum())
    doubling = (
        float(found.weights.sel(indicator="wind_and_solar"))
        * mean
        / float(share.max() - share.min())
    )
    assert doubling == pytest.approx(0.195, abs=5e-4)
    rates = {"PWI": 0.15, "PSO": 0.24}
    for plant, rate in rates.items():
        elasticity = float(economy_of_power.benchmark.elasticity_tfp.sel(activity=plant))
        assert elasticity == pytest.approx(-np.log(1 - rate) / doubling, abs=0.035)
    whole = float((found.index * size).sum() / size.sum())
    assert 0.03 / whole == pytest.approx(0.1, abs=0.01)  # Wurlod and Noailly
    assert whole == pytest.approx(0.29, abs=5e-3)


def test_the_file_of_the_page_has_the_channels(technology):
    """Beside those of its base; its elasticity is 0.03 over the mean of that index."""
    page = (DOCS / "nqp.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (text,) = (block for block in blocks if "energy: {goods" in block)
    path = technology()
    path.write_text(text, encoding="utf-8")
    found = cge.load(technology=path)
    assert {"green", "technology"} <= set(found.arrays.features)
    data = found.benchmark
    assert float(data.elasticity_tfp.max()) == 0.2
    assert float(data.elasticity_energy.sel(activity="ENE")) == 0.0
    indicators = read_indicators(data_directory() / "indicators")
    without = Technology.from_name("standard").nqp.without
    index, size = composite(indicators, "entropy", without).index, indicators.data["weight"]
    assert 0.03 / float((index * size).sum() / size.sum()) == pytest.approx(
        float(data.elasticity_energy.sel(activity="STL")), abs=5e-3
    )


# ---------------------------------------------------------------------- derivatives, accounts
@pytest.mark.parametrize("name", ["green", "green with fuels"])
def test_derivatives_are_those_of_differences(name):
    economy = variant(name)
    tight = {"tol": 1e-12}
    priced = {**PRICE, "region": "R1"}
    result = cge.solve(economy, scenario_of(priced), solver=tight)
    slopes = {
        variable: result.jacobian(variable, "nqp", "shock", {"region": "R1"}).sum(
            ["wrt_activity", "wrt_region"]
        )
        for variable in ("emissions_total", "utility")
    }
    step = 1e-4
    ends = [
        cge.solve(
            economy,
            scenario_of(priced, {"parameter": "nqp", "region": "R1", "add_points": at}),
            solver=tight,
        ).data.sel(experiment="shock")
        for at in (step, -step)
    ]
    for variable, slope in slopes.items():
        difference = (ends[0][variable] - ends[1][variable]) / (2 * step)
        np.testing.assert_allclose(
            slope, difference, rtol=2e-5, atol=1e-5 * float(abs(slope).max())
        )
    assert float(slopes["emissions_total"].sel(region="R1")) < 0


def test_efficiency_and_carbon_receipts_are_parts_of_welfare_that_add_up():
    """With a carbon price, energy that is saved takes receipts with it."""
    economy = variant("green with fuels")
    shocks = scenario_of({**WAVE, "region": "R1"}, {**PRICE, "region": "R1"})
    found = decompose(economy, shocks, steps=7)
    assert float(found.residual_share.max()) < 1e-8
    at = {EXPERIMENT: "shock", "region": "R1"}
    effects = found.table("effect").sel(at)
    assert float(effects["energy_efficiency"]) > 0
    assert float(effects["carbon_price"]) < 0
    elsewhere = found.table("effect").sel({EXPERIMENT: "shock", "region": "R2"})
    own = float(effects["energy_efficiency"])
    assert abs(float(elsewhere["energy_efficiency"])) < 1e-6 * own  # no spillover in this file


def test_a_cleaner_solution_is_a_benchmark_again():
    economy = variant("green with fuels")
    result = cge.solve(economy, scenario_of(WAVE), solver={"tol": 1e-11})
    data = result.as_benchmark("shock")
    check_benchmark(data, tolerance=1e-8)
    emitted = result.data.emissions.sel(experiment="shock")
    rest = emitted - result.data.emissions_by_fuel.sel(experiment="shock").sum("fuel")
    kept = sum(data[n] for n in ("co2_process", "co2_own_fuel") if n in data)
    np.testing.assert_allclose(kept.transpose(*rest.dims), rest, rtol=1e-8, atol=1e-10)


def test_other_gases_are_cleaned_with_processes(technology, solved):
    """By exp(-0.2 x 0.1), where they count: with no price on carbon nothing else moves."""
    file = technology(emissions=emissions())
    economy = cge.load(aggregation="5x6", gases="all", technology=file, carbon_prices="none")
    after = solved(economy, WAVE)
    before = economy.benchmark.gases_in_co2.transpose(*after.emissions_by_gas.dims)
    np.testing.assert_allclose(after.emissions_by_gas, before / CLEANING, rtol=1e-9, atol=1e-9)


def test_a_channel_that_a_scenario_turns_off_stays_off_in_a_band(leontief, technology):
    saving = energy(OWN) | {"standard_error": 0.1}
    cleaning = emissions() | {"standard_error": 0.1}
    economy = cge.load(leontief, technology=technology(energy=saving, emissions=cleaning))
    off = {"parameter": "elasticity_energy", "set": 0}
    found = cge.solve(economy, scenario_of(WAVE, off), band=True).data
    for side in ("low", "high"):
        here = found.sel(experiment=f"shock, {side}")
        np.testing.assert_allclose(here.energy_efficiency, 1.0, rtol=1e-12)
        error = {"low": -0.1, "high": 0.1}[side]
        expected = np.exp((EMISSIONS + error) * POINTS)
        np.testing.assert_allclose(here.emission_efficiency, expected, rtol=1e-12)


def test_why_leads_from_emissions_to_the_index(leontief, technology):
    economy = cge.load(leontief, technology=technology(emissions=emissions()))
    found = cge.solve(economy, scenario_of(WAVE)).why("emissions", activity=OTHER, region="A")
    terms = found.table.set_index("term").contribution
    assert terms["emission_efficiency"] == pytest.approx(terms.sum(), rel=1e-9)
    said = "\n".join(found.chain)
    assert re.search(r"emission_efficiency .* rose by 2.02 %", said)
    assert "nqp (good 2, A) went from 0.5 to 0.6: a shock of the experiment." in said
