"""What the page on optimal design shows is valid and runs."""

import re
from pathlib import Path

import yaml

import cge
from cge.design.controls import Controls
from cge.design.sums import weighted_sums

PAGE = Path(__file__).parents[2] / "docs" / "optimal-design.md"
TEXT = PAGE.read_text(encoding="utf-8")


def block(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
    return found


def test_the_example_fits_the_default_economy(teaching):
    problem = cge.Problem.from_dict(yaml.safe_load(block("yaml")))
    controls = Controls(problem, teaching)
    assert list(weighted_sums(problem, teaching, controls.moved)) == ["maximise", "others"]


def test_the_python_runs():
    exec(compile(block("python"), str(PAGE), "exec"), {})


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists()
