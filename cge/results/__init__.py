"""Results: every variable of every experiment, statistics, and what was verified."""

from cge.results.result import Result, open_result

__all__ = ["Result", "open_result"]
