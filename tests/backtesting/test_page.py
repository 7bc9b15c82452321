"""The page shows the scores that the package gives."""

import os

import pytest

from tests.backtesting import page
from tests.pages import marks

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("part", page.QUICK)
def test_scores_are_current(part):
    assert marks.standing(page.PAGE)[part] == page.QUICK[part]()


@pytest.mark.skipif(os.environ.get("CGE_PAGES") != "long", reason="a minute of solutions")
def test_elasticities_are_current():
    """With ``CGE_PAGES=long``; ``python -m tests.backtesting.page`` writes the page anew."""
    assert page.PAGE.read_text(encoding="utf-8") == marks.renewed(page.PAGE, page.PARTS)
