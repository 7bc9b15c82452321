"""The readable model of an economy: sets, data, equations, experiment, solution, results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from calibration.errors import InputError
from calibration.files.printable import printable
from cge.economy.benchmark.arrays import Benchmark
from cge.economy.economy import Economy
from cge.exports.forms import BESIDE, Written, csv_text
from cge.exports.mcp.covered import MONEY, SHOCKED, changed, refusals
from cge.exports.mcp.flows import ELASTICITIES, FLOWS, equations_of, unit_of
from cge.exports.mcp.labels import Names, names_of, rows_of
from cge.exports.mcp.statements import assignments, number, set_of, table

_HERE = Path(__file__).parent
_WIDE = 200  # characters of a line of comment
_HEAD = """\
* A mixed complementarity problem in Mathiesen's form, for a solver of type MCP such as PATH.
* Data of the benchmark come first, then the model, the experiment, its solution and results.
* Goods and activities have the same labels, and so have regions, origins and destinations; the
* table beside this file tells which label each name is.

$onEmpty"""
_FLOWS_FOLLOW = """\
* --- Flows of the benchmark, million USD: good i, origin o, destination d, activity j, region r ---
"""
_ELASTICITIES_FOLLOW = """\
* --- Elasticities of substitution: 0 is Leontief, 1 Cobb-Douglas ----------------------------------
"""
_SCALED = """\
* --- Flows near 1, as solvers like them -----------------------------------------------------------

Scalar unit "of the flows below, million USD" / {} /;"""


def readable_model(
    economy: Economy, label: str, shocks: xr.Dataset | None, title: str
) -> tuple[Written, int]:
    """An economy as a mixed complementarity problem in GAMS, and its number of equations.

    Parameters
    ----------
    economy
        A calibrated economy.
    label
        Name of the experiment.
    shocks
        Its parameters; None for the benchmark.
    title
        First line of the text.

    Raises
    ------
    InputError
        Listing everything that this form does not have.
    """
    if problems := refusals(economy, shocks):
        raise InputError([f"form 'mcp': {problem}" for problem in problems])
    arrays, names = economy.arrays, names_of(economy.labels)
    parts = [
        _head(title),
        *_sets(economy, names),
        *_data(arrays, names),
        _hand_written("model.gms"),
        *_experiment(economy, label, shocks, names),
        _hand_written("results.gms"),
    ]
    beside = csv_text([("set", "name", "label"), *rows_of(names)])
    return Written("\n".join(parts), {BESIDE["mcp"][0]: beside}), equations_of(arrays)


def _hand_written(file: str) -> str:
    return (_HERE / file).read_text(encoding="utf-8")


def _head(title: str) -> str:
    return f"* {_comment(title)}\n{_HEAD}"


def _comment(text: str) -> str:
    """In signs that GAMS takes everywhere, and without those that it would replace."""
    plain = printable(text).replace("%", " per cent").encode("ascii", "backslashreplace")
    return plain.decode("ascii")[:_WIDE]


def _sets(economy: Economy, names: Names) -> Iterator[str]:
    endowment = economy.arrays.value_added.sum(axis=1)
    factor, region = np.unravel_index(endowment.argmax(), endowment.shape)
    fixed = [list(names["f"].values())[factor], list(names["r"].values())[region]]
    yield set_of("i", "goods and activities", names["i"].values())
    yield set_of("r", "regions", names["r"].values())
    yield set_of("f", "factors", names["f"].values())
    yield set_of("a", "agents", names["a"].values())
    yield set_of("v(i)", "sectors that supply margins", names["v"].values())
    yield f"Set numeraire(f,r) \"price that is fixed\" / '{fixed[0]}'.'{fixed[1]}' /;"
    yield "Alias (i,j), (r,o,d,rr), (f,ff);\n"


def _data(arrays: Benchmark, names: Names) -> Iterator[str]:
    yield _FLOWS_FOLLOW
    for flow in FLOWS:
        yield table(flow.head, flow.text, flow.dims, flow.read(arrays), names)
        yield ""
    yield _ELASTICITIES_FOLLOW
    for name, (indices, text, dims) in ELASTICITIES.items():
        values = arrays.elasticities[name]
        yield table(f"{name}({indices})", f"between {text}", dims, values, names)
        yield ""
    yield _SCALED.format(number(unit_of(arrays)))
    for flow in FLOWS:
        yield f"{flow.head} = {flow.head}/unit;"
    yield ""


def _experiment(
    economy: Economy, label: str, shocks: xr.Dataset | None, names: Names
) -> Iterator[str]:
    yield f"* --- Experiment: {_comment(label)}\n"
    if shocks is None:
        yield "* It changes nothing.\n"
        return
    for name in (each for each in SHOCKED if each in economy.parameters):
        before = economy.parameters[name]
        dims, values = tuple(map(str, before.dims)), shocks[name].transpose(*before.dims)
        unit = "/unit" if name in MONEY else ""
        moved = changed(values, before)
        yield from assignments(name, dims, values.to_numpy(), moved, names, unit)
    yield ""
