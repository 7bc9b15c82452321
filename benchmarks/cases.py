"""What is measured, each case in a process of its own: ``python -m benchmarks.cases CASE SIZE``.

A case is a function of the size of an economy. It returns what it measured by name, and with it
whether all that was solved is verified. Shocks are 25-point tariffs of one region on all imports.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import xarray as xr
from threadpoolctl import threadpool_limits

import calibration
import cge
from benchmarks import peers
from benchmarks.economies import FULL, caliendo_parro, random_economy
from cge.economy.economy import Economy
from cge.inputs.find import find
from cge.scenarios import Package, Shock

Array = np.ndarray
Made = TypeVar("Made")
REPEATS = 5
COLD_RUNS = 3
POINTS = 25.0
DRAWS, FEW_DRAWS = 1000, 200
PACED, STARTING = 240, 24  # draws by which a pace is told, and those before it
TARIFFS = 15_519  # lines of a schedule


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock and of the processor."""

    elapsed: float
    processor: float

    def __truediv__(self, other: Spent) -> Spent:
        return Spent(self.elapsed / other.elapsed, self.processor / other.processor)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.elapsed - other.elapsed, self.processor - other.processor)


@dataclass(frozen=True)
class Found:
    """What a case measured.

    Attributes
    ----------
    spent
        Name -> seconds, or their ratio to those of another code.
    verified
        All solutions hold.
    note
        What else there is to say.
    """

    spent: dict[str, Spent]
    verified: bool
    note: str = ""


def timed(work: Callable[[], Made]) -> tuple[Made, Spent]:
    """The result of some work, and what it took."""
    started, busy = time.perf_counter(), _processor()
    made = work()
    return made, Spent(time.perf_counter() - started, _processor() - busy)


def _processor() -> float:
    """Seconds of the processor so far, of this process and of those that it has waited for."""
    used = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def fastest(spent: Iterable[Spent]) -> Spent:
    """The fastest of several."""
    return min(spent, key=lambda each: each.elapsed)


# ---------------------------------------------------------------------- shocks
def tariff(economy: Economy, number: int) -> cge.Scenario:
    """A tariff of one region."""
    region = economy.labels["region"][number % len(economy.labels["region"])]
    shock = Shock(parameter="tariff_power", destination=region, add_points=POINTS)
    return cge.Scenario(title=f"Tariff of {region}", packages={"tariff": Package(shocks=[shock])})


def powers(economy: Economy, number: int) -> Array:
    """The tariffs of :func:`tariff` (sector, origin, destination)."""
    power = economy.parameter_arrays["tariff_power"].copy()
    foreign = np.arange(power.shape[1]) != number
    power[:, foreign, number] += POINTS / 100
    return power


def welfare(result: cge.Result) -> Array:
    """Equivalent variation in % of income (region)."""
    income = result.data.income.sel(experiment="benchmark")
    change = result.data.equivalent_variation.sel(experiment="tariff")
    return (100 * change / income).to_numpy()


# ---------------------------------------------------------------------- the package alone
def cold_run(scenario: str) -> Found:
    """``cge run`` in a fresh process, all files written."""
    command = [sys.executable, "-m", "cge.cli", "run", scenario, "--quiet", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            timed(lambda k=k: subprocess.run([*command, str(Path(folder, str(k)))], check=True))
            for k in range(COLD_RUNS)
        ]
    return Found({"run": fastest(s for _, s in runs)}, True)


def solve(size: str) -> Found:
    """Load, build and solve; then solve other shocks on the model that is built."""
    data = None if _shipped(size) else random_economy(size)

    def first() -> tuple[Economy, cge.Result]:
        economy = cge.load(aggregation=size) if data is None else cge.load(data)
        return economy, cge.solve(economy, tariff(economy, 0))

    (economy, result), once = timed(first)
    following = [timed(lambda k=k: cge.solve(economy, tariff(economy, k))) for k in range(REPEATS)]
    spent = {"first": once, "next": fastest(s for _, s in following[1:])}
    return Found(spent, result.verified and all(r.verified for r, _ in following))


def _shipped(size: str) -> bool:
    return size in (FULL, "5x6", "16x22")


def draws(size: str) -> Found:
    """Elasticities of trade, a tariff and productivities, drawn together and solved."""
    economy = cge.load(aggregation=size)
    cge.solve(economy, tariff(economy, 0))
    drawn = _drawn(economy)
    found, spent = timed(lambda: cge.solve_many(economy, drawn))
    return Found({"draws": spent}, bool(found.verified.all()))


def sweep(size: str) -> Found:
    """A sweep of a tariff over the elasticities of the default file, by two processes, all in."""
    economy = cge.load(aggregation=size)
    count = FEW_DRAWS if size == FULL else DRAWS
    plan = tariff(economy, 0)
    found, spent = timed(lambda: cge.sweep(economy, plan, draws=count, workers=2))
    return Found({"sweep": spent}, found.verified, f"{count} draws")


