"""The index by economy: worked by hand, its parts, its comparison, faults of the files."""

import re

import numpy as np
import pytest
import scipy.stats

from calibration.errors import InputError
from calibration.indicators import METHODS, composite, leave_one_out, rank_correlations
from calibration.indicators.comparison import kendall, ranks, spearman
from tests.indicators.conftest import CATALOGUE


def test_an_index_by_hand(written):
    table = written(a=[10, 0, 0, 0], b=[4, 4, 0, 0], c=[1, 2, 3, 3], gdp=[1, 1, 1, 1])
    found = composite(table, "equal")
    np.testing.assert_allclose(found.weights, [0.25, 0.25, 0.5])
    np.testing.assert_allclose(found.index, [0.5, 0.25 + 0.25, 0.5, 0.5])
    alone = composite(table, "entropy", without=["c"])
    np.testing.assert_allclose(alone.weights, [2 / 3, 1 / 3])
    np.testing.assert_allclose(alone.index, [1, 1 / 3, 0, 0])
    np.testing.assert_array_equal(ranks(alone.index), [1, 2, 3.5, 3.5])
    by_dimension = composite(table, "entropy", without=["two"])
    np.testing.assert_allclose(by_dimension.index, alone.index)


def test_less_is_better_turns_an_indicator_around(written):
    columns = {"a": [1, 2, 4], "b": [0, 1, 2], "c": [5, 1, 0], "gdp": [1, 1, 1]}
    more = composite(written(**columns), "equal")
    turned = CATALOGUE.replace(
        'title: C, unit: "%", direction: 1', 'title: C, unit: "%", direction: -1'
    )
    less = composite(written(turned, **columns), "equal")
    np.testing.assert_allclose(less.scores.sel(indicator="c"), 1 - more.scores.sel(indicator="c"))


@pytest.mark.parametrize("method", METHODS)
def test_the_parts_of_the_shipped_index_add_up(shipped, method):
    found = composite(shipped, method)
    assert float(found.weights.sum()) == pytest.approx(1)
    assert (found.weights > 0).all()
    assert float(found.index.min()) >= 0
    assert float(found.index.max()) <= 1
    again = (found.dimension_weights * found.dimension_scores).sum("dimension")
    np.testing.assert_allclose(again, found.index)
    np.testing.assert_allclose((found.weights * found.scores).sum("indicator"), found.index)


def test_the_shipped_index_recomputed_from_the_file(figures, shipped):
    """Plain arithmetic on the table, with none of the package's functions."""
    logs = ["patents", "low_carbon_electricity", "digital_exports"]
    table = figures.drop(columns="gdp")
    for name in logs:
        table[name] = np.log(table[name].where(table[name] > 0, table[name][table[name] > 0].min()))
    score = (table - table.min()) / (table.max() - table.min())
    share = score / score.sum()
    entropy = -(share * np.log(share.where(share > 0, 1.0))).sum() / np.log(len(share))
    weight = (1 - entropy) / (1 - entropy).sum()
    found = composite(shipped, "entropy")
    np.testing.assert_allclose(
        found.index, (score * weight).sum(axis=1).loc[shipped.economies], rtol=1e-12
    )


def test_rank_correlations_by_hand_and_against_scipy(draw):
    one, other = np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])
    assert spearman(one, other) == pytest.approx(1 - 6 * 2 / (3 * 8))
    assert kendall(one, other) == pytest.approx((2 - 1) / 3)
    tied = draw.integers(0, 6, (2, 40)).astype(float)
    assert spearman(*tied) == pytest.approx(scipy.stats.spearmanr(*tied).statistic)
    assert kendall(*tied) == pytest.approx(scipy.stats.kendalltau(*tied).statistic)


def test_methods_agree_on_the_shipped_data(shipped):
    """They weigh differently, but the order of economies is much the same."""
    found = rank_correlations({name: composite(shipped, name).index for name in METHODS})
    np.testing.assert_allclose(np.diag(found.spearman), 1)
    assert float(found.spearman.min()) > 0.9
    assert (found.kendall <= found.spearman + 1e-12).all()


def test_leaving_one_out_by_hand(written):
    """Without b the order of P and Q is that of a and c alone."""
    table = written(a=[3, 2, 0], b=[0, 3, 1], c=[5, 4, 0], gdp=[1, 1, 1])
    full = composite(table, "equal")
    np.testing.assert_array_equal(ranks(full.index), [2, 1, 3])
    left = leave_one_out(table, full).sel(indicator="b")
    assert float(left.spearman) == pytest.approx(0.5)
    assert float(left.largest_shift) == 1
    assert float(left.mean_shift) == pytest.approx(2 / 3)


def test_what_is_not_known_is_named(shipped):
    with pytest.raises(InputError) as error:
        composite(shipped, "entropi", without=["green"])
    assert error.value.problems == [
        "index: no dimension or indicator 'green'; did you mean 'green_energy'?",
        "index: unknown method 'entropi'; did you mean 'entropy'?",
    ]
    with pytest.raises(InputError, match="every indicator is left out"):
        composite(shipped, without=list(shipped.catalogue.dimensions))


def test_faults_of_the_values_are_listed(written):
    with pytest.raises(InputError) as error:
        written(a=[1, 2], b=["x", 2], cc=[1, 2], gdp=[1, -1])
    assert [problem.split("values.csv")[1] for problem in error.value.problems] == [
        ":4: P, b: value 'x' is not a number",
        ":6: P, cc: unknown indicator; did you mean 'c'?",
        ":7: Q, cc: unknown indicator; did you mean 'c'?",
        ":9: Q, gdp: value '-1' is not a number from 0",
    ]
    with pytest.raises(InputError, match="no row for economy 'Q', indicator 'c'"):
        written(a=[1, 2], b=[1, 2], c=[1], gdp=[1, 1])


def said(problem):
    """A problem without its file and line."""
    return re.fullmatch(r".*catalogue\.yaml:\d+: (.*)", problem)[1]


def test_faults_of_the_catalogue_are_listed(written):
    bad = CATALOGUE.replace("dimension: two", "dimension: tow").replace("high: 1.0", "high: 2.0", 1)
    with pytest.raises(InputError) as error:
        written(bad, a=[1], b=[1], c=[1], gdp=[1])
    assert [said(problem) for problem in error.value.problems] == [
        "exposures > digital > classes > high: 2.0 is above 1"
    ]
    with pytest.raises(InputError) as error:
        written(CATALOGUE.replace("dimension: two", "dimension: tow"), a=[1], b=[1], c=[1], gdp=[1])
    assert [said(problem) for problem in error.value.problems] == [
        "dimensions > two: has no indicator",
        "indicators > c > dimension: 'tow' is unknown; did you mean 'two'?",
    ]
