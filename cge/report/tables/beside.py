"""Tables of several results, side by side in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.errors import InputError
from cge.analysis.statistics import EXPERIMENT
from cge.inputs.arguments import must_be
from cge.report import notes
from cge.report.tables.columns import Column
from cge.report.tables.ready.asked import REGION, SECTOR, Asked, Names, not_empty, notes_of
from cge.report.tables.registry import made
from cge.report.tables.table import Table
from cge.report.tables.views import shaped
from cge.results.result import Result
from cge.results.side_by_side import attributes_of, difference

# Rows of these must be the same in all results; others, as rules of closures, are put together.
_ALIKE = (REGION, SECTOR, "exporter")
# Attributes that tell results apart, the most telling first.
_TELLING = ("scenario", "closure", "structure", "technology", "numeraire", "data", "aggregation")
_NAMES = ("names_of_region", "names_of_sector")


@explained
def etable(
    results: Sequence[Result] | Mapping[str, Result],
    name: str,
    *,
    experiment: Names = None,
    region: Names = None,
    sector: Names = None,
    columns: Names = None,
    digits: int | None = None,
    drop_zero: bool = False,
    transpose: bool = False,
    caption: str = "",
    label: str = "",
) -> Table:
    """A ready table of several results, side by side; named after that of Stata's ``estout``.

    Parameters
    ----------
    results
        Results, or results by the heading of their columns. Results of a list are headed by what
        tells them apart: the scenario, the closure and so on.
    name, experiment, region, sector, columns, digits, drop_zero, transpose, caption, label
        As in :meth:`cge.Result.table`; ``columns`` of each result.

    Returns
    -------
    Table
        Columns under the name of their result. Where the results have the same experiments, a
        panel for each; else a group of columns for each experiment of each result. The notes say
        which data, closure and so on each has.

    Raises
    ------
    InputError
        For results of other regions or sectors than the first, and as :meth:`cge.Result.table`.
    """
    named = _named(results)
    problems: list[str] = []
    tables: dict[str, Table] = {}
    for heading, result in named.items():
        try:
            found = made(name, Asked(result, experiment, region, sector))
            tables[heading] = shaped(found, None, digits, False, False, "", "")
        except InputError as error:
            problems += [f"'{heading}': {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems)
    tables = _chosen(tables, not_empty("columns", columns))
    whole = beside(tables, {k: r.summary().attrs for k, r in named.items()})
    return shaped(whole, None, None, drop_zero, transpose, caption, label)


def _chosen(tables: Mapping[str, Table], names: Sequence[str]) -> dict[str, Table]:
    """Columns of each table, which need not have all of them: closures differ in welfare."""
    if not names:
        return dict(tables)
    known = {word for t in tables.values() for h in t.heads for word in (h.key, h.title)}
    found = {}
    for heading, table in tables.items():
        own = {word for h in table.heads for word in (h.key, h.title)}
        some = [name for name in names if name in own or name not in known]
        found[heading] = table.columns(*(some or names))
    return found


def _named(results: Any) -> dict[str, Result]:
    """Results by what their columns are headed with."""
    meant = "a list of results, or results by name"
    must_be(results, (Mapping, list, tuple), "results", meant)
    each = list(results.values()) if isinstance(results, Mapping) else list(results)
    if not each:
        raise InputError("results: none is given")
    for result in each:
        must_be(result, Result, "results", meant)
    if isinstance(results, Mapping):
        return {str(name): result for name, result in results.items()}
    return dict(zip(_headings([result.data.attrs for result in each]), each, strict=True))


def _headings(attrs: Sequence[Mapping[str, Any]]) -> list[str]:
    """What tells results apart; those that nothing does are numbered."""
    said = [[_told(key, each.get(key)) for key in _TELLING] for each in attrs]
    apart = [k for k in range(len(_TELLING)) if len({words[k] for words in said}) > 1] or [0]
    found = [", ".join(words[k] for k in apart) for words in said]
    return [
        text if found.count(text) == 1 else f"{text} ({found[:n].count(text) + 1})"
        for n, text in enumerate(found)
    ]


def _told(key: str, value: Any) -> str:
    """An attribute in words; a scenario needs none but its name."""
    if value in (None, ""):
        return f"no {key}"
    return str(value) if key == "scenario" else f"{key} {value}"


@dataclass(frozen=True)
class _Piece:
    """Columns that stand beside others, and the headings above them."""

    above: tuple[str, ...]
    table: Table


def beside(tables: Mapping[str, Table], attrs: Mapping[str, Mapping[str, Any]]) -> Table:
    """Tables of one name side by side.

    Parameters
    ----------
    tables
        By the heading of their columns.
    attrs
        What the result of each says of itself.

    Raises
    ------
    InputError
        Listing every table that has other regions, sectors or exporters than the first.
    """
    first = next(iter(tables.values()))
    pieces = _pieces(tables)
    _check(tables)
    index = pieces[0].table.frame.index
    for piece in pieces[1:]:
        index = index.union(piece.table.frame.index, sort=False)
    heads = _heads(pieces)
    told = attributes_of(attrs) | _as_headed(attrs)
    if len({table.warning for table in tables.values()}) > 1:  # of a decomposition, say
        told |= _verdict(tables)
    frame = _joined([piece.table.frame for piece in pieces], index, heads)
    known = xr.Dataset(attrs=told)
    return replace(
        first,
        title=_title(tables),
        frame=frame,
        heads=heads,
        notes=notes_of(told, _statement(tables), frame, heads),
        further=tuple(dict.fromkeys(_further(tables))),
        warning=notes.warning(known),
        facts=notes.facts(known),
        low=None,
        high=None,
    )


def _pieces(tables: Mapping[str, Table]) -> list[_Piece]:
    """Each table as a whole or, where experiments differ, each experiment of it."""
    experiments = {name: _experiments(table) for name, table in tables.items()}
    if len({tuple(each) for each in experiments.values()}) == 1:
        return [_Piece((name,), table) for name, table in tables.items()]
    return [
        _Piece((name,) if len(experiments[name]) == 1 else (name, label), _of(table, label))
        for name, table in tables.items()
        for label in experiments[name]
    ]


def _experiments(table: Table) -> list[str]:
    index = table.frame.index
    if EXPERIMENT not in index.names:
        return []
    return [str(k) for k in index.get_level_values(EXPERIMENT).unique()]


def _of(table: Table, experiment: str) -> Table:
    return replace(table, frame=table.frame.xs(experiment, level=EXPERIMENT), low=None, high=None)


def _check(tables: Mapping[str, Table]) -> None:
    """Refuse rows that are not those of the first table."""
    name, first = next(iter(tables.items()))
    problems = []
    for other, table in tables.items():
        for dim in (d for d in _ALIKE if d in first.frame.index.names):
            known, here = (
                [str(k) for k in each.frame.index.get_level_values(dim).unique()]
                for each in (first, table)
            )
            if known != here:
                problems.append(f"results: '{other}': {difference(dim, name, known, here)}")
    if problems:
        raise InputError(problems)


def _heads(pieces: Sequence[_Piece]) -> tuple[Column, ...]:
    """Columns under the names of their results; those of one key have the same digits."""
    every = [head for piece in pieces for head in piece.table.heads]
    digits = {head.key: 0 for head in every}
    for head in every:
        digits[head.key] = max(digits[head.key], head.decimals)
    return tuple(
        replace(head, above=(*piece.above, *head.above), decimals=digits[head.key])
        for piece in pieces
        for head in piece.table.heads
    )


def _joined(
    frames: Sequence[pd.DataFrame], index: pd.Index, heads: Sequence[Column]
) -> pd.DataFrame:
    joined = pd.concat([frame.reindex(index) for frame in frames], axis=1)
    joined.columns = pd.RangeIndex(len(heads))
    words = [k for k, head in enumerate(heads) if head.words]
    return joined.fillna(dict.fromkeys(words, "")).set_axis([head.name for head in heads], axis=1)


def _as_headed(attrs: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Attributes that are the headings of the columns themselves; long names, as in the first."""
    first = next(iter(attrs.values()))
    headed = {
        key: ", ".join(str(each.get(key) or "none") for each in attrs.values())
        for key in _TELLING
        if len(attrs) > 1
        and all(
            name in (str(each.get(key)), _told(key, each.get(key))) for name, each in attrs.items()
        )
    }
    return headed | {key: str(first.get(key, "")) for key in _NAMES}


def _title(tables: Mapping[str, Table]) -> str:
    titles = list(dict.fromkeys(table.title for table in tables.values()))
    if len(titles) == 1:
        return titles[0]
    return f"{titles[0].partition(': ')[0]}: {', '.join(tables)}"


def _statement(tables: Mapping[str, Table]) -> str:
    """The first sentence of the notes; where they differ, that of each."""
    said = {name: table.notes[0] for name, table in tables.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return " ".join(f"{name}: {text}" for name, text in said.items())


def _further(tables: Mapping[str, Table]) -> Iterator[str]:
    """Sentences after the verdict; those of all results without their names."""
    for name, table in tables.items():
        for text in table.further:
            everywhere = all(text in other.further for other in tables.values())
            yield text if everywhere else f"{name}: {text}"


def _verdict(tables: Mapping[str, Table]) -> dict[str, Any]:
    failed = {name: table.warning for name, table in tables.items() if table.warning}
    said = "; ".join(
        f"{name}: {text.removeprefix(f'{notes.NOT_VERIFIED}: ')}" for name, text in failed.items()
    )
    return {"verified": int(not failed), "verdict": said}
