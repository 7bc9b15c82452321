"""What the page on border adjustments shows is valid and runs."""

import re
from pathlib import Path

import yaml

import cge

TEXT = (Path(__file__).parents[2] / "docs" / "cbam.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)


def test_the_example_is_an_adjustment_with_every_key():
    (block,) = blocks("yaml")
    written = yaml.safe_load(block)
    cge.Scenario.from_dict(written)
    full = yaml.safe_load(re.sub(r"^( +)# (\w+:)", r"\1\2", block, flags=re.MULTILINE))
    given = full["packages"]["cbam"]["cbam"]
    assert set(cge.Cbam.model_fields) - set(given) == {"electricity"}


def test_the_python_runs():
    (block,) = blocks("python")
    names = {}
    exec(block, names)
    assert names["result"].verified
    assert float(names["table"].collected.sum()) > 1000
