"""From files of a published layout to a benchmark: read, clean, convert, complete."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xarray as xr

from calibration.arguments import explained
from calibration.cleaning.accounting import CURRENCY
from calibration.cleaning.step import RECORD, Effect, Step, Task, measured, recorded
from calibration.cleaning.steps import STEPS, choice_problems, clean
from calibration.closing import close_accounts
from calibration.errors import InputError, nearest
from calibration.guard.complete import complete_benchmark
from calibration.importing.benchmark import TRADE, assembled
from calibration.importing.cautions import cautions
from calibration.importing.lacking import Lacking, elasticities_for, labour_share_for
from calibration.importing.overlays import Overlays, files_of_folder
from calibration.importing.reading import CHECK, NOTES, format_of, read
from calibration.importing.report import Imported, absent, summary
from calibration.importing.shipped import Shipped
from calibration.importing.tariffs import tariff_step
from calibration.membership import RECORDS
from calibration.readers.about import NAME as ABOUT
from calibration.readers.absent import RECORD as ABSENT
from calibration.readers.absent import said as absent_lines
from calibration.readers.formats import FORMATS, Format
from calibration.readers.parts import ROLES
from calibration.variables import AGENTS

OWN = ("csv", "excel")
"""Formats whose files need not say the unit of their money."""
SAID = (CURRENCY, "agents", "inputs")
"""Attributes of tables of these formats that say it, or are from where it is said."""


@dataclass(frozen=True)
class Wishes:
    """What a user may say of an import beside the files; see `import_table`."""

    usd_per_unit: float | None = None
    unit: str | None = None
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
def import_table(
    format: str,
    paths: str | Path | Sequence[str | Path],
    *,
    year: int | None = None,
    usd_per_unit: float | None = None,
    unit: str | None = None,
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
    unit : str, optional
        Unit of the money of a table of your own that does not say it, such as ``thousand EUR``;
        million USD when omitted.
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
        usd_per_unit, unit, agents or {}, inputs or {}, clean or {},
        Lacking(trade_elasticity, elasticities, labour_share),
        Overlays(elasticities, tariffs, emissions, groups), by_user, name,
    )  # fmt: skip
    problems = [*choice_problems(wishes.choices, all_steps(home)), *wishes.lacking.problems()]
    if problems:
        raise InputError(problems)
    known = FORMATS[format_of(format, paths)]
    table = read(known.name, paths, year, aggregation, totals, progress)
    if known.benchmark:
        return _completed(table, known.name, wishes)
    return _converted(table, known, wishes, home)


# --- a table --------------------------------------------------------------------------------------


def _converted(table: xr.Dataset, known: Format, wishes: Wishes, home: Shipped | None) -> Imported:
    agents, inputs, problems = _meanings(table, known, wishes)
    choices = {step: choice for step, choice in wishes.choices.items() if step in STEPS}
    found = _tried(problems, elasticities_for, table, wishes.lacking, home)
    problems += _unit_problems(known, wishes, table)
    treated = _tried(
        problems, clean, table, agents, inputs, choices, wishes.usd_per_unit, wishes.unit
    )
    problems += _ways(table, agents, inputs)
    if problems:
        raise InputError(problems)
    cleaned, effects = treated
    share = labour_share_for(cleaned, wishes.lacking, home)
    theta = dict.fromkeys(map(str, cleaned["sector"].to_numpy()), found.trade)
    made = assembled(cleaned, agents, theta, found.source, wishes.by_user, labour_share=share)
    made, adjustment = close_accounts(made.assign(found.others))
    made, taxed = _with_tariffs(made, wishes, home)
    effects = [*effects, taxed]
    made = made.drop_vars(["distance", *(() if found.known else TRADE)])
    made = wishes.overlays.over(made)
    attrs = _attributes(made, known, wishes) | {RECORD: recorded(effects)}
    made = complete_benchmark(made.drop_attrs(deep=False).assign_attrs(attrs))
    sources = (*_unit_said(known, wishes, table), f"elasticities: {found.said}",
               *wishes.overlays.said())  # fmt: skip
    said, lacks = (
        summary(table, known.name),
        (*absent_lines(table.attrs), *absent(made, cleaned, share)),
    )
    odd = tuple(cautions(cleaned, stated="primary" in table))
    return Imported(made, known.name, said, tuple(effects), adjustment, sources, lacks, odd)


def _meanings(
    table: xr.Dataset, known: Format, wishes: Wishes
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Agents and roles by label of the table, and what is wrong with those of the user."""
    problems = [
        *_unknown("category of final demand", "category", table, wishes.agents),
        *_unknown("row of primary inputs", "primary_input", table, wishes.inputs),
    ]
    own = {key: json.loads(table.attrs.get(key, "{}")) for key in ("agents", "inputs")}
    # Codes of the national accounts mean the same in every layout.
    common = FORMATS["csv"]
    every_agent = {**common.agents, **known.agents, **own["agents"], **wishes.agents}
    every_role = {**common.inputs, **known.inputs, **own["inputs"], **wishes.inputs}
    agents, inputs = _of(table, "category", every_agent), _of(table, "primary_input", every_role)
    return agents, inputs, problems


