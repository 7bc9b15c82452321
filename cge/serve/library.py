"""What a page may choose from, and the boards that were chosen lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from calibration.errors import InputError, nearest
from calibration.files.printable import printable
from calibration.files.yaml import read_document
from cge.economy.economy import Economy
from cge.experiments.load import load
from cge.inputs.find import shipped
from cge.scenarios import Scenario, open_scenario
from cge.serve.board import Board
from cge.serve.sliders import KINDS, Own, dims_of
from cge.uncertainty.ensemble import TOTAL

MOST_BOARDS = 8
MOST_ECONOMIES = 3
DEFAULT = ""  # the aggregation that the data name


@dataclass(frozen=True)
class Chosen:
    """What a page chooses.

    Attributes
    ----------
    data, aggregation, scenario
        Names that the library lists; an empty aggregation is the one that the data name.
    experiment
        Of the scenario; the last one where it is empty.
    own
        Shocks of the user's own.
    """

    data: str
    aggregation: str
    scenario: str
    experiment: str = ""
    own: tuple[Own, ...] = ()


@dataclass(frozen=True)
class Held:
    """A board that is kept.

    Attributes
    ----------
    number
        What requests call it.
    board
        The board.
    asked
        The scenario as it was read.
    """

    number: int
    board: Board
    asked: Scenario


class Library:
    """Names that a page may choose, and what was chosen.

    No other name is looked for: a page cannot make the program read a file.

    Parameters
    ----------
    first
        What a page begins with. Its names may be paths of files of the user's own.
    """

    def __init__(self, first: Chosen) -> None:
        self.first = first
        self.data = _names("benchmarks", first.data)
        self.aggregations = [DEFAULT, *_names("aggregations", first.aggregation)]
        self.scenarios = _names("scenarios", first.scenario)
        self._boards: OrderedDict[Chosen, Held] = OrderedDict()
        self._economies: OrderedDict[tuple[str, str], Economy] = OrderedDict()
        self._count = 0
        self._lock = Lock()  # one board is made at a time
        self._shelf = Lock()  # nothing is changed while it is read
        self._closed = False

    def lists(self) -> dict[str, Any]:
        """The names, for a page."""
        return {
            "data": self.data,
            "aggregations": self.aggregations,
            "scenarios": [self._about(name) for name in self.scenarios],
            "first": {
                "data": self.first.data,
                "aggregation": self.first.aggregation,
                "scenario": self.first.scenario,
            },
        }

    def _about(self, name: str) -> dict[str, Any]:
        """A scenario, and what it is meant for."""
        found = shipped("scenarios")
        if name not in found:
            scenario = open_scenario(name)
            said = {"title": scenario.title, "data": scenario.data}
            return {"name": name, **said, "aggregation": scenario.aggregation}
        held = read_document(found[name]).data
        return {"name": name, **{key: held.get(key) for key in ("title", "data", "aggregation")}}

    def board(self, chosen: Chosen) -> tuple[int, Board]:
        """The board that is chosen, and its number.

        Raises
        ------
        InputError
            Everything that does not fit.
        """
        problems = list(self._unlisted(chosen))
        if problems:
            raise InputError(problems)
        with self._lock:
            if self._closed:
                raise InputError("the program is ending")
            scenario = open_scenario(chosen.scenario)
            experiment = chosen.experiment or list(scenario.chosen)[-1]
            key = replace(chosen, experiment=experiment)
            held = self._held(key)
            if held is not None and held.asked == scenario:  # its file has not changed since
                return held.number, held.board
            made = self._made(key, scenario)
            with self._shelf:
                self._count += 1
                self._boards[key] = Held(self._count, made, scenario)
                self._boards.move_to_end(key)
                self._tidy()
                return self._count, made

    def close(self) -> None:
        """Make no more boards, and wait for one that is being made.

        A thread that reads data holds a lock of HDF5, without which Python does not end.
        """
        self._closed = True
        with self._lock:
            return

    def _held(self, key: Chosen) -> Held | None:
        with self._shelf:
            if key in self._boards:
                self._boards.move_to_end(key)
            return self._boards.get(key)

    def _tidy(self) -> None:
        """Let go of the boards chosen longest ago, and of compiled models with them."""
        while len(self._boards) > MOST_BOARDS:
            self._boards.popitem(last=False)
        while len({id(held.board.economy) for held in self._boards.values()}) > MOST_ECONOMIES:
            self._boards.popitem(last=False)

    def _unlisted(self, chosen: Chosen) -> list[str]:
        return [
            f"{what}: no '{name}'{nearest(name, known)}"
            for what, name, known in (
                ("data", chosen.data, self.data),
                ("aggregation", chosen.aggregation, self.aggregations),
                ("scenario", chosen.scenario, self.scenarios),
            )
            if name not in known
        ]

    def _made(self, chosen: Chosen, scenario: Scenario) -> Board:
        at = chosen.data, chosen.aggregation
        if at not in self._economies:
            self._economies[at] = load(chosen.data, aggregation=chosen.aggregation or None)
            while len(self._economies) > MOST_ECONOMIES:
                self._economies.popitem(last=False)
        self._economies.move_to_end(at)
        return Board(self._economies[at], scenario, chosen.experiment, chosen.own)

    def numbered(self, number: int) -> tuple[Chosen, Board]:
        """A board that was chosen lately, by its number.

        Raises
        ------
        InputError
            Where it is not kept any more.
        """
        with self._shelf:
            for chosen, held in self._boards.items():
                if held.number == number:
                    return chosen, held.board
        raise InputError(f"board {number} is not kept any more; choose it again")

    def recent(self) -> list[Board]:
        """The boards that are kept, the one chosen last first."""
        with self._shelf:
            return [held.board for held in reversed(self._boards.values())]


def described(number: int, chosen: Chosen, board: Board) -> dict[str, Any]:
    """A board as a page needs it: its sliders, measures, regions and labels."""
    dims = dims_of(board.economy)
    used = {dim for names in dims.values() for dim in names}
    return {
        "board": number,
        "choice": {
            "data": chosen.data,
            "aggregation": chosen.aggregation,
            "scenario": chosen.scenario,
        },
        "title": printable(board.scenario.title),
        "size": board.economy.size,
        "experiment": board.experiment,
        "experiments": _shown(board.scenario.chosen),
        "regions": [printable(label) for label in board.economy.labels["region"]],
        "world": TOTAL,
        "welfare": board.welfare[0].name,
        "measures": [
            {"name": name, "title": column.attrs["long_name"], "unit": column.attrs["units"]}
            for name, (column, _) in board.by_region.items()
        ],
        "sliders": [
            {
                "title": slider.title,
                "package": slider.package,
                "low": slider.low,
                "high": slider.high,
                "start": slider.start,
                "unit": slider.unit,
                "size": slider.size,
                "of_size": slider.of_size,
            }
            for slider in board.sliders
        ],
        "kinds": [
            {"name": name, "title": KINDS[name].title, "unit": KINDS[name].unit, "dims": names}
            for name, names in dims.items()
        ],
        "labels": {dim: _shown(board.economy.labels[dim]) for dim in sorted(used)},
        "own": [{"kind": one.kind, "where": dict(one.where)} for one in chosen.own],
    }


def _shown(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names, each with how it is shown."""
    return [(name, printable(name)) for name in names]


def _names(kind: str, given: str) -> list[str]:
    """Names of shipped files, and the one that was given."""
    known = list(shipped(kind))
    return known if given in known or not given else [given, *known]
