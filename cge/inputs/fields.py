"""Kinds of values that scenario files hold, and the frozen models made of them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from cge.inputs.selector import Selector, read_selector


def _selector(value: Any) -> Selector:
    try:
        return read_selector(value)
    except ValueError as error:
        raise PydanticCustomError("selector", "{text}", {"text": str(error)}) from None


Labels = Annotated[Selector, BeforeValidator(_selector)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]


class Frozen(BaseModel):
    """A model that cannot be changed and refuses keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )
