"""One result in an archive: its name, its files as a reader opens them, and its data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import yaml

from calibration.errors import InputError
from calibration.files.netcdf import read_attributes
from calibration.files.paths import as_path
from calibration.own.record import own_values
from cge.economy.size import memory_needed
from cge.inputs.find import shipped
from cge.results.inputs import CLOSURE, economy_again, scenario_again
from cge.results.result import Result, open_result

_LONGEST = 60  # characters of a name of a folder
# What the attributes of a benchmark say of where it comes from, in the order of a page.
_TOLD = (
    *("title", "version", "year", "source", "licence", "method", "reconstructed"),
    *("rest_of_world", "carbon_prices", "currency"),
)


@dataclass(frozen=True)
class Packed:
    """A result that goes into an archive.

    Attributes
    ----------
    name
        Of its folder.
    path
        Its file.
    result
        Its contents.
    memory
        Bytes that solving it takes, about.
    """

    name: str
    path: Path
    result: Result
    memory: float

    @property
    def data(self) -> str:
        """Name of the benchmark."""
        return str(self.result.data.attrs.get("data", ""))

    @property
    def aggregation(self) -> str:
        """Name of its aggregation; empty for the data as they are."""
        return str(self.result.data.attrs.get("aggregation", ""))

    @cached_property
    def is_shipped(self) -> bool:
        """Whether the benchmark comes with the package, and is no other of the same name."""
        known = shipped("benchmarks")
        if self.data not in known:
            return False
        told = read_attributes(known[self.data])
        return all(str(told.get(k, "")) == self.about_data.get(k, "") for k in ("title", "version"))

    @property
    def about_data(self) -> dict[str, str]:
        """What the benchmark says of itself."""
        assert self.result.benchmark is not None
        attrs = self.result.benchmark.attrs
        return {key: str(attrs[key]) for key in _TOLD if str(attrs.get(key, ""))}

    @property
    def own(self) -> pd.DataFrame:
        """Files of values of the authors' own that the benchmark has taken in."""
        assert self.result.benchmark is not None
        return own_values(self.result.benchmark)

    def write_inputs(self, folder: Path) -> None:
        """Write scenario and closure as files that a reader opens."""
        folder.mkdir(parents=True)
        plan = scenario_again(self.result.data).to_dict()
        text = yaml.safe_dump(plan, sort_keys=False, allow_unicode=True)
        (folder / "scenario.yaml").write_text(text, encoding="utf-8")
        closure = str(self.result.data.attrs[CLOSURE])
        (folder / "closure.yaml").write_text(closure, encoding="utf-8")


def paths_of(results: Iterable[str | Path]) -> list[str | Path]:
    """Paths of results, as they are given.

    Raises
    ------
    InputError
        Naming each that is a result in memory, which has no file to pack.
    """
    given = list(results)
    problems = [
        f"results: item {k} is a Result; write it by to_netcdf, and give the path of its file"
        for k, each in enumerate(given, start=1)
        if isinstance(each, Result)
    ]
    if problems:
        raise InputError(problems)
    return given


def packed_results(paths: Iterable[str | Path]) -> list[Packed]:
    """Open the results of an archive.

    Raises
    ------
    InputError
        Naming every file that is no result, holds no inputs, is not verified, or comes twice.
    """
    found: list[Packed] = []
    problems: list[str] = []
    for given in map(as_path, paths):
        try:
            result = open_result(given)
            economy = economy_again(result.data, result.benchmark)
            scenario_again(result.data)
        except InputError as error:
            problems += [p if str(given) in p else f"{given}: {p}" for p in error.problems]
            continue
        if not result.verified:
            problems.append(f"{given}: the result is {result.status}")
        if any(other.path.resolve() == given.resolve() for other in found):
            problems.append(f"{given}: is given twice")
        needed = memory_needed(economy.arrays.features, economy.labels)
        found.append(Packed(_name(result, found), given, result, needed))
    if not found and not problems:
        problems.append("results: none is given")
    if problems:
        raise InputError(problems)
    return found


def _name(result: Result, others: list[Packed]) -> str:
    """Scenario and aggregation, in signs that every system takes; with a number where taken."""
    attrs = result.data.attrs
    words = "-".join(str(attrs.get(key, "")) for key in ("scenario", "aggregation"))
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", words).strip("-.")[:_LONGEST] or "result"
    taken = {other.name for other in others}
    return next(
        name
        for k in range(1, len(taken) + 2)
        if (name := plain if k == 1 else f"{plain}-{k}") not in taken
    )
