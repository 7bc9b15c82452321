"""The command line: ``cge run``, ``cge check``, ``cge list``, ``cge doctor``.

Modules that take long to load are imported by the command that needs them.
"""

import atexit
import gc
import os
import sys

INTERRUPTED = 130
_STANDARD = (0, 1, 2)  # descriptors of input, output and errors
# New objects between two searches for garbage, 700 by default. Imports make hundreds of thousands,
# which all stay, and searching them again and again takes a tenth of a run.
_OBJECTS = 50_000


def main() -> None:
    """Run the command line and leave with its exit code.

    0 when all is well; 1 when a result is not verified or a solver fails; 2 when the input is
    wrong; 130 when interrupted.
    """
    _open_what_is_closed()
    gc.set_threshold(_OBJECTS)
    # Where dask is installed, for sweeps on several processes, xarray would load its arrays in half
    # a second, to ask whether an array is one of them. None is.
    sys.modules.setdefault("dask.array", None)  # type: ignore[arg-type]
    atexit.register(gc.freeze)  # nor is anything to be found at the end, when Python searches twice
    try:
        from cge.cli.app import app

        app(prog_name="cge")
    except KeyboardInterrupt:
        sys.stderr.write("cge: interrupted\n")
        sys.exit(INTERRUPTED)


def _open_what_is_closed() -> None:
    """Words without a reader go nowhere; a file opened later must not get them.

    A process may be started with its standard streams closed, as by some schedulers.
    """
    for descriptor in _STANDARD:
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest descriptor that is free: this one
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115
