"""Every equation and symbol is registered, documented, and recomputed independently."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from cge.economy import equations
from cge.economy.equations.model import BLOCKS
from cge.symbols.features import BROUGHT_BY, UNLESS
from cge.symbols.registry import REGISTRY, entry_of
from cge.symbols.sources import LITERATURE
from tests.economy.recomputed import RECOMPUTED, Point, equation_key
from tests.economy.recomputed.point import recomputes
from tests.economy.recomputed.trade import dutiable
from tests.economy.variants import VARIANTS, systems, variant

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "equations"
DIMS = {
    *("sector", "origin", "destination", "region", "activity", "factor", "agent", "user", "world"),
    *("margin_sector", "fuel", "gas"),
}
HELP = (
    "add an economy that has it to tests/economy/variants.py, write it again in "
    "tests/economy/recomputed/ (see the text of that package), and renew the pages of equations: "
    "python -m tests.economy.test_equations_page"
)
HELP_SYMBOL = (
    "complete its row in cge/symbols/parts (name, dims, unit, LaTeX, GTAP name, source, flags, "
    "description), and name a source that is in cge/symbols/sources.py"
)
# A good is a sector as an activity, and a region is an origin as a seller.
ALIKE = {"sector": "activity", "origin": "region", "destination": "region"}


def equations_of_all():
    """The equations of every variant, each with the variant's name."""
    return [(name, e) for name, system in systems().items() for e in system.written]


# ---------------------------------------------------------------------- equations
def test_the_variants_have_every_equation_of_the_blocks():
    found = set()
    for system in systems().values():
        names = {e.removesuffix("_cobb_douglas") for e in system.written}
        found |= {
            statement for name, (_, statement) in system.model.statements.items() if name in names
        }
    written = {statement for block in BLOCKS for statement in block.statements}
    missing = sorted(statement.name for statement in written - found)
    assert missing == [], f"no variant has these equations: {HELP}"


def test_features_that_equations_ask_for_exist():
    known = {*BROUGHT_BY, *UNLESS}
    asked = {block.feature for block in BLOCKS if block.feature}
    asked |= {s.unless for block in BLOCKS for s in block.statements if s.unless}
    for path in Path(str(equations.__path__[0])).glob("*.py"):
        asked |= set(re.findall(r'\bhas\(m, "(\w+)"\)', path.read_text(encoding="utf-8")))
    assert asked - known == set()
    assert asked >= {"abatement", "technology"}


def test_every_feature_has_a_variant():
    missing = set(BROUGHT_BY) - {f for n in VARIANTS for f in variant(n).arrays.features}
    assert missing == set(), f"features without a variant: {HELP}"


def test_every_equation_is_recomputed():
    missing = {e for _, e in equations_of_all() if equation_key(e) not in RECOMPUTED}
    assert missing == set(), f"equations that nothing recomputes: {HELP}"
    known = {equation_key(e) for _, e in equations_of_all()}
    assert set(RECOMPUTED) - known == set(), "recomputations of equations that do not exist"


def test_a_recomputation_does_not_take_the_name_of_a_helper():
    """It would replace the helper, and with it what other recomputations rest on."""
    with pytest.raises(AssertionError, match="'dutiable' is a helper here"):
        recomputes("E_dutiable")(dutiable)
    assert "E_dutiable" not in RECOMPUTED


@pytest.mark.parametrize("name", VARIANTS)
def test_equations_are_what_their_recomputations_say(name):
    """At values of all symbols drawn at random, in every row."""
    at = Point(variant(name))
    wrong = {}
    for equation, compiled in variant(name).model.system.written.items():
        try:
            compare(equation, compiled, at)
        except AssertionError as error:
            wrong[equation] = str(error)
    assert wrong == {}


