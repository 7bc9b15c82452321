"""The commands and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli import completion
from cge.cli.choices import Choice
from cge.cli.completion import LISTS, among, named, several, variable
from cge.cli.failures import reported
from cge.cli.options import ANY, Aggregation, Data, chooses
from cge.inputs.kinds import DEFAULT_DATA, KINDS, LISTS_OF_DATA, NEW, OTHER_LISTS

app = typer.Typer(
    help="Computable general equilibrium analysis of trade and technology.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Label = Annotated[
    str | None, typer.Option(metavar="LABEL", help="Where, if the variable has this dimension.")
]


def _version(asked: bool) -> None:
    if asked:
        with reported():
            from cge.cli.version import version_lines

            typer.echo("\n".join(version_lines()))
        raise typer.Exit


@app.callback()
def _common(
    _: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Print the versions of cge, its data, Python and cyipopt.",
        ),
    ] = False,
) -> None:
    pass


@app.command()
@chooses()
def run(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="Name or YAML file; names: cge list scenarios.",
            autocompletion=named("scenarios"),
        ),
    ],
    choice: Choice = ANY,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the results.  [default: results/<run>]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
    band: Annotated[
        bool,
        typer.Option(
            "--band", help="Solve again with elasticities one standard error lower and higher."
        ),
    ] = False,
    contributions: Annotated[
        bool,
        typer.Option(
            "--contributions", help="Split each experiment into the contributions of its packages."
        ),
    ] = False,
    decompose: Annotated[
        bool,
        typer.Option("--decompose", help="Take the welfare effects apart, too."),
    ] = False,
    numbers: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Elasticities and sizes of shocks at the means of this file, as of a fit.",
            autocompletion=named("uncertainty"),
        ),
    ] = None,
) -> None:
    """Solve and verify every experiment of a scenario.

    Tables and a figure go to the folder of the results. The exit code is 0 only when the result is
    verified.
    """
    with reported():
        from cge.cli.run import run_scenario

        run_scenario(
            scenario,
            choice,
            out,
            quiet,
            band,
            contributions or None,
            decompose,
            numbers,
        )


@app.command()
@chooses()
def sweep(
    scenario: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...",
            help="Names or YAML files; names: cge list scenarios.",
            autocompletion=named("scenarios"),
        ),
    ],
    choice: Choice = ANY,
    uncertainty: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="Uncertain numbers; names: cge list uncertainty.",
            autocompletion=named("uncertainty"),
        ),
    ] = "default",
    draws: Annotated[
        int, typer.Option(metavar="N", help="How many; at most, with a precision.")
    ] = 200,
    method: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="latin_hypercube, sobol, monte_carlo, stroud3, stroud5, skewed3, one_at_a_time, "
            "sobol_indices or morris.",
            autocompletion=among(
                *("latin_hypercube", "sobol", "monte_carlo", "stroud3", "stroud5", "skewed3"),
                *("one_at_a_time", "sobol_indices", "morris"),
            ),
        ),
    ] = "latin_hypercube",
    seed: Annotated[int, typer.Option(metavar="N", help="Of the random numbers.")] = 0,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="%",
            help="Stop when no mean of welfare or real GDP has a larger standard error, in % of it "
            "or of the standard deviation.",
        ),
    ] = None,
    level: Annotated[float, typer.Option(metavar="%", help="Probability of intervals.")] = 90.0,
    closures: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Solve under each of these closures.",
            autocompletion=several("closures"),
        ),
    ] = None,
    aggregations: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Solve at each of these aggregations.",
            autocompletion=several("aggregations"),
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(metavar="VARIABLE,...", help="Variables to keep of every draw, in the store."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", help="Processes.  [default: all processors, where dask is]"),
    ] = None,
    scheduler: Annotated[
        str, typer.Option(metavar="local|ADDRESS", help="Or that of a dask scheduler, tcp://...")
    ] = "local",
    store: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where draws are kept.  [default: beside the results]"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the results.  [default: results/<sweep>]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Solve scenarios for many values of uncertain numbers, and print intervals.

    Draws are kept as they are solved: the same command goes on where it was stopped. The exit code
    is 0 only when every draw has a verified solution.
    """
    with reported():
        from cge.cli.sweep import Asked, run_sweep

        asked = Asked(
            *(uncertainty, draws, method, seed, precision, workers, scheduler, level),
            *(closures, aggregations, keep),
        )
        run_sweep(scenario, choice, asked, out, store, quiet)


