"""The thread that solves: a page's latest request wins; in between, first answers improve."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Any

import numpy as np

from calibration.errors import InputError
from cge.economy.size import within_memory
from cge.serve.board import Board, Exact

PAUSE = 0.2  # seconds without a request after which first answers are improved
MOST_PAGES = 64  # whose last request is remembered


class Superseded(KeyboardInterrupt):
    """A solution that nobody waits for any more.

    It is an interrupt, so that it also leaves the solver where errors of arithmetic do not.
    """


@dataclass(eq=False)
class Ticket:
    """A request for an exact answer.

    Attributes
    ----------
    board, x
        What is asked.
    exact
        The answer, when there is one.
    problems
        Why there is none, in words.
    seconds
        How long it took.
    """

    board: Board
    x: np.ndarray
    exact: Exact | None = None
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0
    _done: Event = field(default_factory=Event)
    _over: bool = False

    @property
    def superseded(self) -> bool:
        """Whether a later request of the same page took its place."""
        return self._over

    def drop(self) -> None:
        """Nobody waits for it any more."""
        self._over = True
        self._done.set()

    def close(self) -> None:
        """It is answered, one way or the other."""
        self._done.set()

    def wait(self) -> Ticket:
        """The same ticket, once it is answered or superseded."""
        self._done.wait()
        return self


class Worker:
    """Solves what pages ask for, one after the other.

    Parameters
    ----------
    boards
        Gives the boards whose first answers may be made better, the most important first.
    """

    def __init__(self, boards: Callable[[], list[Board]]) -> None:
        self._boards = boards
        self._news = Condition()
        self._waiting: list[Ticket] = []
        self._last: dict[str, tuple[int, Ticket]] = {}
        self._asked = -PAUSE
        self._stopping = False
        self._thread: Thread | None = None

    def ask(self, page: str, number: int, board: Board, x: np.ndarray) -> Ticket:
        """Ask for an exact answer, in place of what the page asked before.

        Parameters
        ----------
        page
            Who asks.
        number
            Of the request: one that comes late, after a higher number, is superseded at once.
        board, x
            What is asked.
        """
        ticket = Ticket(board, x)
        with self._news:
            before = self._last.pop(page, None)
            if self._stopping or (before is not None and before[0] > number):
                ticket.drop()
                if before is not None:
                    self._last[page] = before
                return ticket
            if before is not None:
                before[1].drop()
            self._last[page] = (number, ticket)
            while len(self._last) > MOST_PAGES:
                del self._last[next(iter(self._last))]
            self._waiting = [one for one in self._waiting if not one.superseded] + [ticket]
            self._asked = time.monotonic()
            self._begin()
            self._news.notify_all()
        return ticket

    def wake(self) -> None:
        """There is a new board, whose first answers may be made better."""
        with self._news:
            self._begin()
            self._news.notify_all()

    def stop(self) -> None:
        """End the thread, with what it is at, and answer nothing more."""
        with self._news:
            self._stopping = True
            for ticket in self._waiting:
                ticket.drop()
            for _, ticket in self._last.values():
                ticket.drop()
            self._news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _begin(self) -> None:
        """The thread runs, also after an error of the program ended it."""
        if not self._stopping and (self._thread is None or not self._thread.is_alive()):
            self._thread = Thread(target=self._run, name="cge serve", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stopping:
            ticket = self._next()
            if ticket is not None:
                self._answer(ticket)
            elif self._busy() or not self._improve():
                self._rest()

    def _busy(self) -> bool:
        """Whether sliders are likely to move; a step of improvement would keep them waiting."""
        return time.monotonic() - self._asked < PAUSE

    def _rest(self) -> None:
        """Wait for a request; until the pause is over, where there was one just now."""
        with self._news:
            if not self._waiting and not self._stopping:
                left = self._asked + PAUSE - time.monotonic()
                self._news.wait(left if left > 0 else None)

    def _next(self) -> Ticket | None:
        with self._news:
            while self._waiting:
                ticket = self._waiting.pop(0)
                if not ticket.superseded:
                    return ticket
        return None

    def _answer(self, ticket: Ticket) -> None:
        def going(*_: Any, **__: Any) -> None:
            if ticket.superseded or self._stopping:
                raise Superseded

        began = time.perf_counter()
        ticket.problems = ["the program failed; the terminal says where"]
        try:
            with within_memory("solving"):
                ticket.exact = ticket.board.exact(ticket.x, going)
            ticket.problems = []
        except Superseded:
            ticket.drop()
        except InputError as error:
            ticket.problems = error.problems
        except ArithmeticError as error:
            ticket.problems = [f"no solution: {error}"]
        finally:
            ticket.seconds = time.perf_counter() - began
            ticket.close()

    def _improve(self) -> bool:
        """One step of improvement of one board; whether any board had one."""

        def going(*_: Any, **__: Any) -> None:
            if self._waiting or self._stopping:
                raise Superseded

        for board in self._boards():
            try:
                if board.step(going):
                    return True
            except Superseded:
                return True
            except (ArithmeticError, InputError):
                return True  # first answers do without
        return False
