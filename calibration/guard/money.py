"""Units of money as people write them: ``mln USD``, ``thousands of US dollars``, ``10^6 EUR``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from calibration.variables import MILLION_USD

SAID_BY_ALL = ("unit", "units")
"""Attributes of a dataset, each the unit of all money in it that has none of its own."""
CURRENCY = "currency"
"""Attribute of a dataset, the currency of a unit that names none."""

_SCALES = {
    **dict.fromkeys(("", "unit", "units"), 1.0),
    **dict.fromkeys(("thousand", "thousands", "k", "th", "tsd"), 1e3),
    **dict.fromkeys(("million", "millions", "mn", "mln", "mio", "mio.", "m"), 1e6),
    **dict.fromkeys(("billion", "billions", "bn", "bln", "mrd", "mrd."), 1e9),
    **dict.fromkeys(("trillion", "trillions", "tn", "trn"), 1e12),
}
_USD = ("usd", "us$", "us-$", "$", "us dollar", "us dollars", "u.s. dollars")
_NAMES = dict.fromkeys(_USD, "USD") | {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "¥": "JPY",
}
# As a prefix of a unit, m is a thousandth.
_MILLI = re.compile(r"m[A-Z]{3}")
# Codes of ISO 4217: three capitals alone may be anything, such as GDP.
_ISO = """
COD AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
UGX USD UYU UZS VED VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWL EEK SKK SIT MTL CYP
"""
_CODES = frozenset(_ISO.split())
# What tells the prices of an amount, not its size.
_OF_PRICES = re.compile(r"\b(?:of|at|in|current|constant|nominal|prices?|(?:19|20)\d\d)\b", re.I)
_POWER = re.compile(r"10(?:\^|\*\*)(\d{1,2})|1(?:\.0)?e\+?(\d{1,2})|1(0{0,12})", re.I)


@dataclass(frozen=True)
class Amount:
    """What a unit of money says: how many units of which currency."""

    scale: float
    currency: str


def read_money(said: str) -> Amount | None:
    """Scale and currency of a unit, in either order; None where it is not money."""
    # "million USD, current prices" and "million USD (2022)" are million USD.
    text = unicodedata.normalize("NFC", re.sub(r"[,(].*$", "", said))
    text = " ".join(_OF_PRICES.sub(" ", text).split())
    if _MILLI.fullmatch(text):
        return None
    # Each way to part it in two; the scale may also be empty, and then one.
    for k in range(len(text) + 1):
        parts = text[:k].strip(), text[k:].strip()
        for scale, currency in (parts, parts[::-1]):
            factor, code = _scale(scale), _currency(currency)
            if factor is not None and code:
                return Amount(factor, code)
    return None


def money_of_all(attrs: Mapping[Any, Any]) -> str:
    """The unit of the money in a dataset that has none of its own; million USD if nothing is said.

    Raises
    ------
    ValueError
        When it is not money, or two attributes say different things. The message says so.
    """
    said = {name: str(attrs[name]).strip() for name in (*SAID_BY_ALL, CURRENCY) if name in attrs}
    currency = said.pop(CURRENCY, "")
    if not said:
        if not currency or read_money(currency) == Amount(1.0, "USD"):
            return MILLION_USD
        raise ValueError(
            f"attribute '{CURRENCY}' of the data is '{currency}', and none says how many of it; "
            f"give 'unit', such as million {currency}"
        )
    found = {n: read_money(t) or read_money(f"{t} {currency}") for n, t in said.items()}
    for name, text in said.items():
        if found[name] is None:
            raise ValueError(
                f"attribute '{name}' of the data is '{text}', which is not money; write million, "
                "thousand or billion USD"
            )
    own = read_money(currency)
    if len({*found.values()}) > 1 or (own and own.currency not in _currencies(found)):
        written = {**said, **({CURRENCY: currency} if currency else {})}
        named = " and ".join(f"'{name}' is '{text}'" for name, text in written.items())
        raise ValueError(f"attributes of the data differ: {named}")
    text = next(iter(said.values()))
    return text if read_money(text) else f"{text} {currency}"


def _currencies(found: Mapping[str, Amount | None]) -> set[str]:
    return {amount.currency for amount in found.values() if amount}


def _scale(text: str) -> float | None:
    power = _POWER.fullmatch(text)
    if power:
        caret, exponent, zeros = power.groups()
        return float(10 ** int(caret or exponent or len(zeros)))
    return _SCALES.get(text.casefold())


def _currency(text: str) -> str:
    return text if text in _CODES else _NAMES.get(text.casefold(), "")
