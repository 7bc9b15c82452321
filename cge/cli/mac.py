"""``cge mac``: the marginal abatement curve of a region."""

from __future__ import annotations

import xarray as xr

from calibration.errors import InputError
from cge.analysis.statistics import EXPERIMENT
from cge.cli.choices import Choice
from cge.cli.indicators import one_form, rendered
from cge.cli.solving import loaded, refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.experiments.marginal_abatement import PRICE, PRICES
from cge.report.tables.content import in_rows


def print_mac(
    region: str, prices: str | None, households: bool, choice: Choice, form: tuple[bool, bool]
) -> None:
    """Solve at every price and print; see `cge.cli.app.mac`.

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
    problems = one_form(*form)
    if problems:
        raise InputError(problems)
    found = with_steps(
        any(form),
        lambda progress: cge.mac(
            loaded(choice, progress), region, levels, households, progress=progress
        ),
    )
    say(rendered(_as_table(found), *form))
    refuse_unverified(found.attrs["verified"], f"NOT VERIFIED: {found.attrs['verdict']}")


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
