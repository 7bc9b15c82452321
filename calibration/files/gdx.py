"""GAMS data exchange files (GDX), read with the library of GAMS; no licence of GAMS is needed.

The library comes with the packages `gamsapi` and `gams-gdxgmd` (`pip install cge[gdx]`) or, in
place of the second, with an installation of GAMS on the search path.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from calibration.errors import InputError
from calibration.files.har import HeaderArray
from calibration.files.paths import as_path

_SET, _PARAMETER = 0, 1  # kinds of symbols
_UNDEFINED = 1e300  # from here on, numbers stand for undefined, infinite, and small ones
_EPSILON = 5e300


def read_gdx(path: str | Path) -> dict[str, HeaderArray]:
    """Read all sets and parameters of a GDX file as arrays with labels.

    Sets of one dimension are text, as in `calibration.files.har`. A parameter is an array over the
    labels of its domains, as far as the file tells these, and otherwise over the labels it has.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict of str to HeaderArray
        By name of the symbol in capitals.

    Raises
    ------
    InputError
        The file or the package is missing, the file holds something else, or a parameter has
        numbers that are undefined or infinite.
    """
    path = as_path(path)
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    api, folder = _library(path)
    handle = api.new_gdxHandle_tp()
    made, said = api.gdxCreateD(handle, folder, 256)
    if not made:
        raise InputError(f"{path}: the GDX library cannot be loaded ({said})")
    try:
        if not api.gdxOpenRead(handle, str(path))[0]:
            raise InputError(f"{path}: cannot be read as GDX")
        return _symbols(path, api, handle)
    finally:
        api.gdxClose(handle)
        api.gdxFree(handle)


def _library(path: Path) -> tuple[Any, str]:
    """The interface, and the folder of the library."""
    try:
        api = importlib.import_module("gams.core.gdx")
    except ImportError as error:
        raise InputError(
            f"{path}: reading GDX needs the package gamsapi; install it with 'pip install "
            "cge[gdx]', or convert the file to HAR with gdx2har of GAMS"
        ) from error
    try:
        return api, str(importlib.import_module("gams_gdxgmd").directory)
    except ImportError:
        installed = shutil.which("gams")
        return api, str(Path(installed).resolve().parent) if installed else ""


def _symbols(path: Path, api: Any, handle: Any) -> dict[str, HeaderArray]:
    sets: dict[str, tuple[str, ...]] = {}
    found: dict[str, HeaderArray] = {}
    problems = []
    for number in range(1, api.gdxSystemInfo(handle)[1] + 1):
        _, name, dims, kind = api.gdxSymbolInfo(handle, number)
        text = api.gdxSymbolInfoX(handle, number)[3]
        cells = list(_cells(api, handle, number))
        if kind == _SET and dims == 1:
            sets[name.casefold()] = tuple(key[0] for key, _ in cells)
            values = np.array(sets[name.casefold()], dtype=str)
            found[name.upper()] = HeaderArray(name.upper(), text, values)
        elif kind == _PARAMETER:
            wild = [key for key, value in cells if abs(value) >= _UNDEFINED and value != _EPSILON]
            problems += [f"{path}: {name}({', '.join(key)}) is no finite number" for key in wild]
            domains = [str(d) for d in api.gdxSymbolGetDomainX(handle, number)[1]]
            found[name.upper()] = _array(name, text, domains[:dims], sets, cells)
    if problems:
        raise InputError(problems)
    return found


def _cells(api: Any, handle: Any, number: int) -> Iterator[tuple[tuple[str, ...], float]]:
    api.gdxDataReadStrStart(handle, number)
    while True:
        there, key, values, *_ = api.gdxDataReadStr(handle)
        if not there:
            break
        yield tuple(str(label).strip() for label in key), float(values[0])
    api.gdxDataReadDone(handle)


def _array(
    name: str,
    text: str,
    domains: list[str],
    sets: dict[str, tuple[str, ...]],
    cells: list[tuple[tuple[str, ...], float]],
) -> HeaderArray:
    labels = tuple(
        _united(sets.get(domain.casefold(), ()), (key[k] for key, _ in cells))
        for k, domain in enumerate(domains)
    )
    at = [{label.casefold(): n for n, label in enumerate(one)} for one in labels]
    values = np.zeros([len(one) for one in labels])
    for key, value in cells:
        place = tuple(known[label.casefold()] for known, label in zip(at, key, strict=True))
        values[place] = 0.0 if value == _EPSILON else value
    names = tuple(domain.upper() for domain in domains)
    return HeaderArray(name.upper(), text, values, names, labels, name)


def _united(known: Iterable[str], used: Iterable[str]) -> tuple[str, ...]:
    """Labels of a set, and those used that are not among them, whatever their capitals."""
    found: dict[str, str] = {}
    for label in (*known, *used):
        found.setdefault(label.casefold(), label)
    return tuple(found.values())
