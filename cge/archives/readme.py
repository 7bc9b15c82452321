"""The page of an archive that a data editor reads, under the headings of their template.

The headings are those of the template of social science data editors (Vilhuber, Connolly, Koren,
Llull and Morrow 2020, doi:10.5281/zenodo.4319999).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calibration.files.printable import printable
from cge.archives import software
from cge.archives.exhibits import Exhibit
from cge.archives.packed import Packed
from cge.engine.memory import amount

# Times as data editors ask for them: seconds up to which a class goes, and its name.
_CLASSES = (
    (600, "less than 10 minutes"),
    (3600, "10 to 60 minutes"),
    (7200, "1 to 2 hours"),
    (28800, "2 to 8 hours"),
    (86400, "8 to 24 hours"),
    (float("inf"), "more than a day"),
)
_MARKUP = re.compile(r"([\\`*_{}\[\]|#~$])")


@dataclass(frozen=True)
class Trial:
    """What came of running the archive before it was written.

    Attributes
    ----------
    seconds
        How long it took.
    memory
        The most memory that it had, in bytes.
    tolerance
        Relative difference within which every number was found again.
    """

    seconds: float
    memory: float
    tolerance: float

    @property
    def time(self) -> str:
        """The class of time it falls into, so that the page is the same from run to run."""
        return next(name for limit, name in _CLASSES if self.seconds < limit)

    @property
    def gigabytes(self) -> str:
        """Memory, rounded up for the same reason."""
        return f"less than {int(self.memory // 1e9) + 1} GB"


@dataclass(frozen=True)
class Contents:
    """What the page tells of.

    Attributes
    ----------
    results
        The results.
    exhibits
        Tables and figures by name of a result.
    further
        Paths of files that the authors add.
    trial
        What came of running it; None where it was not run.
    """

    results: Sequence[Packed]
    exhibits: dict[str, list[Exhibit]]
    further: Sequence[str]
    trial: Trial | None


def readme(contents: Contents) -> str:
    """The page, in Markdown."""
    parts = (
        _overview(contents),
        _data(contents),
        _computation(contents),
        _programs(),
        _instructions(contents),
        _list_of_exhibits(contents),
        _references(contents),
    )
    return "\n".join(line for part in parts for line in (*part, ""))


def _overview(contents: Contents) -> list[str]:
    titles = [_text(r.result.data.attrs.get("title", r.name)) for r in contents.results]
    count = sum(len(each) for each in contents.exhibits.values())
    done = (
        "It was not run before it was written."
        if contents.trial is None
        else "Before it was written, it was unpacked into an empty folder and run there: every "
        "variable and statistic of every result was found again within a relative difference of "
        f"{contents.trial.tolerance:g}, in {contents.trial.time}, on {software.machine()}."
    )
    return [
        f"# Replication package: {'; '.join(dict.fromkeys(titles))}",
        "",
        "## Overview",
        "",
        f"This archive holds the results of a general equilibrium model ({len(contents.results)}), "
        f"their tables and figures ({count} files), the code of the model (`cge` "
        f"{software.version()}), and one program, `replicate.py`, that makes all of them again. "
        + done,
    ]


def _data(contents: Contents) -> list[str]:
    lines = [
        "## Data availability and provenance statements",
        "",
        "### Statement about rights",
        "",
        "To be confirmed by the authors: they have legitimate access to the data used here, and "
        "permission to redistribute what this archive holds of them. Licences stand below.",
        "",
        "### Summary of availability",
        "",
        "Everything that `replicate.py` reads is in this archive. `results/*/result.nc` hold the "
        "benchmark data in full, at the level of aggregation of the result.",
        "",
        "### Details on each data source",
    ]
    for alike in _by_data(contents.results):
        lines += ["", *_dataset(alike)]
    if contents.further:
        lines += ["", "Further files of the authors: " + _listed(contents.further) + "."]
    return [*lines, "", *_table_of_data(contents)]


def _by_data(results: Iterable[Packed]) -> list[list[Packed]]:
    """Results of the same data at the same level, together."""
    found: dict[tuple[str, str, str], list[Packed]] = {}
    for packed in results:
        key = (packed.data, packed.aggregation, str(packed.about_data))
        found.setdefault(key, []).append(packed)
    return list(found.values())


def _dataset(alike: Sequence[Packed]) -> list[str]:
    first = alike[0]
    where = (
        f"The same data at the finest level are `code/cge/data/benchmarks/{first.data}.nc`. "
        "The members of each label of the aggregation stand in the attributes "
        "`members_of_region` and `members_of_sector` of the benchmark."
        if first.is_shipped
        else "The data at another level, and the sources they were made of, are not part of the "
        "package `cge`; the authors say how to get them."
    )
    level = f", aggregation {_text(first.aggregation)}" if first.aggregation else ""
    return [
        f"#### {_text(first.data) or 'Data without a name'}{level}",
        "",
        *_told(first.about_data),
        *(line for packed in alike for line in _values(packed)),
        "",
        where,
    ]


def _told(about: dict[str, str]) -> list[str]:
    """What the data say of themselves; several sources, a line each."""
    lines = []
    for key, value in about.items():
        parts = value.split("; ") if key == "source" else [value]
        head = f"- {key.replace('_', ' ')}:"
        several = [f"  - {_text(part)}" for part in parts]
        lines += [head, *several] if len(parts) > 1 else [f"{head} {_text(value)}"]
    if "licence" not in about:
        lines.append("- licence: none is recorded; to be given by the authors")
    return lines


def _values(packed: Packed) -> list[str]:
    """Digest of the numbers that a result was solved from, and files behind them."""
    digest = packed.result.data.attrs.get("data_hash", "")
    return [
        f"- benchmark of `{packed.name}`: digest of labels and numbers (`data_hash`) `{digest}`",
        *(
            f"  - values of the authors' own: `{row.variable}`, {row.cells} cells of "
            f"{_text(row.file)} (SHA-256 `{row.sha256}`); sources: "
            f"{_text(row.sources) or 'none given'}"
            for row in packed.own.itertuples()
        ),
    ]


def _table_of_data(contents: Contents) -> list[str]:
    rows = [
        (f"`results/{r.name}/result.nc`", _text(r.data), "benchmark, closure, scenario, solution")
        for r in contents.results
    ]
    rows += [
        (f"`code/cge/data/benchmarks/{name}.nc`", name, "the same data at the finest level")
        for name in sorted({r.data for r in contents.results if r.is_shipped})
    ]
    rows += [(f"`{path}`", "the authors", "as given") for path in contents.further]
    return ["### Dataset list", "", *_table(("File", "Source", "Contents"), rows)]


def _computation(contents: Contents) -> list[str]:
    model = amount(max(packed.memory for packed in contents.results))
    memory, time = f"about {model} for the model, besides that of Python", "not measured"
    if contents.trial is not None:
        memory, time = contents.trial.gigabytes, contents.trial.time
    return [
        "## Computational requirements",
        "",
        "### Software requirements",
        "",
        "- Python 3.11 or newer; the results were made with Python "
        + _listed(sorted({_text(r.result.data.attrs.get("python", "")) for r in contents.results})),
        "- the packages of `requirements.txt`, in the versions named there, IPOPT among them; all "
        "are on the Python Package Index under free licences",
        "- a POSIX shell for `replicate.sh`, or `make`; neither is needed for `replicate.py`",
        "",
        "### Controlled randomness",
        "",
        "Nothing is random: the model is a system of equations.",
        "",
        "### Memory, runtime, storage",
        "",
        f"- memory: {memory}",
        f"- time: {time}",
        f"- machine: {software.machine()}",
    ]


def _programs() -> list[str]:
    return [
        "## Description of programs",
        "",
        "- `replicate.py` solves every result again, writes tables and figures anew to "
        "`replicated/`, and compares every number with those in `results/`.",
        "- `replicate.sh` makes an environment in `.venv/` from `requirements.txt` and runs it.",
        "- `Makefile`: `make` does the same; `make clean` removes what was made.",
        "- `code/` holds the packages `cge` (the model) and `calibration` (the data) as they were "
        "when this archive was made.",
        "- `inputs/*/scenario.yaml` and `closure.yaml` show what each result was solved for. They "
        "are for the reader: the same text stands in `result.nc`, where `replicate.py` reads it.",
        "- `manifest.json` has the SHA-256 of every file.",
        "",
        "### License for code",
        "",
        "The code in `code/` is under the BSD 3-Clause licence (`LICENSE`).",
    ]


def _instructions(contents: Contents) -> list[str]:
    first = contents.results[0].name
    return [
        "## Instructions to replicators",
        "",
        "```bash",
        "sh replicate.sh",
        "```",
        "",
        "or, where the packages of `requirements.txt` are there already, `python replicate.py`. "
        "It prints the largest relative difference for each result and ends with exit code 0 only "
        "when every number is found again. To see what differs from a run elsewhere:",
        "",
        "```bash",
        f"PYTHONPATH=code python -m cge.cli compare results/{first}/result.nc OTHER.nc",
        "```",
    ]


def _list_of_exhibits(contents: Contents) -> list[str]:
    rows = [
        (f"`{exhibit.path}`", exhibit.title, name, "`replicate.py`")
        for name, exhibits in contents.exhibits.items()
        for exhibit in exhibits
    ]
    return [
        "## List of tables and figures",
        "",
        "Numbers in the text and exhibits drawn from these files are to be added by the authors.",
        "",
        *_table(("File", "Shows", "Result", "Program"), rows),
    ]


def _references(contents: Contents) -> list[str]:
    told = [_text(packed.result.data.attrs.get("reference", "")) for packed in contents.results]
    told += [_text(packed.about_data.get("source", "")) for packed in contents.results]
    code = f"The cge developers: cge {software.version()}, a multi-region, multi-sector general "
    code += "equilibrium model of trade (BSD 3-Clause)."
    return ["## References", "", *(f"- {line}" for line in dict.fromkeys(filter(None, told))),
            f"- {code}"]  # fmt: skip


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _text(value: object) -> str:
    """What a user wrote, so that neither Markdown nor HTML acts on it."""
    return _MARKUP.sub(r"\\\1", html.escape(printable(str(value)), quote=False))
