"""The library of technology scenarios: sources, labels, the page, and a number known in advance."""

import numpy as np
import pytest

import cge
from calibration import aggregate, open_benchmark, read_mapping
from cge.inputs import find as locations
from cge.inputs.groups import shipped_groups
from cge.inputs.selector import resolve
from cge.scenarios import NamedGroups, open_scenario
from cge.scenarios.catch_up import Percentile
from tests.pages.expected import expected
from tests.scenarios import library_page

NAMES = library_page.names()


@pytest.fixture(scope="module")
def groups():
    return shipped_groups()


@pytest.fixture(scope="module")
def benchmarks():
    full = open_benchmark(locations.find("benchmarks", "oecd-icio-2022"))
    mappings = {
        name: read_mapping(locations.find("aggregations", name), full) for name in ("16x22", "5x6")
    }
    return {"full": full} | {name: aggregate(full, m) for name, m in mappings.items()}


def shocks(name):
    packages = open_scenario(name).packages.values()
    return [shock for package in packages for shock in package.shocks]


def problems(name, benchmark, groups):
    """What is wrong with the labels of a scenario in a benchmark."""
    named, found = NamedGroups(groups, benchmark), []
    for shock in shocks(name):
        where = dict(shock.where)
        if shock.frontier is not None and not isinstance(shock.frontier, Percentile):
            where["region"] = shock.frontier
        for dim, selector in (*shock.where.items(), *where.items()):
            labels = [str(label) for label in benchmark[dim].to_numpy()]
            found += resolve(selector, dim, labels, named)[1]
    return found


def test_the_page_has_a_table_of_every_scenario_of_the_library():
    assert len(NAMES) == 11
    assert set(NAMES) <= set(locations.shipped("scenarios"))


def test_tables_of_the_page_are_current():
    """Write them anew with ``python -m tests.scenarios.library_page``."""
    assert library_page.PAGE.read_text(encoding="utf-8") == library_page.page()


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_says_who_what_and_after_whom_and_sources_every_number(name):
    scenario = open_scenario(name)
    assert scenario.author
    assert scenario.description
    assert scenario.reference
    assert all(shock.source for shock in shocks(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("level", ["16x22", "full"])
def test_labels_have_a_meaning(name, level, benchmarks, groups):
    assert problems(name, benchmarks[level], groups) == []


def test_blocs_that_cut_a_label_in_two_are_refused_by_name(benchmarks, groups):
    found = problems("friend-shoring", benchmarks["5x6"], groups)
    assert any("'OHI' is only partly in group 'advanced'" in text for text in found)


# What a source says, and the parameter it is about: one figure, one treatment.
FIGURES = {
    "1.5 to 2.6 %": "factor_productivity",  # total factor productivity, of value added
    "Rubínová and Piermartini (2023): 10 % more broadband": "iceberg",
}


@pytest.mark.parametrize("figure", FIGURES)
def test_scenarios_that_cite_one_figure_apply_it_alike(figure):
    citing = [
        (name, shock)
        for name in locations.shipped("scenarios")
        for shock in shocks(name)
        if figure in " ".join(shock.source.split())
    ]
    assert citing
    assert {shock.parameter for _, shock in citing} == {FIGURES[figure]}
    assert all("factor" not in shock.where for _, shock in citing)  # all factors alike


def test_the_middle_of_a_range_is_the_same_everywhere():
    middle = [shock for shock in shocks("free-data-flow") if "middle" in shock.source]
    (default,) = (shock for shock in shocks("nqp-and-cbam") if "1.5 to 2.6 %" in shock.source)
    assert [shock.percent for shock in middle] == [default.percent] == [2.05]


FREE = {"low": 1.5, "middle": 2.05, "high": 2.6}
GROWING = ("equivalent_variation_percent", "real_gdp_percent", "export_volume_percent")


@pytest.fixture(scope="module")
def free_data():
    """Free flow of data where no carbon price is paid: nothing but factors is in dollars."""
    return cge.solve(cge.load(carbon_prices="none"), "free-data-flow", contributions=False)


@pytest.mark.parametrize("experiment", FREE)
def test_more_productive_factors_everywhere_are_that_much_more_income(free_data, experiment):
    """Homogeneity: all quantities rise by the rate, no relative price moves."""
    here = free_data.summary().sel(experiment=experiment)
    for column in GROWING:
        np.testing.assert_allclose(here[column], FREE[experiment], rtol=0, atol=1e-6)
    np.testing.assert_allclose(here.terms_of_trade_percent, 0.0, atol=1e-6)


@pytest.mark.parametrize("experiment", FREE)
def test_carbon_prices_in_force_disturb_that_a_little(experiment):
    """They are dollars, which buy more goods after growth: below a hundredth of a percent."""
    here = expected("free-data-flow").loc[experiment]
    for column in GROWING:
        gaps = (here[column] - FREE[experiment]).abs()
        assert 0 < gaps.max() < 0.01
