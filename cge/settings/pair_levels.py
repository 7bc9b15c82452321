"""Levels of pairs of regions in a technology: one number for all, or by data regimes."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from calibration.files.fields import Frozen, NotNegative, all_wrong, wrong
from cge.inputs.fields import Measure


class PairLevel(Frozen):
    """A level of pairs of regions: one number for all, or what follows from data regimes.

    Attributes
    ----------
    level
        Between any two regions.
    regimes
        A date or a measure; see `calibration.regimes.measure_label`.
    """

    level: NotNegative | None = None
    regimes: Measure | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.level is None) == (self.regimes is None):
            raise wrong("give one number, or 'regimes: <date>'")
        return self


class Restriction(PairLevel):
    """A restriction of data flows; from data regimes, with the lack of trust as a part of it.

    Attributes
    ----------
    mistrust
        Weight of the lack of trust, from 0, which leaves it out, to 1.
    """

    mistrust: NotNegative = 0.0

    @model_validator(mode="after")
    def _weighs(self) -> Self:
        if self.mistrust > 1:
            text = f"{self.mistrust:g} is no weight from 0 to 1"
            raise all_wrong("Restriction", [(("mistrust",), text)])
        if self.mistrust and self.regimes is None:
            raise all_wrong("Restriction", [(("mistrust",), "goes with 'regimes: <date>'")])
        return self


def _one_level(value: Any) -> Any:
    return value if isinstance(value, dict | PairLevel) or value is None else {"level": value}


Distance = Annotated[PairLevel | None, BeforeValidator(_one_level)]
DataRestriction = Annotated[Restriction | None, BeforeValidator(_one_level)]
