"""What scripts that build data are asked for: the folder of sources, and options of their own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

VARIABLE = "CGE_SOURCE_DATA"


def asked(about: str | None, **further: dict[str, Any]) -> argparse.Namespace:
    """The options of a script.

    Parameters
    ----------
    about
        What the script does, for its help.
    further
        Options beside ``source``, by name, each as `argparse` describes an argument.

    Returns
    -------
    argparse.Namespace
        With `source`, the folder of source tables; the script ends where none is named.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--source", type=Path, default=os.environ.get(VARIABLE))
    for name, argument in further.items():
        parser.add_argument(f"--{name}", **argument)
    options = parser.parse_args()
    if options.source is None:
        parser.error(f"--source or {VARIABLE} must name the folder of source tables")
    options.source = Path(options.source)
    return options
