"""Which room may import from which: data flow one way, and no import runs back up."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Lowest first. A room may import from itself and from those before it.
FLOORS = (
    "calibration",
    "cge.engine",
    "cge.inputs",
    "cge.symbols",
    "cge.settings",
    "cge.economy",
    "cge.policy",
    "cge.scenarios",
    "cge.analysis",
    "cge.verification",
    "cge.results",
    "cge.experiments",
    "cge.exports",
    "cge.backtesting",
    "cge.uncertainty",
    "cge.moments",
    "cge.estimation",
    "cge.design",
    "cge.report",
    "cge.templates",
    "cge.archives",
    "cge.serve",
    "cge.cli",
)
# Rooms that stand beside the floors: what they show comes from anywhere.
FRONT = ("cge", "cge.doctor")
# Inside the economy: what receipts there are, data, then the equations over them.
INSIDE = (
    "cge.economy.benchmark.arrays",
    "cge.economy.receipts",
    "cge.economy.benchmark",
    "cge.economy.equations",
    "cge.economy.economy",
)
# Of calibration, all may read and write files, which know nothing of economics.
BASE = ("calibration.errors", "calibration.arguments", "calibration.files")


def modules():
    return sorted(p for name in ("cge", "calibration") for p in (ROOT / name).rglob("*.py"))


def dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """Every module a file imports, wherever in it, for types only as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor_of(module, floors):
    """Position of the room that a module is in; None where it is in none of them."""
    for level, room in enumerate(floors):
        if module == room or module.startswith(f"{room}."):
            return level
    return None


def arrows_up(floors):
    found = set()
    for path in modules():
        here = floor_of(dotted(path), floors)
        if here is None:
            continue
        for module in imported(path):
            there = floor_of(module, floors)
            if there is not None and there > here:
                found.add(f"{dotted(path)} -> {floors[there]}")
    return sorted(found)


def test_every_module_has_a_floor():
    homeless = [
        name
        for name in map(dotted, modules())
        if floor_of(name, FLOORS) is None and name not in FRONT
    ]
    assert homeless == []


@pytest.mark.parametrize("floors", [FLOORS, INSIDE], ids=["rooms", "economy"])
def test_no_import_runs_back_up(floors):
    assert arrows_up(floors) == []


def test_files_know_nothing_of_economics():
    for path in (ROOT / "calibration" / "files").rglob("*.py"):
        for module in imported(path):
            assert not module.startswith("cge")
            assert not module.startswith("calibration") or floor_of(module, BASE) is not None


def test_no_circle_of_modules():
    """Imports at the top of modules, which Python runs, form no circle."""
    graph = {}
    known = {dotted(path) for path in modules()}
    for path in modules():
        top = ast.parse(path.read_text(encoding="utf-8")).body
        names = [n for node in top for n in _names(node)]
        here = dotted(path)  # its own package is running already
        graph[here] = {n for n in names if n in known and not f"{here}.".startswith(f"{n}.")}
    circle = _circle(graph)
    assert circle is None, " -> ".join(circle)


def _names(node):
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _circle(graph):
    done, open_ = set(), []

    def visit(name):
        if name in open_:
            return [*open_[open_.index(name) :], name]
        if name in done:
            return None
        open_.append(name)
        for other in sorted(graph[name]):
            found = visit(other)
            if found:
                return found
        open_.pop()
        done.add(name)
        return None

    return next(filter(None, map(visit, sorted(graph))), None)


def test_a_circle_would_be_found():
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert _circle({"a": {"b"}, "b": set()}) is None
