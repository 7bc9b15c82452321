"""Files of facts: what is refused, and what the shipped ones hold."""

import pytest

from calibration import InputError, read_facts
from cge.inputs.facts import shipped_facts
from tests.validation import page

FACTS = {fact.id: fact for fact in shipped_facts()}
FOUND = page.found(page.CURRENT)
OF_THE_SECOND = ("co2_coal", "co2_oil", "co2_gas", "methane", "nitrous_oxide", "f_gases")


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ({"kind": "gpd", "region": "A"}, "x: unknown kind 'gpd'; did you mean 'gdp'"),
        ({"kind": "gdp", "origin": "A"}, "x: names no region"),
        ({"kind": "goods", "region": "A"}, "x: names no origin or destination"),
        ({"kind": "gdp", "region": "A", "value": "0"}, "x: value '0' is not positive"),
        ({"kind": "gdp", "region": "A", "value": "inf"}, "x: value 'inf' is not positive"),
        ({"kind": "gdp", "region": "A", "year": "20x2"}, "x: year '20x2' is not a year"),
        ({"kind": "gdp", "region": "A", "found": "no"}, "x: found 'no' is not one of"),
        ({"kind": "gdp", "region": "A", "source": ""}, "x: source is empty"),
        ({"kind": "gdp", "region": "A", "id": ""}, "id is empty"),
    ],
)
def test_a_faulty_fact_is_refused(written, fact, problem):
    with pytest.raises(InputError) as error:
        read_facts(written(fact))
    assert any(f"facts.csv:2: {problem}" in each for each in error.value.problems)


def test_every_fault_is_told_at_once(written):
    one = {"kind": "gdp", "region": "A"}
    with pytest.raises(InputError) as error:
        read_facts(written({**one, "value": "-1"}, {**one, "source": ""}))
    assert len(error.value.problems) == 3  # the second has the name of the first


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("gpd,a,b,c,1,2,0,d", "unknown kind 'gpd'"),
        ("gdp,a,b,c,2,1,0,d", "gdp: must have 0 < pass < doubt"),
        ("gdp,a,b,c,1,2,-1,d", "gdp: years '-1' is not a whole number"),
    ],
)
def test_a_faulty_kind_is_refused(folder, row, problem):
    path = folder / "kinds.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        read_facts(folder)


def test_there_are_seventy_three_facts_of_all_subjects():
    assert len(FACTS) == 73
    subjects = {fact.kind.subject for fact in FACTS.values()}
    assert subjects == {"GDP", "Goods", "Labour", "Tariffs", "CO2", "Services", "Other gases"}


def test_every_fact_names_where_it_was_found():
    assert all(fact.address.startswith("http") for fact in FACTS.values())
    assert all(fact.kind.tolerance for fact in FACTS.values())


def test_each_fact_is_told_by_an_edition_and_only_fuels_and_other_gases_not_by_the_first():
    first = page.found(page.FIRST)
    left_out = set(first.index[first["verdict"] == "left out"])
    assert left_out == {name for name in FACTS if FACTS[name].kind.name in OF_THE_SECOND}
    assert all(page.verdict(name, page.datasets()) != "left out" for name in FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_doubt_or_a_miss_has_a_reason_and_a_pass_has_none(name):
    told = page.verdict(name, page.datasets())
    assert bool(FACTS[name].reason) == (told in ("doubt", "miss"))


def test_the_page_is_current():
    """Write it anew with ``python -m tests.validation.page``."""
    assert page.PAGE.read_text(encoding="utf-8") == page.page()


def test_the_page_takes_several_datasets():
    twice = page.facts([page.CURRENT, page.CURRENT])
    assert f"| Published | {page.CURRENT} | % | | {page.CURRENT} | % | | Source |" in twice
    rows = [line for line in twice.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {10}
