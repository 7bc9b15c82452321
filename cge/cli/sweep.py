"""``cge sweep``: scenarios for many values of uncertain numbers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.cli.choices import Choice, listed
from cge.cli.folder import SWEEP, default_folder, must_be_fit, written
from cge.cli.progress import Steps
from cge.cli.run import width_of_lines
from cge.cli.solving import loaded, refuse_unverified
from cge.cli.terminal import say
from cge.scenarios import Scenario, open_scenario
from cge.uncertainty.blocks import SOBOL_INDICES
from cge.uncertainty.chosen import SAMPLE
from cge.uncertainty.effects import ANALYSES, RANKS, ranking
from cge.uncertainty.outcomes import DRAW
from cge.uncertainty.points import ONE_AT_A_TIME

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from calibration.files.write import Writer
    from cge.economy.economy import Economy
    from cge.uncertainty.ensemble import Part, Sweep

SHOWN = (
    "equivalent_variation",
    "equivalent_variation_percent",
    "equivalent_variation_net",
    "equivalent_variation_net_percent",
    "real_gdp_percent",
)
"""Statistics that are printed; the files have all."""
WELFARE = ("equivalent_variation_net_percent", "equivalent_variation_percent")


@dataclass(frozen=True)
class Asked:
    """Options of a sweep, as given.

    Attributes
    ----------
    uncertainty, draws, method, seed, precision, workers, scheduler
        As in :func:`cge.sweep`.
    level
        Probability of the intervals, %.
    closures, aggregations, keep
        Names with commas between them; None where left out.
    """

    uncertainty: str
    draws: int
    method: str
    seed: int
    precision: float | None
    workers: int | None
    scheduler: str
    level: float
    closures: str | None
    aggregations: str | None
    keep: str | None


def run_sweep(
    sources: list[str],
    choice: Choice,
    asked: Asked,
    out: Path | None,
    store: Path | None,
    quiet: bool,
) -> None:
    """Solve, keep, print and write; see `cge.cli.commands.solving.sweep`.

    Raises
    ------
    typer.Exit
        With code 1 when a draw has no verified solution.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    import cge

    plans = [open_scenario(source) for source in sources]
    choice = choice.meant_for(plans[0])
    if out is None:
        out = _folder(sources[0], plans[0], choice, asked)
    must_be_fit(out, SWEEP)
    store = out.with_name(f"{out.name}-draws") if store is None else store
    with _shown(quiet) as steps:
        found = cge.sweep(
            list(_economies(choice, asked, steps)),
            plans,
            asked.uncertainty,
            draws=asked.draws,
            method=asked.method,
            seed=asked.seed,
            closures=listed(asked.closures),
            keep=listed(asked.keep),
            precision=asked.precision,
            workers=_processes() if asked.workers is None else asked.workers,
            scheduler=asked.scheduler,
            store=store,
            progress=steps,
        )
        steps("write", detail=str(out))
        paths = written(out, SWEEP, _files(found, asked.level / 100))
    if not quiet:
        _print(found, asked.level / 100)
        names = ", ".join(sorted(path.name for path in paths))
        say(f"Written to {out}: {names}. Draws are kept in {store}.")
    count = len(found.failed)
    refuse_unverified(found.verified, f"NOT VERIFIED: {count} kinds of failure, see failed.csv")


def _processes() -> int:
    """As many as there are processors, where dask can start them."""
    return (os.cpu_count() or 1) if find_spec("distributed") else 1


def _economies(choice: Choice, asked: Asked, steps: Callable[..., None]) -> Iterator[Economy]:
    """The economy of each aggregation."""
    names = listed(asked.aggregations) or (choice.aggregation,)
    for name in names:
        yield loaded(replace(choice, aggregation=name), steps)  # type: ignore[arg-type]


def _folder(source: str, plan: Scenario, choice: Choice, asked: Asked) -> Path:
    """A folder of its own for each scenario, economy, file of numbers, method and seed."""
    named = Path(asked.uncertainty).stem
    many = "-".join([*listed(asked.closures), *listed(asked.aggregations)])
    extras = {f"sweep-{named}-{asked.method}": True, f"seed{asked.seed}": asked.seed != 0}
    extras[many] = bool(many)
    return default_folder(source, plan, plan.to_dict(), choice, extras)


