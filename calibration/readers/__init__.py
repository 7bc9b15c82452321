"""Readers: published tables as inter-country tables."""

from calibration.readers.table import inter_country_table
from calibration.readers.wiod import read_wiod

__all__ = ["inter_country_table", "read_wiod"]
