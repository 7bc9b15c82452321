"""The equations of a model as a document, for the command line and for ``docs/equations.md``."""

from __future__ import annotations

from collections.abc import Iterable

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


def document(system: System) -> str:
    """All equations and symbols as Markdown with LaTeX formulas."""
    parts = [INTRODUCTION]
    parts += [_section(e, formula(e.template)) for e in system.equations]
    parts.append(_symbols(system))
    return "\n".join(parts)


def _section(equation: CompiledEquation, printed: Formula) -> str:
    about = REGISTRY[equation.target].description
    return (
        f"## `{equation.name}`\n\nDetermines `{equation.target}`: {about}. "
        f"For {printed.rows}.\n\n$$ {printed.latex} $$\n\n"
        f"```text\n{printed.text}\n```\n"
    )


def _symbols(system: System) -> str:
    head = "## Symbols\n\n| Name | Symbol | Dims | Unit | Kind | GTAP | Description |\n"
    rows = [
        f"| `{e.name}` | ${e.latex}$ | {', '.join(e.dims)} | {e.unit} | {e.kind} "
        f"| {e.gtap} | {e.description} |"
        for e in REGISTRY.values()
        if e.name in system.symbols
    ]
    return head + "|---|---|---|---|---|---|---|\n" + "\n".join(rows) + "\n"


def listing(printed: Iterable[Formula], latex: bool = False) -> str:
    """Equations for a terminal: name, rows, formula."""
    return "\n\n".join(
        f"{f.name}    for {f.rows}\n    {f.latex if latex else f.text}" for f in printed
    )
