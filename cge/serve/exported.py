"""What a page shows, as a scenario file that gives the same numbers again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calibration.files.printable import printable
from cge.report.tables.yaml_text import yaml_of
from cge.scenarios import Package, Scenario
from cge.serve.board import Board, Exact
from cge.serve.sliders import Part

OWN = "own"
_CONTENTS = ("shocks", "carbon", "cbam")


def scenario_of(board: Board, x: np.ndarray) -> Scenario:
    """The experiment of a board where its sliders stand at some numbers.

    Packages are those of the scenario, with shocks of other sizes; shocks of the user's own are a
    package after them, without those that are 0.

    Parameters
    ----------
    board
        The board.
    x
        A number for each slider.
    """
    given, numbers = (
        board.scenario,
        dict(zip([s.name for s in board.sliders], map(float, x), strict=True)),
    )
    whole = [
        (part, _with_sources(part, content, numbers.get(part.name, 1.0)))
        for part, content in board.parts_at(x)
    ]
    packages: dict[str, Package] = {}
    for name in dict.fromkeys(part.of for part, _ in whole if part.of is not None):
        parts = [content for part, content in whole if part.of == name]
        packages[name] = given.packages[name].model_copy(update=_joined(parts))
    own = [held for part, held in whole if part.of is None and numbers[part.name] != 0]
    if own:
        update = {"title": "Shocks added by hand", **_joined(own)}
        packages[_free(packages)] = Package(shocks=own[0].shocks).model_copy(update=update)
    update = {
        "title": f"{given.title}, moved by hand",
        "description": _described(board, x),
        "packages": packages,
        "combinations": {board.experiment: tuple(packages)},
        "contributions": False,
        "base": (),
    }
    return given.model_copy(update=update)


def _with_sources(part: Part, content: Package, factor: float) -> Package:
    """A part whose shocks say that their numbers are not those of the source any more."""
    if part.of is None or factor == 1:
        return content
    told = tuple(
        shock.model_copy(update={"source": f"{factor!r} times the size of: {shock.source}"})
        if shock.source
        else shock
        for shock in content.shocks
    )
    return content.model_copy(update={"shocks": told})


def _joined(parts: Sequence[Package]) -> dict[str, Any]:
    return {key: tuple(one for part in parts for one in getattr(part, key)) for key in _CONTENTS}


def _free(taken: Mapping[str, Package]) -> str:
    name, n = OWN, 2
    while name in taken:
        name, n = f"{OWN}-{n}", n + 1
    return name


def _described(board: Board, x: np.ndarray) -> str:
    moved = [
        f"{slider.title}: {number!r} {slider.unit}"
        for slider, number in zip(board.sliders, map(float, x), strict=True)
        if number != slider.start
    ]
    text = "; ".join(moved) or "nothing is moved"
    return f"{board.scenario.description or ''} Moved in cge serve: {text}.".strip()


def file_of(board: Board, exact: Exact, data: str, aggregation: str | None) -> str:
    """The text of a scenario file, with the command that solves it and the numbers it gives.

    Parameters
    ----------
    board
        The board.
    exact
        The exact answer that is shown.
    data, aggregation
        The data that were loaded, which the file names.
    """
    plain = scenario_of(board, exact.x).to_dict()
    plain.pop("name", None)
    at = {"data": data} | ({} if aggregation is None else {"aggregation": aggregation})
    head = {"title": plain.pop("title"), **at}
    lines = [
        "Solve it with: cge run THIS_FILE",
        f"Experiment '{board.experiment}' then gives what the page showed, "
        + ("verified:" if not exact.verdict else f"NOT VERIFIED ({exact.verdict}):"),
        *_numbers(board, exact),
    ]
    said = "".join(f"# {printable(line)}\n" for line in lines)
    return said + yaml_of({**head, **{k: v for k, v in plain.items() if k not in head}})


def _numbers(board: Board, exact: Exact) -> list[str]:
    """Welfare of each region, in full."""
    column, at = board.welfare
    labels = board.economy.labels["region"]
    return [f"  {column.name} {label} {float(exact.y[at + n])!r}" for n, label in enumerate(labels)]