@app.command()
def report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Page to write.  [default: report.html beside it]"
        ),
    ] = None,
    sweep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of cge sweep, for intervals."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Write one HTML page on a result, which stands by itself.

    Findings in words, checks, scenario, closure, figures, tables, why numbers moved, sources and
    how to reproduce it. It loads nothing from the network (docs/report.md). The exit code is 0
    only when the result is verified.
    """
    with reported():
        from cge.cli.report import write_report

        write_report(result, out, sweep, quiet)


@app.command()
@chooses()
def decompose(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="Name or YAML file; names: cge list scenarios.",
            autocompletion=named("scenarios"),
        ),
    ],
    choice: Choice = ANY,
    by: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="group, effect, package, sector or partner.",
            autocompletion=among("group", "effect", "package", "sector", "partner"),
        ),
    ] = "group",
    region: Annotated[
        str | None,
        typer.Option(metavar="REGION", help="Only this region, by sector or partner."),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Solutions on the way to each experiment, 1 to 30; 3, or 7 where 3 are too few.",
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
) -> None:
    """Solve a scenario and print what its welfare effects are made of.

    By tax, terms of trade, technology, endowments and money from abroad, exactly and to first
    order. The exit code is 0 only when every solution is verified.
    """
    with reported():
        from cge.cli.decompose import print_decomposition

        print_decomposition(
            scenario,
            choice,
            steps,
            (by, region),
            (csv, latex),
        )


@app.command()
@chooses(
    without=(
        *("numeraire", "abatement", "tariffs", "carbon_prices", "factors"),
        *("emissions", "gases"),
    )
)
def optimise(
    problem: Annotated[
        str,
        typer.Argument(
            metavar="PROBLEM",
            help="Name or YAML file; names: cge list problems.",
            autocompletion=named("problems"),
        ),
    ],
    choice: Choice = ANY,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the results.  [default: results/<run>]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Find the best levels of a few policies under constraints.

    The exit code is 0 only when the optimum is verified.
    """
    with reported():
        from cge.cli.optimise import optimise_problem

        optimise_problem(
            problem,
            choice,
            out,
            quiet,
        )


@app.command()
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


@app.command()
@chooses(without=("tariffs", "carbon_prices", "factors", "own_tariffs", "own_emissions"))
def equations(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="One equation; all if omitted.", show_default=False),
    ] = None,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
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


@app.command()
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
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
) -> None:
    """Print emissions, value chains, trade and inequality.

    For a result: the benchmark, every experiment, and the changes.
    """
    with reported():
        from cge.cli.indicators import print_indicators

        print_indicators(Choice(data, aggregation), of, csv, latex)


@app.command("import")
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
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
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


@app.command()
def validate(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Name or file of the data; names: cge list datasets.",
            autocompletion=named("benchmarks"),
        ),
    ] = DEFAULT_DATA,
    aggregation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Regions and sectors; names: cge list aggregations.  [default: the finest]",
            autocompletion=named("aggregations"),
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
) -> None:
    """Print data beside published figures, with pass, doubt or miss.

    GDP, trade, labour shares, tariffs and CO2 of 2022 (docs/validation.md). Figures of economies
    or industries that the data do not tell apart are left out.
    """
    with reported():
        from cge.cli.validate import print_validation

        print_validation(Choice(data, aggregation), csv)


