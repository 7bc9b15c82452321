"""``cge report``: one result as one HTML page that stands by itself."""

from __future__ import annotations

from pathlib import Path

from cge.cli.terminal import say

PAGE = "report.html"


def write_report(path: Path, out: Path | None, quiet: bool) -> None:
    """Write the page; see `cge.cli.app.report`.

    Raises
    ------
    calibration.errors.InputError
        For a file that is no result, and for one that cannot be written.
    """
    from cge.report.html.page import report
    from cge.results.result import open_result

    result = open_result(path)
    written = report(result, path.with_name(PAGE) if out is None else out)
    if not quiet:
        say(f"Written: {written}")
    if not result.verified:
        say(f"cge: the page says that the result is NOT VERIFIED: {result.verdict}", error=True)
