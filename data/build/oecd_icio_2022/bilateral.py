"""Read bilateral flows and tariffs; the file has importers before exporters, this module after."""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np


@dataclass(frozen=True)
class Bilateral:
    """Flows of 27 goods and all services together, and tariffs on goods.

    Attributes
    ----------
    regions, sectors : list of str
    flow : (sector, origin, destination)
        Million USD at basic prices, domestic sales on the diagonal.
    tariff : (sector, origin, destination)
        Fractions.
    """

    regions: list[str]
    sectors: list[str]
    flow: np.ndarray
    tariff: np.ndarray


def read_bilateral(path: Path) -> Bilateral:
    """Read the HDF5 (MATLAB) file of bilateral flows and tariffs."""
    with h5py.File(path) as store:
        data = store["data"]

        def labels(name: str) -> list[str]:
            cells = data[name][()].ravel()
            return ["".join(chr(code) for code in store[cell][()].ravel()) for cell in cells]

        return Bilateral(
            regions=labels("countries"),
            sectors=labels("sectors"),
            flow=data["Xjik_3D"][()].transpose(0, 2, 1),
            tariff=data["tjik_3D"][()].transpose(0, 2, 1),
        )
