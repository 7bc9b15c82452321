"""Arguments of the wrong type in Python: one message that names the argument and what is meant."""

import re

import pytest
import xarray as xr

import cge
from calibration.errors import InputError, OutputError
from calibration.files.write import text_writer, write_whole
from tests.economy.conftest import scenario_of


@pytest.fixture(scope="module")
def result(random_economy):
    return cge.solve(
        random_economy, scenario_of({"parameter": "productivity", "percent": 1.0, "region": "R1"})
    )


SHOCK = scenario_of({"parameter": "productivity", "percent": 1.0, "region": "R1"})


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"economy": "oecd-icio-2022"}, "economy: 'oecd-icio-2022' is of type str, not an economy"),
        ({"solver": 3}, "solver: 3 is not a mapping"),
        ({"start": "p"}, "start: 'p' is neither a result nor a result and the name"),
        ({"progress": 3}, "progress: 3 cannot be called"),
        ({"scenario": 3}, "scenario: 3 is of type int, not a name or a path"),
    ],
)
def test_solve(random_economy, how, said):
    given = {"economy": random_economy, "scenario": SHOCK} | how
    with pytest.raises(InputError, match=re.escape(said)):
        cge.solve(**given)


@pytest.mark.parametrize(
    "where", ["R1", {"destination": 1}, {"destination": []}, {"destination": "R9"}]
)
def test_jacobian(result, where):
    with pytest.raises(InputError, match=r"where: 'R1' is of type str|destination: "):
        result.jacobian("utility", "tariff_power", where=where)


def test_a_selection_of_a_jacobian_is_one_of_a_scenario(result):
    everywhere = result.jacobian("utility", "tariff_power", where={"destination": "R*"})
    others = result.jacobian("utility", "tariff_power", where={"destination": {"not": "R1"}})
    expected = everywhere.sel(wrt_destination=others["wrt_destination"])
    xr.testing.assert_allclose(others, expected, rtol=1e-10)
    ordered = result.jacobian("utility", "tariff_power", where={"destination": ["R2", "R1"]})
    assert list(ordered["wrt_destination"].to_numpy()) == ["R2", "R1"]


@pytest.mark.parametrize("path", [None, 3])
def test_paths(result, path):
    with pytest.raises(InputError, match="is not a path"):
        result.to_netcdf(path)
    with pytest.raises(InputError, match="is not a path"):
        cge.open_result(path)


def test_a_pipe_is_not_replaced(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="a device or a pipe, which no file replaces"):
        write_whole(tmp_path / "pipe", text_writer("x"))
    assert (tmp_path / "pipe").is_fifo()


def test_a_home_folder_is_meant_by_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert write_whole("~/a.txt", text_writer("x")) == (tmp_path / "a.txt").resolve()


def test_a_loop_of_links(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(InputError):
        write_whole(tmp_path / "loop" / "a.txt", text_writer("x"))
