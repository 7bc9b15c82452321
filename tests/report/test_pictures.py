"""Drawings against the pictures that they draw: lengths, places, words, and what overlaps."""

import io
import itertools
import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.patches import PathPatch, Rectangle, Wedge
from matplotlib.text import Text

from calibration.errors import InputError
from cge.report.figures.colours import DARK, LIGHT, diverging
from cge.report.figures.drawing import put
from cge.report.figures.drawings.every import DRAWINGS, drawn
from cge.report.figures.drawings.matrix import short
from cge.report.figures.picture import Picture
from cge.report.figures.pictures import (
    Bars,
    Cells,
    Chord,
    Curve,
    Dots,
    Matrix,
    Panels,
    Stack,
    Steps,
    Tile,
    TileMap,
    Waterfall,
)

WORDS = ("A policy", "", "Data: none. Verified.", "Welfare, million USD")
SHORT = tuple("ABCDEFG")
SIGNS = "with sixty signs or so, and $x^2$ & <b>bold</b> \\frac"
CHINESE = "名称非常长以至于超过六十个字符的长度标签测试标签测试"
LONG = tuple(f"Region {n} {SIGNS}" if n % 2 else f"区域{n}的{CHINESE}" for n in range(7))
RANDOM = np.random.default_rng(3)


def text_of(values):
    return tuple(f"{value:,.2f}".replace("-", "−") for value in np.ravel(values))


def picture(values, labels, kind=Picture, **more):
    numbers = tuple(map(text_of, values))
    names = tuple(f"case {n}" for n in range(len(values)))
    return kind(*WORDS, names, labels, values, numbers, **more)


def stack(labels, experiments=2, parts=4):
    values = RANDOM.normal(0, 1e4, (experiments, len(labels), parts))
    net = values.sum(-1)
    named = tuple(f"{labels[0]} {k}" for k in range(parts))
    cases = tuple(f"case {labels[-1]} {k}" for k in range(experiments))
    return Stack(*WORDS, cases, labels, named, values, net, tuple(map(text_of, net)))


def waterfall(labels):
    values = RANDOM.normal(0, 3, len(labels))
    whole = float(values.sum())
    steps = Steps(labels[0], labels, values, whole, text_of([*values, whole]))
    return Waterfall(*WORDS, (steps, replace(steps, label="second")))


def matrix(labels):
    values = RANDOM.normal(0, 1e4, (2, len(labels), len(labels)))
    values[:, 0, 0] = np.nan
    panels = tuple(Cells(f"Change, {unit}", v, 1.5e4) for unit, v in zip("%$", values, strict=True))
    return Matrix(*WORDS, labels, labels, "Exporter", "Importer", panels)


def chord(labels):
    changes = RANDOM.normal(0, 5, (len(labels), len(labels)))
    np.fill_diagonal(changes, 0)
    return Chord(*WORDS, labels, changes, "million USD", "sells", "buys")


def tile_map(labels):
    values = np.sort(RANDOM.normal(0, 1, len(labels)))[::-1]
    tiles = tuple(
        Tile(f"{label[:9]}{k}", label, k, n) for n, label in enumerate(labels) for k in (0, 1)
    )
    return TileMap(*WORDS, labels, labels, values, text_of(values), 1.0, tiles)


def panels(labels):
    values = np.sort(RANDOM.normal(0, 1e4, len(labels)))
    each = Bars(f"Charged on goods of {labels[0]}", "million USD", labels, values, text_of(values))
    few = replace(each, rows=labels[:2], values=values[:2], numbers=each.numbers[:2])
    return Panels(*WORDS, ("cbam", labels[-1]), ((each, each, few, few), (each, each, few, few)))


def dots(labels):
    values = RANDOM.normal(0, 1, (3, len(labels)))
    ends = np.stack([values - 0.3, values + 0.5])
    return picture(values, labels, Dots, ends=ends, interval="90 % interval")


def curve(_labels):
    x = np.array([0.0, 10.0, 30.0, 45.0])
    return Curve(*WORDS, "Abated, Mt CO2", "Carbon price, USD per t CO2", x, x**1.3)


