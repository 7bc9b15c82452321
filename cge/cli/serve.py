"""``cge serve``: a page on this machine with sliders for the shocks of a scenario."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread

from calibration.errors import InputError
from cge.cli.choices import Choice
from cge.cli.terminal import say
from cge.inputs.find import find
from cge.scenarios import open_scenario

HIGHEST_PORT = 65_535


def serve_page(scenario: str, choice: Choice, port: int, browser: bool) -> None:
    """Serve until interrupted; see `cge.cli.commands.house.serve`.

    Raises
    ------
    calibration.errors.InputError
        There is no such scenario, data or aggregation, or the port cannot be had.
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise InputError(f"--port: {port} is not within 0 and {HIGHEST_PORT}")
    choice = choice.meant_for(open_scenario(scenario))
    find("benchmarks", choice.data)
    if choice.aggregation is not None:
        find("aggregations", choice.aggregation)
    from cge.serve.answers import Answers
    from cge.serve.library import Chosen, Library
    from cge.serve.server import Server
    from cge.serve.worker import Worker

    library = Library(Chosen(choice.data, choice.aggregation or "", scenario))
    worker = Worker(library.recent)
    with Server(port, Answers(library, worker)) as server:
        say(f"Open {server.guard.address}")
        say("Stop with Ctrl-C. Only this machine can open it, and only with this address.")
        if browser:
            import webbrowser

            webbrowser.open(server.guard.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopping.")
        finally:
            with _no_patience():
                worker.stop()
                library.close()


@contextmanager
def _no_patience() -> Iterator[None]:
    """Within it a second Ctrl-C ends the program at once, whatever it waits for."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
