"""The library that pages carry: as it was published, small, under its licence; readable colours."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import cge
from cge.report.html import embedding

ASSETS = Path(cge.__file__).parent / "report" / "html" / "assets"
MANIFEST = json.loads((ASSETS / "d3" / "manifest.json").read_text())
MOST_BYTES = 700_000
# Colours of text, and what it stands on; and of marks, which need less.
TEXT = (
    *(("ink", "paper"), ("ink", "raised"), ("quiet", "paper"), ("quiet", "raised")),
    *(("link", "paper"), ("bad", "raised"), ("paper", "ink")),
    *(("ink", "up"), ("ink", "down"), ("ink", "neutral")),
)
MARKS = (
    *(("bar-up", "paper"), ("bar-down", "paper"), ("focus", "paper"), ("good", "raised")),
    ("quiet", "paper"),
)


def test_every_file_is_the_published_one():
    folder = ASSETS / "d3"
    listed = {row["file"]: row for row in MANIFEST["files"]}
    found = {path.name for path in folder.glob("*.js")}
    assert found == set(listed) == {f"d3-{name}.min.js" for name in embedding.LIBRARY}
    for name, row in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == row["sha256"]
        head = (folder / name).read_text(encoding="utf-8").splitlines()[0]
        assert f"{row['package']}/ v{row['version']} Copyright" in head
        assert row["licence"] == "ISC"


def test_the_licence_goes_with_the_library_into_every_page():
    licence = (ASSETS / "d3" / "LICENSE").read_text(encoding="utf-8")
    assert "Permission to use, copy, modify, and/or distribute" in licence
    assert embedding.library().startswith(f"/*\n{licence}*/")


def test_all_of_it_is_small_and_ends_no_element():
    assert sum(path.stat().st_size for path in ASSETS.rglob("*") if path.is_file()) < MOST_BYTES
    for text in (embedding.library(), embedding.script(), embedding.style()):
        assert "</" not in text or not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)


def palettes():
    """Colours by name, in light and in dark; the dark ones stand on top of the light ones."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", embedding.style(), re.DOTALL)[:2]
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_marks_stand_out(scheme):
    colours = palettes()[scheme]
    low = {pair: contrast(*(colours[c] for c in pair)) for pair in TEXT}
    assert {pair: value for pair, value in low.items() if value < 4.5} == {}
    low = {pair: contrast(*(colours[c] for c in pair)) for pair in MARKS}
    assert {pair: value for pair, value in low.items() if value < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_parts_of_a_bar_differ_from_their_neighbours_and_the_page(scheme):
    colours = palettes()[scheme]
    parts = [colours[f"part-{k}"] for k in range(1, 9)]
    assert len(set(parts)) == 8
    assert min(contrast(part, colours["paper"]) for part in parts) > 2
