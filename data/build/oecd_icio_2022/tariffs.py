"""Tariff rates by good, seller and buyer, with documented corrections of the source."""

import csv
from pathlib import Path

import numpy as np

from data.build.oecd_icio_2022.bilateral import Bilateral
from data.build.oecd_icio_2022.labels import DEVELOPING, EU27, REST_OF_WORLD

Array = np.ndarray

CORRECTIONS = Path(__file__).parents[2] / "tariffs" / "corrections.csv"


def tariff_rates(bilateral: Bilateral, sectors: list[str]) -> Array:
    """Ad valorem rates (sector, origin, destination), zero on services and on domestic sales."""
    rate = source_rates(bilateral, sectors)
    _correct(rate, bilateral.regions, sectors)
    _rest_of_world(rate, bilateral.regions)
    return rate


def source_rates(bilateral: Bilateral, sectors: list[str]) -> Array:
    """Rates of the source, with none inside the EU's customs union or inside an economy."""
    regions = bilateral.regions
    rate = np.zeros((len(sectors), len(regions), len(regions)))
    for n, sector in enumerate(bilateral.sectors):
        if sector in sectors:
            rate[sectors.index(sector)] = bilateral.tariff[n]
    union = [regions.index(region) for region in EU27]
    rate[np.ix_(range(len(sectors)), union, union)] = 0.0
    rate[:, np.arange(len(regions)), np.arange(len(regions))] = 0.0
    return rate


def most_favoured(rate: Array) -> Array:
    """The rate most sellers pay, read as the highest: (sector, destination)."""
    return rate.max(axis=1)


def importers(label: str) -> tuple[str, ...]:
    """The importers a line of the corrections stands for."""
    return EU27 if label == "EU27" else (label,)


def _correct(rate: Array, regions: list[str], sectors: list[str]) -> None:
    """Apply the table of corrections: every seller's rate is scaled, so preferences are kept.

    Raises
    ------
    ValueError
        When a line's old figure is not what the source says: the table is out of date.
    """
    before = most_favoured(rate)
    with CORRECTIONS.open(newline="") as stream:
        for line in csv.DictReader(stream):
            i = sectors.index(line["sector"])
            at = [regions.index(region) for region in importers(line["importer"])]
            old, new = float(line["old_percent"]), float(line["new_percent"])
            found = 100.0 * np.median(before[i, at])
            if abs(found - old) > 0.01:
                raise ValueError(
                    f"{CORRECTIONS}: {line['importer']} {line['sector']}: the source says "
                    f"{found:.2f} %, the table {old:.2f} %"
                )
            rate[i][:, at] *= new / old


def _rest_of_world(rate: Array, regions: list[str]) -> None:
    """Fill the zeros the source has for ROW with means over the developing economies.

    As a buyer ROW charges each seller the mean of what those economies charge; as a seller it pays
    the mean of what the buyer charges them.
    """
    row = regions.index(REST_OF_WORLD)
    peers = [regions.index(region) for region in DEVELOPING]
    rate[:, :, row] = rate[:, :, peers].mean(axis=2)
    rate[:, row, :] = rate[:, peers, :].mean(axis=1)
    rate[:, row, row] = 0.0
