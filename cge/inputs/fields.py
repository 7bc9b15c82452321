"""Selections of labels as a kind of value that files hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from cge.inputs.selector import Selector, read_selector


def _selector(value: Any) -> Selector:
    try:
        return read_selector(value)
    except ValueError as error:
        raise PydanticCustomError("selector", "{text}", {"text": str(error)}) from None


Labels = Annotated[Selector, BeforeValidator(_selector)]
