"""Sentences of the headline: their numbers are those of ``result.stats``, in every case."""

import re

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from cge.report.html.headline import _counted, headline
from cge.report.html.words import plain, signed
from tests.report.html.conftest import growth

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")


def numbers(sentence):
    """Numbers of a sentence, without the digits of labels and units."""
    bare = re.sub(r"\b[A-Za-z]+\d+\w*|\bCO2e?\b|\b\d+ (?=regions)", " ", sentence)
    return [float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(bare)]


def near(said, meant):
    """A number as it is written: rounded to three digits at least."""
    return said == pytest.approx(meant, rel=5.1e-3)


def sentence_with(finding, words):
    (found,) = [s for s in finding.sentences if words in s]
    return found


@pytest.fixture(scope="module")
def findings(page):
    return {finding.experiment: finding for finding in page.findings}


@pytest.mark.parametrize("experiment", ["nqp", "cbam", "both"])
def test_who_gains_and_loses_most(result, findings, experiment):
    percent = result.stats.welfare_percent().change.sel(experiment=experiment).to_series()
    money = result.stats.welfare().change.sel(experiment=experiment).to_series()
    finding = findings[experiment]
    assert f"({percent.idxmax()})" in sentence_with(finding, "gains most")
    said = numbers(sentence_with(finding, "gains most"))
    assert near(said[0], percent.max())
    assert near(said[1], money[percent.idxmax()])
    lose = int((percent < 0).sum())
    if lose:
        said = numbers(sentence_with(finding, "loses most"))
        assert near(said[0], -percent.min())
        assert near(said[1], -money[percent.idxmin()])
        counts = sentence_with(finding, "regions, ")
        assert f"{len(percent) - lose} gain and {lose} lose." in counts
    else:
        assert finding.sentences[0] == f"All {len(percent)} regions gain."
        assert not any("loses most" in sentence for sentence in finding.sentences)


@pytest.mark.parametrize("experiment", ["nqp", "cbam", "both"])
def test_the_world_real_gdp_and_emissions(result, findings, experiment):
    def whole(name, column="change"):
        found = getattr(result.stats, name)(by=())[column]
        return float(found.sel(experiment=experiment))

    finding = findings[experiment]
    world = sentence_with(finding, "All regions together")
    assert ("together gain" in world) == (whole("welfare") > 0)
    assert near(numbers(world)[0], abs(whole("welfare")))
    assert near(numbers(world)[1], abs(whole("welfare_percent")))
    real = sentence_with(finding, "Real GDP")
    assert ("rises by" in real) == (whole("real_gdp") > 0)
    each = result.stats.real_gdp(by="region").percent.sel(experiment=experiment).to_series()
    assert near(numbers(real)[0], abs(whole("real_gdp", "percent")))
    assert near(numbers(real)[1], each[each.abs().idxmax()])
    assert f"({each.abs().idxmax()})" in real
    for name, who in (("emissions", "production"), ("household_emissions", "households")):
        said = sentence_with(finding, f"Emissions of {who}")
        assert ("rise by" in said) == (whole(name) > 0)
        assert near(numbers(said)[0], abs(whole(name)))
        assert near(numbers(said)[1], abs(whole(name, "percent")))


def test_the_titles_of_packages_stand_with_an_experiment(page):
    about = {finding.experiment: finding.about for finding in page.findings}
    assert about["both"] == f"{about['nqp']}; {about['cbam']}"
    assert about["cbam"] == "The EU charges imports 88 USD per tonne of their direct CO2"


# ---------------------------------------------------------------- extreme cases


def found(economy, percent):
    (finding,) = headline(cge.solve(economy, growth(percent)), {})
    return finding


def test_one_region_is_not_compared_with_others():
    finding = found(cge.load(random_benchmark(1, 2, seed=3)), 1)
    assert re.match(r"R1 gains \S+ % of its income \(\S+ million USD\)\.", finding.sentences[0])
    assert re.match(r"Real GDP rises by \S+ %\.", finding.sentences[1])
    text = " ".join(finding.sentences)
    assert "regions" not in text
    assert "most" not in text


def test_nothing_changes(small_economy):
    finding = found(small_economy, 0)
    assert finding.sentences[:3] == (
        "Welfare changes in none of 3 regions.",
        "All regions together neither gain nor lose.",
        "Real GDP of all regions together does not change.",
    )
    assert not any(re.search(r"\brises?\b|\bfalls?\b", s) for s in finding.sentences)


def test_all_lose(small_economy):
    finding = found(small_economy, -1)
    assert finding.sentences[0] == "All 3 regions lose."
    assert any("loses most" in s for s in finding.sentences)
    assert not any("gains most" in s for s in finding.sentences)
    assert any(s.startswith("All regions together lose") for s in finding.sentences)


def test_counts_of_those_that_do_not_change():
    assert _counted(1, 0, 2) == "Of 3 regions, 1 gains and 2 do not change; none loses."
    assert _counted(0, 1, 1) == "Of 2 regions, 1 loses and 1 does not change; none gains."
    assert _counted(2, 1, 1) == "Of 4 regions, 2 gain, 1 loses and 1 does not change."


class Known:
    """Intervals of known ends, as a sweep gives them."""

    def __init__(self, summary):
        self.summary = summary

    def around(self, inputs, statistic, level):
        middle = self.summary[statistic]
        ends = {"central": middle, "mean": middle, "low": middle - 1, "high": middle + 2}
        return xr.Dataset(ends, attrs={"level": level})


def test_intervals_stand_behind_the_numbers(small_result):
    (finding,) = headline(small_result, {}, Known(small_result.summary()))
    percent = small_result.stats.welfare_percent().change.sel(experiment="p").to_series()
    said = sentence_with(finding, "gains most")
    assert "90 % interval" in said
    low, high = numbers(said)[-2:]
    assert near(low, percent.max() - 1)
    assert near(high, percent.max() + 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.8, "1,234,568"),
        (-99.94, "99.9"),
        (100.0, "100"),
        (0.0123456, "0.0123"),
        (0.0, "0.00"),
        (np.nan, "n/a"),
    ],
)
def test_numbers_have_three_digits_at_least(value, text):
    assert plain(value) == text


def test_a_sign_is_a_true_minus():
    assert [signed(v) for v in (1.5, -1.5)] == ["+1.50", "−1.50"]
