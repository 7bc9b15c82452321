"""What uncertain numbers mean in an economy, and what a draw of them does."""

import copy

import numpy as np
import pytest

import cge
from calibration import InputError
from cge.scenarios import open_scenario
from cge.uncertainty.by_label import Labelled
from cge.uncertainty.case import case_of
from tests.uncertainty.conftest import SPEC


def case(economy, scenario, spec=SPEC):
    return case_of(economy, scenario, cge.Uncertainty.from_dict(spec))


def with_entry(name, entry):
    spec = copy.deepcopy(SPEC)
    spec["numbers"] = {name: {"source": "made up"} | entry}
    return spec


def test_one_number_for_each_label_moves_all_its_parameters(economy, scenario):
    found = case(economy, scenario)
    labels = [number.label for number in found.numbers]
    assert labels == ["trade[S1]", "trade[S2]", "trade[S3]", "size"]
    x = np.array([1.5, 1.0, 1.0, 0.5])
    drawn, parameters = found.at(x)
    for name in ("sigma_import_source", "sigma_domestic_import"):
        ratio = drawn.benchmark[name] / economy.benchmark[name]
        np.testing.assert_allclose(ratio, [1.5, 1.0, 1.0], rtol=1e-15)
    tariff = parameters["shock"].tariff_power.sel(origin="R2", destination="R1")
    before = economy.parameters.tariff_power.sel(origin="R2", destination="R1")
    np.testing.assert_allclose(tariff - before, 0.05, rtol=1e-12)  # half of 10 points
    productivity = parameters["shock"].productivity.sel(region="R2")
    np.testing.assert_allclose(productivity, 1.01)  # another parameter of the package


def test_a_draw_is_what_solving_it_alone_gives(economy, scenario):
    found = case(economy, scenario)
    x = np.array([0.8, 1.2, 1.1, 1.0])
    draw = found.draw(x, judged=True)
    factor = {"S1": 0.8, "S2": 1.2, "S3": 1.1}
    other = {
        name: {k: float(economy.benchmark[name].sel(sector=k)) * f for k, f in factor.items()}
        for name in ("sigma_import_source", "sigma_domestic_import")
    }
    alone = cge.solve(economy.with_elasticities(**other), scenario).summary()
    data = found.layout.dataset(draw.outcome[None], np.zeros(1, dtype=int)).isel(draw=0)
    assert not draw.failures
    assert draw.apart < 1e-9
    for name in alone:
        np.testing.assert_allclose(data[name], alone[name], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(
        data.equivalent_variation_world, alone.equivalent_variation.sum("region"), rtol=1e-9
    )


def test_where_no_number_is_moved_it_is_the_ordinary_result(economy, scenario):
    summary = cge.solve(economy, scenario).summary()
    central = case(economy, scenario).central()
    for name in summary:
        np.testing.assert_allclose(central[name], summary[name], rtol=1e-12, atol=1e-12)


def test_draws_outside_the_model_are_failures_with_a_cause(economy, scenario):
    draw = case(economy, scenario).draw(np.array([-1.0, 1.0, 1.0, 1.0]))
    assert np.isnan(draw.outcome).all()
    cause, words = draw.failures["shock"]
    assert cause == "outside what the model allows"
    assert "sigma_import_source" in words


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"parameter": "sigma_import_sorce", "times": {"normal": {"sd": 0.1}}},
            "did you mean 'sigma_import_source'?",
        ),
        (
            {"parameter": "sigma_import_source", "sector": "S9", "times": {"normal": {"sd": 1}}},
            "'S9' is not a sector",
        ),
        (
            {"parameter": "sigma_import_source", "each": "region", "times": {"normal": {"sd": 1}}},
            "'sigma_import_source' has no region",
        ),
        ({"size_of": "shok", "times": {"normal": {"sd": 0.1}}}, "did you mean 'shock'?"),
        (
            {"size_of": "shock", "only": "icebrg", "times": {"normal": {"sd": 0.1}}},
            "'shock' has no 'icebrg'; choose from tariff_power, productivity",
        ),
        (
            {"parameter": "sigma_import_source", "plus": {"normal": {"sd": "data"}}},
            "no standard error",
        ),
        ({"parameter": "sigma_import_source", "value": {"normal": {"sd": 1}}}, "give the mean"),
        (
            {"parameter": "sigma_import_source", "times": {"normal": {"sd": 0}}},
            "the standard deviation 0 is not above 0",
        ),
        ({"data": "salez", "times": {"normal": {"sd": 0.1}}}, "did you mean 'sales'?"),
        ({"parameter": "sigma_intermediate", "times": {"normal": {"sd": 0.1}}}, "which is off"),
    ],
)
def test_what_does_not_fit_is_said(economy, scenario, entry, said):
    if "which is off" in said:
        economy = economy.with_elasticities(sigma_intermediate=0.0)
    with pytest.raises(InputError, match="numbers > odd") as error:
        case(economy, scenario, with_entry("odd", entry))
    assert said in str(error.value)


def test_two_numbers_may_not_move_the_same_cell(economy, scenario):
    spec = copy.deepcopy(SPEC)
    spec["numbers"]["again"] = {
        "parameter": "sigma_import_source",
        "sector": "S2",
        "times": {"normal": {"sd": 0.1}},
        "source": "made up",
    }
    with pytest.raises(InputError, match=r"'trade\[S2\]' and 'again' move the same number"):
        case(economy, scenario, spec)


