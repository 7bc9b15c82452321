"""``cge list``: what can be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.errors import InputError, nearest
from calibration.files.table import read_table
from calibration.files.yaml import read_document
from calibration.groups import DIMENSIONS
from calibration.membership import members
from cge.cli.choices import Choice
from cge.cli.columns import print_columns
from cge.cli.terminal import say
from cge.inputs import find as locations
from cge.inputs.kinds import KINDS, OTHER_LISTS

if TYPE_CHECKING:
    from cge.economy.economy import Economy

Rows = Iterator[tuple[str, ...]]


def print_lists(kind: str | None, choice: Choice) -> None:
    """Print one list, or all of those that need no data; see `cge.cli.commands.house.list_`.

    Raises
    ------
    calibration.errors.InputError
        There is no list of that kind, it is not of data but data are chosen, or there are no such
        data.
    """
    known = [*_LISTS, *_OF_DATA]
    if kind is not None and kind not in known:
        raise InputError(f"list: unknown kind '{kind}'{nearest(kind, known)}")
    if kind is not None and kind in _OF_DATA:
        print_columns([], _OF_DATA[kind](choice.load()))
        return
    if choice != Choice():
        raise InputError(
            f"list: --data and --aggregation go with {', '.join(_OF_DATA)}, not with "
            f"{kind or 'all lists'}"
        )
    if kind is not None:
        print_columns([], _LISTS[kind]())
        return
    for name, rows in _LISTS.items():
        say(f"{name}\n")
        print_columns([], rows())
        say("")


def _titles(kind: str) -> Rows:
    """Titles of the shipped files of a kind, which need no reading beyond their words."""
    for name, path in locations.shipped(kind).items():
        yield name, str(read_document(path).data["title"])


def _datasets() -> Rows:
    import h5py

    for name, path in locations.shipped("benchmarks").items():
        with h5py.File(path) as file:
            title = file.attrs.get("title", "")
        yield name, title.decode() if isinstance(title, bytes) else str(title)


def _aggregations() -> Rows:
    for name, path in locations.shipped("aggregations").items():
        yield name, _size(path)


def _size(path: Path) -> str:
    columns = ("dimension", "member", "label")
    table = read_table(path, columns, ("description",))
    dims = [dim for dim, _ in {(row["dimension"], row["label"]) for row in table.rows}]
    return f"{dims.count('region')} regions, {dims.count('sector')} sectors"


def _indicators() -> Rows:
    from calibration.indicators import read_catalogue

    catalogue = read_catalogue(locations.data_directory() / "indicators" / "catalogue.yaml")
    yield "indicator", "dimension", "unit", "what it is", "source"
    for one in catalogue.indicators.values():
        yield one.name, one.dimension, one.unit, one.title, one.source


def _parameters() -> Rows:
    from cge.symbols.registry import SHOCKABLE

    yield "parameter", "kind", "dimensions", "unit", "description"
    for entry in SHOCKABLE:
        yield entry.name, entry.kind, ", ".join(entry.dims), entry.unit, entry.description


def _variables() -> Rows:
    from cge.symbols.registry import VARIABLES

    yield "variable", "dimensions", "unit", "description"
    for entry in VARIABLES:
        yield entry.name, ", ".join(entry.dims), entry.unit, entry.description


def _statistics() -> Rows:
    from cge.analysis.stats.registry import STATISTICS

    yield "statistic", "unit", "dimensions", "source", "formula"
    for row in STATISTICS.values():
        yield row.name, row.unit, ", ".join(row.dims), row.source, row.formula


def _figures() -> Rows:
    from cge.report.figures.registry import FIGURES

    yield "figure", "what it shows", "what it needs"
    for row in FIGURES.values():
        yield row.name, row.title, row.needs or "-"


def _tables() -> Rows:
    from cge.report.tables.registry import TABLES

    yield "table", "rows", "contents", "needs"
    for row in TABLES.values():
        yield row.name, row.rows, row.title, row.needs or "any result"


def _labels(dim: str, economy: Economy) -> Rows:
    """Labels along a dimension, and what each stands for."""
    yield dim, "members"
    for label, inside in members(economy.benchmark, dim).items():
        yield label, ", ".join(inside)


def _groups(economy: Economy) -> Rows:
    """Named groups, and the labels of the data that make up each."""
    yield "group", "dimension", "labels", "source"
    if economy.groups is None:
        return
    for dim in DIMENSIONS:
        for name, group in economy.groups.of(dim).items():
            yield name, dim, _inside(economy, dim, name), group.source


def _inside(economy: Economy, dim: str, name: str) -> str:
    try:
        return ", ".join(economy.named_groups(dim, name) or ("none",))
    except InputError:
        return "none: it cuts a label in two"


def _tariffs(economy: Economy) -> Rows:
    """Dates of the tariff schedules of the data, and what each would bring on their trade."""
    from calibration.margins import dutiable
    from calibration.tariffs import rates_on, schedule_dates

    yield "date", "tariffs on the trade of the data, million USD"
    taxed = dutiable(economy.benchmark)
    for date in schedule_dates(economy.benchmark):
        yield date, f"{float((rates_on(economy.benchmark, date) * taxed).sum()):,.0f}"


def _splits() -> Rows:
    for name, path in locations.shipped("splits").items():
        parts = dict.fromkeys(row["part"] for row in read_table(path, ("part",), further=True).rows)
        yield name, ", ".join(parts)


def _carbon_prices() -> Rows:
    columns = ("region", "instrument")
    for name, path in locations.shipped("carbon-prices").items():
        rows = read_table(path, columns, further=True).rows
        yield name, f"{len({row['instrument'] for row in rows})} instruments"


def _agreements() -> Rows:
    """Instruments on data that move between economies."""
    from cge.inputs.regimes import shipped_regimes

    yield "agreement", "since", "until", "provision", "pairs", "status", "source"
    for one in shipped_regimes().agreements:
        pairs = len({frozenset(pair) for pair in one.flows})
        until = one.until or "-"
        yield one.instrument, one.since, until, one.provision, str(pairs), one.status, one.source


def _regimes(economy: Economy) -> Rows:
    """Data regimes, and their means over trade of the data's regions in digital services."""
    from calibration.regimes import MEASURES, YEAR, of_regions
    from cge.inputs.regimes import shipped_regimes

    yield "regime", "restriction", "lack of trust", "distance", "what it is"
    titles = {YEAR: "laws, and agreements in force at the end of the year", **MEASURES}
    for name, title in titles.items():
        levels = of_regions(shipped_regimes(), name, economy.benchmark)
        trade = levels["trade"]
        means = [
            f"{float((levels[k] * trade).sum() / trade.sum()):.3f}"
            for k in ("restriction", "mistrust", "distance")
        ]
        yield name, *means, title


