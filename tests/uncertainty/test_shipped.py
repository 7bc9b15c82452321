"""The shipped files of uncertain numbers: each is read and fits the scenarios it is for."""

import re

import numpy as np
import pytest

import cge
from calibration import open_benchmark
from cge.inputs import find as locations
from cge.scenarios import open_scenario
from cge.uncertainty.case import case_of
from data.build.uncertainty.spread import INDUSTRIES, lognormal, spread

pytestmark = pytest.mark.filterwarnings("ignore")
FILES = locations.shipped("uncertainty")
NESTS = {"structure": "gtap-e"}
FITS = [
    ("default", "nqp-and-cbam", NESTS, {"5x6": 16, "16x22": 48}),
    ("default", "us-tariff-by-user", {}, {"5x6": 12, "16x22": 44}),
    ("published-spread", "nqp-and-cbam", NESTS, {"5x6": 16, "16x22": 48}),
    ("default-scenario", "nqp-and-cbam", NESTS, {"5x6": 19, "16x22": 51}),
    ("nqp-channels", "global-digital-wave", {"technology": "standard"}, {"5x6": 5, "16x22": 5}),
    ("nqp-channels", "green-wave", {"technology": "green", **NESTS}, {"16x22": 3}),
    ("carbon", "cbam-100", {"carbon_prices": "none", **NESTS}, {"16x22": 63}),
    ("carbon", "nqp-and-cbam", NESTS, {"5x6": 21, "16x22": 63}),
]


def case(file, scenario, **given):
    return case_of(cge.load(**given), open_scenario(scenario), cge.Uncertainty.from_name(file))


def test_each_is_fitted_below():
    assert set(FILES) == {file for file, *_ in FITS}


@pytest.mark.parametrize(("file", "scenario", "given", "counts"), FITS)
def test_it_fits_its_scenarios(file, scenario, given, counts):
    for aggregation, count in counts.items():
        found = case(file, scenario, aggregation=aggregation, **given)
        assert len(found.numbers) == count, aggregation


@pytest.mark.parametrize("file", FILES)
def test_sources_say_what_is_assumed_or_recalled(file):
    for name, entry in cge.Uncertainty.from_name(file).numbers.items():
        doubtful = re.search("ASSUMPTION|RECALLED|^as ", entry.source) is not None
        assert entry.assumed == doubtful, name


def test_industries_have_the_errors_published_for_them():
    found = {n.label: n for n in case("default", "us-tariff-by-user", aggregation="16x22").numbers}
    assert found["trade[AGR]"].distribution.numbers == (1, 0.221)
    assert found["trade[TRE]"].distribution.standard_deviation == pytest.approx(0.5)
    assert {c.target for c in found["trade[CHM]"].cells} == {
        "sigma_import_source",
        "sigma_domestic_import",
    }


@pytest.mark.parametrize("file", ["default", "published-spread"])
def test_every_industry_of_goods_has_a_number_of_its_own(file):
    """A label that no name of the file means would take the number for services."""
    benchmark = open_benchmark(locations.find("benchmarks", "oecd-icio-2022"))
    goods = [str(k) for k in benchmark.sector.to_numpy() if str(k)[0] in "ABC"]
    names = cge.Uncertainty.from_name(file).numbers["trade"].times.lognormal.sd
    patterns = [re.compile(re.escape(n).replace(r"\*", ".*")) for n in names if n != "all"]
    assert len(goods) > 20
    for label in goods:
        assert sum(bool(p.fullmatch(label)) for p in patterns) == 1, label


def test_the_published_spread_is_that_of_the_numbers_beside_it():
    text = FILES["published-spread"].read_text(encoding="utf-8")
    rows = re.findall(r"(\S+): ([\d.]+) # (CP .*)", text)
    shape = cge.Uncertainty.from_name("published-spread").numbers["trade"].times.lognormal
    assert {label for label, *_ in rows} == {
        line.split(",")[0] for line in INDUSTRIES.read_text().splitlines()[1:]
    }
    for label, _, said in rows:
        mean, sd = lognormal(spread([float(part.split()[1]) for part in said.split(", ")]))
        assert (shape.mean[label], shape.sd[label]) == pytest.approx((mean, sd), abs=6e-4)


def test_a_spread_by_hand():
    """Elasticities of 1 and 7: logarithms of 2 and 8 are two apart in units of log 2."""
    assert spread([1.0, 7.0]) == pytest.approx(np.log(4) / np.sqrt(2))
    mean, sd = lognormal(0.5)
    assert mean == pytest.approx(np.exp(0.125))
    assert sd / mean == pytest.approx(np.sqrt(np.exp(0.25) - 1))


def test_sizes_of_the_default_scenario_are_the_ranges_of_its_sources():
    plan = open_scenario("nqp-and-cbam")
    found = cge.Uncertainty.from_name("default-scenario").numbers
    for name, low, high, shock in (
        ("productivity", 1.5, 2.6, "factor_productivity"),
        ("trade_costs", 1.5, 2.0, "iceberg"),
    ):
        (size, *_) = [s.number for s in plan.packages["nqp"].shocks if s.parameter == shock]
        ends = found[name].times.uniform
        middle = abs(size) if shock == "factor_productivity" else 2 * abs(size)
        assert ends.low["all"] * middle == pytest.approx(low, abs=1e-3)
        assert ends.high["all"] * middle == pytest.approx(high, abs=1e-3)


def test_a_small_sweep_of_the_default_scenario():
    economy = cge.load(aggregation="5x6", structure="gtap-e")
    found = cge.sweep(economy, "nqp-and-cbam", "default-scenario", draws=4, workers=1)
    assert found.verified
    gains = found.data.equivalent_variation_percent.sel(experiment="both")
    assert (gains.std("draw") > 0).all()
