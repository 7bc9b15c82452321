"""Technologies: the NQP channels and their elasticities as settings, in named files.

`cge.economy.benchmark.technology` applies them to data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    model_validator,
)

from calibration.errors import InputError, nearest
from calibration.files.fields import (
    BESIDE,
    Frozen,
    NotNegative,
    Problem,
    Text,
    besides,
    is_number,
    one_of,
    validated,
    wrong,
)
from calibration.files.paths import as_path, place
from calibration.files.yaml import Document, read_document
from calibration.indicators import METHODS
from cge.inputs.find import find
from cge.inputs.selector import ALL
from cge.settings.file import SettingsFile
from cge.settings.pair_levels import DataRestriction, Distance

# What a gain in productivity saves: the factors, so that it is one of value added, or all inputs.
APPLIES_TO = ("value_added", "output")


def _by_label(value: Any) -> Any:
    return {ALL: value} if is_number(value) else value


# Numbers by label, pattern or group, with `all` for those that are not named; or one number.
Numbers = Annotated[dict[str, NotNegative], BeforeValidator(_by_label)]


class Block(Frozen):
    """A part of a technology.

    Attributes
    ----------
    source
        Where its numbers come from.
    standard_error
        Of its elasticity, or of the strength of the spillover.
    """

    source: Text
    standard_error: NotNegative | None = None


class Levels(Block):
    """A level by label, pattern or group, with ``all`` for those that are not named."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, NotNegative] = Field(init=False)

    @property
    def numbers(self) -> dict[str, float]:
        """The levels that are given as numbers."""
        return dict(self.__pydantic_extra__)


def _beside(value: Any, info: ValidationInfo) -> str:
    """A path from the folder of the file that names it."""
    if not isinstance(value, str) or not value:
        raise wrong("must be the path of a file")
    try:
        place(value)  # refuses what is no path at all
    except InputError as error:
        raise wrong(error.problems[0]) from None
    beside = (info.context or {}).get(BESIDE)
    return str(as_path(value) if beside is None else (beside.parent / as_path(value)).resolve())


class Exposure(Frozen):
    """A file with the exposure of industries.

    Attributes
    ----------
    csv
        Its path; see `calibration.indicators.read_exposure`.
    rescale
        Whether its numbers are on another scale than 0 to 1.
    """

    csv: Annotated[str, PlainValidator(_beside)]
    rescale: bool = False


class Index(Levels):
    """The index of new quality productive forces: numbers, or what computes it from indicators.

    Attributes
    ----------
    index
        The method, where it is computed.
    without
        Dimensions or indicators that are left out of it.
    exposure
        A file with the exposure of industries, by which it is multiplied.
    """

    index: Annotated[str | None, PlainValidator(one_of(*METHODS))] = None
    without: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    exposure: Exposure | None = None

    @property
    def is_measured(self) -> bool:
        """Whether indicators measure it."""
        return self.index is not None

    @model_validator(mode="wrap")
    @classmethod
    def _one_way(cls, data: Any, handler: Any) -> Any:
        text = "is for shares; write 'index: <method>', or numbers by region"
        found = list(_clashes(data, "index", "level", text, cls))
        if isinstance(data, dict) and "exposure" in data and "index" not in data:
            found.append((("exposure",), "goes with 'index: <method>'"))
        return besides("Index", found, data, handler)


class Share(Levels):
    """A share by region: numbers, or what measures it.

    Attributes
    ----------
    level
        Dimension of the indicators whose level it is.
    """

    level: Text | None = None

    @property
    def is_measured(self) -> bool:
        """Whether indicators measure it."""
        return self.level is not None

    @model_validator(mode="wrap")
    @classmethod
    def _one_way(cls, data: Any, handler: Any) -> Any:
        text = "is for nqp alone; write 'level: <dimension>', or numbers by region"
        return besides("Share", _clashes(data, "level", "index", text, cls), data, handler)


def _clashes(data: Any, key: str, other: str, text: str, model: type[Levels]) -> Iterator[Problem]:
    """Keys that do not go with what measures a level, or are of the other kind of level."""
    if not isinstance(data, dict):
        return
    known = list(model.model_fields)
    if other in data:
        yield (other,), text
    for name in data:
        if key in data and name not in (*known, other):
            yield (name,), f"unknown key beside '{key}'{nearest(name, known)}"


