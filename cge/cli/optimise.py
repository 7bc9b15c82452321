"""``cge optimise``: from a problem to a verified optimum, tables, a figure and a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cge.cli.choices import Choice
from cge.cli.folder import RUN, default_folder, must_be_fit, written
from cge.cli.progress import Steps
from cge.cli.run import print_result, width_of_lines
from cge.cli.solving import loaded, refuse_unverified, with_steps
from cge.cli.terminal import say
from cge.design.problem import Problem, open_problem
from cge.report.files import files_of

if TYPE_CHECKING:
    from calibration.files.write import Writer
    from cge.design.optimum import Optimum
    from cge.report.figures.painter import Painter


def optimise_problem(source: str, choice: Choice, out: Path | None, quiet: bool) -> None:
    """Search, verify, write and print; see `cge.cli.commands.solving.optimise`.

    Raises
    ------
    typer.Exit
        With code 1 when the optimum is not verified.
    cge.SolveError
        The model has no solution at the start of the search.
    calibration.errors.InputError
        Anything wrong with the input.
    """
    problem = open_problem(source)
    choice = choice.meant_for(problem)
    if out is None:
        out = default_folder(source, problem, problem.model_dump(mode="json"), choice)
    must_be_fit(out, RUN)
    from cge.report.figures.painter import Painter

    def work(steps: Steps) -> tuple[Optimum, list[Path]]:
        with Painter() as painter:
            optimum = _found(problem, choice, steps)
            steps("write", detail=str(out))
            return optimum, written(out, RUN, _files(optimum, painter))

    optimum, paths = with_steps(quiet, work)
    if not quiet:
        _print(optimum, paths)
    refuse_unverified(optimum.verified, f"the optimum is NOT VERIFIED: {optimum.verdict}")


def _found(problem: Problem, choice: Choice, steps: Steps) -> Optimum:
    economy = loaded(choice, steps)
    import cge

    return cge.optimise(economy, problem, progress=steps)


def _files(optimum: Optimum, painter: Painter) -> dict[str, Writer]:
    from cge.report import text_writer
    from cge.report.tables.optimum import optimum_table, scenario_text

    return files_of(optimum.result, painter) | {
        "optimum.csv": text_writer(optimum_table(optimum, "csv")),
        "optimum.tex": text_writer(optimum_table(optimum, "latex")),
        "scenario.yaml": text_writer(scenario_text(optimum)),
    }


def _print(optimum: Optimum, paths: list[Path]) -> None:
    from cge.report.tables.optimum import optimum_table

    say(optimum_table(optimum, "text", width_of_lines()))
    print_result(optimum.result, paths)
