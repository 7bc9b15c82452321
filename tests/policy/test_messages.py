"""What a border adjustment refuses, and in which words."""

from __future__ import annotations

import pytest

import cge
from calibration import random_benchmark
from cge.policy.application import phased_in
from cge.policy.schema import PhaseIn
from tests.policy.conftest import CBAM, HOME, last, scenario, solved


def problems(call):
    with pytest.raises(cge.InputError) as caught:
        call()
    return list(caught.value.problems)


def refused(economy, cbam):
    """Problems of applying a border adjustment; one without a number stands alone."""
    found = problems(lambda: cge.solve(economy, scenario(cbam)))
    assert all(text.startswith("scenario: packages > test > cbam") for text in found)
    alone = [text.replace("test > cbam:", "test > cbam 1:") for text in found]
    return [text.removeprefix("scenario: packages > test > ") for text in alone]


FILE = """\
title: Everything wrong with a border adjustment
packages:
  a:
    cbam:
      destination: R1
      sectors: S1
      price: hme
      intensity: directt
      defaults: {S1: -3}
      phase_in: {schedule: eu-2023-956}
      revenue: {destination: 50, origin: 20}
      credit: 120
      rebat: 3
  b:
    cbam:
      - {destination: R1, sectors: S1, price: 60, revenue: funds}
      - {destination: R1, sectors: S1, price: 60, response: {origin: R2}}
      - {destination: R1, sectors: S1, price: 60, markup: 10}
      - destination: R1
        sectors: S1
        price: home
        phase_in: {schedule: eu-2023-956, year: 2030}
        free_allocation: deduct
  c:
    carbon: {region: R1, price: -1, free_alocation: 3}
"""


def test_every_problem_of_a_file_is_listed_with_its_line(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text(FILE)
    found = [text.removeprefix(str(tmp_path) + "/") for text in problems(
        lambda: cge.Scenario.from_file(path)
    )]  # fmt: skip
    a, b, c = (f"packages > {name} >" for name in "abc")
    assert found == [
        f"policy.yaml:7: {a} cbam > price: 'hme' is neither 'home' nor a price from 0 in USD per"
        " t CO2",
        f"policy.yaml:8: {a} cbam > intensity: 'directt' is not one of direct, direct+electricity,"
        " embodied, default; did you mean 'direct'?",
        f"policy.yaml:9: {a} cbam > defaults: S1: -3 is not a number from 0",
        f"policy.yaml:10: {a} cbam > phase_in: takes either a percentage, or 'schedule' and 'year'",
        f"policy.yaml:11: {a} cbam > revenue: destination, origin, fund sum to 70 %, not 100",
        f"policy.yaml:12: {a} cbam > credit: 120 is above 100",
        f"policy.yaml:13: {a} cbam > rebat: unknown key; did you mean 'rebate'?",
        f"policy.yaml:16: {b} cbam 1 > revenue: 'funds' is not one of destination, origin, fund;"
        " did you mean 'fund'?",
        f"policy.yaml:17: {b} cbam 2 > response: key 'origins' is missing",
        f"policy.yaml:17: {b} cbam 2 > response > origin: unknown key; did you mean 'origins'?",
        f"policy.yaml:18: {b} cbam 3: 'markup' goes with 'intensity: default'",
        f"policy.yaml:19: {b} cbam 4: a schedule in 'phase_in' deducts free allocation already;"
        " keep one of 'phase_in' and 'free_allocation: deduct'",
        f"policy.yaml:25: {c} carbon > price: -1 is below 0",
        f"policy.yaml:25: {c} carbon > free_alocation: unknown key; did you mean"
        " 'free_allocation'?",
    ]


def test_labels_schedules_and_keys_that_are_not_there(economy):
    cbam = CBAM | {"sectors": ["S1", "S9"], "origins": "R7", "exempt": "R8"}
    assert refused(economy, cbam) == [
        "cbam 1: sectors: 'S9' is not a sector or group; did you mean 'S4'?",
        "cbam 1: origins: 'R7' is not an origin or group; did you mean 'R3'?",
        "cbam 1: exempt: 'R8' is not an origin or group; did you mean 'R3'?",
    ]
    late = CBAM | {"phase_in": {"schedule": "eu-2023-957", "year": 2030}}
    assert refused(economy, late) == [
        "cbam 1: phase_in: schedule 'eu-2023-957': no such name and no such file;"
        " did you mean 'eu-2023-956'?"
    ]
    nobody = CBAM | {"revenue": "fund"}
    assert refused(economy, nobody) == [
        "cbam 1: fund: no region of the data has a weight in 'least-developed'"
    ]


def test_a_problem_is_told_once_with_its_line(economy, tmp_path):
    """Also when several experiments have the package."""
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "title: t\npackages:\n  a:\n    cbam: {destination: R1, sectors: S9, price: 1}\n"
        "  b:\n    carbon: {region: R8, price: 1}\nexperiments: {x: [a], y: [a]}\n"
    )
    scenario = cge.Scenario.from_file(path)
    assert problems(lambda: cge.solve(economy, scenario)) == [
        f"{path}:4: packages > a > cbam: sectors: 'S9' is not a sector or group; did you mean 'S4'?"
    ]
    told = scenario.to_dict() | {"experiments": {"z": ["b"]}}
    assert problems(lambda: cge.solve(economy, cge.Scenario.from_dict(told))) == [
        "scenario: packages > b > carbon 1: region: 'R8' is not a region or group;"
        " did you mean 'R3'?"
    ]


