"""Templates of HTML, in which every text is escaped and a name that is missing is an error."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates_of(package: str, **further: Any) -> Environment:
    """Templates in the folder ``templates`` of a package.

    Parameters
    ----------
    package
        Its dotted name.
    further
        Further arguments of ``jinja2.Environment``.
    """
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **further,
    )
