"""Threads and processes load, compile and solve at the same time, and find the same bits."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from typer.testing import CliRunner

import cge
from cge.cli.app import app
from cge.engine.turns import in_turn
from tests.experiments.cases import digest, loaded, scenario, solved_again, solved_anew

SEEDS = (4, 5, 6, 7)
POINTS = (5.0, 10.0, 20.0, 40.0)


def test_threads_load_compile_and_solve_at_the_same_time():
    alone = [solved_anew(seed) for seed in SEEDS]
    with ThreadPoolExecutor(len(SEEDS)) as pool:
        assert list(pool.map(solved_anew, SEEDS)) == alone


def test_threads_share_an_economy():
    asked = {
        f"{points} {closure}": scenario(points, closure=closure)
        for points in POINTS
        for closure in ("standard", "short_run")
    }
    alone = {name: digest(cge.solve(loaded(), plan)) for name, plan in asked.items()}
    economy = loaded()
    names = [*asked, *reversed(asked)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: digest(cge.solve(economy, asked[name])), names))
    assert found == [alone[name] for name in names]


def test_a_solution_does_not_depend_on_those_before():
    economy = loaded()
    first = digest(cge.solve(economy, scenario(10.0)))
    with pytest.raises(cge.SolveError):
        cge.solve(economy, scenario(10.0), solver={"max_iter": 1, "chords": False, "staged": False})
    cge.solve(economy, scenario(200.0))
    economy.model.solve({"productivity": 3 * economy.parameter_arrays["productivity"]})
    assert digest(cge.solve(economy, scenario(10.0))) == first


def test_processes_find_what_this_one_does(monkeypatch):
    """Also with another seed of hashes, by which sets are in another order."""
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    economy = loaded()
    expected = digest(cge.solve(economy, scenario()))
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        handed = pool.submit(solved_again, economy)
        anew = pool.submit(solved_anew, 4)
        assert [handed.result(), anew.result()] == [expected, expected]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_does_not_wait_for_threads_it_does_not_have():
    taken, done = threading.Event(), threading.Event()

    def take():
        with in_turn():
            taken.set()
            done.wait()

    thread = threading.Thread(target=take)
    thread.start()
    taken.wait()
    try:
        child = multiprocessing.get_context("fork").Process(target=_enter)
        child.start()
        child.join(20)
        assert child.exitcode == 0
    finally:
        done.set()
        thread.join()
        if child.is_alive():
            child.kill()


def _enter():
    with in_turn():
        pass


def test_a_command_in_a_thread_leaves_the_process_as_it_was():
    """Signals belong to the main thread, and warnings to the whole process."""
    shown, handler = warnings.showwarning, signal.getsignal(signal.SIGTERM)
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(CliRunner().invoke, app, ["list", "closures"]).result()
    assert found.exit_code == 0, found.output
    assert CliRunner().invoke(app, ["list", "closures"]).exit_code == 0
    assert warnings.showwarning is shown
    assert signal.getsignal(signal.SIGTERM) is handler
