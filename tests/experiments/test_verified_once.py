"""The benchmark of an economy is verified the first time, and again only where it is another."""

from __future__ import annotations

import copy
import pickle

import pytest

import cge
from cge.experiments import solving
from tests.experiments.cases import digest, loaded, scenario


@pytest.fixture
def verified(monkeypatch):
    """Economies whose solutions were checked so far."""
    found = []
    verify = solving.verify

    def counted(values, system, economy, asked):
        found.append(economy)
        return verify(values, system, economy, asked)

    monkeypatch.setattr(solving, "verify", counted)
    return found


def test_the_second_scenario_checks_its_own_solution_alone(verified):
    economy = loaded()
    first = cge.solve(economy, scenario())
    assert len(verified) == 2
    second = cge.solve(economy, scenario())
    assert len(verified) == 3
    assert digest(second) == digest(first)
    assert second.data.attrs == first.data.attrs


def test_every_closure_has_a_benchmark_of_its_own(verified):
    economy = loaded()
    for _ in range(2):
        cge.solve(economy, scenario())
        cge.solve(economy, scenario(closure="short_run"))
    assert len(verified) == 6
    assert len(set(map(id, verified))) == 2


@pytest.mark.parametrize(
    "other",
    [
        lambda economy: pickle.loads(pickle.dumps(economy)),
        copy.copy,
        copy.deepcopy,
        lambda economy: economy.with_elasticities(sigma_import_source=1.5),
    ],
    ids=["pickle", "copy", "deep copy", "other elasticities"],
)
def test_another_economy_is_verified_for_itself(verified, other):
    economy = loaded()
    cge.solve(economy, scenario())
    result = cge.solve(other(economy), scenario())
    assert len(verified) == 4
    assert result.verified, result.verdict


def test_data_that_somebody_replaced_are_not_taken_for_the_old():
    economy = loaded()
    before = cge.solve(economy, scenario())
    economy.benchmark["sales"] = economy.benchmark["sales"] * 1.01
    after = cge.solve(economy, scenario())
    assert "benchmark: recomputed: " in after.verdict
    assert after.data.attrs["data_hash"] != before.data.attrs["data_hash"]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.attrs.update(title="another"),
        lambda data: data["sales"].attrs.update(source="another"),
    ],
)
def test_what_somebody_says_of_the_data_counts(change):
    economy = loaded()
    before = cge.solve(economy, scenario())
    change(economy.benchmark)
    after = cge.solve(economy, scenario())
    assert after.data.attrs["inputs_digest"] != before.data.attrs["inputs_digest"]
    assert after.verify(), after.verify().verdict


def test_a_benchmark_that_is_kept_cannot_be_written_to():
    economy = loaded().with_elasticities(sigma_import_source=1.5)
    values = cge.solve(economy, scenario())._solved.values["benchmark"]
    for array in values.values():
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
