"""An archive of results that replicates them, tried before it is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from calibration.arguments import explained
from calibration.errors import InputError
from calibration.files.outputs import must_be_output
from calibration.files.paths import as_path
from calibration.files.write import write_whole
from cge.archives import replicate, software
from cge.archives.exhibits import write_exhibits
from cge.archives.packed import Packed, packed_results, paths_of
from cge.archives.readme import Contents, Trial, readme
from cge.archives.trial import tried
from cge.archives.zipped import write_manifest, zip_folder
from cge.inputs.arguments import must_be

_SHELL = """\
#!/bin/sh
# Makes an environment from requirements.txt and replicates every result.
set -e
cd "$(dirname "$0")"
test -d .venv || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --requirement requirements.txt
.venv/bin/python replicate.py
"""
_MAKE = """\
# make        replicates every result, in an environment of its own
# make clean  removes what it made
.PHONY: replicate clean

replicate:
\tsh replicate.sh

clean:
\trm -rf .venv replicated
"""
_ENDING = ".zip"
_ROOT = "replication"  # not after the archive, so that its bytes do not depend on its name


@dataclass(frozen=True)
class Bundled:
    """An archive that was written.

    Attributes
    ----------
    path
        The archive.
    results
        Names of its results.
    exhibits
        How many files of tables and figures it has.
    trial
        What came of running it; None where it was not run.
    """

    path: Path
    results: tuple[str, ...]
    exhibits: int
    trial: Trial | None


@explained
def bundle(
    results: Iterable[str | Path],
    path: str | Path,
    further: Iterable[str | Path] = (),
    check: bool = True,
) -> Bundled:
    """Pack results with all that makes them again, for a journal's data editor.

    The archive holds the results, their scenarios and closures as text, tables and figures, the
    code of the model, the shipped data that they start from, the versions of every package, a
    program that solves everything again and compares, and a page under the headings that data
    editors ask for. The same results give the same bytes, as long as the code and the packages are
    the same.

    Parameters
    ----------
    results
        Paths of verified results.
    path
        The archive, a name that ends in ``.zip``.
    further
        Files of the authors to add, such as raw tables or values of their own.
    check
        Unpack it into an empty folder and run it there, in a new process, before it is written.

    Returns
    -------
    Bundled
        Where it is, and what came of running it.

    Raises
    ------
    InputError
        Naming every file that is no verified result or cannot be added.
    calibration.errors.OutputError
        The archive does not find a number again, or cannot be written; nothing is.
    """
    must_be(check, bool, "check", "True or False")
    given, further = paths_of(results), list(further)
    must_be_output(path, [_ENDING], [*given, *further], "an archive")
    target = as_path(path)
    packed, added = packed_results(given), _further(further)
    with tempfile.TemporaryDirectory() as place:
        folder, trial = Path(place, _ROOT), None
        contents = _fill(folder, packed, added)
        if check:
            first = Path(place, f"trial{_ENDING}")
            zip_folder(folder, first, _ROOT)
            trial = tried(first, _ROOT, [each.name for each in packed])
            contents = replace(contents, trial=trial)
        (folder / "README.md").write_text(readme(contents), encoding="utf-8")
        write_manifest(folder)
        write_whole(target, lambda part: zip_folder(folder, part, _ROOT))
    exhibits = sum(map(len, contents.exhibits.values()))
    return Bundled(target, tuple(each.name for each in packed), exhibits, trial)


def _further(paths: Iterable[str | Path]) -> dict[str, Path]:
    """Files to add, by their paths in the archive."""
    found: dict[str, Path] = {}
    problems = []
    for given in map(as_path, paths):
        name = f"further/{given.name}"
        if not given.is_file():
            problems.append(f"{given}: is no file")
        elif name in found:
            problems.append(f"{given}: another file of this name is added already")
        found[name] = given
    if problems:
        raise InputError(problems)
    return found


def _fill(folder: Path, results: list[Packed], further: dict[str, Path]) -> Contents:
    """Write everything that the archive holds, but for its page and its manifest."""
    exhibits = {}
    for packed in results:
        packed.write_inputs(folder / "inputs" / packed.name)
        _copy(packed.path, folder / "results" / packed.name / "result.nc")
        exhibits[packed.name] = write_exhibits(packed.result, packed.name, folder)
    for name, path in further.items():
        _copy(path, folder / name)
    software.write_code(folder / "code", [each.data for each in results])
    shutil.copyfile(replicate.__file__, folder / "replicate.py")
    texts = {
        "replicate.sh": _SHELL,
        "Makefile": _MAKE,
        "requirements.txt": software.requirements(),
        "LICENSE": software.licence(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return Contents(results, exhibits, list(further), None)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
