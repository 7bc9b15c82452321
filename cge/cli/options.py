"""Options and arguments that many commands have alike: above all, which economy is meant."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from cge.cli.choices import Choice, listed
from cge.cli.completion import among, named
from cge.inputs.kinds import DEFAULT_DATA

Data = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help=(
            "Benchmark data; names: cge list datasets.  "
            f"[default: the scenario's, else {DEFAULT_DATA}]"
        ),
        autocompletion=named("benchmarks"),
    ),
]
Aggregation = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="Regions and sectors; names: cge list aggregations.  "
        "[default: the one that the data name, if any]",
        autocompletion=named("aggregations"),
    ),
]
Closure = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Closure of the model, instead of the scenario's.",
        autocompletion=named("closures"),
    ),
]

Structure = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="Structure (elasticities and nests), instead of the data's.",
        autocompletion=named("structures"),
    ),
]

Swap = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PARAMETER=VARIABLE[,DIM=LABEL+...]",
        help="Hold a variable and let a parameter adjust; repeatable.",
    ),
]

Technology = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="NQP channels, instead of the scenario's.",
        autocompletion=named("technologies"),
    ),
]

Abatement = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE|NUMBER",
        help="Abatement curve, or its elasticity, instead of the scenario's.",
        autocompletion=named("abatements"),
    ),
]

Numeraire = Annotated[
    str | None,
    typer.Option(
        metavar="INDEX",
        help="Numeraire, instead of the closure's: 'world factor-price index', "
        "'world consumer price index', 'consumer price index of REGION' or "
        "'price of FACTOR in REGION'.",
    ),
]

Factors = Annotated[
    str | None,
    typer.Option(
        metavar="PART,...",
        help="Parts of labour and capital, as the data know them, as factors of their own.",
    ),
]

Tariffs = Annotated[
    str | None,
    typer.Option(
        metavar="DATE|none",
        help="Tariff schedule of the benchmark, not after its year, instead of the data's; "
        "none: without special duties.",
        autocompletion=among("none"),
    ),
]

CarbonPrices = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE|none",
        help="Carbon prices in force in the benchmark; names: cge list carbon-prices; none: nobody "
        "pays.",
        autocompletion=named("carbon-prices", "none"),
    ),
]

Emissions = Annotated[
    str | None,
    typer.Option(
        metavar="fuel|output",
        help="What emissions follow; fuel where the data have emissions by fuel.",
        autocompletion=among("fuel", "output"),
    ),
]

Gases = Annotated[
    str | None,
    typer.Option(
        metavar="all",
        help="Count other greenhouse gases in CO2 equivalents, where the data have them.",
        autocompletion=among("all"),
    ),
]

Elasticities = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="CSV of elasticities of your own, by label, in place of the data's."
    ),
]

OwnTariffs = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="CSV of tariff rates of your own, by flow, that the benchmark has in place of the "
        "data's.",
    ),
]

OwnEmissions = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="CSV of CO2 of your own, by activity and region, instead of the data's.",
    ),
]

# Of several commands, and of no economy.
Latex = Annotated[bool, typer.Option("--latex", help="Print LaTeX.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print problems only.")]
DataFile = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help="Name or file of the data; names: cge list datasets.",
        autocompletion=named("benchmarks"),
    ),
]
FinestAggregation = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="Regions and sectors; names: cge list aggregations.  [default: the finest]",
        autocompletion=named("aggregations"),
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Print numbers in full.")]
SweepFolder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Results of cge sweep: intervals, at their level."),
]
ResultFile = Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")]
Home = Annotated[
    list[str] | None,
    typer.Option(
        metavar="REGION",
        help="Region whose emissions the policy cuts; repeatable.  "
        "[default: regions with a new carbon price]",
    ),
]
ScenarioFile = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="Name or YAML file; names: cge list scenarios.",
        autocompletion=named("scenarios"),
    ),
]
RunFolder = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the results.  [default: results/<run>]"),
]

# Name of an option, which is that of its argument -> what it is; in the order of help texts.
OPTIONS: dict[str, Any] = {
    "data": Data,
    "aggregation": Aggregation,
    "closure": Closure,
    "structure": Structure,
    "swap": Swap,
    "technology": Technology,
    "numeraire": Numeraire,
    "abatement": Abatement,
    "tariffs": Tariffs,
    "carbon_prices": CarbonPrices,
    "factors": Factors,
    "emissions": Emissions,
    "gases": Gases,
    "elasticities": Elasticities,
    "own_tariffs": OwnTariffs,
    "own_emissions": OwnEmissions,
}
CHOICE, ANY = "choice", Choice()
"""Argument of a command that options make up, and its default, which nothing reads."""


def chooses(
    *, without: tuple[str, ...] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command that has the options of :data:`OPTIONS` in place of its argument ``choice``.

    Parameters
    ----------
    without
        Options that it does not have.
    """
    names = [name for name in OPTIONS if name not in without]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(command, include_extras=True)
        own = [
            parameter.replace(annotation=hints[parameter.name])
            for parameter in inspect.signature(command).parameters.values()
        ]
        at = [parameter.name for parameter in own].index(CHOICE)
        kind = inspect.Parameter.KEYWORD_ONLY
        options = [
            inspect.Parameter(name, kind, default=None, annotation=OPTIONS[name]) for name in names
        ]
        parameters = [p.replace(kind=kind) for p in (*own[:at], *options, *own[at + 1 :])]

        @functools.wraps(command)
        def with_options(**given: Any) -> None:
            command(choice=_chosen({name: given.pop(name) for name in names}), **given)

        described: Any = with_options
        described.__signature__ = inspect.Signature(parameters)
        described.__annotations__ = {p.name: p.annotation for p in parameters}
        return with_options

    return decorate


def _chosen(given: dict[str, Any]) -> Choice:
    """Options as they are written."""
    given["named_data"] = given.pop("data")
    given["swap"] = tuple(given["swap"] or ())
    if "factors" in given:
        given["factors"] = listed(given["factors"])
    return Choice(**given)
