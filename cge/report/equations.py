"""The equations of a model, for the command line and as the pages of ``docs/equations/``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cge.economy.equations.block import Statement, UnitCost
from cge.economy.formula import Formula, formula
from cge.engine.system import System
from cge.symbols.registry import REGISTRY, Entry
from cge.symbols.sources import LITERATURE, OWN

INDEX, SYMBOLS = "README.md", "symbols.md"
INTRODUCTION = r"""# Equations

Every equation as it is solved, printed from the component itself: `cge equations` prints the same
(`cge equations NAME`, `--latex`). Prices are 1 and quantities are million USD in the benchmark,
except landed prices, which carry export tax and tariff there. An equation is named after what it
determines; it holds for the rows where the benchmark has a flow. Where an elasticity is 1, the
Cobb-Douglas form of a CES nest takes its place. Every formula is printed once: an optional part of
the model has the equations that it adds, and those of every model that it changes.

`python -m tests.economy.test_equations_page` writes these pages anew.

## Notation

- **Indices**: good $i$, activity $j$, origin $o$, destination $d$, region $r$, factor $f$,
  agent $a$, user $u$ (an activity or an agent), sector that
  supplies margins $v$. A second index over the same set has a
  prime. Goods and activities have the same labels, and so have origins, destinations and regions.
- **Superscripts** name the nest, tax or policy that a symbol belongs to.
- **Shares and coefficients**: $\theta$ is a value share in a nest, $\mu$ the quantity of an input
  per unit of what it goes into, both in the benchmark. Where they have no superscript, their
  indices name the nest.
- **Bar**: a value in the benchmark, such as $\bar p^{L}$ of $p^{L}$; or an amount given from
  outside, which a scenario may change: $\bar L$ of a factor, $\bar S$ of foreign saving, $\bar P$
  of the numeraire.
- **Hat**: the level at which a closure holds a variable, such as $\hat{C}$ of $C$.
- **Rates** of taxes, tariffs and barriers ($\tau$, $t$, $x$, $k$) are 1 + rate. A ratio such as
  $\tau^{N} / \bar\tau^{N}$ is the change of the price from the benchmark, where prices are 1.
"""


def formulas(system: System) -> dict[str, Formula]:
    """Printed equations of a compiled model, by name."""
    templates = [t for e in system.equations for t in e.templates]
    return {t.equation.local_name: formula(t) for t in templates}


@dataclass(frozen=True)
class Printed:
    """An equation of a model, as it is written and as it is printed.

    Attributes
    ----------
    statement
        Title, explanation and what it determines.
    block
        Title of the block that it is part of.
    formula
        Its formula.
    limit
        Its formula where the elasticity of a CES nest is 1; None where it has one form.
    """

    statement: Statement
    block: str
    formula: Formula
    limit: Formula | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Equal for the same formula of the same equation."""
        return self.formula.name, self.formula.text


@dataclass
class Page:
    """One page of equations.

    Attributes
    ----------
    title, about
        Heading, and the sentence below it.
    added, changed
        Equations that no page before it has, and new forms of those that one has.
    """

    title: str
    about: str
    added: list[Printed] = field(default_factory=list)
    changed: list[Printed] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.title.lower().replace('_', '-').replace(' ', '-')}.md"

    def text(self) -> str:
        """The page as Markdown with LaTeX formulas."""
        parts = [f"# {self.title}\n"]
        if self.about:
            parts.append(f"{self.about}\n")
        for heading, equations in (("Equations", self.added), ("What it changes", self.changed)):
            if equations:
                parts += [f"## {heading}\n", *_sections(equations)]
        return "\n".join(parts)


def pages(base: System, optional: Mapping[str, tuple[str, System]]) -> dict[str, str]:
    """All equations and symbols as Markdown files, by name.

    Parameters
    ----------
    base
        The model that every benchmark has.
    optional
        Name of an optional part -> a sentence about it, and a model that has it: formulas that no
        earlier model has are printed.
    """
    known = printed(base)
    every: dict[str, Page] = {}
    for equation in known:
        every.setdefault(equation.block, Page(equation.block, "")).added.append(equation)
    seen = {equation.key for equation in known}
    names = {equation.formula.name for equation in known}
    parts = []
    for name, (about, system) in optional.items():
        part = Page(name[0].upper() + name[1:].replace("_", " "), about)
        new = [equation for equation in printed(system) if equation.key not in seen]
        seen |= {equation.key for equation in new}
        part.changed = [equation for equation in new if equation.formula.name in names]
        part.added = [equation for equation in new if equation.formula.name not in names]
        names |= {equation.formula.name for equation in new}
        parts.append(part)
    files = {page.file: page.text() for page in (*every.values(), *parts)}
    files[INDEX] = _index(list(every.values()), parts)
    systems = [base, *(system for _, system in optional.values())]
    used = {name for system in systems for name in system.symbols}
    files[SYMBOLS] = _symbols([e for e in REGISTRY.values() if e.name in used])
    return files


def printed(system: System) -> list[Printed]:
    """The equations of a compiled model, in the order they were written."""
    found = []
    for compiled in system.equations:
        own, *others = (formula(template) for template in compiled.templates)
        block, statement = system.model.statements[own.name]
        found.append(Printed(statement, block.title, own, others[0] if others else None))
    return found


def _index(every: list[Page], parts: list[Page]) -> str:
    lines = [INTRODUCTION, "## Every model\n", *(_entry(page) for page in every)]
    lines += ["\n## Optional parts\n", *(_entry(page) for page in parts)]
    return "\n".join([*lines, f"\n[All symbols]({SYMBOLS}), with units and sources.\n"])


def _entry(page: Page) -> str:
    names = ", ".join(f"`{equation.formula.name}`" for equation in page.added)
    changed = f"changes {len(page.changed)} others" if page.changed else ""
    return f"- [{page.title}]({page.file}): {'; '.join(x for x in (names, changed) if x)}"


def _sections(equations: Iterable[Printed]) -> list[str]:
    return [_section(equation) for equation in equations]


def _section(equation: Printed) -> str:
    own, statement = equation.formula, equation.statement
    entry = REGISTRY[statement.determines]
    lines = [f"### `{own.name}`: {statement.title}\n"]
    if statement.explanation:
        lines.append(" ".join(statement.explanation.split()) + "\n")
    source = "" if entry.source == OWN else f" Source: {entry.source}."
    lines.append(f"Determines `{entry.name}` ({entry.unit}). For {own.rows}.{source}\n")
    lines.append(_formula(own))
    if equation.limit is not None and isinstance(statement, UnitCost):
        lines.append(f"Where `{statement.sigma}` is 1, `{equation.limit.name}`:\n")
        lines.append(_formula(equation.limit))
    return "\n".join(lines)


def _formula(own: Formula) -> str:
    return f"$$ {own.latex} $$\n\n```text\n{own.text}\n```\n"


def _symbols(entries: list[Entry]) -> str:
    head = (
        "# Symbols\n\nA symbol that only an optional part has names it. The level at which a "
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
    return head + "".join(rows) + "\n## Sources\n\n" + "".join(works)


def listing(printed: Iterable[Formula], latex: bool = False) -> str:
    """Equations for a terminal: name, rows, formula."""
    return "\n\n".join(
        f"{f.name}    for {f.rows}\n    {f.latex if latex else f.text}" for f in printed
    )