def bars(labels):
    return picture(RANDOM.normal(0, 1, (2, len(labels))), labels)


EVERY = {
    f.__name__: f for f in (bars, stack, waterfall, matrix, chord, tile_map, panels, dots, curve)
}
ANY = pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)


@cache
def figure_of(make, labels):
    """A drawing that tests only look at."""
    return drawn(make(labels))


def test_every_kind_of_picture_is_among_these():
    assert {type(make(SHORT)) for make in EVERY.values()} == set(DRAWINGS)


def bars_of(axes):
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return np.array([[p.get_x(), p.get_width(), p.get_y() + p.get_height() / 2] for p in found])


# ---------------------------------------------------------------------- geometry and numbers
def test_parts_of_a_bar_stand_on_either_side_of_zero_and_sum_to_the_net_change():
    shown = stack(SHORT)
    figure = drawn(shown)
    for n, axes in enumerate(figure.axes):
        start, width, row = bars_of(axes).T
        np.testing.assert_allclose(width.reshape(4, 7).T, shown.values[n])
        for region in range(7):
            here = np.isclose(row, region)
            ends = start[here] + width[here]
            for side in (width[here] > 0, width[here] < 0):
                # One part begins where the one before it ended, the first at zero.
                np.testing.assert_allclose(
                    start[here][side], [0.0, *ends[side]][: side.sum()], atol=1e-9
                )
            assert width[here].sum() == pytest.approx(shown.net[n, region])
        (marks,) = [line for line in axes.lines if line.get_marker() == "D"]
        np.testing.assert_allclose(marks.get_xdata(), shown.net[n])
        numbers = [text.get_text() for text in axes.texts]
        assert numbers == list(shown.numbers[n])


def test_steps_begin_where_the_one_before_ended_and_lead_to_the_whole():
    shown = waterfall(SHORT)
    start, width, row = bars_of(drawn(shown).axes[0]).T
    steps = shown.panels[0]
    np.testing.assert_allclose(width[:-1], steps.values)
    np.testing.assert_allclose(start[1:-1], np.cumsum(steps.values)[:-1], atol=1e-12)
    assert (start[0], start[-1], width[-1]) == pytest.approx((0, 0, steps.values.sum()))
    assert row.tolist() == list(range(8))  # the first on top, since the axis runs downwards
    low, high = drawn(shown).axes[0].get_ylim()
    assert low > high


def test_dots_and_lines_are_the_numbers_and_their_intervals():
    shown = dots(SHORT)
    for n, axes in enumerate(drawn(shown).axes):
        (lines,) = axes.collections
        np.testing.assert_allclose(
            [segment[:, 0] for segment in lines.get_segments()], shown.ends[:, n].T
        )
        (points,) = [line for line in axes.lines if line.get_marker() == "o"]
        np.testing.assert_allclose(points.get_xdata(), shown.values[n])


def test_cells_have_the_colour_of_their_number_at_their_place():
    shown = matrix(SHORT)
    for cells, axes in zip(shown.panels, drawn(shown).axes[::2], strict=True):
        (squares,) = [c for c in axes.collections if isinstance(c, PolyCollection)]
        wanted = diverging(cells.values.ravel(), cells.limit, LIGHT)
        np.testing.assert_allclose(squares.get_facecolors()[:, :3], wanted)
        middles = [path.vertices[:4].mean(axis=0) for path in squares.get_paths()]
        np.testing.assert_allclose(middles, [(j, i) for i in range(7) for j in range(7)])


def test_a_scale_says_where_it_ends_and_that_numbers_lie_beyond():
    shown = matrix(SHORT)
    assert shown.panels[0].beyond == (np.abs(np.nan_to_num(shown.panels[0].values)) > 1.5e4).sum()
    ends = [label.get_text() for label in drawn(shown).axes[1].get_xticklabels()]
    assert ends == ["≤ −15,000", "0", "≥ 15,000"]
    whole = replace(shown, panels=tuple(replace(p, limit=1e6) for p in shown.panels))
    ends = [label.get_text() for label in drawn(whole).axes[1].get_xticklabels()]
    assert ends == ["−1,000,000", "0", "1,000,000"]


