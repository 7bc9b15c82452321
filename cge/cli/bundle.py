"""``cge bundle``: an archive of results for a journal's data editor."""

from __future__ import annotations

from pathlib import Path

from cge.cli.terminal import say


def bundle_results(
    results: list[Path], out: Path, further: list[Path], check: bool, quiet: bool
) -> None:
    """Write the archive and say what came of running it; see `cge.cli.commands.results.bundle`.

    Raises
    ------
    calibration.errors.InputError
        A file is no verified result, or cannot be added.
    calibration.errors.OutputError
        The archive does not find a number again, or cannot be written.
    """
    import cge

    found = cge.bundle(results, out, further, check)
    if quiet:
        return
    size = found.path.stat().st_size / 1e6
    say(
        f"Written to {found.path} ({size:.1f} MB): {', '.join(found.results)}; {found.exhibits} "
        "files of tables and figures, the code, the data, README.md for a data editor."
    )
    if found.trial is None:
        say("It was not run.")
        return
    say(
        f"It was unpacked and run in {found.trial.seconds:.0f} s: every number of every result is "
        f"found again within {found.trial.tolerance:g} of its size."
    )
