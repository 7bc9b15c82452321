"""What a scenario is: packages of shocks, and the experiments that combine them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from calibration.errors import InputError, nearest
from calibration.files.yaml import Document, Path_, read_document
from cge.inputs.fields import Frozen, Labels, Number, Text
from cge.inputs.selector import Selector
from cge.policy.schema import BLOCKS, CarbonPrice, Cbam
from cge.scenarios.catch_up import Frontier, read_frontier
from cge.scenarios.composition import Chain, composed, open_bases
from cge.settings.abatements import open_abatement
from cge.settings.swaps import swap_problems

BENCHMARK = "benchmark"
ALL_TOGETHER = "all"

Operation = Literal["set", "add_points", "scale_power", "percent", "catch_up"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
DIMENSIONS = ("sector", "origin", "destination", "activity", "agent", "factor", "region")


def _frontier(value: Any) -> Frontier:
    try:
        return read_frontier(value)
    except ValueError as error:
        raise PydanticCustomError("selector", "{text}", {"text": str(error)}) from None


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


# Where a problem stands, and what it is.
Problem = tuple[Path_, str]
KeysAt = Callable[[Path_], list[str]]

FrontierLabels = Annotated[Frontier, BeforeValidator(_frontier)]


def _swap(value: Any) -> dict[str, Any]:
    problems = swap_problems(value)
    if problems:
        raise PydanticCustomError("swap", "{text}", {"text": "; ".join(problems)})
    return dict(value)


def _curve(value: Any) -> Any:
    """A curve by name or elasticity, as the numbers that it stands for."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    try:
        curve = open_abatement(value)
    except InputError as error:
        text = "; ".join(error.problems).removeprefix("abatement: ")
        raise PydanticCustomError("abatement", "{text}", {"text": text}) from None
    numbers = {"elasticity": curve.elasticity, "reference": curve.reference_price}
    return numbers | {"source": curve.source}


SwapRow = Annotated[dict[str, Any], BeforeValidator(_swap)]


