"""The groups of regions and sectors that are shipped."""

from __future__ import annotations

from calibration.groups import Groups, read_groups
from cge.inputs.find import data_directory


def shipped_groups() -> Groups:
    """Groups of ``data/groups.yaml``, as :func:`calibration.read_groups` reads them."""
    return read_groups(data_directory() / "groups.yaml")