def compare(equation, compiled, at):
    function = RECOMPUTED[equation_key(equation)]
    named = {"name": equation} if "name" in inspect.signature(function).parameters else {}
    found = function(at, **named)
    sets = [s.name for s in compiled.template.equation.index_set().subsets()]
    with np.errstate(all="ignore"):
        left, right = compiled.left.value(at.arrays), compiled.right.value(at.arrays)
    assert np.isfinite(left).all()
    assert np.isfinite(right).all()
    if isinstance(found, tuple):
        expected = in_rows(found[0] - found[1], sets, at.labels, compiled.row_flat)
        size = np.maximum(abs(left), abs(right)).max()
        np.testing.assert_allclose(left - right, expected, rtol=1e-9, atol=1e-12 * size)
        assert abs(expected).max() > 1e-3 * size  # nothing is compared with nothing
    else:
        expected = in_rows(found, sets, at.labels, compiled.row_flat)
        np.testing.assert_allclose(right, expected, rtol=1e-9)


def in_rows(array: xr.DataArray, sets, labels, flat) -> np.ndarray:
    """Values in the rows of an equation: over its sets, in the order of their labels."""
    dims = {d: d if d in array.dims else ALIKE[d] for d in sets}
    arranged = array.transpose(*dims.values()).sel({dims[d]: labels[d] for d in sets})
    return arranged.to_numpy().ravel()[flat]


def test_an_equation_is_named_after_what_it_determines():
    for name, equation in equations_of_all():
        target = variant(name).model.system.written[equation].target
        assert equation.startswith((f"E_{target}", "E_fixed_")) or equation == "E_numeraire"


def test_the_pages_have_every_equation_and_its_formula():
    text = "".join(path.read_text(encoding="utf-8") for path in PAGES.glob("*.md"))
    equations = {e for _, e in equations_of_all()}
    missing = {e for e in equations if f"### `{e}`: " not in text and f", `{e}`:\n" not in text}
    assert missing == set(), f"not in docs/equations: {HELP}"


# ---------------------------------------------------------------------- symbols
def test_every_symbol_is_in_the_registry_with_all_it_needs():
    for system in systems().values():
        for name, symbol in system.symbols.items():
            entry = entry_of(name)
            assert entry.dims == symbol.sets, name
    for entry in REGISTRY.values():
        said = (entry.unit, entry.latex, entry.description, entry.kind)
        assert all(said), f"{entry.name}: {HELP_SYMBOL}"
        assert set(entry.dims) <= DIMS, entry.name
        assert re.fullmatch(r"[^{}]+(\{[^{}]*\}[^{}]*)*", entry.latex), entry.latex


def test_every_symbol_has_a_source():
    unknown = {e.name: e.source for e in REGISTRY.values() if e.source not in LITERATURE}
    assert unknown == {}, f"symbols without a source: {HELP_SYMBOL}"
    assert set(LITERATURE) - {e.source for e in REGISTRY.values()} == set(), "nothing cites these"


def test_no_two_symbols_look_the_same():
    """In print; indices tell shares of different nests apart."""
    latex = [entry.latex for entry in REGISTRY.values()]
    assert sorted({x for x in latex if latex.count(x) > 1}) == [], HELP_SYMBOL


def test_no_symbol_looks_like_an_index():
    letters = set("ijodrfauvq")
    alike = [e.name for e in REGISTRY.values() if e.latex.partition("_{")[0] in letters]
    assert alike == [], HELP_SYMBOL


def test_every_symbol_is_determined_or_read_by_an_equation():
    """A parameter that no equation reads, or a variable that none determines, does nothing."""
    compiled = [e for system in systems().values() for e in system.equations]
    determined = {e.target for e in compiled}
    read = set().union(*(e.left.reads | e.right.reads for e in compiled))
    variables = {e.name for e in REGISTRY.values() if e.kind == "variable"}
    assert variables - determined == set(), f"variables that no equation determines: {HELP}"
    assert set(REGISTRY) - variables - read == set(), f"parameters that no equation reads: {HELP}"
