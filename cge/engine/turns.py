"""One thread at a time compiles or solves.

Pyomo reads a rule with variables of its module, BLAS has one number of threads for the whole
process, and the factors of a compiled model are at hand from one step to the next. Threads
therefore take turns, and what one of them finds does not depend on the others. Processes work side
by side.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock


class _Turns:
    """The turn of a process."""

    def __init__(self) -> None:
        self._lock = RLock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Within this context no other thread compiles or solves; it may be entered again."""
        with self._lock:
            yield

    def renew(self) -> None:
        """Forget who has the turn: a forked process has none of the other threads."""
        self._lock = RLock()


_turns = _Turns()
in_turn = _turns.taken

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_turns.renew)
