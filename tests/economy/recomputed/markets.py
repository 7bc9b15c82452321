"""Markets of goods and factors, the numeraire."""

from __future__ import annotations

import xarray as xr

from tests.economy.recomputed.point import recomputes
from tests.economy.recomputed.trade import shipped


@recomputes("E_output")
def output(p):
    """Goods shipped, and what an activity supplies as margins."""
    made = (shipped(p) * p.trade).sum("destination")
    if "margin" not in p.data:
        return made
    of_margins = p.margin_supply.rename(margin_sector="sector", region="origin")
    return made + of_margins.reindex(sector=p.labels["sector"], fill_value=0.0)


@recomputes("E_price_factor")
def price_factor(p):
    return p.factor_demand.sum("activity"), p.endowment


def supplied_before(p):
    """Part of each activity in the benchmark use of a factor."""
    return p.data.value_added / p.data.value_added.sum("activity")


@recomputes("E_rent")
def rent(p):
    """A factor moves to where it earns more, by its elasticity of transformation."""
    return p.factor_demand, supplied_before(p) * p.endowment * p.rent**p.mobility


@recomputes("E_price_factor_sluggish")
def price_factor_sluggish(p):
    """Earnings over the regional price, added up, are the endowment."""
    supplied = supplied_before(p) * p.rent**p.mobility
    earned = (p.rent * supplied).sum("activity")
    return earned, xr.ones_like(earned)


@recomputes("E_real_factor_price")
def real_factor_price(p):
    """Capital is measured against investment goods, all else against consumption."""
    capital = p.price_factor.factor == "capital"
    bought = xr.where(
        capital, p.price_final.sel(agent="investment"), p.price_final.sel(agent="household")
    )
    kept = 1 - (p.income_tax_power - 1) - (p.income_surtax_power - 1)
    before = 1 - p.data.income_tax / p.data.value_added.sum("activity")
    return p.price_factor * kept / before / bought


@recomputes("E_price_world")
def price_world(p):
    earned = p.data.value_added.sum("activity")
    mean = (earned * p.price_factor).sum() / earned.sum()
    return mean.expand_dims(world=["world"])


@recomputes("E_numeraire")
def numeraire(p):
    """The default numeraire is the world index of factor prices."""
    return price_world(p), p.numeraire_level
