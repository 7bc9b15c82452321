"""The generated part of the page on statistics, from the registry."""

from __future__ import annotations

from cge.analysis.stats.registry import REFERENCES, STATISTICS
from cge.analysis.stats.rules import KINDS
from tests.pages import marks

PAGE = marks.DOCS / "statistics.md"


def page():
    """The page with its tables written anew."""
    parts = {"kinds": kinds, "statistics": statistics, "references": references}
    return marks.renewed(PAGE, parts)


def kinds():
    rows = [f"| {name} | {text} |\n" for name, text in KINDS.items()]
    return "| Kind | Levels, and how they aggregate |\n|---|---|\n" + "".join(rows)


def statistics():
    head = "| Name | What it is | Kind | Unit | Dims | Source |\n|---|---|---|---|---|---|\n"
    rows = [
        f"| `{s.name}` | {s.title}: {s.formula} | {s.kind} | {s.unit} | {dims(s)} | {s.source} |\n"
        for s in STATISTICS.values()
    ]
    return head + "".join(rows)


def dims(row):
    """Dims by which a statistic can be given; those of its default in bold."""
    return ", ".join(f"**{d}**" if d in row.by else d for d in row.dims)


def references():
    used = dict.fromkeys(row.source for row in STATISTICS.values())
    return "".join(f"- {name}: {REFERENCES[name]}\n" for name in used)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
