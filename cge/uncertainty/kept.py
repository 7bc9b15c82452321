"""Intervals that ``cge sweep`` kept in its folder, for tables of a result of the same inputs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.errors import InputError, nearest
from calibration.files.netcdf import read_netcdf
from calibration.files.write import Writer
from cge.results.digest import ALTERED, digest_of, sealed
from cge.results.digest import DIGEST as SEAL
from cge.results.inputs import DIGEST
from cge.uncertainty.ensemble import Sweep

FILE, FORMAT = "intervals.nc", "cge intervals 1"
_LEVEL = "level"
_ORIGIN = ("rule", "method", "draws", "numbers", "uncertainty", "verified", "verdict")


@dataclass(frozen=True)
class KeptIntervals:
    """Intervals of the columns of the summary, at one level.

    Attributes
    ----------
    data
        Columns with their ends, as :meth:`cge.Sweep.table` gives them.
    """

    data: xr.Dataset

    @property
    def level(self) -> float:
        """Probability of the intervals."""
        return float(self.data.attrs[_LEVEL])

    @property
    def verified(self) -> bool:
        """Whether every draw of the sweep has a verified solution."""
        return bool(self.data.attrs["verified"])

    @property
    def verdict(self) -> str:
        """Why the sweep is not verified; empty where it is."""
        return str(self.data.attrs.get("verdict") or "")

    def around(self, inputs: str, statistic: str, level: float) -> xr.Dataset:
        """The interval of a column; see :class:`cge.results.intervals.Intervals`.

        Raises
        ------
        InputError
            The intervals are of other inputs or at another level, or there is no such column.
        """
        if str(self.data.attrs[DIGEST]) != inputs:
            raise InputError("sweep: it is not of the data, closure and scenario of the result")
        if abs(level - self.level) > 1e-12:
            raise InputError(f"level: the sweep kept intervals at {self.level:g}, not {level:g}")
        ends = {"central": statistic, "low": f"{statistic}_low", "high": f"{statistic}_high"}
        if ends["low"] not in self.data:
            known = [str(n) for n in self.data if f"{n}_low" in self.data]
            raise InputError(f"no statistic '{statistic}'{nearest(statistic, known)}")
        told = {key: self.data.attrs[key] for key in _ORIGIN if key in self.data.attrs}
        return xr.Dataset({end: self.data[name] for end, name in ends.items()}, attrs=told)


def intervals_writer(sweep: Sweep, level: float) -> Writer:
    """A writer of the intervals of a sweep, and of where they come from.

    Parameters
    ----------
    sweep
        Of one case, with moments.
    level
        Probability of the intervals.
    """
    (part,) = sweep.parts
    about = part.about()
    attrs: dict[str, Any] = {key: str(about.get(key, "")) for key in ("scenario", DIGEST)}
    told = sweep.around(attrs[DIGEST], part.statistics()[0], level).attrs
    attrs |= {key: told[key] for key in _ORIGIN} | {"format": FORMAT, _LEVEL: level}
    found = sealed(part.table(level).drop_attrs().assign_attrs(attrs))

    def write(path: Path) -> None:
        found.to_netcdf(path, engine="scipy", format="NETCDF3_64BIT")

    return write


def read_intervals(folder: str | Path) -> KeptIntervals:
    """Intervals from the folder of a sweep, or from their file.

    Raises
    ------
    InputError
        There are none, or the file is damaged or was changed.
    """
    path = Path(folder)
    file = path / FILE if path.is_dir() else path
    if path.is_dir() and not file.is_file():
        raise InputError(
            f"'{folder}' has no {FILE}: it is no folder of cge sweep, its sweep has several cases, "
            "or its method gives no intervals"
        )
    data = read_netcdf(file)
    if str(data.attrs.get("format", "")) != FORMAT:
        raise InputError(f"{file}: holds no intervals of this package (format '{FORMAT}')")
    given = data.attrs.pop(SEAL, None)
    if given != digest_of(data):
        raise InputError(f"{file}: {ALTERED}")
    return KeptIntervals(data)
