"""Trade: the landed price of every flow, and the rents in it.

Who buys from where is in :mod:`cge.economy.equations.armington` (one composite good per
destination) and :mod:`cge.economy.equations.armington_by_user` (one per destination and user).
Rents are the entries of :data:`cge.economy.receipts.RENTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cge.economy.equations.block import Block, has
from cge.economy.equations.border_adjustment import border_charge, rebate
from cge.economy.equations.rows import traded
from cge.economy.equations.technology import iceberg
from cge.economy.receipts import RENTS, Rent
from cge.engine.pyomo_private import ConcreteModel
from cge.symbols.registry import entry_of

block = Block("Landed prices")


@block.equation("price_landed", where=traded, title="Landed price")
def price_landed(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """The price on arrival with tariff and rents, and the carbon charge of the border."""
    on_tariff = [rent for rent in RENTS if not rent.before_tariff]
    price = _raised(m, price_with_tariff(m, i, o, d), on_tariff, i, o, d)
    return price + border_charge(m, i, o, d)


def price_at_border(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit shipped, with export tax and less the rebate of the carbon payment."""
    price = m.price_basic[i, o] * m.export_power[i, o, d]
    return price - rebate(m, i, o, d) if has(m, "border_adjustment") else price


def price_on_arrival(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit that arrives, before tariff, rent and charge."""
    return price_cif(m, i, o, d) * shipped_per_unit(m, i, o, d)


def price_cif(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit shipped with the margins that bring it to the border of the destination."""
    price = price_at_border(m, i, o, d)
    if not has(m, "margins"):
        return price
    to_border = sum(m.margin_rate[k, i, o, d] * m.price_basic[k, o] for k in m.margin_sector)
    carried = sum(m.transport_rate[k, i, o, d] * m.price_transport[k] for k in m.margin_sector)
    return price + to_border + carried


def shipped_per_unit(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Units that leave for one that arrives: iceberg cost and the wasted part of wedges."""
    units = iceberg(m, i, o, d)
    for rent in RENTS:
        if rent.waste:
            units = units * wedge(m, rent, i, o, d) ** m.component(rent.waste)[i, o, d]
    return units


def wedge(m: ConcreteModel, rent: Rent, i: Any, o: Any, d: Any) -> Any:
    """The whole of what raises the price, wasted or earned, as a power."""
    power = m.component(rent.power)[i, o, d]
    for name in rent.also:
        if has(m, entry_of(name).feature):
            power = power * m.component(name)[i, o, d]
    return power


def rent_power(m: ConcreteModel, rent: Rent, i: Any, o: Any, d: Any) -> Any:
    """The part of a wedge that earns a rent, as a power."""
    power = wedge(m, rent, i, o, d)
    return power ** (1 - m.component(rent.waste)[i, o, d]) if rent.waste else power


def dutiable_price(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price on which the tariff is levied."""
    before_tariff = [rent for rent in RENTS if rent.before_tariff]
    return _raised(m, price_on_arrival(m, i, o, d), before_tariff, i, o, d)


def price_with_tariff(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit that arrives, before the rents that are on top of the tariff."""
    return dutiable_price(m, i, o, d) * m.tariff_power[i, o, d]


def price_before(m: ConcreteModel, rent: Rent, i: Any, o: Any, d: Any) -> Any:
    """Price of a unit that arrives, on which a rent falls."""
    base = price_on_arrival if rent.before_tariff else price_with_tariff
    alike = [other for other in RENTS if other.before_tariff == rent.before_tariff]
    return _raised(m, base(m, i, o, d), alike[: alike.index(rent)], i, o, d)


def _raised(m: ConcreteModel, price: Any, rents: Sequence[Rent], i: Any, o: Any, d: Any) -> Any:
    for rent in rents:
        price = price * rent_power(m, rent, i, o, d)
    return price


def landed_ratio(m: ConcreteModel, i: Any, o: Any, d: Any) -> Any:
    """Landed price relative to the benchmark."""
    return m.price_landed[i, o, d] / m.landed_benchmark[i, o, d]
