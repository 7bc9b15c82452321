"""The equations of a model as a document, for the command line and for ``docs/equations.md``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cge.economy.features import BROUGHT_BY
from cge.economy.symbols import REGISTRY
from cge.engine.system import CompiledEquation, System
from cge.report.formula import Formula, formula

INTRODUCTION = """\
# Equations

Every equation as it is solved, printed from the component itself: `cge equations` prints the same
(`cge equations NAME`, `--latex`). Prices are 1 and quantities are million USD in the benchmark,
except landed prices, which carry export tax and tariff there. An equation is named after what it
determines; it holds for the rows where the benchmark has a flow. Where an elasticity is 1, its
Cobb-Douglas form (`..._cobb_douglas`) takes the place of the CES form.
"""


def formulas(system: System) -> dict[str, Formula]:
    """Printed equations of a compiled model, by name."""
    return {e.name: formula(e.template) for e in system.equations}


def document(system: System, features: Mapping[str, System] | None = None) -> str:
    """All equations and symbols as Markdown with LaTeX formulas.

    Parameters
    ----------
    system
        A compiled model without optional features.
    features
        Feature -> a model that has it; its equations follow as far as they are not those of
        ``system``.
    """
    known = {name: printed.latex for name, printed in formulas(system).items()}
    parts = [INTRODUCTION]
    parts += [_section(e, formula(e.template)) for e in system.equations]
    for feature, other in (features or {}).items():
        parts.append(_heading(feature))
        for equation in other.equations:
            printed = formula(equation.template)
            if known.get(equation.name) != printed.latex:
                parts.append(_section(equation, printed))
    parts.append(_symbols(system, *(features or {}).values()))
    return "\n".join(parts)


def _heading(feature: str) -> str:
    return (
        f"# Feature `{feature}`\n\nWhat a benchmark with `{BROUGHT_BY[feature]}` adds or puts in "
        "the place of the equations of the same name above.\n"
    )


def _section(equation: CompiledEquation, printed: Formula) -> str:
    about = REGISTRY[equation.target].description
    return (
        f"## `{equation.name}`\n\nDetermines `{equation.target}`: {about}. "
        f"For {printed.rows}.\n\n$$ {printed.latex} $$\n\n"
        f"```text\n{printed.text}\n```\n"
    )


def _symbols(*systems: System) -> str:
    head = "# Symbols\n\n| Name | Symbol | Dims | Unit | Kind | GTAP | Description |\n"
    rows = [
        f"| `{e.name}` | ${e.latex}$ | {', '.join(e.dims)} | {e.unit} | {e.kind} "
        f"| {e.gtap} | {e.description} |"
        for e in REGISTRY.values()
        if any(e.name in system.symbols for system in systems)
    ]
    return head + "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"


def listing(printed: Iterable[Formula], latex: bool = False) -> str:
    """Equations for a terminal: name, rows, formula."""
    return "\n\n".join(
        f"{f.name}    for {f.rows}\n    {f.latex if latex else f.text}" for f in printed
    )
