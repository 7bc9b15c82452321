"""One measured case per function, each run in a process of its own: ``python -m benchmarks.cases``.

The shock is a 25-point tariff of one region on all its imports.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import calibration
import cge
from cge.economy.economy import Economy

REPEATS = 5
POINTS = 0.25


def tariff(economy: Economy, region: int) -> dict[str, np.ndarray]:
    """Tariff powers with 25 points on what one region imports."""
    power = economy.parameter_arrays["tariff_power"].copy()
    foreign = np.arange(power.shape[1]) != region
    power[:, foreign, region] += POINTS
    return {"tariff_power": power}


def welfare(economy: Economy, values: dict[str, np.ndarray]) -> list[float]:
    """Equivalent variation in % of income, by region."""
    income = economy.parameter_arrays["income_benchmark"]
    return (100 * values["equivalent_variation"] / income).tolist()


def residual(economy: Economy, values: dict[str, np.ndarray]) -> float:
    """Largest relative residual of all equations."""
    return max(float(np.abs(r).max()) for r in economy.model.system.residuals(values).values())


def counterfactual(aggregation: str) -> dict[str, object]:
    """Counterfactuals on a model already built, each a shock of its own."""
    economy = cge.load(aggregation=aggregation)
    model = economy.model
    model.solve(tariff(economy, 0))  # what is made once for all counterfactuals
    seconds, worst = [], 0.0
    for region in range(REPEATS):
        shock = tariff(economy, region)
        started = time.perf_counter()
        values = model.solve(shock).values
        seconds.append(time.perf_counter() - started)
        worst = max(worst, residual(economy, values))
    return {"seconds": seconds, "residual": worst, "welfare": welfare(economy, values)}


def whole(aggregation: str) -> dict[str, object]:
    """Load, calibrate, compile, solve once, verify the equations."""
    started, busy = time.perf_counter(), time.process_time()
    economy = cge.load(aggregation=aggregation)
    values = economy.model.solve(tariff(economy, 0)).values
    seconds = time.perf_counter() - started
    return {
        "seconds": [seconds],
        "processor": time.process_time() - busy,
        "residual": residual(economy, values),
        "unknowns": len(economy.labels["region"]) * len(economy.labels["sector"]),
    }


def by_user(size: str) -> dict[str, object]:
    """Sourcing by user: calibrate, compile and solve a random economy, or a benchmark in a file."""
    if Path(size).suffix:
        data = calibration.open_benchmark(Path(size))
    else:
        regions, sectors = (int(n) for n in size.split("x"))
        data = calibration.random_benchmark(regions, sectors, seed=1, by_user=True)
    started, busy = time.perf_counter(), time.process_time()
    economy = cge.load(data)
    values = economy.model.solve(tariff(economy, 0)).values
    return {
        "seconds": [time.perf_counter() - started],
        "processor": time.process_time() - busy,
        "residual": residual(economy, values),
    }


def asl(aggregation: str) -> dict[str, object]:
    """The same shock on the same model, expanded and solved through Pyomo's ASL route."""
    from pyomo.environ import SolverFactory, value

    from cge.economy.equations.model import build_model
    from cge.engine.expansion import expand

    economy = cge.load(aggregation=aggregation)
    parameters = {**economy.parameter_arrays, **tariff(economy, REPEATS - 1)}
    started = time.perf_counter()
    model = expand(build_model(economy.arrays, parameters, economy.closure))
    solver = SolverFactory("cyipopt")
    solver.config.options.update({"tol": 1e-9, "nlp_scaling_method": "none", "sb": "yes"})
    solver.solve(model)
    seconds = time.perf_counter() - started
    income = economy.parameter_arrays["income_benchmark"]
    found = [value(model.equivalent_variation[r]) for r in economy.labels["region"]]
    return {"seconds": [seconds], "welfare": (100 * np.array(found) / income).tolist()}


CASES: dict[str, Callable[[str], dict[str, object]]] = {
    "counterfactual": counterfactual,
    "whole": whole,
    "by_user": by_user,
    "asl": asl,
}


def main() -> None:
    """Run one case on one aggregation and print what was measured as JSON."""
    name, aggregation = sys.argv[1:3]
    found = CASES[name](aggregation)
    found["peak_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps(found))


if __name__ == "__main__":
    main()
