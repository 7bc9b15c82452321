"""A figure of the NQP index: regions by what their index is made of, and activities as a map."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from calibration.files.printable import columns_of
from calibration.indicators import Composite, activity_index, of_regions, regional_index
from cge.report.figures.lettering import Lettering

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

# Okabe and Ito (2008): told apart by readers with any colour vision.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
# Inches and points.
_ROW, _CELL, _BARS, _HEAD, _FOOT, _GAP = 0.19, 0.21, 3.6, 1.0, 0.75, 0.25
_LETTER = 0.065
_SMALL, _NORMAL, _LARGE = 6.5, 7.5, 9.5
_NUMBERS_UP_TO = 25  # regions; above, numbers in cells are too dense to read


def draw_nqp(found: Composite, benchmark: xr.Dataset) -> Figure:
    """Draw the index of the regions of a benchmark, highest first.

    Left, a bar for each region, in parts by dimension, as long as its index. Right, the index of
    its activities, in the same order of regions.

    Parameters
    ----------
    found : Composite
    benchmark : xarray.Dataset
        At any level of aggregation.

    Returns
    -------
    matplotlib.figure.Figure
        Not connected to any window; write it with `cge.report.figures.drawing.save`.
    """
    order = np.argsort(-regional_index(found, benchmark).to_numpy(), kind="stable")
    parts = of_regions(found.contributions, found.indicators, benchmark).isel(region=order)
    cells = activity_index(found, benchmark).isel(region=order)
    letters = _lettering(found, cells)
    regions = [letters(str(label)) for label in cells["region"].to_numpy()]
    left = 0.2 + _LETTER * max(map(columns_of, regions))
    high, wide = _ROW * len(regions), _CELL * cells.sizes["activity"]
    width, height = left + _BARS + _GAP + wide + 0.8, _HEAD + high + _FOOT
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    _words(figure, found, width, height, len(regions) <= _NUMBERS_UP_TO, letters)
    bars = figure.add_axes((left / width, _FOOT / height, _BARS / width, high / height))
    _bars(bars, parts, found, regions, letters)
    at = left + _BARS + _GAP
    area = figure.add_axes((at / width, _FOOT / height, wide / width, high / height))
    shown = _map(area, cells, letters)
    scale = figure.add_axes(
        ((at + wide + 0.12) / width, _FOOT / height, 0.1 / width, min(high, 2.0) / height)
    )
    figure.colorbar(shown, cax=scale).ax.tick_params(labelsize=_SMALL, length=2)
    return figure


def _lettering(found: Composite, cells: xr.DataArray) -> Lettering:
    named = (dimension.title for dimension in found.indicators.catalogue.dimensions.values())
    labels = (str(k) for dim in ("region", "activity") for k in cells[dim].to_numpy())
    return Lettering.of((*named, *labels))


def _words(
    figure: Figure,
    found: Composite,
    width: float,
    height: float,
    numbered: bool,
    letters: Lettering,
) -> None:
    title = "Index of new quality productive forces"
    imputed = float(found.imputed_share.mean())
    hundredths = " (numbers: hundredths)" if numbered else ""
    note = (
        f"Weights: {found.method}. Averages of economies weighted by GDP. On average {imputed:.0%} "
        f"of the weight rests on imputed figures. Right: index by activity{hundredths}, "
        f"each dimension counted as far as it reaches the activity. {letters.note}"
    )
    figure.text(0.1 / width, 1 - 0.12 / height, title, va="top", size=_LARGE, weight="bold")
    fits = int((width - 0.2) * 72 / (0.55 * _SMALL))
    figure.text(
        0.1 / width, 0.06 / height, "\n".join(textwrap.wrap(note, fits)),
        va="bottom", size=_SMALL, color="#666666",
    )  # fmt: skip


def _bars(
    axes: Axes, parts: xr.DataArray, found: Composite, regions: list[str], letters: Lettering
) -> None:
    rows = np.arange(len(regions))
    start = np.zeros(len(regions))
    named = found.indicators.catalogue.dimensions
    for n, dimension in enumerate(parts["dimension"].to_numpy()):
        length = parts.sel(dimension=dimension).to_numpy()
        axes.barh(
            rows, length, left=start, height=0.72, color=_COLOURS[n % len(_COLOURS)],
            label=letters(named[str(dimension)].title), zorder=2,
        )  # fmt: skip
        start = start + length
    for row, value in enumerate(start.tolist()):
        axes.text(value + 0.008, row, f"{value:.2f}", va="center_baseline", size=_SMALL)
    style: dict[str, Any] = {"family": letters.families, "parse_math": False}
    axes.set_yticks(rows, regions, size=_SMALL + 0.5, **style)
    axes.set_ylim(len(regions) - 0.5, -0.5)
    axes.set_xlim(0, 1.1 * start.max())
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=_SMALL, length=2)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.6, zorder=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    legend = axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, fontsize=_SMALL, frameon=False,
        borderpad=0.2, handlelength=1.0, columnspacing=1.0,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set(**style)


def _map(axes: Axes, cells: xr.DataArray, letters: Lettering) -> AxesImage:
    values = cells.transpose("region", "activity").to_numpy()
    shown = axes.imshow(values, aspect="auto", cmap="viridis", vmin=0.0)
    activities = [letters(str(label)) for label in cells["activity"].to_numpy()]
    style: dict[str, Any] = {"family": letters.families, "parse_math": False}
    axes.set_xticks(np.arange(len(activities)), activities, rotation=90, size=_SMALL, **style)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if len(values) <= _NUMBERS_UP_TO:
        middle = values.max() * 0.6
        for row, line in enumerate(values):
            for column, value in enumerate(line):
                axes.text(
                    column, row, f"{100 * value:.0f}", ha="center", va="center_baseline",
                    size=_SMALL - 2, color="black" if value > middle else "white",
                )  # fmt: skip
    return shown
