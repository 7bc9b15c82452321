"""The example of docs/why.md is what the package prints.

``python -m tests.results.test_why_page`` writes it anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import cge

PAGE = Path(__file__).parents[2] / "docs" / "why.md"


def block(language):
    """Pattern of a block of the page."""
    return re.compile(rf"(?<=^```{language}\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def page(economy):
    """The page with its example as it is printed now."""
    written = PAGE.read_text(encoding="utf-8")
    scenario = cge.Scenario.model_validate(yaml.safe_load(block("yaml").search(written)[0]))
    found = cge.solve(economy, scenario).why("trade", sector="HIT", origin="CHN", destination="USA")
    return block("text").sub(lambda _: found.text(), written)


def test_the_example_is_what_is_printed(teaching):
    assert PAGE.read_text(encoding="utf-8") == page(teaching)


if __name__ == "__main__":
    PAGE.write_text(page(cge.load(aggregation="5x6")), encoding="utf-8")
