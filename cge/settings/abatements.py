"""Abatement curves as settings, in named files or as a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from calibration.errors import InputError
from calibration.files.fields import Frozen, NotNegative, Number, Text, is_number
from cge.inputs.find import find
from cge.settings.file import SettingsFile

# USD per tonne; scales the price axis of the curve together with the elasticity.
REFERENCE_PRICE = 50.0

Price = Annotated[Number, Field(gt=0)]


class Abatement(Frozen):
    """One abatement curve for all activities; see `cge.economy.equations.abatement`.

    Attributes
    ----------
    elasticity : float
        Elasticity of the marginal abatement cost curve; 0 fixes emissions per unit of output.
    reference : float
        Price that scales the curve, USD per t CO2.
    source : str
        Where the numbers come from.
    """

    elasticity: NotNegative
    reference: Price
    source: Text


class AbatementFile(SettingsFile):
    """A file that holds a curve."""

    KIND: ClassVar[str] = "abatements"

    elasticity: NotNegative
    reference_price: Price


def open_abatement(given: str | Path | float) -> Abatement:
    """The curve that a user means: a shipped one by name, a file, or an elasticity.

    Raises
    ------
    InputError
        When there is no such name and no such file, or something is wrong with it.
    """
    number = _number(given)
    if number is not None:
        if not (is_number(number) and number >= 0):
            raise InputError(f"abatement: {given} is not an elasticity from 0")
        source = "a number given by the user"
        return Abatement(elasticity=number, reference=REFERENCE_PRICE, source=source)
    file = AbatementFile.from_file(find("abatements", str(given)))
    return Abatement(
        elasticity=file.elasticity,
        reference=file.reference_price,
        source=f"{file.name}: {file.reference}",
    )


def _number(given: str | Path | float) -> float | None:
    if isinstance(given, bool | Path):
        return None
    try:
        return float(given)
    except (OverflowError, ValueError):
        return None
