"""Selections of labels as kinds of values that files hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from calibration.errors import InputError
from calibration.files.fields import Placed, wrong
from calibration.regimes import measure_label
from cge.inputs.selector import Groups, Selector, read_selector, resolve


def _selector(value: Any) -> Selector:
    try:
        return read_selector(value)
    except ValueError as error:
        raise wrong(str(error)) from None


def _measure(value: Any) -> str:
    try:
        return measure_label(value)
    except InputError as error:
        raise wrong(error.problems[0].removeprefix("regimes: ")) from None


Labels = Annotated[Selector, BeforeValidator(_selector)]
# A date or a measure of data regimes.
Measure = Annotated[str, BeforeValidator(_measure)]

# Dimensions along which a row may name labels.
DIMENSIONS = (
    *("sector", "origin", "destination", "activity", "agent", "factor", "region"),
    *("margin_sector", "fuel", "gas"),
)


class Row(Placed):
    """A row of a file that is about part of an array.

    A dimension that it does not name means all labels.
    """

    ALONG: ClassVar[tuple[str, ...]] = ()

    @property
    def where(self) -> dict[str, Selector]:
        """The selectors given, by dimension."""
        given = {dim: getattr(self, dim) for dim in self.ALONG}
        return {dim: selector for dim, selector in given.items() if selector is not None}

    def resolved(
        self, labels: Mapping[str, Sequence[str]], groups: Groups
    ) -> tuple[dict[str, Selector], list[str]]:
        """The selectors given, with the labels that they mean, and what is wrong with them."""
        plain, problems = {}, []
        for dim, selector in self.where.items():
            chosen, found = resolve(selector, dim, labels[dim], groups)
            plain[dim] = Selector(tuple(chosen))
            problems += [f"{dim}: {problem}" for problem in found]
        return plain, problems


class WideRow(Row):
    """A row about any array of the model.

    Attributes
    ----------
    sector, origin, destination, activity, agent, factor, region, margin_sector, fuel, gas
        : Selector, optional
        Labels along each dimension; absent means all.
    """

    ALONG: ClassVar[tuple[str, ...]] = DIMENSIONS

    sector: Labels | None = None
    origin: Labels | None = None
    destination: Labels | None = None
    activity: Labels | None = None
    agent: Labels | None = None
    factor: Labels | None = None
    region: Labels | None = None
    margin_sector: Labels | None = None
    fuel: Labels | None = None
    gas: Labels | None = None