def _regime_pairs(economy: Economy) -> Rows:
    """What follows for pairs of regions from laws and agreements in force."""
    from calibration.regimes import YEAR, of_regions
    from cge.inputs.regimes import shipped_regimes

    yield "origin", "destination", "restriction", "lack of trust", "distance"
    levels = of_regions(shipped_regimes(), YEAR, economy.benchmark)
    for origin in levels["origin"].to_numpy():
        for destination in levels["destination"].to_numpy():
            if origin != destination:
                at = levels.sel(origin=origin, destination=destination)
                numbers = [f"{float(at[k]):.3f}" for k in ("restriction", "mistrust", "distance")]
                yield str(origin), str(destination), *numbers


_OTHERS: dict[str, Callable[[], Rows]] = {
    "datasets": _datasets,
    "aggregations": _aggregations,
    "carbon-prices": _carbon_prices,
    "splits": _splits,
    "indicators": _indicators,
    "agreements": _agreements,
    "parameters": _parameters,
    "variables": _variables,
    "statistics": _statistics,
    "figures": _figures,
    "tables": _tables,
}
_LISTS = {
    name: _OTHERS.get(name, partial(_titles, name))
    for name in (*(kind.name for kind in KINDS.values()), *OTHER_LISTS)
}
_OF_DATA: dict[str, Callable[[Economy], Rows]] = {
    "regions": partial(_labels, "region"),
    "sectors": partial(_labels, "sector"),
    "groups": _groups,
    "tariffs": _tariffs,
    "regimes": _regimes,
    "regime-pairs": _regime_pairs,
}
