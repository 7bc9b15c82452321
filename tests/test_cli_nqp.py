"""``cge nqp``: tables, files and messages."""

import io

import pandas as pd
import pytest
from typer.testing import CliRunner

from cge.cli.app import app


def call(*words):
    return CliRunner().invoke(app, ["nqp", "--aggregation", "5x6", *words])


def test_prints_index_weights_and_methods():
    said = call().output
    for text in ("Rank, pca", "high_technology_exports", "Spearman (Kendall)", "are imputed"):
        assert text in said


def test_csv_holds_ranks_and_scores():
    table = pd.read_csv(io.StringIO(call("--csv", "--method", "equal").output))
    assert list(table["rank [place]"]) == [1, 2, 3, 4, 5]
    assert table["index [0 to 1]"].is_monotonic_decreasing
    assert table["index [0 to 1]"].between(0, 1).all()


def test_activities_stand_in_rows():
    table = pd.read_csv(io.StringIO(call("--by", "activity", "--csv").output))
    assert list(table["activity"]) == ["PRI", "ENE", "HVY", "HIT", "DIG", "SRV"]
    assert (table["USA"] > table["ROW"]).all()


def test_files_are_written(tmp_path):
    assert call("--out", str(tmp_path), "--without", "firm_adoption").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("manifest.json",),
        *("nqp-activity.csv", "nqp-activity.tex", "nqp-region.csv", "nqp-region.tex"),
        *("nqp-weights.csv", "nqp.pdf", "nqp.png"),
    ]
    weights = pd.read_csv(tmp_path / "nqp-weights.csv")
    assert "firm_adoption" not in set(weights["dimension"])
    assert weights["weight"].sum() == pytest.approx(1, abs=0.01)


def test_all_mistakes_are_named():
    result = call("--method", "entropi", "--by", "sector", "--csv", "--latex")
    assert result.exit_code == 2
    assert "unknown method 'entropi'; did you mean 'entropy'?" in result.output
    assert "'sector' is not a dimension of the index; choose from region, activity" in result.output
    assert "--csv and --latex: choose one" in result.output
