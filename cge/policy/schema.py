"""Carbon policies as they are written in scenario files: a domestic price, a border adjustment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, PlainValidator, model_validator

from calibration.errors import nearest
from calibration.files.fields import (
    NotNegative,
    Percent,
    Placed,
    Text,
    is_number,
    one_of,
    wrong,
)
from cge.inputs.fields import Labels
from cge.inputs.selector import Selector

HOME = "home"
DEDUCT, IGNORE = "deduct", "ignore"
DEFAULT = "default"
BASES = ("direct", "direct+electricity", "embodied", DEFAULT)
AVERAGE, WORST_DECILE = "average", "worst-decile"
RECIPIENTS = ("destination", "origin", "fund")
ALL = Selector(("*",))


def _is_weight(value: Any) -> bool:
    return is_number(value) and value >= 0


def _price(value: Any) -> float | str:
    if value == HOME:
        return HOME
    if _is_weight(value):
        return float(value)
    raise wrong(f"{value!r} is neither '{HOME}' nor a price from 0 in USD per t CO2")


def _weights(value: Any) -> dict[str, float]:
    bad = [f"{k}: {v!r} is not a number from 0" for k, v in value.items() if not _is_weight(v)]
    if bad or not value:
        raise wrong("; ".join(bad) or "names nothing")
    return {str(k): float(v) for k, v in value.items()}


def _defaults(value: Any) -> str | dict[str, float] | None:
    if value is None or isinstance(value, dict):
        return value if value is None else _weights(value)
    if value in (AVERAGE, WORST_DECILE):
        return str(value)
    choices = f"{AVERAGE}, {WORST_DECILE}, and a mapping of sectors to t CO2 per million USD"
    raise wrong(f"{value!r} is none of {choices}{nearest(str(value), (AVERAGE, WORST_DECILE))}")


def _fund(value: Any) -> str | dict[str, float]:
    if isinstance(value, str) and value:
        return value
    if isinstance(value, dict):
        return _weights(value)
    raise wrong(f"{value!r} is neither the name of a key nor a mapping of regions to weights")


def _phase(value: Any) -> Any:
    return {"percent": value} if isinstance(value, int | float) else value


def _shares(value: Any) -> Any:
    if isinstance(value, str):
        return {one_of(*RECIPIENTS)(value): 100.0}
    return value


PriceOrHome = Annotated[float | str, PlainValidator(_price)]


class _Policy(Placed):
    """A policy that can be written back as it stood in a file."""

    def to_dict(self) -> dict[str, Any]:
        """The policy as it is written in a scenario file."""
        given = ((name, getattr(self, name)) for name in self.model_fields_set)
        plain = {name: _plain(value) for name, value in given if value is not None}
        return {name: plain[name] for name in type(self).model_fields if name in plain}


def _plain(value: Any) -> Any:
    if isinstance(value, Selector):
        return value.to_plain()
    return value.to_dict() if isinstance(value, _Policy) else value


class PhaseIn(_Policy):
    """How much of a border adjustment is in force: a percentage, or a year of a schedule.

    Attributes
    ----------
    percent : float, optional
        Part in force, %.
    schedule : str, optional
        Name of a shipped schedule, or path of a file.
    year : int, optional
        Before the first year of the schedule nothing is in force.
    """

    percent: Percent | None = None
    schedule: Text | None = None
    year: int | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_year = self.schedule is not None and self.year is not None
        none = self.schedule is None and self.year is None
        if not (by_year if self.percent is None else none):
            raise wrong("takes either a percentage, or 'schedule' and 'year'")
        return self


Phase = Annotated[PhaseIn, BeforeValidator(_phase)]


class CarbonPrice(_Policy):
    """A carbon price at home, with free allowances by output.

    Attributes
    ----------
    region, sectors : Selector
        Who pays; all sectors unless some are named.
    price : float
        USD per t CO2, in place of what is there.
    free_allocation : float
        Part of emissions (with abatement: of the benchmark) for which allowances are free, %.
    phase_out : PhaseIn, optional
        Free allocation falls as the schedule of a border adjustment rises.
    households : bool
        Whether households pay the price too, without allowances; where emissions follow fuel.
    source : str, optional
        Where the numbers come from.
    """

    region: Labels
    sectors: Labels = ALL
    price: NotNegative
    free_allocation: Percent = 0.0
    phase_out: Phase | None = None
    households: bool = False
    source: str | None = None


class Recipients(_Policy):
    """Who ends up with the receipts, %; the parts sum to 100."""

    destination: Percent = 0.0
    origin: Percent = 0.0
    fund: Percent = 0.0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.destination + self.origin + self.fund
        if abs(total - 100) > 1e-9:
            raise wrong(f"{', '.join(RECIPIENTS)} sum to {total:g} %, not 100")
        return self


class Adoption(_Policy):
    """Origins that answer with a carbon price of their own on the covered sectors.

    Attributes
    ----------
    origins : Selector
        Who answers.
    price : float or "home"
        USD per t CO2; ``home`` is the price that closes the gap, so that nothing is charged.
    """

    origins: Labels
    price: PriceOrHome = HOME


class Cbam(_Policy):
    """A carbon border adjustment of one destination, or of several with one outer border.

    Attributes
    ----------
    destination, sectors : Selector
        Regions that charge, and goods charged.
    price : float or "home"
        Reference price, USD per t CO2; ``home`` is the destination's own price in the model.
    origins, exempt : Selector, optional
        Whose goods are charged (all but the destination's own), less those that are exempt.
    intensity : str
        Emissions charged: ``direct`` of the origin's activity; ``direct+electricity``, with those
        of generating the electricity it buys; ``embodied``, in all rounds by the multi-region
        Leontief inverse; ``default``, of ``defaults``.
    defaults : str or dict, optional
        ``average`` or ``worst-decile`` of the destination's own producers, or t CO2 per million
        USD of the flow by sector.
    markup : float
        Added to default values, % of them.
    electricity : Selector
        Sectors that sell electricity.
    phase_in : PhaseIn
        Part of the reference price that is charged.
    free_allocation : str
        ``deduct``: the destination's free allowances lower the reference price; ``ignore``.
    credit : float
        Part of the price paid at the origin that is credited, %.
    rebate : float
        Part of the carbon payment that is refunded on the destination's exports, %.
    revenue : Recipients
        ``destination``, ``origin`` or ``fund``, or the parts of them.
    fund : str or dict
        Key of the fund: a shipped one, a file, or weights by label or group of regions.
    response : Adoption, optional
        Origins that adopt a price.
    source : str, optional
        Where the numbers come from.

    Examples
    --------
    >>> import cge
    >>> cbam = cge.Cbam(destination="EU27", sectors="cbam", price=88)
    >>> result = cge.solve(cge.load(), cbam)
    """

    destination: Labels
    sectors: Labels
    price: PriceOrHome
    origins: Labels | None = None
    exempt: Labels | None = None
    intensity: Annotated[str, PlainValidator(one_of(*BASES))] = BASES[0]
    defaults: Annotated[str | dict[str, float] | None, PlainValidator(_defaults)] = None
    markup: NotNegative = 0.0
    electricity: Labels = Selector(("electricity",))
    phase_in: Phase = PhaseIn(percent=100.0)
    free_allocation: Annotated[str, PlainValidator(one_of(DEDUCT, IGNORE))] = IGNORE
    credit: Percent = 100.0
    rebate: Percent = 0.0
    revenue: Annotated[Recipients, BeforeValidator(_shares)] = Recipients(destination=100.0)
    fund: Annotated[str | dict[str, float], PlainValidator(_fund)] = "least-developed"
    response: Adoption | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = list(self._clashes())
        if found:
            raise wrong("; ".join(found))
        return self

    def _clashes(self) -> Iterator[str]:
        if (self.intensity == DEFAULT) != (self.defaults is not None):
            yield f"'defaults' goes with 'intensity: {DEFAULT}', and is needed there"
        if self.markup and self.intensity != DEFAULT:
            yield f"'markup' goes with 'intensity: {DEFAULT}'"
        if self.free_allocation == DEDUCT and self.phase_in.schedule is not None:
            yield (
                "a schedule in 'phase_in' deducts free allocation already; "
                "keep one of 'phase_in' and 'free_allocation: deduct'"
            )
