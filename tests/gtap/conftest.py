"""Files written by another implementation, and data bases to change before they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import xarray as xr

from calibration import HeaderArray, write_har
from tests.gtap.files_of import unpack
from tests.gtap.headers import by_file, to_gtap, to_version_6
from tests.gtap.world import world


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory) -> Path:
    """The folder of the files, as they were written."""
    folder = tmp_path_factory.mktemp("har")
    for part in ("", "gtap6", "gtap7"):
        (folder / part).mkdir(exist_ok=True)
        unpack(part, folder / part)
    return folder


@pytest.fixture(scope="session")
def original() -> xr.Dataset:
    """What the files of both versions were made of."""
    return world()


@pytest.fixture(scope="session")
def arrays(original) -> dict[str, dict[str, HeaderArray]]:
    """Headers of the data base by version."""
    seven = to_gtap(original)
    both = {"7": seven, "6": to_version_6(seven)}
    return {version: {array.name: array for array in given} for version, given in both.items()}


@pytest.fixture
def written(tmp_path) -> Callable[[Iterable[HeaderArray]], Path]:
    """Write a data base; returns its folder."""

    def write(given: Iterable[HeaderArray]) -> Path:
        for name, part in by_file(list(given)).items():
            if part:
                write_har(tmp_path / name, part)
        return tmp_path

    return write
