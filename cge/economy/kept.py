"""What was made of an economy, kept for the next time it is asked for."""

from __future__ import annotations

import gc
import operator
from collections.abc import Callable, Hashable, Iterator
from typing import Any

import xarray as xr

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


class Known:
    """What follows from a dataset, made once; and anew after somebody replaced a part of it.

    Its arrays refuse to be written to, but a user can put others in their place.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, Any] = {}
        self._parts: list[object] = []

    def get(self, asked: Hashable, make: Callable[[], Any], dataset: xr.Dataset) -> Any:
        """What was made when the same was asked of the same dataset, or else is made now.

        Parameters
        ----------
        asked
            What is asked.
        make
            Makes it.
        dataset
            What it follows from.
        """
        parts = list(_parts(dataset))
        if len(parts) != len(self._parts) or not all(map(operator.is_, parts, self._parts)):
            self._held, self._parts = {}, parts
        if asked not in self._held:
            self._held[asked] = make()
        return self._held[asked]


def _parts(dataset: xr.Dataset) -> Iterator[object]:
    """All objects that a dataset consists of."""
    yield from dataset.attrs.values()
    for name, variable in dataset.variables.items():
        yield from (name, variable, *variable.attrs.values())
        if not isinstance(variable, xr.IndexVariable):  # within which nothing can be replaced
            yield variable.data
