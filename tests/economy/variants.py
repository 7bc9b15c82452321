"""One small economy per optional part of the model: together they have every equation there is.

The pages of equations, the test of printed formulas and the recomputation of every equation
(`tests/economy/recomputed/`) run over these. A new feature, or a closure with equations of its own,
adds a function here, named after it; its docstring introduces it on its page of equations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import xarray as xr

import cge
from calibration import random_benchmark
from calibration.margins import output_of
from calibration.variables import ELASTICITIES
from cge.economy.benchmark.abatement import with_abatement
from cge.economy.benchmark.capital_energy import with_capital_energy
from cge.economy.benchmark.channels import with_technology
from cge.economy.benchmark.generation import with_generation
from cge.economy.benchmark.subsistence import with_subsistence
from cge.settings.closures import Closure
from cge.settings.technologies import Technology

BASE = "base"


def dataset(by_user=False, margins=False):
    """Three regions and sectors with every tax, and each nest with rows of both forms."""
    found = random_benchmark(3, 3, seed=1, by_user=by_user, margins=margins)
    for name in ELASTICITIES:
        found[name] = found[name].copy()
        found[name][0] = 1.0
        found[name][1] = 0.5
    taxed = 0.1 * found.value_added
    earned = found.value_added - taxed
    return found.assign(
        carbon_price=xr.full_like(found.co2, 20.0).drop_attrs(),
        free_allocation=xr.full_like(found.co2, 0.25).drop_attrs(),
        carbon_price_household=xr.full_like(found.foreign_saving, 15.0).drop_attrs(),
        value_added=earned,
        factor_tax=taxed,
        income_tax=0.2 * earned.sum("activity"),
        consumption_tax=0.05
        * found.final_use.sel(agent="household", drop=True)
        .sum("sector")
        .rename(destination="region"),
    )


def base():
    """The model that every benchmark has."""
    return cge.load(dataset())


def abatement():
    """Emission intensity follows the carbon price (docs/carbon.md)."""
    data = dataset()
    curve = data.co2.copy(data=np.full(data.co2.shape, 0.6))
    curve[0] = 1.0
    return cge.load(with_abatement(data, curve))


def technology():
    """NQP channels (docs/nqp.md)."""
    return cge.load(dataset(), technology="uniform")


def with_green(data):
    """Green technology that saves two of the goods, and cleans processes."""
    source = "equations of green technology"
    about = dict.fromkeys(("title", "description", "reference"), source)
    channels = {
        "energy": {"elasticity": {"all": 0.3}, "goods": ["S1", "S3"], "source": source},
        "emissions": {"elasticity": {"all": 0.2}, "source": source},
    }
    given = {**about, "nqp": {"all": 0.5, "source": source}, "channels": channels}
    return with_technology(data, Technology(name="green", **given))


def green():
    """Green technology, where emissions follow output (docs/nqp.md)."""
    return cge.load(with_green(dataset())).with_border_adjustment()


def green_with_fuels():
    """Green technology through all nests, where emissions follow fuel (docs/nqp.md)."""
    data = with_nests(with_fuels(dataset()))
    return cge.load(with_green(data)).with_border_adjustment()


def green_with_generation():
    """Green technology beside generation, which is passed on (docs/nqp.md)."""
    data = with_technologies(with_fuels(dataset()))
    return cge.load(with_green(data)).with_border_adjustment()


def border_adjustment():
    """A carbon border adjustment (docs/cbam.md)."""
    return base().with_border_adjustment()


def border_adjustment_with_abatement():
    """A carbon border adjustment that counts what origins abate (docs/cbam.md)."""
    return abatement().with_border_adjustment()


def capital_energy():
    """Energy is combined with capital, as in GTAP-E (docs/model.md)."""
    data = dataset()
    with_capital = data.sigma_value_added.copy(data=[0.5, 1.0, 0.0])
    among = data.sigma_value_added.copy(data=[1.0, 0.0, 2.0])
    return cge.load(with_capital_energy(data, ["S1", "S3"], with_capital, among))


def sourcing_by_user():
    """Each user of a good has sources of its own (docs/sourcing.md)."""
    return cge.load(dataset(by_user=True))


def subsistence():
    """Part of what agents buy is committed: Stone-Geary demand (docs/model.md)."""
    return cge.load(with_subsistence(dataset(), 1.0, -1.6, ("household", "government")))


def household_emissions():
    """Households emit what they burn (docs/carbon.md)."""
    data = dataset()
    bought = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    bought = bought.drop_attrs()
    burnt = xr.DataArray([2e-3, 0.0, 1e-3], {"sector": data.sector}, ["sector"])
    emitted = (burnt * bought).transpose("sector", "region").assign_attrs(units="Mt CO2")
    return cge.load(data.assign(co2_household=emitted))


def with_fuels(data):
    """Two fuels in two goods, for some users; processes; and what households burn."""
    share = xr.DataArray(
        [[0.3, 0.0, 0.2], [0.1, 0.0, 0.15]], {"fuel": ["coal", "oil"], "sector": data.sector}
    )
    bought = data.intermediate_use.rename(destination="region").drop_attrs()
    bought = bought.where(bought.activity != "S2", 0.0)
    burnt = share * bought / bought.sum("sector").where(lambda x: x > 0, 1.0) * data.co2
    home = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    household = 1e-2 * share * home.drop_attrs()
    values = {
        "co2_by_fuel": burnt.transpose("fuel", "sector", "activity", "region"),
        "co2_household_by_fuel": household.transpose("fuel", "sector", "region"),
        "co2_household": household.sum("fuel").transpose("sector", "region"),
        "co2_process": (data.co2 - burnt.sum(["fuel", "sector"])).transpose("activity", "region"),
    }
    return data.assign({n: v.drop_attrs().assign_attrs(units="Mt CO2") for n, v in values.items()})


def fuels():
    """Emissions follow the fuel that is bought (docs/emissions-by-fuel.md)."""
    return cge.load(with_fuels(dataset()))


def fuels_at_borders():
    """A border adjustment that counts emissions as inputs are (docs/emissions-by-fuel.md)."""
    return fuels().with_border_adjustment()


def fuels_and_subsistence():
    """Committed purchases that are burnt (docs/emissions-by-fuel.md)."""
    return cge.load(with_subsistence(with_fuels(dataset()), 1.0, -1.6, ("household",)))


def with_other_gases(data):
    """Two other gases, not of every activity, and one of them of households, beside CO2."""
    labels = {"gas": ["CH4", "N2O"], "activity": data.activity}
    per_output = xr.DataArray([[0.2, 0.0, 0.3], [0.1, 0.4, 0.0]], labels, ["gas", "activity"])
    home = data.final_use.sel(agent="household", drop=True).rename(destination="region")
    per_good = xr.DataArray([0.0, 1e-3], {"gas": ["CH4", "N2O"]}, ["gas"])
    values = {
        "other_gases": (per_output * data.co2).transpose("gas", "activity", "region"),
        "other_gases_household": (per_good * home).transpose("gas", "sector", "region"),
    }
    return data.assign({n: v.drop_attrs().assign_attrs(units="Mt CO2e") for n, v in values.items()})


def gases():
    """Other greenhouse gases count as CO2 (docs/other-gases.md)."""
    return cge.load(with_other_gases(dataset()), gases="all")


def gases_and_fuels():
    """Other greenhouse gases are part of what does not follow fuel (docs/other-gases.md)."""
    return cge.load(with_other_gases(with_fuels(dataset())), gases="all").with_border_adjustment()


def with_nests(data):
    """Energy of three goods, each in a nest of its own, with rows of both forms."""
    sigma = data.sigma_value_added.copy
    first, second, third = (sigma(data=d) for d in ([1.0, 0.0, 2.0], [0.5, 1.0, 0], [2.0, 0.5, 1]))
    within = {"non_electric": (["S1", "S3"], second), "non_coal": (["S3"], third)}
    return with_capital_energy(data, ["S1", "S2", "S3"], third, first, within=within)


def energy_nests():
    """Electricity, coal and other fuels in nests within energy (docs/emissions-by-fuel.md)."""
    return cge.load(with_nests(dataset()))


def with_technologies(data):
    """Two technologies, one of which was energy, with rows of both forms."""
    sigma = data.sigma_value_added.copy(data=[1.0, 0.0, 2.0])
    return with_generation(data, ["S1", "S2"], sigma)


def generation():
    """Technologies of generation in a nest of intermediates (docs/electricity.md)."""
    return cge.load(with_technologies(dataset()))


def with_electricity(data):
    """The MWh of a unit of each technology, other ones in each region."""
    per_unit = xr.DataArray([[3, 1, 2], [0.5, 4, 1], [0, 0, 0]], data.co2.coords, data.co2.dims)
    made = per_unit * output_of(data)
    return data.assign(
        electricity=made.assign_attrs(units="TWh"),
        generation_volume=per_unit.rename(activity="sector").assign_attrs(units="MWh per USD"),
    )


def additive_generation():
    """The electricity of technologies adds up (docs/electricity.md)."""
    return cge.load(with_electricity(with_technologies(dataset())))


def additive_generation_at_borders():
    """Emissions per unit of output where electricity adds up (docs/electricity.md)."""
    data = with_capital_energy(with_fuels(dataset()), ["S2", "S3"], 0.5, 1.0)
    return cge.load(with_electricity(with_technologies(data))).with_border_adjustment()


def generation_at_borders():
    """Emissions per unit of output through the nest of generation (docs/electricity.md)."""
    data = with_capital_energy(with_fuels(dataset()), ["S2", "S3"], 0.5, 1.0)
    return cge.load(with_technologies(data)).with_border_adjustment()


def fuels_in_nests_at_borders():
    """Emissions per unit of output through all nests (docs/emissions-by-fuel.md)."""
    return cge.load(with_nests(with_fuels(dataset()))).with_border_adjustment()


def margins():
    """Flows of goods need services of trade and transport (docs/margins.md)."""
    return cge.load(dataset(margins=True))


def closures():
    """Factors that are specific or sluggish, a swap, a government's own budget (docs/model.md)."""
    labour = {"parameter": "endowment", "variable": "real_factor_price", "factor": "labour"}
    closure = {
        **dict.fromkeys(("title", "description", "reference"), "equations of closures"),
        "numeraire": "world factor-price index",
        "government": "own budget",
        "mobility": [
            {"factor": "capital", "region": "R1", "elasticity": 0.0},
            {"factor": "capital", "region": "R2", "elasticity": 1.5},
        ],
        "swap": [{**labour, "region": "R1"}],
    }
    return base().under(Closure.from_dict(closure, "equations of closures"))


