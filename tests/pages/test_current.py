"""Pages show the results that the package gives; ``make pages`` writes them anew."""

import pytest

from tests.pages.every import PAGES
from tests.pages.marks import renewed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.PAGE.stem)
@pytest.mark.filterwarnings("ignore")
def test_the_page_is_current(page):
    assert page.PAGE.read_text(encoding="utf-8") == renewed(page.PAGE, page.PARTS)
