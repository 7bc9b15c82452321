"""How a reader makes the same result again: the command, the versions, the digests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

import yaml

from cge.inputs.find import shipped
from cge.report.html.plan import plan_of
from cge.results.inputs import CLOSURE, DIGEST
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
    caution
        Why the command may not be the whole of it; empty where it is.
    words
        Pairs of a term and its text: versions and digests.
    """

    command: str
    caution: str
    words: tuple[tuple[str, str], ...]


def reproduction(result: Result) -> Reproduction:
    """The command that solves the same inputs, as far as the result names them."""
    attrs = result.data.attrs
    command = " ".join(["cge run", *_arguments(result)])
    beyond = list(_beyond(result))
    caution = f"The command leaves out {', '.join(beyond)}." if beyond else ""
    words = [(name, str(attrs[name])) for name in _VERSIONS if attrs.get(name)]
    words += [(title, str(attrs[name])) for name, title in _DIGESTS.items() if attrs.get(name)]
    return Reproduction(command, caution, tuple(words))


def _arguments(result: Result) -> Iterator[str]:
    """The scenario, and an option for every choice that the result names."""
    attrs = result.data.attrs
    yield quote(str(attrs.get("scenario"))) if _is_shipped(result) else OWN_SCENARIO
    for name in _NAMED:
        if attrs.get(name):
            yield f"--{name} {quote(str(attrs[name]))}"
    closure = _closure_in_use(attrs)
    if closure.get("name") in shipped("closures"):
        yield f"--closure {quote(str(closure['name']))}"
        if closure.get("numeraire") != Closure.from_name(str(closure["name"])).numeraire:
            yield f"--numeraire {quote(str(closure.get('numeraire')))}"
    if attrs.get("gases"):
        yield "--gases all"


def _is_shipped(result: Result) -> bool:
    """Whether the scenario of the result is the shipped one of its name, word by word."""
    name = str(result.data.attrs.get("scenario", ""))
    return name in shipped("scenarios") and open_scenario(name).to_dict() == plan_of(result)


def _closure_in_use(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    """The closure's name without what was changed in it, and its numeraire."""
    known = yaml.safe_load(str(attrs.get(CLOSURE, ""))) or {}
    name, *_ = str(attrs.get("closure", "")).split(" ")
    return {"name": name, "numeraire": known.get("numeraire"), "swap": known.get("swap") or []}


def _beyond(result: Result) -> Iterator[str]:
    """What the result was made with that no option of the command names."""
    attrs, data = result.data.attrs, result.benchmark
    for name, folder in _NAMED.items():
        if attrs.get(name) and str(attrs[name]) not in shipped(folder):
            yield f"the {name} of your own, {attrs[name]}"
    closure = _closure_in_use(attrs)
    if closure["name"] not in shipped("closures"):
        yield "the closure, which is not a shipped one"
    elif len(closure["swap"]) != len(Closure.from_name(closure["name"]).swaps):
        yield "the swaps of the closure"
    if attrs.get("own_values"):
        yield "the values of your own"
    if attrs.get("abatement"):
        yield "the abatement curve"
    if data is not None and len(data["factor"]) > 2:
        yield "the parts of factors"
