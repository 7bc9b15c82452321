"""Draws on processes of dask: the same numbers, also where one of them dies."""

import os
import signal

import pytest
import xarray as xr

import cge
from calibration import InputError
from cge.uncertainty import workers
from tests.uncertainty.conftest import SPEC

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")


def test_two_workers_find_the_same_and_one_may_die(economy, scenario, monkeypatch):
    alone = cge.sweep(economy, scenario, SPEC, draws=14, workers=1)
    killed = []

    def kill_one(_event, done, **_):
        if done == 3 and not killed:
            (client,) = list(distributed.client._global_clients.values())
            worker = next(iter(client.run(os.getpid).values()))
            killed.append(worker)
            os.kill(worker, signal.SIGKILL)

    both = cge.sweep(economy, scenario, SPEC, draws=14, workers=2, progress=kill_one)
    assert killed
    xr.testing.assert_identical(both.data.drop_attrs(), alone.data.drop_attrs())


def test_an_address_where_nothing_answers(economy, scenario, monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    with pytest.raises(InputError, match=r"scheduler: nothing answers at 'tcp://127\.0\.0\.1:9'"):
        cge.sweep(economy, scenario, SPEC, draws=2, scheduler="tcp://127.0.0.1:9")
