"""The command line: ``cge run``, ``cge check``, ``cge list``, ``cge doctor``.

Modules that take long to load are imported by the command that needs them.
"""

from cge.cli.app import app


def main() -> None:
    """Run the command line and leave with its exit code.

    0 when all is well; 1 when a result is not verified or a solver fails; 2 when the input is
    wrong; 130 when interrupted.
    """
    app(prog_name="cge")


__all__ = ["app", "main"]
