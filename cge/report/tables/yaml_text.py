"""What a scenario file holds, as its text."""

from __future__ import annotations

from typing import Any

import yaml

from calibration.files.printable import printable


def yaml_of(plain: Any) -> str:
    """Plain values as YAML, without characters that a scenario file may not hold.

    Parameters
    ----------
    plain
        Nested dictionaries, lists and scalars, as ``to_dict`` of a scenario gives them. Numbers
        are written in full.
    """
    return yaml.safe_dump(_shown(plain), sort_keys=False, allow_unicode=True, width=100)


def _shown(plain: Any) -> Any:
    """The same values, with texts as a scenario file may hold them."""
    if isinstance(plain, dict):
        return {_shown(key): _shown(value) for key, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_shown(value) for value in plain]
    # A table of numbers is a text of several lines.
    return "\n".join(map(printable, plain.split("\n"))) if isinstance(plain, str) else plain
