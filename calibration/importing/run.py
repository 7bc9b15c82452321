"""From files of a published layout to a benchmark: read, clean, convert, complete."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.arguments import explained
from calibration.cleaning.accounting import CURRENCY
from calibration.cleaning.step import RECORD, Effect, Step, Task, measured, recorded
from calibration.cleaning.steps import STEPS, choice_problems, clean
from calibration.closing import Adjustment, close_accounts
from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.guard.complete import complete_benchmark
from calibration.importing.benchmark import TRADE, assembled
from calibration.importing.lacking import Lacking, elasticities_for, labour_share_for
from calibration.importing.overlays import Overlays, files_of_folder
from calibration.importing.shipped import Shipped
from calibration.importing.tariffs import tariff_step
from calibration.mapping import COLUMNS
from calibration.membership import RECORDS

AUTO = "auto"
"""Name of no format: the one that the file seems to be in."""
CHECK = "check"
TOTALS = (CHECK, "drop")
"""What is done with published totals."""


@dataclass(frozen=True)
class Imported:
    """A benchmark from files of a published layout, and what was done on the way.

    Attributes
    ----------
    benchmark : xarray.Dataset
        Complete; its attribute `cleaning` records the effects.
    format : str
        Name of the layout.
    summary : str
        What was read: economies, industries, year, size.
    effects : tuple of Effect
        Of the cleaning steps, in order.
    adjustment : Adjustment or None
        What closing the accounts moved; None where the files hold a benchmark already.
    sources : tuple of str
        Where what the table lacks is from.
    absent : tuple of str
        What is not there, and what that means.
    """

    benchmark: xr.Dataset
    format: str
    summary: str
    effects: tuple[Effect, ...] = ()
    adjustment: Adjustment | None = None
    sources: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report, a line each."""
        said = [f"read {self.summary}", *(effect.line() for effect in self.effects)]
        if self.adjustment is not None:
            said.append(
                f"accounts: closing moved purchases by at most {self.adjustment.use:.1e} and "
                f"factor incomes by at most {self.adjustment.value_added:.1e} of them"
            )
        return [*said, *self.sources, *(f"absent: {line}" for line in self.absent)]


@dataclass(frozen=True)
class Wishes:
    """What a user may say of an import beside the files; see `import_table`."""

    usd_per_unit: float | None = None
    agents: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    lacking: Lacking = field(default_factory=Lacking)
    overlays: Overlays = field(default_factory=Overlays)
    by_user: bool = False
    name: str | None = None


def all_steps(shipped: Shipped | None = None) -> dict[str, Step]:
    """Every cleaning step of an import, by name and in order."""
    last = tariff_step(shipped)
    return STEPS | {last.name: last}


@explained
def read(
    format: str,
    paths: str | Path | Sequence[str | Path],
    year: int | None = None,
    aggregation: str | Path | None = None,
    totals: str = CHECK,
    progress: Callable[..., None] | None = None,
) -> xr.Dataset:
    """Read files of a published layout as they are.

    Parameters
    ----------
    format : str
        Name of a layout (`calibration.readers.FORMATS`), or ``auto`` for what the file seems to be
        in.
    paths : path or sequence of path
        Files, folders and archives.
    year : int, optional
        Which year, where the files hold several.
    aggregation : path, optional
        CSV with the columns `dimension,member,label` whose labels the members are joined into while
        they are read.
    totals : str
        ``check`` refuses published totals that are not the sum of their cells; ``drop`` leaves them
        out unread.
    progress : callable, optional
        Told of what is read.

    Returns
    -------
    xarray.Dataset
        An inter-country table, or of formats that hold one a benchmark.

    Raises
    ------
    InputError
        An unknown format, with the nearest; everything that is wrong with the files.
    """
    from calibration.readers.formats import FORMATS

    if totals not in TOTALS:
        raise InputError(f"totals: unknown choice '{totals}'{nearest(totals, TOTALS)}")
    known = FORMATS[_format_of(format, paths)]
    options = {"year": year, "joined": aggregation, "progress": progress}
    table = known.read(paths, **options, **({} if known.benchmark else {"totals": totals}))
    if aggregation is None or known.benchmark:
        return table
    return table.assign_attrs(_membership(aggregation))


