"""GTAP data bases, versions 6 and 7 of the standard model's headers, as benchmarks."""

from calibration.gtap.read import read_gtap

__all__ = ["read_gtap"]
