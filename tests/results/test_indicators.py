"""Tables of indicators: several benchmarks, their changes, what is left out, the command."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import InputError, read_groups
from calibration.inter_industry import emission_accounts
from cge.cli.app import app
from cge.locations import data_directory
from cge.report import table
from cge.results.indicators import KINDS, indicators, with_changes


@pytest.fixture(scope="module")
def groups():
    return read_groups(data_directory() / "groups.yaml")


def test_levels_and_changes(economy, groups):
    before = economy.benchmark
    after = before.assign(co2=2 * before.co2)
    found = with_changes(indicators({"benchmark": before, "dirtier": after}, "emissions", groups))
    assert list(found.experiment.to_numpy()) == ["benchmark", "dirtier", "dirtier, change"]
    bought = emission_accounts(before).consumption_based
    np.testing.assert_allclose(found.consumption_based.sel(experiment="dirtier"), 2 * bought)
    changed = found.consumption_based.sel(experiment="dirtier, change")
    np.testing.assert_allclose(changed, bought, rtol=1e-10)
    assert found.consumption_based.attrs["units"] == "Mt CO2"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_prints_and_is_finite(economy, groups, kind):
    found = indicators({"benchmark": economy.benchmark}, kind, groups)
    assert all(np.isfinite(found[name]).all() for name in found.data_vars)
    for form in ("text", "csv", "latex", "markdown"):
        assert "benchmark" in table(found, form)


def test_a_group_that_cuts_a_label_is_left_out_and_said(teaching, groups):
    found = indicators({"benchmark": teaching.benchmark}, "trade", groups)
    assert "high_technology_percent" not in found
    assert "sector 'HVY' is only partly in group 'goods'" in found.attrs["left_out"]


def test_wrong_arguments(economy, groups):
    with pytest.raises(InputError, match="unknown kind 'trad'; did you mean 'trade'"):
        indicators({"benchmark": economy.benchmark}, "trad", groups)
    with pytest.raises(InputError, match="no benchmark"):
        indicators({}, "trade", groups)


def test_the_command():
    run = CliRunner().invoke
    printed = run(app, ["indicators", "--aggregation", "5x6", "--of", "emissions", "--csv"])
    assert printed.exit_code == 0
    assert printed.stdout.splitlines()[1].startswith("benchmark,CHN,")
    refused = run(app, ["indicators", "--csv", "--latex"])
    assert refused.exit_code == 2
    assert "choose one" in refused.output
    assert "add --of" in refused.output