@app.command()
def gravity(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Name or file of the data; names: cge list datasets.",
            autocompletion=named("benchmarks"),
        ),
    ] = DEFAULT_DATA,
    aggregation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Regions and sectors; names: cge list aggregations.  [default: the finest]",
            autocompletion=named("aggregations"),
        ),
    ] = None,
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
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
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


@app.command()
@chooses()
def targets(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGETS]...",
            help="Names or YAML files; names: cge list targets.  [default: all shipped]",
            show_default=False,
            autocompletion=named("targets"),
        ),
    ] = None,
    choice: Choice = ANY,
    format: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="text, markdown, latex, html or csv.",
            autocompletion=among("text", "markdown", "latex", "html", "csv"),
        ),
    ] = "text",
) -> None:
    """Set published figures beside the model's, each a pass or a miss.

    Every scenario that a figure needs is solved and verified. Data and aggregation are those of the
    file unless options name others.
    """
    with reported():
        from cge.cli.targets import print_targets

        print_targets(names or [], choice, format)


@app.command()
@chooses()
def fit(
    targets: Annotated[
        str,
        typer.Argument(
            metavar="TARGETS",
            help="Name or YAML file; names: cge list targets.",
            autocompletion=named("targets"),
        ),
    ],
    choice: Choice = ANY,
    free: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="Numbers that are free; names: cge list uncertainty.",
            autocompletion=named("uncertainty"),
        ),
    ] = "default",
    prior: Annotated[
        bool, typer.Option("--prior/--no-prior", help="Whether the numbers' priors count.")
    ] = True,
    bootstrap: Annotated[
        int, typer.Option(metavar="N", help="Fit again to so many draws of the figures.")
    ] = 0,
    seed: Annotated[int, typer.Option(metavar="N", help="Of these draws.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the results.  [default: results/<fit>]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Fit elasticities and sizes of shocks to published figures.

    Each free number has its distribution for a prior. Printed are figures before and after,
    estimates with standard errors, what moves them, and what the figures do not tell.
    """
    with reported():
        from cge.cli.fit import Asked, run_fit

        run_fit(Asked(targets, free, prior, bootstrap, seed), choice, out, quiet)


@app.command()
def update(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Name or file of the data; names: cge list datasets.",
            autocompletion=named("benchmarks"),
        ),
    ],
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
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Move data to the GDP, trade and emissions of another year.

    Flows move as little as they can, tax rates are kept, and all accounts hold (docs/balancing.md).
    """
    with reported():
        from cge.cli.update import update_data

        update_data(data, targets, out, quiet)


@app.command()
def nqp(
    data: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="Name or file of the data; names: cge list datasets.",
            autocompletion=named("benchmarks"),
        ),
    ] = DEFAULT_DATA,
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
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
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


@app.command()
def leakage(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")],
    home: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REGION",
            help="Region whose emissions the policy cuts; repeatable.  "
            "[default: regions with a new carbon price]",
        ),
    ] = None,
    against: Annotated[
        str, typer.Option(metavar="EXPERIMENT", help="Baseline of the comparison.")
    ] = "benchmark",
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
) -> None:
    """Print leakage rates and changes of emissions by channel."""
    with reported():
        from cge.cli.leakage import print_leakage

        print_leakage(result, home, against, csv, latex)


@app.command()
@chooses()
def leakage_channels(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="Name or YAML file; names: cge list scenarios.",
            autocompletion=named("scenarios"),
        ),
    ],
    choice: Choice = ANY,
    home: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REGION",
            help="Region whose emissions the policy cuts; repeatable.  "
            "[default: regions with a new carbon price]",
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
) -> None:
    """Solve a scenario and split leakage into competitiveness and prices of fuels.

    Each experiment is solved again with prices of fuels abroad held. The exit code is 0 only when
    every solution is verified.
    """
    with reported():
        from cge.cli.leakage import print_channels

        print_channels(
            scenario,
            choice,
            home,
            (csv, latex),
        )


