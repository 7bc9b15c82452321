"""``cge run``: from a scenario to a verified result, tables and a figure."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cge.cli.choices import Choice
from cge.cli.folder import RUN, default_folder, must_be_fit, written
from cge.cli.progress import Steps
from cge.cli.solving import loaded, refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.report.files import files_of
from cge.scenarios import Scenario, open_scenario

if TYPE_CHECKING:
    from cge.results.result import Result
    from cge.uncertainty.schema import Uncertainty

_WIDTH_OF_A_FILE = 160


def run_scenario(
    source: str,
    choice: Choice,
    out: Path | None,
    quiet: bool,
    band: bool = False,
    contributions: bool | None = None,
    decompose: bool = False,
    numbers: str | None = None,
) -> None:
    """Solve, verify, write and print; see `cge.cli.commands.solving.run`.

    Raises
    ------
    typer.Exit
        With code 1 when the result is not verified.
    cge.SolveError
        No solution was found.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    scenario = open_scenario(source)
    choice = choice.meant_for(scenario)
    extras = {"band": band, "contributions": bool(contributions), "decompose": decompose}
    file = None if numbers is None else _numbers(numbers)
    content: object = scenario.to_dict()
    if file is not None:
        extras[f"numbers-{file.name}"] = True
        content = [content, file.model_dump(mode="json")]
    if out is None:
        out = default_folder(source, scenario, content, choice, extras)
    must_be_fit(out, RUN)
    from cge.report.figures.painter import Painter

    def work(steps: Steps) -> tuple[Result, list[Path]]:
        with Painter() as painter:
            extra = {"band": band, "contributions": contributions, "decompose": decompose}
            result = _solved(scenario, choice, steps, extra, file)
            steps("write", detail=str(out))
            return result, written(out, RUN, files_of(result, painter))

    result, paths = with_steps(quiet, work)
    if not quiet:
        print_result(result, paths)
    refuse_unverified(result.verified, f"the result is NOT VERIFIED: {result.verdict}")
    if result.decomposition is not None:
        told = result.decomposition.data.attrs
        refuse_unverified(told["verified"], f"the result is NOT VERIFIED: {told['verdict']}")


def _numbers(name: str) -> Uncertainty:
    from cge.uncertainty.schema import Uncertainty

    return Uncertainty.from_name(name)


def _solved(
    scenario: Scenario,
    choice: Choice,
    steps: Steps,
    extra: Mapping[str, Any],
    file: Uncertainty | None,
) -> Result:
    economy = loaded(choice, steps)
    import cge

    if file is not None:
        economy, scenario = cge.at_means(economy, scenario, file)

    return cge.solve(economy, scenario, progress=steps, **extra)


def print_result(result: Result, paths: list[Path]) -> None:
    """Print the summary, and say where the files are."""
    from cge.report import table

    say(table(result.summary(), "text", width_of_lines()))
    if result.contributions is not None:
        say(table(result.contributions, "text", width_of_lines()))
    if result.decomposition is not None:
        say(table(result.decomposition.table(), "text", width_of_lines()))
    names = ", ".join(sorted(path.name for path in paths))
    say(f"Written to {paths[0].parent}: {names}")


def width_of_lines() -> int:
    """Characters in a line of the terminal, or of a file."""
    return shutil.get_terminal_size((_WIDTH_OF_A_FILE, 24)).columns
