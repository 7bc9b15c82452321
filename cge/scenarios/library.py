"""Scenarios by name: shipped with the package, or files of a user's own."""

from __future__ import annotations

from pathlib import Path

from cge.inputs import find as locations
from cge.policy.schema import Cbam
from cge.scenarios.package import Package
from cge.scenarios.scenario import Scenario


def open_scenario(source: str | Path | Scenario | Cbam) -> Scenario:
    """The scenario that a user means.

    Parameters
    ----------
    source
        Name of a shipped scenario, path of a YAML file, a scenario, or a border adjustment, which
        is then the only experiment.

    Raises
    ------
    calibration.errors.InputError
        When there is no such name and no such file, or the file is not a scenario.
    """
    if isinstance(source, Scenario):
        return source
    if isinstance(source, Cbam):
        package = Package(cbam=(source,))
        return Scenario(title="Carbon border adjustment", packages={"cbam": package})
    return Scenario.from_file(locations.find("scenarios", source))


def shipped_scenarios() -> dict[str, Scenario]:
    """Every scenario shipped with the package, by name."""
    paths = locations.shipped("scenarios")
    return {name: Scenario.from_file(path) for name, path in paths.items()}
