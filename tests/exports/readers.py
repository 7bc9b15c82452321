"""Readers of GAMS and NL, by their own definitions, that know nothing of what wrote the files.

Both give a function from values of the variables to left minus right of every equation, the
starting values, and the names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

# Operators of NL by number: how many operands, and what they do (Gay 2005, Writing .nl files).
OPERATORS = {
    0: (2, lambda a, b: a + b),
    1: (2, lambda a, b: a - b),
    2: (2, lambda a, b: a * b),
    3: (2, lambda a, b: a / b),
    5: (2, lambda a, b: a**b),
    16: (1, lambda a: -a),
    39: (1, math.sqrt),
    43: (1, math.log),
    44: (1, math.exp),
}
SUM_OF_LIST = 54


@dataclass
class Read:
    """A square system that was read from a file."""

    variables: list[str]
    start: np.ndarray
    differences: Any

    def __call__(self, values: np.ndarray) -> np.ndarray:
        return self.differences(values)


def read_nl(text: str, names: list[str]) -> Read:
    """Segments C (nonlinear parts), J (linear parts), r (right sides), x (start) and b (bounds)."""
    lines = [line.split("#")[0].rstrip() for line in text.splitlines()]
    variables, equations = map(int, lines[1].split()[:2])
    found = _Segments(iter(lines[10:]), np.zeros(variables), equations)
    found.read()

    def differences(values: np.ndarray) -> np.ndarray:
        parts = [evaluated(iter(body), values) for body in found.bodies]
        for row, pairs in found.linear.items():
            parts[row] += sum(factor * values[column] for column, factor in pairs)
        return np.array(parts) - found.right

    return Read(names, found.start, differences)


class _Segments:
    def __init__(self, lines: Iterator[str], start: np.ndarray, equations: int) -> None:
        self.lines, self.start = lines, start
        self.bodies: list[list[str]] = [[] for _ in range(equations)]
        self.linear: dict[int, list[tuple[int, float]]] = {}
        self.right = np.zeros(equations)

    def read(self) -> None:
        segments = {
            "C": lambda row: None,
            "O": lambda *_: None,
            "J": self._linear,
            "x": self._starts,
            "r": self._rights,
            "k": self._skip,
            "b": lambda: self._skip(len(self.start)),
            "G": lambda _, count: self._skip(count),
        }
        where: list[str] = []
        for line in filter(None, self.lines):
            if line[0] in "onv" or line.isdigit():  # a number: the length of a list of summands
                where.append(line)
                continue
            given = [int(word) for word in line[1:].split()]
            where = self.bodies[given[0]] if line[0] == "C" else []
            segments[line[0]](*given)

    def _linear(self, row: int, count: int) -> None:
        self.linear[row] = [self._pair() for _ in range(count)]

    def _starts(self, count: int) -> None:
        for _ in range(count):
            column, value = self._pair()
            self.start[column] = value

    def _rights(self) -> None:
        for row in range(len(self.right)):
            kind, value = next(self.lines).split()
            assert kind == "4", "an equation"
            self.right[row] = float(value)

    def _skip(self, count: int) -> None:
        for _ in range(count):
            next(self.lines)

    def _pair(self) -> tuple[int, float]:
        at, value = next(self.lines).split()
        return int(at), float(value)


def evaluated(tokens: Iterator[str], values: np.ndarray) -> float:
    """An expression in Polish prefix notation."""
    token = next(tokens)
    kind, rest = token[0], token[1:]
    if kind == "n":
        return float(rest)
    if kind == "v":
        return float(values[int(rest)])
    if int(rest) == SUM_OF_LIST:
        return sum(evaluated(tokens, values) for _ in range(int(next(tokens))))
    count, operate = OPERATORS[int(rest)]
    return operate(*[evaluated(tokens, values) for _ in range(count)])


def read_gams(text: str) -> Read:
    """Statements ``name.. left =e= right ;``, starting levels and fixed values."""
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("*", "$")))
    start = {n: float(v) for n, v in re.findall(r"^(\w+)\.l = ([^;]+);", text, re.MULTILINE)}
    bodies = re.findall(r"(\w+)\s*\.\.\s*(.*?)=e=(.*?);", text, re.DOTALL)
    rows = {n: f"({left})-({right})" for n, left, right in bodies if "GAMS_OBJECTIVE" not in left}
    compiled = [compile(" ".join(row.split()), name, "eval") for name, row in rows.items()]
    names = list(start)
    functions = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "power": math.pow}

    def differences(values: np.ndarray) -> np.ndarray:
        known = dict(zip(names, values, strict=True)) | functions
        return np.array([eval(row, {"__builtins__": {}}, known) for row in compiled])

    return Read(names, np.array(list(start.values())), differences)
