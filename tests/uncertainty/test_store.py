"""Draws that are kept: only what is being solved is lost, and a sweep goes on bit for bit."""

import copy
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import InputError
from cge.uncertainty.journal import Journal, Record
from tests.uncertainty.conftest import SPEC

ROOT = Path(__file__).parents[2]


def record(draw, value=1.0):
    failures = {"shock": ("no equilibrium found", "at 7 % of the shock: é")} if draw == 2 else {}
    return Record(draw, np.array([value, np.nan, draw]), failures, 0.5)


def test_a_journal_gives_back_what_was_added(tmp_path):
    journal = Journal(tmp_path / "draws.part")
    assert journal.recover() == []
    for draw in range(3):
        journal.add(record(draw))
    found = journal.recover()
    assert [each.draw for each in found] == [0, 1, 2]
    np.testing.assert_array_equal(found[1].outcome, record(1).outcome)
    assert found[2].failures == record(2).failures


@pytest.mark.parametrize("lost", [1, 10, 40])
def test_what_a_killed_process_left_unfinished_is_cut_off(tmp_path, lost):
    journal = Journal(tmp_path / "draws.part")
    journal.add(record(0))
    whole = journal.path.stat().st_size
    journal.add(record(1))
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:-lost])
    assert [each.draw for each in journal.recover()] == [0]
    assert journal.path.stat().st_size == whole
    journal.add(record(1))
    assert [each.draw for each in journal.recover()] == [0, 1]


def test_a_damaged_record_is_not_taken(tmp_path):
    journal = Journal(tmp_path / "draws.part")
    journal.add(record(0))
    content = bytearray(journal.path.read_bytes())
    content[-1] ^= 1
    journal.path.write_bytes(content)
    assert journal.recover() == []


def same(one, other):
    xr.testing.assert_identical(one.data.drop_attrs(), other.data.drop_attrs())


def test_a_stopped_sweep_goes_on_bit_for_bit(economy, scenario, tmp_path):
    whole = cge.sweep(economy, scenario, SPEC, draws=9, workers=1)

    class StopError(Exception):
        pass

    def stop(_event, done, **_):
        if done == 4:
            raise StopError

    with pytest.raises(StopError):
        cge.sweep(economy, scenario, SPEC, draws=9, workers=1, store=tmp_path / "s", progress=stop)
    done = []
    again = cge.sweep(
        economy,
        scenario,
        SPEC,
        draws=9,
        workers=1,
        store=tmp_path / "s",
        progress=lambda _event, **info: done.append(info["done"]),
    )
    assert done == [5, 6, 7, 8, 9]
    same(whole, again)
    read = cge.sweep(economy, scenario, SPEC, draws=9, workers=1, store=tmp_path / "s")
    same(whole, read)
    more = cge.sweep(economy, scenario, SPEC, draws=12, workers=1, store=tmp_path / "s")
    np.testing.assert_array_equal(
        more.data.equivalent_variation[:9], whole.data.equivalent_variation
    )
    (chunk,) = (tmp_path / "s").rglob("*.nc")
    assert not list((tmp_path / "s").rglob("*.part"))
    stored = xr.load_dataset(chunk)
    assert stored.equivalent_variation.dims == ("draw", "experiment", "region")
    assert stored.equivalent_variation.attrs["units"] == "million USD"


def test_a_folder_keeps_one_sweep(economy, scenario, tmp_path):
    cge.sweep(economy, scenario, SPEC, draws=2, workers=1, store=tmp_path / "s")
    with pytest.raises(InputError, match="seed: 0 there, 1 here"):
        cge.sweep(economy, scenario, SPEC, draws=2, workers=1, store=tmp_path / "s", seed=1)
    other = copy.deepcopy(SPEC)
    other["numbers"]["size"]["times"]["normal"]["sd"] = 0.3
    with pytest.raises(InputError, match="another sweep"):
        cge.sweep(economy, scenario, other, draws=2, workers=1, store=tmp_path / "s")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "paper.tex").write_text("x")
    with pytest.raises(InputError, match="holds other files"):
        cge.sweep(economy, scenario, SPEC, draws=2, workers=1, store=tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir() if path.suffix] == ["paper.tex"]


SCRIPT = """
import sys
import cge
from calibration import random_benchmark
from tests.economy.conftest import scenario_of
from tests.uncertainty.conftest import SPEC

economy = cge.load(random_benchmark(2, 3, seed=6))
scenario = scenario_of(
    {"parameter": "tariff_power", "destination": "R1", "origin": "R2", "add_points": 10.0},
    {"parameter": "productivity", "region": "R2", "percent": 1.0},
)
cge.sweep(
    economy, scenario, SPEC, draws=400, workers=1, store=sys.argv[1],
    progress=lambda _event, done, **_: print(done, flush=True),
)
"""


def test_killed_without_warning_it_loses_only_the_draw_in_flight(economy, scenario, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", str(script), str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    said = 0
    for line in process.stdout:
        said = int(line)
        if said == 5:
            process.send_signal(signal.SIGKILL)
            break
    rest = [int(line) for line in process.stdout]
    process.wait()
    said = max([said, *rest])
    done = []
    found = cge.sweep(
        economy,
        scenario,
        SPEC,
        draws=said + 2,
        workers=1,
        store=tmp_path / "s",
        progress=lambda _event, **info: done.append(info["before"]),
    )
    assert done[0] in (said, said + 1)  # the last may have been kept and not yet told
    same(found, cge.sweep(economy, scenario, SPEC, draws=said + 2, workers=1))


def test_ten_thousand_draws_are_small(economy, scenario):
    """Of 16 regions, 3 experiments and two dozen statistics; a row in a chunk is compressed."""
    from cge.uncertainty.case import case_of

    case = case_of(economy, scenario, cge.Uncertainty.from_dict(SPEC))
    by_region = sum(column.dims == ("region",) for column in case.layout.statistics)
    alone = len(case.layout.statistics) - by_region
    assert 10_000 * 3 * (16 * by_region + alone) * 8 < 500e6