def two_workers(size: str) -> Found:
    """Seconds of a draw with two processes over those with one, once all of them are at work."""
    economy = cge.load(aggregation=size)
    one, other = (_pace(economy, count) for count in (1, 2))
    return Found({"pace": Spent(other / one, math.nan)}, True, f"efficiency {one / other:.2f}")


def _pace(economy: Economy, workers: int) -> float:
    """Seconds of a draw, without the start of processes and of their models."""
    told: list[float] = []
    cge.sweep(
        economy,
        tariff(economy, 0),
        draws=PACED + STARTING,
        workers=workers,
        progress=lambda *_, **__: told.append(time.perf_counter()),
    )
    return (told[-1] - told[STARTING]) / (len(told) - 1 - STARTING)


def _drawn(economy: Economy) -> xr.Dataset:
    draw = np.random.default_rng(1)
    sectors, regions = (len(economy.labels[d]) for d in ("sector", "region"))
    source = economy.benchmark.sigma_import_source.to_numpy()
    tariffs = np.full((DRAWS, regions), np.nan)
    tariffs[:, 0] = draw.uniform(0, POINTS, DRAWS)
    return xr.Dataset(
        {
            "sigma_import_source": (
                ("draw", "sector"),
                draw.uniform(0.7, 1.3, (DRAWS, sectors)) * source,
            ),
            "productivity": (("draw", "region"), draw.uniform(0.98, 1.02, (DRAWS, regions))),
            "tariff_power": (("draw", "destination"), tariffs),
        },
        {
            "sector": economy.labels["sector"],
            "region": economy.labels["region"],
            "destination": economy.labels["region"],
        },
    )


def jacobian(size: str) -> Found:
    """Welfare of one region by every tariff, at a solution; the second time, on the same model."""
    economy = cge.load(aggregation=size)
    result = cge.solve(economy, tariff(economy, 0))
    regions = economy.labels["region"]
    runs = [
        timed(lambda r=r: result.jacobian("utility", "tariff_power", at={"region": r}))
        for r in regions[:3]
    ]
    spent = {"first": runs[0][1], "next": fastest(s for _, s in runs[1:])}
    return Found(spent, result.verified, f"the first time {runs[0][1].elapsed:.1f} s")


def schedule(size: str) -> Found:
    """Tariffs from a CSV file, beyond the time of a scenario with one number."""
    economy = cge.load(aggregation=size)
    label = economy.labels
    places = [
        (i, o, d)
        for i in label["sector"]
        for o in label["region"]
        for d in label["region"]
        if o != d
    ]
    every = np.random.default_rng(1).permutation(len(places))[:TARIFFS]
    lines = [",".join((*places[k], "5")) for k in every]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tariffs.csv")
        path.write_text("\n".join(["sector,origin,destination,value", *lines]) + "\n")
        shocks = [
            Shock(parameter="tariff_power", add_points=5.0),
            Shock(parameter="tariff_power", add_points={"csv": str(path)}),
        ]
        plans = [cge.Scenario(title="T", packages={"tariff": Package(shocks=[s])}) for s in shocks]
        cge.solve(economy, plans[0])
        runs = [[timed(lambda p=p: cge.solve(economy, p)) for p in plans] for _ in range(REPEATS)]
    one, many = (fastest(pair[k][1] for pair in runs) for k in (0, 1))
    verified = all(result.verified for pair in runs for result, _ in pair)
    return Found({"beyond": many - one}, verified, f"{many.elapsed:.2f} s in all")


def by_user(size: str) -> Found:
    """Sourcing by user: calibrate, compile and solve a random economy, or a benchmark in a file."""
    if Path(size).suffix:
        data = calibration.open_benchmark(Path(size))
    else:
        regions, sectors = (int(n) for n in size.split("x"))
        data = calibration.random_benchmark(regions, sectors, seed=1, by_user=True)

    def first() -> cge.Result:
        economy = cge.load(data)
        return cge.solve(economy, tariff(economy, 0))

    result, spent = timed(first)
    return Found({"first": spent}, result.verified)


# ---------------------------------------------------------------------- data
def update(name: str) -> Found:
    """New GDP of all regions in a shipped dataset at its finest level, beside opening its file."""
    path = find("benchmarks", name)
    world, opening = timed(lambda: calibration.open_benchmark(path, trusted=True))
    growth = np.random.default_rng(1).uniform(-3.0, 15.0, world.sizes["region"])
    targets = [
        calibration.Target("gdp", str(region), float(value), "%", 2024, "drawn")
        for region, value in zip(world["region"].to_numpy(), growth, strict=True)
    ]
    runs = [timed(lambda: calibration.update(world, targets)) for _ in range(REPEATS)]
    spent = fastest(each for _, each in runs)
    made, report = runs[0][0]
    held = float(calibration.accounts(made)["relative"].max()) <= 1e-9 and report.miss <= 1e-9
    return Found({"update": spent, "opening": spent / opening}, held, f"{report.steps} steps")


