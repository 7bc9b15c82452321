"""Ad valorem rates as they are given: their units, and numbers that look like the other unit."""

from __future__ import annotations

PERCENT, FRACTION = "percent", "fraction"
UNITS = {PERCENT: 100.0, FRACTION: 1.0}
"""Units of a rate, with how many of each make one."""


def wrong_unit(unit: str) -> str:
    """What is wrong with the unit of a rate; empty where nothing is."""
    return "" if unit in UNITS else f"unit '{unit}' is neither {' nor '.join(UNITS)}"


def wrong_rate(rate: float, unit: str, advice: str, at: str = "") -> str:
    """What is wrong with a tariff rate; empty where nothing is.

    A fraction beyond 1 is refused, since percentages taken for fractions look like this and would
    run as rates of hundreds of per cent. A rate that is truly above 100 % is given in percent.

    Parameters
    ----------
    rate : float
        The number as it was given; finite.
    unit : str
        A name of `UNITS`.
    advice : str
        How the caller is told that rates are in percent.
    at : str
        The place of the rate, with a space before it.
    """
    if unit == FRACTION and abs(rate) > 1:
        return (
            f"rate {rate:g}{at} with the unit fraction is {100 * rate:,.4g} %; {advice}, also "
            "where a tariff is above 100 %"
        )
    if rate / UNITS[unit] <= -1:
        return f"rate {rate:g} {unit}{at} takes away all that is paid, or more"
    return ""


def fractions_perhaps(highest: float, unit: str) -> str:
    """A caution on percentages that are all below 1; empty where the highest is not."""
    if unit == PERCENT and 0 < highest < 1:
        return f"the highest rate in percent is {highest:g}; are these fractions? Then say so"
    return ""
