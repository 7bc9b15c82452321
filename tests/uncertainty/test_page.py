"""The page on sweeps: its keys are those of the schema, its tables those of the package."""

import os
import re

import numpy as np
import pytest
import xarray as xr

import cge
from cge.uncertainty import schema
from cge.uncertainty.points import METHODS
from tests.pages import marks
from tests.uncertainty import sweeps_page

TEXT = sweeps_page.PAGE.read_text(encoding="utf-8")
KINDS = {
    "the file": schema.Uncertainty,
    "an entry of `numbers`": schema.Entry,
    "a distribution": schema.Chance,
    "an entry of `correlations`": schema.Together,
}
INNER = {"place", "name"}


def keys(title):
    """Keys in the first column of the table under a title."""
    part = TEXT.split(f"**Keys of {title}**")[1].split("\n\n")[1]
    cells = [line.split("|")[1] for line in part.splitlines()[2:]]
    return [key for cell in cells for key in re.findall(r"`(\w+)`", cell)]


@pytest.mark.parametrize("title", KINDS)
def test_every_key_has_a_row(title):
    found = keys(title)
    assert len(set(found)) == len(found)
    assert set(found) == set(KINDS[title].model_fields) - INNER


def test_every_method_has_a_row():
    part = TEXT.split("## Methods")[1].split("\n## ")[0]
    assert {key for line in part.splitlines() for key in re.findall(r"^\| `(\w+)`", line)} >= set(
        METHODS
    )


def test_the_example_is_a_file(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    path = tmp_path / "my-numbers.yaml"
    path.write_text(example, encoding="utf-8")
    assert cge.Uncertainty.from_file(path).base == "default"


def test_shares_of_a_linear_outcome():
    rng = np.random.default_rng(0)
    x = xr.DataArray(rng.normal(size=(4000, 2)), dims=["draw", "numbers"])
    x = x.assign_coords(numbers=["a", "b"])
    found = sweeps_page.decided(x, 1.0 * x[:, 0] + 2.0 * x[:, 1])
    assert list(found.shares) == ["b", "a"]
    assert found.shares["b"] == pytest.approx(0.8, abs=0.03)
    assert found.explained == pytest.approx(1)


def test_the_tables_have_all_regions_and_headlines():
    standing = marks.standing(sweeps_page.PAGE)
    assert set(standing) == set(sweeps_page.PARTS)
    assert len(standing["intervals"].splitlines()) == 2 + 16
    assert len(standing["deciders"].splitlines()) == 2 + len(sweeps_page.HEADLINES)


@pytest.mark.skipif(os.environ.get("CGE_PAGES") != "long", reason="ten minutes of solutions")
@pytest.mark.filterwarnings("ignore")
def test_the_page_is_current():
    """With ``CGE_PAGES=long``; ``python -m tests.uncertainty.sweeps_page`` writes it anew."""
    assert sweeps_page.page() == TEXT