def _files(found: Sweep, level: float) -> dict[str, Writer]:
    """Names of the files, each with what writes it."""
    from cge.report import table, text_writer
    from cge.report.figures.drawing import draw, figure_writer
    from cge.report.figures.picturing import picture_of
    from cge.report.figures.shares import draw_shares
    from cge.report.figures.sweep_picturing import shares_of
    from cge.report.tables.spreadsheet import csv_text
    from cge.uncertainty import kept, tables

    def rows(make: Callable[[Sweep], Any]) -> Writer:
        return text_writer(csv_text(make(found)))

    files = {"numbers.csv": rows(tables.number_rows), "failed.csv": rows(tables.failure_rows)}
    method = found.design.method
    if method == ONE_AT_A_TIME:
        files["effects.csv"] = rows(tables.effect_rows)
    if method in ANALYSES:
        files["indices.csv"] = rows(tables.index_rows)
    if found.has_moments:
        files["moments.csv"] = rows(tables.moment_rows)
    if len(found.parts) == 1:
        (part,) = found.parts
        whole = part.table(level) if found.has_moments else ranking(part)
        files["sweep.csv"] = text_writer(table(whole, "csv"))
        if found.has_moments:
            files[kept.FILE] = kept.intervals_writer(found, level)
        files["sweep.tex"] = text_writer(table(_shown_of(whole), "latex"))
        drawings = {"figure": draw(picture_of(whole, None if found.has_moments else _first(whole)))}
        if method == SOBOL_INDICES:
            drawings["indices"] = draw_shares(shares_of(part))
        if part.points.kind == SAMPLE:
            drawings |= _of_draws(part)
        names = {f"{name}.{end}": name for name in drawings for end in ("pdf", "png")}
        files |= {file: figure_writer(drawings[name], file) for file, name in names.items()}
    return files


def _first(table: Any) -> str:
    """The first measure of a ranking."""
    return str(next(iter(table)))


def _of_draws(part: Part) -> dict[str, Figure]:
    """Figures of the draws themselves, by name of file."""
    from cge.report.figures.fan import draw_fan
    from cge.report.figures.scatter import draw_scatter
    from cge.report.figures.sweep_picturing import fan_of, scatter_of

    return {
        "convergence": draw_fan(fan_of(part)),
        "scatter": draw_scatter(scatter_of(part)),
    }


def _shown_of(table: Any) -> Any:
    """The statistics of a table that are printed."""
    names = [name for name in SHOWN if name in table]
    if not names:
        return table
    return table[[each for name in names for each in (name, f"{name}_low", f"{name}_high")]]


def _print(found: Sweep, level: float) -> None:
    from cge.report import table

    for part in found.parts:
        if len(found.parts) > 1:
            say(", ".join(f"{axis} {label}" for axis, label in part.along.items()))
        if found.has_moments:
            say(table(_shown_of(part.table(level)), "text", width_of_lines()))
            say(_check(part))
        if found.design.method in RANKS:
            say(table(ranking(part)))
    for row in found.failed.itertuples(index=False):
        say(f"{row.experiment}: {row.draws} draws without result: {row.cause}. {row.first}")


def _check(part: Part) -> str:
    """How the delta method compares with the draws, and what control variates save."""
    from cge.uncertainty.linear import beside

    if not part.is_differentiable:
        return "Delta method: none, since data are drawn."
    name = next(name for name in WELFARE if name in part.central)
    slopes, found = beside(part)[name], part.moments()[name]
    delta = slopes.sel(moment="delta_standard_deviation").to_numpy()
    sampled = found.sel(moment="standard_deviation").to_numpy()
    some = sampled > 1e-3 * sampled.max()
    apart = 100 * np.abs(delta[some] / sampled[some] - 1)
    said = (
        f"Delta method: standard deviations of welfare by exact derivatives differ from those of "
        f"the draws by {np.median(apart):.1f} % (median), {apart.max():.1f} % at most."
    )
    saved = slopes.sel(moment="variance_saved").to_numpy()[some]
    if np.isfinite(saved).any():
        share = 100 * np.nanmedian(saved)
        said += f" As control variates they save {share:.0f} % of the variance of means (median)."
    return said + "\n"


class _Bar:
    """Steps, and a bar with the time left while draws are solved."""

    def __init__(self, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self.steps = Steps(quiet)
        self.console = Console(stderr=True, quiet=quiet)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("elapsed,"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=self.console,
        )
        self.task: Any = None
        self.began = time.monotonic()

    def __call__(self, event: str, **info: Any) -> None:
        """Take a report of progress."""
        if event != DRAW:
            self.end()
            self.steps(event, **info)
            return
        if self.task is None:
            self.steps.finish()
            self.began = time.monotonic()
            self.task = self.bar.add_task("solve", total=info["of"])
            if self.console.is_terminal:
                self.bar.start()
        failed = f", {info['failed']} failed" if info["failed"] else ""
        self.bar.update(self.task, completed=info["done"], description=f"solve draws{failed}")

    def end(self) -> None:
        """End the bar with a line that stays."""
        if self.task is None:
            return
        self.bar.stop()
        done, seconds = self.bar.tasks[0].completed, time.monotonic() - self.began
        if not self.console.is_terminal:
            self.console.print(f"solve {done:.0f} draws  {seconds:.2f} s", highlight=False)
        self.bar.remove_task(self.task)
        self.task = None


@contextmanager
def _shown(quiet: bool) -> Iterator[_Bar]:
    """Progress until the work ends, however it ends; what is done is kept."""
    bar = _Bar(quiet)
    try:
        yield bar
        bar.end()
        bar.steps.finish()
    except KeyboardInterrupt:
        bar.end()
        say("cge: what is solved is kept; the same command goes on", error=True)
        raise
    finally:
        bar.bar.stop()
        bar.steps.abandon()
