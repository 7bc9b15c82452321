"""Views of a result that are made above this room: where each is made, said by the front.

A result offers its tables as methods, for that is where users look for them; but what makes them
stands above results and builds on them. So the package's front, which knows every room, says by
name where a view is made, and it is loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

_HOMES: dict[str, tuple[str, str]] = {}


class TableView(Protocol):
    """What a table of a result can do; see :class:`cge.Table`."""

    @property
    def verified(self) -> bool:
        """Whether the independent checks hold for all that it shows."""
        ...

    def written(self, form: Any = "text", width: int = 120) -> str:
        """The table in one form: text, markdown, latex, html or csv."""
        ...

    def save(self, path: str | Path) -> Path:
        """Write it in the form that the ending of the file says."""
        ...

    def to_frame(self) -> Any:
        """The numbers in full, a pandas.DataFrame."""
        ...


class FigureView(Protocol):
    """What a figure of a result can do; see :class:`cge.Figure`."""

    @property
    def verified(self) -> bool:
        """Whether the independent checks hold for all that it shows."""
        ...

    def draw(self) -> Any:
        """Draw it by Matplotlib; a matplotlib.figure.Figure."""
        ...

    def save(self, path: str | Path) -> Path:
        """Write it as PDF, SVG or PNG, by the ending of the path."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Numbers and words as plain values."""
        ...


def offer(view: str, module: str, function: str) -> None:
    """Say where a view is made.

    Parameters
    ----------
    view
        Name of the method of a result.
    module, function
        What makes it; called with the result and the arguments of the method.
    """
    _HOMES[view] = module, function


def maker(view: str) -> Callable[..., Any]:
    """What makes a view."""
    module, function = _HOMES[view]
    return getattr(import_module(module), function)
