"""What a scenario and a problem of optimal design have in common."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from calibration.errors import InputError
from calibration.files.fields import Text, wrong
from cge.inputs.documented import Documented
from cge.settings.abatements import Abatement, open_abatement
from cge.settings.swaps import Swap


def _curve(value: Any) -> Any:
    """A curve by name or elasticity."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    try:
        curve = open_abatement(value)
    except InputError as error:
        text = "; ".join(error.problems).removeprefix("abatement: ")
        raise wrong(text) from None
    return curve


class Study(Documented):
    """A documented question, and the economy that it is asked of.

    Attributes
    ----------
    name : str
        Short name; of a file, its name without the ending.
    title : str
        The question, in a line.
    author : str
        Who asks it.
    reference : str
        Where it is from.
    description : str
        A longer text.
    data : str
        Name of the shipped dataset it is meant for; None for the default one, or any.
    aggregation : str
        Name of the aggregation of these data it is meant for: what commands take where none is
        named. None for the default one.
    closure : str
        What is fixed and what adjusts, numeraire included: the closure that the economy is to be
        loaded with.
    factors : tuple of str
        Parts of factors that it needs as factors of their own, None for no more than there are; see
        `calibration.with_factors`.
    technology : str
        The NQP channels that it needs, unless the economy has its own; None for none.
    abatement : Abatement
        How activities abate, unless the economy has curves of its own; None for none.
    structure : str
        The nests that it needs, unless the economy was loaded with others; None for those of the
        data.
    emissions : {"fuel", "output"}
        What emissions follow; None for what the data can tell.
    gases : {"all"}
        Other greenhouse gases that emissions count in CO2 equivalents; None for what the economy
        was loaded with, which is CO2 alone unless told otherwise.
    carbon_prices : {"none"}
        None keeps the carbon prices in force that the data bring; ``none`` drops them.
    swap : tuple of Swap
        Parameters that adjust so that a variable is held, as in a closure file, on top of
        whatever closure it is solved under.
    """

    author: str | None = None
    reference: str | None = None
    description: str | None = None
    data: Text | None = None
    aggregation: Text | None = None
    closure: Text = "standard"
    factors: Annotated[tuple[Text, ...], Field(strict=False)] | None = None
    technology: Text | None = None
    abatement: Annotated[Abatement, BeforeValidator(_curve)] | None = None
    structure: Text | None = None
    emissions: Literal["fuel", "output"] | None = None
    gases: Literal["all"] | None = None
    carbon_prices: Literal["none"] | None = None
    swap: Annotated[tuple[Swap, ...], Field(strict=False)] = ()