@app.command()
@chooses()
def mac(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Who pays.")],
    choice: Choice = ANY,
    prices: Annotated[
        str | None,
        typer.Option(metavar="USD,USD,...", help="Per t CO2, rising.  [default: 25,50,100,200]"),
    ] = None,
    households: Annotated[
        bool, typer.Option("--households", help="Households pay for what they burn, too.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the curve, as .pdf, .svg or .png."),
    ] = None,
) -> None:
    """Solve at several carbon prices and print what a region abates, and what it costs.

    Prices are on all activities, on top of those in force. The exit code is 0 only when every
    solution is verified.
    """
    with reported():
        from cge.cli.mac import print_mac

        print_mac(
            region,
            prices,
            households,
            choice,
            (csv, latex),
            figure,
        )


@app.command()
def backtest(
    test: Annotated[
        str,
        typer.Argument(
            metavar="BACKTEST",
            help="Name or YAML file; names: cge list backtests.",
            autocompletion=named("backtests"),
        ),
    ],
    fit: Annotated[
        bool,
        typer.Option("--fit", help="Find the elasticities of trade that foresee best, too."),
    ] = False,
    measure: Annotated[
        str,
        typer.Option(
            metavar="KIND",
            help="Trade relative to own_gdp or world_gdp.",
            autocompletion=among("own_gdp", "world_gdp"),
        ),
    ] = "own_gdp",
    csv: Annotated[bool, typer.Option("--csv", help="Print numbers in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for scores, changes and elasticities."),
    ] = None,
) -> None:
    """Foresee a later year's trade from an early year's table, and score it.

    What is known to have changed is imposed in steps; naive rules stand beside. The exit code is 0
    only when every solution is verified.
    """
    with reported():
        from cge.cli.backtest import print_backtest

        print_backtest(test, fit, measure, (csv, latex), out)


@app.command()
def why(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")],
    variable: Annotated[
        str,
        typer.Argument(
            metavar="VARIABLE",
            help="Name of a variable, as in docs/equations.",
            autocompletion=variable,
        ),
    ],
    sector: Label = None,
    region: Label = None,
    origin: Label = None,
    destination: Label = None,
    activity: Label = None,
    factor: Label = None,
    agent: Label = None,
    user: Label = None,
    experiment: Annotated[
        str | None, typer.Option(metavar="LABEL", help="Which one.  [default: the last]")
    ] = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Longest chain down to a shock.")] = 12,
    csv: Annotated[bool, typer.Option("--csv", help="Print the terms, in full.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
) -> None:
    """Explain why a number moved.

    The equation behind it, what each term contributes to the change, what to look at next, and a
    chain down to a shock.
    """
    with reported():
        from cge.cli.why import print_why

        where = {
            "sector": sector,
            "region": region,
            "origin": origin,
            "destination": destination,
            "activity": activity,
            "factor": factor,
            "agent": agent,
            "user": user,
        }
        print_why(result, variable, where, experiment, steps, csv, latex)


@app.command()
def figure(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="Figures, or all; names: cge list figures.",
            autocompletion=completion.figure,
        ),
    ],
    of: Annotated[
        Path,
        typer.Option(metavar="RESULT", help="A result.nc of cge run.", show_default=False),
    ],
    experiment: Annotated[
        str | None,
        typer.Option(metavar="LABEL", help="Which one.  [default: all, or the last]"),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="LABEL", help="Of which region.  [default: the world]"),
    ] = None,
    sector: Annotated[
        str | None, typer.Option(metavar="LABEL", help="Trade in this sector alone.")
    ] = None,
    statistic: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What is drawn; a column of the summary, or cge list statistics.",
            autocompletion=completion.statistic,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="effects or packages.  [default: what the result has]"),
    ] = None,
    sweep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Results of cge sweep: intervals, at their level."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE|DIR", help="Where to write.  [default: beside the result]"),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(metavar="FORM,...", help="pdf, svg or png.  [default: pdf]"),
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="For dark paper.")] = False,
) -> None:
    """Draw figures of a result, as PDF, SVG or PNG.

    Each says in words what it shows, of which data and closure, and whether the result is verified.
    The exit code is 0 only when it is.
    """
    with reported():
        from cge.cli.figure import Chosen, write_figures

        chosen = Chosen(experiment, region, sector, statistic, by, dark)
        write_figures(names, of, chosen, out, form, sweep)


