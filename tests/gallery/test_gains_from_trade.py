"""Table 4.1, and the same formulas against autarky as the model solves it."""

import numpy as np
import pytest

from tests.gallery import formulas, handbook

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
def test_autarky_as_solved(economies, solved, version):
    """Trade costs so high that a billionth of each flow is left; trade is balanced before."""
    economy = economies[version]
    nobody_saves = np.zeros_like(economy.parameter_arrays["foreign_saving"])
    open_, start = solved(economy, foreign_saving=nobody_saves)
    theta = formulas.shares(economy.benchmark).theta
    for digits in (1, 3, 9):
        iceberg = np.ones_like(open_["trade"])
        iceberg[:, ~np.eye(iceberg.shape[1], dtype=bool)] = (10 ** (digits / theta))[:, None]
        closed, start = solved(economy, start, foreign_saving=nobody_saves, iceberg=iceberg)
    assert own_shares(closed).min() > 1 - 1e-6
    before = formulas.shares(economy.benchmark)
    balanced = formulas.Shares(own_shares(open_), before.consumption, before.inputs, before.theta)
    lost = 1.0 - closed["utility"] / open_["utility"]
    np.testing.assert_allclose(lost, formulas.gains(balanced), rtol=0, atol=1e-8)
    assert lost.min() > 0.01


def own_shares(values):
    """Share of domestic sellers in purchases (sector, destination)."""
    landed = values["price_landed"] * values["trade"]
    return np.einsum("idd->id", landed) / landed.sum(axis=1)
