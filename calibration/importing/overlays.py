"""Values of the user's own, by label, over those of an imported benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from calibration.files.paths import as_path
from calibration.groups import Groups
from calibration.own.elasticities import with_elasticities
from calibration.own.emissions import with_emissions
from calibration.own.tariffs import with_tariff_rates
from calibration.readers.folder import FILES as FOLDER

KINDS = ("elasticities", "tariffs", "emissions")


def files_of_folder(paths: str | Path | Sequence[str | Path]) -> dict[str, Path]:
    """Files of values in a folder of small tables, by kind; none where paths are anything else."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    home = as_path(given[0]) if len(given) == 1 else None
    if home is None or not home.is_dir() or not (home / FOLDER[0]).is_file():
        return {}
    found = {kind: home / f"{kind}.csv" for kind in KINDS}
    return {kind: path for kind, path in found.items() if path.is_file()}


@dataclass(frozen=True)
class Overlays:
    """Files of values that replace those of a benchmark.

    Attributes
    ----------
    elasticities, tariffs, emissions : path, optional
        In the layouts of `calibration.own`.
    groups : Groups, optional
        Groups that their labels may name.
    """

    elasticities: str | Path | None = None
    tariffs: str | Path | None = None
    emissions: str | Path | None = None
    groups: Groups | None = None

    def over(self, benchmark: xr.Dataset) -> xr.Dataset:
        """The benchmark with the values of the files; elasticities first, which it may lack."""
        if self.elasticities is not None:
            benchmark = with_elasticities(benchmark, self.elasticities, self.groups)
        if self.tariffs is not None:
            benchmark = with_tariff_rates(benchmark, self.tariffs, self.groups)
        if self.emissions is not None:
            benchmark = with_emissions(benchmark, self.emissions, self.groups)
        return benchmark

    def said(self) -> Iterator[str]:
        """What they replace, a line each."""
        for what in KINDS:
            path = getattr(self, what)
            if path is not None:
                yield f"{what}: those that {Path(path).name} names are its own"