def test_large_matrices_mark_falls_where_small_ones_have_numbers():
    values = RANDOM.normal(0, 1, (30, 30))
    labels = tuple(f"R{n}" for n in range(30))
    shown = Matrix(*WORDS, labels, labels, "a", "b", (Cells("Change, %", values, 2.0),))
    axes = drawn(shown).axes[0]
    marks = {(x, y) for line in axes.lines for x, y in zip(*line.get_data(), strict=True)}
    assert marks == {(j, i) for i, j in zip(*np.nonzero(values < -2e-3), strict=True)}
    assert "Cells with a dash are falls." in " ".join(t.get_text() for t in drawn(shown).texts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00"),
        (-0.001, "0.00"),
        (-0.126, "−0.13"),
        (12.34, "12.3"),
        (-99.96, "−100"),
        (999.4, "999"),
        (999.7, "1.0k"),
        (-12345.0, "−12k"),
        (2.5e6, "2.5M"),
    ],
)
def test_numbers_in_cells_are_short(value, text):
    assert short(value) == text


def test_a_band_for_every_change_and_an_arc_for_every_region():
    shown = chord(SHORT)
    axes = drawn(shown).axes[0]
    bands = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    arcs = [patch for patch in axes.patches if isinstance(patch, Wedge)]
    assert len(bands) == np.count_nonzero(shown.changes)
    assert sum(band.get_hatch() is not None for band in bands) == (shown.changes < 0).sum()
    size = np.abs(shown.changes).sum(axis=0) + np.abs(shown.changes).sum(axis=1)
    length = np.array([arc.theta2 - arc.theta1 for arc in arcs]) % 360
    np.testing.assert_allclose(length / length.sum(), size / size.sum())


def test_labels_around_a_circle_have_room():
    labels = tuple(f"Region {n}" for n in range(16))
    changes = np.zeros((16, 16))
    changes[0, 1] = 1e6
    changes[2:, 0] = 1.0
    axes = drawn(Chord(*WORDS, labels, changes, "million USD", "sells", "buys")).axes[0]
    places = np.array([text.get_position() for text in axes.texts])
    apart = [np.linalg.norm(a - b) for a, b in itertools.combinations(places, 2)]
    inches = min(apart) / np.diff(axes.get_xlim())[0] * axes.get_window_extent().width / 100
    assert inches > 6.5 / 72  # the size of the letters


def test_squares_have_the_colour_of_their_region():
    shown = tile_map(SHORT)
    axes = drawn(shown).axes[0]
    squares = axes.collections[0]
    colours = dict(zip(shown.regions, diverging(shown.values, 1.0, LIGHT), strict=True))
    wanted = [colours[tile.region] for tile in shown.tiles]
    np.testing.assert_allclose(squares.get_facecolors()[:, :3], wanted)
    corners = [path.vertices[0].tolist() for path in squares.get_paths()]
    assert corners == [[tile.column, tile.row] for tile in shown.tiles]


def test_bars_of_panels_are_equally_thick_and_as_long_as_their_numbers():
    shown = panels(SHORT)
    axes = [a for a in drawn(shown).axes if len(bars_of(a))]
    every = [each for row in shown.panels for each in row]
    for panel, each in zip(axes, every, strict=True):
        np.testing.assert_allclose(bars_of(panel)[:, 1], each.values)
    height = {round(a.get_window_extent().height / np.ptp(a.get_ylim()), 2) for a in axes}
    assert max(height) < 1.2 * min(height)


def test_a_curve_passes_through_its_points():
    shown = curve(SHORT)
    axes = drawn(shown).axes[0]
    np.testing.assert_allclose(axes.lines[0].get_data(), [shown.x, shown.y])
    assert axes.get_xlabel() == "Abated, Mt CO2"
    assert axes.get_ylabel() == "Carbon price, USD per t CO2"


