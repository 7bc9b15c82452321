"""What was made of an economy, kept for the next time it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MOST = 8  # compiled models are large


class Kept:
    """The things last asked for, found by what was asked.

    Questions are compared and not hashed, since settings hold dictionaries.
    """

    def __init__(self) -> None:
        self._held: list[tuple[object, Any]] = []

    def get(self, asked: object, make: Callable[[], Any]) -> Any:
        """What was made when the same was asked before, or else is made now."""
        found = next((pair for pair in self._held if _same(pair[0], asked)), None)
        if found is None:
            found = (asked, make())
        self._held = [found, *(pair for pair in self._held if pair is not found)][:MOST]
        return found[1]


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
