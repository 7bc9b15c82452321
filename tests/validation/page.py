"""The generated parts of the page on validation: the editions of the world data beside facts."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial

from calibration import open_benchmark, validate
from cge.inputs.facts import shipped_facts
from cge.inputs.find import shipped
from cge.inputs.groups import shipped_groups
from tests.pages import marks

PAGE = marks.DOCS / "validation.md"
CURRENT, FIRST = "oecd-icio-2022", "oecd-icio-2022-v1"


def datasets() -> list[str]:
    """Both editions, the default first."""
    return [CURRENT, FIRST]


@cache
def found(name):
    """Facts beside a dataset."""
    data = open_benchmark(shipped("benchmarks")[name], trusted=True)
    return validate(data, shipped_facts(), shipped_groups())


def verdict(name, names):
    """Verdict on a fact in the first of the datasets that can tell."""
    told = [found(each).loc[name, "verdict"] for each in names]
    return next((each for each in told if each != "left out"), "left out")


def page(names=None):
    """The page with its tables written anew, for some datasets by name."""
    names = names or datasets()
    return marks.renewed(PAGE, {"counts": partial(counts, names), "facts": partial(facts, names)})


def kinds():
    return list(dict.fromkeys(fact.kind for fact in shipped_facts()))


def counts(names):
    """Verdicts, median deviation and rank correlation by kind."""
    heads = [f"{name}: pass, doubt, miss | median | ranks" for name in names]
    lines = [
        f"| Kind | Facts | {' | '.join(heads)} |",
        "|---|---:|" + "---|---:|---:|" * len(names),
    ]
    for kind in kinds():
        here = [fact.id for fact in shipped_facts() if fact.kind == kind]
        cells = " | ".join(summary(found(name).loc[here]) for name in names)
        lines.append(f"| {kind.title} | {len(here)} | {cells} |")
    total = " | ".join(f"{verdicts(found(name))} | |" for name in names)
    lines.append(f"| **All** | {len(shipped_facts())} | {total}")
    return "\n".join(lines) + "\n"


def summary(rows):
    known = rows["here"].notna().sum()
    ranks = rows["here"].rank().corr(rows["published"].rank()) if known > 3 else None
    told = rows["deviation"].abs().dropna()
    median = f"{told.median():.0f} %" if len(told) else ""
    return f"{verdicts(rows)} | {median} | {'' if ranks is None else f'{ranks:.2f}'}"


def verdicts(rows):
    seen = Counter(rows["verdict"])
    told = [str(seen[name]) for name in ("pass", "doubt", "miss")]
    left = f" ({seen['left out']} left out)" if seen["left out"] else ""
    return ", ".join(told) + left


def facts(names):
    """A table of each kind of fact, and the reason of each doubt and miss.

    The verdict is that of the first dataset that can tell.
    """
    return "\n".join(part for kind in kinds() for part in of_kind(kind, names)) + "\n"


def of_kind(kind, names):
    rows = [fact for fact in shipped_facts() if fact.kind == kind]
    sectors = {fact.sector for fact in rows}
    named = {fact.id: name_of(fact, len(sectors) > 1) for fact in rows}
    heads = "".join(f" {name} | % | |" for name in names)
    yield f"### {kind.title}, {kind.unit}\n"
    yield f"Pass within {kind.passes:g} %, doubt within {kind.doubts:g} %: {kind.tolerance}.\n"
    yield f"| | Published |{heads} Source |"
    yield "|---|---:|" + "---:|---:|---|" * len(names) + "---|"
    for fact in rows:
        cells = "".join(f" {beside(found(name).loc[fact.id])} |" for name in names)
        yield f"| {named[fact.id]} | {number(fact.value)} |{cells} {source(fact)} |"
    yield ""
    told = [fact for fact in rows if fact.reason]
    yield from (f"- {named[fact.id]}, {verdict(fact.id, names)}: {fact.reason}" for fact in told)
    yield from [""] * bool(told)


def name_of(fact, with_sector):
    sector = f", {fact.sector}" if with_sector and fact.sector not in ("", "goods") else ""
    year = f" ({fact.year})" if fact.year != 2022 else ""
    return f"{fact.where}{sector}{year}"


def beside(row):
    if row["verdict"] == "left out":
        return "| | left out"
    word = row["verdict"] if row["verdict"] == "pass" else f"**{row['verdict']}**"
    return f"{number(row['here'])} | {signed(row['deviation'])} | {word}"


def signed(value):
    whole = round(value)
    return f"{whole:+d}" if whole else "0"


def number(value):
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def source(fact):
    publisher = fact.source.partition(",")[0].partition(" (")[0]
    return f"[{publisher}]({fact.address}){', recalled' if fact.found == 'recalled' else ''}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
