"""Rows of the registry: read from tables of text, complete and consistent."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest
import xarray as xr

from cge.symbols import parts
from cge.symbols.features import BROUGHT_BY, UNLESS, solution_has, symbols_of
from cge.symbols.registry import PARTS, REGISTRY, VARIABLES, entries, entry_of
from cge.symbols.table import Part

ROW = r"quota_rent | region | million USD | Q_{r} | | own | nominal signed | Rents of a quota"


def test_a_line_is_a_symbol():
    (entry,) = Part(feature="quota", variables=ROW).entries()
    assert (entry.name, entry.dims, entry.unit) == ("quota_rent", ("region",), "million USD")
    assert (entry.latex, entry.gtap, entry.source) == ("Q_{r}", "", "own")
    assert (entry.kind, entry.feature, entry.upper) == ("variable", "quota", float("inf"))
    assert entry.nominal
    assert entry.signed
    assert entry.description == "Rents of a quota"


def test_the_tables_of_a_part_are_kinds():
    one = Part(
        shares=ROW.replace("nominal signed", ""),
        powers=ROW.replace("nominal signed", ""),
        levels=ROW.replace("nominal signed", "up_to_1"),
    )
    found = [(e.kind, e.nominal, e.signed, e.upper) for e in one.entries()]
    free = float("inf")
    assert found == [
        ("level", False, False, 1.0),
        ("power", False, False, free),
        ("share", False, False, free),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (ROW.replace("| own ", ""), "8 columns, not 7: quota_rent"),
        (ROW.replace("signed", "negative"), "'quota_rent': no flag 'negative'; one of nominal"),
    ],
)
def test_a_faulty_line_is_named(line, message):
    with pytest.raises(ValueError, match=message):
        list(Part(levels=line).entries())


def test_every_file_of_rows_is_part_of_the_registry():
    names = [module.name for module in pkgutil.iter_modules(parts.__path__)]
    found = {name: import_module(f"{parts.__name__}.{name}").PART for name in names}
    assert [name for name, part in found.items() if part not in PARTS] == []
    assert len(found) == len(PARTS)
    assert {part.feature for name, part in found.items() if part.feature not in ("", name)} == set()


def test_a_name_is_given_once():
    names = [entry.name for part in PARTS for entry in part.entries()]
    assert sorted({n for n in names if names.count(n) > 1}) == []
    assert sorted(REGISTRY) == sorted(names)


def test_a_feature_is_brought_by_a_variable_or_stands_in_for_another():
    optional = {part.feature for part in PARTS if part.feature}
    assert set(BROUGHT_BY) | set(UNLESS) == optional
    assert set(UNLESS.values()) <= set(BROUGHT_BY)
    assert set(BROUGHT_BY) & set(UNLESS) == set()


def test_a_model_has_the_symbols_of_its_features_only():
    names = {e.name for e in entries({"subsistence"}, "variable")}
    assert {"output", "subsistence_cost"} <= names
    assert "intensity" not in names


def test_a_solution_has_the_features_whose_symbols_it_holds():
    solution = xr.Dataset({"subsistence_cost": ("region", [1.0])})
    assert solution_has(solution, "subsistence")
    assert not solution_has(solution, "technology")
    with pytest.raises(KeyError):
        symbols_of("subsidence")


def test_prices_and_receipts_double_with_the_price_level():
    """A price or receipt without the flag would fail the check of homogeneity at every solution."""
    money = [e for e in VARIABLES if e.name.startswith(("price_", "revenue_"))]
    assert [e.name for e in money if not e.nominal] == []
    assert [e.name for e in money if e.name.startswith("revenue_") and not e.signed] == []
    assert [e.name for e in VARIABLES if e.upper < float("inf")] == []


def test_a_held_level_is_of_the_kind_of_its_variable():
    held, variable = entry_of("fixed_income"), REGISTRY["income"]
    assert (held.dims, held.unit, held.nominal) == (variable.dims, variable.unit, True)
    assert (held.kind, held.gtap, held.source) == ("level", "", "")
    with pytest.raises(KeyError):
        entry_of("fixed_nothing")


def test_the_registry_needs_no_algebra():
    """Lists and messages read it, and must not wait for Pyomo."""
    code = "import sys, cge.symbols.registry; print('pyomo' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_a_held_level_has_a_hat_also_without_indices():
    assert entry_of("fixed_income").latex == r"\hat{I}_{r}"
    assert entry_of("fixed_price_landed").latex == r"\hat{p^{L}}_{iod}"
    assert entry_of("fixed_price_world").latex == r"\hat{p^{W}}"
