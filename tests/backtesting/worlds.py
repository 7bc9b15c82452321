"""A world made by the model itself: its later year follows from shocks that are known."""

from __future__ import annotations

import cge
from calibration import random_benchmark
from cge.backtesting.schema import Backtest
from cge.backtesting.worlds import early, with_factor

WORDS = {"title": "t", "description": "d", "reference": "r"}
TRUTH = {
    **WORDS,
    "from": "wiod-2008-20x17",
    "to": "wiod-2011-20x17",
    "packages": {
        "growth": {
            "shocks": [
                {"parameter": "endowment", "region": "R1", "percent": 60},
                {"parameter": "productivity", "region": "R2", "percent": 15},
            ]
        },
        "costs": {"shocks": [{"parameter": "iceberg", "origin": "R3", "percent": 20}]},
    },
    "steps": {"part": ["growth"], "whole": ["growth", "costs"]},
}
HEAD = "sector,origin,destination,before,after,status,source\n"
TARIFFS = "all,all,all,10,4,recalled,s\nS1 S2,R1,R2 R3,25,0,recalled,s\n"


def first(seed=3):
    return random_benchmark(5, 4, seed=seed)


def with_tariffs(folder):
    """The backtest as a file, with a table of tariffs beside it."""
    (folder / "tariffs.csv").write_text(HEAD + TARIFFS)
    (folder / "test.yaml").write_text(
        "title: t\ndescription: d\nreference: r\nfrom: wiod-2008-20x17\nto: wiod-2011-20x17\n"
        "tariff_changes: tariffs.csv\n"
        "packages: {growth: {shocks: [{parameter: endowment, region: R1, percent: 60}]}}\n"
        "steps: {tariffs: [tariffs], whole: [tariffs, growth]}\n"
    )
    return Backtest.from_file(folder / "test.yaml")


def later(test, benchmark, factor=1.0):
    """The table of the later year, had elasticities of trade been others by a factor."""
    start, tariffs = early(test, benchmark)
    result = cge.solve(with_factor(cge.load(start), factor), test.plan(tariffs))
    assert result.verified, result.verdict
    return result.as_benchmark("whole")
