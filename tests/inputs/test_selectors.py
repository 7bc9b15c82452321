"""One grammar for labels: it means the same in every place of every file."""

from __future__ import annotations

import numpy as np
import pytest

import cge
from calibration.errors import InputError
from cge.design.problem import Term
from cge.economy.benchmark.channels import with_technology
from cge.economy.benchmark.structure import with_structure
from cge.inputs.selector import KEEP_APART, Selector, cells, resolve
from cge.policy.coverage import resolved
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.swaps import Swap
from cge.settings.technologies import Technology

SECTORS = ["PRI", "ENE", "HVY", "HIT", "DIG", "SRV"]
WORDS = dict.fromkeys(("title", "description", "reference"), "test")
CLOSURE = {**WORDS, "numeraire": "world factor-price index"}
SELECTIONS = {
    "a label": ("USA", {"USA"}),
    "a list": (["USA", "CHN"], {"USA", "CHN"}),
    "a pattern": ("?H*", {"CHN", "OHI"}),
    "a group": ("china", {"CHN"}),
    "a group in a list": (["EU27", "USA"], {"EU27", "USA"}),
    "all but a group": ({"not": "china"}, {"USA", "EU27", "OHI", "ROW"}),
    "all but a list": ({"not": ["china", "USA"]}, {"EU27", "OHI", "ROW"}),
    "all": ("all", {"CHN", "USA", "EU27", "OHI", "ROW"}),
}


@pytest.fixture(scope="module")
def economy():
    return cge.load(aggregation="5x6")


def of_a_shock(economy, written):
    shock = cge.Scenario.from_dict(
        {
            "title": "t",
            "packages": {"a": {"shocks": [{"parameter": "x", "region": written, "set": 1}]}},
        }
    ).packages["a"].shocks[0]  # fmt: skip
    return chosen(economy, shock.where)


def of_a_swap(economy, written):
    row = {"parameter": "productivity", "variable": "output", "region": written}
    return held(economy, Closure.from_dict({**CLOSURE, "swap": [row]}))


def of_a_swap_of_a_scenario(economy, written):
    row = {"parameter": "productivity", "variable": "output", "region": written}
    shock = {"parameter": "productivity", "set": 1}
    packages = {"a": {"shocks": [shock]}}
    scenario = cge.Scenario.from_dict({"title": "t", "swap": [row], "packages": packages})
    return held(economy, economy.closure.with_rows(scenario.swap))


def of_a_swap_in_a_line(economy, written):
    names = written["not"] if isinstance(written, dict) else written
    text = "+".join(names) if isinstance(names, list) else names
    text = f"not {text}" if isinstance(written, dict) else text
    swap = f"productivity=output,region={text}"
    return held(economy, economy.closure.with_swaps([swap]))


def of_a_factor(economy, written):
    row = {"factor": "capital", "region": written, "elasticity": 0}
    rules = economy.under(Closure.from_dict({**CLOSURE, "mobility": [row]})).rules
    mobile, _ = rules.mobility(economy.labels)
    return set(
        np.array(economy.labels["region"])[~mobile[economy.labels["factor"].index("capital")]]
    )


def of_a_sum(economy, written):
    return chosen(economy, Term(variable="income", where={"region": written}).where)


def of_a_policy(economy, written):
    selector = cge.Cbam(destination=written, sectors="*", price=1).destination
    found = []
    labels = resolved("", selector, "region", economy.parameters, economy.named_groups, found)
    assert not found
    return set(labels)


def chosen(economy, where):
    labels = {"region": economy.labels["region"]}
    mask, problems = cells("x", where, labels, economy.named_groups)
    assert not problems
    return set(np.array(labels["region"])[mask])


def held(economy, closure):
    (swap,) = economy.under(closure).rules.swaps
    mask = swap.adjusts(economy.labels)
    assert (mask == swap.holds(economy.labels)).all()
    return set(np.array(economy.labels["region"])[mask.all(axis=0)])


PLACES = (
    *(of_a_shock, of_a_swap, of_a_swap_of_a_scenario, of_a_swap_in_a_line),
    *(of_a_factor, of_a_sum, of_a_policy),
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("written", "labels"), SELECTIONS.values(), ids=SELECTIONS)
def test_a_selection_means_the_same_everywhere(economy, place, written, labels):
    assert place(economy, written) == labels


@pytest.mark.parametrize("place", [p for p in PLACES if p is not of_a_swap_in_a_line])
@pytest.mark.parametrize("written", [[], {"nott": "USA"}, {"not": []}, 5, True, [["USA"]], ""])
def test_what_is_no_selection_is_refused_everywhere(economy, place, written):
    with pytest.raises(ValueError, match=r"is not a label|is not a selection|names no label"):
        place(economy, written)


