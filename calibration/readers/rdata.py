"""Objects of R data files."""

from __future__ import annotations

import importlib
import io
import warnings
from typing import Any

from calibration.errors import InputError
from calibration.readers.members import Member


def read_objects(member: Member) -> dict[str, Any]:
    """Objects of an R data file by name; needs the package rdata.

    Raises
    ------
    InputError
        The package is missing, or the file cannot be read as R data.
    """
    try:
        rdata = importlib.import_module("rdata")
    except ImportError as error:
        raise InputError(
            f"{member}: reading R data needs the package rdata; install it with "
            "'pip install cge[wiod]'"
        ) from error
    with member.open() as stream:
        content = io.BytesIO(stream.read())
    with warnings.catch_warnings():
        # The list carries a class of an R package; its content is what matters.
        warnings.simplefilter("ignore", UserWarning)
        try:
            return dict(rdata.read_rda(content))
        except (ValueError, NotImplementedError, EOFError) as error:
            raise InputError(f"{member}: cannot be read as R data ({error})") from error
