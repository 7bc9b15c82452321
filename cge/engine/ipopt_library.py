"""cyipopt, the module through which IPOPT is called, and how to get it.

The same module comes by two distributions: ``cyipopt-wheels`` carries IPOPT in its wheels;
``cyipopt`` is compiled against an IPOPT that must be there. Neither is required by the package
itself, because pip cannot choose between them; the extras ``ipopt`` and ``ipopt-source`` do.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

DISTRIBUTIONS = ("cyipopt-wheels", "cyipopt")

HOW_TO_GET = (
    "run `pip install cyipopt-wheels` (no compiler needed, Python 3.11 to 3.13), or in a checkout "
    "`make env` or `conda env create -f environment.yml`; elsewhere install IPOPT 3.13 or newer "
    "where pkg-config finds it, then `pip install --no-binary cyipopt cyipopt`"
)


def load_cyipopt() -> Any:
    """The module cyipopt.

    Raises
    ------
    ImportError
        Where it or its IPOPT cannot be loaded; the message says how to get it.
    """
    try:
        return import_module("cyipopt")
    except ImportError as error:
        raise ImportError(
            f"IPOPT cannot be loaded ({error}): {HOW_TO_GET}", name="cyipopt"
        ) from error
