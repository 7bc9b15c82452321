"""The kinds of templates, by the name under which ``cge new`` writes them."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calibration.aggregation import AGGREGATION
from calibration.errors import InputError, nearest
from cge.inputs.data import default_aggregation, finest_data, open_data
from cge.inputs.find import find
from cge.inputs.groups import shipped_groups
from cge.inputs.kinds import DEFAULT_DATA, NEW
from cge.templates import settings, tables
from cge.templates.places import Places
from cge.templates.scenario import scenario


@dataclass(frozen=True)
class Template:
    """A kind of file.

    Attributes
    ----------
    text : callable
        Makes it for the data at hand.
    finest : bool
        Whether labels are those of the data before they are aggregated.
    use : str
        The next command, with FILE for the path.
    """

    text: Callable[[Places], str]
    finest: bool
    use: str


BENCHMARK, AGGREGATED = "benchmark", "aggregation"
TEMPLATES = {
    "scenario": Template(scenario, False, "cge run FILE"),
    "closure": Template(settings.closure, False, "cge check --closure FILE"),
    "structure": Template(settings.structure, False, "cge check --structure FILE"),
    "technology": Template(settings.technology, False, "cge check --technology FILE"),
    "elasticities": Template(tables.elasticities, True, "cge check --elasticities FILE"),
    "tariffs": Template(tables.tariffs, True, "cge check --own-tariffs FILE"),
    "emissions": Template(tables.emissions, True, "cge check --own-emissions FILE"),
}
USE = {
    BENCHMARK: "cge import csv FILE --out my.nc",
    AGGREGATED: "cge check --aggregation FILE",
} | {name: one.use for name, one in TEMPLATES.items()}


def next_command(kind: str, path: str, data: str | None, aggregation: str | None) -> str:
    """What to do with a file once it is written, with the labels that it is meant for.

    Parameters
    ----------
    kind, path : str
        Of the file.
    data, aggregation : str or None
        As they were given; None where they were left out.
    """
    command = USE[kind].replace("FILE", shlex.quote(path))
    if kind == BENCHMARK:
        return command
    if data is not None:
        command += f" --data {shlex.quote(data)}"
    if aggregation is not None and kind != AGGREGATED:
        command += f" --aggregation {shlex.quote(aggregation)}"
    return command


def must_be_known(kind: str) -> None:
    """Refuse a kind of which there is no template.

    Raises
    ------
    InputError
        Naming the nearest.
    """
    if kind not in NEW:
        raise InputError(f"new: unknown kind '{kind}'{nearest(kind, NEW)}")


def text_of(kind: str, data: str = DEFAULT_DATA, aggregation: str | None = None) -> str:
    """The text of a template.

    Parameters
    ----------
    kind : str
        One of :data:`cge.inputs.kinds.NEW`, but for a benchmark.
    data, aggregation : str
        As commands take them: the labels that are meant. An aggregation is like the one that is
        named, or like the default one of the data.

    Raises
    ------
    InputError
        No such kind, data or aggregation.
    """
    must_be_known(kind)
    groups = shipped_groups()
    if kind == AGGREGATED:
        named = default_aggregation(data) if aggregation is None else aggregation
        like: Path | None = None if named is None else find("aggregations", named)
        return tables.aggregation(Places(finest_data(data), groups), like)
    template = TEMPLATES[kind]
    if template.finest:
        return template.text(Places(finest_data(data), groups))
    benchmark, name = open_data(data, aggregation)
    return template.text(Places(benchmark.assign_attrs({AGGREGATION: name}), groups))
