"""Balancing: tables whose sums are what they have to be, as near as can be to what they were."""

from calibration.balancing.balance import balance
from calibration.balancing.report import BalanceReport

__all__ = ["BalanceReport", "balance"]
