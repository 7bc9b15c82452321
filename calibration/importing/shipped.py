"""The shipped world, from which an import takes what a table lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import xarray as xr

from calibration.benchmark import open_benchmark
from calibration.concordances import Concordance, concordance_of
from calibration.groups import Groups, read_groups

WORLD = "oecd-icio-2022"


@dataclass(frozen=True)
class Shipped:
    """Data that lie in the package, opened when first used.

    Attributes
    ----------
    folder : Path
        Folder of the shipped data.
    """

    folder: Path

    @cached_property
    def world(self) -> xr.Dataset:
        """The benchmark `oecd-icio-2022`, not aggregated."""
        return open_benchmark(self.folder / "benchmarks" / f"{WORLD}.nc", trusted=True)

    @cached_property
    def groups(self) -> Groups:
        """The shipped groups of regions and sectors."""
        return read_groups(self.folder / "groups.yaml")

    def concordance(self, labels: Sequence[str]) -> Concordance:
        """Industries of the world by industry of a table.

        Raises
        ------
        calibration.InputError
            When the industries of the table are of no classification that is known.
        """
        own = [str(label) for label in self.world["sector"].to_numpy()]
        return concordance_of(labels, self.folder / "concordances", own)

    def industries(self, members: dict[str, tuple[str, ...]]) -> tuple[str, dict[str, list[str]]]:
        """Name of the classification, and industries of the world by label of a table.

        Parameters
        ----------
        members : dict of str to tuple of str
            Industries of the table as published by label that it has now.

        Raises
        ------
        calibration.InputError
            As `concordance` does.
        """
        finest = list(dict.fromkeys(k for inside in members.values() for k in inside))
        known = self.concordance(finest)
        found = {
            label: list(dict.fromkeys(one for member in inside for one in known.of(member)))
            for label, inside in members.items()
        }
        return known.name, found
