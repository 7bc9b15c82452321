"""What is meant where an option is left out."""

from __future__ import annotations

from cge import locations

DATA = "oecd-icio-2022"


def aggregation_of(data: str, given: str | None) -> str | None:
    """The aggregation to use: as given, else the one a shipped dataset names as its default."""
    path = locations.shipped("benchmarks").get(data)
    if given is not None or path is None:
        return given
    import h5py

    with h5py.File(path) as file:
        named = file.attrs.get("default_aggregation")
    return named.decode() if isinstance(named, bytes) else named
