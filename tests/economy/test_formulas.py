"""What is printed is what is solved: each printed formula is evaluated against the program."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from cge.economy.formula import formula
from cge.symbols.registry import entry_of
from tests.economy.variants import VARIANTS, variant

SEED = 11


@pytest.fixture(scope="module", params=list(VARIANTS))
def small(request):
    """Each variant of the model, away from its benchmark."""
    system = variant(request.param).model.system
    draw = np.random.default_rng(SEED)
    values = {n: v * draw.uniform(0.8, 1.3, v.shape) + 0.01 for n, v in system.values().items()}
    return system, values


class Labelled:
    """An array indexed by labels."""

    def __init__(self, symbol, values):
        self.labels = [{k: n for n, k in enumerate(labels)} for labels in symbol.labels]
        self.values = values.reshape(symbol.shape)

    def __getitem__(self, index):
        labels = index if isinstance(index, tuple) else (index,)
        return self.values[tuple(at[k] for at, k in zip(self.labels, labels, strict=True))]


def names(system, values):
    """What a printed formula may refer to: symbols, sets and functions."""
    found = {n: Labelled(s, values[n]) for n, s in system.symbols.items()}
    for symbol in system.symbols.values():
        found |= dict(zip(symbol.sets, symbol.labels, strict=True))
    return found | {"exp": math.exp, "log": math.log, "sum": sum}


def test_every_printed_formula_evaluates_to_the_compiled_equation(small):
    system, values = small
    known = names(system, values)
    assert {"E_unit_cost", "E_unit_cost_cobb_douglas"} <= set(system.written)
    for equation in system.written.values():
        printed = formula(equation.template)
        left, right = printed.text.split(" == ")
        letters = [part.split(" in ")[0] for part in printed.rows.split(", ")]
        for row in {0, equation.rows // 2, equation.rows - 1}:
            labels = equation.row_label(row).split(", ")
            at = known | dict(zip(letters, labels, strict=True))
            for side, program in ((left, equation.left), (right, equation.right)):
                assert eval(side, at) == pytest.approx(program.value(values)[row], rel=1e-12), (
                    equation.name,
                    side,
                )


def test_latex_has_balanced_braces_and_every_symbol(small):
    system, _ = small
    for equation in system.written.values():
        latex = formula(equation.template).latex
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left(") == latex.count(r"\right)")
        for name in equation.left.reads | equation.right.reads:
            base = re.sub(r"_\{[^{}]*\}$", "", entry_of(name).latex)
            assert base in latex, (equation.name, name)
