"""The command line: ``cge run``, ``cge check``, ``cge list``, ``cge doctor``.

Modules that take long to load are imported by the command that needs them.
"""

import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code.

    0 when all is well; 1 when a result is not verified or a solver fails; 2 when the input is
    wrong; 130 when interrupted.
    """
    try:
        from cge.cli.app import app

        app(prog_name="cge")
    except KeyboardInterrupt:
        sys.stderr.write("cge: interrupted\n")
        sys.exit(INTERRUPTED)
