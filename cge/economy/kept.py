"""What was made of an economy, kept for the next time it is asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

MOST = 8  # compiled models are large


class Kept:
    """The things last asked for, found by what was asked.

    Questions are compared and not hashed, since settings hold dictionaries.
    """

    def __init__(self) -> None:
        self._held: list[tuple[object, Any]] = []

    def get(self, asked: object, make: Callable[[], Any], room: Callable[[], bool]) -> Any:
        """What was made when the same was asked before, or else is made now.

        Parameters
        ----------
        asked
            What is asked.
        make
            Makes it.
        room
            Whether there is memory for one more; all others go where there is none.
        """
        found = next((pair for pair in self._held if _same(pair[0], asked)), None)
        if found is None:
            if self._held and not room():
                self._held = []
                gc.collect()  # a compiled model refers to itself
            found = (asked, make())
        self._held = [found, *(pair for pair in self._held if pair is not found)][:MOST]
        return found[1]


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other
