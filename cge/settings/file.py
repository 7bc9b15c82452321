"""The base of every file of settings."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import WrapValidator

from calibration.files.fields import NotNegative, Number, Text, besides
from cge.inputs.documented import Documented
from cge.inputs.selector import ALL


class SettingsFile(Documented):
    """Settings of the model, with what they are and where they come from.

    Attributes
    ----------
    description
        What they mean.
    reference
        The source.
    """

    description: Text
    reference: Text


def _by_label(value: Any, handler: Any) -> Any:
    """One number stands for all labels; of several, one must."""
    if isinstance(value, int | float):
        value = {ALL: value}
    lacks = isinstance(value, dict) and ALL not in value
    return besides("Numbers", [((), f"key '{ALL}' is missing")] if lacks else [], value, handler)


# Numbers by label, pattern or group, with `all` for those that are not named; or one number.
NumberByLabel = Annotated[dict[str, Number], WrapValidator(_by_label)]
ElasticityByLabel = Annotated[dict[str, NotNegative], WrapValidator(_by_label)]