@explained
def import_table(
    format: str,
    paths: str | Path | Sequence[str | Path],
    *,
    year: int | None = None,
    usd_per_unit: float | None = None,
    aggregation: str | Path | None = None,
    totals: str = CHECK,
    agents: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    clean: Mapping[str, str] | None = None,
    trade_elasticity: float | None = None,
    elasticities: str | Path | None = None,
    labour_share: str | Path | None = None,
    tariffs: str | Path | None = None,
    emissions: str | Path | None = None,
    by_user: bool = False,
    name: str | None = None,
    shipped: str | Path | None = None,
    progress: Callable[..., None] | None = None,
) -> Imported:
    """Make a benchmark of files of a published layout.

    Parameters
    ----------
    format, paths, year, aggregation, totals, progress
        As of `calibration.read`.
    usd_per_unit : float, optional
        USD per unit of the currency of the table, where that is another.
    agents : mapping of str to str, optional
        Agent by category of final demand, in place of what the format says.
    inputs : mapping of str to str, optional
        Role by primary input, in place of what the format says: labour, capital, value_added,
        output_tax, product_tax, margin or none.
    clean : mapping of str to str, optional
        Choice by cleaning step, where it is not the default; see `calibration.cleaning.STEPS`.
    trade_elasticity : float, optional
        Elasticity of trade to trade costs of every industry, with Cobb-Douglas nests. When omitted,
        elasticities are those of the shipped world, through a concordance of industries.
    elasticities : path, optional
        CSV of elasticities by label, which replace the others; `elasticities.csv` of a folder of
        small tables, if it is there, when omitted. The same is true of tariffs and emissions.
    labour_share : str or path, optional
        ``shipped`` for labour's part of undivided value added as in the shipped world, or a CSV
        with the columns `activity,region,labour_share,source,year`. All of it is labour's when
        omitted.
    tariffs, emissions : path, optional
        CSV of tariff rates and of emissions, in the layouts of `calibration.with_tariff_rates` and
        `calibration.with_emissions`.
    by_user : bool
        Keep who of the users of a good buys it where.
    name : str, optional
        Name of the benchmark.
    shipped : path, optional
        Folder of the shipped data; needed for elasticities, labour shares and tariffs from there.
        `cge.import_table` knows it.

    Returns
    -------
    Imported

    Raises
    ------
    InputError
        Everything that is wrong with the files, with what is asked, and with the economy.
    """
    beside = files_of_folder(paths)
    elasticities = elasticities or beside.get("elasticities")
    tariffs, emissions = tariffs or beside.get("tariffs"), emissions or beside.get("emissions")
    home = None if shipped is None else Shipped(Path(shipped))
    groups = None if home is None else home.groups
    wishes = Wishes(
        usd_per_unit, agents or {}, inputs or {}, clean or {},
        Lacking(trade_elasticity, elasticities, labour_share),
        Overlays(elasticities, tariffs, emissions, groups), by_user, name,
    )  # fmt: skip
    problems = [*choice_problems(wishes.choices, all_steps(home)), *wishes.lacking.problems()]
    if problems:
        raise InputError(problems)
    from calibration.readers.formats import FORMATS

    known = FORMATS[_format_of(format, paths)]
    table = read(known.name, paths, year, aggregation, totals, progress)
    if known.benchmark:
        return _completed(table, known.name, wishes)
    return _converted(table, known, wishes, home)


def _format_of(format: str, paths: str | Path | Sequence[str | Path]) -> str:
    """Name of the layout that is meant."""
    from calibration.readers.formats import FORMATS
    from calibration.readers.recognise import recognised

    if format in FORMATS:
        return format
    if format != AUTO:
        raise InputError(f"unknown format '{format}'{nearest(format, [*FORMATS, AUTO])}")
    first = paths if isinstance(paths, str | Path) else next(iter(paths))
    found = recognised(first)
    if found is None:
        raise InputError(f"{first}: its layout is not recognised; name one of {', '.join(FORMATS)}")
    return found


def _membership(aggregation: str | Path) -> dict[str, str]:
    """The record of members by label, as aggregation keeps it in attributes."""
    rows = read_table(aggregation, COLUMNS, ("description",)).rows
    found: dict[str, dict[str, list[str]]] = {"region": {}, "sector": {}}
    for row in rows:
        found[row["dimension"]].setdefault(row["label"], []).append(row["member"])
    return dict(zip(RECORDS, map(json.dumps, found.values()), strict=True))


# --- a table --------------------------------------------------------------------------------------


def _converted(table: xr.Dataset, known: Any, wishes: Wishes, home: Shipped | None) -> Imported:
    problems = [
        *_unknown("category of final demand", "category", table, wishes.agents),
        *_unknown("row of primary inputs", "primary_input", table, wishes.inputs),
    ]
    own = {key: json.loads(table.attrs.get(key, "{}")) for key in ("agents", "inputs")}
    agents = _of(table, "category", {**known.agents, **own["agents"], **wishes.agents})
    inputs = _of(table, "primary_input", {**known.inputs, **own["inputs"], **wishes.inputs})
    choices = {step: choice for step, choice in wishes.choices.items() if step in STEPS}
    found = _tried(problems, elasticities_for, table, wishes.lacking, home)
    treated = _tried(problems, clean, table, agents, inputs, choices, wishes.usd_per_unit)
    if problems:
        raise InputError(problems)
    cleaned, effects = treated
    share = labour_share_for(cleaned, wishes.lacking, home)
    theta = dict.fromkeys(map(str, cleaned["sector"].to_numpy()), found.trade)
    made = assembled(cleaned, agents, theta, found.source, wishes.by_user, labour_share=share)
    made, adjustment = close_accounts(made.assign(found.others))
    made, taxed = _with_tariffs(made, wishes, home)
    made = made.drop_vars(["distance", *(() if found.known else TRADE)])
    made = wishes.overlays.over(made)
    effects = [*effects, taxed]
    attrs = _attributes(made, known, wishes) | {RECORD: recorded(effects)}
    made = made.drop_attrs(deep=False).assign_attrs(attrs)
    made = complete_benchmark(made)
    return Imported(
        made, known.name, _summary(table, known.name), tuple(effects), adjustment,
        (f"elasticities: {found.said}", *wishes.overlays.said()),
        tuple(_absent(made, cleaned, share)),
    )  # fmt: skip


