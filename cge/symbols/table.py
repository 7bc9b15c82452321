"""Rows of the registry as tables of text: a symbol is one line, a part of the model one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

UNBOUNDED = float("inf")
FLAGS = ("nominal", "signed", "up_to_1")


@dataclass(frozen=True)
class Entry:
    """One symbol.

    Attributes
    ----------
    name, dims
        Code name and dimensions, in order.
    unit
        Unit of its values; ``index`` has benchmark 1.
    latex
        Symbol in formulas.
    description
        What it is.
    kind
        ``variable``; ``power`` (1 + rate) and ``level`` for parameters a scenario may shock;
        ``share`` for what the benchmark fixes; ``elasticity``.
    gtap
        Name in the GTAP model (Corong et al. 2017), empty where it has none.
    feature
        Feature of the benchmark that brings the symbol, empty where every model has it.
    source
        Short citation, see :data:`cge.symbols.sources.LITERATURE`; empty when there is none.
    nominal
        Doubles with the price level.
    signed
        May be zero or negative.
    upper
        The most that a level can be; infinite where it has no bound.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    latex: str
    description: str
    kind: str = "variable"
    gtap: str = ""
    feature: str = ""
    source: str = ""
    nominal: bool = False
    signed: bool = False
    upper: float = UNBOUNDED


@dataclass(frozen=True)
class Part:
    """The symbols that every model has, or those of one feature, and what brings the feature.

    A table has a line per symbol and these columns, some of them empty::

        name | dims | unit | latex | gtap | source | flags | description

    Attributes
    ----------
    feature
        Name of the feature; empty where every model has the symbols.
    brought_by
        Variable of a benchmark dataset that brings the feature.
    unless
        Feature that takes the place of this one.
    variables, levels, powers, elasticities, shares
        Tables by kind of symbol, see :class:`Entry`. Flags are ``nominal`` and ``signed``, and
        ``up_to_1`` for a level that is a share or an index from 0 to 1: more has no meaning.
    """

    feature: str = ""
    brought_by: str = ""
    unless: str = ""
    variables: str = ""
    levels: str = ""
    powers: str = ""
    elasticities: str = ""
    shares: str = ""

    def entries(self) -> Iterator[Entry]:
        """Rows of all tables, in their order.

        Raises
        ------
        ValueError
            For a line that has another number of columns, and for an unknown flag.
        """
        for kind, table in (
            ("variable", self.variables),
            ("level", self.levels),
            ("power", self.powers),
            ("elasticity", self.elasticities),
            ("share", self.shares),
        ):
            for line in table.strip().splitlines():
                yield _entry(line, kind, self.feature)


def _entry(line: str, kind: str, feature: str) -> Entry:
    columns = [column.strip() for column in line.split("|")]
    if len(columns) != 8:
        raise ValueError(f"a symbol has 8 columns, not {len(columns)}: {line}")
    name, dims, unit, latex, gtap, source, flags, description = columns
    said = flags.split()
    unknown = sorted(set(said) - set(FLAGS))
    if unknown:
        raise ValueError(f"symbol '{name}': no flag '{unknown[0]}'; one of {', '.join(FLAGS)}")
    return Entry(
        name=name,
        dims=tuple(dims.split()),
        unit=unit,
        latex=latex,
        description=description,
        kind=kind,
        gtap=gtap,
        feature=feature,
        source=source,
        nominal="nominal" in said,
        signed="signed" in said,
        upper=1.0 if "up_to_1" in said else UNBOUNDED,
    )
