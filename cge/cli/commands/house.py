"""Commands about what there is: lists, templates, the page with sliders, the installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cge.cli.choices import Choice
from cge.cli.completion import LISTS, among, named
from cge.cli.failures import reported
from cge.cli.options import Aggregation, Data
from cge.inputs.kinds import KINDS, LISTS_OF_DATA, NEW, OTHER_LISTS


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


def doctor() -> None:
    """Check the installation and name missing parts.

    It prints versions and the IPOPT in use, and solves two equations.
    """
    with reported():
        from cge.doctor import diagnose, render

        diagnosis = diagnose()
        typer.echo(render(diagnosis))
        raise typer.Exit(diagnosis.exit_code)
