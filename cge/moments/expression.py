"""Arithmetic over named numbers, as a target writes it: ``trade / gdp``."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from calibration.errors import nearest

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_LONGEST = 500
_LARGEST = 10  # a power beyond it is no statistic


def problems_of(text: str, names: Sequence[str]) -> Iterator[str]:
    """What is wrong with an expression.

    Parameters
    ----------
    text
        Numbers, names, ``+ - * / **`` and parentheses.
    names
        Names that it may use.
    """
    if len(text) > _LONGEST:
        yield f"has more than {_LONGEST} characters"
        return
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield f"'{text}' is no arithmetic over {', '.join(names)}"
        return
    yield from _wrong(tree, names)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    yield from (f"does not use '{name}'" for name in names if name not in used)


def _wrong(node: ast.AST, names: Sequence[str]) -> Iterator[str]:
    if isinstance(node, ast.Name):
        if node.id not in names:
            yield f"no term '{node.id}'{nearest(node.id, names)}"
    elif isinstance(node, ast.Constant):
        if not _is_number(node.value):
            yield f"{str(node.value)[:20]!r} is no number"
    elif isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        yield from _wrong(node.operand, names)
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        yield from _wrong(node.left, names)
        yield from _wrong(node.right, names)
        if isinstance(node.op, ast.Pow) and not _is_small(node.right):
            yield f"a power must be a number from 0 to {_LARGEST}"
    else:
        yield f"'{ast.unparse(node)}' is no sum, difference, product, quotient or power"


def _is_number(value: object) -> bool:
    try:
        return type(value) in (int, float) and math.isfinite(float(value))  # type: ignore[arg-type]
    except OverflowError:
        return False


def _is_small(node: ast.AST) -> bool:
    number = node.value if isinstance(node, ast.Constant) else None
    return isinstance(number, (int, float)) and 0 <= number <= _LARGEST


def evaluated(text: str, values: Mapping[str, Any]) -> Any:
    """The value of an expression without problems.

    Parameters
    ----------
    text
        The expression.
    values
        Name -> number, which may be complex.
    """
    return _value(ast.parse(text.strip(), mode="eval").body, values)


def _value(node: ast.AST, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.Constant):
        return np.float64(node.value)  # type: ignore[arg-type]  # whose overflow is no error
    if isinstance(node, ast.UnaryOp):
        return _UNARY[type(node.op)](_value(node.operand, values))
    assert isinstance(node, ast.BinOp)
    return _BINARY[type(node.op)](_value(node.left, values), _value(node.right, values))
