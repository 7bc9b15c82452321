"""Headers and variables of GTAP beside the names of this package."""

from __future__ import annotations

from collections.abc import Mapping

from calibration.gtap.headers import EMISSIONS, FLOWS, PARAMETERS, SETS, Header
from cge.symbols.registry import REGISTRY
from tests.pages import marks

PAGE = marks.DOCS / "gtap.md"
KINDS = {"variable": "variable", "elasticity": "elasticity", "share": "data"}  # others are shocked


def _table(rows: list[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(row)} |\n" for row in lines)


def _headers(headers: Mapping[str, Header]) -> str:
    rows = [["Version 7", "Version 6", "Over", "Holds", "Here"]]
    for header in headers.values():
        over = ", ".join(header.kinds)
        if header.kinds_v6 != header.kinds:
            over += f" (version 6: {', '.join(header.kinds_v6)})"
        holds = header.meaning if header.needed else f"{header.meaning} *"
        rows.append([_code(header.v7), _code(header.v6), over, holds, header.here])
    return _table(rows)


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def data_base() -> str:
    """The headers of the data base file."""
    return _headers(FLOWS)


def parameters() -> str:
    """The headers of the parameter file."""
    return _headers(PARAMETERS)


def emissions() -> str:
    """The headers of the file of CO2."""
    return _headers(EMISSIONS)


def sets() -> str:
    """The headers of the file of sets."""
    rows = [["Set", "Headers, the first that is there"]]
    rows += [[kind, ", ".join(map(_code, names))] for kind, names in SETS.items()]
    return _table(rows)


def symbols() -> str:
    """Variables and parameters of the model that have a name in GTAP."""
    rows = [["GTAP", "Here", "Over", "Kind", "Is"]]
    for entry in REGISTRY.values():
        if entry.gtap:
            kind = KINDS.get(entry.kind, "can be shocked")
            names = ", ".join(_code(name.strip()) for name in entry.gtap.split(","))
            rows.append([names, _code(entry.name), ", ".join(entry.dims), kind, entry.description])
    head, *body = rows
    return _table([head, *sorted(body, key=lambda row: row[0].casefold())])


PARTS = {
    "data base": data_base,
    "parameters": parameters,
    "emissions": emissions,
    "sets": sets,
    "symbols": symbols,
}