def test_positive_keeps_numbers_above_zero(economy, scenario):
    entry = {
        "parameter": "sigma_value_added",
        "plus": {"normal": {"sd": 1.0}, "positive": True},
    }
    (number,) = case(economy, scenario, with_entry("odd", entry)).numbers
    lowest = float(economy.benchmark.sigma_value_added.min())
    assert number.distribution.support[0] == pytest.approx(-lowest)


def test_numbers_by_member_of_a_label_and_by_group():
    dim = Labelled("sector", {"A": ("a1", "a2"), "B": ("b1",)}, lambda _d, _n: None)
    assert dim.spread({"all": 1.0, "a1": 3.0, "B": 5.0}, "sd") == ({"A": 2.0, "B": 5.0}, [])
    _, problems = dim.spread({"b1": 1.0}, "sd")
    assert problems == ["sd: no number for A; give one for 'all'"]
    _, problems = dim.spread({"all": 1.0, "c": 1.0}, "sd")
    assert "'c'" in problems[0]


def test_rank_correlations(economy, scenario):
    spec = SPEC | {"correlations": [{"among": "trade", "rank": 0.5, "source": "made up"}]}
    found = case(economy, scenario, spec).correlation
    assert found[0, 1] == pytest.approx(2 * np.sin(np.pi * 0.5 / 6))
    assert found[0, 3] == 0
    spec = SPEC | {"correlations": [{"among": "trade", "common": 0.6, "source": "made up"}]}
    assert case(economy, scenario, spec).correlation[0, 2] == pytest.approx(0.36)
    spec = SPEC | {
        "correlations": [{"among": "trade", "labels": {"S1, S3": -0.4}, "source": "made up"}]
    }
    found = case(economy, scenario, spec).correlation
    assert found[0, 2] == pytest.approx(2 * np.sin(-np.pi * 0.4 / 6))
    assert found[0, 1] == 0
    spec = SPEC | {
        "correlations": [{"among": "trade", "labels": {"S1, S9": 0.4}, "source": "made up"}]
    }
    with pytest.raises(InputError, match="no 'S9'"):
        case(economy, scenario, spec)


def test_sizes_of_all_kinds_of_shocks():
    from cge.uncertainty.scaled import scaled

    plan = cge.Scenario.from_dict(
        {
            "title": "t",
            "packages": {
                "p": {
                    "shocks": [
                        {"parameter": "iceberg", "scale_power": 1.1},
                        {"parameter": "tariff_power", "set": 8.0},
                        {
                            "parameter": "productivity",
                            "percent": {"table": "value,region\n2,R1\n4,R2\n"},
                        },
                    ],
                    "carbon": {"region": "R1", "price": 50.0},
                }
            },
        }
    )
    half = scaled(plan.packages["p"], 0.5)
    assert half.shocks[0].scale_power == pytest.approx(1.05)
    assert half.shocks[1].set == 4.0
    assert half.shocks[2].percent.values == (1.0, 2.0)
    assert half.carbon[0].price == 25.0
    one = scaled(plan.packages["p"], 0.5, "iceberg")
    assert (one.shocks[1].set, one.carbon[0].price) == (8.0, 50.0)


def test_nqp_elasticities_move_by_the_standard_errors_of_the_data():
    economy = cge.load(aggregation="5x6", technology="standard")
    spec = with_entry(
        "nqp",
        {
            "parameter": "elasticity_trade_cost",
            "plus": {"normal": {"sd": "data"}, "positive": True},
        },
    )
    found = case(economy, open_scenario("global-digital-wave"), spec)
    (number,) = found.numbers
    assert number.distribution.numbers == (0.0, 0.025)
    low, high = (found.draw(np.array([x])).outcome for x in (-0.02, 0.02))
    at = [c.name for c in found.layout.statistics].index("equivalent_variation")
    start = sum(c.size for c in found.layout.statistics[:at])
    regions = slice(start, start + 5)
    assert (high[regions] > low[regions]).mean() > 0.5  # cheaper trade is worth more


def test_what_an_economy_does_not_have_is_passed_over_where_told(economy, scenario):
    entry = {
        "parameter": ["sigma_energy", "sigma_import_source"],
        "each": "sector",
        "where_present": True,
        "times": {"normal": {"sd": {"Z9": 0.5, "S2": 0.2, "all": 0.1}}},
    }
    found = case(economy, scenario, with_entry("odd", entry)).numbers
    assert [n.targets for n in found] == [("sigma_import_source",)] * 3
    assert [n.distribution.numbers[1] for n in found] == [0.1, 0.2, 0.1]
    spec = with_entry("odd", entry | {"parameter": "sigma_energy", "each": []})
    spec["numbers"]["odd"]["times"] = {"normal": {"sd": 0.1}}
    with pytest.raises(InputError, match="this economy has none of its numbers"):
        case(economy, scenario, spec)
    off = economy.with_elasticities(sigma_intermediate=0.0)
    zero = {"parameter": "sigma_intermediate", "where_present": True}
    spec["numbers"] |= {"zero": {**spec["numbers"]["odd"], **zero}} | SPEC["numbers"]
    assert {n.entry for n in case(off, scenario, spec).numbers} == {"trade", "size"}


def test_what_no_economy_has_is_refused_all_the_same(economy, scenario):
    entry = {"parameter": "sigma_enrgy", "where_present": True, "times": {"normal": {"sd": 0.1}}}
    with pytest.raises(InputError, match="no elasticity or parameter 'sigma_enrgy'"):
        case(economy, scenario, with_entry("odd", entry))