def test_arrays_of_other_shapes_are_refused():
    shown = stack(SHORT)
    with pytest.raises(InputError, match=r"stack: net: shape \(2, 6\) is not \(2, 7\)"):
        replace(shown, net=shown.net[:, :6])
    with pytest.raises(InputError, match="chord: changes"):
        replace(chord(SHORT), regions=SHORT[:3])
    with pytest.raises(InputError, match="matrix: Change"):
        replace(matrix(SHORT), rows=SHORT[:3])
    with pytest.raises(InputError, match="curve: y"):
        replace(curve(SHORT), y=np.zeros(2))
    with pytest.raises(InputError, match="map: values"):
        replace(tile_map(SHORT), values=np.zeros(2))


# ---------------------------------------------------------------------- words
def labels_beyond(axes):
    """Labels of ticks outside a panel, which Matplotlib keeps but does not draw."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not (axes.axison and low <= tick.get_loc() <= high):
                yield from (tick.label1, tick.label2)


def upright(figure):
    """Boxes of all texts that are drawn, but for those that lean."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    beyond = {id(label) for axes in figure.axes for label in labels_beyond(axes)}
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and id(t) not in beyond]
    shown = [t for t in texts if t.get_rotation() % 90 == 0]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in shown]


def overlaps(one, other, slack=1.5):
    """Whether two boxes share more than a line of their frames, in pixels."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > slack and down > slack


@ANY
@pytest.mark.parametrize("labels", [SHORT[:2], SHORT, LONG], ids=["two", "short", "long"])
def test_no_text_lies_on_another_or_leaves_the_page(make, labels):
    figure = figure_of(make, labels)
    boxes = upright(figure)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        assert box.x0 > -1, text
        assert box.x1 < width + 1, text
        assert box.y0 > -1, text
        assert box.y1 < height + 1, text
    found = [
        (one, other)
        for (one, first), (other, second) in itertools.combinations(boxes, 2)
        if overlaps(first, second)
    ]
    assert found == []


@ANY
def test_a_figure_that_is_not_verified_says_so(make):
    shown = replace(make(SHORT), warning="NOT VERIFIED: both: market of labour")
    said = " ".join(text.get_text() for text in drawn(shown).texts)
    assert "NOT VERIFIED: both: market of labour" in said
    usual = " ".join(text.get_text() for text in figure_of(make, SHORT).texts)
    assert "NOT VERIFIED" not in usual


@ANY
def test_no_label_is_a_formula(make):
    figure = figure_of(make, LONG)
    assert not any(t.get_parse_math() for t in figure.findobj(Text) if "$" in t.get_text())


# Identifiers in an SVG are drawn at random unless they are told not to be; hatches are patterns.
KINDS_OF_FILES = [
    *((make, ".svg") for make in (stack, matrix, chord, tile_map, dots)),
    *((make, ending) for make in (stack, chord) for ending in (".pdf", ".png")),
]


@pytest.mark.parametrize(("make", "ending"), KINDS_OF_FILES)
def test_the_same_picture_gives_the_same_bytes(make, ending):
    shown = make(SHORT[:3])
    files = []
    for _ in range(2):
        content = io.BytesIO()
        put(drawn(shown), content, ending)
        files.append(content.getvalue())
    assert files[0] == files[1]
    assert files[0][:5] in (b"%PDF-", b"\x89PNG\r", b"<?xml")


@ANY
def test_dark_paper_has_light_letters(make):
    figure = drawn(make(SHORT), DARK)
    assert figure.get_facecolor()[:3] == pytest.approx(
        [int(DARK.paper[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    )
    assert all(text.get_color() != "black" for text in figure.texts)
    inside = {t.get_color() for axes in figure.axes for t in axes.get_xticklabels()}
    assert inside <= {DARK.ink}


@ANY
def test_a_picture_has_all_its_numbers_and_words_as_plain_values(make):
    shown = make(LONG)
    plain = json.loads(json.dumps(shown.plain(), allow_nan=False))
    assert plain["kind"] == type(shown).__name__
    text = json.dumps(plain, ensure_ascii=False)
    for word in shown.texts():
        assert json.dumps(word, ensure_ascii=False)[1:-1] in text
