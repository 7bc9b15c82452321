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


def test_sensitivity_as_text_and_as_numbers():
    assert "beside those of pca" in call("--sensitivity").output
    table = pd.read_csv(io.StringIO(call("--sensitivity", "--csv").output))
    assert table["spearman"].between(0.9, 1).all()
    assert set(table["method"]) == {"entropy", "equal", "pca"}
    refused = call("--sensitivity", "--latex").output
    assert "--sensitivity: goes with --csv, not with --latex or --out" in refused


def test_exposure_multiplies_activities(tmp_path):
    path = tmp_path / "mine.csv"
    whole = pd.read_csv(io.StringIO(call("--by", "activity", "--csv").output), index_col=0)
    codes = pd.read_csv("data/indicators/technology-intensity.csv")["industry"]
    pd.DataFrame({"industry": codes, "exposure": 0.5}).to_csv(path, index=False)
    words = ("--by", "activity", "--csv", "--exposure", str(path))
    half = pd.read_csv(io.StringIO(call(*words).output), index_col=0)
    numbers = [name for name in whole.columns if name in ("USA", "ROW")]
    assert (half[numbers] / whole[numbers] - 0.5).abs().max().max() < 1e-9
    assert "times the exposure of industries" in " ".join(
        call(*words[:2], *words[3:]).output.split()
    )
    said = call("--rescale").output + call("--exposure", str(path)).output
    assert "--rescale: goes with --exposure" in said
    assert "--exposure: goes with --by activity" in said
