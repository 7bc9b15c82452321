"""Commands about results that are there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli import completion
from cge.cli.completion import among, variable
from cge.cli.failures import reported
from cge.cli.options import Csv, Home, Latex, Quiet, ResultFile, SweepFolder

Label = Annotated[
    str | None, typer.Option(metavar="LABEL", help="Where, if the variable has this dimension.")
]
Rows = Annotated[int, typer.Option("--rows", metavar="N", help="Rows of each table.")]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance",
        metavar="NUMBER",
        help="Relative difference up to which numbers are the same.  [default: 1e-8]",
    ),
]


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
    sweep: SweepFolder = None,
) -> None:
    """Print or write tables of results.

    The exit code is 0 only when the results are verified.
    """
    with reported():
        from cge.cli.table import Shape, print_tables

        shape = Shape(experiment, region, sector, columns, digits, drop_zero, transpose)
        print_tables(names, of, shape, (caption, label), form, out, sweep)


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
    sweep: SweepFolder = None,
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


def report(
    result: ResultFile,
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
    quiet: Quiet = False,
) -> None:
    """Write one HTML page on a result, which stands by itself.

    Findings in words, checks, scenario, closure, figures, tables, why numbers moved, sources and
    how to reproduce it. It loads nothing from the network (docs/report.md). The exit code is 0
    only when the result is verified.
    """
    with reported():
        from cge.cli.report import write_report

        write_report(result, out, sweep, quiet)


def why(
    result: ResultFile,
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
    latex: Latex = False,
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


def leakage(
    result: ResultFile,
    home: Home = None,
    against: Annotated[
        str, typer.Option(metavar="EXPERIMENT", help="Baseline of the comparison.")
    ] = "benchmark",
    csv: Csv = False,
    latex: Latex = False,
) -> None:
    """Print leakage rates and changes of emissions by channel."""
    with reported():
        from cge.cli.leakage import print_leakage

        print_leakage(result, home, against, csv, latex)


def verify(
    result: ResultFile,
) -> None:
    """Check a result again, from its file alone.

    The exit code is 0 only when the file is unchanged and every check holds.
    """
    with reported():
        from cge.cli.verify import verify_result

        verify_result(result)


def compare(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="A result.nc of cge run.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Another one.")],
    tolerance: Tolerance = None,
    rows: Rows = 12,
    csv: Annotated[bool, typer.Option("--csv", help="Print everything, numbers in full.")] = False,
) -> None:
    """Print what differs between two results: inputs, statistics, variables.

    Labels and experiments that both have are compared, the others named. The exit code is 0 where
    inputs and numbers are the same, 1 where they differ, where one result has what the other lacks
    or is not verified, and 2 where a
    file cannot be read. Versions of software are told and do not count.
    """
    with reported():
        from cge.cli.compare import compare_results

        compare_results(first, second, tolerance, rows, csv)


def rerun(
    result: ResultFile,
    tolerance: Tolerance = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.nc", help="Where to write the result found again.")
    ] = None,
    rows: Rows = 12,
    quiet: Quiet = False,
) -> None:
    """Solve a result again, from its file alone, and compare.

    The file holds data, closure, scenario and settings. The exit code is 0 only when every variable
    and statistic is found again and the solution is verified.
    """
    with reported():
        from cge.cli.compare import rerun_result

        rerun_result(result, tolerance, out, rows, quiet)


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
    quiet: Quiet = False,
) -> None:
    """Pack results for a journal's data editor, with all that makes them again.

    The archive is unpacked and run in a new process before it is written. The exit code is 0 only
    when every number is found again.
    """
    with reported():
        from cge.cli.bundle import bundle_results

        bundle_results(results, out, further or [], not no_check, quiet)
