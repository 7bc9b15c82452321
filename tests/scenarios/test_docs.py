"""What the page on scenarios shows is valid and runs."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from cge.scenarios import OPERATIONS, Scenario

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_the_example_is_a_scenario():
    (block,) = blocks("yaml")
    scenario = Scenario.from_dict(yaml.safe_load(block))
    assert {name: len(shocks) for name, shocks in scenario.experiments.items()} == {
        "eu_tariff": 1,
        "tariff_war": 2,
    }


def test_the_python_runs():
    for block in blocks("python"):
        ran = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr


def test_every_operation_is_explained():
    assert all(f"`{name}: x`" in TEXT for name in OPERATIONS)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists()
