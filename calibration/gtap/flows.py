"""The flows of a GTAP data base in one form for both versions: goods, regions, users, factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.errors import InputError
from calibration.gtap.database import Database
from calibration.gtap.headers import FLOWS, PURCHASES, V6
from calibration.variables import AGENTS

Array = np.ndarray


@dataclass(frozen=True)
class Flows:
    """Million USD. Users are the activities, in the order of goods, and then the agents.

    Attributes
    ----------
    goods, regions, factors, modes
        Labels: sectors, regions, endowments, goods that carry.
    activities
        Labels of activities in the file, in the order of the goods that they make.
    domestic, domestic_paid, imported, imported_paid
        Purchases at basic prices and as paid (good, region, user).
    factors_basic, factors_paid
        Use of factors at basic prices and as paid (factor, activity, region).
    factors_earned
        What owners get of them (factor, region); at basic prices where the file does not tell.
    exports, exports_fob, imports_cif, imports
        Trade at the four prices (good, origin, destination).
    transport, transport_sales
        International transport by flow and by seller (mode, good, origin, destination), (mode,
        region).
    output, output_supplied
        Output at basic and at suppliers' prices (activity, region); None where not told.
    saving, depreciation, capital
        By region; None where not told.
    """

    goods: list[str]
    activities: list[str]
    regions: list[str]
    factors: list[str]
    modes: list[str]
    domestic: Array
    domestic_paid: Array
    imported: Array
    imported_paid: Array
    factors_basic: Array
    factors_paid: Array
    factors_earned: Array
    exports: Array
    exports_fob: Array
    imports_cif: Array
    imports: Array
    transport: Array
    transport_sales: Array
    output: Array | None
    output_supplied: Array | None
    saving: Array | None
    depreciation: Array | None
    capital: Array | None

    @property
    def paid(self) -> Array:
        """All that users pay for goods (good, region, user)."""
        total: Array = self.domestic_paid + self.imported_paid
        return total

    @property
    def sold(self) -> Array:
        """Output by its uses: at home, abroad and to transport (good, region)."""
        made: Array = self.domestic.sum(axis=2) + self.exports.sum(axis=2)
        made[[self.goods.index(mode) for mode in self.modes]] += self.transport_sales
        return made

    @property
    def cost(self) -> Array:
        """What activities pay for goods and factors (activity, region)."""
        goods = self.paid[:, :, : len(self.activities)].sum(axis=0).T
        total: Array = goods + self.factors_paid.sum(axis=0)
        return total


def flows_of(base: Database) -> Flows:
    """Take the flows out of a data base.

    Raises
    ------
    InputError
        Listing headers that are missing, have other labels or another size; activities that make
        several goods, or goods that several activities make; and in version 6 factors that make
        capital goods, and no or several of these.
    """
    arrays = {role: base.take(header) for role, header in FLOWS.items()}
    if ("transport" in _absent(arrays)) != ("transport_sales" in _absent(arrays)):
        base.problems.append(
            f"{base.named}: headers VTWR and VST come together; one of them is missing"
        )
    if base.problems:
        raise InputError(base.problems)
    order, capital_goods = _activities(base, arrays["make"])
    base.problems += [*_employed(arrays["factors_paid"], capital_goods)]
    if base.problems:
        raise InputError([f"{base.named}: {problem}" for problem in base.problems])
    told = {role: array for role, array in arrays.items() if array is not None}
    users = {part: _users(told, part, order, capital_goods) for part in PURCHASES}
    sets = base.sets
    shape = (len(sets["MARG"]), *told["exports"].shape)
    factors = told["factors"][:, order]
    return Flows(
        goods=sets["COMM"],
        activities=[sets["ACTS"][at] for at in order],
        regions=sets["REG"],
        factors=sets["ENDW"],
        modes=_modes(base),
        **users,
        factors_basic=factors,
        factors_paid=told["factors_paid"][:, order],
        factors_earned=_earned(told, factors),
        exports=told["exports"],
        exports_fob=told["exports_fob"],
        imports_cif=told["imports_cif"],
        imports=told["imports"],
        transport=_by_mode(base, told.get("transport", np.zeros(shape))),
        transport_sales=_by_mode(base, told.get("transport_sales", np.zeros((shape[0], shape[2])))),
        output=_made(told.get("make"), order),
        output_supplied=_made(told.get("make_supplied"), order),
        saving=told.get("saving"),
        depreciation=told.get("depreciation"),
        capital=told.get("capital"),
    )


def _absent(arrays: dict[str, Array | None]) -> set[str]:
    return {role for role, array in arrays.items() if array is None}


def _employed(factors: Array | None, capital_goods: list[int]) -> Iterator[str]:
    """Factors that make capital goods, which here are bought and not made."""
    used = 0.0 if factors is None else float(np.abs(factors[:, capital_goods]).sum())
    if used > 0:
        yield f"header EVFA has factors of {used:,.4g} million USD that make capital goods, not 0"


def _modes(base: Database) -> list[str]:
    """Goods that carry, in the order of goods and as they are written there."""
    carry = {label.casefold() for label in base.sets["MARG"]}
    return [good for good in base.sets["COMM"] if good.casefold() in carry]


def _by_mode(base: Database, array: Array) -> Array:
    known = [label.casefold() for label in base.sets["MARG"]]
    return array[[known.index(mode.casefold()) for mode in _modes(base)]]


def _activities(base: Database, make: Array | None) -> tuple[list[int], list[int]]:
    """Positions of the activities by the goods that they make, and of those for capital goods."""
    goods = [label.casefold() for label in base.sets["COMM"]]
    acts = [label.casefold() for label in base.sets["ACTS"]]
    modes = {label.casefold() for label in base.sets["MARG"]}
    base.problems += [f"'{m}' of MARG is no element of COMM" for m in sorted(modes - set(goods))]
    if base.version == V6:
        return _by_name(base, goods, acts)
    if make is None:
        order, others = _by_name(base, goods, acts)
        base.problems += [f"activity '{base.sets['ACTS'][k]}' makes no good" for k in others]
        return order, []
    makes = make.sum(axis=2) > 0
    base.problems += [*_several(base, makes)]
    return ([] if base.problems else _matched(base, makes, goods, acts)), []


def _several(base: Database, makes: Array) -> Iterator[str]:
    """Activities that make several goods, and goods that several activities make."""
    goods, acts = base.sets["COMM"], base.sets["ACTS"]
    for k in np.flatnonzero(makes.sum(axis=0) > 1):
        named = ", ".join(goods[g] for g in np.flatnonzero(makes[:, k]))
        yield f"activity '{acts[k]}' makes several goods ({named}); one sector here makes one"
    for g in np.flatnonzero(makes.sum(axis=1) > 1):
        named = ", ".join(acts[k] for k in np.flatnonzero(makes[g]))
        yield f"good '{goods[g]}' is made by several activities ({named}); here it is made by one"


def _by_name(base: Database, goods: list[str], acts: list[str]) -> tuple[list[int], list[int]]:
    """Activities that are called like their goods, and all others."""
    missing = [base.sets["COMM"][n] for n, good in enumerate(goods) if good not in acts]
    base.problems += [
        f"no activity is called as the good '{label}' that it makes" for label in missing
    ]
    others = [k for k, act in enumerate(acts) if act not in goods]
    if base.version == V6 and len(others) != 1:
        named = ", ".join(base.sets["ACTS"][k] for k in others) or "none"
        base.problems.append(
            f"one activity must make capital goods (CGDS), other than the goods; found: {named}"
        )
    return [acts.index(good) for good in goods if good in acts], others


def _matched(base: Database, makes: Array, goods: list[str], acts: list[str]) -> list[int]:
    """The activity of each good; where nobody makes it, the one of its name or what is left."""
    order = [int(np.flatnonzero(row)[0]) if row.any() else -1 for row in makes]
    left = [k for k in range(len(acts)) if k not in order]
    for n in [n for n, at in enumerate(order) if at < 0]:
        named = [k for k in left if acts[k] == goods[n]] or left[:1]
        if named:
            order[n] = named[0]
            left.remove(named[0])
    if left or -1 in order:
        base.problems.append(
            f"{len(acts)} activities cannot be matched with {len(goods)} goods that they make"
        )
    return order


def _users(told: dict[str, Array], part: str, order: list[int], capital: list[int]) -> Array:
    """Purchases of activities and agents (good, region, user)."""
    firms = told[f"firms_{part}"]
    agents = [
        told[f"{agent}_{part}"] if f"{agent}_{part}" in told else firms[:, capital].sum(axis=1)
        for agent in AGENTS
    ]
    found: Array = np.concatenate(
        [firms[:, order].transpose(0, 2, 1), np.stack(agents, axis=2)], axis=2
    )
    return found


def _earned(told: dict[str, Array], factors: Array) -> Array:
    earned = told.get("factors_earned")
    if earned is None:
        total: Array = factors.sum(axis=1)
        return total
    return earned.sum(axis=1) if earned.ndim == 3 else earned


def _made(array: Array | None, order: list[int]) -> Array | None:
    """Output of activities (activity, region); each makes one good."""
    return None if array is None else array.sum(axis=0)[order]