class Shock(Frozen):
    """One change of one exogenous parameter.

    Attributes
    ----------
    parameter : str
        Name of the parameter.
    sector, origin, destination, activity, agent, factor, region : Selector, optional
        Labels along each dimension; absent means all.
    set : float, optional
        New value: a rate in %, or a level in the unit of the parameter.
    add_points : float, optional
        Percentage points added to a rate, or a number added to a level.
    scale_power : float, optional
        Factor on the power (1 + rate), or on the level.
    percent : float, optional
        Change in % of the rate, or of the level.
    catch_up : float, optional
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
    sector: Labels | None = None
    origin: Labels | None = None
    destination: Labels | None = None
    activity: Labels | None = None
    agent: Labels | None = None
    factor: Labels | None = None
    region: Labels | None = None
    set: Number | None = None
    add_points: Number | None = None
    scale_power: Number | None = None
    percent: Number | None = None
    catch_up: Number | None = None
    frontier: FrontierLabels | None = None
    domestic: bool | None = None
    source: str | None = None
    _place: str = PrivateAttr("")

    @model_validator(mode="wrap")
    @classmethod
    def _one_operation(cls, data: Any, handler: Any) -> Any:
        """Report the wrong number of operations together with every other problem."""
        if isinstance(data, cls) or not isinstance(data, dict):
            return handler(data)
        given = [name for name in OPERATIONS if data.get(name) is not None]
        if len(given) == 1:
            return handler(data)
        problems = [_operations_problem(data, given)]
        try:
            handler(data)
        except ValidationError as error:
            problems += [_same_error(detail) for detail in error.errors(include_url=False)]
        raise ValidationError.from_exception_data(cls.__name__, problems)

    @property
    def operation(self) -> Operation:
        """The one operation given."""
        return next(name for name in OPERATIONS if getattr(self, name) is not None)

    @property
    def number(self) -> float:
        """The number given to the operation."""
        return float(getattr(self, self.operation))

    @property
    def where(self) -> dict[str, Selector]:
        """The selectors given, by dimension."""
        given = {dim: getattr(self, dim) for dim in DIMENSIONS}
        return {dim: selector for dim, selector in given.items() if selector is not None}

    @property
    def place(self) -> str:
        """Where the shock stands in its file, as the beginning of an error message."""
        return self._place or f"{self}: "

    def __str__(self) -> str:
        labels = ", ".join(f"{dim} {selector}" for dim, selector in self.where.items())
        where = f"[{labels}]" if labels else ""
        return f"{self.parameter}{where} {self.operation} {self.number:g}"

    def to_dict(self) -> dict[str, Any]:
        """The shock as it is written in a scenario file."""
        plain: dict[str, Any] = {"parameter": self.parameter}
        plain |= {dim: selector.to_plain() for dim, selector in self.where.items()}
        plain[self.operation] = self.number
        if self.frontier is not None:
            plain["frontier"] = self.frontier.to_plain()
        for key in ("domestic", "source"):
            if getattr(self, key) is not None:
                plain[key] = getattr(self, key)
        return plain


def _operations_problem(data: dict[str, Any], given: list[Operation]) -> InitErrorDetails:
    choices = ", ".join(OPERATIONS)
    text = (
        f"gives {len(given)} operations ({', '.join(given)}); keep one"
        if given
        else f"gives no operation; add one of {choices}"
    )
    return InitErrorDetails(
        type=PydanticCustomError("operations", "{text}", {"text": text}), loc=(), input=data
    )


def _same_error(detail: Any) -> InitErrorDetails:
    """An error raised before, to be raised again beside others."""
    kind = PydanticCustomError(detail["type"], "{text}", {"text": detail["msg"]})
    return InitErrorDetails(type=kind, loc=detail["loc"], input=detail["input"])


def _listed(value: Any) -> Any:
    """Policies of one kind: one of them needs no list."""
    return [value] if isinstance(value, dict | Frozen) else value


# What a package may hold besides its words.
CONTENTS = ("shocks", "carbon", "cbam")


class Package(Frozen):
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
    source: str | None = None
    reference: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _holds_something(cls, data: Any) -> Any:
        if isinstance(data, dict) and not any(key in data for key in CONTENTS):
            text = "key 'shocks' is missing (or 'carbon', or 'cbam')"
            raise PydanticCustomError("contents", "{text}", {"text": text})
        return data


class Abatement(Frozen):
    """Abatement of activities, where the data bring none; see `cge.economy.equations.abatement`.

    Attributes
    ----------
    elasticity : float
        Elasticity of the marginal abatement cost curve, of all activities.
    reference : float
        Price that scales the curve, USD per t CO2.
    source : str
        Where the numbers come from.
    """

    elasticity: Annotated[Number, Field(ge=0)]
    reference: Annotated[Number, Field(gt=0)]
    source: Text


class Scenario(Frozen):
    """A documented policy: packages of shocks and the experiments that combine them.

    Attributes
    ----------
    name : str
        Short name; of a file, its name without the ending.
    title, author, reference, description : str
        What is asked, by whom, after which source.
    data : str
        Name of the shipped dataset it is meant for; None for the default one, or any.
    closure : str
        What is fixed and what adjusts, numeraire included: the closure that the economy is to be
        loaded with.
    technology : str
        The NQP channels that it needs, unless the economy has its own; None for none.
    abatement : Abatement
        How activities abate, unless the economy has curves of its own; None for none.
    swap : tuple of dict
        Parameters that adjust so that a variable is held, as in a closure file, on top of
        whatever closure it is solved under.
    base : tuple of str
        Scenarios whose packages this one takes, before its own; shipped names, or paths of files.
    packages : dict of Package
        The policies, by name.
    contributions : bool
        Whether to find what each package contributes to the experiments that have several.
    combinations : dict of tuple of str
        Names of the packages of each experiment, as given under ``experiments``.
    """

    name: Text = "scenario"
    title: Text
    author: str | None = None
    reference: str | None = None
    description: str | None = None
    data: Text | None = None
    closure: Text = "standard"
    technology: Text | None = None
    abatement: Annotated[Abatement, BeforeValidator(_curve)] | None = None
    swap: Annotated[tuple[SwapRow, ...], Field(strict=False)] = ()
    base: Annotated[tuple[Text, ...], Field(strict=False), BeforeValidator(_as_list)] = ()
    contributions: bool = False
    packages: dict[str, Package] = Field(default_factory=dict)
    combinations: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] | None = Field(
        default=None, alias="experiments"
    )

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Names of the packages of each experiment, in the order they are applied."""
        return _each_and_all(self.packages) if self.combinations is None else self.combinations

    @property
    def experiments(self) -> dict[str, list[Shock]]:
        """Shocks of each experiment, in the order they are applied."""
        return {name: self.shocks_of(packages) for name, packages in self.chosen.items()}

    def shocks_of(self, packages: Iterable[str]) -> list[Shock]:
        """Shocks of some packages, in the order given."""
        return [shock for package in packages for shock in self.packages[package].shocks]

    def packages_of(self, experiment: str) -> list[Package]:
        """The packages of an experiment, in the order they are applied."""
        return [self.packages[name] for name in self.chosen[experiment]]

    @property
    def has_border_adjustment(self) -> bool:
        """Whether a package holds a border adjustment, which is a part of the model."""
        return any(package.cbam for package in self.packages.values())

    @classmethod
    def from_file(cls, path: str | Path) -> Scenario:
        """Read a scenario from a YAML file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with the file, each problem with its line.
        """
        return cls._read(Path(path), ())

    @classmethod
    def _read(cls, path: Path, within: Chain) -> Scenario:
        """Read a file that those of ``within`` are based on."""
        return cls.from_document(read_document(path), path.stem, (*within, path.resolve()))

    @classmethod
    def from_dict(cls, data: dict[str, Any], name: str = "scenario") -> Scenario:
        """Make a scenario from nested dictionaries laid out as in a scenario file.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with it.
        """
        return cls.from_document(Document(name, data), name=name)

    @classmethod
    def from_document(cls, document: Document, name: str, within: Chain = ()) -> Scenario:
        """Make a scenario from the content of a file; see `from_file`.

        ``within`` ends with the file itself, after the files that are based on it.
        """
        if not isinstance(document.data, dict):
            raise InputError(f"{document.place()}holds no scenario; begin with 'title: ...'")
        data = {"name": name} | document.data
        names = _as_list(data.get("base"))
        bases, wrong = open_bases(names if isinstance(names, list) else [], within, cls._read)
        problems: list[Problem] = [(("base",), text) for text in wrong]
        if not wrong:
            problems += _experiment_problems(data, [p for b in bases.values() for p in b.packages])
        scenario = None
        try:
            scenario = cls.model_validate(data)
        except ValidationError as error:
            problems += sentences(error, _keys_at)
        if scenario is not None and bases and not wrong:
            update, clashes = composed(scenario, bases)
            problems += [(("base",), text) for text in clashes]
        if problems or scenario is None:
            problems.sort(key=lambda problem: document.line(_as_written(problem[0], data)))
            places = [(document.place(_as_written(path, data)), text) for path, text in problems]
            raise InputError(place + text for place, text in places)
        for package, content in scenario.packages.items():
            for n, shock in enumerate(content.shocks):
                shock._place = document.place(("packages", package, "shocks", n))
            for key in ("carbon", "cbam"):
                for n, policy in enumerate(getattr(content, key)):
                    path = _as_written(("packages", package, key, n), data)
                    policy._place = document.place(path)
        return scenario.model_copy(update=update) if bases else scenario

    def to_dict(self) -> dict[str, Any]:
        """The scenario as it is written in a file, with the packages of its bases as its own."""
        left = {"base", "packages", "combinations", "swap"}
        plain = self.model_dump(exclude_none=True, exclude=left)
        if self.swap:
            plain["swap"] = [dict(row) for row in self.swap]
        plain["packages"] = {
            name: package.model_dump(exclude_none=True, exclude=set(CONTENTS))
            | {
                key: [each.to_dict() for each in getattr(package, key)]
                for key in CONTENTS
                if getattr(package, key)
            }
            for name, package in self.packages.items()
        }
        if self.combinations is not None:
            plain["experiments"] = {name: list(c) for name, c in self.combinations.items()}
        return plain


