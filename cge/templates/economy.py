"""A template of a benchmark: the tables of a small world in long format, whose accounts close.

The world is invented: every activity has the same inputs everywhere, every agent the same tastes,
and outputs solve for what is bought. Cells are rounded first; output is then their sum, and capital
what is left of it, so the accounts close to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.own import elasticities as own_elasticities
from calibration.own import emissions as own_emissions
from calibration.own import tariffs as own_tariffs
from calibration.variables import AGENTS, ELASTICITIES, VARIABLES
from cge.templates.commented import comment, listed
from cge.templates.tables import table

Array = np.ndarray
REGIONS = ("NORTH", "SOUTH", "ISLES")
SECTORS = ("food", "energy", "industry", "services")
CATEGORIES = {"consumption": "household", "public": "government", "capital formation": "investment"}
INPUTS = {
    "wages": "labour",
    "profits": "capital",
    "production taxes": "output_tax",
    "product taxes": "product_tax",
}
YEAR = 2022
INVENTED = "invented, for illustration"
# Purchases per unit of output (good, activity).
_NEEDS = np.array(
    [
        [0.15, 0.00, 0.04, 0.03],
        [0.05, 0.20, 0.08, 0.03],
        [0.15, 0.12, 0.30, 0.10],
        [0.15, 0.14, 0.15, 0.25],
    ]
)
# What agents buy, share of spending (good, category), and what they spend, million USD.
_TASTES = np.array([[0.20, 0.00, 0.00], [0.08, 0.02, 0.00], [0.27, 0.08, 0.60], [0.45, 0.90, 0.40]])
_SPENDING = np.array([[6000.0, 2000.0, 2500.0], [3500.0, 900.0, 1600.0], [800.0, 300.0, 350.0]])
# Share bought at home by good; the others sell the rest, in proportion to their size.
_HOME = np.array([0.75, 0.60, 0.65, 0.92])
_SIZE = np.array([6.0, 3.5, 1.0])
_WAGES, _PRODUCTION_TAX, _PRODUCT_TAX = 0.6, 0.02, 0.05
_ELASTICITY = {
    "sigma_import_source": (4.0, 8.0, 6.0, 3.0),
    "sigma_domestic_import": (2.0, 4.0, 3.0, 1.5),
    "sigma_value_added": (0.5, 0.3, 1.1, 1.3),
}
_OTHER_ELASTICITY = {"sigma_final": 1.0}
_CO2 = {"food": 0.02, "energy": 1.5, "industry": 0.1, "services": 0.01}  # Mt per billion USD


@dataclass(frozen=True)
class World:
    """The tables, rounded to 0.1 million USD.

    Attributes
    ----------
    intermediate : numpy.ndarray
        Sales to activities at basic prices (good, origin, destination, activity).
    final : numpy.ndarray
        Sales to final demand (good, origin, destination, category).
    primary, primary_final : numpy.ndarray
        What activities pay beside (input, activity, region), and what final demand pays in taxes
        on products (category, region).
    """

    intermediate: Array
    final: Array
    primary: Array
    primary_final: Array


def world() -> World:
    """The invented world."""
    goods, regions = len(SECTORS), len(REGIONS)
    source = _sources()
    each = np.eye(regions)
    needs = np.einsum("iod,ij,dr->iojdr", source, _NEEDS, each).sum(axis=3)
    demand = np.einsum("iod,ic,dc->io", source, _TASTES, _SPENDING)
    system = np.eye(goods * regions) - needs.reshape(goods * regions, -1)
    output = np.linalg.solve(system, demand.ravel()).reshape(goods, regions)
    intermediate = np.round(np.einsum("iod,ij,jd->iodj", source, _NEEDS, output), 1)
    final = np.round(np.einsum("iod,ic,dc->iodc", source, _TASTES, _SPENDING), 1)
    made = intermediate.sum(axis=(2, 3)) + final.sum(axis=(2, 3))
    bought = intermediate.sum(axis=(0, 1)).T
    production, product = (
        np.round(rate * base, 1) for rate, base in ((_PRODUCTION_TAX, made), (_PRODUCT_TAX, bought))
    )
    left = made - bought - production - product
    wages = np.round(_WAGES * left, 1)
    primary = np.stack([wages, np.round(left - wages, 1), production, product])
    return World(intermediate, final, primary, np.round(_PRODUCT_TAX * final.sum(axis=(0, 1)).T, 1))


def _sources() -> Array:
    """Share of each origin in what a destination buys of a good (good, origin, destination)."""
    away = _SIZE[:, None] * (1 - np.eye(len(REGIONS)))
    away = away / away.sum(axis=0)
    home = np.eye(len(REGIONS))
    found: Array = _HOME[:, None, None] * home + (1 - _HOME)[:, None, None] * away
    return found


_SALE = ("origin", "sector", "destination")
# Columns of each table, and what it holds.
TABLES = {
    "intermediate.csv": ((*_SALE, "activity", "value"), "sales to activities at basic prices"),
    "final.csv": ((*_SALE, "category", "value"), "sales to final demand at basic prices"),
    "value_added.csv": (
        ("region", "activity", "input", "value"),
        "incomes and taxes that activities pay beside their purchases; for taxes on products that "
        "final demand pays, activity is its category",
    ),
    "elasticities.csv": (own_elasticities.LAYOUT.columns, "elasticities of substitution, from 0"),
    "tariffs.csv": (
        own_tariffs.LAYOUT.columns,
        "tariff rates; a flow without a row bears none; leave the file out where there are none",
    ),
    "emissions.csv": (
        own_emissions.LAYOUT.columns,
        "CO2 of activities; leave the file out where it is not known",
    ),
}


def files() -> dict[str, str]:
    """Name of each file of the folder -> its text."""
    made = world()
    rows = {
        "intermediate.csv": _flows(made.intermediate, SECTORS),
        "final.csv": _flows(made.final, tuple(CATEGORIES)),
        "value_added.csv": _payments(made),
        "elasticities.csv": _elasticities(),
        "tariffs.csv": _tariffs(),
        "emissions.csv": _emissions(made),
    }
    tables = {
        name: table([f"{what[0].upper()}{what[1:]}."], columns, rows[name])
        for name, (columns, what) in TABLES.items()
    }
    return {"benchmark.yaml": _benchmark(), **tables, "README.md": _readme()}


def _flows(values: Array, users: Sequence[str]) -> Iterator[list[str]]:
    for (s, o, d, u), value in np.ndenumerate(values):
        yield [REGIONS[o], SECTORS[s], REGIONS[d], users[u], f"{value:.1f}"]


def _payments(made: World) -> Iterator[list[str]]:
    names = list(INPUTS)
    for (n, a, r), value in np.ndenumerate(made.primary):
        yield [REGIONS[r], SECTORS[a], names[n], f"{value:.1f}"]
    for (c, r), value in np.ndenumerate(made.primary_final):
        yield [REGIONS[r], list(CATEGORIES)[c], names[-1], f"{value:.1f}"]


def _elasticities() -> Iterator[list[str]]:
    for name in ELASTICITIES:
        (dim,) = VARIABLES[name].dims
        labels = AGENTS if dim == "agent" else SECTORS
        values = _ELASTICITY.get(name, (_OTHER_ELASTICITY.get(name, 0.0),) * len(labels))
        for label, value in zip(labels, values, strict=True):
            yield [name, label, f"{value:g}", INVENTED, str(YEAR)]


def _tariffs() -> Iterator[list[str]]:
    for sector, origin, destination, percent in (
        ("food", "all", "NORTH", "8"),
        ("industry", "SOUTH", "NORTH", "3"),
        ("industry", "all", "SOUTH", "6"),
    ):
        yield [sector, origin, destination, percent, "percent", INVENTED, str(YEAR)]


def _emissions(made: World) -> Iterator[list[str]]:
    output = (made.intermediate.sum(axis=(2, 3)) + made.final.sum(axis=(2, 3))) / 1e3
    for (s, r), billion in np.ndenumerate(output):
        value = f"{_CO2[SECTORS[s]] * billion:.4f}"
        yield [SECTORS[s], REGIONS[r], value, "Mt CO2", INVENTED, str(YEAR)]


def _benchmark() -> str:
    roles = sorted(set(INPUTS.values()))
    lines = [
        *comment("What the tables of this folder are."),
        "title: A small invented world",
        f"year: {YEAR}",
        *comment("Power of ten and currency of all values: thousand, million or billion; USD."),
        "unit: million",
        "currency: USD",
        f"source: {INVENTED}",
        *comment(f"Who buys for each category of final.csv: {listed(AGENTS)}."),
        "categories:",
        *(f"  {name}: {agent}" for name, agent in CATEGORIES.items()),
        *comment(f"What each input of value_added.csv is: {listed(roles)}."),
        "inputs:",
        *(f"  {name}: {role}" for name, role in INPUTS.items()),
    ]
    return "\n".join(lines) + "\n"


_WORDS = f"""\
# A benchmark in tables

The figures are invented: {len(REGIONS)} regions, {len(SECTORS)} sectors. Put your own in their
place; labels may be any words. `benchmark.yaml` says the year, the unit and the source, the agent
of each category of final demand, and the role of each input. Lines that begin with `#` are
comments.

| File | Columns | Holds |
|---|---|---|
"""
_NEXT = """
What an activity sells, over all who buy, is what it buys and pays. Tariffs are a part of taxes on
products: what users pay stays what the tables say. Make a benchmark of the folder, and look at it:

    cge import csv FOLDER --out my.nc
    cge check --data my.nc
"""


def _readme() -> str:
    rows = (f"| `{name}` | {listed(known)} | {what} |\n" for name, (known, what) in TABLES.items())
    return f"{_WORDS}{''.join(rows)}{_NEXT}"
