"""Imports that know where the shipped data lie."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import calibration
from calibration.arguments import explained
from calibration.errors import InputError, nearest
from cge.inputs.find import data_directory


@explained
def import_table(
    format: str, paths: str | Path | Sequence[str | Path], **wishes: Any
) -> calibration.Imported:
    """Make a benchmark of files of a published layout; see :func:`calibration.import_table`.

    Elasticities by industry, labour shares and tariffs that are asked for come from the shipped
    data.

    Parameters
    ----------
    format
        Name of a layout, or ``auto``.
    paths
        Files, folders and archives.
    wishes
        What :func:`calibration.import_table` takes besides.

    Returns
    -------
    calibration.Imported
        Its ``benchmark`` is what :func:`cge.load` takes.

    Raises
    ------
    calibration.InputError
        Everything that is wrong with the files, with what is asked, and with the economy.
    """
    known = [*inspect.signature(calibration.import_table).parameters][2:]
    unknown = [f"unknown argument '{k}'{nearest(k, known)}" for k in wishes if k not in known]
    if unknown:
        raise InputError(unknown)
    return calibration.import_table(format, paths, shipped=data_directory(), **wishes)
