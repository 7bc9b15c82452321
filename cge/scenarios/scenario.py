"""What a scenario is: packages of shocks, and the experiments that combine them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field

from calibration.arguments import explained
from calibration.errors import InputError, nearest
from calibration.files.card import Card, Carded
from calibration.files.fields import Problem, Text, validated
from calibration.files.yaml import Document, read_document
from cge.scenarios.card import scenario_card
from cge.scenarios.composition import Chain, Composable, composed, open_bases
from cge.scenarios.package import CONTENTS, TARIFFS, Package, Shock

BENCHMARK = "benchmark"
ALL_TOGETHER = "all"


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Scenario(Carded, Composable):
    """A documented policy: packages of shocks and the experiments that combine them.

    Attributes
    ----------
    base : tuple of str
        Scenarios whose packages this one takes, before its own; shipped names, or paths of files.
    packages : dict of Package
        The policies, by name.
    contributions : bool
        Whether to split experiments with several packages into the contributions of each.
    combinations : dict of tuple of str
        Names of the packages of each experiment, as given under ``experiments``.
    """

    KIND: ClassVar[str] = "scenarios"

    name: Text = "scenario"
    base: Annotated[tuple[Text, ...], Field(strict=False), BeforeValidator(_as_list)] = ()
    contributions: bool = False
    combinations: dict[str, Annotated[tuple[str, ...], Field(strict=False)]] | None = Field(
        default=None, alias="experiments"
    )

    def _card(self) -> Card:
        return scenario_card(self)

    @property
    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Names of the packages of each experiment, in the order they are applied."""
        return _each_and_all(self.packages) if self.combinations is None else self.combinations

    @property
    def experiments(self) -> dict[str, list[Shock]]:
        """Shocks of each experiment, in the order they are applied."""
        return {name: self.shocks_of(packages) for name, packages in self.chosen.items()}

    @explained
    def shocks_of(self, packages: Iterable[str]) -> list[Shock]:
        """Shocks of some packages, in the order given.

        Raises
        ------
        InputError
            For a package that this scenario does not have.
        """
        wanted = list(packages)
        unknown = [
            f"no package '{name}'{nearest(name, self.packages)}"
            for name in wanted
            if name not in self.packages
        ]
        if unknown:
            raise InputError(unknown)
        return [shock for name in wanted for shock in self.packages[name].shocks]

    @explained
    def packages_of(self, experiment: str) -> list[Package]:
        """The packages of an experiment, in the order they are applied.

        Raises
        ------
        InputError
            For an unknown experiment.
        """
        if experiment not in self.chosen:
            raise InputError(f"no experiment '{experiment}'{nearest(experiment, self.chosen)}")
        return [self.packages[name] for name in self.chosen[experiment]]

    @property
    def has_border_adjustment(self) -> bool:
        """Whether a package holds a border adjustment, which is a part of the model."""
        return any(package.cbam for package in self.packages.values())

    @classmethod
    @explained
    def from_file(cls, path: str | Path) -> Self:
        """Read a scenario from a YAML file, and those that it is based on.

        Raises
        ------
        calibration.errors.InputError
            Everything wrong with the file, each problem with its line.
        """
        return cls._read(Path(path), ())

    @classmethod
    def _read(cls, path: Path, within: Chain) -> Self:
        """Read a file that those of ``within`` are based on."""
        return cls.from_document(read_document(path), path.stem, (*within, path.resolve()))

    @classmethod
    def from_document(cls, document: Document, name: str, within: Chain = ()) -> Self:
        """Make a scenario from the content of a file; see `from_file`.

        ``within`` ends with the file itself, after the files that are based on it.
        """
        cls.refuse_other_shapes(document)
        document = with_tariffs_first(document)
        names = _as_list(document.data.get("base"))
        bases, found = open_bases(names if isinstance(names, list) else [], within, cls._read)
        problems: list[Problem] = [(("base",), text) for text in found]
        if not found:
            taken = [package for base in bases.values() for package in base.packages]
            problems += _experiment_problems(document.data, taken)

        def clashes(scenario: Scenario) -> list[Problem]:
            return [(("base",), text) for text in composed(scenario, bases)[1]]

        check = None if found else clashes
        scenario = validated(cls, document, {"name": name}, problems, check)
        update, _ = composed(scenario, bases)
        return scenario.model_copy(update=update) if bases else scenario

    def to_dict(self) -> dict[str, Any]:
        """The scenario as it is written in a file, with the packages of its bases as its own."""
        left = {"base", "packages", "combinations", "swap"}
        plain = self.model_dump(exclude_none=True, exclude=left)
        if self.swap:
            plain["swap"] = [swap.to_dict() for swap in self.swap]
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


def with_tariffs_first(document: Document) -> Document:
    """A file whose key ``tariffs`` is a package of its own, the first of every experiment.

    Raises
    ------
    InputError
        Where the file takes packages of others and does not name its experiments.
    """
    data = document.data
    if not isinstance(data, dict) or TARIFFS not in data:
        return document
    date, name = data[TARIFFS], f"{TARIFFS} {data[TARIFFS]}"
    own = data.get("packages", {})
    chosen = data.get("experiments", _each_and_all(own) if isinstance(own, dict) and own else None)
    if "base" in data and "experiments" not in data:
        text = "comes before the packages of every experiment; name the experiments"
        raise InputError(f"{document.place((TARIFFS,))}{text}")
    if not isinstance(own, dict) or not isinstance(chosen, dict | None):
        return document
    made = {key: value for key, value in data.items() if key != TARIFFS}
    made["packages"] = {name: {TARIFFS: date}, **own}
    if chosen is not None:
        made["experiments"] = {
            label: [name, *parts] if isinstance(parts, list | tuple) else parts
            for label, parts in chosen.items()
        }
    lines = document.lines | {("packages", name): document.line((TARIFFS,))}
    return replace(document, data=made, lines=lines)


def _each_and_all(packages: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
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
