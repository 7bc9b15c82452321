"""The thread that solves: the latest request wins, and nothing that goes wrong ends it."""

import threading
import time

import numpy as np
import pytest

from calibration import InputError
from cge.engine.errors import SolveError
from cge.serve.worker import Superseded, Worker

PATIENCE = 10  # seconds that no answer takes


class Solver:
    """A board whose solutions take as long as they are let."""

    def __init__(self):
        self.begun, self.free = threading.Event(), threading.Event()
        self.asked, self.steps, self.fault = [], 0, None

    def exact(self, x, going):
        self.asked.append(float(x[0]))
        self.begun.set()
        while not self.free.wait(0.005):
            going("solve")
        going("verify")
        if self.fault is not None:
            raise self.fault
        return f"answer at {float(x[0])}"

    def step(self, going):
        if self.steps:
            self.steps -= 1
            return True
        return False


@pytest.fixture
def solver():
    return Solver()


@pytest.fixture
def worker(solver):
    made = Worker(lambda: [solver])
    yield made
    solver.free.set()
    made.stop()


def at(number):
    return np.array([float(number)])


def test_an_answer(worker, solver):
    solver.free.set()
    ticket = worker.ask("a", 1, solver, at(1)).wait()
    assert (ticket.exact, ticket.problems, ticket.superseded) == ("answer at 1.0", [], False)


def test_the_latest_request_of_a_page_wins_over_one_that_is_being_solved(worker, solver):
    first = worker.ask("a", 1, solver, at(1))
    assert solver.begun.wait(PATIENCE)
    second, third = (worker.ask("a", n, solver, at(n)) for n in (2, 3))
    assert first.wait().superseded
    assert second.wait().superseded
    solver.free.set()
    assert third.wait().exact == "answer at 3.0"
    assert solver.asked == [1.0, 3.0]  # the second never began
    assert first.exact is None


def test_a_request_that_comes_late_is_superseded_at_once(worker, solver):
    solver.free.set()
    assert worker.ask("a", 5, solver, at(5)).wait().exact
    assert worker.ask("a", 4, solver, at(4)).wait().superseded
    assert worker.ask("a", 6, solver, at(6)).wait().exact == "answer at 6.0"


def test_two_pages_wait_for_each_other(worker, solver):
    one, other = worker.ask("a", 1, solver, at(1)), worker.ask("b", 1, solver, at(2))
    solver.free.set()
    assert [one.wait().exact, other.wait().exact] == ["answer at 1.0", "answer at 2.0"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (InputError(["first", "second"]), ["first", "second"]),
        (SolveError("prices vanish"), ["no solution: prices vanish"]),
        (MemoryError(), None),
    ],
)
def test_what_goes_wrong_is_told(worker, solver, fault, said):
    solver.fault = fault
    solver.free.set()
    ticket = worker.ask("a", 1, solver, at(1)).wait()
    assert ticket.exact is None
    assert ticket.problems == said if said else ticket.problems


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_of_the_program_answers_and_the_next_request_is_solved(worker, solver):
    solver.fault = RuntimeError("a mistake")
    solver.free.set()
    assert worker.ask("a", 1, solver, at(1)).wait().problems == [
        "the program failed; the terminal says where"
    ]
    solver.fault = None
    time.sleep(0.05)  # the thread has ended
    assert worker.ask("a", 2, solver, at(2)).wait().exact == "answer at 2.0"


def test_first_answers_improve_while_nobody_waits(worker, solver):
    solver.steps = 5
    worker.wake()
    until = time.monotonic() + PATIENCE
    while solver.steps and time.monotonic() < until:
        time.sleep(0.005)
    assert solver.steps == 0


def test_it_stops_in_the_middle_of_a_solution(worker, solver):
    ticket = worker.ask("a", 1, solver, at(1))
    assert solver.begun.wait(PATIENCE)
    worker.stop()
    assert ticket.wait().superseded
    assert worker.ask("a", 2, solver, at(2)).wait().superseded


def test_an_interrupt_leaves_the_solver(board):
    """It is raised from within steps of the solver, which keeps errors of arithmetic only."""
    seen = []

    def going(*_, **about):
        seen.append(about)
        if "residual" in about and len(seen) > 2:
            raise Superseded

    with pytest.raises(Superseded):
        board.exact(board.low + 0.7 * (board.high - board.low), going)
    assert board.exact(board.start, lambda *_, **__: None).verdict == ""
