"""Spoilt files of every kind and wrong command lines: refused in words, or accepted and sensible.

Whatever a user writes ends in a value that means something, or in an `InputError` or `SolveError`
with a message: no traceback, no hang, nothing half-written, no meaningless value. The draws are
seeded; a failure names its seed. ``CGE_FUZZ=10000`` draws that many inputs in all.
"""

import os
import random
import shutil
import signal
from contextlib import contextmanager

import numpy as np
import pytest
from typer.testing import CliRunner

import cge
from calibration import InputError, random_benchmark, read_groups, read_mapping
from calibration.indicators import read_exposure, read_indicators
from cge.cli.app import app
from cge.scenarios.parameters import shocked_experiments
from tests.fuzz import examples
from tests.fuzz.mutations import NASTY, spoilt_bytes, spoilt_dataset, spoilt_text

DRAWS = int(os.environ.get("CGE_FUZZ", "240"))
SECONDS = 20
REFUSALS = (InputError, cge.SolveError)


class HangError(Exception):
    """An input took longer than any may."""


@contextmanager
def within_seconds():
    def ring(_signal, _frame):
        raise HangError(f"more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def data():
    return random_benchmark(3, 4, seed=3)


@pytest.fixture(scope="module")
def world(data):
    return cge.load(data)


def finite(parameters):
    """Parameters that mean something: finite, and powers above zero."""
    for name, array in parameters.data_vars.items():
        values = array.to_numpy()
        assert np.isfinite(values).all(), name
        if array.attrs.get("kind") == "power":
            assert (values > 0).all(), name


# Kind -> the good text, the name of the file, and what is made of it.
def scenario(path, world):
    finite_of(world, cge.Scenario.from_file(path))


def finite_of(world, plan):
    from cge.experiments.solve import suited_to

    for parameters in shocked_experiments(suited_to(world, plan), plan).values():
        finite(parameters)


def problem(path, world):
    plan = cge.Problem.from_file(path)
    finite_of(world, plan.at_start)


def loaded(**how):
    def use(path, world):
        economy = cge.load(world.benchmark, **dict.fromkeys(how, path))
        finite(economy.parameters)

    return use


def through(text):
    """A scenario that names the file."""

    def use(path, world):
        plan = cge.Scenario.from_dict(text(str(path)))
        finite_of(world, plan)

    return use


def with_schedule(path):
    phase = {"schedule": path, "year": 2030}
    cbam = {"destination": "R1", "sectors": "S2", "price": 50, "phase_in": phase}
    return {"title": "t", "packages": {"p": {"cbam": cbam}}}


def with_fund(path):
    cbam = {"destination": "R1", "sectors": "S2", "price": 50, "revenue": "fund", "fund": path}
    return {"title": "t", "packages": {"p": {"cbam": cbam}}}


def with_table(path):
    shock = {"parameter": "tariff_power", "set": {"csv": path}}
    return {"title": "t", "packages": {"p": {"shocks": [shock]}}}


def aggregation(path, world):
    cge.load(world.benchmark, aggregation=path)
    assert read_mapping(path, world.benchmark).labels("region")


def groups(path, world):
    found = read_groups(path)
    for dimension in ("region", "sector"):
        for name in found.of(dimension):
            found.resolve(dimension, name, world.benchmark)


def catalogue(path, _world):
    folder = path.parent
    if not (folder / "values.csv").exists():
        (folder / "values.csv").write_text(examples.VALUES)
    if not (folder / "catalogue.yaml").exists():
        (folder / "catalogue.yaml").write_text(examples.CATALOGUE)
    assert np.isfinite(read_indicators(folder).data["value"]).all()


def exposure(path, _world):
    found = read_exposure(path)
    assert all(0 <= number <= 1 for number in found.values())


TEXTS = {
    "scenario": (examples.SCENARIO, "it.yaml", scenario),
    "problem": (examples.PROBLEM, "it.yaml", problem),
    "closure": (examples.CLOSURE, "it.yaml", loaded(closure=True)),
    "structure": (examples.STRUCTURE, "it.yaml", loaded(structure=True)),
    "technology": (examples.TECHNOLOGY, "it.yaml", loaded(technology=True)),
    "abatement": (examples.ABATEMENT, "it.yaml", loaded(abatement=True)),
    "schedule": (examples.SCHEDULE, "it.yaml", through(with_schedule)),
    "fund": (examples.FUND, "it.yaml", through(with_fund)),
    "tariffs": (examples.TARIFFS, "it.csv", through(with_table)),
    "exposure": (examples.EXPOSURE, "it.csv", exposure),
    "aggregation": (examples.AGGREGATION, "it.csv", aggregation),
    "groups": (examples.GROUPS, "it.yaml", groups),
    "catalogue": (examples.CATALOGUE, "catalogue.yaml", catalogue),
    "values": (examples.VALUES, "values.csv", catalogue),
}
KINDS = len(TEXTS) + 5


def seeds(share=1.0):
    return range(max(int(share * DRAWS / KINDS), 1))


def judged(act, label):
    """Whether an input was accepted; fails on anything but acceptance or a refusal in words."""
    try:
        with within_seconds():
            act()
    except REFUSALS as error:
        text = str(error)
        assert text.strip(), f"{label}: refused without a word"
        assert "Traceback" not in text, label
        return False
    except Exception as error:
        raise AssertionError(f"{label}: {type(error).__name__}: {error}") from error
    return True


@pytest.mark.parametrize("kind", TEXTS)
def test_good_examples_are_accepted(kind, tmp_path, world):
    text, name, use = TEXTS[kind]
    path = tmp_path / name
    path.write_text(text)
    use(path, world)


@pytest.mark.parametrize("kind", TEXTS)
def test_spoilt_texts(kind, tmp_path, world):
    text, name, use = TEXTS[kind]
    refused = 0
    for seed in seeds():
        draw = random.Random(f"{kind} {seed}")
        folder = tmp_path / str(seed)
        folder.mkdir()
        path = folder / name
        path.write_bytes(spoilt_text(draw, text))
        refused += not judged(lambda p=path: use(p, world), f"{kind} {seed} ({path})")
        shutil.rmtree(folder)
    assert refused > 0


@pytest.mark.parametrize("way", ["memory", "file"])
def test_spoilt_benchmarks(way, tmp_path, data):
    refused = 0
    for seed in seeds():
        draw = random.Random(f"{way} {seed}")
        spoilt = spoilt_dataset(draw, data)
        path = tmp_path / "it.nc"

        def act(spoilt=spoilt, path=path, seed=seed):
            economy = cge.load(path if way == "file" else spoilt)
            finite(economy.parameters)
            if seed % 5 == 0:
                assert economy.residuals()["worst"].max() < 1e-8

        if way == "file" and not written(spoilt, path):
            continue
        refused += not judged(act, f"benchmark {way} {seed}")
    assert refused > 0


def written(dataset, path):
    """Write a dataset, where NetCDF can hold it at all."""
    try:
        dataset.to_netcdf(path, engine="h5netcdf")
    except (ValueError, TypeError, RuntimeError, OSError, KeyError):
        return False
    return True


@pytest.mark.parametrize("engine", ["h5netcdf", "scipy"])
def test_spoilt_bytes_of_benchmarks(engine, tmp_path, data):
    path = tmp_path / "it.nc"
    data.to_netcdf(path, engine=engine)
    good = path.read_bytes()
    for seed in seeds(0.5):
        draw = random.Random(f"bytes {engine} {seed}")
        path.write_bytes(spoilt_bytes(draw, good))
        judged(lambda: finite(cge.load(path).parameters), f"bytes {engine} {seed}")


def test_spoilt_results(tmp_path, world):
    plan = {
        "title": "t",
        "packages": {"p": {"shocks": [{"parameter": "productivity", "percent": 1}]}},
    }
    path = cge.solve(world, cge.Scenario.from_dict(plan)).to_netcdf(tmp_path / "it.nc")
    good = path.read_bytes()
    contents = cge.open_result(path).data.load()
    assert contents.attrs["verified"]
    for seed in seeds():
        draw = random.Random(f"result {seed}")
        path.write_bytes(spoilt_bytes(draw, good))

        def act():
            result = cge.open_result(path)
            # Some bytes of a container hold nothing.
            same = result.data.identical(contents)
            assert same or not result.verified, "a spoilt result counts as verified"

        judged(act, f"result {seed}")


COMMANDS = {
    "run": ("--data", "--aggregation", "--closure", "--structure", "--swap", "--technology",
            "--numeraire", "--abatement", "--out"),
    "optimise": ("--data", "--aggregation", "--closure", "--structure", "--swap", "--technology"),
    "check": ("--data", "--aggregation", "--closure", "--structure", "--swap", "--numeraire"),
    "equations": ("--data", "--closure", "--latex"),
    "indicators": ("--aggregation", "--of", "--csv", "--latex"),
    "nqp": ("--aggregation", "--method", "--by", "--without", "--indicators", "--csv"),
    "leakage": ("--home", "--against", "--csv"),
    "list": (),
}  # fmt: skip
FLAGS = ("--csv", "--latex", "--quiet", "--band", "--contributions")
WORDS = (
    *("it.yaml", "it.csv", "it.nc", "good.yaml", "standard", "short_run", "5x6", "nqp-and-cbam"),
    *("gtap-e", "oecd-2022", "uniform", "world factor-price index", "price of labour in R1"),
    *("endowment=real_factor_price,factor=labour", "endowment=real_factor_price", "a=b", "=", ","),
    *("trade", "emissions", "entropy", "region", "scenarios", "parameters", "0.5", "-1", "nan"),
)


def command_line(draw):
    name = draw.choice(list(COMMANDS))
    words = [name]
    if draw.random() < 0.8:
        words.append(draw.choice(("it.yaml", "good.yaml", "it.nc", *WORDS, *NASTY)))
    for option in draw.sample(COMMANDS[name], min(len(COMMANDS[name]), draw.randrange(4))):
        words.append(option)
        if option not in FLAGS:
            words.append(draw.choice((*WORDS, *WORDS, *NASTY)))
    if "--data" in COMMANDS[name] and "--data" not in words:
        words += ["--data", "small.nc"]
    return words


def test_wrong_command_lines(tmp_path, data, monkeypatch):
    """Exit code 0, 1 or 2, words instead of a traceback, and files only where all went well."""
    monkeypatch.chdir(tmp_path)
    codes = set()
    for seed in seeds():
        draw = random.Random(f"command {seed}")
        for left in tmp_path.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        data.to_netcdf(tmp_path / "small.nc", engine="h5netcdf")
        (tmp_path / "good.yaml").write_text(examples.SCENARIO)
        (tmp_path / "it.yaml").write_bytes(spoilt_text(draw, examples.SCENARIO))
        (tmp_path / "it.csv").write_bytes(spoilt_text(draw, examples.AGGREGATION))
        (tmp_path / "it.nc").write_bytes(spoilt_bytes(draw, (tmp_path / "small.nc").read_bytes()))
        words = command_line(draw)
        before = {p.name for p in tmp_path.iterdir()}
        with within_seconds():
            done = CliRunner().invoke(app, words)
        label = f"command {seed}: {words}"
        assert done.exception is None or isinstance(done.exception, SystemExit), (
            label, repr(done.exception), done.output)  # fmt: skip
        assert done.exit_code in (0, 1, 2), label
        assert "Traceback" not in done.output, label
        if done.exit_code == 2:
            assert done.output.strip(), label
            assert {p.name for p in tmp_path.iterdir()} == before, label
        codes.add(done.exit_code)
    assert 2 in codes
