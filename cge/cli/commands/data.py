"""Commands about data: reading, checking and describing them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.choices import Choice
from cge.cli.completion import among, named
from cge.cli.failures import reported
from cge.cli.options import (
    ANY,
    Aggregation,
    Csv,
    DataFile,
    FinestAggregation,
    Latex,
    Quiet,
    chooses,
)
from cge.inputs.kinds import DEFAULT_DATA


@chooses()
def check(
    choice: Choice = ANY,
) -> None:
    """Check accounts and equations at the benchmark.

    It prints the accounting identities of the data and the residual of every equation.
    """
    with reported():
        from cge.cli.check import check_economy

        check_economy(choice)


@chooses(without=("tariffs", "carbon_prices", "factors", "own_tariffs", "own_emissions"))
def equations(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One equation; all if omitted.", show_default=False),
    ] = None,
    latex: Latex = False,
    choice: Choice = ANY,
) -> None:
    """Print the equations as they are solved."""
    with reported():
        from cge.cli.equations import print_equations

        print_equations(
            name,
            latex,
            choice,
        )


def import_(
    format: Annotated[
        str | None,
        typer.Argument(
            metavar="FORMAT",
            help="Layout of the files, or auto for the one that they seem to be in; names: "
            "cge import --formats.",
            show_default=False,
            autocompletion=among(
                *("auto", "icio", "figaro", "wiod2013", "wiod2016", "exiobase3", "eora26", "adb"),
                *("gloria", "gtap", "csv", "excel"),
            ),
        ),
    ] = None,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="Files, folders, archives.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.nc", help="The benchmark to write.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="Which, where the files hold several.")
    ] = None,
    currency: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="USD per unit of the currency of the table."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT",
            help="Unit of money in a table of your own, such as 'thousand EUR'.  "
            "[default: million USD]",
        ),
    ] = None,
    aggregation: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Labels to join members into while they are read."),
    ] = None,
    clean: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STEP=CHOICE", help="Choice of a cleaning step; repeatable; see --steps."
        ),
    ] = None,
    agent: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CATEGORY=AGENT",
            help="household, government or investment for a category of final demand; repeatable.",
        ),
    ] = None,
    input: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROW=ROLE",
            help="labour, capital, value_added, output_tax, product_tax, margin or none for a row "
            "of primary inputs; repeatable.",
        ),
    ] = None,
    trade_elasticity: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="Of every industry, with Cobb-Douglas nests.  [default: elasticities of "
            f"{DEFAULT_DATA}, where the industries are known]",
        ),
    ] = None,
    elasticities: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Elasticities of your own, by label.")
    ] = None,
    labour_share: Annotated[
        str | None,
        typer.Option(
            metavar="shipped|FILE",
            help="Labour's part of value added that the table does not divide.  [default: all]",
        ),
    ] = None,
    tariffs: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Tariff rates of your own.")
    ] = None,
    emissions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Emissions of your own.")
    ] = None,
    by_user: Annotated[
        bool, typer.Option("--by-user", help="Keep who of the users of a good buys it where.")
    ] = False,
    totals: Annotated[
        str,
        typer.Option(
            metavar="check|drop",
            help="Refuse published totals that are wrong, or ignore totals.",
            autocompletion=among("check", "drop"),
        ),
    ] = "check",
    quiet: Quiet = False,
    json: Annotated[bool, typer.Option("--json", help="Print effects as JSON.")] = False,
    steps: Annotated[bool, typer.Option("--steps", help="List cleaning steps and stop.")] = False,
    formats: Annotated[bool, typer.Option("--formats", help="List formats and stop.")] = False,
) -> None:
    """Make a benchmark of published files.

    Every cleaning step prints what it moved. The accounts of the benchmark hold exactly.
    """
    with reported():
        from cge.cli.import_ import import_files, print_formats, print_steps

        if steps or formats:
            (print_steps if steps else print_formats)()
            return
        given = {
            "year": year, "usd_per_unit": currency, "unit": unit, "aggregation": aggregation,
            "clean": clean or (), "agents": agent or (), "inputs": input or (),
            "trade_elasticity": trade_elasticity, "elasticities": elasticities,
            "labour_share": labour_share, "tariffs": tariffs, "emissions": emissions,
            "by_user": by_user, "totals": totals,
        }  # fmt: skip
        import_files(format, paths or (), out, (quiet, json), given)


def validate(
    data: DataFile = DEFAULT_DATA,
    aggregation: FinestAggregation = None,
    csv: Csv = False,
) -> None:
    """Print data beside published figures, with pass, doubt or miss.

    GDP, trade, labour shares, tariffs and CO2 of 2022 (docs/validation.md). Figures of economies
    or industries that the data do not tell apart are left out.
    """
    with reported():
        from cge.cli.validate import print_validation

        print_validation(Choice(data, aggregation), csv)


def update(
    data: DataFile,
    targets: Annotated[
        Path,
        typer.Argument(
            metavar="TARGETS",
            help="CSV with variable, region, value, unit, source and year; sector and partner.",
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Benchmark file to write.", show_default=False)
    ],
    quiet: Quiet = False,
) -> None:
    """Move data to the GDP, trade and emissions of another year.

    Flows move as little as they can, tax rates are kept, and all accounts hold (docs/balancing.md).
    """
    with reported():
        from cge.cli.update import update_data

        update_data(data, targets, out, quiet)


def indicators(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Name or file of the data (cge list datasets), or a result.nc of cge run.",
            autocompletion=named("benchmarks"),
        ),
    ] = DEFAULT_DATA,
    aggregation: Aggregation = None,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="emissions, emission-sources, value-chains, trade, advantage or inequality.  "
            "[default: all of them]",
            autocompletion=among(
                *("emissions", "emission-sources", "value-chains"),
                *("trade", "advantage", "inequality"),
            ),
        ),
    ] = None,
    csv: Csv = False,
    latex: Latex = False,
) -> None:
    """Print emissions, value chains, trade and inequality.

    For a result: the benchmark, every experiment, and the changes.
    """
    with reported():
        from cge.cli.indicators import print_indicators

        print_indicators(Choice(data, aggregation), of, csv, latex)


def nqp(
    data: DataFile = DEFAULT_DATA,
    aggregation: Aggregation = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="METHOD",
            help="entropy, equal or pca (first component).",
            autocompletion=among("entropy", "equal", "pca"),
        ),
    ] = "entropy",
    by: Annotated[
        str,
        typer.Option(
            metavar="DIM",
            help="region or activity.",
            autocompletion=among("region", "activity"),
        ),
    ] = "region",
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Leave out a dimension or an indicator; repeatable."),
    ] = None,
    indicators: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Indicators of your own, instead of the shipped ones."),
    ] = None,
    exposure: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV with industry and exposure, 0 to 1, by which the index by activity is "
            "multiplied.",
        ),
    ] = None,
    rescale: Annotated[
        bool, typer.Option("--rescale", help="Exposures are on another scale; make it 0 to 1.")
    ] = False,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Print how ranks of economies depend on methods, dimensions and indicators.",
        ),
    ] = False,
    csv: Csv = False,
    latex: Latex = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also write tables and a figure to this folder."),
    ] = None,
) -> None:
    """Print the index of new quality productive forces.

    With ranks, dimensions, weights, and the results of other methods.
    """
    with reported():
        from cge.cli.nqp import Exposed, print_nqp, print_sensitivity

        left_out = tuple(without or ())
        if sensitivity:
            print_sensitivity(left_out, indicators, csv, latex or out is not None)
            return
        chosen, exposed = Choice(data, aggregation), Exposed(exposure, rescale)
        print_nqp(chosen, method, by, left_out, indicators, csv, latex, out, exposed)


def gravity(
    data: DataFile = DEFAULT_DATA,
    aggregation: FinestAggregation = None,
    sectors: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Labels or groups.  [default: all whose flows by pair are observed]",
        ),
    ] = None,
    covariates: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="distance, border, tariff, data_restriction, data_mistrust, standards_distance, "
            "groups of regions, your own.  [default: the first three, as far as they differ, and "
            "your own]",
        ),
    ] = None,
    own: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FILE",
            help="CSV with origin, destination and value of a covariate of your own; repeatable.",
        ),
    ] = None,
    foreign: Annotated[
        bool, typer.Option("--foreign", help="Leave out sales at home, and the border.")
    ] = False,
    without: Annotated[
        str | None,
        typer.Option(metavar="REGION,...", help="Economies to leave out.  [default: ROW]"),
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What hangs together in standard errors: pair, economies (exporters and "
            "importers) or cell.",
            autocompletion=among("pair", "economies", "cell"),
        ),
    ] = "pair",
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="own, or pyfixest where it is installed.",
            autocompletion=among("own", "pyfixest"),
        ),
    ] = "own",
    summed: Annotated[bool, typer.Option("--summed", help="Take the sectors as one.")] = False,
    constructed: Annotated[
        bool,
        typer.Option("--constructed", help="Use flows, too, whose split by pair was constructed."),
    ] = False,
    csv: Csv = False,
    latex: Latex = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Also write tables to this folder.")
    ] = None,
) -> None:
    """Estimate gravity equations of the data, sector by sector.

    Poisson pseudo-maximum likelihood with effects of exporters and importers; elasticities by the
    tariff beside those of the data (docs/gravity.md).
    """
    with reported():
        from cge.cli.gravity import print_gravity

        names = {"sectors": sectors, "covariates": covariates, "without": without}
        choices = {
            "domestic": not foreign, "cluster": cluster, "engine": engine, "summed": summed,
            "constructed": constructed, "aggregation": aggregation,
        }  # fmt: skip
        print_gravity(data, names, own, choices, (csv, latex, markdown), out)
