"""A figure of one variable by region, one panel for each experiment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from matplotlib import rc_context

from calibration.errors import InputError, nearest
from calibration.files.printable import columns_of
from calibration.files.write import Writer, write_whole
from cge.report.figures.colours import LIGHT, Theme
from cge.report.figures.lettering import Lettering
from cge.report.figures.page import LETTER, NORMAL, SMALL, Grid, Page
from cge.report.figures.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_SIDE_BY_SIDE = 3
_PANEL_WIDTH, _BETWEEN = 2.1, 0.25
_ROW_HEIGHT, _HEAD, _FOOT = 0.19, 0.28, 0.36
_DOTS_PER_INCH = 200
# Endings of files; without a date, the same result gives the same file.
_UNDATED: dict[str, dict[str, None]] = {
    ".pdf": {"CreationDate": None},
    ".png": {},
    ".svg": {"Date": None},
}
# Of the identifiers inside an SVG, which are otherwise drawn at random.
_SALT = "cge"
_NUMBERS_UP_TO = 40  # regions; above, numbers at the bars are too dense to read


def draw(picture: Picture, theme: Theme = LIGHT) -> Figure:
    """Draw a variable by region, largest first, with one panel for each experiment.

    Panels have scales of their own, because a carbon border charge and a rise in productivity
    differ in size by far; the order of regions is the same in all of them.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `save`.
    """
    letters = Lettering.of(picture.texts())
    regions = [letters(region) for region in picture.regions]
    grid = _grid(len(picture.experiments), regions)
    scales = "Panels differ in scale." if len(picture.experiments) > 1 else ""
    page = Page.around(picture, grid, letters, scales, theme)
    for n, experiment in enumerate(picture.experiments):
        axes = page.axes(n)
        shown = regions if n % grid.across == 0 else []
        _bars(axes, picture.values[n], letters(experiment), shown, page)
        reach = _intervals(axes, picture, n, theme.ink)
        _numbers(axes, picture.values[n], picture.numbers[n], reach)
    return page.figure


def save(drawing: Figure, path: str | Path) -> Path:
    """Write a figure as PDF, PNG or SVG, by the ending of the path, whole or not at all.

    Raises
    ------
    calibration.errors.InputError
        The path has another ending.
    OSError
        The file cannot be written.
    """
    return write_whole(path, figure_writer(drawing, path))


def figure_writer(drawing: Figure, path: str | Path) -> Writer:
    """What writes a figure in the format of the ending of a path; see `save`."""
    ending = Path(path).suffix.lower()
    if ending not in _UNDATED:
        near = nearest(ending, _UNDATED)
        raise InputError(f"figure: {path}: a file ending in '{ending}' cannot be drawn{near}")
    return lambda place: put(drawing, place, ending)


def put(drawing: Figure, place: Path | BinaryIO, ending: str) -> None:
    """Write a figure in the format of an ending; the same figure gives the same bytes."""
    with rc_context({"svg.hashsalt": _SALT}):
        drawing.savefig(
            place, format=ending.removeprefix("."), dpi=_DOTS_PER_INCH, metadata=_UNDATED[ending]
        )


def _grid(experiments: int, regions: list[str]) -> Grid:
    """Panels as high as their bars."""
    across = min(experiments, _SIDE_BY_SIDE)
    left = 0.2 + LETTER * max(map(columns_of, regions))
    height = len(regions) * _ROW_HEIGHT
    return Grid(experiments, across, _PANEL_WIDTH, height, left, _BETWEEN, _HEAD, _FOOT)


def _bars(axes: Axes, values: np.ndarray, title: str, regions: list[str], page: Page) -> None:
    """One bar for each region, with its name where names are given."""
    drawn = np.nan_to_num(values)
    rows = np.arange(drawn.size)
    theme, style = page.theme, page.style
    colours = np.where(drawn < 0, theme.loss, theme.gain)
    axes.barh(rows, drawn, height=0.68, color=colours, zorder=2)
    axes.axvline(0, color=theme.grey, linewidth=0.8, zorder=3)
    axes.set_title(title, {"fontsize": NORMAL, "fontweight": "bold"}, loc="left", **style)
    if regions:
        axes.set_yticks(rows, regions, fontsize=SMALL + 0.5, **style)
    else:
        axes.set_yticks([])
    axes.set_ylim(-0.6, drawn.size - 0.4)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=SMALL, length=2)
    axes.grid(axis="x", color=theme.pale, linewidth=0.6, zorder=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.locator_params(axis="x", nbins=4)


def _intervals(axes: Axes, picture: Picture, n: int, ink: str) -> np.ndarray:
    """A line for each interval of a panel; the ends of bars and lines (2, region)."""
    drawn = np.nan_to_num(picture.values[n])
    if picture.ends is None:
        return np.stack([drawn, drawn])
    low, high = np.nan_to_num(picture.ends[:, n], nan=0.0)
    axes.hlines(np.arange(drawn.size), low, high, color=ink, linewidth=0.9, zorder=4)
    axes.plot([*low, *high], 2 * [*range(drawn.size)], "|", color=ink, ms=3, mew=0.9, zorder=4)
    return np.stack([np.minimum(drawn, low), np.maximum(drawn, high)])


def _numbers(axes: Axes, values: np.ndarray, numbers: tuple[str, ...], reach: np.ndarray) -> None:
    """Scale with room for the number at the end of each bar, and the numbers."""
    drawn = np.nan_to_num(values)
    low, high = min(reach[0].min(), 0.0), max(reach[1].max(), 0.0)
    span = (high - low) or 1.0
    written = values.size <= _NUMBERS_UP_TO
    room = 0.3 if written else 0.03
    axes.set_xlim(low - room * span * (low < 0), high + room * span * (high > 0 or low == 0))
    if not written:
        return
    for row, (value, text) in enumerate(zip(drawn, numbers, strict=True)):
        side = -1 if value < 0 else 1
        axes.annotate(
            text,
            (reach[int(side > 0), row], row),
            xytext=(2 * side, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center_baseline",
            fontsize=SMALL - 0.5,
        )