@pytest.mark.parametrize(("name", "label"), [("USA", "USA"), ("china", "CHN"), ("U*", "USA")])
def test_numbers_by_label_take_groups_and_patterns(economy, name, label):
    """Levels of a technology by region, and elasticities of a structure by activity."""
    nqp = {"all": 0.5, name: 0.75, "source": "test"}
    made = with_technology(
        economy.benchmark,
        Technology.from_dict({**WORDS, "nqp": nqp, "channels": {}}),
        economy.groups,
    ).nqp
    assert (made.sel(region=label) == 0.75).all()
    assert (made.drop_sel(region=label) == 0.5).all()


@pytest.mark.parametrize(
    ("energy", "labels"),
    [("energy", {"ENE"}), (["ENE"], {"ENE"}), ({"not": ["P*", "H*", "DIG", "SRV"]}, {"ENE"})],
)
def test_energy_is_a_selection(economy, energy, labels):
    block = {"energy": energy, "sigma_capital_energy": 0.5, "sigma_energy": {"all": 1, "E*": 0}}
    content = {**WORDS, "elasticities": {}, "capital_energy": {**block, "source": "test"}}
    structure = Structure.from_dict(content)
    made = with_structure(economy.benchmark, structure, economy.groups)
    assert set(made.sector.values[made.energy_good.values == 1]) == labels
    assert (made.sigma_energy.sel(activity="ENE") == 0).all()
    assert (made.sigma_energy.drop_sel(activity="ENE") == 1).all()


def test_a_swap_narrows_to_one_label_also_by_a_group(economy):
    """The dimension that one symbol lacks must come down to one label."""
    row = {"parameter": "transfer", "variable": "real_spending", "agent": "gov*"}
    own = {**CLOSURE, "government": "own budget", "swap": [row]}
    (swap,) = economy.under(Closure.from_dict(own)).rules.swaps
    assert swap.agent.names == ("government",)
    wide = Closure.from_dict({**own, "swap": [{**row, "agent": "*"}]})
    with pytest.raises(InputError, match=r"swap 1: agent: \* means 3 labels; give one"):
        _ = economy.under(wide).rules


def test_overlaps_are_found_between_groups_and_labels(economy):
    first = {"parameter": "endowment", "variable": "real_factor_price", "region": "china"}
    second = {**first, "region": {"not": ["USA", "EU27"]}, "factor": "labour"}
    closure = Closure.from_dict({**CLOSURE, "swap": [first, second]})
    with pytest.raises(InputError) as error:
        _ = economy.under(closure).rules
    assert error.value.problems == [
        f"closure 'closure': '{name}' is in two swaps for factor labour; region CHN"
        for name in ("endowment", "real_factor_price")
    ]


@pytest.mark.parametrize("written", ["USA", ["USA", "china"], {"not": ["china", "E*"]}])
def test_a_swap_survives_its_line_and_its_dictionary(written):
    row = {"parameter": "productivity", "variable": "output", "region": written}
    swap = Swap.model_validate(row)
    assert Swap.from_text(str(swap)) == swap
    assert Swap.model_validate(swap.to_dict()) == swap
    assert hash(Swap.from_text(str(swap))) == hash(swap)


def test_a_swap_by_group_solves_as_by_its_labels(economy):
    """Fixed real wages outside China, by a group and label by label."""
    swaps = (
        "endowment=real_factor_price,factor=labour,region=not china",
        "endowment=real_factor_price,factor=labour,region=USA+EU27+OHI+ROW",
    )
    shock = {"parameter": "tariff_power", "destination": "EU27", "add_points": 5}
    packages = {"a": {"shocks": [shock]}}
    scenario = cge.Scenario.from_dict({"title": "t", "packages": packages})
    one, other = (
        cge.solve(economy.under(economy.closure.with_swaps([swap])), scenario) for swap in swaps
    )
    assert one.verified
    np.testing.assert_array_equal(one.data.utility, other.data.utility)


def test_a_name_like_no_other_is_met_with_the_labels_there_are(economy):
    _, problems = resolve(Selector(("LGT",)), "sector", SECTORS, economy.named_groups)
    assert problems == [f"'LGT' is not a sector or group; choose from {', '.join(SECTORS)}"]


def test_a_group_that_cuts_a_label_in_two_says_what_to_do(economy):
    _, problems = resolve(Selector(("goods",)), "sector", SECTORS, economy.named_groups)
    assert problems == [f"sector 'HVY' is only partly in group 'goods': D not in it; {KEEP_APART}"]
