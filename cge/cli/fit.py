"""``cge fit``: numbers of the model fitted to published figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from cge.cli.choices import Choice
from cge.cli.folder import FIT, folder_of_words, must_be_fit, written
from cge.cli.solving import refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.moments.schema import Targets
from cge.uncertainty.schema import Uncertainty

if TYPE_CHECKING:
    import pandas as pd

    from calibration.files.write import Writer
    from cge.estimation.estimates import Fit


@dataclass(frozen=True)
class Asked:
    """Options of a fit, as given; see :func:`cge.fit`."""

    targets: str
    free: str
    prior: bool
    bootstrap: int
    seed: int


def run_fit(asked: Asked, choice: Choice, out: Path | None, quiet: bool) -> None:
    """Fit, print and write; see `cge.cli.commands.solving.fit`.

    Raises
    ------
    typer.Exit
        With code 1 when the fit did not settle.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    import cge
    from cge.report.tables.fitted import fit_tables, notes_of

    targets, free = Targets.from_name(asked.targets), Uncertainty.from_name(asked.free)
    if out is None:
        told = [targets.model_dump(mode="json"), free.model_dump(mode="json"), asked, choice]
        out = folder_of_words(["fit", targets.name, free.name], told)
    must_be_fit(out, FIT)
    economy = None if choice == Choice() else choice.load()
    found = with_steps(
        quiet,
        lambda progress: cge.fit(
            targets,
            free,
            economy,
            prior=asked.prior,
            bootstrap=asked.bootstrap,
            seed=asked.seed,
            progress=progress,
        ),
    )
    paths = written(out, FIT, _files(found))
    if not quiet:
        for text in fit_tables(found).values():
            say(text)
        if found.notes:
            say(notes_of(found) + "\n")
        say(f"Written to {out}: {', '.join(sorted(path.name for path in paths))}.")
    refuse_unverified(found.verified, f"NOT VERIFIED: {found.verdict}")


def _files(found: Fit) -> dict[str, Writer]:
    """Names of the files, each with what writes it; those of numbers have them in full."""
    from cge.report import text_writer
    from cge.report.figures.drawing import figure_writer
    from cge.report.figures.heat import draw_heat
    from cge.report.tables.fitted import fit_tables, heat_of, notes_of
    from cge.report.tables.spreadsheet import csv_text

    tables = {
        "targets": found.targets,
        "parameters": found.parameters.drop(columns=["entry", "along"]),
        "sensitivity": found.sensitivity,
        "covariance": found.covariance,
    }
    files = {f"{name}.csv": text_writer(csv_text(_rows(table))) for name, table in tables.items()}
    files |= {f"{k}.tex": text_writer(text) for k, text in fit_tables(found, "latex").items()}
    drawing = draw_heat(heat_of(found))
    for ending in ("pdf", "png"):
        name = f"sensitivity.{ending}"
        files[name] = figure_writer(drawing, name)
    files["notes.txt"] = text_writer(notes_of(found) + "\n")
    if np.isfinite(found.parameters.error).all():
        content = yaml.safe_dump(found.fitted(), sort_keys=False, allow_unicode=True, width=100)
        files["fitted.yaml"] = text_writer(content)
    return files


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    head = ["", *map(str, table.columns)]
    return [
        head,
        *(
            [str(label), *row]
            for label, row in zip(table.index, table.to_numpy().tolist(), strict=True)
        ),
    ]
