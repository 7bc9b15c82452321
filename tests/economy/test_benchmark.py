"""The benchmark is a solution, and nothing happens without a shock."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import numpy as np
import pytest

import cge
from calibration import random_benchmark
from cge.economy import benchmark
from cge.symbols.registry import entries


@pytest.mark.parametrize("aggregation", ["5x6", "16x22"])
def test_benchmark_solves_every_equation(aggregation, teaching, economy):
    chosen = {"5x6": teaching, "16x22": economy}[aggregation]
    table = chosen.residuals()
    assert table.worst.max() < 1e-9, table.sort_values("worst").tail(3)


@pytest.mark.parametrize("seed", range(6))
def test_random_benchmarks_with_zeros_solve_every_equation(seed):
    economy = cge.load(random_benchmark(2 + seed % 4, 1 + seed, seed=seed, zeros=0.3))
    assert economy.residuals().worst.max() < 1e-9


def test_every_component_has_as_many_equations_as_unknowns(economy):
    counts = economy.counts()
    tears = counts.component.isin(["price_factor", "income"])
    assert (counts.equations == counts.unknowns)[~tears].all()
    assert counts.equations.sum() == counts.unknowns.sum()


def test_every_symbol_is_registered_and_every_variable_is_determined(economy):
    system = economy.model.system
    features = economy.arrays.features
    assert set(system.symbols) == {e.name for e in entries(features)}
    determined = {e.target for e in system.equations}
    assert {e.name for e in entries(features, "variable")} - determined == {
        "rent",  # 1 where all factors are mobile
        "public_income",  # 0 where governments have no budget of their own
        *({"emission_rate"} & {e.name for e in entries(features)}),  # where no border asks for it
    }


def test_zero_shock_changes_nothing(teaching, values_of):
    values = values_of(teaching)
    system = teaching.model.system
    income = system.initial["income"].min()
    for name in system.variables:
        before = system.initial[name].reshape(system.symbols[name].shape)
        floor = 1e-6 * np.abs(before).max() or income  # changes that start at zero
        size = np.maximum(np.abs(before), floor)
        assert np.max(np.abs(values[name] - before) / size) < 1e-9, name


def test_preparation_of_a_benchmark_needs_no_pyomo():
    names = [f"{benchmark.__name__}.{m.name}" for m in pkgutil.iter_modules(benchmark.__path__)]
    assert len(names) > 10
    imports = "\n".join(f"import {name}" for name in (*names, "cge.economy.receipts"))
    said = f"{imports}\nimport sys\nprint('pyomo' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
