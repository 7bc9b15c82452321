"""Pictures of pages, with the numbers that they show: `python -m tests.pages.pictures`.

Each is the figure that a page makes, in a cell of a tutorial under the name `picture`. Tests hold
the numbers, not the pixels, which depend on fonts.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import cge
from calibration.files.write import text_writer, write_whole
from cge.results.views import FigureView
from tests.pages import marks, tutorials

FOLDER = marks.DOCS / "pictures"
NUMBERS = FOLDER / "numbers.json"
DOTS_PER_INCH = 100
DIGITS = 6  # significant; a solution is the same on any machine to nearly twice as many


def _of_tutorial(name: str) -> FigureView:
    found: FigureView = tutorials.run(tutorials.FOLDER / f"{name}.md").names["picture"]
    return found


def _of_quick_start() -> FigureView:
    """What `cge figure welfare` draws of the run of the quick start."""
    economy = cge.load(aggregation="5x6")
    return cge.solve(economy, "nqp-and-cbam", decompose=True).figure("welfare")


TUTORIALS = ("tariff-war", "border-adjustment", "intervals")
PICTURES: Mapping[str, Callable[[], FigureView]] = {
    "quick-start": _of_quick_start,
    **{name: partial(_of_tutorial, name) for name in TUTORIALS},
}


def numbers() -> str:
    """What all pictures show, as JSON."""
    shown = {name: rounded(make().to_dict()) for name, make in PICTURES.items()}
    return json.dumps(shown, indent=1, ensure_ascii=False) + "\n"


def rounded(value: Any) -> Any:
    """Numbers at so many significant digits."""
    if isinstance(value, Mapping):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(each) for each in value]
    return float(f"{value:.{DIGITS - 1}e}") if isinstance(value, float) else value


def path_of(name: str) -> Path:
    """Where a picture stands."""
    return FOLDER / f"{name}.png"


def write() -> None:
    """Draw all pictures, and keep what they show."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in PICTURES.items():
        make().draw().savefig(path_of(name), dpi=DOTS_PER_INCH, metadata={"Software": None})
    write_whole(NUMBERS, text_writer(numbers()))


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pages say what results rest on
        write()
