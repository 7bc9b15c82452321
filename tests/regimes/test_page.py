"""What the page on data regimes says is what the tables hold and the scenario gives."""

import re
from functools import partial

import numpy as np
import pytest

from calibration.regimes import index, pairs
from cge.settings.technologies import Technology
from tests.pages.data_regimes import PUBLISHED, SCENARIO
from tests.pages.expected import expected, number, world_mean
from tests.pages.plausibility import world_exports
from tests.regimes.conftest import DATA

PAGE = DATA.parent / "docs" / "data-regimes.md"
TEXT = PAGE.read_text(encoding="utf-8")
PROSE = " ".join(TEXT.split())
NAMES = {
    "Germany": "DEU",
    "France": "FRA",
    "United States": "USA",
    "Japan": "JPN",
    "United Kingdom": "GBR",
    "Brazil": "BRA",
    "India": "IND",
    "China": "CHN",
    "Russia": "RUS",
}
GDP = "real_gdp_percent"


def rows(head):
    """Cells of the table whose header begins with a text."""
    lines = TEXT[TEXT.index(head) :].splitlines()[2:]
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]


def test_means_over_trade(shipped):
    weight = shipped.weights
    found = list(rows("| Mean over"))
    assert len(found) == 7
    for measure, *cells in found:
        levels = pairs(shipped, measure)
        for cell, name in zip(cells, ("restriction", "mistrust", "distance"), strict=True):
            mean = float((levels[name] * weight).sum() / weight.sum())
            assert float(cell) == pytest.approx(mean, abs=6e-4)


def test_pairs(shipped):
    levels = pairs(shipped, "2022")
    levels["index"] = index(levels, 0.42)
    found = list(rows("| Pair, 2022"))
    assert len(found) == 8
    for names, *cells in found:
        one, other = (NAMES[name] for name in names.split(", "))
        for cell, name in zip(cells, ("restriction", "mistrust", "distance", "index"), strict=True):
            number = float(levels[name].sel(origin=one, destination=other))
            assert float(cell) == pytest.approx(number, abs=6e-3)


def test_states(shipped):
    """The table of the rule is the file."""
    said = {re.search(r"\*(.+?)\*", row[0]).group(1): row[1:] for row in rows("| State |")}
    states = shipped.states
    for name in ("open", "conditional", "control"):
        restriction = eval(said[name][0])
        assert restriction == pytest.approx(states[name].restriction, abs=1e-4)
        assert eval(said[name][2]) == states[name].place
    assert states["safeguards"].restriction == pytest.approx(1 / 6, abs=1e-4)
    assert (states["closed"].restriction, states["closed"].trust) == (1, 0)


def test_counts_and_the_share_of_trade(shipped):
    agreements = shipped.agreements
    assert f"{len(agreements)} instruments with date" in PROSE
    verified = sum(one.status == "verified" for one in agreements)
    assert f"{verified} are verified in" in PROSE
    assert f"{len(agreements) - verified} are recalled from the treaty" in PROSE
    recalled = sum(one.status == "recalled" for one in shipped.economies.values())
    assert f"Those of {recalled} other economies are recalled" in PROSE
    covered = {
        kind: {
            flow
            for one in agreements
            if one.provision == kind and one.in_force("2022-12-31")
            for flow in one.flows
        }
        for kind in ("safeguards", "internal")
    }
    weight = shipped.weights
    for flows in (covered["safeguards"] - covered["internal"], covered["internal"]):
        share = sum(float(weight.sel(origin=a, destination=b)) for a, b in flows) / weight.sum()
        assert float(share) == pytest.approx(0.19, abs=0.005)


def test_the_yaml_is_the_shipped_technology():
    import yaml

    block = re.search(r"```yaml\n(base.*?)```", TEXT, re.DOTALL).group(1)
    said = yaml.safe_load(block)["channels"]
    shipped = Technology.from_name("data-regimes").channels
    assert said["data_flow"]["restriction"]["mistrust"] == shipped.data_flow.restriction.mistrust
    assert said["data_flow"]["elasticity"] == shipped.data_flow.elasticity
    assert said["standards"]["elasticity"] == shipped.standards.elasticity


def test_incomes_that_are_named():
    income = "equivalent_variation_percent"
    dropped = expected(SCENARIO).loc["dropped", income].sort_values()
    assert dropped.index[0] == "GBR"
    assert set(dropped.index[1:4]) == {"CANMEX", "OHI", "JPN"}
    gained = expected(SCENARIO).loc["safeguards", income].sort_values()
    assert set(gained.index[-3:]) == {"IND", "RUS", "ROW"}
    assert number(SCENARIO, "agreements", "USA", "export_volume_percent") > 1
    assert 0 < world_exports(SCENARIO, "agreements") < 0.5
    for region in ("USA", "EU27", "GBR"):
        assert number(SCENARIO, "agreements", region, income) > 0


def test_the_comparison_with_oecd_and_wto():
    """World results at 16x22 have the signs and the order of the study."""
    for at, of in enumerate(
        (lambda run: world_mean(SCENARIO, run, GDP), partial(world_exports, SCENARIO))
    ):
        ours = {run: of(run) for run in PUBLISHED}
        theirs = {run: published[1 + at] for run, published in PUBLISHED.items()}
        assert [np.sign(ours[run]) for run in PUBLISHED] == [
            np.sign(theirs[run]) for run in PUBLISHED
        ]
        for found in (ours, theirs):
            assert max(found, key=found.get) == "safeguards"
            assert min(found, key=found.get) == "closed"


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists(), target
