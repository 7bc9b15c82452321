"""Install built distributions as a user does, each in an empty environment, and solve there.

Run by ``make try-wheel`` and by the release, with the standard library only: a virtual environment
of this Python gets the wheel, and another the source distribution, with nothing of the checkout in
reach. In each the model is solved, and its result verified again from its file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCENARIO, AGGREGATION = "nqp-and-cbam", "5x6"
KINDS = ("cge-*.whl", "cge-*.tar.gz")
# Of these a checkout or the environment of the caller could come into reach.
LEFT_OUT = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


class TrialError(Exception):
    """A distribution is missing, or a step failed; the message says which."""


def distributions(folder: Path) -> list[Path]:
    """The newest wheel and the newest source distribution of a folder.

    Raises
    ------
    TrialError
        One of them is missing.
    """
    found = {kind: sorted(folder.glob(kind), key=lambda p: p.stat().st_mtime) for kind in KINDS}
    missing = [kind for kind, paths in found.items() if not paths]
    if missing:
        raise TrialError(f"{folder}: no {' and no '.join(missing)}; build them with `make wheel`")
    return [paths[-1] for paths in found.values()]


def environment_of(folder: Path) -> Path:
    """The Python of a new and empty environment."""
    venv.create(folder, with_pip=True)
    names = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return folder.joinpath(*names)


def steps(python: Path, built: Path) -> Iterator[Sequence[str]]:
    """Commands of a user, in order; `-I` keeps everything but the environment out of reach."""
    cge = (str(python), "-I", "-m", "cge.cli")
    yield (str(python), "-I", "-m", "pip", "install", "--quiet", f"{built}[ipopt]")
    yield (str(python), "-I", "-m", "pip", "check")
    yield (*cge, "--version")
    yield (*cge, "doctor")
    yield (*cge, "run", SCENARIO, "--aggregation", AGGREGATION, "--out", "results", "--quiet")
    yield (*cge, "verify", str(Path("results", "result.nc")))


def attempt(built: Path) -> None:
    """Install a distribution and use it, away from the checkout.

    Raises
    ------
    TrialError
        A step failed; its output is printed.
    """
    clean = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    with tempfile.TemporaryDirectory(prefix="cge-try-") as folder:
        home = Path(folder, "elsewhere")
        home.mkdir()
        python = environment_of(Path(folder, "environment"))
        for command in steps(python, built.resolve()):
            done = subprocess.run(command, cwd=home, env=clean, check=False)
            if done.returncode != 0:
                said = " ".join(command[1:])
                raise TrialError(f"{built.name}: failed with {done.returncode}: python {said}")
    print(f"{built.name}: installs, solves and verifies on Python {sys.version.split()[0]}")


def main(arguments: Sequence[str]) -> int:
    """Try the distributions of a folder, `dist` unless another is named."""
    folder = Path(arguments[0]) if arguments else ROOT / "dist"
    try:
        for built in distributions(folder):
            attempt(built)
    except TrialError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
