"""``cge report``: one result as one HTML page that stands by itself."""

from __future__ import annotations

from pathlib import Path

from calibration.files.outputs import must_be_output
from cge.cli.solving import refuse_unverified
from cge.cli.terminal import say

PAGE = "report.html"


def write_report(path: Path, out: Path | None, sweep: Path | None, quiet: bool) -> None:
    """Write the page; see `cge.cli.commands.results.report`.

    Raises
    ------
    typer.Exit
        With code 1 when the result, or the sweep, is not verified; the page says so, too.
    calibration.errors.InputError
        For a file that is no result, a folder that no sweep of its inputs wrote, and a page that
        cannot be written, has another ending, or would take the place of the result.
    """
    from cge.report.html.page import ENDINGS
    from cge.results.result import open_result

    where = path.with_name(PAGE) if out is None else out
    must_be_output(where, ENDINGS, [path], "a page")
    result = open_result(path)
    holds, doubt = result.verified, f"the result is NOT VERIFIED: {result.verdict}"
    if sweep is None:
        written = result.report(where)
    else:
        from cge.uncertainty.kept import read_intervals

        kept = read_intervals(sweep)
        written = result.report(where, kept, kept.level)
        if holds and not kept.verified:
            holds, doubt = False, f"the intervals are NOT VERIFIED: {kept.verdict}"
    if not quiet:
        say(f"Written: {written}")
    refuse_unverified(holds, doubt)
