"""What objects say of themselves at a prompt and in a notebook: the same facts, all inert."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.files.card import Card, Grid, escaped
from cge.inputs.find import shipped
from cge.moments.compare import COLUMNS, Comparison

EVIL = "<script>alert(1)</script> & $x^2$ \x1b[2J\u202e\n| =1+1"
SHOWN = "<script>alert(1)</script> & $x^2$ ?[2J | =1+1"
PLAN = {
    "title": EVIL,
    "packages": {
        "tfp": {"shocks": [{"parameter": "productivity", "region": "R1", "percent": 1}]},
        "tariff": {"shocks": [{"parameter": "tariff_power", "origin": "R1", "add_points": 5}]},
    },
}
UNSURE = {
    "title": "t",
    "description": "d",
    "reference": "r",
    "numbers": {
        "n": {"parameter": "sigma_import_source", "times": {"normal": {"sd": 0.1}}, "source": "s"}
    },
}


class Texts(HTMLParser):
    """Texts of a page, and the elements around them, which must be closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def economy():
    return cge.load(random_benchmark(3, 2, seed=3).assign_attrs(title=EVIL, name="made"))


@pytest.fixture(scope="module")
def scenario():
    return cge.Scenario.from_dict(PLAN)


@pytest.fixture(scope="module")
def result(economy, scenario):
    return cge.solve(economy, scenario)


@pytest.fixture(scope="module")
def sweep(economy, scenario):
    return cge.sweep(economy, scenario, UNSURE, draws=4, workers=1)


def numbers(text: str) -> list[float]:
    return [float(n.replace(",", "")) for n in re.findall(r"-?[0-9][0-9,]*\.?[0-9]*", text)]


@pytest.fixture
def shown(request):
    return request.getfixturevalue(request.param)


CARDED = ["economy", "scenario", "result", "sweep"]


@pytest.mark.parametrize("shown", CARDED, indirect=True)
def test_text_and_html_say_the_same(shown):
    page = Texts(shown._repr_html_())
    assert page.tags <= {"div", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    text = repr(shown)
    words = [word for part in page.texts for word in part.replace("—", "").split()]
    assert words
    assert [word for word in words if word not in text] == []
    assert str(shown) == text


@pytest.mark.parametrize("shown", ["economy", "scenario", "result"], indirect=True)
def test_a_title_does_nothing(shown):
    assert SHOWN in repr(shown)
    assert html.escape(SHOWN) in shown._repr_html_()
    assert "\x1b" not in repr(shown) + shown._repr_html_()
    assert shown._repr_html_().startswith('<div class="cge-card tex2jax_ignore mathjax_ignore">')


def test_an_economy_tells_its_world(economy):
    data = economy.benchmark
    text = repr(economy)
    assert "<Economy made, as given: 3 regions x 2 sectors>" in text
    home = data.sales.origin == data.sales.destination
    traded = float(data.sales.where(~home, 0.0).sum())
    told = {line[2:32].strip(): line for line in text.splitlines()}
    assert numbers(told["trade between regions, basic prices"[:30]])[-1] == round(traded / 1e3)


def test_a_result_tells_welfare_and_verdict(result):
    summary = result.summary()
    rows = {line.split()[0]: line for line in repr(result).splitlines()[-3:]}
    assert list(rows) == ["tfp", "tariff", "all"]
    income = float(result.data.income.sel(experiment="benchmark").sum())
    for label, row in rows.items():
        here = summary.sel(experiment=label)
        total = float(here.equivalent_variation.sum())
        percent = here.equivalent_variation_percent
        found = numbers(row)
        assert found[0] == round(total)
        assert found[1] == round(100 * total / income, 3)
        best = str(percent.region.to_numpy()[percent.to_numpy().argmax()])
        assert f"{best} {float(percent.max()):,.3f}" in row
    assert "; verified>" in repr(result)


def test_a_changed_result_says_so_at_once(result):
    result = cge.Result(result.data)
    result.data["utility"] = result.data.utility + 1
    assert "NOT VERIFIED: 'utility' was changed" in repr(result)
    assert "<strong>NOT VERIFIED: &#x27;utility&#x27; was changed" in result._repr_html_()


def test_a_result_that_lacks_variables_is_shown_without_numbers(result):
    less = cge.Result(result.data.drop_vars(["income", "trade"]))
    text = repr(less)
    assert "experiments  tfp, tariff, all" in text
    assert "million USD" not in text


def test_a_sweep_tells_its_interval(sweep):
    found = sweep.interval("equivalent_variation_world")
    last = repr(sweep).splitlines()[-1]
    here = found.isel(experiment=-1)
    assert numbers(last)[-3:] == [round(float(here[k])) for k in ("mean", "low", "high")]
    assert "verified" in repr(sweep).splitlines()[0]


def test_a_comparison_tells_what_it_missed():
    known = {"target": EVIL, "theirs": 1.0, "ours": 2.5, "distance": 3.0, "verdict": "miss"}
    table = pd.DataFrame([{**dict.fromkeys(COLUMNS, ""), **known}], columns=list(COLUMNS))
    shown = Comparison(table, False, EVIL)
    assert f"NOT VERIFIED: {SHOWN}" in repr(shown)
    assert re.search(r"miss +1$", repr(shown), flags=re.MULTILINE)
    assert html.escape(SHOWN) in shown._repr_html_()


@pytest.mark.parametrize(
    ("kind", "model"), [("scenarios", cge.Scenario), ("problems", cge.Problem)]
)
def test_every_shipped_study_has_a_card(kind, model):
    for name in shipped(kind):
        study = model.from_name(name)
        text = repr(study)
        assert text.startswith(f"<{model.__name__} {name}>")
        labels = study.chosen if kind == "scenarios" else study.controls
        assert [label for label in list(labels)[:8] if label not in text] == []
        Texts(study._repr_html_())


def test_a_long_card_is_cut():
    facts = {f"fact {n}": "x" * 400 for n in range(30)}
    card = Card(
        "Thing", "a", facts=facts, grid=Grid(("n", "v"), [[f"r{n}", "1"] for n in range(30)])
    )
    lines = card.text().splitlines()
    assert max(map(len, lines)) < 330
    assert lines[21].split() == ["and", "10", "more"]
    assert lines[-1].split() == ["and", "22", "more"]
    assert card.html().count("<tr>") == 21 + 1 + 9


def test_signs_of_any_width_stand_below_each_other():
    card = Card("Thing", "贸易", facts={"国家": "中国", "a": "b"})
    assert card.text().splitlines() == ["<Thing 贸易>", "  国家  中国", "  a     b"]
    assert escaped("贸易") == "贸易"


def test_a_dataset_in_a_message_stays_on_one_line():
    with pytest.raises(cge.InputError) as error:
        cge.solve(xr.Dataset({"a": 1}), "nqp-and-cbam")
    assert all("\n" not in problem for problem in error.value.problems)
