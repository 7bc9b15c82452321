"""One live line for each step of a run."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from calibration.files.printable import printable
from cge.cli.terminal import say

if TYPE_CHECKING:
    from rich.status import Status

_NAMES = {
    "load": "load",
    "build": "build the model",
    "optimise": "search",
    "solve": "solve",
    "verify": "verify",
    "write": "write",
}
_WIDTH = 24


class Steps:
    """Shows the step at work, and a line for each that is done, on standard error.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._status: Status | None = None
        self._step: tuple[str, str] | None = None
        self._detail = ""
        self._since = 0.0

    def __call__(self, event: str, **info: Any) -> None:
        """Take a report of progress; another step than the last ends the last.

        Parameters
        ----------
        event : str
            Name of the step.
        info
            ``experiment``, ``iteration``, ``residual``, ``where``, ``sweeps``, ``part`` if the step
            has them; ``detail`` for any other text.
        """
        if self._quiet:
            return
        step = (event, str(info.get("experiment", "")))
        if step != self._step:
            self.finish()
            self._step, self._since = step, time.perf_counter()
        self._detail = _detail(info)
        self._show()

    def finish(self) -> None:
        """End the step at work with a line that stays."""
        if self._step is None:
            return
        self._stop()
        seconds = time.perf_counter() - self._since
        say(f"{_line(self._step, self._detail)}  {seconds:.2f} s", error=True)
        self._step, self._detail = None, ""

    def abandon(self) -> None:
        """Leave the step at work unfinished, because something failed."""
        self._stop()
        self._step = None

    def _show(self) -> None:
        assert self._step is not None
        if not sys.stderr.isatty():
            return
        from rich.text import Text

        # As text, for square brackets in a name are no markup.
        text = Text(printable(_line(self._step, self._detail)))
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True, highlight=False).status(text)
            self._status.start()
        else:
            self._status.update(text)

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def _line(step: tuple[str, str], detail: str) -> str:
    event, experiment = step
    return f"{f'{_NAMES.get(event, event)} {experiment}'.strip():<{_WIDTH}}{detail}".rstrip()


def _detail(info: dict[str, Any]) -> str:
    said = [str(info["detail"])] if "detail" in info else []
    if "iteration" in info:
        said.append(f"iteration {info['iteration']}")
    if info.get("sweeps"):
        said.append(f"{info['sweeps']} inner sweeps")
    if info.get("part", 1.0) != 1.0:
        said.append(f"{100 * info['part']:.1f} % of the shock")
    if "residual" in info:
        where = f" at {info['where']}" if info.get("where") else ""
        said.append(f"worst residual {info['residual']:.1e}{where}")
    return ", ".join(said)
