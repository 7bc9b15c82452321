"""Table 4.1, and the same formulas against autarky as the model solves it."""

import numpy as np
import pytest

from tests.gallery import formulas, handbook, identities

THETA_ONE_SECTOR = 5.0


@pytest.fixture(scope="module")
def by_formula(table):
    """Gains of the 34 economies, % of income."""
    every = formulas.shares(table)
    made = formulas.where_made(every)
    return {
        "gains_one_sector": formulas.one_sector_gains(table, THETA_ONE_SECTOR),
        "gains_sectors": formulas.gains(formulas.without_intermediates(made)),
        "gains_intermediates": formulas.gains(every),
        "gains_intermediates, where made": formulas.gains(made),
    }


@pytest.mark.parametrize("figure", ["gains_one_sector", "gains_sectors", "gains_intermediates"])
def test_means_and_the_united_states(by_formula, table, figure):
    paper = handbook.published(figure)
    ours = 100 * by_formula[figure]
    at = [str(k) for k in table.region.to_numpy()].index("USA")
    assert ours.mean() == pytest.approx(paper["MEAN"], abs=0.2)
    assert ours[at] == pytest.approx(paper["USA"], abs=0.1)


def test_one_good_is_bought_from_abroad_only(table, by_formula):
    """Water transport in Greece. The formula then says that autarky costs everything."""
    own = formulas.shares(table).own
    at = [(str(table.sector.to_numpy()[i]), str(table.region.to_numpy()[d]))
          for i, d in np.argwhere(own == 0)]  # fmt: skip
    assert at == [("WTR", "GRC")]
    greece = [str(k) for k in table.region.to_numpy()].index("GRC")
    assert by_formula["gains_intermediates"][greece] == 1.0
    assert by_formula["gains_intermediates, where made"][greece] < 0.3


@pytest.mark.parametrize("version", ["one sector", "many sectors", "with intermediates"])
def test_autarky_as_solved(economies, version):
    """Trade costs so high that a billionth of each flow is left; trade is balanced before."""
    data = economies[version].benchmark
    lost, formula = identities.autarky(data, np.ones(data.sizes["region"], dtype=bool))
    np.testing.assert_allclose(lost, formula, rtol=0, atol=1e-8)
    assert lost.min() > 0.01
