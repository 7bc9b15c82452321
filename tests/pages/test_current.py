"""Pages show the results that the package gives; ``make pages`` writes them anew.

What a module names in ``LONG`` takes many solutions, and is held with ``CGE_PAGES=long`` alone.
"""

import json
import os
from functools import partial

import pytest

from tests.pages import pictures
from tests.pages.every import PAGES
from tests.pages.marks import renewed, standing

EVERYTHING = os.environ.get("CGE_PAGES") == "long"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.PAGE.stem)
@pytest.mark.filterwarnings("ignore")
def test_the_page_is_current(page):
    assert page.PAGE.read_text(encoding="utf-8") == renewed(page.PAGE, parts(page))


def parts(page):
    """The parts of a page; those that take long as they stand."""
    left_out = () if EVERYTHING else getattr(page, "LONG", ())
    stand = standing(page.PAGE)
    return page.PARTS | {name: partial(stand.__getitem__, name) for name in left_out}


def test_long_parts_are_parts():
    for page in PAGES:
        assert set(getattr(page, "LONG", ())) <= set(page.PARTS), page.PAGE


# Beside the pages, so that one process runs the tutorials whose figures these are.
@pytest.mark.filterwarnings("ignore")
def test_pictures_show_what_the_package_gives():
    kept = pictures.NUMBERS.read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(pictures.numbers())