def _tried(problems: list[str], step: Callable[..., Any], *given: Any) -> Any:
    """What a step returns; its problems join those of others where it fails."""
    try:
        return step(*given)
    except InputError as error:
        problems += error.problems
        return None


def _unknown(what: str, dim: str, table: xr.Dataset, said: Mapping[str, str]) -> list[str]:
    """Labels that a user says something of and the table does not have."""
    own = [str(label) for label in table[dim].to_numpy()] if dim in table.dims else []
    return [
        f"the table has no {what} '{label}'{nearest(label, own)}"
        for label in said
        if label not in own
    ]


def _of(table: xr.Dataset, dim: str, meant: Mapping[str, str]) -> dict[str, str]:
    """What is said of the labels that a table has; a format knows those of other editions too."""
    if dim not in table.dims:
        return {}
    own = {str(label) for label in table[dim].to_numpy()}
    return {label: what for label, what in meant.items() if label in own}


def _with_tariffs(
    made: xr.Dataset, wishes: Wishes, home: Shipped | None
) -> tuple[xr.Dataset, Effect]:
    step = tariff_step(home)
    choice = wishes.choices.get(step.name, step.default)
    taxed, found = step.treat(made, Task(choice))
    size = float(made["sales"].sum())
    return taxed, replace(measured(step, choice, found, size), largest=_largest(found.amounts))


def _largest(amounts: Mapping[str, xr.DataArray]) -> str:
    from calibration.guard.values import place

    named = [f"{what} of {place(a, (a == a.max()).to_numpy())}" for what, a in amounts.items()]
    return named[0] if named else ""


def _summary(table: xr.Dataset, format: str) -> str:
    year = f", {table.attrs['year']}" if table.attrs.get("year") else ""
    return (
        f"{format}: {table.sizes['origin']} economies, {table.sizes['sector']} industries{year}; "
        f"output {float(table['output'].sum()):,.0f} million {table.attrs.get(CURRENCY, 'USD')}"
    )


def _attributes(made: xr.Dataset, known: Any, wishes: Wishes) -> dict[str, Any]:
    """What the benchmark says of itself."""
    kept = ("source", "licence", "year", "title", "converted_from", *RECORDS)
    own = {key: made.attrs[key] for key in kept if made.attrs.get(key)}
    of_year = f", {own['year']}" if "year" in own else ""
    return {"title": f"{known.title}{of_year}"} | own | {
        "name": wishes.name or known.name,
        "unit": "million USD",
        "format": known.name,
        "method": "cge import; the attribute 'cleaning' records every step and what it moved",
    }  # fmt: skip


def _absent(made: xr.Dataset, cleaned: xr.Dataset, share: xr.DataArray | None) -> list[str]:
    """What is not in the benchmark, and what that means."""
    lines = []
    primary = cleaned["primary"].sel(primary_input=["value_added", "product_tax", "output_tax"])
    size = abs(primary).sum(("activity", "region"))
    undivided, on_products, on_output = (float(v) for v in size)
    if undivided and share is None:
        lines.append(
            "factors: value added that the table does not divide is all labour; "
            "--labour-share shipped or FILE divides it"
        )
    if not on_products:
        lines.append("taxes on products: none apart from tariffs")
    if not on_output:
        lines.append("taxes on production: none")
    if not bool((made["tariff_rate"] != 0).any()):
        lines.append(
            "tariffs: all rates are 0; --tariffs FILE or --clean tariffs=shipped sets them"
        )
    if not bool((made["co2"] != 0).any()):
        lines.append("CO2: none, so a carbon price reaches nothing; --emissions FILE sets it")
    return lines


# --- a benchmark ----------------------------------------------------------------------------------


def _completed(benchmark: xr.Dataset, format: str, wishes: Wishes) -> Imported:
    """Formats that hold a benchmark need neither cleaning nor conversion."""
    refused = {
        "--clean": wishes.choices, "--agent": wishes.agents, "--input": wishes.inputs,
        "--currency": wishes.usd_per_unit, "--trade-elasticity": wishes.lacking.trade_elasticity,
        "--labour-share": wishes.lacking.labour_share,
    }  # fmt: skip
    given = [option for option, value in refused.items() if value]
    if given:
        raise InputError(
            [f"{option}: {format} holds a benchmark, which needs none" for option in given]
        )
    made = wishes.overlays.over(complete_benchmark(benchmark))
    made = made.assign_attrs({"format": format} | ({"name": wishes.name} if wishes.name else {}))
    output = float(made["sales"].sum())
    summary = (
        f"{format}: {made.sizes['region']} economies, {made.sizes['sector']} industries; "
        f"world sales {output:,.0f} million USD"
    )
    return Imported(made, format, summary, sources=tuple(wishes.overlays.said()))
