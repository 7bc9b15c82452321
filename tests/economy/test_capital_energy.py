"""The capital-energy nest: known limits, substitution, and what a structure file may say."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
import yaml

import cge
from calibration import Mapping, aggregate, random_benchmark
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.settings.structures import Structure
from cge.verification.verify import verify
from tests.economy.conftest import scenario_of
from tests.economy.variants import variant

ENERGY = ["S2", "S4"]
SHOCKS = (
    {"parameter": "intermediate_tax_power", "sector": ENERGY, "destination": "R1", "set": 30},
    {"parameter": "productivity", "activity": "S1", "region": "R2", "percent": 10},
    {"parameter": "factor_productivity", "factor": "capital", "region": "R1", "percent": 5},
)


@pytest.fixture(scope="module")
def dataset():
    return random_benchmark(3, 4, seed=5)


def equal(dataset, sigma):
    """All elasticities of production the same."""
    names = ("sigma_value_added", "sigma_intermediate", "sigma_top")
    return dataset.assign({n: 0 * dataset[n] + sigma for n in names})


@pytest.mark.parametrize("sigma", [0.4, 1.0])
def test_with_one_elasticity_everywhere_nests_do_not_matter(dataset, solved, sigma):
    """Nested CES functions with one elasticity are one CES function of all inputs."""
    flat = equal(dataset, sigma)
    plain = solved(cge.load(flat), *SHOCKS)
    nested = solved(cge.load(with_capital_energy(flat, ENERGY, sigma, sigma)), *SHOCKS)
    for name in ("utility", "trade", "output", "factor_demand", "intermediate_demand"):
        size = float(abs(plain[name]).max())
        np.testing.assert_allclose(nested[name], plain[name], rtol=1e-8, atol=1e-10 * size)


@pytest.mark.parametrize("limit", [0.0, 1.0])
def test_the_nest_is_continuous_at_its_special_elasticities(dataset, solved, limit):
    exact, beside = (
        solved(cge.load(with_capital_energy(dataset, ENERGY, sigma, sigma)), *SHOCKS)
        for sigma in (limit, limit + 1e-5)
    )
    np.testing.assert_allclose(beside.utility, exact.utility, rtol=1e-6)


def test_energy_follows_its_price_relative_to_that_of_capital(dataset, solved):
    """In logs, the use of energy over that of capital falls by sigma times the relative price."""
    sigma = 0.4
    data = with_capital_energy(dataset, ["S2"], sigma, 0.0)
    tax = {"parameter": "intermediate_tax_power", "sector": "S2", "destination": "R1", "set": 40}
    after = solved(cge.load(data), tax)
    at = {"activity": "S3", "region": "R1"}
    before_tax = 1 + (data.intermediate_tax / data.intermediate_use).sel(
        sector="S2", destination="R1", activity="S3"
    )
    price = after.price_composite.sel(sector="S2", destination="R1") * 1.4 / before_tax
    capital = after.factor_demand.sel(factor="capital", **at) / data.value_added.sel(
        factor="capital", **at
    )
    energy = (after.intermediate_demand / data.intermediate_use).sel(
        sector="S2", destination="R1", activity="S3"
    )
    relative = np.log(price / after.price_factor.sel(factor="capital", region="R1"))
    assert float(np.log(energy / capital)) == pytest.approx(-sigma * float(relative), rel=1e-8)
    assert float(relative) > 0.05


def test_without_substitution_energy_stays_with_capital(dataset, solved):
    after = solved(cge.load(with_capital_energy(dataset, ["S2"], 0.0, 0.0)), SHOCKS[0])
    energy = after.intermediate_demand.sel(sector="S2", activity="S3") / (
        dataset.intermediate_use.sel(sector="S2", activity="S3")
    )
    capital = after.factor_demand.sel(factor="capital", activity="S3") / (
        dataset.value_added.sel(factor="capital", activity="S3")
    )
    used = dataset.intermediate_use.sel(sector="S2", activity="S3").to_numpy() > 0
    np.testing.assert_allclose(energy.to_numpy()[used], capital.to_numpy()[used], rtol=1e-8)


def three_factors(dataset):
    """Labour in two kinds, each taxed."""
    labour = dataset.value_added.sel(factor="labour")
    parts = [0.4 * labour, 0.6 * labour, dataset.value_added.sel(factor="capital")]
    paid = xr.concat(parts, "factor").assign_coords(factor=["skilled", "labour", "capital"])
    taxes = 0.1 * paid
    return (
        dataset.drop_vars("value_added")
        .drop_dims("factor")
        .assign(
            value_added=(paid - taxes).transpose("factor", "activity", "region"),
            factor_tax=taxes.transpose("factor", "activity", "region"),
        )
    )


@pytest.mark.parametrize("technology", [None, "uniform"])
def test_with_more_factors_their_taxes_abatement_and_technology(dataset, technology):
    """Two of three factors in the nest; every check of a result holds."""
    data = three_factors(dataset)
    data = with_capital_energy(data, ENERGY, 0.5, 1.0, factors=["capital", "skilled"])
    economy = cge.load(with_abatement(data, 0.4), technology=technology)
    assert economy.residuals().worst.max() < 1e-9
    counts = economy.counts()
    assert counts.equations.sum() == counts.unknowns.sum()
    more = [
        {"parameter": "carbon_price_economy", "region": "R2", "set": 50},
        {"parameter": "factor_tax_power", "factor": "skilled", "region": "R3", "set": 20},
    ]
    if technology:
        more.append({"parameter": "nqp", "region": "R1", "add_points": 0.1})
    result = cge.solve(economy, scenario_of(*SHOCKS, *more))
    assert result.verified, result.verdict


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("energy_bundle", "energy"),
        ("capital_energy_demand", "capital with energy"),
        ("price_value_added", "value added with energy"),
    ],
)
def test_a_spoiled_composite_is_found(name, expected):
    """By what is paid for its parts, independently of the equations."""
    economy = variant("capital_energy")
    asked = {"numeraire_level": np.full(1, 1.1)}
    values = dict(economy.model.solve(asked).values)

    def failed():
        checks = verify(values, economy.model.system, economy, asked)
        return {c.name for c in checks if not c.passed}

    assert failed() == set()
    values[name] = values[name] * (1 + 1e-6)
    assert f"capital and energy: {expected}" in failed()


def test_a_solution_as_data_keeps_the_nest(dataset):
    data = with_capital_energy(dataset, ENERGY, 0.5, 1.0)
    both = cge.solve(cge.load(data), scenario_of(*SHOCKS))
    first = cge.solve(cge.load(data), scenario_of(SHOCKS[0]))
    again = cge.load(first.as_benchmark("shock"))
    second = cge.solve(again, scenario_of(*SHOCKS[1:])).data.sel(experiment="shock")
    together = both.data.sel(experiment="shock")
    for name in ("price_composite", "price_factor"):
        moved = second[name] * first.data[name].sel(experiment="shock")
        np.testing.assert_allclose(moved, together[name], rtol=1e-8)


# ---------------------------------------------------------------------- as a structure
def test_the_shipped_structure_finds_the_energy_that_the_data_keep_apart(solved):
    economy = cge.load(aggregation="5x6", structure="gtap-e")
    assert economy.structure == "gtap-e"
    energy = economy.benchmark.energy_good
    assert [str(k) for k in energy.sector[energy == 1].to_numpy()] == ["ENE"]
    sigma = economy.benchmark.sigma_capital_energy
    assert (sigma.sel(activity="ENE") == 0).all()
    assert (sigma.drop_sel(activity="ENE") == 0.5).all()
    assert economy.residuals().worst.max() < 1e-9
    solved(economy, {"parameter": "tariff_power", "destination": "USA", "add_points": 10})


def test_data_without_energy_are_refused_by_name():
    with pytest.raises(cge.InputError, match="structure 'gtap-e': no sector of the data is energy"):
        cge.load("wiod-2008-crc", structure="gtap-e")


def test_a_nest_is_set_after_aggregation(dataset):
    data = with_capital_energy(dataset, ENERGY, 0.5, 1.0)
    regions = {k: k for k in ("R1", "R2", "R3")}
    joined = Mapping("one", regions, {f"S{n}": "ALL" for n in range(1, 5)}, {})
    with pytest.raises(cge.InputError, match="sigma_capital_energy: cannot be aggregated"):
        aggregate(data, joined)


def test_unknown_labels_and_bad_elasticities_are_named_together(dataset):
    with pytest.raises(cge.InputError) as error:
        with_capital_energy(dataset, ["S9"], -1.0, np.inf, factors=["capitol"])
    for said in (
        "no sector 'S9'",
        "did you mean 'capital'",
        "sigma_capital_energy",
        "sigma_energy",
    ):
        assert said in str(error.value)


def test_all_mistakes_of_the_block_are_listed(tmp_path, dataset):
    path = tmp_path / "mine.yaml"
    block = {"energy": [], "sigma_capital_energy": {"S1": -1}, "sigma_enrgy": 1}
    words = dict.fromkeys(("title", "description", "reference"), "test")
    path.write_text(yaml.safe_dump({**words, "elasticities": {}, "capital_energy": block}))
    with pytest.raises(cge.InputError) as error:
        Structure.from_file(path)
    assert [problem.removeprefix(f"{path}:") for problem in error.value.problems] == [
        "1: capital_energy: key 'sigma_energy' is missing",
        "1: capital_energy: key 'source' is missing",
        "2: capital_energy > energy: names no label; leave the key out to select all",
        "3: capital_energy > sigma_capital_energy: key 'all' is missing",
        "4: capital_energy > sigma_capital_energy > S1: -1 is below 0",
        "5: capital_energy > sigma_enrgy: unknown key; did you mean 'sigma_energy'?",
    ]
    block = {"energy": ["S2", "enrgy"], "sigma_capital_energy": 0.5, "sigma_energy": 1}
    block["source"] = "test"
    path.write_text(yaml.safe_dump({**words, "elasticities": {}, "capital_energy": block}))
    with pytest.raises(
        cge.InputError, match="'enrgy' is not a sector or group; did you mean 'energy'"
    ):
        cge.load(dataset, structure=path)
