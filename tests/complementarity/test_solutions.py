"""The model against an independent one: 29 cases on 3 regions x 4 sectors, solved with PATH.

`build.py` says what the independent model is. It gives 13 digits, and its own accuracy is 1e-12
times what a tolerance in the equations does to the solution; all values agree to 4e-9, where the
case `k2_everything_mixed_sigma` is the worst, and all others to 3e-10.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import numpy as np
import pytest

import cge
from calibration import aggregate, open_benchmark, read_mapping
from cge.analysis.accounts import Accounts
from cge.analysis.indices import fisher
from cge.inputs import find as locations
from cge.scenarios import Scenario
from tests.complementarity.build import KEPT, LABELS, TABLE
from tests.complementarity.cases import CASES, with_nests

TOLERANCE = 1e-8  # relative


@pytest.fixture(scope="module")
def solutions():
    """Case -> variable -> labels -> value of the independent model."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {case: {name: {} for name in KEPT} for case in CASES}
    for row in rows:
        labels = tuple(row[name] for name in LABELS if row[name])
        for case, of in found.items():
            if row[case]:
                of[row["variable"]][labels] = float(row[case])
    return found


@pytest.fixture(scope="module")
def solve():
    """The result of a case; economies that differ in elasticities alone are compiled once."""
    full = open_benchmark(locations.find("benchmarks", "oecd-icio-2022-v1"))
    data = aggregate(full, read_mapping(Path(__file__).with_name("3x4.csv"), full))

    @functools.cache
    def load(closure, nests):
        return cge.load(with_nests(data, nests), closure=closure)

    def run(name):
        case = CASES[name]
        economy = load(case.closure, case.nests).with_elasticities(**case.elasticities)
        plan = {"title": name, "packages": {"x": {"shocks": case.shocks}}}
        return cge.solve(economy, Scenario.from_dict(plan))

    return run


def test_the_table_has_every_case_and_no_other():
    with TABLE.open(encoding="utf-8", newline="") as stream:
        head = next(csv.reader(stream))
    assert head[: 1 + len(LABELS)] == ["variable", *LABELS]
    assert sorted(head[1 + len(LABELS) :]) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_the_solution_of_the_independent_model(solve, solutions, name):
    result = solve(name)
    assert result.verified, result.verdict
    data = result.data.sel(experiment="x")
    for variable, values in solutions[name].items():
        array = data[variable]
        ours = [float(array.sel(dict(zip(array.dims, at, strict=True)))) for at in values]
        np.testing.assert_allclose(
            ours, list(values.values()), rtol=TOLERANCE, err_msg=f"{name}: {variable}"
        )
        assert len(ours) >= 3


def test_real_gdp_is_that_of_the_textbook_formula(solve):
    """Computed from the independent solution: iceberg costs +20 % on imports from one origin."""
    result = solve("c_iceberg20")
    summary = result.summary(
        also=[
            "real_gdp_national_accounts_percent",
            "terms_of_trade_national_accounts_percent",
        ]
    ).sel(experiment="x")
    importer = {name: float(array) for name, array in summary.sel(region="EUR").items()}
    assert importer["real_gdp_percent"] == pytest.approx(-3.04, abs=0.005)
    assert importer["equivalent_variation_percent"] == pytest.approx(-2.23, abs=0.005)
    assert importer["terms_of_trade_percent"] == pytest.approx(4.1, abs=0.05)
    assert importer["real_gdp_national_accounts_percent"] == pytest.approx(-0.17, abs=0.005)
    assert importer["terms_of_trade_national_accounts_percent"] == pytest.approx(-9.6, abs=0.05)
    before, after = (
        Accounts(result.data.sel(experiment=label, drop=True)) for label in ("benchmark", "x")
    )
    world = fisher(  # its exports are its imports, so that final purchases are left
        before.price_paid_by_agents,
        before.s.final_demand,
        after.price_paid_by_agents,
        after.s.final_demand,
        ["sector", "destination", "agent"],
    )["quantity"]
    gained = summary.equivalent_variation.sum() / before.s.income.sum()
    assert 100 * float(world - 1) == pytest.approx(-0.539, abs=5e-4)
    assert 100 * float(gained) == pytest.approx(-0.535, abs=5e-4)