def test_two_adjustments_of_one_flow(economy):
    assert refused(economy, [CBAM, CBAM | {"sectors": "S2"}]) == [
        "cbam 2: covers flows that another border adjustment of the experiment covers"
    ]


def test_a_covered_good_without_a_default_value(economy):
    cbam = CBAM | {"intensity": "default", "defaults": {"S1": 500}}
    assert refused(economy, cbam) == [
        "cbam 1: defaults: no value for S2, which the destination imports"
    ]


def test_nothing_traded_and_nothing_emitted(dataset):
    none = random_benchmark(3, 4, seed=5, zeros=0.1)  # R1 does not use the first good
    assert refused(cge.load(none), CBAM | {"sectors": "S1"}) == [
        "cbam 1: covers no trade: no origin sells a covered good there"
    ]
    clean = dataset.assign(co2=dataset.co2 * (dataset.activity != "S2"))
    economy = cge.load(clean)
    assert refused(economy, CBAM | {"sectors": "S2"}) == [
        "cbam 1: nothing to charge: the goods covered have no emissions on this basis"
    ]
    table = solved(economy, CBAM).border_adjustment().isel(experiment=0)
    rates = table.ad_valorem_by_sector.sel(origin="R2")
    assert float(rates.sel(sector="S2")) == 0
    assert float(rates.sel(sector="S1")) > 0


def test_flows_that_do_not_exist_are_charged_nothing():
    none = random_benchmark(3, 4, seed=5, zeros=0.1)
    result = solved(cge.load(none), CBAM)
    after = last(result)
    empty = none.sales.sel(destination=HOME, sector=["S1", "S2"]) == 0
    charged = after.adjustment_price.sel(destination=HOME, sector=["S1", "S2"])
    assert bool(empty.any())
    assert float(charged.where(empty, 0).max()) == 0


def test_an_origin_cannot_adopt_a_price_that_the_closure_determines(dataset):
    economy = cge.load(dataset, swap=["carbon_price_economy=emissions_total,region=R1"])
    cbam = CBAM | {"price": "home", "response": {"origins": "R2"}}
    assert refused(economy, cbam) == [
        "cbam 1: response: the closure determines 'carbon_price_economy',"
        " so give the price as a number"
    ]
    itself = CBAM | {"response": {"origins": ["R1", "R2"]}}
    assert refused(economy, itself) == ["cbam 1: response: origins: R1 is the destination itself"]


def test_a_result_without_charges_says_so(economy):
    result = solved(economy, shocks=[{"parameter": "productivity", "region": "R2", "percent": 1}])
    assert problems(result.border_adjustment) == [
        "no experiment of this result has a charge at a border"
    ]


@pytest.mark.parametrize(
    ("year", "share"), [(2025, 0), (2026, 0.025), (2030, 0.485), (2034, 1), (2050, 1)]
)
def test_the_schedule_of_the_union(year, share):
    """100 % less the factors of Article 10a(1a) of Directive 2003/87/EC."""
    assert phased_in(PhaseIn(schedule="eu-2023-956", year=year)) == pytest.approx(share)


def test_a_schedule_lowers_the_charge_and_frees_allowances(economy):
    phase = {"schedule": "eu-2023-956", "year": 2030}
    carbon = {"region": HOME, "price": 60, "free_allocation": 100, "phase_out": phase}
    after = last(solved(economy, CBAM | {"price": "home", "phase_in": phase}, carbon=carbon))
    charged = after.adjustment_price.sel(sector="S2", origin="R2", destination=HOME)
    assert float(charged) == pytest.approx(0.485 * 60)
    assert float(after.free_allocation.sel(region=HOME, activity="S2")) == pytest.approx(0.515)


def test_a_scenario_with_policies_survives_its_dictionary():
    cbam = CBAM | {
        "exempt": {"not": ["R2"]},
        "phase_in": {"schedule": "eu-2023-956", "year": 2030},
        "revenue": {"origin": 40, "fund": 60},
        "fund": {"R2": 1},
        "response": {"origins": "R3", "price": 20},
    }
    first = scenario(cbam, carbon={"region": HOME, "price": 60, "phase_out": 20})
    again = cge.Scenario.from_dict(first.to_dict())
    assert again.to_dict() == first.to_dict()
    assert again.packages["test"].cbam[0].to_dict() == first.packages["test"].cbam[0].to_dict()


def test_an_adjustment_alone_is_a_scenario(economy):
    result = cge.solve(economy, cge.Cbam(**CBAM))
    assert result.experiments == ["cbam"]


def test_two_carbon_prices_of_one_emission_are_refused():
    economy = cge.load(random_benchmark(3, 3, seed=2))
    carbon = [
        {"region": "R1", "price": 50},
        {"region": "R2", "price": 50},
        {"region": ["R1", "R3"], "sectors": "S2", "price": 80},
    ]
    found = problems(lambda: cge.solve(economy, scenario(carbon=carbon)))
    assert found == [
        "scenario: packages > test > carbon 3: another price of the package falls on S2, R1 already"
    ]
    apart = [*carbon[:2], carbon[2] | {"region": "R3"}]
    assert cge.solve(economy, scenario(carbon=apart)).verified
