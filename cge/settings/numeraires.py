"""Numeraires: the price index that is fixed, by name.

It makes no difference to any real result; it is the unit of all nominal ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from calibration.errors import InputError, nearest

WORLD_FACTORS = "world factor-price index"
WORLD_CONSUMERS = "world consumer price index"
OF_REGION = "consumer price index of "
OFFERED = (WORLD_FACTORS, WORLD_CONSUMERS, f"{OF_REGION}REGION", "price of FACTOR in REGION")


@dataclass(frozen=True)
class Numeraire:
    """What a name means: an index of the world, of a region's consumers, or a factor's price.

    Attributes
    ----------
    region, factor
        Labels, empty where the name has none.
    """

    name: str
    region: str = ""
    factor: str = ""


def read_numeraire(name: str) -> Numeraire:
    """What a name means.

    Raises
    ------
    InputError
        When no such index is offered.
    """
    if name in (WORLD_FACTORS, WORLD_CONSUMERS):
        return Numeraire(name)
    if region := name.removeprefix(OF_REGION) if name.startswith(OF_REGION) else "":
        return Numeraire(name, region)
    if pair := re.fullmatch(r"price of (.+) in (.+)", name):
        return Numeraire(name, region=pair[2], factor=pair[1])
    raise InputError(f"numeraire: '{name}' is not offered{nearest(name, OFFERED)}")
