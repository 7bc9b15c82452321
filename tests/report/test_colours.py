"""Colours of figures: scales run evenly, and nobody needs to see colours to read them."""

import itertools

import numpy as np
import pytest

from cge.report.figures.colours import (
    DARK,
    LIGHT,
    diverging,
    letters_on,
    luminance,
    rgb,
    theme_of,
)
from cge.report.figures.drawings.stack import HATCHES

BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
STEPS = np.linspace(0, 1, 21)
# Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)


def contrast(one, other):
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


def of(colour):
    return float(luminance(rgb(colour)))


def linear(colours):
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def lab(light):
    """CIELAB of linear light, D65, by its definition."""
    to_xyz = np.array(
        [
            [0.4123908, 0.3575843, 0.1804808],
            [0.2126390, 0.7151687, 0.0721923],
            [0.0193308, 0.1191948, 0.9505322],
        ]
    )
    ratio = light @ to_xyz.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def seen_apart(one, other, vision):
    """Distance in CIELAB of two colours as somebody with a kind of vision sees them."""
    seen = [lab(np.clip(linear(each) @ vision.T, 0, 1)) for each in (one, other)]
    return np.linalg.norm(seen[0] - seen[1], axis=-1)


@BOTH
@pytest.mark.parametrize("side", [-1, 1])
def test_a_scale_moves_evenly_from_its_middle_to_its_ends(theme, side):
    light = luminance(diverging(side * STEPS, 1.0, theme))
    away = np.diff(light) * (1 if theme is DARK else -1)
    assert (away > 0).all()
    steps = np.linalg.norm(
        np.diff(lab(linear(diverging(side * STEPS, 1.0, theme))), axis=0), axis=1
    )
    assert steps.max() < 2 * steps.min()  # in Oklab they are equal


@BOTH
def test_a_scale_begins_and_ends_in_the_colours_of_its_theme(theme):
    found = diverging(np.array([-2.0, -1.0, 0.0, 1.0, 9.0, np.nan]), 1.0, theme)
    wanted = [theme.low, theme.low, theme.middle, theme.high, theme.high, theme.absent]
    np.testing.assert_allclose(found, [rgb(each) for each in wanted], atol=2e-3)


@BOTH
def test_both_ends_are_as_dark_and_the_middle_is_far_from_them(theme):
    low, middle, high = (of(each) for each in (theme.low, theme.middle, theme.high))
    assert contrast(low, high) < 1.5
    assert min(contrast(low, middle), contrast(high, middle)) > 4.5


@BOTH
@pytest.mark.parametrize("vision", [DEUTERANOPIA, PROTANOPIA, np.eye(3)], ids=["d", "p", "all"])
def test_rises_and_falls_are_told_apart_with_any_vision(theme, vision):
    for share in (0.3, 0.5, 1.0):
        rise, fall = (diverging(np.array(s * share), 1.0, theme) for s in (1, -1))
        assert seen_apart(rise, fall, vision) > 50 * share
    assert seen_apart(rgb(theme.gain), rgb(theme.loss), vision) > 40


@BOTH
def test_gains_and_losses_are_told_apart_in_grey(theme):
    assert contrast(of(theme.gain), of(theme.loss)) > 1.3
    if theme is LIGHT:
        assert contrast(of(theme.gain), of(theme.loss)) > 2


@BOTH
def test_parts_are_told_apart_in_grey_by_lightness_or_hatch(theme):
    assert len(theme.parts) == len(HATCHES)
    for (one, first), (other, second) in itertools.combinations(
        zip(theme.parts, HATCHES, strict=True), 2
    ):
        assert first != second or contrast(of(one), of(other)) > 1.25, (one, other)


@BOTH
def test_letters_stand_out_from_paper_and_from_cells(theme):
    paper = of(theme.paper)
    assert contrast(of(theme.ink), paper) > 12
    assert min(contrast(of(c), paper) for c in (theme.grey, theme.alarm)) > 4.5
    cells = diverging(np.linspace(-1, 1, 201), 1.0, theme)
    for cell, ink in zip(luminance(cells), letters_on(cells), strict=True):
        assert contrast(float(cell), of(ink)) > 4.5


@BOTH
def test_every_mark_stands_out_from_the_paper(theme):
    marks = (theme.gain, theme.loss, *theme.parts)
    dim = [mark for mark in marks if contrast(of(mark), of(theme.paper)) < 1.25]
    assert dim == []


def test_the_luminance_of_white_and_black():
    assert luminance(np.array([[1.0, 1, 1], [0, 0, 0]])).tolist() == pytest.approx([1, 0])


def test_the_theme_of_dark_paper():
    assert theme_of(True) is DARK
    assert theme_of(False) is LIGHT
