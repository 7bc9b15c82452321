"""How large a model is, and what becomes of one that does not fit into memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod

from calibration.errors import InputError
from cge.engine.memory import amount, available
from cge.symbols.registry import entries

# Measured at 14 sizes from 5 x 6 to 150 x 10 and 100 x 60 regions x sectors, within 20 % of each:
# compiled equations and their patterns, factors and derivatives of a solution. Sources by user take
# 1.6 times as much, so this refuses too little rather than too much.
BYTES = 230
SMALLER = "choose an aggregation with fewer regions or sectors (cge list aggregations)"


def memory_needed(features: Iterable[str], labels: Mapping[str, Sequence[str]]) -> float:
    """Bytes that compiling and solving a model take, by the elements of all its symbols.

    Parameters
    ----------
    features
        What the model has beyond the core.
    labels
        Ordered labels of every dimension.
    """
    return BYTES * sum(prod(len(labels[d]) for d in e.dims) for e in entries(features))


def require_memory(needed: float, what: str, advice: str = SMALLER) -> None:
    """Refuse what there is not enough memory for.

    Parameters
    ----------
    needed
        Bytes.
    what
        What needs them, for the message.
    advice
        What to do instead.

    Raises
    ------
    InputError
        Naming what is needed, what is there, and what to do.
    """
    there = available()
    if there is not None and needed > there:
        free = amount(max(there, 0.0))
        raise InputError(
            f"{what}: needs about {amount(needed)} of memory, and {free} is free; {advice}"
        )


def fits(needed: float) -> bool:
    """Whether there is memory for so many bytes, as far as the system tells."""
    there = available()
    return there is None or needed <= there


@contextmanager
def within_memory(what: str, advice: str = SMALLER) -> Iterator[None]:
    """Within it, running out of memory is an :class:`InputError`.

    Parameters
    ----------
    what
        What is done, for the message.
    advice
        What to do instead.
    """
    try:
        yield
    except MemoryError as error:
        detail = f" ({error})" if str(error) else ""
        raise InputError(f"{what}: memory ran out{detail}; {advice}") from error
