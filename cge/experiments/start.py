"""An earlier result as the start of another solution."""

from __future__ import annotations

import numpy as np

from calibration.errors import InputError, nearest
from calibration.files.fields import shown
from cge.analysis.statistics import EXPERIMENT
from cge.economy.economy import Economy
from cge.engine.system import Values
from cge.results.result import Result

Start = Result | tuple[Result, str]


def start_of(start: Start | None, economy: Economy, label: str) -> Values | None:
    """Values from which an experiment starts; None for the benchmark.

    Parameters
    ----------
    start
        A result, whose experiment of the same name is the start where there is one, or a result and
        the experiment from which all start.
    economy
        The economy that is solved; the result may have other elasticities, or another closure.
    label
        Name of the experiment.

    Raises
    ------
    InputError
        When there is no such experiment, or the result has other labels than the economy.
    """
    if start is None:
        return None
    pair = start if isinstance(start, tuple) else (start, label)
    if len(pair) != 2 or not isinstance(pair[0], Result):
        raise InputError(
            f"start: {shown(start)} is neither a result nor a result and the name of an experiment"
        )
    result, name = pair
    known = [str(k) for k in result.data[EXPERIMENT].to_numpy()]
    if name not in known:
        if isinstance(start, tuple):
            raise InputError(f"start: no experiment '{name}'{nearest(name, known)}")
        return None
    return _values(result, economy, name)


def _values(result: Result, economy: Economy, experiment: str) -> Values:
    data = result.data.sel({EXPERIMENT: experiment})
    values = economy.benchmark_values()
    for name, symbol in economy.model.system.symbols.items():
        if name not in data:
            continue
        for dim, labels in zip(symbol.sets, symbol.labels, strict=True):
            found = [str(k) for k in data[dim].to_numpy()]
            if sorted(found) != sorted(map(str, labels)):
                raise InputError(f"start: the result has another {dim} than the economy")
        wanted = dict(zip(symbol.sets, map(list, symbol.labels), strict=True))
        array = data[name].transpose(*symbol.sets).sel(wanted).to_numpy()
        values[name] = array.astype(np.float64).ravel()
    return values
