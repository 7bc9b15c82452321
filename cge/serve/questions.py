"""What a page may ask, checked before anything is done: all problems at once."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from pydantic import Field

from calibration.errors import InputError
from calibration.files.fields import Frozen, Number, Text, validated
from calibration.files.yaml import Document
from cge.serve.library import Chosen
from cge.serve.sliders import MOST, Own

Name = Annotated[str, Field(max_length=4096)]
Short = Annotated[str, Field(min_length=1, max_length=64)]
Numbers = Annotated[tuple[Number, ...], Field(strict=False, max_length=MOST)]
NAME = "request"


class OwnAsked(Frozen):
    """A shock of the user's own.

    Attributes
    ----------
    kind
        One of :data:`cge.serve.sliders.KINDS`.
    where
        Label by dimension.
    """

    kind: Short
    where: Annotated[dict[Short, Text], Field(max_length=8)] = Field(default_factory=dict)


class BoardAsked(Frozen):
    """A board.

    Attributes
    ----------
    data, aggregation, scenario, experiment, own
        See :class:`cge.serve.library.Chosen`.
    """

    data: Name
    aggregation: Name
    scenario: Name
    experiment: Name = ""
    own: Annotated[tuple[OwnAsked, ...], Field(strict=False, max_length=MOST)] = ()

    def chosen(self) -> Chosen:
        """The same, as the library keeps it."""
        own = tuple(Own(one.kind, tuple(sorted(one.where.items()))) for one in self.own)
        return Chosen(self.data, self.aggregation, self.scenario, self.experiment, own)


class PointAsked(Frozen):
    """An answer at some numbers.

    Attributes
    ----------
    board
        Number of the board.
    x
        A number for each slider.
    """

    board: int
    x: Numbers


class ExactAsked(PointAsked):
    """An exact answer.

    Attributes
    ----------
    page
        A word of the page's own: its later request takes the place of an earlier one.
    number
        Of the request.
    """

    page: Short
    number: Annotated[int, Field(ge=0)]


class NothingAsked(Frozen):
    """A request that says nothing."""


Asked = TypeVar("Asked", bound=Frozen)


def read(kind: type[Asked], body: bytes) -> Asked:
    """A request, read.

    Parameters
    ----------
    kind
        What is expected.
    body
        JSON.

    Raises
    ------
    InputError
        Everything wrong with it.
    """
    try:
        data: Any = json.loads(body)
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise InputError(f"{NAME}: is not JSON") from None
    return validated(kind, Document(NAME, data))
