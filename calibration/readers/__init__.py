"""Readers: published tables as inter-country tables."""

from calibration.readers.adb import read_adb
from calibration.readers.eora import read_eora
from calibration.readers.exiobase import read_exiobase
from calibration.readers.figaro import read_figaro
from calibration.readers.formats import Format
from calibration.readers.gloria import read_gloria
from calibration.readers.icio import read_icio
from calibration.readers.plain import read_csv, read_excel
from calibration.readers.recognise import recognised
from calibration.readers.table import inter_country_table
from calibration.readers.wiod import read_wiod
from calibration.readers.wiod_2016 import read_wiod_2016

__all__ = [
    "Format",
    "inter_country_table",
    "read_adb",
    "read_csv",
    "read_eora",
    "read_excel",
    "read_exiobase",
    "read_figaro",
    "read_gloria",
    "read_icio",
    "read_wiod",
    "read_wiod_2016",
    "recognised",
]
