"""What goes wrong in a solution, as one error that a user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cge.engine.system import Values


class SolveError(ArithmeticError):
    """No solution was found; the message names the worst equations and possible remedies.

    Attributes
    ----------
    last
        The last good point: values that solve the equations for a part of the shock, where a
        path was tried, to look at or to start from.
    part
        The part of the shock at that point.
    end
        How the search ended, one of the words of :mod:`cge.engine.path`; empty where no path was
        tried.
    """

    last: Values | None = None
    part: float = 0.0
    end: str = ""

    def explained(self, advice: str) -> SolveError:
        """The same error with more to try."""
        error = SolveError(f"{self}. {advice}")
        error.last, error.part, error.end = self.last, self.part, self.end
        return error


class InnerError(ArithmeticError):
    """An inner block has no solution near the last one; the message names block and label."""


@contextmanager
def as_solve_error() -> Iterator[None]:
    """Within it, a block without solution and a singular matrix are a :class:`SolveError`."""
    from numpy.linalg import LinAlgError

    try:
        yield
    except InnerError as error:
        raise SolveError(str(error)) from error
    except LinAlgError as error:
        text = f"the equations do not determine the unknowns at this point ({error})"
        raise SolveError(text) from error
