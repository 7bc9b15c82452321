"""``cge backtest``: a later year foreseen from an early one, and scored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.errors import InputError, nearest
from cge.backtesting.changes import MEASURES
from cge.cli.columns import print_columns
from cge.cli.folder import BACKTEST, must_be_fit, written
from cge.cli.indicators import one_form, rendered
from cge.cli.solving import refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.report.tables.content import in_rows

if TYPE_CHECKING:
    from calibration.files.write import Writer
    from cge.backtesting.fitting import BestElasticities
    from cge.backtesting.outcome import Backtested

_HEADS = ("sector", "of the data", "best", "from", "to")


def print_backtest(
    source: str, fit: bool, measure: str, form: tuple[bool, bool], out: Path | None
) -> None:
    """Solve every step, print scores and write files; see `cge.cli.commands.solving.backtest`.

    Raises
    ------
    typer.Exit
        With code 1 when a solution is not verified.
    cge.SolveError
        No solution was found.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    problems = one_form(*form)
    if problems:
        raise InputError(problems)
    if measure not in MEASURES:
        raise InputError(f"--measure: unknown '{measure}'{nearest(measure, MEASURES)}")
    if out is not None:
        must_be_fit(out, BACKTEST)
    import cge

    found = with_steps(
        any(form),
        lambda progress: cge.backtest(source, fit=fit, progress=progress),
    )
    say(rendered(in_rows(found.summary(measure)), *form))
    if found.fits and not any(form):
        _print_fits(found, measure)
    if out is not None:
        paths = written(out, BACKTEST, _files(found, measure))
        if not any(form):
            say(f"Written to {out}: {', '.join(sorted(path.name for path in paths))}.")
    refuse_unverified(found.verified, f"NOT VERIFIED: {found.verdict}")


def _print_fits(found: Backtested, measure: str) -> None:
    say("Elasticities of trade at which each step foresees flows best, by bootstrap over pairs:\n")
    fits = [found.fits[measure, step] for step in found.test.steps]
    print_columns(("step", "times the data's", "interval", ""), map(_row, fits))
    say(f"\nElasticities among sources, '{fits[-1].step}':\n")
    print_columns(_HEADS, _elasticities(fits[-1]))
    say("")


def _row(fit: BestElasticities) -> tuple[str, ...]:
    interval = f"{fit.low:.2f} to {fit.high:.2f} ({fit.probability:g} %)"
    return fit.step, f"{fit.factor:.2f}", interval, edge_of(fit)


def edge_of(fit: BestElasticities) -> str:
    """A word on a fit whose best factor may lie at the edge of those tried; empty for any other."""
    if fit.at_edge:
        return "the edge of what was tried: no optimum was found"
    if fit.share_at_edge > (100 - fit.probability) / 200:
        return f"{100 * fit.share_at_edge:.0f} % of resampled worlds lie at the edge"
    return ""


def _elasticities(fit: BestElasticities) -> Iterator[tuple[str, ...]]:
    for sector, row in fit.elasticities.iterrows():
        yield str(sector), *(f"{value:.2f}" for value in row)


def _files(found: Backtested, measure: str) -> dict[str, Writer]:
    """Names of the files, each with what writes it."""
    from cge.report import table, text_writer

    summary = found.summary(measure)
    files = {
        "scores.csv": text_writer(found.scores.to_csv(lineterminator="\n")),
        "scores.md": text_writer(table(summary, "markdown")),
        "scores.tex": text_writer(table(summary, "latex")),
        "changes.csv": text_writer(_changes(found, measure)),
    }
    for step in found.test.steps if found.fits else ():
        fit = found.fits[measure, step]
        files[f"curve-{step}.csv"] = text_writer(fit.curve.to_csv(lineterminator="\n"))
        sigma = fit.elasticities.to_csv(lineterminator="\n")
        files[f"elasticities-{step}.csv"] = text_writer(sigma)
    return files


def _changes(found: Backtested, measure: str) -> str:
    """Changes of every flow: a row a flow, a column a state, and its weight."""
    changes = found.changes("flows", measure)
    rows = changes["change"].to_series().unstack("state")[changes["state"].to_numpy().tolist()]
    return rows.assign(weight=changes["weight"].to_series()).to_csv(lineterminator="\n")
