"""Markets clear, also the one that is left out of the solution (Walras)."""

from __future__ import annotations

from cge.analysis.accounts import Accounts, as_seller
from cge.symbols.named import NamedArray, Solved
from cge.verification.check import Check, compare


def check_unsolved_market(s: Solved[NamedArray], unsolved: tuple[str, str]) -> Check:
    """Use and endowment of a factor are equal where no equation says so.

    Parameters
    ----------
    s
        A solution.
    unsolved
        Factor and region of the market.
    """
    factor, region = unsolved
    used = s.factor_demand.sel(factor=factor, region=region).sum()
    supplied = s.endowment.sel(factor=factor, region=region)
    return Check("unsolved market (Walras)", float(abs(used / supplied - 1)), f"{factor}, {region}")


def check_markets(a: Accounts[NamedArray]) -> list[Check]:
    """What is made is shipped or a margin, factors are employed, and what arrives is used."""
    s = a.s
    sold = (a.shipped + a.margin_services).sum("destination")
    paid = (s.price_landed * s.trade).sum("origin")
    return [
        compare("goods markets", as_seller(s.output), sold),
        compare("factor markets", (s.rent * s.factor_demand).sum("activity"), s.endowment),
        compare("absorption", a.use, paid),
    ]