@app.command()
def verify(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")],
) -> None:
    """Check a result again, from its file alone.

    The exit code is 0 only when the file is unchanged and every check holds.
    """
    with reported():
        from cge.cli.verify import verify_result

        verify_result(result)


Rows = Annotated[int, typer.Option("--rows", metavar="N", help="Rows of each table.")]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance",
        metavar="NUMBER",
        help="Relative difference up to which numbers are the same.  [default: 1e-8]",
    ),
]


@app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="A result.nc of cge run.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Another one.")],
    tolerance: Tolerance = None,
    rows: Rows = 12,
    csv: Annotated[bool, typer.Option("--csv", help="Print everything, numbers in full.")] = False,
) -> None:
    """Print what differs between two results: inputs, statistics, variables.

    Labels and experiments that both have are compared, the others named. The exit code is 0 where
    inputs and numbers are the same, 1 where they differ or a result is not verified, and 2 where a
    file cannot be read. Versions of software are told and do not count.
    """
    with reported():
        from cge.cli.compare import compare_results

        compare_results(first, second, tolerance, rows, csv)


@app.command()
def rerun(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="A result.nc of cge run.")],
    tolerance: Tolerance = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.nc", help="Where to write the result found again.")
    ] = None,
    rows: Rows = 12,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Solve a result again, from its file alone, and compare.

    The file holds data, closure, scenario and settings. The exit code is 0 only when every variable
    and statistic is found again and the solution is verified.
    """
    with reported():
        from cge.cli.compare import rerun_result

        rerun_result(result, tolerance, out, rows, quiet)


@app.command()
def bundle(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT...", help="Files result.nc of cge run.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.zip", help="The archive to write.")
    ],
    further: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="FILE", help="A file of your own to add; repeatable."),
    ] = None,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Write the archive without running it.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Pack results for a journal's data editor, with all that makes them again.

    The archive is unpacked and run in a new process before it is written. The exit code is 0 only
    when every number is found again.
    """
    with reported():
        from cge.cli.bundle import bundle_results

        bundle_results(results, out, further or [], not no_check, quiet)


@app.command()
@chooses()
def export(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The file of the equations.")
    ],
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="Name or YAML file; the benchmark where left out.",
            show_default=False,
        ),
    ] = None,
    choice: Choice = ANY,
    form: Annotated[
        str,
        typer.Option(metavar="NAME", help="gams, or nl, which the solvers of AMPL read."),
    ] = "gams",
    experiment: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of the scenario.  [default: the only one]"),
    ] = None,
    solved: Annotated[
        bool, typer.Option("--solved", help="Start at the solution, not at the benchmark.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print problems only.")] = False,
) -> None:
    """Write the equations, with their numbers, for another system.

    Each equation stands by itself. Names stand in files beside it. Economies of more than 100,000
    equations are refused.
    """
    with reported():
        from cge.cli.export import export_economy

        export_economy(scenario, choice, out, form, experiment, solved, quiet)