class Productivity(Block):
    """What the index does to productivity (activity)."""

    elasticity: Numbers | None = None
    applies_to: Annotated[str, PlainValidator(one_of(*APPLIES_TO))] = APPLIES_TO[0]


class TradeEfficiency(Block):
    """What the index saves of trade costs (sector)."""

    elasticity: Numbers | None = None


class Spillover(Block):
    """What the index of trading partners does.

    Attributes
    ----------
    strength, carriers
        By region; by sector.
    response
        From 0, weights of benchmark imports, to 1, of counterfactual ones.
    """

    strength: Numbers | None = None
    carriers: Numbers | None = None
    response: NotNegative | None = None


class Standards(Block):
    """What the distance between standards costs (sector).

    Attributes
    ----------
    distance
        Between any two regions, or by data regimes.
    waste
        Part of the cost that uses up resources.
    """

    elasticity: Numbers | None = None
    distance: Distance = None
    waste: NotNegative = 0.0


class DataFlow(Block):
    """What restrictions of data flows cost (sector).

    Attributes
    ----------
    restriction
        Between any two regions, or by data regimes.
    """

    elasticity: Numbers | None = None
    restriction: DataRestriction = None


class Energy(Block):
    """What the index saves of energy per unit (activity).

    Attributes
    ----------
    goods
        Labels, patterns or groups of the goods that are energy.
    """

    elasticity: Numbers | None = None
    goods: Annotated[tuple[Text, ...], Field(strict=False)] = ("energy",)


class Emissions(Block):
    """What the index saves of emissions that follow output (activity)."""

    elasticity: Numbers | None = None


class Channels(Frozen):
    """The channels that are on; one that is left out has no effect."""

    adoption: Share | None = None
    absorption: Share | None = None
    productivity: Productivity | None = None
    trade_efficiency: TradeEfficiency | None = None
    spillover: Spillover | None = None
    standards: Standards | None = None
    data_flow: DataFlow | None = None
    energy: Energy | None = None
    emissions: Emissions | None = None


class Technology(SettingsFile):
    """The NQP channels and their numbers.

    Attributes
    ----------
    base
        Technology whose settings hold where this one has none; a channel is replaced as a whole.
    nqp
        The index.
    channels
        Settings of every channel that is on.
    """

    KIND: ClassVar[str] = "technologies"

    base: Text | None = None
    nqp: Index
    channels: Channels

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Read a technology file.

        With ``base``, the name of a technology or the path of its file from the folder of this
        one, what the file leaves out is that of the base.

        Raises
        ------
        InputError
            Everything wrong with the file, each problem with its line; for a base that is based
            on itself.
        """
        return cls._read(Path(path), ())

    @classmethod
    def _read(cls, path: Path, within: tuple[Path, ...]) -> Self:
        return cls.from_document(read_document(path), path.stem, (*within, path.resolve()))

    @classmethod
    def from_document(cls, document: Document, name: str, within: tuple[Path, ...] = ()) -> Self:
        """Make a technology from the content of a file; see `from_file`.

        ``within`` ends with the file itself, after the files that are based on it.
        """
        cls.refuse_other_shapes(document)
        named = document.data.get("base")
        if not isinstance(named, str):
            return validated(cls, document, {"name": name})
        try:
            path = find(cls.KIND, named, within[-1] if within else None)
            if path.resolve() in within:
                raise InputError("the technology is based on itself")
            base = cls._read(path, within)
        except InputError as error:
            place = document.place(("base",))
            problems = [f"{place}'{named}': {problem}" for problem in error.problems]
            raise InputError(problems) from None
        return validated(cls, _over(document, base.to_dict()), {"name": name})

    def to_dict(self) -> dict[str, Any]:
        """The technology as it is written in a file, with the settings of its base as its own."""
        return self.model_dump(exclude_unset=True, exclude={"name", "base"})


def _over(document: Document, base: dict[str, Any]) -> Document:
    """The content of a file over that of its base."""
    own = document.data.get("channels", {})
    channels = base["channels"] | own if isinstance(own, dict) else own
    return replace(document, data=base | document.data | {"channels": channels})
