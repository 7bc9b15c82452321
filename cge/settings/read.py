"""Settings of the model kept as YAML files, each with its title, description and reference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from calibration.errors import InputError

WORDS = ("title", "description", "reference")


def read_settings(
    path: Path, what: str, problems_of: Callable[[dict[str, Any]], Iterable[str]]
) -> dict[str, Any]:
    """Read a file of settings.

    Parameters
    ----------
    path
        A YAML file.
    what
        What it holds, for messages: ``a closure``.
    problems_of
        What is wrong with the content, one sentence each.

    Raises
    ------
    InputError
        When the file is not YAML, not a mapping, or has problems, listing all of them.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: {what} is a mapping of keys to values")
    problems = [f"{path}: {problem}" for problem in problems_of(content)]
    if problems:
        raise InputError(problems)
    return content