def _each_and_all(packages: dict[str, Package]) -> dict[str, tuple[str, ...]]:
    """Each package alone, then all together where there are several."""
    chosen: dict[str, tuple[str, ...]] = {name: (name,) for name in packages}
    if len(packages) > 1:
        chosen[ALL_TOGETHER] = tuple(packages)
    return chosen


def _experiment_problems(data: dict[str, Any], taken: list[str]) -> list[Problem]:
    """What is wrong with the names of experiments and of the packages they combine.

    ``taken`` are the packages of the scenario's bases.
    """
    packages, experiments = data.get("packages"), data.get("experiments")
    known = [*taken, *(packages if isinstance(packages, dict) else ())]
    if experiments is None:
        return _default_problems(known)
    if not isinstance(experiments, dict):
        return []
    problems: list[Problem] = []
    if not experiments:
        problems.append((("experiments",), "names no experiment"))
    if BENCHMARK in experiments:
        text = "this name means the benchmark; choose another"
        problems.append((("experiments", BENCHMARK), text))
    for name, chosen in experiments.items():
        for package in chosen if isinstance(chosen, list | tuple) else ():
            if isinstance(package, str) and package not in known:
                text = f"'{package}' is not a package of this scenario{nearest(package, known)}"
                problems.append((("experiments", name), text))
    return problems


