"""What inter-country tables lack: elasticities, and factors where value added is undivided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

import xarray as xr

from calibration.errors import InputError
from calibration.importing.elasticities import elasticities_of, labour_shares_of
from calibration.importing.factors import read_labour_shares
from calibration.importing.shipped import WORLD, Shipped
from calibration.membership import members

SHIPPED = "shipped"


@dataclass(frozen=True)
class Lacking:
    """What a user says of it.

    Attributes
    ----------
    trade_elasticity : float, optional
        Of every industry, with Cobb-Douglas nests; None for the shipped elasticities by industry.
    elasticities : path, optional
        Own elasticities, which replace either; industries that neither knows must be in it.
    labour_share : str or path, optional
        ``shipped``, or a file as of `calibration.importing.factors.read_labour_shares`; None for
        all labour.
    """

    trade_elasticity: float | None = None
    elasticities: str | Path | None = None
    labour_share: str | Path | None = None

    def problems(self) -> Iterator[str]:
        """What is wrong with it before anything is read."""
        theta = self.trade_elasticity
        if theta is not None and not (isfinite(theta) and theta > 0):
            yield f"trade elasticity: {theta:g} must be positive"


@dataclass(frozen=True)
class Elasticities:
    """Elasticities of an imported table before those of the user's own.

    Attributes
    ----------
    trade : float
        Trade elasticity of every industry with Cobb-Douglas nests; where others follow, none.
    source : str
        Where it is from.
    said : str
        The same for the report.
    others : mapping of str to xarray.DataArray
        Elasticities in place of these.
    known : bool
        Whether trade elasticities are known; if not, the user's own file must have all.
    """

    trade: float
    source: str
    said: str
    others: Mapping[str, xr.DataArray] = field(default_factory=dict)
    known: bool = True


def elasticities_for(table: xr.Dataset, lacking: Lacking, shipped: Shipped | None) -> Elasticities:
    """Elasticities of the industries of a table.

    Raises
    ------
    InputError
        Industries of no classification that is known, when the user gives neither a number nor a
        file: there is no default.
    """
    theta = lacking.trade_elasticity
    if theta is not None:
        said = f"trade elasticity {theta:g} of every industry, as given; other nests Cobb-Douglas"
        return Elasticities(theta, f"trade elasticity {theta:g} of every industry, as given", said)
    try:
        name, industries = _home(shipped, "elasticities").industries(members(table, "sector"))
    except InputError as error:
        if lacking.elasticities is None:
            way = "give --trade-elasticity NUMBER for all of them, or --elasticities FILE"
            problem = f"trade elasticities of these industries have no default: {way}"
            raise InputError([*error.problems, problem]) from error
        own = "of the file alone; nests that it does not name are Cobb-Douglas"
        return Elasticities(1.0, "", own, known=False)
    found = elasticities_of(_home(shipped, "elasticities").world, industries)
    through = "" if name == WORLD else f", industries through {name}"
    return Elasticities(1.0, "", f"of {WORLD}{through}", found)


def labour_share_for(
    table: xr.Dataset, lacking: Lacking, shipped: Shipped | None
) -> xr.DataArray | None:
    """Labour's part of undivided value added; None for all of it, or where nothing is undivided.

    Raises
    ------
    InputError
        A table that divides value added itself, industries that are not known, a faulty file.
    """
    if lacking.labour_share is None:
        return None
    if not bool((table["primary"].sel(primary_input="value_added") != 0).any()):
        raise InputError("labour share: the table divides value added between factors already")
    regions = [str(label) for label in table["origin"].to_numpy()]
    if lacking.labour_share == SHIPPED:
        home = _home(shipped, "labour shares")
        _, industries = home.industries(members(table, "sector"))
        return labour_shares_of(home.world, industries, _regions(table))
    activities = [str(label) for label in table["activity"].to_numpy()]
    return read_labour_shares(lacking.labour_share, activities, regions)


def _regions(table: xr.Dataset) -> dict[str, tuple[str, ...]]:
    """Economies by label of a table, which has origins where a benchmark has regions."""
    labels = table["origin"].to_numpy()
    return members(xr.Dataset(coords={"region": labels}, attrs=table.attrs), "region")


def _home(shipped: Shipped | None, what: str) -> Shipped:
    if shipped is None:
        raise InputError(f"{what}: those of the shipped data need their folder")
    return shipped
