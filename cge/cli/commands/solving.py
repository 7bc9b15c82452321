"""Commands that solve: scenarios, sweeps, policies, fits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.choices import Choice
from cge.cli.completion import among, named, several
from cge.cli.failures import reported
from cge.cli.options import ANY, Csv, Home, Latex, Quiet, RunFolder, ScenarioFile, chooses


@chooses()
def run(
    scenario: ScenarioFile,
    choice: Choice = ANY,
    out: RunFolder = None,
    quiet: Quiet = False,
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
    quiet: Quiet = False,
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


@chooses()
def decompose(
    scenario: ScenarioFile,
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
    csv: Csv = False,
    latex: Latex = False,
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


@chooses()
def leakage_channels(
    scenario: ScenarioFile,
    choice: Choice = ANY,
    home: Home = None,
    csv: Csv = False,
    latex: Latex = False,
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
    csv: Csv = False,
    latex: Latex = False,
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
    out: RunFolder = None,
    quiet: Quiet = False,
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
    quiet: Quiet = False,
) -> None:
    """Fit elasticities and sizes of shocks to published figures.

    Each free number has its distribution for a prior. Printed are figures before and after,
    estimates with standard errors, what moves them, and what the figures do not tell.
    """
    with reported():
        from cge.cli.fit import Asked, run_fit

        run_fit(Asked(targets, free, prior, bootstrap, seed), choice, out, quiet)


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
    csv: Csv = False,
    latex: Latex = False,
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
        typer.Option(
            metavar="NAME",
            help="gams; nl, which the solvers of AMPL read; or mcp, a model in GAMS to read.",
        ),
    ] = "gams",
    experiment: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of the scenario.  [default: the only one]"),
    ] = None,
    solved: Annotated[
        bool,
        typer.Option("--solved", help="Start at the solution, not at the benchmark; not with mcp."),
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write the equations, with their numbers, for another system.

    Each equation stands by itself; in the form mcp, equations over sets follow the data. Names
    stand in files beside it. Economies of more than 100,000 equations are refused, and all that
    the form mcp does not have.
    """
    with reported():
        from cge.cli.export import export_economy

        export_economy(scenario, choice, out, form, experiment, solved, quiet)
