"""Technologies and packages that follow data regimes."""

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration.regimes import index, of_regions
from cge.cli.app import app
from cge.experiments.solve import solve
from cge.scenarios import Scenario
from cge.scenarios.parameters import shocked_experiments
from cge.settings.technologies import Technology
from tests.regimes.conftest import DATA

YAML = {
    "title": "regimes",
    "packages": {
        "safeguards": {"regimes": "safeguards"},
        "dropped": {"regimes": "without-safeguards"},
        "later": {"regimes": 2024},
        "same": {"regimes": "2022"},
        "more": {
            "regimes": "safeguards",
            "shocks": [
                {"parameter": "data_restriction", "origin": "USA", "destination": "CHN", "set": 1}
            ],
        },
    },
    "experiments": {name: [name] for name in ("safeguards", "dropped", "later", "same", "more")},
}


@pytest.fixture(scope="module")
def economy(joined):
    return cge.load(joined, technology="data-regimes")


@pytest.fixture(scope="module")
def plan():
    return Scenario.from_dict(YAML)


@pytest.fixture(scope="module")
def after(economy, plan):
    return shocked_experiments(economy, plan)


def test_the_benchmark_has_the_levels_of_2022(economy, shipped):
    levels = of_regions(shipped, "2022", economy.benchmark)
    np.testing.assert_allclose(economy.benchmark.data_restriction, index(levels, 0.42))
    np.testing.assert_allclose(economy.benchmark.standards_distance, levels["distance"])
    assert economy.benchmark.data_restriction.attrs["regimes"] == "2022-12-31"
    assert float(economy.residuals()["worst"].max()) < 1e-9


@pytest.mark.parametrize(
    ("experiment", "measure"),
    [("safeguards", "safeguards"), ("dropped", "without-safeguards"), ("later", "2024")],
)
def test_a_package_brings_the_levels_of_its_measure(economy, after, shipped, experiment, measure):
    levels = of_regions(shipped, measure, economy.benchmark)
    np.testing.assert_allclose(after[experiment].data_restriction, index(levels, 0.42))
    np.testing.assert_allclose(after[experiment].standards_distance, levels["distance"])


def test_shocks_of_the_package_come_after(after):
    moved = (after["more"].data_restriction != after["safeguards"].data_restriction).to_numpy()
    assert moved.sum() == 1
    assert float(after["more"].data_restriction.sel(origin="USA", destination="CHN")) == 1


def test_safeguards_lower_the_cost_and_dropping_them_raises_it(economy, plan):
    """The closed form of a trade cost: exp of elasticity times change; and exports follow it."""
    result = solve(economy, plan)
    assert result.verified
    costs, before = {}, economy.benchmark.data_restriction
    for name in ("safeguards", "dropped", "same"):
        data = result.data.sel(experiment=name)
        cost = np.exp(0.52 * (data.data_restriction - before))
        found = data.technology_iceberg.sel(sector="FIN")
        abroad = (before.origin != before.destination).to_numpy()
        np.testing.assert_allclose(
            found.transpose("origin", "destination").to_numpy()[abroad],
            cost.to_numpy()[abroad],
            rtol=1e-9,
        )
        costs[name] = float(cost.to_numpy()[abroad].mean())
    assert costs["safeguards"] < 1 < costs["dropped"]
    assert costs["same"] == 1


def test_without_trust_dropping_safeguards_is_cheap(joined):
    """The switch: no weight of the lack of trust turns the sign."""
    off = cge.load(joined, technology="data-regimes-without-trust")
    plan = Scenario.from_dict({"title": "t", "packages": {"p": {"regimes": "without-safeguards"}}})
    after = shocked_experiments(off, plan)["p"].data_restriction
    assert (after <= off.benchmark.data_restriction + 1e-12).all()
    assert float(off.benchmark.elasticity_data.max()) == 0.3


def test_the_weight_of_trust_follows_from_the_decomposition(shipped):
    """OECD and WTO (2025), annex C: effects of lower costs and of lost trust without regulation."""
    from calibration.regimes import pairs

    weight, levels = shipped.weights, pairs(shipped, "2022")
    mean = {n: float((levels[n] * weight).sum() / weight.sum()) for n in levels}
    cost = 0.3 * mean["restriction"] + 0.125 * mean["distance"]
    shares = []
    for lower_cost, all_in_all in ((1.28, -0.91), (1.86, -2.12)):
        per_unit = (lower_cost - all_in_all) / lower_cost * cost / (1 - mean["mistrust"])
        shares.append(per_unit / (per_unit + 0.3))
    assert shares == pytest.approx([0.40, 0.45], abs=0.005)
    settings = Technology.from_name("data-regimes").channels.data_flow
    assert shares[0] < settings.restriction.mistrust < shares[1]
    kept = settings.elasticity["digital_services"] * (1 - settings.restriction.mistrust)
    assert kept == pytest.approx(0.3, abs=0.002)


def test_a_technology_that_does_not_follow_them_is_told(joined, plan):
    economy = cge.load(joined, technology="standard")
    with pytest.raises(cge.InputError, match="write 'technology: data-regimes'"):
        shocked_experiments(economy, plan)


def test_data_without_regimes_are_told(tmp_path):
    data = cge.load(DATA / "benchmarks" / "oecd-icio-2022.nc", aggregation="5x6").benchmark
    other = data.assign_attrs(members_of_region="{}", name="mine")
    with pytest.raises(cge.InputError, match="mine has economies without a data regime: 'EU27'"):
        cge.load(other, technology="data-regimes-without-trust")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{regimes: safeguard}", "did you mean 'safeguards'"),
        ("{regimes: 2022, mistrust: 1.5}", "1.5 is no weight from 0 to 1"),
        ("{level: 0.2, mistrust: 0.5}", "goes with 'regimes: <date>'"),
        ("{level: 0.2, regimes: 2022}", "give one number, or 'regimes: <date>'"),
        ("{}", "give one number, or 'regimes: <date>'"),
        ("-1", "-1 "),
    ],
)
def test_what_a_technology_file_may_not_say(tmp_path, written, said):
    path = tmp_path / "mine.yaml"
    text = (
        f"base: standard\ntitle: t\nchannels:\n  data_flow: {{source: s, restriction: {written}}}\n"
    )
    path.write_text(text)
    with pytest.raises(cge.InputError) as refused:
        Technology.from_file(path)
    assert said in str(refused.value)
    assert "restriction" in str(refused.value)


def test_a_technology_is_the_same_after_writing_it():
    one = Technology.from_name("data-regimes")
    assert Technology.from_dict(one.to_dict()).channels == one.channels


def test_lists():
    def said(*words):
        return CliRunner().invoke(app, ["list", *words]).stdout

    assert "US-Japan Digital Trade Agreement" in said("agreements")
    assert "without-safeguards" in said("regimes", "--aggregation", "5x6")
    lines = said("regime-pairs", "--aggregation", "5x6").splitlines()
    assert len(lines) == 1 + 5 * 4
