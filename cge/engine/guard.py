"""Functions called from C code, whose errors must not be lost there."""

from __future__ import annotations

from collections.abc import Callable

import cyipopt

from cge.engine.tape import Array


class Guard:
    """Calls functions for IPOPT and keeps the first error that is not one of arithmetic.

    Attributes
    ----------
    error
        What went wrong; IPOPT is to be stopped, and the error raised again once it has.
    """

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __call__(self, function: Callable[[Array], Array], x: Array) -> Array:
        """The value of a function; an arithmetic error makes IPOPT shorten its step."""
        if self.error is not None:
            raise cyipopt.CyIpoptEvaluationError
        try:
            return function(x)
        except ArithmeticError as error:
            raise cyipopt.CyIpoptEvaluationError from error
        except (Exception, KeyboardInterrupt) as error:  # a fault must not be lost in C code
            self.error = error
            raise cyipopt.CyIpoptEvaluationError from error

    def told(self, report: Callable[[], None]) -> bool:
        """Report progress; whether IPOPT may go on."""
        if self.error is None:
            try:
                report()
            except KeyboardInterrupt as error:
                self.error = error
        return self.error is None
