"""The code and the versions that a result rests on."""

from __future__ import annotations

import os
import platform
import re
import shutil
from importlib import metadata
from pathlib import Path

import calibration
import cge
from cge.engine.ipopt_library import DISTRIBUTIONS
from cge.inputs.find import data_directory, shipped

DISTRIBUTION = "cge"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "build")
_LICENCE = "licenses/LICENSE"


def requirements() -> str:
    """Installed versions of every package that the model needs, as ``pip install -r`` takes them.

    They carry no hashes: these belong to the files of an index, which an installation does not
    keep.
    """
    seen: dict[str, str] = {}
    wanted = [DISTRIBUTION, *DISTRIBUTIONS]
    while wanted:
        name = wanted.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python, or the other of two that give one module
        if key not in seen:
            seen[key] = f"{key}=={found.version}"
            wanted += _needs(found)
    seen.pop(DISTRIBUTION, None)  # the code is in the archive
    return "".join(f"{line}\n" for _, line in sorted(seen.items()))


def _needs(found: metadata.Distribution) -> list[str]:
    """Names that a distribution requires, without those of its extras."""
    plain = [line for line in found.requires or () if "extra ==" not in line]
    return [match[0] for line in plain if (match := _NAME.match(line))]


def write_code(folder: Path, datasets: list[str]) -> None:
    """Copy the packages as they are installed, with the shipped data that results start from.

    Parameters
    ----------
    folder
        Where they go; it then serves as an entry of ``sys.path``.
    datasets
        Names of shipped benchmarks to take along.
    """
    for package in (cge, calibration):
        source = Path(str(package.__file__)).parent
        shutil.copytree(source, folder / source.name, ignore=_without_data)
    target = folder / "cge" / "data"
    shutil.copytree(data_directory(), target, ignore=_LEFT_OUT, dirs_exist_ok=True)
    for name, path in shipped("benchmarks").items():
        if name not in datasets:
            (target / "benchmarks" / path.name).unlink()
    _write_metadata(folder)


def _without_data(place: str, names: list[str]) -> set[str]:
    own = {"data"} if Path(place).name == "cge" else set()
    return {*_LEFT_OUT(place, names), *own}


def _write_metadata(folder: Path) -> None:
    """Name, version and licence of the code, where Python looks for them."""
    found = metadata.distribution(DISTRIBUTION)
    place = folder / f"{DISTRIBUTION}-{found.version}.dist-info"
    place.mkdir()
    head = f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: {found.version}\n"
    (place / "METADATA").write_text(head, encoding="utf-8")


def licence() -> str:
    """The licence of the code."""
    found = metadata.distribution(DISTRIBUTION).read_text(_LICENCE)
    if found is not None:
        return found
    beside = data_directory().parent / "LICENSE"  # of a checkout
    return beside.read_text(encoding="utf-8")


def version() -> str:
    """The version of the code."""
    return metadata.version(DISTRIBUTION)


def machine() -> str:
    """System, processors and Python of this machine, in words."""
    cores = os.cpu_count() or 1
    return (
        f"{platform.system()} on {platform.machine()}, {cores} "
        f"{'processor' if cores == 1 else 'processors'}, Python {platform.python_version()}"
    )
