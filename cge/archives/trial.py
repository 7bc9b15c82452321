"""An archive unpacked into an empty folder and run there, as its reader will."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from calibration.errors import OutputError
from cge.archives.readme import Trial
from cge.archives.replicate import REPLICATED
from cge.results.comparison import TOLERANCE, compare

# What would lead the new process to other code than the archive's.
_LEADS_ASTRAY = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP")
_LAST_LINES = 5
_RSS = 1 if sys.platform == "darwin" else 1024  # bytes in the unit of the system's report


def tried(archive: Path, root: str, names: list[str]) -> Trial:
    """Run an archive in a fresh process, and compare what it finds with what it holds.

    Parameters
    ----------
    archive
        The zip archive.
    root
        The folder that it unpacks to.
    names
        Names of its results.

    Raises
    ------
    OutputError
        It does not run, or does not find a number again.
    """
    with tempfile.TemporaryDirectory() as place:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(place)
        folder, since = Path(place, root), time.perf_counter()
        _run(folder)
        seconds = time.perf_counter() - since
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _RSS
        problems = [text for name in names for text in _differences(folder, name)]
    if problems:
        raise OutputError(problems)
    return Trial(seconds, most, TOLERANCE)


def _run(folder: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if key not in _LEADS_ASTRAY}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "replicate.py"],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-_LAST_LINES:]
        raise OutputError(["the archive does not replicate its results:", *said])
    if str((folder / "code" / "cge").resolve()) not in done.stdout:
        raise OutputError("the archive was run on other code than its own")


def _differences(folder: Path, name: str) -> list[str]:
    """What this process finds to differ, whatever the program of the archive said."""
    given, found = (folder / place / "results" / name / "result.nc" for place in ("", REPLICATED))
    compared = compare(given, found)
    if compared.same and not compared.unverified:
        return []
    return [f"{name}: replicated with a relative difference of {compared.largest:.1e}"]
