"""Formulas as MathML, which browsers set by themselves: no script, no font, no network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

# Browsers leave no space between the name of a function and a letter beside it; TeX does.
_SPACE = '<mspace width="0.167em" />'
_FUNCTION = r"<mi>(?:exp|ln|log|max|min|sin)</mi>"
_BEFORE_FUNCTION = re.compile(rf"(?<=</mi>)(?={_FUNCTION})")
_AFTER_FUNCTION = re.compile(rf"({_FUNCTION})(?=<m(?:i|sub|sup|subsup|over)>)")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the renderer known to Sphinx as `mathml`."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def mathml(formula: str, display: str) -> str:
    """A formula of TeX as MathML.

    Parameters
    ----------
    formula
        As it stands between dollars.
    display
        `inline` or `block`.

    Returns
    -------
    str
        One element `math`.
    """
    spaced = _BEFORE_FUNCTION.sub(_SPACE, convert(formula, display=display))
    return _AFTER_FUNCTION.sub(rf"\1{_SPACE}", spaced)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    # A long formula scrolls in its own box, so that the page keeps the width of the window.
    formula = mathml(node.astext(), "block")
    writer.body.append(f'<div class="formula" tabindex="0">{formula}</div>\n')
    raise nodes.SkipNode
