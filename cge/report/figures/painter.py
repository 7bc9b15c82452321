"""Figures drawn beside the other work of a run, on the second core of a computer."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType

from calibration.files.write import Writer
from cge.report.figures.picture import Words


class Painter:
    """Starts a process that loads Matplotlib while a scenario is solved, and draws what it is told.

    A run ends half a second sooner by it. The figures are those of this process: what the other one
    does not deliver, for whatever reason, is drawn here, where an error of drawing is then raised.
    """

    def __init__(self) -> None:
        # In a file, so that neither process waits for the other to read.
        self._sink = tempfile.TemporaryFile()  # noqa: SIM115
        self._process: subprocess.Popen[bytes] | None = None
        if "matplotlib" in sys.modules:  # this process draws at once
            return
        with suppress(OSError):
            self._process = subprocess.Popen(
                # -P: modules of this folder must not hide those of the packages.
                [sys.executable, "-P", "-m", "cge.report.figures.worker"],
                stdin=subprocess.PIPE,
                stdout=self._sink,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )

    def __enter__(self) -> Painter:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        """End the process, finished or not."""
        if self._process is not None:
            self._process.kill()
            self._end_input()
            self._process.wait()
        self._sink.close()

    def writers(self, picture: Words, names: Iterable[str]) -> dict[str, Writer]:
        """Have a picture drawn; what writes each of its files, in the format of its ending.

        All pictures are told before the first file is written.
        """
        names = list(names)
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):  # it has ended, and the figures are drawn here
                pickle.dump((names, picture), self._process.stdin)
                self._process.stdin.flush()
        return {name: partial(self._write, picture, name) for name in names}

    def _write(self, picture: Words, name: str, place: Path) -> None:
        content = self._drawn.get(name)
        if content is not None:
            place.write_bytes(content)
            return
        from cge.report.figures.drawing import put
        from cge.report.figures.drawings.every import drawn

        put(drawn(picture), place, Path(name).suffix)

    @cached_property
    def _drawn(self) -> dict[str, bytes]:
        """Contents by name of file; nothing of a process that failed."""
        if self._process is None:
            return {}
        self._end_input()
        if self._process.wait() != 0:
            return {}
        self._sink.seek(0)
        drawn: dict[str, bytes] = pickle.load(self._sink)
        return drawn

    def _end_input(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
