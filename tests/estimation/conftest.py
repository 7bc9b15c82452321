"""A small world whose figures are made by the model itself, with known numbers."""

from __future__ import annotations

import pytest

import cge
from calibration import random_benchmark

WORDS = {"title": "t", "description": "d", "reference": "r"}
SCENARIO_FILE = """\
title: A tariff, and technology
packages:
  tariff:
    shocks: [{parameter: tariff_power, destination: R1, add_points: 20}]
  tech:
    shocks: [{parameter: productivity, region: R2, percent: 2}]
experiments: {tariff: [tariff], both: [tariff, tech]}
"""
FREE = {
    **WORDS,
    "numbers": {
        "trade": {
            "parameter": ["sigma_import_source", "sigma_domestic_import"],
            "times": {"normal": {"sd": 0.3}, "low": 0.1},
            "source": "s",
        },
        "factors": {
            "parameter": "sigma_value_added",
            "times": {"normal": {"sd": 0.5}, "low": 0.05},
            "source": "s",
        },
        "tech": {"size_of": "tech", "times": {"normal": {"sd": 0.5}}, "source": "s"},
    },
}
TRUTH = {"trade": 1.2, "factors": 0.8, "tech": 1.3}
ASKED = {
    "imports": ("import_volume", "tariff", {"region": "R1"}),
    "exports": ("export_volume", "tariff", {"region": "R2"}),
    "gdp": ("real_gdp", "both", {"region": "R2"}),
    "output": ("output_quantity", "both", {"sector": "S1", "region": "R1"}),
    "capital": ("factor_price", "tariff", {"factor": "capital", "region": "R1"}),
}


@pytest.fixture(scope="session")
def economy():
    """The world."""
    return cge.load(random_benchmark(3, 4, seed=6))


@pytest.fixture(scope="session")
def scenario_file(tmp_path_factory):
    """The scenario as a file, which targets name."""
    path = tmp_path_factory.mktemp("fit") / "plan.yaml"
    path.write_text(SCENARIO_FILE)
    return path


@pytest.fixture(scope="session")
def figures(economy, scenario_file):
    """Figures of the model with the numbers of `TRUTH`, each with an error of a tenth."""
    benchmark = economy.benchmark
    changed = {
        name: TRUTH["trade"] * benchmark[name]
        for name in ("sigma_import_source", "sigma_domestic_import")
    }
    changed["sigma_value_added"] = TRUTH["factors"] * benchmark["sigma_value_added"]
    plan = cge.Scenario.from_file(scenario_file).to_dict()
    plan["packages"]["tech"]["shocks"][0]["percent"] *= TRUTH["tech"]
    result = cge.solve(economy.with_elasticities(**changed), cge.Scenario.from_dict(plan))
    assert result.verified
    found = {}
    for name, (statistic, experiment, where) in ASKED.items():
        table = getattr(result.stats, statistic)(by=(), where=where)
        found[name] = float(table.percent.sel(experiment=experiment))
    return found


@pytest.fixture(scope="session")
def targets(figures, scenario_file):
    """Makes targets of some of the figures, with others in their place where given."""

    def made(*names, **other):
        chosen = {}
        for name in names or ASKED:
            statistic, experiment, where = ASKED[name]
            value = other.get(name, figures[name])
            chosen[name] = {
                "title": name,
                "scenario": str(scenario_file),
                "experiment": experiment,
                "statistic": statistic,
                "where": where,
                "value": value,
                "unit": "%",
                "error": abs(figures[name]) / 10,
                "source": "s",
                "status": "quoted",
            }
        return cge.Targets.from_dict({**WORDS, "targets": chosen})

    return made
