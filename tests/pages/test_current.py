"""Pages show the results that the package gives; ``make pages`` writes them anew."""

import json

import pytest

from tests.pages import pictures
from tests.pages.every import PAGES
from tests.pages.marks import renewed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.PAGE.stem)
@pytest.mark.filterwarnings("ignore")
def test_the_page_is_current(page):
    assert page.PAGE.read_text(encoding="utf-8") == renewed(page.PAGE, page.PARTS)


# Beside the pages, so that one process runs the tutorials whose figures these are.
@pytest.mark.filterwarnings("ignore")
def test_pictures_show_what_the_package_gives():
    kept = pictures.NUMBERS.read_text(encoding="utf-8")
    assert json.loads(kept) == json.loads(pictures.numbers())
