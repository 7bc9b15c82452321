"""``cge leakage``: emissions abroad as those at home fall, of a result."""

from __future__ import annotations

from pathlib import Path

from calibration.errors import InputError
from cge.cli.indicators import one_form, rendered
from cge.cli.terminal import say
from cge.results.result import open_result


def print_leakage(path: Path, home: list[str] | None, against: str, csv: bool, latex: bool) -> None:
    """Print changes of emissions by region and channel; see `cge.cli.app.leakage`.

    Raises
    ------
    calibration.errors.InputError
        For a file that is no result, and for labels it does not have.
    """
    problems = one_form(csv, latex)
    if problems:
        raise InputError(problems)
    result = open_result(path)
    found = result.leakage(home or None, against)
    title = f"Carbon leakage: {result.data.attrs.get('title', '')}"
    say(rendered(found.assign_attrs(title=title), csv, latex))
