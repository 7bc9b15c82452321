"""Everything of Pyomo that the model leans on, in one place.

Pyomo documents ``pyomo.environ``; of the names below, those outside it may move or change with any
minor release, which is why ``pyproject.toml`` bounds Pyomo above. A new release is taken in by
reading this file against it and raising the bound. No other module imports from Pyomo, nor reads
these attributes.

Two costs of Pyomo are kept out of the start of every process:

- ``pyomo.environ`` also loads solvers, file formats and modelling languages, 0.13 s; the part that
  builds models is ``pyomo.core``.
- Pyomo adds to the first import of SciPy that of ``scipy.stats``, and to Matplotlib's that of
  ``matplotlib.pyplot``, 0.5 s. Its own use of them, should it come to that, does not depend on the
  addition. It adds nothing where this module is loaded before SciPy.

While it reads a rule, Pyomo puts a function of its own in the place of ``sum`` for all threads. It
has no start, and fails over a generator without items. `templatize_constraint` leaves it to the
thread that reads; all others have Python's.

Two parts cannot be wrapped, because :mod:`cge.engine.components` overrides or sets them:
``IndexedComponent._getitem_when_not_present``, called where an index has no data object yet, and
``Component._constructed``, which tells Pyomo that a component needs no data any more.
"""

from __future__ import annotations

import io
import re
import sys
from threading import get_ident
from typing import Any

from pyomo.common.dependencies import DeferredImportCallbackFinder

# What models are built of, all of it also in ``pyomo.environ``.
from pyomo.core import (
    ConcreteModel,
    Constraint,
    Objective,
    Param,
    PositiveReals,
    Reals,
    Set,
    Var,
    exp,
    log,
)

# Base classes of Equation, Parameter and Variable; ``pyomo.environ`` has only the factories.
from pyomo.core.base.constraint import IndexedConstraint
from pyomo.core.base.param import IndexedParam
from pyomo.core.base.var import IndexedVar

# Classes of the nodes of an expression, by which it is lowered to arrays and printed.
from pyomo.core.expr.numeric_expr import (
    DivisionExpression,
    NegationExpression,
    PowExpression,
    ProductExpression,
    SumExpressionBase,
    UnaryFunctionExpression,
)

# Tells a variable's side of an equation from a parameter's, as Pyomo may turn the two round.
from pyomo.core.expr.numvalue import is_potentially_variable

# What a rule of the form ``left == right`` returns.
from pyomo.core.expr.relational_expr import EqualityExpression

# Reading a rule once for all rows: a placeholder for each label, references and sums over them.
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    Numeric_GetItemExpression,
    TemplateSumExpression,
    _template_iter_context,
)
from pyomo.core.expr.template_expr import templatize_constraint as _templatize

__all__ = [
    "ConcreteModel",
    "Constraint",
    "DivisionExpression",
    "EqualityExpression",
    "GetItemExpression",
    "IndexTemplate",
    "IndexedConstraint",
    "IndexedParam",
    "IndexedVar",
    "NegationExpression",
    "Numeric_GetItemExpression",
    "Objective",
    "Param",
    "PositiveReals",
    "PowExpression",
    "ProductExpression",
    "Reals",
    "Set",
    "SumExpressionBase",
    "TemplateSumExpression",
    "UnaryFunctionExpression",
    "Var",
    "construct_anonymous_sets",
    "exp",
    "gams_text",
    "is_potentially_variable",
    "log",
    "nl_text",
    "summand",
    "template_dimension",
    "template_id",
    "template_set",
    "templatize_constraint",
]

sys.meta_path[:] = [
    finder for finder in sys.meta_path if not isinstance(finder, DeferredImportCallbackFinder)
]


_PLAIN_SUM, _SUM_OF_RULES = sum, _template_iter_context.sum_template
_readers: set[int] = set()  # the thread that reads a rule


def _sum(context: Any, *args: Any, **kwargs: Any) -> Any:
    if _readers and get_ident() not in _readers:
        return _PLAIN_SUM(*args, **kwargs)
    return _SUM_OF_RULES(context, *args, **kwargs)


_template_iter_context.sum_template = _sum


def templatize_constraint(constraint: Any) -> Any:
    """The rule of a constraint read once, with placeholders for its labels, and these.

    One thread at a time (:mod:`cge.engine.turns`).
    """
    _readers.add(get_ident())
    try:
        return _templatize(constraint)
    finally:
        _readers.clear()


def template_id(index: IndexTemplate) -> int:
    """Number that tells a placeholder from all others; equal placeholders share it."""
    return index._id


def template_set(index: IndexTemplate) -> Any:
    """The set, perhaps a product of sets, over which a placeholder runs."""
    return index._set


def template_dimension(index: IndexTemplate) -> int:
    """Which factor of a product of sets a placeholder stands for, from 0."""
    return index._index


def summand(total: TemplateSumExpression) -> Any:
    """The term of a sum, with its placeholders; ``total.args`` would write out every term."""
    return total._local_args_[0]


def gams_text(model: Any) -> tuple[str, dict[str, str]]:
    """An ordinary model in the language of GAMS, and the name that each of its symbols has there.

    The writer is loaded here, because nothing else needs it.
    """
    from pyomo.core.base.label import ShortNameLabeler
    from pyomo.repn.plugins.gams_writer import ProblemWriter_gams

    # As Pyomo's own, but for signs outside ASCII, which it keeps and GAMS does not take.
    named = ShortNameLabeler(
        60, "_", labeler=_ascii_name, prefix="s_", caseInsensitive=True, legalRegex="^[a-zA-Z]"
    )
    text = io.StringIO()
    asked = {"labeler": named, "mtype": "nlp"}
    _, symbols = ProblemWriter_gams()(model, text, lambda _: True, asked)
    names = {known.name: name for name, known in symbols.bySymbol.items()}
    return text.getvalue(), names


def _ascii_name(element: Any) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", element.name)


def nl_text(model: Any) -> tuple[str, list[str], list[str]]:
    """An ordinary model in the format NL, the names of its equations, and those of its variables.

    All are in the order of the file.
    """
    from pyomo.repn.plugins.nl_writer import NLWriter

    text = io.StringIO()
    told = NLWriter().write(model, text, linear_presolve=False)  # every equation as it stands
    return text.getvalue(), [c.name for c in told.constraints], [v.name for v in told.variables]


def construct_anonymous_sets(component: Any) -> None:
    """Construct the products of sets that Pyomo made for the index of a component."""
    for anonymous in component._anonymous_sets or ():
        anonymous.construct()
