"""Keys by which a fund of border receipts is shared among regions."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from calibration.files.fields import NotNegative
from cge.settings.file import SettingsFile


class Fund(SettingsFile):
    """The key of a fund.

    Attributes
    ----------
    weights
        Region at the finest level -> weight.
    """

    KIND: ClassVar[str] = "funds"

    weights: Annotated[dict[str, NotNegative], Field(min_length=1)]
