"""The formula of every equation, printed from the component that is solved.

Plain text is a Python expression over labels, so it can be evaluated; LaTeX uses the symbols of
the registry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cge.engine.pyomo_private import (
    DivisionExpression,
    GetItemExpression,
    IndexTemplate,
    NegationExpression,
    PowExpression,
    ProductExpression,
    SumExpressionBase,
    TemplateSumExpression,
    UnaryFunctionExpression,
    summand,
    template_dimension,
    template_id,
    template_set,
)
from cge.symbols.registry import WORLD, entry_of

# Letters of the indices, as in the registry's symbols.
LETTERS = {
    "sector": "i",
    "origin": "o",
    "destination": "d",
    "margin_sector": "v",
    "fuel": "q",
    "gas": "g",
    "region": "r",
    "activity": "j",
    "factor": "f",
    "agent": "a",
    "user": "u",
    "world": "w",
}

# Binding strength: an argument that binds less than its operator needs gets brackets.
SUM, PRODUCT, NEGATION, POWER, ATOM = range(1, 6)


@dataclass(frozen=True)
class Piece:
    """Printed text and how strongly it holds together."""

    text: str
    strength: int = ATOM


@dataclass(frozen=True)
class Formula:
    """One printed equation.

    Attributes
    ----------
    name
        Name of the equation.
    text, latex
        ``left = right`` in the two forms.
    rows
        Index letters of its rows with their sets: ``i in sector, d in destination``.
    """

    name: str
    text: str
    latex: str
    rows: str


def formula(template: Any) -> Formula:
    """Print one equation.

    Parameters
    ----------
    template
        A :class:`cge.engine.template.Template`.
    """
    letters = _Letters()
    rows = [letters.name(index) for index in template.indices]
    text = _Text(letters)
    latex = _Latex(letters)
    sets = [_set_of(index) for index in template.indices]
    return Formula(
        name=template.equation.local_name,
        text=f"{text.write(template.left).text} == {text.write(template.right).text}",
        latex=f"{latex.write(template.left).text} = {latex.write(template.right).text}",
        rows=", ".join(f"{k} in {s}" for k, s in zip(rows, sets, strict=True)),
    )


def _set_of(index: IndexTemplate) -> str:
    index_set = template_set(index)
    if index_set.dimen == 1:
        return str(index_set.local_name)
    return str(list(index_set.subsets())[template_dimension(index)].local_name)


class _Letters:
    """A letter for every index of an equation; a second index over a set gets a number."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def name(self, index: IndexTemplate) -> str:
        number = template_id(index)
        if number not in self._names:
            letter = LETTERS.get(_set_of(index), _set_of(index))
            taken = set(self._names.values())
            name, k = letter, 2
            while name in taken:
                name, k = f"{letter}{k}", k + 1
            self._names[number] = name
        return self._names[number]


class _Printer:
    """Walks an expression; subclasses say how each operation looks."""

    def __init__(self, letters: _Letters) -> None:
        self.letters = letters

    def write(self, node: Any) -> Piece:
        if isinstance(node, int | float):
            return Piece(f"{node:g}", ATOM if node >= 0 else NEGATION)
        if isinstance(node, TemplateSumExpression):
            return self.sum(node)
        if isinstance(node, GetItemExpression):
            return self.reference(node)
        arguments = [self.write(a) for a in node.args]
        if isinstance(node, SumExpressionBase):
            return self._added(arguments)
        if isinstance(node, DivisionExpression):
            return self.quotient(*arguments)
        if isinstance(node, ProductExpression):
            return self.product(*arguments)
        if isinstance(node, PowExpression):
            return self.power(*arguments)
        if isinstance(node, NegationExpression):
            return Piece(f"-{self.within(arguments[0], PRODUCT)}", SUM)
        if isinstance(node, UnaryFunctionExpression):
            return self.function(node.getname(), arguments[0])
        raise TypeError(f"no printed form for {type(node).__name__}")

    def _added(self, pieces: list[Piece]) -> Piece:
        text = pieces[0].text
        for piece in pieces[1:]:
            negative = piece.text.startswith("-")
            text += f" - {piece.text[1:]}" if negative else f" + {piece.text}"
        return Piece(text, SUM)

    def index(self, index: Any) -> str:
        return self.letters.name(index) if isinstance(index, IndexTemplate) else repr(index)

    def iterations(self, node: TemplateSumExpression) -> list[tuple[str, str]]:
        return [
            (self.letters.name(index), _set_of(index))
            for group in node.template_iters()
            for index in group
        ]

    def within(self, piece: Piece, strength: int) -> str:
        return piece.text if piece.strength >= strength else self.bracket(piece.text)

    def bracket(self, text: str) -> str:
        raise NotImplementedError

    def sum(self, node: TemplateSumExpression) -> Piece:
        raise NotImplementedError

    def reference(self, node: GetItemExpression) -> Piece:
        raise NotImplementedError

    def quotient(self, above: Piece, below: Piece) -> Piece:
        raise NotImplementedError

    def product(self, left: Piece, right: Piece) -> Piece:
        raise NotImplementedError

    def power(self, base: Piece, exponent: Piece) -> Piece:
        raise NotImplementedError

    def function(self, name: str, argument: Piece) -> Piece:
        raise NotImplementedError


