"""The generated part of the page on sliders; `python -m tests.serve.page` writes it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np

from cge.engine.errors import SolveError
from cge.scenarios import open_scenario
from cge.serve.board import Board
from cge.serve.sliders import Own
from tests.pages import marks
from tests.pages.numbers import fixed, markdown
from tests.pages.solved import economy
from tests.serve.conftest import going, improved

PAGE = marks.DOCS / "serve.md"
MOVES, POINTS, SEED = 30, 10, 1
ROUNDING = 1e-9
TARIFF = Own("tariff", (("destination", "USA"), ("origin", "CHN")))
TECHNOLOGY = Own("productivity", (("region", "CHN"),))
PRICE = Own("border_price", (("destination", "EU27"),))
CASES = (
    ("nqp-and-cbam", "both", "5x6", (TARIFF, TECHNOLOGY, PRICE)),
    ("tariffs-2025", "november", "16x22", (TARIFF,)),
    ("cbam-100", "ets_100_eur_border", "16x22", (TARIFF,)),
)


@dataclass(frozen=True)
class Seen:
    """Moves of one kind: regions within the estimate, errors and estimates over the effect."""

    covered: float
    error: float
    estimate: float


def coverage() -> str:
    """How far off first answers are, and how often the estimate of it is large enough."""
    head = ["Experiment", "Moves", "within, %", "error, %", "estimate, %"]
    rows = [head]
    for scenario, experiment, aggregation, own in CASES:
        board = improved(
            Board(economy(aggregation=aggregation), open_scenario(scenario), experiment, own)
        )
        sliders = f"{len(board.sliders)} sliders"
        for what, moves in _moves(board):
            seen = _seen(moves)
            numbers = [fixed(100 * n, 1) for n in (seen.covered, seen.error, seen.estimate)]
            rows.append([f"`{experiment}`, {aggregation}, {sliders}", what, *numbers])
    return markdown(rows)


def _moves(board: Board) -> Iterator[tuple[str, list[tuple[Board, np.ndarray]]]]:
    """Boards, each with where it is asked, by kind of move."""
    random, size = np.random.default_rng(SEED), len(board.start)

    def anywhere() -> np.ndarray:
        return board.low + random.random(size) * (board.high - board.low)

    for what, part in (("a tenth of the range", 0.1), ("the whole range", 1.0)):
        yield (
            f"from the start, {what}",
            [(board, board.start + part * (anywhere() - board.start)) for _ in range(MOVES)],
        )
    others = [_with_point(board, anywhere()) for _ in range(POINTS)]
    alone = []
    for other in others:
        for _ in range(MOVES // POINTS):
            x, k = other.expansion.points[-1].x.copy(), random.integers(size)
            x[k] = anywhere()[k]
            alone.append((other, x))
    yield "one slider, from another solution", alone


def _with_point(board: Board, x: np.ndarray) -> Board:
    other = copy(board)
    other.exact(x, going)
    other.step(going)
    return other


def _seen(moves: list[tuple[Board, np.ndarray]]) -> Seen:
    covered, errors, estimates = [], [], []
    for board, x in moves:
        try:
            exact = board.exact(x, going).y
        except SolveError:
            continue  # the page says so
        first = board.first(x)
        column, at = board.welfare
        here = slice(at, at + column.size)
        apart, size = np.abs(first.y - exact)[here], np.abs(exact[here]).max()
        covered.append(np.mean(apart <= first.error[here] + ROUNDING))
        errors.append(apart.max() / size)
        estimates.append(first.error[here].max() / size)
    return Seen(float(np.mean(covered)), float(np.median(errors)), float(np.median(estimates)))


PARTS = {"coverage": coverage}

if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pages say what results rest on
        marks.write(PAGE, PARTS)
