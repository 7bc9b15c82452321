"""The command line: its commands in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from cge.cli.commands import data, house, results, solving
from cge.cli.failures import reported

app = typer.Typer(
    help="Computable general equilibrium analysis of trade and technology.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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


COMMANDS: dict[str, Callable[..., None]] = {
    "run": solving.run,
    "sweep": solving.sweep,
    "decompose": solving.decompose,
    "leakage-channels": solving.leakage_channels,
    "mac": solving.mac,
    "optimise": solving.optimise,
    "targets": solving.targets,
    "fit": solving.fit,
    "backtest": solving.backtest,
    "export": solving.export,
    "check": data.check,
    "equations": data.equations,
    "import": data.import_,
    "validate": data.validate,
    "update": data.update,
    "indicators": data.indicators,
    "nqp": data.nqp,
    "gravity": data.gravity,
    "table": results.table,
    "figure": results.figure,
    "report": results.report,
    "why": results.why,
    "leakage": results.leakage,
    "verify": results.verify,
    "compare": results.compare,
    "rerun": results.rerun,
    "bundle": results.bundle,
    "list": house.list_,
    "new": house.new,
    "serve": house.serve,
    "doctor": house.doctor,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
