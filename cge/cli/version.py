"""``cge --version``: the package, the default data, and what they run on."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from calibration.errors import InputError
from cge.engine.ipopt_library import DISTRIBUTIONS
from cge.inputs.find import find
from cge.inputs.kinds import DEFAULT_DATA

_DIGITS = 16  # of a digest, which tell two files apart


def version_lines() -> Iterator[str]:
    """What a report of a fault needs, a line each; IPOPT itself is not loaded for it."""
    import cge

    yield f"cge {cge.__version__}"
    yield f"data {_data()}"
    yield f"Python {platform.python_version()}"
    yield from (f"{name} {found}" for name in DISTRIBUTIONS if (found := _installed(name)))


def _data() -> str:
    """Edition and digest of the data that are meant where none are named."""
    try:
        path = find("benchmarks", DEFAULT_DATA)
        return f"{DEFAULT_DATA}, {_edition(path)}, SHA-256 {_digest(path)}"
    except (InputError, OSError, KeyError) as error:
        return f"{DEFAULT_DATA} cannot be read ({error}); `cge doctor` says what is missing"


def _edition(path: Path) -> str:
    import h5py  # opens a file in half the time of what reads benchmarks

    with h5py.File(path) as file:
        year, edition = file.attrs["year"], file.attrs["version"]
        said = edition.decode() if isinstance(edition, bytes) else str(edition)
    return f"year {int(year.item())}, edition {said}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_DIGITS]


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
