"""Eight standard experiments against theory, and the page that shows them."""

import pytest

from tests.results import standard_experiments as standard


@pytest.mark.parametrize("make", standard.EXPERIMENTS, ids=lambda make: make.__name__)
def test_theory_holds(make):
    case = make()
    assert case.claims or case.signs
    assert not [c for c in case.claims if not c.holds]
    assert not [text for text, holds in case.signs if not holds]


def test_the_page_is_current():
    assert standard.page() == standard.PAGE.read_text(encoding="utf-8")
