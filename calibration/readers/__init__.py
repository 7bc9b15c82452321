"""Readers: published tables in, benchmark datasets out."""

from calibration.readers.inter_country import (
    benchmark_of,
    net_negative_demand,
    without_negative_demand,
)
from calibration.readers.table import inter_country_table
from calibration.readers.wiod import read_wiod

__all__ = [
    "benchmark_of",
    "inter_country_table",
    "net_negative_demand",
    "read_wiod",
    "without_negative_demand",
]
