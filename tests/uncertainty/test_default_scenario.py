"""The default scenario by a cubature rule and by Monte Carlo: the same within sampling error.

The two share the model and the distributions, and neither points nor weights.
"""

import os

import numpy as np
import pytest

import cge

DRAWS = 600 if os.environ.get("CGE_PROPERTIES") == "long" else 60
# Standard errors by which the largest of some 200 differences may exceed nothing.
MOST = 4.5
HEADLINES = ("equivalent_variation_percent", "real_gdp_percent", "co2_percent")


@pytest.fixture(scope="module")
def swept():
    """The moments of the default scenario by method."""
    economy = cge.load(aggregation="5x6", structure="gtap-e")
    found = {}
    for method, draws in (("skewed3", None), ("monte_carlo", DRAWS)):
        given = {} if draws is None else {"draws": draws}
        sweep = cge.sweep(
            economy, "nqp-and-cbam", "default-scenario", method=method, seed=1, **given
        )
        assert sweep.verified
        found[method] = sweep
    return found


def test_means_agree_within_their_standard_errors(swept):
    exact, sampled = (swept[method].moments() for method in ("skewed3", "monte_carlo"))
    for name in sampled:
        spread = sampled[name].sel(moment="standard_deviation").to_numpy()
        apart = exact[name].sel(moment="mean") - sampled[name].sel(moment="mean")
        error = spread / np.sqrt(DRAWS)
        assert (abs(apart.to_numpy()) <= MOST * error + 1e-9).all(), name
        if name in HEADLINES:
            assert (error > 0).any(), name


@pytest.mark.parametrize("name", HEADLINES)
def test_standard_deviations_agree_within_theirs(swept, name):
    """The error of a deviation is that of the fourth moment, here from the draws themselves."""
    draws = swept["monte_carlo"].data[name]
    centred = draws - draws.mean("draw")
    variance = (centred**2).mean("draw")
    kurtosis = (centred**4).mean("draw") / variance**2
    error = np.sqrt((kurtosis - 1) / (4 * DRAWS))
    exact = swept["skewed3"].moments()[name].sel(moment="standard_deviation")
    assert (abs(exact / np.sqrt(variance) - 1) <= MOST * error).all()
