"""The page of one result, which all tests of this folder read."""

import json
from html.parser import HTMLParser

import pytest

import cge
from calibration import random_benchmark
from cge.report.html.page import html, page_of
from cge.results.result import Result

# Texts of a user that try to act, or to be in the way.

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "</script><script>alert(3)</script>",
    "</title><svg onload=alert(4)>",
    "{{ 7 * 7 }}{% raw %}",
    "\x1b[31m\x00\u202eabc\u2066",
    "اقتصاد العالم",
    "x" * 10_000,
)
VOID = {"meta", "link", "input", "br", "img"}


class Read(HTMLParser):
    """A page as a browser's parser sees it: elements with attributes and text, in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self._open, self.unclosed = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attrs": dict(attrs), "text": ""}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self._open or self._open[-1]["tag"] != tag:
            self.unclosed.append(tag)
            return
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]


@pytest.fixture(scope="session")
def result(teaching):
    """The default scenario with everything that a page can have."""
    return cge.solve(teaching, "nqp-and-cbam", contributions=True, decompose=True)


@pytest.fixture(scope="session")
def page(result):
    return page_of(result)


@pytest.fixture(scope="session")
def text(page):
    return html(page)


@pytest.fixture(scope="session")
def read(text):
    return Read(text)


@pytest.fixture(scope="session")
def reader():
    return Read


@pytest.fixture(scope="session")
def hostile(result):
    """The same result with texts of a user that try to act."""
    data = result.data
    regions = [str(label) for label in data["region"].to_numpy()]
    plan = json.loads(data.attrs["plan"])
    plan["packages"]["nqp"]["title"] = EVIL[2]
    plan["description"] = " ".join(EVIL)
    renamed = {"region": [*EVIL[:4], regions[-1]]}
    same = {dim: renamed["region"] for dim in ("origin", "destination") if dim in data.dims}
    experiments = ["benchmark", EVIL[0], EVIL[1], EVIL[7]]
    attrs = {
        "title": EVIL[3] + EVIL[7],
        "author": EVIL[1],
        "closure": EVIL[0],
        "cautions": "; ".join(EVIL),
        "verdict": EVIL[2],
        "verified": 0,
        "plan": json.dumps(plan),
        "names_of_region": json.dumps(dict(zip(renamed["region"], EVIL, strict=False))),
        "names_of_sector": json.dumps({"PRI": EVIL[6], "HIT": EVIL[7], "DIG": EVIL[5]}),
    }
    bad = data.assign_coords({**renamed, **same, "experiment": experiments})
    return Result(bad.assign_attrs(attrs))


@pytest.fixture(scope="session")
def hostile_text(hostile):
    return html(page_of(hostile))


@pytest.fixture(scope="session")
def hostile_read(hostile_text):
    return Read(hostile_text)


def growth(percent):
    """A scenario in which productivity rises everywhere."""
    shock = {"parameter": "productivity", "percent": percent}
    return cge.Scenario.from_dict({"title": "t", "packages": {"p": {"shocks": [shock]}}})


@pytest.fixture(scope="session")
def small_economy():
    return cge.load(random_benchmark(3, 2, seed=3))


@pytest.fixture(scope="session")
def small_result(small_economy):
    return cge.solve(small_economy, growth(1))