VARIANTS: dict[str, Callable[[], cge.Economy]] = {
    BASE: base,
    "abatement": abatement,
    "technology": technology,
    "capital_energy": capital_energy,
    "subsistence": subsistence,
    "closures": closures,
    "border adjustment": border_adjustment,
    "border adjustment and abatement": border_adjustment_with_abatement,
    "sourcing_by_user": sourcing_by_user,
    "household_emissions": household_emissions,
    "margins": margins,
    "fuels": fuels,
    "fuels at borders": fuels_at_borders,
    "fuels and subsistence": fuels_and_subsistence,
    "energy nests": energy_nests,
    "fuels in nests at borders": fuels_in_nests_at_borders,
    "gases": gases,
    "gases and fuels": gases_and_fuels,
    "generation": generation,
    "generation at borders": generation_at_borders,
    "additive generation": additive_generation,
    "additive generation at borders": additive_generation_at_borders,
    "green": green,
    "green with fuels": green_with_fuels,
    "green with generation": green_with_generation,
}


@cache
def variant(name: str) -> cge.Economy:
    """An economy of this module, compiled once."""
    return VARIANTS[name]()


def as_chosen(name: str) -> cge.Economy:
    """The same economy, whose closure no scenario replaces, on the same compiled model."""
    economy = variant(name)
    return replace(economy, closure_chosen=True).beside(economy)


def systems():
    """The compiled equations of every variant, by name."""
    return {name: variant(name).model.system for name in VARIANTS}
