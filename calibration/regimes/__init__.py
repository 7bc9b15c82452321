"""Regimes of data that cross borders, by pair of economies.

What governs data that move from one economy to another follows from the class of the economy they
leave and from agreements in force; a service needs data both ways, so a pair has the mean of both.

>>> from calibration.regimes import of_regions, pairs, read_regimes
>>> regimes = read_regimes("data/regimes")
>>> pairs(regimes, "2022")["restriction"]  # origin, destination
>>> of_regions(regimes, "safeguards", benchmark)  # regions of a benchmark
"""

from calibration.regimes.pairs import (
    MEASURES,
    flows,
    index,
    measure_label,
    of_regions,
    pairs,
)
from calibration.regimes.table import YEAR, Agreement, Economy, Regimes, State, read_regimes

__all__ = [
    "MEASURES",
    "YEAR",
    "Agreement",
    "Economy",
    "Regimes",
    "State",
    "flows",
    "index",
    "measure_label",
    "of_regions",
    "pairs",
    "read_regimes",
]
