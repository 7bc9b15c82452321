"""The page of the gallery: its table of gains, its Python, its links."""

import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

from tests.gallery import handbook
from tests.gallery.__main__ import autarky_table, gains_table

PAGE = Path(__file__).parents[2] / "docs" / "gallery.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_table_of_gains_is_what_is_printed():
    for row in gains_table(handbook.table()):
        assert "| " + " | ".join(row) + " |" in TEXT


def test_the_table_of_autarky_is_what_is_printed():
    """The rows with one sector; the others take a model of 34 x 31 each."""
    for row in islice(autarky_table(handbook.table()), 3):
        assert "| " + " | ".join(row) + " |" in TEXT


def test_the_python_runs():
    (block,) = re.findall(r"^```python\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
    ran = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "2 regions x 1 sectors" in ran.stdout


def test_links_lead_somewhere():
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT):
        assert (PAGE.parent / target).exists()
