"""The shipped backtests and their tables, and the command."""

import csv

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import members, open_benchmark
from cge.cli.app import app
from cge.inputs.find import shipped

YEARS = (1995, 2007, 2008, 2011)


def opened(name):
    return open_benchmark(shipped("benchmarks")[name], trusted=True)


def test_the_table_of_2011_is_that_of_the_finer_benchmark():
    """Built by another script, which keeps sales by user, and summed here by hand.

    What was negative is set to zero at one step in one and at another in the other.
    """
    fine, coarse = opened("wiod-2011"), opened("wiod-2011-20x17")
    sectors, regions = members(coarse, "sector"), members(coarse, "region")
    for sector, inside in sectors.items():
        for region, here in regions.items():
            found = fine["sales"].sel(sector=list(inside), origin=list(here)).sum()
            told = coarse["sales"].sel(sector=sector, origin=region).sum()
            assert float(told) == pytest.approx(float(found), rel=2e-3)


def test_china_grew_and_trade_outgrew_the_world_until_the_recession():
    shares, ratios = {}, {}
    for year in YEARS:
        table = opened(f"wiod-{year}-20x17")
        abroad = table["sales"].where(table["origin"] != table["destination"], 0)
        shares[year] = float(abroad.sel(origin="CHN").sum() / abroad.sum())
        ratios[year] = float(abroad.sum() / table["value_added"].sum())
    assert shares[1995] < shares[2007] < shares[2011]
    assert ratios[1995] < ratios[2007]
    assert ratios[2011] < ratios[2008]


def run(*arguments):
    return CliRunner().invoke(app, ["backtest", *arguments])


def test_the_command_prints_and_writes(tmp_path):
    done = run("wiod-2008-2011", "--out", str(tmp_path / "out"), "--fit")
    assert done.exit_code == 0, done.output
    assert "The great recession, 2008 to 2011" in done.stdout
    assert "Elasticities among sources, 'all_known'" in done.stdout
    with (tmp_path / "out" / "scores.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["rule"] for row in rows} == {
        *("tariffs", "tariffs_and_growth", "all_known", "no_change", "gravity"),
    }
    with (tmp_path / "out" / "changes.csv").open(newline="") as stream:
        flows = list(csv.DictReader(stream))
    weights = np.array([float(row["weight"]) for row in flows])
    assert weights.sum() == pytest.approx(1)
    # The table of scores follows from that of changes.
    there = weights > 0
    errors = [abs(float(row["all_known"]) - float(row["after"]))
              for row, kept in zip(flows, there, strict=True) if kept]  # fmt: skip
    (said,) = (
        float(row["error"])
        for row in rows
        if (row["measure"], row["level"], row["rule"]) == ("own_gdp", "flows", "all_known")
    )
    assert said == pytest.approx(np.average(errors, weights=weights[there]))
    assert r"\caption" in (tmp_path / "out" / "scores.tex").read_text()


def test_the_command_refuses_in_words():
    done = run("wiod-2008-2012")
    assert done.exit_code != 0
    assert "did you mean 'wiod-2008-2011'?" in done.output
    assert "did you mean 'own_gdp'" in run("wiod-2008-2011", "--measure", "owngdp").output
    assert "choose one" in run("wiod-2008-2011", "--csv", "--latex").output
