"""The scenario and the closure of a result, as their files say them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from cge.results.inputs import CLOSURE, PLAN
from cge.results.result import Result

# What the page says of a scenario before its shocks, in words; the rest is shown as written.
_WORDS = ("author", "reference", "description")
_IN_FULL = ("mobility", "swap")


@dataclass(frozen=True)
class Said:
    """What a file says, in words and as it is written.

    Attributes
    ----------
    words
        Pairs of a term and its text; those without text are left out.
    written
        The part that is shown as YAML, line by line; empty where there is none.
    """

    words: tuple[tuple[str, str], ...]
    written: tuple[str, ...]


def scenario_said(result: Result) -> Said:
    """Author, reference and description of the scenario, and the whole file with its shocks."""
    attrs, plan = result.data.attrs, plan_of(result)
    known = {name: plan.get(name) or attrs.get(name) or "" for name in _WORDS}
    words = [("name", str(attrs.get("scenario", ""))), *known.items()]
    return Said(_with_text(words), tuple(_lines(plan)))


def closure_said(result: Result) -> Said:
    """The closure in words, and what is held or does not move freely; a table has its rules."""
    attrs = result.data.attrs
    known = _mapping(yaml.safe_load(str(attrs.get(CLOSURE, ""))))
    words = [(name, attrs.get(name)) for name in ("closure", "numeraire")]
    words.append(("description", known.get("description")))
    held = {name: known[name] for name in _IN_FULL if known.get(name)}
    return Said(_with_text(words), tuple(_lines(held)))


def packages_of(result: Result) -> dict[str, str]:
    """Experiment -> the titles of the packages that it applies."""
    plan = plan_of(result)
    titles = {
        name: str(_mapping(package).get("title") or name)
        for name, package in _mapping(plan.get("packages")).items()
    }
    chosen = _mapping(plan.get("experiments")) or {name: [name] for name in titles}
    return {
        str(name): "; ".join(titles.get(str(part), str(part)) for part in parts)
        for name, parts in chosen.items()
        if isinstance(parts, list)
    }


def plan_of(result: Result) -> dict[str, Any]:
    """The scenario as plain values; empty where a file of an older version has none."""
    text = str(result.data.attrs.get(PLAN, ""))
    return _mapping(json.loads(text)) if text else {}


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _with_text(words: list[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((term, " ".join(str(text).split())) for term, text in words if text)


def _lines(content: dict[str, Any]) -> list[str]:
    if not content:
        return []
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=88)
    return text.rstrip("\n").split("\n")
