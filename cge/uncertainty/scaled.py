"""Packages whose shocks are larger or smaller."""

from __future__ import annotations

from typing import Any

from cge.scenarios.package import Package, Shock

CARBON, CBAM = "carbon_price", "cbam"


def scaled(package: Package, factor: float, only: str = "") -> Package:
    """A package with its shocks and carbon prices times a factor.

    Of a factor on a power or a level (``scale_power``), what differs from 1 is multiplied. A price
    that follows the one at home does so still.

    Parameters
    ----------
    package
        The package, with tariff schedules and data regimes spelled out.
    factor
        The factor; 0 is no shock.
    only
        The one parameter whose shocks are meant, ``carbon_price`` for prices at home or ``cbam``;
        empty for all.
    """
    update: dict[str, Any] = {
        "shocks": tuple(
            _shock(shock, factor) if only in ("", shock.parameter) else shock
            for shock in package.shocks
        )
    }
    if only in ("", CARBON):
        update["carbon"] = tuple(
            price.model_copy(update={"price": price.price * factor}) for price in package.carbon
        )
    if only in ("", CBAM):
        update["cbam"] = tuple(
            cbam
            if isinstance(cbam.price, str)  # it follows the price at home
            else cbam.model_copy(update={"price": cbam.price * factor})
            for cbam in package.cbam
        )
    return package.model_copy(update=update)


def _shock(shock: Shock, factor: float) -> Shock:
    number = shock.number
    if shock.operation == "scale_power":
        scaled_number = number * factor + (1 - factor)
    else:
        scaled_number = number * factor
    return shock.model_copy(update={shock.operation: scaled_number})
