"""Units: amounts of money in million USD, emissions in Mt CO2, rates as fractions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import xarray as xr

from calibration.gases import equivalent
from calibration.guard.money import money_of_all, read_money
from calibration.variables import KNOWN, MILLION_USD

RATE = "usd_per_unit"
"""Attribute of a dataset, and argument: USD per unit of the other currency of its money."""

_MILLION = 1e6
# Case matters: Mt is a million tonnes, mt is what some call a metric ton.
_TONNES = {
    "kg": 1e-3,
    **dict.fromkeys(("t", "tonne", "tonnes", "metric ton", "metric tons"), 1.0),
    **dict.fromkeys(("kt", "Gg", "kilotonne", "kilotonnes"), 1e3),
    **dict.fromkeys(("Mt", "Tg", "megatonne", "megatonnes"), 1e6),
    **dict.fromkeys(("Gt", "Pg", "gigatonne", "gigatonnes"), 1e9),
}
_TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_CO2 = "Mt CO2"
_EQUIVALENT = re.compile(r"CO2[ -]?eq?\b")
_FRACTION = "fraction"
_MEASURED = ("km", "USD per t CO2", "t CO2 per USD", "TWh", "MWh per USD")
_PERCENT = ("%", "percent", "per cent", "pct")
_NO_UNIT = ("", "1", "-", "none", "dimensionless", "fraction", "share", "ratio", "index")


@dataclass(frozen=True)
class Conversion:
    """A dataset in the units of `calibration.variables.KNOWN`.

    Attributes
    ----------
    dataset : xarray.Dataset
        Each variable that was converted has the attribute `converted_from`.
    problems : tuple of str
        Units that mean nothing here, and currencies without a rate.
    money : dict of str to tuple of str
        Unit of money as it was written -> variables in it.
    """

    dataset: xr.Dataset
    problems: tuple[str, ...]
    money: dict[str, tuple[str, ...]]


def in_own_units(dataset: xr.Dataset, usd_per_unit: float | None = None) -> Conversion:
    """Read the units of all variables and convert those that differ from the table's.

    Parameters
    ----------
    dataset : xarray.Dataset
        Its variables say their `units`; money that does not is in the `unit` (or `units`, and
        `currency`) of the dataset, or in million USD. Other variables without units are in their
        own.
    usd_per_unit : float, optional
        USD per unit of the other currency; the dataset's attribute of this name when omitted.
    """
    given = dataset.attrs.get(RATE) if usd_per_unit is None else usd_per_unit
    rate = _rate(given)
    problems = [] if given is None or rate is not None else [f"{RATE}: {given} is not positive"]
    unsaid = MILLION_USD
    if any(_needs_unit(name, array) for name, array in dataset.items()):
        try:
            unsaid = money_of_all(dataset.attrs)
        except ValueError as error:
            problems.append(str(error))
    changed, money = {}, dict[str, tuple[str, ...]]()
    for name, array in dataset.items():
        if name not in KNOWN:
            continue
        wanted = KNOWN[str(name)].units
        said = str(array.attrs.get("units", unsaid if wanted == MILLION_USD else wanted)).strip()
        if wanted == MILLION_USD:
            money[said] = (*money.get(said, ()), str(name))
        factor = factor_to(_as_co2(wanted), _as_co2(said), rate)
        if isinstance(factor, str):
            problems.append(f"variable {name}: {factor}")
            continue
        equivalents = _EQUIVALENT.search(said) is not None
        own = equivalent(wanted) if equivalents else wanted
        if factor != 1.0 or (equivalents and said != own):
            about = array.attrs | {"units": own, "converted_from": said}
            changed[name] = (array.astype(np.float64) * factor).assign_attrs(about)
    problems += _several_currencies(money)
    return Conversion(dataset.assign(changed), tuple(problems), money)


def _as_co2(unit: str) -> str:
    """A unit with CO2 for CO2 equivalents, which are as many tonnes of it."""
    return _EQUIVALENT.sub("CO2", unit)


def _needs_unit(name: object, array: xr.DataArray) -> bool:
    """Whether a variable is money and does not say its unit."""
    known = KNOWN.get(str(name))
    return known is not None and known.units == MILLION_USD and "units" not in array.attrs


def mixed_money(units: Conversion) -> list[str]:
    """What may be behind accounts that do not hold: amounts in several units."""
    if len(units.money) < 2:
        return []
    named = "; ".join(f"'{said}' of {', '.join(of)}" for said, of in units.money.items())
    return [f"money is in several units, {named}: is the attribute 'units' right?"]


def _rate(given: object) -> float | None:
    try:
        rate = float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return rate if np.isfinite(rate) and rate > 0 else None


def factor_to(wanted: str, said: str, rate: float | None = None) -> float | str:
    """What to multiply numbers by, or why that cannot be told.

    Parameters
    ----------
    wanted, said : str
        The unit of the variable, and the one that numbers are in.
    rate : float, optional
        USD per unit of another currency.
    """
    if said == wanted:
        return 1.0
    if wanted == MILLION_USD:
        return _money_factor(said, rate)
    if wanted == _CO2:
        return _tonnes_factor(said)
    if wanted == _FRACTION and said.casefold() in _PERCENT:
        return 0.01
    if wanted not in _MEASURED and said.casefold() in _NO_UNIT:
        return 1.0
    return f"units '{said}' must be '{wanted}'"


def _tonnes_factor(said: str) -> float | str:
    # NFKC writes the index of a formula as an ordinary digit.
    text = re.sub(r"\s*(of\s+)?CO2$", "", unicodedata.normalize("NFKC", said))
    times, _, unit = text.partition(" ")
    known = times in _TIMES and unit in _TONNES
    tonnes = _TIMES[times] * _TONNES[unit] if known else _TONNES.get(text)
    if tonnes is None:
        return f"units '{said}' are not tonnes of CO2; write Mt, kt or t CO2"
    return tonnes / 1e6


def _money_factor(said: str, rate: float | None) -> float | str:
    amount = read_money(said)
    if amount is None:
        return f"units '{said}' are not money; write million, thousand or billion USD"
    if amount.currency == "USD":
        return amount.scale / 1e6
    if rate is None:
        return f"units '{said}' need a rate: give {RATE}, USD per {amount.currency}"
    return amount.scale * rate / 1e6


def _several_currencies(money: dict[str, tuple[str, ...]]) -> list[str]:
    read = {amount.currency for said in money if (amount := read_money(said))} - {"USD"}
    if len(read) < 2:
        return []
    return [f"money is in {' and in '.join(sorted(read))}; one rate cannot convert both"]
