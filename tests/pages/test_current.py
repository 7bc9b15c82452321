"""Pages show the results that the package gives; ``make pages`` writes them anew.

What a module names in ``LONG`` takes many solutions, and is held with ``CGE_PAGES=long`` alone.
"""

import os
from functools import partial

import pytest

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
