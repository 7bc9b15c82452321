"""Say what a tag releases, or why it cannot be released: ``python tools/release.py v0.1.0``.

The tag, pyproject.toml, CITATION.cff and the conda recipe must name one version, and the changelog
must have a section of it, which is printed. With the standard library only.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Files that name the version, besides pyproject.toml, and the line in which they do.
NAMED = {
    "CITATION.cff": r"^version: (\S+)$",
    "conda.recipe/recipe.yaml": r"^  version: ([^$\s]+)$",
}


def versions(root: Path = ROOT) -> dict[str, str]:
    """The version that each file names; empty where it names none."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"pyproject.toml": project["version"]} | {
        name: _found(pattern, (root / name).read_text(encoding="utf-8"))
        for name, pattern in NAMED.items()
    }


def notes(version: str, root: Path = ROOT) -> str:
    """The changelog's section of a version, without its title; empty where there is none."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    pattern = rf"^## {re.escape(version)}[, ][^\n]*\d{{4}}-\d\d-\d\d[^\n]*\n(.*?)(?=^## |\Z)"
    return _found(pattern, text).strip()


def problems(tag: str, root: Path = ROOT) -> list[str]:
    """What keeps a tag from being released."""
    version = tag.removeprefix("v")
    found = [] if tag.startswith("v") else [f"tag '{tag}': write v{tag}"]
    found += [
        f"{name}: names version '{named}', the tag {version}"
        for name, named in versions(root).items()
        if named != version
    ]
    if not notes(version, root):
        found.append(f"CHANGELOG.md: has no section '## {version}, YEAR-MONTH-DAY'")
    return found


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, flags=re.MULTILINE | re.DOTALL)
    return match.group(1) if match else ""


def main(arguments: Sequence[str]) -> int:
    """Print the notes of a release, or what is wrong with it."""
    if len(arguments) != 1:
        print("give one tag, such as v0.1.0", file=sys.stderr)
        return 2
    wrong = problems(arguments[0])
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(notes(arguments[0].removeprefix("v")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
