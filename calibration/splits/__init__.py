"""Splitting a sector of a benchmark into parts: accounts hold, and the parts add up to it."""

from calibration.splits.parts import Parts, read_parts
from calibration.splits.split import split

__all__ = ["Parts", "read_parts", "split"]
