"""Updating: a benchmark moved to the totals of another year, its accounts kept exact."""

from calibration.updating.drawn import rebalanced
from calibration.updating.report import UpdateReport
from calibration.updating.targets import Target, read_targets
from calibration.updating.update import update

__all__ = ["Target", "UpdateReport", "read_targets", "rebalanced", "update"]
