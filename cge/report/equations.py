"""The equations of a model as a document, for the command line and for ``docs/equations.md``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cge.engine.system import CompiledEquation, System
from cge.report.formula import Formula, formula
from cge.symbols.registry import REGISTRY, Entry
from cge.symbols.sources import LITERATURE

INTRODUCTION = """\
# Equations

Every equation as it is solved, printed from the component itself: `cge equations` prints the same
(`cge equations NAME`, `--latex`). Prices are 1 and quantities are million USD in the benchmark,
except landed prices, which carry export tax and tariff there. An equation is named after what it
determines; it holds for the rows where the benchmark has a flow. Where an elasticity is 1, its
Cobb-Douglas form (`..._cobb_douglas`) takes the place of the CES form. Optional parts of the model
follow after the equations that every model has, each with the equations that it adds or changes.
"""


def formulas(system: System) -> dict[str, Formula]:
    """Printed equations of a compiled model, by name."""
    templates = [t for e in system.equations for t in e.templates]
    return {t.equation.local_name: formula(t) for t in templates}


def document(base: System, optional: Mapping[str, tuple[str, System]]) -> str:
    """All equations and symbols as Markdown with LaTeX formulas.

    Parameters
    ----------
    base
        The model that every benchmark has.
    optional
        Name of an optional part -> a sentence about it, and a model that has it: what differs from
        the base is printed.
    """
    known = formulas(base)
    parts = [INTRODUCTION, "## Every model\n"]
    parts += [_section(e, known[n]) for n, e in _named(base)]
    for name, (about, system) in optional.items():
        printed = formulas(system)
        parts.append(f"## Optional: {name}\n\n{about}\n")
        parts += [
            _section(e, printed[n])
            for n, e in _named(system)
            if n not in known or printed[n] != known[n]
        ]
    systems = [base, *(system for _, system in optional.values())]
    used = {name for system in systems for name in system.symbols}
    parts.append(_symbols([e for e in REGISTRY.values() if e.name in used]))
    return "\n".join(parts)


def _named(system: System) -> list[tuple[str, CompiledEquation]]:
    """Names of the equations as they were written, and the one that each belongs to."""
    return [(t.equation.local_name, e) for e in system.equations for t in e.templates]


def _section(equation: CompiledEquation, printed: Formula) -> str:
    about = REGISTRY[equation.target].description
    return (
        f"### `{printed.name}`\n\nDetermines `{equation.target}`: {about}. "
        f"For {printed.rows}.\n\n$$ {printed.latex} $$\n\n"
        f"```text\n{printed.text}\n```\n"
    )


def _symbols(entries: list[Entry]) -> str:
    head = (
        "## Symbols\n\nA symbol that only an optional part has names it. The level at which a "
        "closure holds a variable is `fixed_<variable>`.\n\n"
        "| Name | Symbol | Dims | Unit | Kind | Part | GTAP | Description | Source |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    rows = [
        f"| `{e.name}` | ${e.latex}$ | {', '.join(e.dims)} | {e.unit} | {e.kind} | {e.feature} "
        f"| {e.gtap} | {e.description} | {e.source} |\n"
        for e in entries
    ]
    named = {e.source for e in entries}
    works = [f"- {short}: {full}\n" for short, full in LITERATURE.items() if short in named]
    return head + "".join(rows) + "\n### Sources\n\n" + "".join(works)


def listing(printed: Iterable[Formula], latex: bool = False) -> str:
    """Equations for a terminal: name, rows, formula."""
    return "\n\n".join(
        f"{f.name}    for {f.rows}\n    {f.latex if latex else f.text}" for f in printed
    )