def _default_problems(known: list[str]) -> list[Problem]:
    if not known:
        return [((), "has no packages, so no experiment")]
    text = "this name is kept for an experiment; choose another, or name the experiments"
    return [(("packages", name), text) for name in known if name in (BENCHMARK, ALL_TOGETHER)]


_KINDS = {
    "string_type": "is not text",
    "string_too_short": "is empty",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is neither true nor false",
    "dict_type": "is not a mapping of keys to values",
    "model_type": "is not a mapping of keys to values",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "too_short": "is empty",
}


_BOUNDS = {
    "less_than_equal": ("above", "le"),
    "greater_than_equal": ("below", "ge"),
    "greater_than": ("not above", "gt"),
}


def sentences(error: ValidationError, keys_at: KeysAt) -> list[Problem]:
    """What pydantic found, said to a user: the path of each problem and its sentence.

    Parameters
    ----------
    error
        What it found.
    keys_at
        Keys allowed where an unknown key stands.
    """
    details = error.errors(include_url=False)
    # A list of which no item is right also counts as too short.
    return [_problem(d, keys_at) for d in details if not (d["type"] == "too_short" and d["input"])]


def _problem(detail: Any, keys_at: KeysAt) -> Problem:
    path: Path_ = tuple(detail["loc"])
    kind = detail["type"]
    if kind == "missing":
        return path[:-1], f"key '{path[-1]}' is missing"
    if kind == "extra_forbidden":
        return path, f"unknown key{nearest(path[-1], keys_at(path))}"
    if kind in _BOUNDS:
        word, bound = _BOUNDS[kind]
        return path, f"{_shown(detail['input'])} is {word} {detail['ctx'][bound]:g}"
    if kind in _KINDS:
        return path, f"{_shown(detail['input'])} {_KINDS[kind]}"
    return path, str(detail["msg"])


def _shown(value: Any) -> str:
    if value is None:
        return "nothing (an empty value)"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _as_written(path: Path_, data: dict[str, Any]) -> Path_:
    """Path of a problem as the file has it: one policy under a key stands in no list."""
    written: list[str | int] = []
    value: Any = data
    for step in path:
        if isinstance(step, int) and isinstance(value, dict):
            continue
        written.append(step)
        known = isinstance(value, dict) and step in value
        listed = isinstance(value, list) and isinstance(step, int)
        value = value[step] if known or listed else None
    return tuple(written)


def _keys_at(path: Path_) -> list[str]:
    """Keys allowed where an unknown key stands."""
    block = next((BLOCKS[k] for k in reversed(path[:-1]) if k in BLOCKS), None)
    if block is not None:
        return list(block.model_fields)
    if path[:1] == ("packages",) and "shocks" in path:
        return list(Shock.model_fields)
    model: type[BaseModel] = Package if path[:1] == ("packages",) else Scenario
    if path[:1] == ("abatement",):
        model = Abatement
    return [field.alias or name for name, field in model.model_fields.items()]
