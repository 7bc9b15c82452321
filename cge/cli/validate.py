"""``cge validate``: a benchmark beside figures of independent sources."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from calibration.validation import VERDICTS, validate
from cge.cli.choices import Choice
from cge.cli.columns import print_columns
from cge.cli.terminal import say
from cge.inputs.data import finest_data, open_data
from cge.inputs.facts import shipped_facts
from cge.inputs.groups import shipped_groups

_HEADS = ("fact", "of", "year", "unit", "published", "here", "deviation", "verdict")


def print_validation(choice: Choice, csv: bool) -> None:
    """Print facts beside a dataset; see `cge.cli.commands.data.validate`.

    Raises
    ------
    calibration.errors.InputError
        For data that cannot be read.
    """
    found = validate(_benchmark(choice), shipped_facts(), shipped_groups())
    if csv:
        say(found.to_csv(lineterminator="\n").rstrip("\n"))
        return
    compared = found[found["verdict"] != "left out"]
    say(f"{choice.data} beside published figures\n")
    if len(compared):
        print_columns(_HEADS, map(_cells, compared.itertuples()))
        say("")
    _print_left_out(found[found["verdict"] == "left out"])
    counts = found["verdict"].value_counts()
    say(", ".join(f"{counts.get(name, 0)} {name}" for name in VERDICTS))


def _benchmark(choice: Choice) -> xr.Dataset:
    """The data at the aggregation asked for, else at their finest level."""
    if choice.aggregation is not None:
        return open_data(choice.data, choice.aggregation)[0]
    return finest_data(choice.data)


def _cells(row: tuple[str, ...]) -> list[str]:
    fact, _, where, year, unit, published, here, deviation, verdict, _ = row
    numbers = [f"{published:>9,.1f}", f"{here:>9,.1f}", f"{deviation:>+8.1f}%"]
    return [fact, where, str(year), unit, *numbers, verdict]


def _print_left_out(rows: pd.DataFrame) -> None:
    for why, facts in rows.groupby("why", sort=False):
        say(f"left out, as {why}: {', '.join(facts.index)}")
    if len(rows):
        say("")
