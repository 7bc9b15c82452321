"""Files of backtests: two years, what is known to have changed between them, and the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from calibration.errors import InputError, nearest
from calibration.files.fields import Problem, Text, validated
from calibration.files.yaml import Document
from cge.backtesting.tariffs import TARIFFS, Change, read_changes
from cge.inputs.documented import Documented
from cge.inputs.find import find, shipped
from cge.scenarios import Package, Scenario

TABLES = ("from", "to")


class Backtest(Documented):
    """What a backtest starts from, what it imposes, and what it is scored against.

    Attributes
    ----------
    description, reference
        What it asks, and whose method it is.
    start, end
        The tables of the early and of the later year (``from`` and ``to`` in a file): names of
        shipped datasets, or paths from the folder of the file.
    aggregation
        Of both tables; None for their defaults.
    closure
        What is fixed and what adjusts.
    tariff_changes
        A table of tariffs in both years; see `cge.backtesting.tariffs.read_changes`. Those of the
        early year become tariffs of its data, those of the later year the package ``tariffs``.
    packages
        What else is known to have changed.
    steps
        Names of the packages of each prediction, in the order they are applied.
    changes
        The rows of `tariff_changes`.
    """

    KIND: ClassVar[str] = "backtests"

    description: Text
    reference: Text
    start: Text = Field(alias="from")
    end: Text = Field(alias="to")
    aggregation: Text | None = None
    closure: Text = "standard"
    tariff_changes: Text | None = None
    packages: dict[str, Package] = Field(default_factory=dict)
    steps: Annotated[
        dict[str, Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]],
        Field(min_length=1),
    ]
    changes: Annotated[tuple[Change, ...], Field(exclude=True)] = ()

    @classmethod
    def from_document(cls, document: Document, name: str) -> Self:
        """Make one from the content of a file, and of the table of tariffs that it names."""
        cls.refuse_other_shapes(document)
        if "changes" in document.data:
            raise InputError(f"{document.place(('changes',))}unknown key")
        changes, problems = _changes(document)
        tables, found = _tables(document)
        problems += [*found, *_step_problems(document.data, bool(changes) or bool(problems))]
        made = validated(cls, document, {"name": name}, problems)
        return made.model_copy(update={"changes": changes, **tables})

    def plan(self, tariffs: Package | None = None) -> Scenario:
        """The steps as the experiments of a scenario.

        Parameters
        ----------
        tariffs
            The package of `tariff_changes`, as from `cge.backtesting.tariffs.package_of`.
        """
        packages = self.packages if tariffs is None else {TARIFFS: tariffs, **self.packages}
        return Scenario.model_validate(
            {
                "name": self.name,
                "title": self.title,
                "reference": self.reference,
                "description": self.description,
                "closure": self.closure,
                "packages": packages,
                "experiments": self.steps,
            }
        )


def _changes(document: Document) -> tuple[tuple[Change, ...], list[Problem]]:
    """Rows of the table of tariffs, and what is wrong with it."""
    named = document.data.get("tariff_changes")
    if not isinstance(named, str):
        return (), []
    folder = document.file.parent if document.file else Path()
    try:
        return read_changes(folder / named), []
    except InputError as error:
        return (), [(("tariff_changes",), text) for text in error.problems]


def _tables(document: Document) -> tuple[dict[str, str], list[Problem]]:
    """The two tables by field: shipped names as they are, paths from the folder of the file."""
    tables: dict[str, str] = {}
    problems: list[Problem] = []
    for key, field in zip(TABLES, ("start", "end"), strict=True):
        named = document.data.get(key)
        if not isinstance(named, str):
            continue  # the schema reports it
        try:
            path = find("benchmarks", named, document.file)
            tables[field] = named if named in shipped("benchmarks") else str(path)
        except InputError as error:
            problems += [((key,), text) for text in error.problems]
    return tables, problems


def _step_problems(data: dict[str, Any], with_tariffs: bool) -> list[Problem]:
    """Steps that name a package which is not there, or bear a name that is kept."""
    packages, steps = data.get("packages", {}), data.get("steps")
    if not isinstance(packages, dict) or not isinstance(steps, dict):
        return []
    problems: list[Problem] = []
    if TARIFFS in packages and with_tariffs:
        text = "this name is kept for the table of tariff_changes; choose another"
        problems.append((("packages", TARIFFS), text))
    known = [*([TARIFFS] if with_tariffs else []), *packages]
    for step, chosen in steps.items():
        if step in KEPT:
            problems.append((("steps", step), f"this name is kept ({', '.join(KEPT)})"))
        for name in chosen if isinstance(chosen, list | tuple) else ():
            if isinstance(name, str) and name not in known:
                text = f"'{name}' is not a package of this backtest{nearest(name, known)}"
                problems.append((("steps", step), text))
    return problems


# States of the world beside the predictions; see `cge.backtesting.states`.
BEFORE, AFTER, NO_CHANGE, GRAVITY = "before", "after", "no_change", "gravity"
KEPT = ("benchmark", BEFORE, AFTER, NO_CHANGE, GRAVITY)
