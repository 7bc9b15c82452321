"""Functions called from C code, whose errors must not be lost there."""

from __future__ import annotations

from collections.abc import Callable

from cge.engine.ipopt_library import load_cyipopt
from cge.engine.tape import Array

cyipopt = load_cyipopt()


class Guard:
    """Calls functions for IPOPT and keeps the first error that is not one of arithmetic.

    Parameters
    ----------
    patience
        After so many errors of arithmetic in a row, or one at the first point, nothing is called
        any more, and IPOPT gives up soon; None for no such limit.

    Attributes
    ----------
    error
        What went wrong; IPOPT is to be stopped, and the error raised again once it has.
    tired
        The last error of arithmetic where these have ended it; empty otherwise.
    """

    def __init__(self, patience: int | None = None) -> None:
        self.error: BaseException | None = None
        self.tired = ""
        self._patience = patience
        self._faults = 0
        self._begun = False

    def __call__(self, function: Callable[[Array], Array], x: Array) -> Array:
        """The value of a function; an arithmetic error makes IPOPT shorten its step."""
        if self.error is not None or self.tired:
            raise cyipopt.CyIpoptEvaluationError
        try:
            found = function(x)
        except ArithmeticError as error:
            self._faults += 1
            if self._patience is not None and (not self._begun or self._faults > self._patience):
                self.tired = str(error)
            raise cyipopt.CyIpoptEvaluationError from error
        except (Exception, KeyboardInterrupt) as error:  # a fault must not be lost in C code
            self.error = error
            raise cyipopt.CyIpoptEvaluationError from error
        self._begun, self._faults = True, 0
        return found

    def told(self, report: Callable[[], None]) -> bool:
        """Report progress; whether IPOPT may go on."""
        if self.error is None:
            try:
                report()
            except KeyboardInterrupt as error:
                self.error = error
        return self.error is None
