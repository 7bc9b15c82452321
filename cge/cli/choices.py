"""What is meant where an option is left out."""

from __future__ import annotations

from cge import locations

DATA, AGGREGATION = "oecd-icio-2022", "16x22"


def aggregation_of(data: str, given: str | None) -> str | None:
    """The aggregation to use: as given, else the default for shipped data and none for a file."""
    if given is not None:
        return given
    return AGGREGATION if data in locations.shipped("benchmarks") else None
