"""Where a command writes: the folder of a run, its name, and its files as a whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.carbon_prices import NONE
from calibration.errors import InputError, OutputError
from calibration.files.folder import FileSet, problems_of, write_folder
from calibration.files.write import Writer
from cge.cli.choices import Choice
from cge.cli.terminal import say
from cge.inputs.find import shipped
from cge.inputs.kinds import DEFAULT_DATA

if TYPE_CHECKING:
    from cge.design.problem import Problem
    from cge.scenarios import Scenario

_TABLES = (
    "summary",
    "contributions",
    "decomposition",
    "border-adjustment",
    "ad-valorem",
    "optimum",
)
_DRAWN = ("figure", "border-adjustment")
RUN = FileSet(
    "run",
    "result.nc",
    (
        "result.nc",
        *(f"{name}.{end}" for name in _TABLES for end in ("csv", "tex")),
        *(f"{name}.{end}" for name in _DRAWN for end in ("pdf", "png")),
    ),
)
NQP = FileSet(
    "nqp",
    "nqp-region.csv",
    (
        *(f"nqp-{name}.{end}" for name in ("region", "activity") for end in ("csv", "tex")),
        *("nqp-weights.csv", "nqp.pdf", "nqp.png"),
    ),
)
_OF_DRAWS = ("figure", "convergence", "scatter", "indices")
SWEEP = FileSet(
    "sweep",
    "numbers.csv",
    (
        *(
            f"{name}.csv"
            for name in ("moments", "effects", "indices", "numbers", "failed", "sweep")
        ),
        "sweep.tex",
        "intervals.nc",
        *(f"{name}.{end}" for name in _OF_DRAWS for end in ("pdf", "png")),
    ),
)
BACKTEST = FileSet(
    "backtest",
    "scores.csv",
    (
        *(f"scores.{end}" for end in ("csv", "md", "tex")),
        "changes.csv",
    ),
)
GRAVITY = FileSet(
    "gravity",
    "gravity.csv",
    (*(f"gravity.{end}" for end in ("csv", "tex", "md")), "economies.csv"),
)
FIT = FileSet(
    "fit",
    "parameters.csv",
    (
        *(f"{name}.{end}" for name in ("targets", "parameters") for end in ("csv", "tex")),
        *(f"sensitivity.{end}" for end in ("csv", "tex", "pdf", "png")),
        *("covariance.csv", "fitted.yaml", "notes.txt"),
    ),
)
_LONGEST, _DIGITS = 120, 8  # bytes of a name of words; digits of a digest


def must_be_fit(folder: Path, kind: FileSet) -> None:
    """Refuse before the work is done, not after.

    Raises
    ------
    InputError
        The folder is none, or holds files that are not of a run, or cannot be replaced.
    """
    problems = problems_of(folder, kind)
    if problems:
        raise InputError([f"--out: {problem}" for problem in problems])


def written(folder: Path, kind: FileSet, files: Mapping[str, Writer]) -> list[Path]:
    """Write the files of a command, all of them or none; see `write_folder`.

    Raises
    ------
    OutputError
        The disk is full, or may not be written to; the folder is as it was.
    """
    try:
        return write_folder(folder, kind, files)
    except OSError as error:
        said = error.strerror or error
        raise OutputError(
            f"'{folder}' is as it was, because it cannot be written: {said}"
        ) from error


def save_each(files: Mapping[Path, Writer]) -> None:
    """Write files one by one, each whole, and say so; what else their folder holds stays.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    for path, save in files.items():
        save(path)
        say(f"wrote {path}", error=True)