def _says_unit(known: Format, table: xr.Dataset) -> bool:
    """Whether files say the unit of their money, or everybody knows it."""
    return known.name not in OWN or any(key in table.attrs for key in SAID)


def _unit_problems(known: Format, wishes: Wishes, table: xr.Dataset) -> list[str]:
    if wishes.unit is None or not _says_unit(known, table):
        return []
    return [f"unit: '{wishes.unit}' is given, and the files say theirs"]


def _unit_said(known: Format, wishes: Wishes, table: xr.Dataset) -> list[str]:
    if wishes.unit is not None or _says_unit(known, table):
        return []
    return ["unit: million USD, for nothing else is said; --unit says another"]


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


def _ways(table: xr.Dataset, agents: Mapping[str, str], inputs: Mapping[str, str]) -> list[str]:
    """How to say what labels mean, where some have no meaning."""
    rows = table.sizes.get("primary_input", 0)
    ways = []
    if len(agents) < table.sizes["category"]:
        way = _way("categories", "agents" in table.attrs, "--agent CATEGORY=AGENT")
        ways.append(f"{way}; agents are {', '.join(AGENTS)}")
    if len(inputs) < rows:
        way = _way("inputs", "inputs" in table.attrs, "--input ROW=ROLE")
        ways.append(f"{way}; roles are {', '.join(ROLES)}")
    return ways


def _way(key: str, written: bool, option: str) -> str:
    """Where a user says what a label means: in the file that says it of others, or in an option."""
    return f"write it under '{key}' in {ABOUT}, or give {option}" if written else f"give {option}"


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
    return taxed, measured(step, choice, found, float(made["sales"].sum()))


def _attributes(made: xr.Dataset, known: Format, wishes: Wishes) -> dict[str, Any]:
    """What the benchmark says of itself."""
    kept = ("source", "licence", "year", "title", "converted_from", ABSENT, *RECORDS)
    own = {key: made.attrs[key] for key in kept if made.attrs.get(key)}
    of_year = f", {own['year']}" if "year" in own else ""
    return {"title": f"{known.title}{of_year}"} | own | {
        "name": wishes.name or known.name,
        "unit": "million USD",
        "format": known.name,
        "method": "cge import; the attribute 'cleaning' records every step and what it moved",
    }  # fmt: skip


# --- a benchmark ----------------------------------------------------------------------------------


def _completed(benchmark: xr.Dataset, format: str, wishes: Wishes) -> Imported:
    """Formats that hold a benchmark need neither cleaning nor conversion."""
    refused = {
        "--clean": wishes.choices, "--agent": wishes.agents, "--input": wishes.inputs,
        "--currency": wishes.usd_per_unit, "--unit": wishes.unit, "--by-user": wishes.by_user,
        "--trade-elasticity": wishes.lacking.trade_elasticity,
        "--labour-share": wishes.lacking.labour_share,
    }  # fmt: skip
    given = [option for option, value in refused.items() if value]
    if given:
        raise InputError(
            [f"{option}: {format} holds a benchmark, which needs none" for option in given]
        )
    made = wishes.overlays.over(complete_benchmark(benchmark))
    made = made.assign_attrs({"format": format} | ({"name": wishes.name} if wishes.name else {}))
    said = (
        f"{format}: {made.sizes['region']} economies, {made.sizes['sector']} industries; "
        f"world sales {float(made['sales'].sum()):,.0f} million USD"
    )
    notes = tuple(json.loads(benchmark.attrs.get(NOTES, "[]")))
    return Imported(made, format, said, sources=(*notes, *wishes.overlays.said()))
