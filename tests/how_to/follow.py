"""Follow a page of docs/how-to on a copy of the project: make its files, add its lines."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("cge", "calibration", "tests", "data", "docs", "pyproject.toml")
FENCE = re.compile(r"^```\w+ file=(?P<file>\S+)(?P<how>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
HOW = re.compile(r'^ (?P<verb>after|replace)="(?P<anchor>(?:[^"\\]|\\.)*)"$')


@dataclass(frozen=True)
class Step:
    """One block of a page.

    Attributes
    ----------
    file
        Path from the root of the project.
    verb
        ``make`` a file, ``append`` to one after two empty lines, put the text ``after`` the line
        that begins with the anchor, or ``replace`` the anchor.
    """

    file: str
    verb: str
    anchor: str
    text: str

    def follow(self, root: Path) -> None:
        """Do it in a copy of the project; an anchor must be there exactly once."""
        path = root / self.file
        if self.verb == "make":
            assert not path.exists(), f"{self.file} exists"
            path.write_text(self.text, encoding="utf-8")
            return
        before = path.read_text(encoding="utf-8")
        path.write_text(self._changed(before), encoding="utf-8")

    def _changed(self, before: str) -> str:
        if self.verb == "append":
            return f"{before}\n\n{self.text}"
        pattern = re.escape(self.anchor)
        if self.verb == "after":
            pattern = rf"^{pattern}.*\n"
        found = re.findall(pattern, before, re.M)
        assert len(found) == 1, f"{self.file}: '{self.anchor}' is there {len(found)} times"
        kept = found[0] if self.verb == "after" else ""
        text = self.text if self.verb == "after" else self.text.removesuffix("\n")
        return re.sub(pattern, lambda _: kept + text, before, flags=re.M)


def steps(page: Path) -> list[Step]:
    """The blocks of a page that name a file, in order."""
    return [_step(found) for found in FENCE.finditer(page.read_text(encoding="utf-8"))]


def _step(found: re.Match[str]) -> Step:
    how = found["how"]
    if how in ("", " append"):
        return Step(found["file"], "append" if how else "make", "", found["text"])
    read = HOW.match(how)
    assert read is not None, f"{found['file']}: cannot follow '{how}'"
    anchor = read["anchor"].replace(r"\n", "\n").replace(r"\"", '"')
    return Step(found["file"], read["verb"], anchor, found["text"])


def copied(root: Path) -> Path:
    """A copy of the project below a folder; its data are linked."""
    root.mkdir()
    for name in COPIED:
        if name == "data":
            (root / name).symlink_to(ROOT / name, target_is_directory=True)
        elif (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, root / name)
    return root