class _Text(_Printer):
    """Python syntax."""

    def bracket(self, text: str) -> str:
        return f"({text})"

    def sum(self, node: TemplateSumExpression) -> Piece:
        pairs = self.iterations(node)
        term = self.write(summand(node)).text
        loops = " ".join(f"for {k} in {s}" for k, s in pairs)
        return Piece(f"sum({term} {loops})")

    def reference(self, node: GetItemExpression) -> Piece:
        indices = ", ".join(self.index(k) for k in node.args[1:])
        return Piece(f"{node.args[0].local_name}[{indices}]")

    def quotient(self, above: Piece, below: Piece) -> Piece:
        return Piece(f"{self.within(above, PRODUCT)} / {self.within(below, POWER)}", PRODUCT)

    def product(self, left: Piece, right: Piece) -> Piece:
        return Piece(f"{self.within(left, PRODUCT)} * {self.within(right, NEGATION)}", PRODUCT)

    def power(self, base: Piece, exponent: Piece) -> Piece:
        return Piece(f"{self.within(base, ATOM)} ** {self.within(exponent, ATOM)}", POWER)

    def function(self, name: str, argument: Piece) -> Piece:
        return Piece(f"{name}({argument.text})")


class _Latex(_Printer):
    """LaTeX, with the symbols of the registry."""

    def bracket(self, text: str) -> str:
        return rf"\left({text}\right)"

    def sum(self, node: TemplateSumExpression) -> Piece:
        letters = ",".join(_primed(k) for k, _ in self.iterations(node))
        term = self.write(summand(node))
        return Piece(rf"\sum_{{{letters}}} {self.within(term, PRODUCT)}", PRODUCT)

    def reference(self, node: GetItemExpression) -> Piece:
        indices = [k for k in node.args[1:] if isinstance(k, IndexTemplate)]
        symbol = _bare(entry_of(node.args[0].local_name).latex)
        letters = "".join(_primed(self.letters.name(k)) for k in indices if _set_of(k) != WORLD)
        return Piece(f"{symbol}_{{{letters}}}" if letters else symbol)

    def quotient(self, above: Piece, below: Piece) -> Piece:
        return Piece(rf"\frac{{{above.text}}}{{{below.text}}}", NEGATION)

    def product(self, left: Piece, right: Piece) -> Piece:
        return Piece(rf"{self.within(left, PRODUCT)} \, {self.within(right, NEGATION)}", PRODUCT)

    def power(self, base: Piece, exponent: Piece) -> Piece:
        return Piece(f"{self.bracket(base.text)}^{{{exponent.text}}}", POWER)

    def function(self, name: str, argument: Piece) -> Piece:
        if name == "abs":
            return Piece(rf"\left|{argument.text}\right|")
        return Piece(rf"\{name}{self.bracket(argument.text)}")


def _primed(letter: str) -> str:
    """A second index over a set: ``r2`` is printed r prime."""
    return letter[0] + "'" * (int(letter[1:]) - 1) if letter[1:].isdigit() else letter


def _bare(symbol: str) -> str:
    """A registry symbol without its subscript: ``p^{L}_{iod}`` is ``p^{L}``."""
    return symbol.rsplit("_{", 1)[0] if symbol.endswith("}") and "_{" in symbol else symbol
