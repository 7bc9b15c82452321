"""Files of uncertain numbers: which ones, how they are distributed, and what moves together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, model_validator

from calibration.arguments import explained
from calibration.errors import nearest
from calibration.files.fields import (
    Frozen,
    Number,
    Placed,
    Problem,
    Text,
    all_wrong,
    is_number,
    shown,
    validated,
    wrong,
)
from calibration.files.yaml import Document, read_document
from cge.inputs.fields import DIMENSIONS, WideRow
from cge.inputs.selector import ALL
from cge.scenarios.composition import Chain, open_bases
from cge.settings.file import SettingsFile

# The standard error that the data themselves hold of a number.
OF_DATA = "data"
Acts = Literal["times", "plus", "value"]
ACTS: tuple[Acts, ...] = get_args(Acts)
# What an uncertain number may be.
PARAMETER, SIZE, DATA = "parameter", "size_of", "data"
KINDS = (PARAMETER, SIZE, DATA)
# The number that changes nothing, which a distribution without a mean has for one.
NEUTRAL: dict[Acts, float] = {"times": 1.0, "plus": 0.0}


def _by_label(value: Any) -> Any:
    return {ALL: value} if is_number(value) else value


def _error(value: Any) -> Any:
    """Standard deviations by label, or the word for those of the data."""
    if value == OF_DATA:
        return value
    numbers = _by_label(value)
    if not isinstance(numbers, dict) or not numbers:
        raise wrong(f"{shown(value)} is neither a number, numbers by label, nor '{OF_DATA}'")
    bad = [f"{k}: {shown(v)}" for k, v in numbers.items() if not is_number(v) or v < 0]
    if bad:
        raise wrong(f"{'; '.join(bad)}: must be numbers from 0")
    return {str(name): float(number) for name, number in numbers.items()}


def _dims(names: tuple[str, ...]) -> tuple[str, ...]:
    wrong_ones = [f"'{d}' is not a dimension{nearest(d, DIMENSIONS)}" for d in names]
    bad = [text for text, d in zip(wrong_ones, names, strict=True) if d not in DIMENSIONS]
    if bad:
        raise wrong("; ".join(bad))
    return names


# One number, or numbers by label, with `all` for those that are not named.
ByLabel = Annotated[dict[str, Number], BeforeValidator(_by_label)]
Error = Annotated[dict[str, float] | str, PlainValidator(_error)]


class Normal(Frozen):
    """A normal or lognormal distribution, by mean and standard deviation of the number itself.

    Attributes
    ----------
    sd
        Standard deviation; ``data`` is the standard error that the data give for the parameter.
    mean
        The neutral number where left out: 1 of ``times``, 0 of ``plus``.
    """

    sd: Error
    mean: ByLabel | None = None


class Triangular(Frozen):
    """A triangular distribution by its ends and its peak."""

    low: ByLabel
    mode: ByLabel
    high: ByLabel


class Uniform(Frozen):
    """A uniform distribution by its ends."""

    low: ByLabel
    high: ByLabel


class Empirical(Frozen):
    """Values seen, each as likely as the others."""

    values: Annotated[tuple[Number, ...], Field(strict=False, min_length=2)]


class Chance(Frozen):
    """One distribution, which may be truncated.

    Attributes
    ----------
    normal, lognormal, triangular, uniform, empirical
        One of them.
    low, high
        Where it is truncated: what lies beyond does not occur, and the rest is scaled up.
    positive
        Whether it is truncated where a number that it moves would become 0.
    """

    normal: Normal | None = None
    lognormal: Normal | None = None
    triangular: Triangular | None = None
    uniform: Uniform | None = None
    empirical: Empirical | None = None
    low: Number | None = None
    high: Number | None = None
    positive: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(given := self._given) != 1:
            said = f"gives {len(given)} distributions; keep one" if given else "gives none"
            raise wrong(f"{said} of {', '.join(DISTRIBUTIONS)}")
        return self

    @property
    def _given(self) -> list[str]:
        return [name for name in DISTRIBUTIONS if getattr(self, name) is not None]

    @property
    def is_cut(self) -> bool:
        """Whether it is truncated."""
        return self.positive or self.low is not None or self.high is not None

    @property
    def kind(self) -> str:
        """Name of the distribution."""
        return self._given[0]

    @property
    def shape(self) -> Normal | Triangular | Uniform | Empirical:
        """Its numbers."""
        found: Normal | Triangular | Uniform | Empirical = getattr(self, self.kind)
        return found


DISTRIBUTIONS = ("normal", "lognormal", "triangular", "uniform", "empirical")


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[Text, ...], Field(strict=False), BeforeValidator(_listed)]
Dims = Annotated[
    tuple[Text, ...], Field(strict=False), BeforeValidator(_listed), AfterValidator(_dims)
]


class Entry(WideRow):
    """Numbers of one kind that are uncertain.

    Attributes
    ----------
    parameter : str or list of str, optional
        An elasticity, or a parameter before the shocks of an experiment; of several, each number
        moves all in the same way.
    size_of : str, optional
        A package of the scenario whose shocks and carbon prices become larger or smaller.
    data : str, optional
        A variable of the benchmark.
    only : str, optional
        Of ``size_of``: the one parameter whose shocks are meant.
    sector, origin, ... : Selector, optional
        Labels along each dimension; absent means all.
    each : tuple of str
        Dimensions along which every label has a number of its own; none: one number for all.
    where_present : bool
        Whether what an economy does not have is passed over: an entry of a parameter or variable
        that is absent or 0, and numbers by label whose label is absent. One file then fits
        economies with and without nests of energy, and those of other industries.
    times, plus, value : Chance
        What is drawn: a factor on the number, what is added to it, or its value.
    source : str
        Where the distribution comes from.
    assumed : bool
        Whether that is an assumption.
    """

    parameter: Names | None = None
    size_of: Text | None = None
    data: Text | None = None
    only: Text | None = None
    each: Dims = ()
    where_present: bool = False
    times: Chance | None = None
    plus: Chance | None = None
    value: Chance | None = None
    source: Text
    assumed: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        problems = [*self._several(KINDS), *self._several(ACTS), *self._odd()]
        if problems:
            raise all_wrong("Entry", problems)
        return self

    def _several(self, names: tuple[str, ...]) -> list[Problem]:
        given = [name for name in names if getattr(self, name) is not None]
        if len(given) == 1:
            return []
        choices = ", ".join(names)
        return [((), f"gives {', '.join(given) or 'none'} of {choices}; give one of them")]

    def _odd(self) -> list[Problem]:
        problems: list[Problem] = []
        if self.only is not None and self.size_of is None:
            problems.append((("only",), "belongs to 'size_of'"))
        if self.size_of is not None:
            problems += [
                ((key,), "has no meaning for the size of a package, which is one factor")
                for key in ("each", "where_present", "plus", "value", *self.where)
                if getattr(self, key)
            ]
        if self.data is not None and self.value is not None:
            problems.append((("value",), "data are drawn by 'times' or 'plus'"))
        return problems

    @property
    def kind(self) -> str:
        """What it is, one of `KINDS`."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the parameters, or of the package or variable."""
        named = getattr(self, self.kind)
        return named if isinstance(named, tuple) else (named,)

    @property
    def acts(self) -> Acts:
        """How a draw changes what it is of."""
        return next(name for name in ACTS if getattr(self, name) is not None)

    @property
    def chance(self) -> Chance:
        """How it is distributed."""
        found: Chance = getattr(self, self.acts)
        return found


