"""Whatever a scenario asks of an economy is compiled the first time, and never again."""

from __future__ import annotations

import weakref

import numpy as np
import pytest

import cge
from cge.economy import size
from cge.economy.kept import MOST
from cge.engine.system import System
from cge.experiments.suited import suited_to
from tests.experiments.cases import digest, loaded, scenario

CBAM = {"destination": "R1", "sectors": ["S1", "S2"], "price": 80}
SWAP = {"parameter": "endowment", "variable": "real_factor_price", "factor": "labour"}
ABATEMENT = {"elasticity": 0.5, "reference": 50.0, "source": "assumed"}
SCENARIOS = {
    "closure": lambda: scenario(closure="income_tax_replacement"),
    "balanced trade": lambda: scenario(closure="balanced_trade"),
    "swap": lambda: scenario(swap=[SWAP]),
    "technology": lambda: scenario(technology="uniform"),
    "abatement": lambda: scenario(abatement=ABATEMENT),
    "package with a border adjustment": lambda: scenario(
        packages={"tariff": {"cbam": [CBAM]}}, experiments={"tariff": ["tariff"]}
    ),
    "border adjustment": lambda: cge.Cbam(destination="R1", sectors=["S1", "S2"], price=80),
    "several": lambda: scenario(closure="short_run", swap=[SWAP], abatement=ABATEMENT),
}


@pytest.fixture
def compiled(monkeypatch):
    """Names of the models compiled so far."""
    found = []
    compile_ = System._compile

    def counted(self, also):
        found.append(self)
        compile_(self, also)

    monkeypatch.setattr(System, "_compile", counted)
    return found


@pytest.mark.parametrize("make", SCENARIOS.values(), ids=SCENARIOS)
def test_the_second_solution_compiles_nothing(make, compiled):
    economy = loaded()
    first = cge.solve(economy, make())
    assert first.verified, first.verdict
    count = len(compiled)
    assert count >= 1
    second = cge.solve(economy, make())
    assert len(compiled) == count
    assert digest(second) == digest(first)


def test_an_optimum_is_compiled_once(compiled):
    economy = loaded()
    problem = {
        "title": "Optimal tariff",
        "closure": "short_run",
        "controls": {
            "tariff": {
                "lower": 0,
                "upper": 50,
                "shocks": [{"parameter": "tariff_power", "destination": "R1", "set": 1}],
            }
        },
        "objective": {
            "maximise": [{"variable": "equivalent_variation", "where": {"region": "R1"}}]
        },
    }
    found = [cge.optimise(economy, cge.Problem.from_dict(problem))]
    count = len(compiled)
    assert count == 2  # the equations, and those with derivatives by the controls
    found.append(cge.optimise(economy, cge.Problem.from_dict(problem)))
    assert len(compiled) == count
    assert digest(found[0].result) == digest(found[1].result)
    assert found[0].controls.equals(found[1].controls)


def test_a_derivative_is_compiled_once(compiled):
    result = cge.solve(loaded(), scenario())
    first = result.jacobian("output", "tariff_power", where={"destination": "R1"})
    count = len(compiled)
    second = result.jacobian("output", "tariff_power", where={"destination": "R1"})
    assert len(compiled) == count
    assert np.array_equal(first, second)


def test_other_elasticities_share_what_a_scenario_compiled(compiled):
    economy = loaded()
    asked = scenario(closure="short_run")
    cge.solve(economy, asked)
    count = len(compiled)
    other = economy.with_elasticities(sigma_import_source=1.5)
    result = cge.solve(other, asked)
    assert len(compiled) == count
    assert result.verified, result.verdict
    anew = cge.solve(cge.load(other.benchmark), asked)
    np.testing.assert_allclose(result.data.trade, anew.data.trade, rtol=1e-8, atol=1e-8)


def test_an_abatement_is_not_lost_with_other_elasticities():
    other = loaded().with_elasticities(sigma_import_source=1.5)
    assert cge.solve(other, scenario(abatement=ABATEMENT)).data.attrs["abatement"]


def test_only_the_economies_last_asked_for_are_kept():
    economy = loaded()
    plans = [scenario(abatement=ABATEMENT | {"elasticity": 0.1 * k}) for k in range(1, MOST + 2)]
    first, *others = (suited_to(economy, plan) for plan in plans)
    assert suited_to(economy, plans[-1]) is others[-1]
    assert suited_to(economy, plans[0]) is not first


def test_what_is_kept_gives_way_where_memory_is_short(monkeypatch):
    economy = loaded()
    plans = [scenario(closure=name) for name in ("short_run", "unemployment")]
    first = suited_to(economy, plans[0])
    assert suited_to(economy, plans[0]) is first
    gone = weakref.ref(first)
    first.model.solve()
    del first
    monkeypatch.setattr(size, "available", lambda: 1.0)
    second = suited_to(economy, plans[1])
    assert gone() is None
    assert suited_to(economy, plans[1]) is second


def test_an_economy_that_is_asked_for_nothing_new_is_itself():
    economy = loaded()
    assert suited_to(economy, scenario()) is economy
