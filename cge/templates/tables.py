"""Templates of tables: aggregations, and values of a user's own that are those of the data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from calibration.files.table import read_table
from calibration.mapping import COLUMNS, DIMENSIONS
from calibration.membership import SOURCES, lists_by_label
from calibration.own import elasticities as own_elasticities
from calibration.own import emissions as own_emissions
from calibration.own import tariffs as own_tariffs
from calibration.rates import UNITS
from calibration.variables import ELASTICITIES, VARIABLES
from cge.templates.commented import comment, listed
from cge.templates.places import Places

_SOURCE = re.compile(r"(?P<source>.*) \((?P<year>[12][0-9]{3})\)(?P<mark> \(unverified\))?")
LEFT = "Rows replace the cells that they name, and no other: keep those that you change."
FOUND = "Every number needs its source and year; where it is an assumption, say so."


def table(head: Iterable[str], columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV under lines of comment."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    comments = [line for paragraph in head for line in comment(paragraph)]
    return "\n".join([*comments, text.getvalue()])


def aggregation(places: Places, like: Path | None) -> str:
    """An aggregation: every member of the data under its own label, or as another has it.

    Parameters
    ----------
    places
        Data at their finest level.
    like
        File of an aggregation of these data; None where there is none.
    """
    head = [
        "An aggregation: the label that each region and sector of the data gets. Use it: cge run "
        "SCENARIO --aggregation FILE",
        f"Members are those of {places.name}. Rows of one label are joined; every member has one "
        "row. docs/data.md says how.",
    ]
    columns = (*COLUMNS, "description")
    if like is None:
        own = [(dim, label, label, "") for dim in DIMENSIONS for label in places.labels(dim)]
        return table(head, columns, own)
    head.append(f"Labels are those of {like.stem}: change them.")
    rows = read_table(like, COLUMNS, ("description",)).rows
    told = ([*(row[k] for k in COLUMNS), row.cells.get("description", "")] for row in rows)
    return table(head, columns, told)


def elasticities(places: Places) -> str:
    """All elasticities of the data, with their sources."""
    head = [
        "Elasticities of your own. Use them: cge run SCENARIO --elasticities FILE",
        f"These are those of {places.name}. {LEFT} {FOUND}",
        f"parameter is one of {listed(ELASTICITIES)}. label is a sector, an activity or an agent, "
        "a pattern such as C2*, a group, or all.",
        "A further column region makes an elasticity one by region; such data cannot be "
        "aggregated.",
        f"Groups of sectors: {listed(places.named_groups('sector')) or 'none'}.",
    ]
    layout = own_elasticities.LAYOUT
    columns = (*layout.columns, own_elasticities.UNVERIFIED)
    return table(head, columns, _elasticities(places))


def _elasticities(places: Places) -> Iterator[list[str]]:
    for name in ELASTICITIES:
        array = places.benchmark[name]
        (dim,) = VARIABLES[name].dims
        said = lists_by_label(array.attrs, SOURCES)
        # An elasticity by region has a row per region, which this layout leaves to the user.
        if array.dims != (dim,):
            continue
        for label, value in zip(places.labels(dim), array.to_numpy().tolist(), strict=True):
            yield [name, label, repr(value), *_origin(said.get(label, []), places)]


def _origin(said: list[str], places: Places) -> tuple[str, str, str]:
    """Source, year and mark of an elasticity of the data."""
    text = "; ".join(said) or places.name
    found = _SOURCE.fullmatch(text)
    if found is None:
        return text, places.year, ""
    return found["source"], found["year"], own_elasticities.YES if found["mark"] else ""


def tariffs(places: Places) -> str:
    """The rates of the flows that bring most receipts."""
    head = [
        "Tariff rates of your own. Use them: cge run SCENARIO --own-tariffs FILE",
        f"These are the largest receipts of {places.name}. {LEFT} {FOUND}",
        "They are rates of the benchmark, no shock to it: what users pay in all stays what it is.",
        "sector, origin and destination are a label, a pattern such as C2*, a group, or all. unit "
        f"is {' or '.join(UNITS)}.",
        f"Groups of regions: {listed(places.named_groups('region')) or 'none'}.",
        f"Groups of sectors: {listed(places.named_groups('sector')) or 'none'}.",
    ]
    rate = places.benchmark[own_tariffs.RATE]
    rows = [
        [*flow, f"{100 * float(rate.sel(dict(zip(own_tariffs.FLOW, flow, strict=True)))):.6g}"]
        for flow in places.flows()
    ]
    ends = ["percent", f"{places.name}, as in the data", places.year]
    return table(head, own_tariffs.LAYOUT.columns, [[*row, *ends] for row in rows])


def emissions(places: Places) -> str:
    """The CO2 of those who emit most."""
    head = [
        "CO2 of your own. Use it: cge run SCENARIO --own-emissions FILE",
        f"These are the largest emitters of {places.name}. {LEFT} {FOUND}",
        "activity and region are one label each. unit is tonnes of CO2: t, kt, Mt, Gt.",
        f"variable is {' or '.join(own_emissions.VARIABLES)}, which is the part that is not of "
        "fuel.",
    ]
    co2 = places.benchmark[own_emissions.TOTAL]
    rows = [
        [activity, region, f"{float(co2.sel(activity=activity, region=region)):.6g}"]
        for activity, region in places.emitters()
    ]
    ends = ["Mt CO2", f"{places.name}, as in the data", places.year, own_emissions.TOTAL]
    columns = (*own_emissions.LAYOUT.columns, own_emissions.VARIABLE)
    return table(head, columns, [[*row, *ends] for row in rows])
