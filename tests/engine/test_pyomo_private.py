"""What the model uses of Pyomo stands in one file, under a bound."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from threading import Thread

import pytest

from cge.engine import pyomo_private

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(pyomo_private.__file__)
SOURCES = sorted(
    path
    for package in ("cge", "calibration")
    for path in (ROOT / package).rglob("*.py")
    if path != HOME
)
PRIVATE_ATTRIBUTES = {"_anonymous_sets", "_id", "_index", "_local_args_", "_set"}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_module_imports_pyomo(path: Path):
    assert not {name for name in imported(path) if name.split(".")[0] == "pyomo"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_other_modules_read_no_private_attribute_of_pyomo(path: Path):
    read = {
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    }
    assert not read & PRIVATE_ATTRIBUTES


def test_every_name_has_a_user():
    used = {
        alias.name
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "cge.engine.pyomo_private"
        for alias in node.names
    }
    assert used == set(pyomo_private.__all__)


def test_pyomo_is_bounded_above_and_the_installed_one_is_within():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bound = next(text for text in project["dependencies"] if text.startswith("pyomo"))
    oldest, newest = (
        tuple(map(int, part.split("."))) for part in bound.removeprefix("pyomo>=").split(",<")
    )
    installed = tuple(map(int, metadata.version("pyomo").split(".")[:2]))
    assert oldest <= installed < newest


def test_sums_of_other_threads_are_python_s_while_a_rule_is_read():
    found = []

    def other():
        found.extend([sum((), start=3), sum([1, 2], 3), sum(n for n in ()), sum(n for n in (1, 2))])

    def rule(m, i):
        thread = Thread(target=other)
        thread.start()
        thread.join()
        return m.x[i] == sum(m.x[j] for j in m.s)

    m = pyomo_private.ConcreteModel()
    m.s = pyomo_private.Set(initialize=[1, 2])
    m.x = pyomo_private.Var(m.s)
    m.c = pyomo_private.Constraint(m.s, rule=rule)
    found.clear()
    expression, _ = pyomo_private.templatize_constraint(m.c)
    assert found == [3, 6, 0, 3]
    kinds = {type(node) for node in expression.args}
    assert pyomo_private.TemplateSumExpression in kinds
