"""How a reader makes the same result again: the command, the versions, the digests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from calibration.files.netcdf import read_attributes
from cge.inputs.find import shipped
from cge.report.html.plan import plan_of
from cge.results.inputs import DIGEST
from cge.results.result import Result
from cge.scenarios import open_scenario
from cge.settings.closures import Closure

# Attribute of a result -> the option that names it, and the folder of the shipped ones.
_NAMED = {
    "data": "benchmarks",
    "aggregation": "aggregations",
    "structure": "structures",
    "technology": "technologies",
}
_IN_FORCE = {"tariffs": "--tariffs", "carbon_prices": "--carbon-prices"}
_VERSIONS = ("versions", "python", "solver")
_DIGESTS = {DIGEST: "digest of all inputs (SHA-256)", "data_hash": "digest of the data"}
OWN_SCENARIO = "scenario.yaml"
"""Where a reader keeps a scenario that is not shipped."""


@dataclass(frozen=True)
class Reproduction:
    """How to make a result again.

    Attributes
    ----------
    command
        A command of the shell.
    own_file
        Where a scenario that is not shipped is to be saved; empty for a shipped one.
    caution
        Files that the command needs and what it leaves out; empty where it is all.
    words
        Pairs of a term and its text: versions and digests.
    """

    command: str
    own_file: str
    caution: str
    words: tuple[tuple[str, str], ...]


def reproduction(result: Result) -> Reproduction:
    """The command that solves the same inputs, as far as the result names them."""
    attrs = result.data.attrs
    command = " ".join(["cge run", *_arguments(result)])
    own, beyond = list(_own_files(result)), list(_beyond(result))
    cautions = [f"The command needs {', '.join(own)}: put the path of each file."] * bool(own)
    cautions += [f"The command leaves out {', '.join(beyond)}."] * bool(beyond)
    caution = " ".join(cautions)
    words = [(name, str(attrs[name])) for name in _VERSIONS if attrs.get(name)]
    words += [(title, str(attrs[name])) for name, title in _DIGESTS.items() if attrs.get(name)]
    own_file = "" if _is_shipped(result) else OWN_SCENARIO
    return Reproduction(command, own_file, caution, tuple(words))


def _arguments(result: Result) -> Iterator[str]:
    """The scenario, and an option for every choice that the result names."""
    attrs = result.data.attrs
    yield quote(str(attrs.get("scenario"))) if _is_shipped(result) else OWN_SCENARIO
    for name in _NAMED:
        if attrs.get(name):
            yield f"--{name} {quote(str(attrs[name]))}"
    name, *swaps = _closure_and_swaps(attrs)
    if name in shipped("closures"):
        yield f"--closure {quote(name)}"
        if attrs.get("numeraire") != Closure.from_name(name).numeraire:
            yield f"--numeraire {quote(str(attrs.get('numeraire')))}"
    for swap in swaps:
        yield f"--swap {quote(swap)}"
    if attrs.get("gases"):
        yield "--gases all"
    yield from _beside(result)
    yield from _in_force(result)


def _beside(result: Result) -> Iterator[str]:
    """What was solved beside the experiments of the scenario."""
    if result.decomposition is not None:
        yield "--decompose"
    if result.contributions is not None:
        yield "--contributions"


def _in_force(result: Result) -> Iterator[str]:
    """Tariffs and carbon prices of the benchmark, where they are not those of the shipped data."""
    attrs: Mapping[Any, Any] = {} if result.benchmark is None else result.benchmark.attrs
    path = shipped("benchmarks").get(str(result.data.attrs.get("data")))
    usual = {} if path is None else read_attributes(path)
    for name, option in _IN_FORCE.items():
        if attrs.get(name, "") != usual.get(name, ""):
            yield f"{option} {quote(str(attrs.get(name, '')))}"


def _is_shipped(result: Result) -> bool:
    """Whether the scenario of the result is the shipped one of its name, word by word."""
    name = str(result.data.attrs.get("scenario", ""))
    return name in shipped("scenarios") and open_scenario(name).to_dict() == plan_of(result)


def _closure_and_swaps(attrs: Mapping[Any, Any]) -> list[str]:
    """The name of the closure and the swaps added to it, as `Closure.label` joins them."""
    return str(attrs.get("closure", "")).split(" with ")


def _own_files(result: Result) -> Iterator[str]:
    """Files that an option of the command names and that are not shipped."""
    attrs = result.data.attrs
    for name, folder in _NAMED.items():
        if attrs.get(name) and str(attrs[name]) not in shipped(folder):
            yield f"the {name} of your own, {attrs[name]}"


def _beyond(result: Result) -> Iterator[str]:
    """What the result was made with that no option of the command names."""
    attrs, data = result.data.attrs, result.benchmark
    if _closure_and_swaps(attrs)[0] not in shipped("closures"):
        yield "the closure, which is not a shipped one"
    if attrs.get("own_values"):
        yield "the values of your own"
    if attrs.get("abatement"):
        yield "the abatement curve"
    if data is not None and len(data["factor"]) > 2:
        yield "the parts of factors"
