"""Failures that a user meets, said in a line each, with an exit code and no traceback."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

import typer

from calibration.errors import InputError, OutputError
from cge.cli import INTERRUPTED
from cge.cli.terminal import say
from cge.engine.errors import SolveError

UNSUCCESSFUL, WRONG_INPUT, TERMINATED = 1, 2, 143


@contextmanager
def reported() -> Iterator[None]:
    """Turn expected failures into messages on standard error and an exit code.

    A request to terminate leaves by an exception too, so that temporary files are removed.
    """
    try:
        with _leaving_when_terminated(), _notes():
            yield
    except OutputError as error:
        _say(error.problems)
        raise typer.Exit(UNSUCCESSFUL) from None
    except InputError as error:
        _say(error.problems)
        raise typer.Exit(WRONG_INPUT) from None
    except SolveError as error:
        _say([f"no solution: {error}"])
        raise typer.Exit(UNSUCCESSFUL) from None
    except ImportError as error:
        _say([f"{error}; `cge doctor` says what is missing"])
        raise typer.Exit(UNSUCCESSFUL) from None
    except BrokenPipeError:
        raise  # the reader of the output left; typer knows what to do
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _say([f"{named}{error.strerror or error}"])
        raise typer.Exit(UNSUCCESSFUL) from None
    except KeyboardInterrupt:
        # Said here, because typer has words and an exit code of its own for it.
        say("cge: interrupted", error=True)
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _leaving_when_terminated() -> Iterator[None]:
    """A request to terminate raises an exception; only the main thread may ask for that."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _notes() -> Iterator[None]:
    """Warnings are lines for a user; the rest of the process keeps its own way of showing them."""
    before, warnings.showwarning = warnings.showwarning, _note
    try:
        yield
    finally:
        warnings.showwarning = before


def _say(problems: list[str]) -> None:
    for problem in problems:
        say(f"cge: {problem}", error=True)


def _note(message: Warning | str, *_: object, **__: object) -> None:
    """Show a warning as a line for a user, not as one for a programmer."""
    say(f"cge: note: {message}", error=True)


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
