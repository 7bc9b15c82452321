"""The page in a browser: a reader's clicks and keys, no complaint of its policy, accessibility."""

import json
import os
from pathlib import Path

import pytest

from tests.report.html.browser import CHROMIUM, Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
# axe.min.js of the npm package axe-core (MPL-2.0), which is not part of this package.
AXE = os.environ.get("CGE_AXE", "")
SUMMARY, TRADE, REGIONS = "#table-summary", "#figure-trade", "#figure-regions"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    found = Browser(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def file(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def shown(browser, file):
    """The page, opened anew; it must not have complained in the end."""
    browser.look()
    browser.open(file)
    yield browser
    assert browser.faults == []
    assert browser.asked == [file.as_uri()]


def rows(browser, place):
    """First cells of the rows that a table shows."""
    script = f"""[...document.querySelectorAll("{place} tbody tr")]
        .filter((row) => row.offsetParent !== null)
        .map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"""
    return browser.run(script)


def attribute(browser, place, name):
    return browser.run(f"document.querySelector('{place}').getAttribute('{name}')")


def test_a_click_on_a_head_sorts_by_its_numbers(shown, result):
    shown.run(f"document.querySelector('{SUMMARY}').open = true")
    here = result.summary().equivalent_variation.sel(experiment="both").to_series()
    head = f"{SUMMARY} thead th:nth-child(3)"
    shown.click(f"{head} button")
    assert attribute(shown, head, "aria-sort") == "descending"
    order = here.sort_values(ascending=False).index.tolist()
    assert [row[1] for row in rows(shown, SUMMARY)] == order
    shown.press("Enter")  # the button has the focus: keys do the same
    assert attribute(shown, head, "aria-sort") == "ascending"
    assert [row[1] for row in rows(shown, SUMMARY)] == order[::-1]
    shown.click(f"{SUMMARY} thead th:nth-child(2) button")
    assert [row[1] for row in rows(shown, SUMMARY)] == sorted(order)
    assert attribute(shown, head, "aria-sort") is None


def test_rows_are_those_with_the_text_that_a_reader_writes(shown):
    shown.run(f"document.querySelector('{SUMMARY}').open = true")
    shown.click(f"{SUMMARY} input")
    shown.write("eu2")
    assert [row[1] for row in rows(shown, SUMMARY)] == ["EU27"]
    status = f"document.querySelector('{SUMMARY} [role=status]').textContent"
    assert shown.run(status) == "1 of 15 rows"
    for _ in "eu2":
        shown.press("Backspace")
    assert len(rows(shown, SUMMARY)) == 5


def test_an_experiment_is_chosen_for_tables_and_figures(shown, result):
    shown.run(f"document.querySelector('{SUMMARY}').open = true")
    assert {row[0] for row in rows(shown, SUMMARY)} == {"both"}
    before = marks(shown, REGIONS)
    shown.run("document.querySelector('#experiment').focus()")
    shown.press("ArrowUp")  # from the last to the one before
    assert {row[0] for row in rows(shown, SUMMARY)} == {"cbam"}
    after = marks(shown, REGIONS)
    assert before != after
    welfare = result.summary().equivalent_variation_percent.sel(experiment="cbam").to_series()
    order = welfare.sort_values(ascending=False).index.tolist()
    assert [label.rpartition("(")[2][:-1] for label, _ in after] == order
    for label, text in after:
        value = float(text.split(" ")[0].replace("−", "-"))
        assert value == pytest.approx(welfare[label.rpartition("(")[2][:-1]], abs=5e-4)
    shown.click("#all-experiments")
    assert {row[0] for row in rows(shown, SUMMARY)} == {"nqp", "cbam", "both"}


def marks(browser, place):
    """Labels of the marks of a figure: name, and number with unit."""
    script = f"""[...document.querySelectorAll("{place} .mark")]
        .map((mark) => mark.getAttribute("aria-label"))"""
    return [tuple(label.rsplit(", ", 1)) for label in browser.run(script)]


def test_a_mark_tells_its_number_to_the_pointer_and_to_keys(shown, result):
    tip = "document.querySelector('.tip')"
    assert shown.run(f"{tip}.hidden")
    shown.point(f"{REGIONS} .mark")
    assert not shown.run(f"{tip}.hidden")
    label = attribute(shown, f"{REGIONS} .mark", "aria-label")
    lines = shown.run(f"[...{tip}.children].map((line) => line.textContent)")
    assert ", ".join(lines) == label
    shown.press("Escape")
    assert shown.run(f"{tip}.hidden")
    shown.run(f"document.querySelector('{TRADE} .mark').focus()")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        shown.press(key)
    found = shown.run("document.activeElement.getAttribute('aria-label')")
    regions = result.data.region.to_numpy()
    change = result.stats.exports(by=("region", "partner")).change
    value = float(change.sel(experiment="both", region=regions[1], partner=regions[2]))
    assert f"({regions[1]})" in found
    assert f"({regions[2]})" in found
    assert f"{value:+,.0f}".replace("-", "−") in found
    stops = f"document.querySelectorAll('{TRADE} .mark[tabindex=\"0\"]').length"
    assert shown.run(stops) == 1


def test_bars_are_as_long_as_their_numbers(shown, result):
    script = f"""[...document.querySelectorAll("{REGIONS} .mark")].map((mark) =>
        [Number(mark.getAttribute("width")), mark.classList.contains("down")])"""
    welfare = result.summary().equivalent_variation_percent.sel(experiment="both").to_series()
    expected = welfare.sort_values(ascending=False)
    found = shown.run(script)
    scale = found[0][0] / expected.iloc[0]
    for (width, down), value in zip(found, expected, strict=True):
        assert width == pytest.approx(max(1, scale * abs(value)), rel=1e-3, abs=1e-2)
        assert down == (value < 0)


def test_a_figure_has_its_numbers_as_a_table(shown, result):
    shown.click(f"{TRADE} details summary")
    found = rows(shown, f"{TRADE} details")
    change = result.stats.exports(by=("region", "partner")).change.sel(experiment="both")
    assert len(found) == change.sizes["region"]
    for row, values in zip(found, change.to_numpy(), strict=True):
        shown_values = [float(text.replace("−", "-").replace(",", "")) for text in row[1:]]
        assert shown_values == pytest.approx(values.tolist(), abs=0.5, rel=1e-5)


@pytest.mark.parametrize("width", [360, 1400])
def test_the_page_is_as_wide_as_the_screen(shown, width):
    shown.look(width)
    assert shown.run("document.documentElement.scrollWidth") == width


def test_the_first_stop_leads_past_the_head(shown):
    shown.press("Tab")
    assert shown.run("document.activeElement.className") == "skip"
    shown.press("Enter")
    assert shown.run("document.activeElement.id") == "main"


def test_paper_has_what_the_screen_folds(shown):
    script = "document.querySelectorAll('details:not([open])').length"
    folded = shown.run(script)
    assert folded > 0
    shown.run("dispatchEvent(new Event('beforeprint'))")
    assert shown.run(script) == 0
    shown.run("dispatchEvent(new Event('afterprint'))")
    assert shown.run(script) == folded


def test_text_that_tries_to_act_does_not(browser, hostile_text, tmp_path):
    path = tmp_path / "hostile.html"
    path.write_text(hostile_text, encoding="utf-8")
    for width in (360, 1400):
        browser.look(width)
        browser.open(path)
        assert browser.faults == []
        assert browser.asked == [path.as_uri()]
        assert browser.run("document.documentElement.scrollWidth") == width
        assert browser.run("document.querySelectorAll('.mark').length") > 0


@pytest.mark.skipif(not Path(AXE).is_file(), reason="CGE_AXE names no axe.min.js")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 360)])
def test_nothing_stands_in_the_way_of_any_reader(shown, scheme, width):
    shown.look(width, scheme=scheme)
    shown.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    shown.settle()
    shown.run(f"{Path(AXE).read_text(encoding='utf-8')};0")
    script = "axe.run(document).then((found) => JSON.stringify(found.violations))"
    found = json.loads(shown.run(script))
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
