"""``cge import``: a benchmark of files of a published layout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from calibration.errors import InputError
from cge.cli.columns import print_columns
from cge.cli.progress import Steps
from cge.cli.terminal import say


def print_steps() -> None:
    """Print every cleaning step with its choices; see `cge.cli.commands.data.import_`."""
    from calibration.importing.run import all_steps

    for step in all_steps().values():
        say(f"{step.name}: {step.title}. {step.does}")
        rows = [
            [f"  {name}", f"{does}  [default]" if name == step.default else does]
            for name, does in step.choices.items()
        ]
        rows += [[f"  {what}", does] for what, does in step.own.items()]
        print_columns((), rows)
    say("\nChoose by --clean STEP=CHOICE.")


def print_formats() -> None:
    """Print the layouts that are read."""
    from calibration.readers.formats import FORMATS

    print_columns(
        (), [[each.name, each.title, "; ".join(each.layouts)] for each in FORMATS.values()]
    )


def import_files(
    format: str | None,
    paths: Sequence[Path],
    out: Path | None,
    shown: tuple[bool, bool],
    given: dict[str, Any],
) -> None:
    """Import files, print what was done and write; see `cge.cli.commands.data.import_`.

    Parameters
    ----------
    format, paths, out
        As the command has them.
    shown : tuple of bool
        Print problems only; print effects as JSON.
    given : dict
        What `cge.import_table` is told besides; pairs as they are written.

    Raises
    ------
    calibration.errors.InputError
        Everything that is wrong with the files or with the options. Nothing is written then.
    """
    import cge

    if format is None or not paths or out is None:
        raise InputError(
            "import: name a format, the files and --out, as in "
            "'cge import icio ICIO2023_2020.csv --out mine.nc'; cge import --formats lists formats"
        )
    problems: list[str] = []
    quiet, as_json = shown
    pairs = {
        name: _pairs(option, given.pop(name), problems)
        for name, option in (("clean", "--clean"), ("agents", "--agent"), ("inputs", "--input"))
    }
    if out.suffix != ".nc":
        problems.append(f"--out {out}: a benchmark is a NetCDF file; call it {out.stem}.nc")
    if problems:
        raise InputError(problems)
    steps = Steps(quiet)
    try:
        made = cge.import_table(
            format, list(paths), **given, **pairs, name=out.stem, progress=steps
        )
    except BaseException:
        steps.abandon()
        raise
    steps.finish()
    _write(made.benchmark, out)
    if as_json:
        say(json.dumps([asdict(effect) for effect in made.effects], ensure_ascii=False, indent=1))
    elif not quiet:
        for line in made.lines():
            say(line)
        say(f"wrote {out}; next: cge check --data {out}")


def _pairs(option: str, texts: Sequence[str], problems: list[str]) -> dict[str, str]:
    """What options say as NAME=VALUE; a name twice is a problem."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name.strip() and value.strip()):
            problems.append(f"{option} {text}: must be NAME=VALUE")
        elif name.strip() in found:
            problems.append(f"{option} {text}: '{name.strip()}' is given twice")
        found[name.strip()] = value.strip()
    return found


def _write(benchmark: Any, out: Path) -> None:
    """Write NetCDF-4, compressed; the file appears whole or not at all."""
    from calibration.files.write import write_whole

    packing = {"zlib": True, "complevel": 6, "shuffle": True}
    encoding = {str(name): packing for name, array in benchmark.items() if array.ndim > 1}
    write_whole(out, lambda path: benchmark.to_netcdf(path, engine="h5netcdf", encoding=encoding))