def balance(name: str) -> Found:
    """Sales of a shipped dataset to three margins by entropy, beside RAS to five digits."""
    world = calibration.open_benchmark(find("benchmarks", name), trusted=True)
    sales = world["sales"].drop_attrs()
    draw = np.random.default_rng(1)
    target = sales * np.exp(draw.normal(0.0, 0.3, sales.shape))
    margins = [target.sum(dim) for dim in ("sector", "origin", "destination")]
    (_, report), ours = timed(lambda: calibration.balance(sales, margins, "entropy"))
    _, theirs = timed(lambda: calibration.balance(sales, margins, "ras", tolerance=1e-5))
    note = f"entropy {ours.elapsed:.1f} s to {report.miss:.0e}, RAS {theirs.elapsed:.1f} s to 1e-05"
    return Found({"ras": ours / theirs}, report.miss <= 1e-9, note)


# ---------------------------------------------------------------------- beside other codes
def fixed_point(size: str) -> Found:
    """``cge.solve`` beside the nested fixed points of the same model in NumPy."""
    economy = caliendo_parro(size)
    world = peers.world_of(economy.benchmark)
    plain, tuned = (
        lambda power, tuned=tuned: peers.nested_fixed_point(world, power, tuned)
        for tuned in (False, True)
    )
    return _beside(economy, {"plain": plain, "tuned": tuned})


def chord_newton(size: str) -> Found:
    """``cge.solve`` beside Newton's method with derivatives that are kept, and a fixed point."""
    economy = caliendo_parro(size)
    world = peers.world_of(economy.benchmark)
    newton = peers.ChordNewton(world)
    tuned = lambda power: peers.nested_fixed_point(world, power, tuned=True)  # noqa: E731
    return _beside(economy, {"chord": newton.welfare, "tuned": tuned})


def _beside(economy: Economy, codes: dict[str, Callable[[Array], Array]]) -> Found:
    """Ratios to the time of other codes, which must find the same welfare."""
    first, once = timed(lambda: cge.solve(economy, tariff(economy, 0)))
    runs = [timed(lambda k=k: cge.solve(economy, tariff(economy, k))) for k in range(REPEATS)]
    ours, spent = fastest(s for _, s in runs), {}
    apart, notes = (
        0.0,
        [f"cge.solve {ours.elapsed:.3f} s, with the model to build {once.elapsed:.2f} s"],
    )
    for name, code in codes.items():
        theirs = []
        for k, (result, _) in enumerate(runs):
            power = powers(economy, k).transpose(0, 2, 1).copy()
            for threads in (1, None):  # they get the better of the two
                with threadpool_limits(threads, user_api="blas"):
                    found, each = timed(lambda c=code, p=power: c(p))
                theirs.append(each)
                apart = max(apart, float(np.abs(found - welfare(result)).max()) / 100)
        best = fastest(theirs)
        spent |= {name: ours / best, f"{name}, cold": once / best}
        notes.append(f"{name} {best.elapsed:.3f} s")
    notes.append(f"welfare within {apart:.0e}")
    verified = first.verified and all(r.verified for r, _ in runs)
    return Found(spent, verified and apart <= 1e-7, ", ".join(notes))


def asl(size: str) -> Found:
    """The same model expanded and solved through Pyomo's ASL route, beside the engine alone."""
    from pyomo.environ import SolverFactory, value

    from cge.economy.equations.model import build_model
    from cge.engine.expansion import expand

    economy = cge.load(aggregation=size)
    shock = {"tariff_power": powers(economy, 0)}
    economy.model.solve(shock)
    runs = [timed(lambda: economy.model.solve(shock)) for _ in range(REPEATS)]
    solver = SolverFactory("cyipopt")
    solver.config.options.update({"tol": 1e-9, "nlp_scaling_method": "none", "sb": "yes"})
    parameters = {**economy.parameter_arrays, **shock}

    def theirs() -> Any:
        model = expand(build_model(economy.arrays, parameters, economy.closure))
        solver.solve(model)
        return model

    model, other = timed(theirs)
    ours = fastest(s for _, s in runs)
    income = economy.parameter_arrays["income_benchmark"]
    found = [value(model.equivalent_variation[r]) for r in economy.labels["region"]]
    apart = np.abs(found - runs[0][0].values["equivalent_variation"]) / income
    note = f"the ASL route {other.elapsed:.1f} s, welfare within {apart.max():.0e}"
    return Found({"asl": ours / other}, bool(apart.max() <= 1e-7), note)


CASES: dict[str, Callable[[str], Found]] = {
    f.__name__: f
    for f in (
        cold_run,
        solve,
        draws,
        sweep,
        two_workers,
        jacobian,
        schedule,
        by_user,
        update,
        balance,
        fixed_point,
        chord_newton,
        asl,
    )
}


def main() -> None:
    """Run one case and print what was measured as JSON."""
    name, size = sys.argv[1:3]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", calibration.InputWarning)
        found = asdict(CASES[name](size))
    used = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found["peak_gb"] = max(u.ru_maxrss for u in used) / 1e6
    print(json.dumps(found))


if __name__ == "__main__":
    main()
