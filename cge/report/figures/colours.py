"""Colours of figures on light and on dark paper; nothing here loads Matplotlib.

Amounts of both signs are blue and orange, which readers with any colour vision tell apart. Scales
run evenly in Oklab (Ottosson 2020): equal steps of a number look like equal steps of colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Theme:
    """Colours of a figure, each as ``#RRGGBB``.

    Attributes
    ----------
    name : str
        What the theme is called.
    paper, ink, grey, pale, alarm : str
        Of the page, of letters, of notes, of lines behind numbers, and of warnings.
    gain, loss : str
        Of bars above and below zero.
    low, middle, high : str
        Ends of the scale of a matrix, and its colour of zero.
    absent : str
        Of a cell without a number.
    parts : tuple of str
        Of parts of a whole, in order.
    """

    name: str
    paper: str
    ink: str
    grey: str
    pale: str
    alarm: str
    gain: str
    loss: str
    low: str
    middle: str
    high: str
    absent: str
    parts: tuple[str, ...]


# Okabe and Ito (2008), ordered so that neighbours differ in lightness too.
_PARTS = ("#0072B2", "#E69F00", "#009E73", "#F0E442", "#D55E00", "#56B4E9", "#CC79A7")

LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    ink="#000000",
    grey="#666666",
    pale="#DDDDDD",
    alarm="#B00020",
    gain="#0072B2",
    loss="#E69F00",
    low="#9A4A00",
    middle="#EDEDED",
    high="#00508A",
    absent="#FFFFFF",
    parts=(*_PARTS, "#999999"),
)
DARK = Theme(
    name="dark",
    paper="#15181C",
    ink="#F2F2F2",
    grey="#A9ADB3",
    pale="#3A3F46",
    alarm="#FF8A80",
    gain="#4DA6E0",
    loss="#F2B134",
    low="#FFB454",
    middle="#2B3037",
    high="#6CC4FF",
    absent="#15181C",
    parts=(*_PARTS, "#A9ADB3"),
)


def theme_of(dark: bool) -> Theme:
    """The theme of light or of dark paper."""
    return DARK if dark else LIGHT


def diverging(values: Array, limit: float, theme: Theme) -> Array:
    """Colours of numbers on both sides of zero, as red, green and blue (..., 3) from 0 to 1.

    Parameters
    ----------
    values : numpy.ndarray
        Any shape; beyond the limit a colour is that of the limit; not a number where there is none.
    limit : float
        Above 0.
    theme : Theme
        Of the scale and of cells without a number.
    """
    share = np.clip(values / limit, -1.0, 1.0)
    low, middle, high = (_oklab(rgb(c)) for c in (theme.low, theme.middle, theme.high))
    end = np.where((share < 0)[..., None], low, high)
    weight = np.abs(share)[..., None]
    found = _rgb_of_oklab((1 - weight) * middle + weight * end)
    found = np.where(np.isnan(share)[..., None], rgb(theme.absent), found)
    return np.clip(found, 0.0, 1.0)


def letters_on(colours: Array) -> list[str]:
    """Black or white for letters on each colour (count, 3), whichever stands out more."""
    light = luminance(colours)
    return ["#000000" if each > 0.179 else "#FFFFFF" for each in np.ravel(light)]


def luminance(colours: Array) -> Array:
    """Relative luminance, 0 to 1, of colours (..., 3), as WCAG 2 defines it."""
    return np.asarray(_linear(colours) @ np.array([0.2126, 0.7152, 0.0722]))


def rgb(colour: str) -> Array:
    """Red, green and blue from 0 to 1 of ``#RRGGBB``."""
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def _linear(colours: Array) -> Array:
    """Amounts of light of sRGB colours."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def _of_linear(light: Array) -> Array:
    above = np.maximum(light, 0.0)
    return np.where(above <= 0.0031308, 12.92 * above, 1.055 * above ** (1 / 2.4) - 0.055)


# Ottosson (2020), A perceptual color space for image processing.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_AXES = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(colours: Array) -> Array:
    return np.asarray(np.cbrt(_linear(colours) @ _CONES.T) @ _AXES.T)


def _rgb_of_oklab(lab: Array) -> Array:
    cones = (lab @ np.linalg.inv(_AXES).T) ** 3
    return _of_linear(cones @ np.linalg.inv(_CONES).T)
