"""Answers to the requests of a page."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.serve.board import Board
from cge.serve.exported import file_of
from cge.serve.library import Library, described
from cge.serve.questions import BoardAsked, ExactAsked, NothingAsked, PointAsked, read
from cge.serve.worker import Ticket, Worker

SUPERSEDED, FAILED, EXACT = "superseded", "failed", "exact"
Answer = dict[str, Any]


@dataclass
class Answers:
    """Answers by path.

    Attributes
    ----------
    library
        What may be chosen.
    worker
        Solves.
    """

    library: Library
    worker: Worker

    def __post_init__(self) -> None:
        self._files = count()

    @property
    def routes(self) -> Mapping[str, Callable[[bytes], Answer]]:
        """What answers a request, by its path; it raises an InputError for a wrong request."""
        return {
            "/api/lists": self.lists,
            "/api/board": self.board,
            "/api/first": self.first,
            "/api/exact": self.exact,
            "/api/file": self.file,
        }

    def lists(self, body: bytes) -> Answer:
        """Names to choose from."""
        read(NothingAsked, body)
        return self.library.lists()

    def board(self, body: bytes) -> Answer:
        """The board that is chosen."""
        number, board = self.library.board(read(BoardAsked, body).chosen())
        self.worker.wake()
        return described(number, self.library.numbered(number)[0], board)

    def first(self, body: bytes) -> Answer:
        """A first answer, by derivatives, with the size of its error."""
        began = time.perf_counter()
        board, x = self._point(read(PointAsked, body))
        found = board.first(x)
        if found is None:
            return {"y": None}
        answer = {
            "y": _by_measure(board, found.y),
            "error": _by_measure(board, found.error),
            "order": found.order,
        }
        return {**answer, "seconds": time.perf_counter() - began}

    def exact(self, body: bytes) -> Answer:
        """An exact answer, or why there is none."""
        asked = read(ExactAsked, body)
        board, x = self._point(asked)
        ticket = self.worker.ask(f"page {asked.page}", asked.number, board, x).wait()
        return _told(ticket)

    def file(self, body: bytes) -> Answer:
        """The scenario file of what is shown; the same numbers are solved again for it."""
        asked = read(PointAsked, body)
        board, x = self._point(asked)
        ticket = self.worker.ask(f"file {next(self._files)}", 0, board, x).wait()
        if ticket.exact is None:
            return _told(ticket)
        chosen, _ = self.library.numbered(asked.board)
        text = file_of(board, ticket.exact, chosen.data, chosen.aggregation or None)
        return {"state": EXACT, "text": text, "name": f"{_plain(board.experiment)}.yaml"}

    def _point(self, asked: PointAsked) -> tuple[Board, np.ndarray]:
        """The board, and numbers within the ranges of its sliders."""
        _, board = self.library.numbered(asked.board)
        if len(asked.x) != len(board.sliders):
            raise InputError(f"x: {len(asked.x)} numbers for {len(board.sliders)} sliders")
        x = np.array(asked.x, dtype=float)
        problems = board.problems(x)
        if problems:
            raise InputError([f"x: {problem}" for problem in problems])
        return board, x


def _told(ticket: Ticket) -> Answer:
    if ticket.superseded:
        return {"state": SUPERSEDED}
    if ticket.exact is None:
        return {"state": FAILED, "problems": [printable(text) for text in ticket.problems]}
    return {
        "state": EXACT,
        "y": _by_measure(ticket.board, ticket.exact.y),
        "verified": not ticket.exact.verdict,
        "verdict": printable(ticket.exact.verdict),
        "cautions": [printable(text) for text in ticket.exact.cautions],
        "seconds": ticket.seconds,
    }


def _by_measure(board: Board, y: np.ndarray) -> dict[str, list[float | None]]:
    """Statistics by region, then of the world where they add up; null for what is no number."""
    return {
        name: [
            float(v) if np.isfinite(v) else None
            for v in (*y[at : at + column.size], *y[board.of_world.get(name, slice(0))])
        ]
        for name, (column, at) in board.by_region.items()
    }


def _plain(name: str) -> str:
    """A name as that of a file."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in name) or "moved"
