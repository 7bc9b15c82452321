"""The page on sliders shows how far off first answers are."""

import os

import pytest

from tests.pages import marks
from tests.serve import page


@pytest.mark.skipif(os.environ.get("CGE_PAGES") != "long", reason="half a minute of solutions")
@pytest.mark.filterwarnings("ignore")
def test_the_table_is_current():
    """With ``CGE_PAGES=long``; ``python -m tests.serve.page`` writes the page anew."""
    assert page.PAGE.read_text(encoding="utf-8") == marks.renewed(page.PAGE, page.PARTS)
