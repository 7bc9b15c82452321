"""The tables of data regimes that are shipped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from calibration.regimes import Regimes, read_regimes
from cge.inputs.find import data_directory


@lru_cache(maxsize=1)
def _read(folder: Path) -> Regimes:
    return read_regimes(folder)


def shipped_regimes() -> Regimes:
    """The tables of data regimes that come with the package."""
    return _read(data_directory() / "regimes")
