"""Whatever a user can cause is an InputError or a SolveError that says what to do."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import random_benchmark
from cge.cli.app import app
from cge.economy import size
from cge.economy.economy import worst_residuals
from cge.engine.components import Equation, Parameter, Variable, new_model
from cge.engine.gradients import Gradients
from cge.engine.memory import amount, available
from cge.engine.sensitivity import Sensitivity
from cge.engine.solver import Model
from cge.engine.system import System
from cge.experiments import balanced_trade
from tests.experiments.cases import loaded, scenario

PROBLEM = {
    "title": "Optimal tariff",
    "controls": {
        "tariff": {
            "lower": 0,
            "upper": 50,
            "shocks": [{"parameter": "tariff_power", "destination": "R1", "set": 1}],
        }
    },
    "objective": {"maximise": [{"variable": "utility", "where": {"region": "R1"}}]},
}
USES = {
    "solve": lambda economy: cge.solve(economy, scenario()),
    "optimise": lambda economy: cge.optimise(economy, cge.Problem.from_dict(PROBLEM)),
    "counts": lambda economy: economy.counts(),
    "residuals": lambda economy: economy.residuals(),
}


# ---------------------------------------------------------------------- memory
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_an_economy_that_does_not_fit_is_refused_before_anything_is_built(use, monkeypatch):
    monkeypatch.setattr(size, "available", lambda: 0.1e6)
    monkeypatch.setattr(System, "_compile", lambda *_: pytest.fail("built"))
    with pytest.raises(cge.InputError) as error:
        use(loaded())
    (said,) = error.value.problems
    assert said.startswith("3 regions x 3 sectors: needs about 0.")
    assert said.endswith(
        " MB of memory, and 0.1 MB is free; choose an aggregation with fewer regions or sectors "
        "(cge list aggregations)"
    )


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_memory_that_runs_out_is_said(use, monkeypatch):
    def fail(*_):
        raise MemoryError("Unable to allocate 3.00 TiB")

    monkeypatch.setattr(System, "_compile", fail)
    with pytest.raises(cge.InputError, match=r"memory ran out \(Unable to allocate 3.00 TiB\)"):
        use(loaded())


def test_memory_needed_grows_with_every_element():
    """A hundredfold by ten times the regions, where flows between regions are most of it."""
    needed = [
        size.memory_needed(e.arrays.features, e.labels | _regions(n))
        for e in (loaded(),)
        for n in (100, 1000)
    ]
    assert 90 < needed[1] / needed[0] < 100


def _regions(count):
    labels = [f"R{k}" for k in range(count)]
    return dict.fromkeys(("region", "origin", "destination"), labels)


def test_derivatives_that_do_not_fit_are_refused(monkeypatch):
    result = cge.solve(loaded(), scenario())
    monkeypatch.setattr(size, "available", lambda: 1000.0)
    message = "derivatives of 27 elements of 'trade' by 27 of 'tariff_power': .*with 'where'"
    with pytest.raises(cge.InputError, match=message):
        result.jacobian("trade", "tariff_power")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of the address space")
def test_the_limit_of_a_process_counts():
    program = (
        "import resource, cge\n"
        "from cge.engine.memory import available\n"
        "limit = 40 << 30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (limit, limit))\n"
        "assert 0 < available() < limit\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_there_is_memory():
    free = available()
    assert free is not None
    assert 1e7 < free < 1e14


@pytest.mark.parametrize(
    ("number", "words"),
    [(0.4e6, "0.4 MB"), (123e6, "123 MB"), (2.34e9, "2.3 GB"), (4.56e12, "4,560 GB")],
)
def test_amounts_in_words(number, words):
    assert amount(number) == words


# ---------------------------------------------------------------------- the equations
def test_equations_and_unknowns_that_do_not_match_are_an_input_error():
    """Data that no check has seen: a factor that pays where it is not."""
    economy = loaded()
    paid = economy.benchmark.value_added.copy()
    paid.loc[{"factor": "capital", "region": "R1"}] *= -1
    broken = replace(economy, benchmark=economy.benchmark.assign(value_added=paid))
    for use in (USES["counts"], USES["residuals"], USES["solve"]):
        with pytest.raises(cge.InputError, match=r"equations .* for .* unknowns"):
            use(broken)


def test_an_equation_without_a_number_is_the_worst():
    system = loaded().model.system
    found = worst_residuals({"E_income": np.array([1e-3, np.nan, -2e-3])}, system)
    assert np.isnan(found.worst[0])
    assert found.label[0] == "R2"


def curve(rule, start):
    """One equation in one unknown."""
    m = new_model("curve", {"k": ["k"]})
    m.force = Parameter(m.k, values=np.zeros(1))
    m.x = Variable(m.k, initial=np.array([start]), positive=False, tear=True)
    m.E_x = Equation(m.k, rule=lambda m, k: rule(m.x[k], m.force[k]), determines=m.x)
    return m


def test_a_singular_matrix_on_a_path():
    """x^2 = force: its slope is 0 at the start, and there is no solution for -1."""
    with pytest.raises(cge.SolveError):
        Model(System(curve(lambda x, f: x**2 == f, 0.0))).solve({"force": np.array([-1.0])})


def test_a_singular_matrix_of_derivatives():
    model = curve(lambda x, f: x**2 == f, 0.0)
    at = {"x": np.zeros(1), "force": np.zeros(1)}
    with pytest.raises(cge.SolveError, match="do not determine the unknowns"):
        Sensitivity(model, "x", "force").at(at, np.array([0]), np.array([0]))
    gradients = Gradients(model, {"minimise": {"x": np.ones(1)}}, ["force"])
    with pytest.raises(cge.SolveError, match="do not determine the unknowns"):
        gradients.at(at, {"force": np.ones((1, 1))})


def test_what_is_reported_may_have_no_solution():
    """y^2 = 1 - force, which no outer equation needs."""
    m = curve(lambda x, f: x + f == 1, 1.0)
    m.y = Variable(m.k, initial=np.ones(1), positive=False)
    m.E_y = Equation(m.k, rule=lambda m, k: m.y[k] ** 2 == 1 - m.force[k], determines=m.y)
    with pytest.raises(cge.SolveError, match="'y' at k does not settle"):
        Model(System(m)).solve({"force": np.array([2.0])})


def test_a_sparse_block_may_be_singular():
    """A long chain: the factors of its block are sparse."""
    count = 1200
    m = new_model("chain", {"k": [str(k) for k in range(count)], "one": ["one"]})
    m.weight = Parameter(m.k, values=np.ones(count))
    m.x = Variable(m.one, initial=np.ones(1), tear=True)
    m.y = Variable(m.k, initial=np.ones(count), positive=False)
    m.E_y = Equation(m.k, rule=lambda m, k: m.weight[k] * m.y[k] == m.x["one"], determines=m.y)
    m.E_x = Equation(m.one, rule=lambda m, k: m.x[k] == sum(m.y[j] for j in m.k) / count)
    m.E_x.determines = m.x
    with pytest.raises(cge.SolveError):
        Model(System(m)).solve({"weight": np.zeros(count)})


# ---------------------------------------------------------------------- the command line
def test_trade_that_cannot_be_balanced_is_said_in_a_line(monkeypatch, tmp_path):
    def fail(_economy):
        raise cge.SolveError("balancing trade first: no")

    monkeypatch.setattr(balanced_trade, "_solution", fail)
    path = tmp_path / "data.nc"
    random_benchmark(3, 3, seed=1).to_netcdf(path)
    found = CliRunner().invoke(app, ["check", "--data", str(path), "--closure", "balanced_trade"])
    assert found.exit_code == 1
    assert found.stderr == "cge: no solution: balancing trade first: no\n"
    assert found.exception is None or isinstance(found.exception, SystemExit)
