"""Every public callable, every argument, values of every type: a result, or a refusal in words."""

import inspect
import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml

import calibration
import cge
from calibration import InputError, random_benchmark
from calibration.arguments import explained, fits
from cge.inputs.facts import shipped_facts
from cge.inputs.groups import shipped_groups
from cge.results.decomposition import Decomposition
from tests.calibration.cleaning.test_steps import AGENTS, INPUTS, table_of
from tests.calibration.importing.test_shares import world

WRONG = (
    *(None, 3, -1.5, np.nan, "a", "", [], {}, object(), b"x", Path("nowhere")),
    *([None], ["a", 3], [[1]], {3: "b"}, {"region": None}, 10**400, -1, complex(1, 2)),
    *("\x00", "a" * 5000, "/proc/self/mem", xr.Dataset(), xr.Dataset({"sales": 3.0})),
)
# By default each argument gets every third value, and neighbours get others.
LONG, EVERY = os.environ.get("CGE_PROPERTIES") == "long", 6
REFUSALS = (InputError, cge.SolveError)
WORDS = {"title": "t", "description": "d", "reference": "r"}
FIGURE = {
    "title": "t",
    "statistic": "real_gdp",
    "value": 1.0,
    "unit": "%",
    "error": 1.0,
    "source": "s",
    "status": "quoted",
}
UNSURE = {
    **WORDS,
    "numbers": {
        "n": {"parameter": "sigma_import_source", "times": {"normal": {"sd": 0.1}}, "source": "s"}
    },
}
PLAN = {
    "title": "t",
    "packages": {"p": {"shocks": [{"parameter": "productivity", "percent": 1}]}},
}
TEST = {
    **{key: UNSURE[key] for key in ("title", "description", "reference")},
    "from": "wiod-2008-20x17",
    "to": "wiod-2011-20x17",
    "packages": PLAN["packages"],
    "steps": {"s": ["p"]},
}
MAPPING = "dimension,member,label\nregion,R1,A\nregion,R2,A\nsector,S1,S1\nsector,S2,S2\n"
OWN = {
    "elasticities": "parameter,label,value,source,year\nsigma_top,S1,1,x,2020\n",
    "tariffs": "sector,origin,destination,rate,unit,source,year\nS1,R1,R2,5,percent,x,2020\n",
    "emissions": "activity,region,value,unit,source,year\nS1,R1,1,Mt,x,2020\n",
}
# Methods that ask for objects of the package's own, and are no door for a user.
INNER = {
    "kept",
    "of_kept",
    "known",
    "named",
    "beside",
    "check_shocks",
    "model_post_init",
    "from_document",
    "refuse_other_shapes",
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Name of a callable -> it, and arguments with which it works, or nearly."""
    folder = tmp_path_factory.mktemp("files")
    data, many = random_benchmark(2, 2, seed=1), random_benchmark(9, 1, seed=1)
    economy, plan = cge.load(data), cge.Scenario.from_dict(PLAN)
    result = cge.solve(economy, plan)
    file = result.to_netcdf(folder / "result.nc")
    (folder / "mapping.csv").write_text(MAPPING)
    mapping = folder / "mapping.csv"
    told = "sector,part,what,where,value,source,found,note\nS1,S1-A,output,all,20,x,assumed,\n"
    (folder / "parts.csv").write_text(told)
    parts = calibration.read_parts(folder / "parts.csv", data)
    shares, _ = world(regions=["A", "B"], sectors=["x", "y"])
    (folder / "flows.csv").write_text(
        "origin,sector,destination,user,value\n"
        "A,x,A,x,1\nA,x,B,x,1\nB,x,B,x,1\nB,x,A,HFCE,2\nA,x,A,HFCE,3\nA,x,B,HFCE,4\n"
    )
    own = {name: folder / f"{name}.csv" for name in OWN}
    for name, path in own.items():
        path.write_text(OWN[name])
    told = "variable,region,value,unit,source,year\ngdp,R1,2,%,x,2024\n"
    (folder / "targets.csv").write_text(told)
    draws = xr.Dataset({"sigma_top": ("draw", [0.5])})
    tested = cge.Backtest.from_dict(TEST)
    compared = cge.backtest(tested, start=data, end=data)
    swept = cge.sweep(economy, plan, UNSURE, draws=2, workers=1)
    (folder / "plan.yaml").write_text(yaml.safe_dump(PLAN))
    figure = {**FIGURE, "scenario": str(folder / "plan.yaml")}
    figures = cge.Targets.from_dict({**WORDS, "targets": {"f": figure}})
    given = {
        "load": (cge.load, {"data": data}),
        "solve": (cge.solve, {"economy": economy, "scenario": plan}),
        "compare": (cge.compare, {"first": result, "second": result}),
        "rerun": (cge.rerun, {"result": result}),
        "export": (cge.export, {"economy": economy, "path": folder / "model.gms"}),
        "bundle": (
            cge.bundle,
            {"results": [file], "path": folder / "archive.zip", "check": False},
        ),
        "solve_many": (cge.solve_many, {"economy": economy, "draws": draws}),
        "sweep": (
            cge.sweep,
            {"economy": economy, "scenario": plan, "uncertainty": UNSURE, "draws": 2, "workers": 1},
        ),
        "targets": (cge.targets, {"files": figures, "economy": economy}),
        "at_means": (
            cge.at_means,
            {"economy": economy, "scenario": plan, "numbers": UNSURE},
        ),
        "fit": (cge.fit, {"targets": figures, "free": UNSURE, "economy": economy}),
        "rebalanced": (calibration.rebalanced, {"benchmark": data, "changed": {}}),
        "decompose": (cge.decompose, {"economy": economy, "scenario": plan, "steps": 1}),
        "mac": (cge.mac, {"economy": economy, "region": "R1", "prices": [10]}),
        "backtest": (
            cge.backtest,
            {"test": tested, "start": data, "end": data, "factors": [0.5, 1, 2]},
        ),
        "Backtest.from_dict": (cge.Backtest.from_dict, {"data": TEST}),
        "Backtest.from_file": (cge.Backtest.from_file, {"path": folder / "none.yaml"}),
        "leakage_channels": (
            cge.leakage_channels,
            {"economy": economy, "scenario": plan, "home": "R1", "fuels": "S1"},
        ),
        "open_result": (cge.open_result, {"path": file}),
        "optimise": (cge.optimise, {"economy": economy, "problem": "none"}),
        "Problem.from_dict": (cge.Problem.from_dict, {"data": {}}),
        "Problem.from_file": (cge.Problem.from_file, {"path": folder / "none.yaml"}),
        "accounts": (calibration.accounts, {"dataset": data}),
        "aggregate": (
            calibration.aggregate,
            {"dataset": data, "mapping": calibration.read_mapping(mapping, data)},
        ),
        "check_benchmark": (calibration.check_benchmark, {"dataset": data}),
        "close_accounts": (calibration.close_accounts, {"stored": data}),
        "complete_benchmark": (calibration.complete_benchmark, {"dataset": data}),
        "energy": (calibration.energy, {"dataset": data}),
        "implied_prices": (calibration.implied_prices, {"dataset": data}),
        "members": (calibration.members, {"dataset": data, "dimension": "region"}),
        "open_benchmark": (calibration.open_benchmark, {"path": folder / "none.nc"}),
        "random_benchmark": (calibration.random_benchmark, {"regions": 2, "sectors": 2}),
        "read_groups": (calibration.read_groups, {"path": folder / "none.yaml"}),
        "read_gtap": (calibration.read_gtap, {"paths": folder / "gtap.har"}),
        "read_har": (calibration.read_har, {"path": folder / "gtap.har"}),
        "write_har": (
            calibration.write_har,
            {
                "path": folder / "gtap.har",
                "arrays": [calibration.HeaderArray("ONE", "one", np.ones(1))],
            },
        ),
        "read_mapping": (calibration.read_mapping, {"path": mapping, "dataset": data}),
        "read_facts": (calibration.read_facts, {"folder": folder}),
        "validate": (
            calibration.validate,
            {"benchmark": data, "facts": shipped_facts(), "groups": shipped_groups()},
        ),
        "read_targets": (
            calibration.read_targets,
            {"path": folder / "targets.csv", "dataset": data},
        ),
        "update": (calibration.update, {"benchmark": data, "targets": folder / "targets.csv"}),
        "balance": (
            calibration.balance,
            {"seed": data["distance"], "margins": [1e4], "steps": 20},
        ),
        "rates_on": (calibration.rates_on, {"dataset": data, "date": "none"}),
        "factor_parts": (calibration.factor_parts, {"dataset": data}),
        "with_factors": (calibration.with_factors, {"dataset": data, "factors": []}),
        "with_gases": (calibration.with_gases, {"dataset": data}),
        "read_parts": (
            calibration.read_parts,
            {"path": folder / "parts.csv", "dataset": data},
        ),
        "split": (calibration.split, {"dataset": data, "parts": parts}),
        "split_of": (calibration.split_of, {"path": mapping}),
        "with_carbon_prices": (
            calibration.with_carbon_prices,
            {"dataset": data, "path": folder / "prices.csv", "groups": shipped_groups()},
        ),
        "benchmark_of": (
            calibration.benchmark_of,
            {
                "table": table_of(),
                "agents": AGENTS,
                "trade_elasticity": {"goods": 4.0, "services": 5.0},
                "source": "a test",
                "inputs": INPUTS,
            },
        ),
        "from_shares": (
            calibration.from_shares,
            {
                **{name: array for name, array in shares.items() if name != "output"},
                "trade_elasticity": 4.0,
                "source": "a test",
            },
        ),
        "import_table": (
            cge.import_table,
            {"format": "csv", "paths": folder / "flows.csv", "trade_elasticity": 4.0},
        ),
        "etable": (cge.etable, {"results": [result], "name": "macro"}),
        "gravity": (cge.gravity, {"data": many, "sectors": ["S1"]}),
        "read": (calibration.read, {"format": "csv", "paths": folder / "flows.csv"}),
        "own_values": (calibration.own_values, {"dataset": data}),
        **{
            function.__name__: (function, {"dataset": data, "path": path})
            for function, path in (
                (calibration.with_elasticities, own["elasticities"]),
                (calibration.with_tariff_rates, own["tariffs"]),
                (calibration.with_emissions, own["emissions"]),
            )
        },
        "with_tariffs": (calibration.with_tariffs, {"dataset": data, "date": "none"}),
        "with_sales_by_user": (
            calibration.with_sales_by_user,
            {"dataset": data, "sold": data.sales},
        ),
    }
    decomposed = cge.decompose(economy, plan, steps=1)
    needed = {
        "Economy.under": {"closure": economy.closure},
        "Economy.with_elasticities": {"sigma_top": 0.5},
        "Economy.with_abatement": {"elasticity": 0.5, "reference": 50.0},
        "Result.interval": {"statistic": "real_gdp_percent", "sweep": swept},
        "Result.jacobian": {"of": "utility", "wrt": "productivity"},
        "Result.why": {"variable": "utility", "region": "R1"},
        "Result.table": {"name": "macro"},
        "Result.figure": {"name": "map"},
        "Result.report": {"path": folder / "page.html"},
        "Figure.save": {"path": folder / "figure.svg"},
        "Figure.writer": {"path": folder / "figure.svg"},
        "Result.with_decomposition": {"found": decomposed},
        "Table.save": {"path": folder / "table.tex"},
        "Table.rounded": {"digits": 2},
        "Result.compare": {"columns": {"a": "p"}},
        "Result.values": {"experiment": "p"},
        "Result.leakage": {"home": "R1"},
        "Result.indicators": {"of": "trade"},
        "Result.to_netcdf": {"path": folder / "again.nc"},
        "Decomposition.subtotals": {"variable": "output"},
        "Scenario.packages_of": {"experiment": "p"},
        "Scenario.shocks_of": {"packages": ["p"]},
        "Scenario.opened": {"given": PLAN},
        "Scenario.from_dict": {"data": PLAN},
        "Scenario.from_file": {"path": folder / "none.yaml"},
    }
    for kind, owner in (
        (cge.Economy, economy),
        (cge.Result, result),
        (Decomposition, decomposed),
        (cge.Scenario, plan),
        (cge.Table, result.table("macro")),
        (cge.Figure, result.figure("map")),
        (cge.Backtested, compared),
    ):
        for name in public(kind):
            key = f"{kind.__name__}.{name}"
            given[key] = getattr(owner, name), needed.get(key, {})
    return given


def public(kind):
    """Names of the methods of a class that are this package's own and meant for users."""
    for name, member in inspect.getmembers(kind):
        own = getattr(member, "__module__", "") or ""
        called = inspect.isfunction(member) or inspect.ismethod(member)
        if called and own.startswith("cge.") and not name.startswith("_") and name not in INNER:
            yield name


def arguments(function):
    """Names of its arguments; one for each keyword that it collects."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            yield "sigma_top" if "elasticities" in function.__name__ else "region"
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            yield parameter.name


def test_every_public_function_is_tried(good):
    functions = {n for n in cge.__all__ if inspect.isfunction(getattr(cge, n))}
    functions |= {n for n in calibration.__all__ if inspect.isfunction(getattr(calibration, n))}
    assert functions <= set(good)
    assert len(good) > 30


@pytest.mark.filterwarnings("ignore")
def test_a_value_of_any_type_is_used_or_refused_in_words(good, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # "a" is a file that a result may be written to
    tried, faults = 0, []
    for name, (function, needed) in good.items():
        for n, argument in enumerate(arguments(function)):
            for value in WRONG if LONG else WRONG[n % EVERY :: EVERY]:
                tried += 1
                try:
                    function(**{**needed, argument: value})
                except REFUSALS as error:
                    if not str(error).strip():
                        faults.append(f"{name}({argument}={value!r}): no words")
                except Exception as error:  # noqa: BLE001, any other is a fault
                    faults.append(f"{name}({argument}={value!r}): {type(error).__name__}: {error}")
    assert tried > (800 if LONG else 300)
    assert faults == []


def test_what_is_said_names_the_argument():
    with pytest.raises(InputError) as error:
        cge.load(random_benchmark(2, 2), swap=3, numeraire=4)
    assert error.value.problems == [
        "swap: 3 is of type int, not Sequence[str]",
        "numeraire: 4 is of type int, not str or None",
    ]


def test_errors_of_our_own_stay_what_they_are():
    @explained
    def broken(number: int) -> int:
        return [][number]

    with pytest.raises(IndexError):
        broken(1)
    with pytest.raises(InputError, match="number: 'a' is of type str, not int"):
        broken("a")
    with pytest.raises(TypeError, match="missing 1 required"):
        broken()


@pytest.mark.parametrize(
    ("value", "meant", "expected"),
    [
        (3, float, True),
        (True, int, False),
        (np.int64(3), int, True),
        ("a", list[str], False),
        (["a"], list[str], True),
        (["a", 3], list[str], False),
        (("a", 3), tuple[str, int], True),
        (("a", "b"), tuple[str, int], False),
        (("a", "b"), tuple[str, ...], True),
        ({"a": 3}, dict[str, int], True),
        ({"a": "b"}, dict[str, int], False),
        (10**400, float, False),
        (None, str | None, True),
        (3, str | None, False),
        (print, object, True),
    ],
)
def test_what_fits_an_annotation(value, meant, expected):
    assert fits(value, meant) is expected
