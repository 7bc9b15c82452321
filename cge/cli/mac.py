"""``cge mac``: the marginal abatement curve of a region."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from calibration.errors import InputError
from cge.analysis.statistics import EXPERIMENT
from cge.cli.choices import Choice
from cge.cli.figure import FORMS
from cge.cli.indicators import one_form, rendered
from cge.cli.solving import loaded, refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.experiments.marginal_abatement import PRICE, PRICES
from cge.report.tables.content import in_rows


def print_mac(
    region: str,
    prices: str | None,
    households: bool,
    choice: Choice,
    form: tuple[bool, bool],
    figure: Path | None = None,
) -> None:
    """Solve at every price and print; see `cge.cli.commands.solving.mac`.

    Raises
    ------
    typer.Exit
        With code 1 when a solution is not verified.
    cge.SolveError
        No solution was found.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    import cge

    levels = list(PRICES) if prices is None else _numbers(prices)
    problems = one_form(*form) + _problems_of(figure)
    if problems:
        raise InputError(problems)
    found = with_steps(
        any(form),
        lambda progress: cge.mac(
            loaded(choice, progress), region, levels, households, progress=progress
        ),
    )
    say(rendered(_as_table(found), *form))
    if figure is not None:
        from cge.report import figure as drawn
        from cge.report.figures.drawing import save

        save(drawn(found), figure)
    refuse_unverified(found.attrs["verified"], f"NOT VERIFIED: {found.attrs['verdict']}")


def _problems_of(figure: Path | None) -> list[str]:
    """What is wrong with the file of a figure, before anything is solved."""
    if figure is None:
        return []
    ending = figure.suffix.lower().removeprefix(".")
    if ending not in FORMS:
        return [f"--figure: '{figure}' ends in none of {', '.join(FORMS)}"]
    return [] if figure.parent.is_dir() else [f"--figure: there is no folder '{figure.parent}'"]


def _as_table(found: xr.Dataset) -> xr.Dataset:
    """A row for each price, under the region."""
    labels = [f"{price:g} USD" for price in found[PRICE].to_numpy()]
    table = found.assign_coords({PRICE: labels}).expand_dims({EXPERIMENT: [found.attrs["region"]]})
    return in_rows(table.transpose(EXPERIMENT, PRICE))


def _numbers(text: str) -> list[float]:
    """Numbers parted by commas."""
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise InputError(f"--prices: '{text}' is not numbers parted by commas") from None
