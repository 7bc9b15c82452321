"""Sphinx builds the site of the documentation: `make docs`.

The root of the project is the source, so that links between `docs/`, the README and data files are
the same here as in any viewer of Markdown. Everything works without a network.
"""

import sys
import tomllib
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

with (ROOT / "pyproject.toml").open("rb") as file:
    release = tomllib.load(file)["project"]["version"]

project = "cge"
author = "The cge developers"
copyright = author
root_doc = "docs/README"
include_patterns = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/**.md"]
exclude_patterns = [
    *(".*", "benchmarks", "calibration", "cge", "data", "dist", "results", "tests", "tools"),
    "docs/_build",
]
extensions = ["myst_parser", "sphinx_copybutton", "tools.site.formulas", "tools.site.navigation"]

# --- Markdown ------------------------------------------------------------------------------------

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4  # named as GitHub names them
myst_fence_as_directive: list[str] = []

# --- pages ---------------------------------------------------------------------------------------

html_theme = "furo"
html_title = f"cge {release}"
smartquotes = False  # two hyphens begin an option, and stay two
html_math_renderer = "mathml"
html_static_path = ["_site/static"]
html_css_files = ["site.css"]
html_additional_pages = {"index": "redirect.html"}
templates_path = ["_site/templates"]
html_copy_source = False
html_show_sphinx = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# --- links ---------------------------------------------------------------------------------------

linkcheck_timeout = 30
linkcheck_workers = 4


def setup(app: Sphinx) -> None:
    """Show tables of values, which Pygments has no lexer for, as plain text."""
    app.add_lexer("csv", TextLexer)
