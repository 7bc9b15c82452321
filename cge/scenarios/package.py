"""Packages of shocks: the policies that a scenario combines."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, get_args

import xarray as xr
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationInfo,
    model_validator,
)

from calibration.errors import InputError
from calibration.files.fields import (
    BESIDE,
    Frozen,
    Number,
    Placed,
    Text,
    all_wrong,
    besides,
    wrong,
)
from calibration.tariffs import date_label
from cge.inputs.fields import Measure, WideRow
from cge.policy.schema import CarbonPrice, Cbam
from cge.scenarios.catch_up import Frontier, read_frontier
from cge.scenarios.numbers import Numbers, read_numbers

Operation = Literal["set", "add_points", "scale_power", "percent", "catch_up"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)


def _frontier(value: Any) -> Frontier:
    try:
        return read_frontier(value)
    except ValueError as error:
        raise wrong(str(error)) from None


FrontierLabels = Annotated[Frontier, BeforeValidator(_frontier)]
_ONE: TypeAdapter[float] = TypeAdapter(Number, config=ConfigDict(strict=True))


def _amount(value: Any, info: ValidationInfo) -> float | Numbers:
    """One number, or numbers by label."""
    if not isinstance(value, dict | xr.DataArray | Numbers):
        return _ONE.validate_python(value)
    try:
        return read_numbers(value, str(info.field_name), (info.context or {}).get(BESIDE))
    except InputError as error:
        raise all_wrong("Numbers", [((), problem) for problem in error.problems]) from None


Amount = Annotated[float | Numbers, PlainValidator(_amount)]


class Shock(WideRow):
    """One change of one exogenous parameter.

    An operation takes one number, or numbers by label: a `xarray.DataArray` whose dims are some of
    the parameter's and whose labels are looked up by name, ``{"csv": path}``, or
    ``{"table": text}``. What is not a number (NaN) in an array is left as it is.

    Attributes
    ----------
    parameter : str
        Name of the parameter.
    sector, origin, destination, activity, agent, factor, region, margin_sector, fuel, gas
        : Selector, optional
        Labels along each dimension; absent means all.
    set : float or Numbers, optional
        New value: a rate in %, or a level in the unit of the parameter.
    add_points : float or Numbers, optional
        Percentage points added to a rate, or a number added to a level.
    scale_power : float or Numbers, optional
        Factor on the power (1 + rate), or on the level.
    percent : float or Numbers, optional
        Change in % of the rate, or of the level.
    catch_up : float or Numbers, optional
        Share, from 0 to 1, of the distance to a frontier of regions that a level closes.
    frontier : Selector or Percentile, optional
        Of ``catch_up``: the regions whose highest level is the frontier (all where left out), or a
        percentile; see `cge.scenarios.catch_up.caught_up`.
    domestic : bool, optional
        Whether sales of a region to itself are shocked too; see `cge.scenarios.apply`.
    source : str, optional
        Where the number comes from.
    """

    parameter: Text
    set: Amount | None = None
    add_points: Amount | None = None
    scale_power: Amount | None = None
    percent: Amount | None = None
    catch_up: Amount | None = None
    frontier: FrontierLabels | None = None
    domestic: bool | None = None
    source: str | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _one_operation(cls, data: Any, handler: Any) -> Any:
        """Report the wrong number of operations together with every other problem."""
        if isinstance(data, cls) or not isinstance(data, dict):
            return handler(data)
        given = [name for name in OPERATIONS if data.get(name) is not None]
        found = [] if len(given) == 1 else [((), _operations_problem(given))]
        return besides(cls.__name__, found, data, handler)

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        twice = [dim for dim in self.dims_of_numbers if getattr(self, dim) is not None]
        if twice:
            text = "the numbers go by this dimension already; keep one of the two"
            raise all_wrong("Shock", [((dim,), text) for dim in twice])
        return self

    @property
    def operation(self) -> Operation:
        """The one operation given."""
        return next(name for name in OPERATIONS if getattr(self, name) is not None)

    @property
    def number(self) -> float | Numbers:
        """The number, or the numbers by label, given to the operation."""
        given: float | Numbers = getattr(self, self.operation)
        return given

    @property
    def dims_of_numbers(self) -> tuple[str, ...]:
        """Dimensions along which the numbers name labels; none of one number."""
        return self.number.dims if isinstance(self.number, Numbers) else ()

    @property
    def place(self) -> str:
        """Where the shock stands in its file, as the beginning of an error message."""
        return self._place or f"{self}: "

    def __str__(self) -> str:
        labels = ", ".join(f"{dim} {selector}" for dim, selector in self.where.items())
        where = f"[{labels}]" if labels else ""
        number = self.number
        said = str(number) if isinstance(number, Numbers) else f"{number:g}"
        return f"{self.parameter}{where} {self.operation} {said}"

    def to_dict(self) -> dict[str, Any]:
        """The shock as it is written in a scenario file."""
        plain: dict[str, Any] = {"parameter": self.parameter}
        plain |= {dim: selector.to_plain() for dim, selector in self.where.items()}
        number = self.number
        plain[self.operation] = number.to_plain() if isinstance(number, Numbers) else number
        if self.frontier is not None:
            plain["frontier"] = self.frontier.to_plain()
        for key in ("domestic", "source"):
            if getattr(self, key) is not None:
                plain[key] = getattr(self, key)
        return plain


def _operations_problem(given: list[Operation]) -> str:
    if given:
        return f"gives {len(given)} operations ({', '.join(given)}); keep one"
    return f"gives no operation; add one of {', '.join(OPERATIONS)}"


def _listed(value: Any) -> Any:
    """Policies of one kind: one of them needs no list."""
    return [value] if isinstance(value, dict | Frozen) else value


def _date(value: Any) -> str:
    try:
        return date_label(value)
    except InputError as error:
        raise wrong(error.problems[0]) from None


Date = Annotated[str, BeforeValidator(_date)]

# What a package may hold besides its words: lists of policies, and what shocks are made of with
# the data at hand, the date of a tariff schedule and data regimes.
CONTENTS = ("shocks", "carbon", "cbam")
TARIFFS, REGIMES = "tariffs", "regimes"


class Package(Placed):
    """Shocks that belong together: one policy.

    Attributes
    ----------
    title : str, optional
        What the policy is.
    shocks : tuple of Shock
        Applied in order, each on the result of the one before.
    carbon : tuple of CarbonPrice
        Carbon prices at home, set before the shocks.
    cbam : tuple of Cbam
        Border adjustments, set after all shocks of the experiment.
    tariffs : str, optional
        Date of the tariff schedule that comes into force before the shocks of the package; see
        `calibration.rates_on`.
    regimes : str, optional
        Date or measure of data regimes, which come into force before the shocks of the package; see
        `calibration.regimes.measure_label`.
    source, reference : str, optional
        Where the numbers come from.
    """

    title: str | None = None
    shocks: Annotated[tuple[Shock, ...], Field(strict=False, min_length=1)] = ()
    carbon: Annotated[
        tuple[CarbonPrice, ...], BeforeValidator(_listed), Field(strict=False, min_length=1)
    ] = ()
    cbam: Annotated[
        tuple[Cbam, ...], BeforeValidator(_listed), Field(strict=False, min_length=1)
    ] = ()
    tariffs: Date | None = None
    regimes: Measure | None = None
    source: str | None = None
    reference: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _holds_something(cls, data: Any) -> Any:
        known = (*CONTENTS, TARIFFS, REGIMES)
        if isinstance(data, dict) and not any(key in data for key in known):
            text = "key 'shocks' is missing (or 'carbon', 'cbam', 'tariffs' or 'regimes')"
            raise wrong(text)
        return data