def default_folder(
    source: str,
    plan: Scenario | Problem,
    content: object,
    choice: Choice,
    extras: Mapping[str, bool] | None = None,
) -> Path:
    """One folder for each scenario and economy: ``results/<scenario>-<aggregation>``.

    With any other choice, or a file of the user's own, the choices follow, and a digest of all of
    them and of the contents of the files, so that no two different runs share a folder.

    Parameters
    ----------
    source
        The scenario or problem as the user named it.
    plan
        What it says.
    content
        All that it says, as plain values.
    choice
        The options that choose an economy.
    extras
        Further options by name.
    """
    more = [name for name, on in (extras or {}).items() if on]
    words = _words(plan, choice, more)
    named = {
        "benchmarks": choice.data,
        "aggregations": choice.named_aggregation,
        "closures": choice.closure or plan.closure,
        "structures": choice.structure,
        "technologies": choice.technology or plan.technology,
        "abatements": choice.abatement,
        "carbon-prices": None if choice.carbon_prices == NONE else choice.carbon_prices,
    }
    if len(words) == len(("scenario", "aggregation")) and _is_shipped(source, named):
        return Path("results", _named(words))
    files = {kind: _identity(kind, value) for kind, value in named.items()}
    told = [content, files, choice.closure, choice.technology, choice.numeraire, choice.swap, more]
    prices = NONE if choice.carbon_prices == NONE else None
    told += [
        x for x in (choice.tariffs, prices, choice.factors, choice.emissions, choice.gases) if x
    ]
    told += [(name, _digest(path)) for name, path in _own(choice).items()]
    return folder_of_words(words, told)


def folder_of_words(words: list[str], content: object) -> Path:
    """A folder for what has no scenario of its own: words, and a digest of all that decides it.

    Parameters
    ----------
    words
        What a reader knows it by.
    content
        All that decides what is in it, as plain values.
    """
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    return Path("results", f"{_named(words)}-{digest[:_DIGITS]}")


def _named(words: list[str]) -> str:
    """A name of words that every file system takes."""
    return _cut(re.sub(r"[^\w.-]+", "-", "-".join(words)))


def _words(plan: Scenario | Problem, choice: Choice, more: list[str]) -> list[str]:
    """Scenario and aggregation, then every choice that is not the default."""
    aggregation = choice.named_aggregation
    data = [] if choice.data in (plan.data, DEFAULT_DATA) and aggregation else [choice.data]
    files = (aggregation, *data, choice.closure, choice.structure, choice.technology)
    stems = [Path(named).stem for named in (*files, choice.abatement) if named]
    tariffs = [f"tariffs-{choice.tariffs}"] if choice.tariffs else []
    prices = [f"carbon-{Path(choice.carbon_prices).stem}"] if choice.carbon_prices else []
    emissions = [f"emissions-{choice.emissions}"] if choice.emissions else []
    gases = [f"gases-{choice.gases}"] if choice.gases else []
    own = [f"{name}-{Path(path).stem}" for name, path in _own(choice).items()]
    under = [*tariffs, *prices, *choice.factors, *emissions, *gases, *own]
    under += filter(None, [choice.numeraire])
    return [plan.name, *stems, *under, *choice.swap, *more]


def _own(choice: Choice) -> dict[str, str]:
    """Files of the user's own values, by what is in them."""
    given = {
        "elasticities": choice.elasticities,
        "own-tariffs": choice.own_tariffs,
        "own-emissions": choice.own_emissions,
    }
    return {name: path for name, path in given.items() if path is not None}


def _is_shipped(source: str, named: Mapping[str, str | None]) -> bool:
    return (source in shipped("scenarios") or source in shipped("problems")) and all(
        value is None or value in shipped(kind) for kind, value in named.items()
    )


def _identity(kind: str, named: str | None) -> Any:
    """A shipped name, or the digest of a file's contents: two files of one name differ."""
    return named if named is None or named in shipped(kind) else _digest(named)


def _digest(named: str) -> Any:
    """The digest of a file's contents; its name, where there is no such file."""
    path = Path(named).expanduser()
    if not path.is_file():
        return named
    with path.open("rb") as file:
        return {"sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _cut(name: str) -> str:
    """A name that file systems take, with room for an ending."""
    return name.encode()[:_LONGEST].decode(errors="ignore")
