"""Columns of the summary of one solution as plain arrays, against those along experiments."""

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.analysis.accounts import Accounts
from cge.analysis.added_capital import CAPITAL
from cge.analysis.columns import columns_of
from cge.experiments.suited import suited_to
from cge.results.assemble import adjusting_endowments
from cge.scenarios import open_scenario
from tests.economy.conftest import scenario_of

TARIFF = scenario_of({"parameter": "tariff_power", "add_points": 5.0})


def cases():
    yield "random", lambda: cge.load(random_benchmark(3, 4, seed=6)), TARIFF
    steady = {"closure": "long_run"}
    yield "capital", lambda: cge.load(random_benchmark(3, 4, seed=6), **steady), TARIFF
    yield "shipped", lambda: cge.load(aggregation="5x6"), open_scenario("nqp-and-cbam")
    yield "border", lambda: cge.load(aggregation="16x24"), open_scenario("cbam-100")


@pytest.mark.parametrize(("load", "plan"), [pytest.param(*c[1:], id=c[0]) for c in cases()])
def test_one_solution_has_the_columns_of_the_summary(load, plan):
    economy = load()
    result = cge.solve(economy, plan)
    dressed = suited_to(economy, plan)
    summary, adding = result.summary(), adjusting_endowments(dressed).get(CAPITAL, [])
    before = Accounts(dressed.named(dressed.benchmark_values()))
    for label, values in result._solved.values.items():
        if label == "benchmark":
            continue
        found = columns_of(before, Accounts(dressed.named(values)), adding)
        assert list(found) == list(summary)
        for name, (array, text, unit) in found.items():
            expected = summary[name].sel(experiment=label)
            size = max(1.0, float(abs(expected).max()))
            np.testing.assert_allclose(array.to_numpy(), expected, rtol=0, atol=1e-12 * size)
            if "co2" not in name:
                assert (text, unit) == (summary[name].long_name, summary[name].units)
