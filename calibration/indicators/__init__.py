"""The index of new quality productive forces (NQP), from indicators of economies.

Indicators are normalised, weighted and added up to an index by economy; the index is averaged to
the regions of a benchmark and, through technology intensity, carried to its activities.

>>> from calibration.indicators import activity_index, composite, read_indicators
>>> indicators = read_indicators("data/indicators")
>>> found = composite(indicators, "entropy")
>>> index = activity_index(found, benchmark)  # activity, region
"""

from calibration.indicators.activities import activity_exposure, activity_index, with_index
from calibration.indicators.catalogue import Catalogue, read_catalogue
from calibration.indicators.comparison import (
    leave_one_out,
    moves,
    rank_correlations,
    sensitivity,
)
from calibration.indicators.composite import METHODS, Composite, composite
from calibration.indicators.exposure import of_activities, read_exposure
from calibration.indicators.regions import of_regions, regional_index, regional_level
from calibration.indicators.table import Indicators, read_indicators

__all__ = [
    "METHODS",
    "Catalogue",
    "Composite",
    "Indicators",
    "activity_exposure",
    "activity_index",
    "composite",
    "leave_one_out",
    "moves",
    "of_activities",
    "of_regions",
    "rank_correlations",
    "read_catalogue",
    "read_exposure",
    "read_indicators",
    "regional_index",
    "regional_level",
    "sensitivity",
    "with_index",
]