@app.command()
def new(
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help=f"{', '.join(NEW)}.", autocompletion=among(*NEW)),
    ],
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="File to write; a folder for a benchmark.")
    ],
    data: Data = None,
    aggregation: Aggregation = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Write a commented file of a kind, to begin with.

    It works as it is. Labels and examples are those of --data at --aggregation; those of
    elasticities, tariffs and emissions are of the finest level.
    """
    with reported():
        from cge.cli.new import write_template

        write_template(kind, path, Choice(data, aggregation), force)


@app.command()
def table(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="Tables, or all; names: cge list tables.",
            autocompletion=completion.table,
        ),
    ],
    of: Annotated[
        list[Path],
        typer.Option(
            metavar="RESULT", help="A result.nc of cge run; several, side by side: --of A --of B."
        ),
    ],
    form: Annotated[
        str | None,
        typer.Option(
            metavar="FORM",
            help="text, markdown, latex, html, csv or, with --out, xlsx.  [default: text, and in a "
            "folder latex and csv]",
            autocompletion=among("text", "markdown", "latex", "html", "csv", "xlsx"),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|DIR", help="A file, whose ending says the form, or a folder of files."
        ),
    ] = None,
    experiment: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Experiments.  [default: all]")
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="LABEL,...", help="Regions or groups.  [default: all]")
    ] = None,
    sector: Annotated[
        str | None, typer.Option(metavar="LABEL,...", help="Sectors or groups.  [default: all]")
    ] = None,
    columns: Annotated[
        str | None, typer.Option(metavar="KEY,...", help="Columns, in order.  [default: all]")
    ] = None,
    digits: Annotated[
        int | None, typer.Option(metavar="N", help="Digits after the point in every column.")
    ] = None,
    drop_zero: Annotated[
        bool, typer.Option("--drop-zero", help="Leave out rows and columns of zeros.")
    ] = False,
    transpose: Annotated[
        bool, typer.Option("--transpose", help="Rows and columns change places.")
    ] = False,
    caption: Annotated[
        str, typer.Option(metavar="TEXT", help="Instead of the title.", show_default=False)
    ] = "",
    label: Annotated[
        str, typer.Option(metavar="NAME", help="For references in LaTeX.", show_default=False)
    ] = "",
    sweep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Results of cge sweep: intervals, at their level."),
    ] = None,
) -> None:
    """Print or write tables of results.

    The exit code is 0 only when the results are verified.
    """
    with reported():
        from cge.cli.table import Shape, print_tables

        shape = Shape(experiment, region, sector, columns, digits, drop_zero, transpose)
        print_tables(names, of, shape, (caption, label), form, out, sweep)


@app.command("list")
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            help=f"{', '.join([*(kind.name for kind in KINDS.values()), *OTHER_LISTS])}; "
            f"or, of the data, {', '.join(LISTS_OF_DATA)}.",
            show_default=False,
            autocompletion=among(*LISTS),
        ),
    ] = None,
    data: Data = None,
    aggregation: Aggregation = None,
) -> None:
    """List the names of scenarios, datasets, closures and so on.

    Regions, sectors, groups and tariff dates are those of --data at --aggregation.
    """
    with reported():
        from cge.cli.lists import print_lists

        print_lists(kind, Choice(data, aggregation))


@app.command()
def serve(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO",
            help="What the page begins with: name or YAML file; names: cge list scenarios.",
            autocompletion=named("scenarios"),
        ),
    ] = "nqp-and-cbam",
    data: Data = None,
    aggregation: Aggregation = None,
    port: Annotated[
        int, typer.Option(metavar="N", help="Port on this machine; 0 is any that is free.")
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
) -> None:
    """Open a page on this machine with sliders for the shocks of a scenario.

    Welfare answers at once by exact derivatives, with an estimate of the error, and then by the
    exact solution. Nothing is written to disk, and no other machine can open the page.
    """
    with reported():
        from cge.cli.serve import serve_page

        serve_page(scenario, Choice(data, aggregation), port, browser)


@app.command()
def doctor() -> None:
    """Check the installation and name missing parts.

    It prints versions and the IPOPT in use, and solves two equations.
    """
    with reported():
        from cge.doctor import diagnose, render

        diagnosis = diagnose()
        typer.echo(render(diagnosis))
        raise typer.Exit(diagnosis.exit_code)
