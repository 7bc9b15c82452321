"""Read YAML files, with messages that name the file."""

from pathlib import Path
from typing import Any

import yaml

from calibration.errors import InputError


def read_yaml(path: Path) -> Any:
    """The content of a YAML file.

    Raises
    ------
    InputError
        When there is no such file, or it is not YAML.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not valid YAML ({error})") from error