class Together(Placed):
    """What moves together.

    Attributes
    ----------
    among : tuple of str
        Names of numbers: of one, its labels; of several, all labels of all.
    rank : float, optional
        Spearman's rank correlation of any two.
    common : float, optional
        Weight, from 0 to 1, of one common normal factor in each, so that the normal scores of any
        two correlate by its square.
    labels : dict, optional
        Rank correlations by pair of labels, ``{"A, B": 0.4}``; the others do not correlate.
    source : str
        Where they come from.
    assumed : bool
        Whether that is an assumption.
    """

    among: Names
    rank: Annotated[float, Field(ge=-1, le=1)] | None = None
    common: Annotated[float, Field(ge=0, le=1)] | None = None
    labels: dict[str, Annotated[float, Field(ge=-1, le=1)]] | None = None
    source: Text
    assumed: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [n for n in ("rank", "common", "labels") if getattr(self, n) is not None]
        if len(given) != 1:
            raise wrong(f"gives {len(given)} of rank, common, labels; give one of them")
        return self


class Uncertainty(SettingsFile):
    """A file of uncertain numbers.

    Attributes
    ----------
    name, title, description, reference : str
        What it is and where it comes from.
    base : str, optional
        A file whose numbers and correlations this one takes, before its own; a shipped name, or a
        path. A number of the same name here takes the place of the one there.
    numbers : dict of Entry
        The numbers, by a name of their own.
    correlations : tuple of Together
        What moves together; numbers that are not named are independent.
    """

    KIND: ClassVar[str] = "uncertainty"

    base: Text | None = None
    numbers: Annotated[dict[str, Entry], Field(min_length=1)]
    correlations: Annotated[tuple[Together, ...], Field(strict=False)] = ()

    @classmethod
    @explained
    def from_file(cls, path: str | Path) -> Self:
        """Read a YAML file, and the one that it is based on.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with the files, each problem with its line.
        """
        return cls._read(Path(path), ())

    @classmethod
    def _read(cls, path: Path, within: Chain) -> Self:
        """Read a file that those of ``within`` are based on."""
        return cls.from_document(read_document(path), path.stem, (*within, path.resolve()))

    @classmethod
    def from_document(cls, document: Document, name: str, within: Chain = ()) -> Self:
        """Make one from the content of a file; see `from_file`.

        ``within`` ends with the file itself, after the files that are based on it.
        """
        cls.refuse_other_shapes(document)
        given = document.data.get("base")
        bases, found = open_bases([given], within, cls._read, cls.KIND)
        taken = {name: one for base in bases.values() for name, one in base.numbers.items()}

        def unknown(file: Uncertainty) -> list[Problem]:
            return [] if found else _unknown(file, {**taken, **file.numbers})

        problems: list[Problem] = [(("base",), text) for text in found]
        file = validated(cls, document, {"name": name}, problems, unknown)
        before = tuple(each for base in bases.values() for each in base.correlations)
        update = {
            "numbers": {**taken, **file.numbers},
            "correlations": (*before, *file.correlations),
        }
        return file.model_copy(update=update)


def _unknown(file: Uncertainty, known: dict[str, Entry]) -> list[Problem]:
    """Correlations of numbers that neither the file nor its base has."""
    return [
        (("correlations", n, "among"), f"no number '{name}'{nearest(name, known)}")
        for n, together in enumerate(file.correlations)
        for name in together.among
        if name not in known
    ]
