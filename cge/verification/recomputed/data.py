"""The accounts of the benchmark data, as arrays: what the recomputed numbers start from.

Nothing here comes from the calibration of the model, so a wrong share cannot agree with itself.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import xarray as xr

Array = np.ndarray
FLOW = ("sector", "origin", "destination")
MARGIN_FLOW = ("margin_sector", *FLOW)
BY_ACTIVITY = ("sector", "destination", "activity")
BY_AGENT = ("sector", "destination", "agent")
BY_FACTOR = ("factor", "activity", "region")


class Data:
    """Values of a benchmark dataset, million USD unless said otherwise.

    Parameters
    ----------
    dataset
        A balanced benchmark, as :func:`calibration.open_benchmark` returns it.
    """

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset
        self._over: dict[tuple[str, ...], Array] = {}

    def over(self, name: str, *dims: str) -> Array:
        """A variable over dims in this order; zero where the data do not have it."""
        if (name, *dims) not in self._over:
            self._over[name, *dims] = self._found(name, dims)
        return self._over[name, *dims]

    def _found(self, name: str, dims: tuple[str, ...]) -> Array:
        if name not in self.dataset:
            return np.zeros([self.dataset.sizes[d] for d in dims])
        found = self.dataset[name].transpose(*dims, missing_dims="ignore")
        shape = [self.dataset.sizes[d] if d in found.dims else 1 for d in dims]
        whole = [self.dataset.sizes[d] for d in dims]
        return np.broadcast_to(np.asarray(found.to_numpy(), dtype=float).reshape(shape), whole)

    def labels(self, dim: str) -> list[str]:
        """Labels of a dimension."""
        return [str(k) for k in self.dataset[dim].to_numpy()]

    # ------------------------------------------------------------------ trade
    @cached_property
    def sales(self) -> Array:
        """Sales at basic prices (sector, origin, destination)."""
        return self.over("sales", *FLOW)

    @cached_property
    def exported(self) -> Array:
        """Sales as they leave, export tax paid (sector, origin, destination)."""
        return self.sales + self.over("export_tax", *FLOW)

    @cached_property
    def margin_sectors(self) -> list[int]:
        """Positions of the sectors that supply margins."""
        sectors = self.labels("sector")
        return [sectors.index(label) for label in self.labels("margin_sector")]

    @cached_property
    def margins(self) -> Array:
        """What it takes to bring a flow to its destination (sector, origin, destination)."""
        if "margin" not in self.dataset:
            return np.zeros_like(self.sales)
        needed = self.over("margin", *MARGIN_FLOW) + self.over("transport_margin", *MARGIN_FLOW)
        return np.asarray(needed.sum(axis=0))

    @cached_property
    def margins_made(self) -> Array:
        """Margins that an activity supplies (activity, region)."""
        made = np.zeros(self.sales.shape[:2])
        if "margin" in self.dataset:
            made[self.margin_sectors] = self.over("margin", *MARGIN_FLOW).sum(axis=(1, 3))
            made[self.margin_sectors] += self.over("transport_supply", "margin_sector", "region")
        return made

    @cached_property
    def landed(self) -> Array:
        """Sales as they arrive, margins and tariff paid (sector, origin, destination)."""
        return self.exported + self.margins + self.over("tariff_revenue", *FLOW)

    @cached_property
    def abroad(self) -> Array:
        """Whether a flow leaves its region (origin, destination)."""
        return ~np.eye(self.sales.shape[1], dtype=bool)

    @cached_property
    def imported(self) -> Array:
        """What arrives from other regions (sector, origin, destination)."""
        return self.landed * self.abroad

    @cached_property
    def imports(self) -> Array:
        """Imports of all origins (sector, destination)."""
        return self.imported.sum(axis=1)

    @cached_property
    def at_home(self) -> Array:
        """Purchases of the domestic good (sector, destination)."""
        return own(self.landed)

    @cached_property
    def absorbed(self) -> Array:
        """All purchases of a good (sector, destination)."""
        return self.at_home + self.imports

    @cached_property
    def landed_by_user(self) -> Array:
        """What a user pays for a flow as it arrives (sector, origin, destination, user)."""
        return self.over("sales_by_user", *FLOW, "user") * self.landed_price[..., None]

    @cached_property
    def landed_price(self) -> Array:
        """Landed price in units of the basic price; 1 where nothing is sold."""
        sold = self.sales > 0
        return np.divide(self.landed, self.sales, out=np.ones_like(self.sales), where=sold)

    # ------------------------------------------------------------------ production
    @cached_property
    def output(self) -> Array:
        """Output at basic prices (activity, region)."""
        return self.sales.sum(axis=2) + self.margins_made

    @cached_property
    def cost(self) -> Array:
        """What inputs cost, the carbon in them included (activity, region)."""
        rest = self.output - self.over("output_tax", "activity", "region")
        return rest + self.carbon_on_fuels.sum(axis=0).T

    @cached_property
    def earned(self) -> Array:
        """What factors earn (factor, activity, region)."""
        return self.over("value_added", *BY_FACTOR)

    @cached_property
    def factors(self) -> Array:
        """What activities pay for factors, tax included (factor, activity, region)."""
        return self.earned + self.over("factor_tax", *BY_FACTOR)

    @cached_property
    def used(self) -> Array:
        """Intermediate use before product tax (sector, destination, activity)."""
        return self.over("intermediate_use", *BY_ACTIVITY)

    @cached_property
    def goods(self) -> Array:
        """What activities pay for goods, all included (sector, destination, activity)."""
        return self.used + self.over("intermediate_tax", *BY_ACTIVITY) + self.carbon_on_fuels

    @cached_property
    def carbon_on_fuels(self) -> Array:
        """What activities pay for the carbon in goods (sector, destination, activity)."""
        if "co2_by_fuel" not in self.dataset:
            return np.zeros_like(self.used)
        burnt = self.over("co2_by_fuel", "sector", "region", "activity", "fuel").sum(axis=-1)
        return burnt * self.over("carbon_price", "region", "activity")

    @cached_property
    def burnt(self) -> Array:
        """What activities pay for energy that runs capital (sector, destination, activity)."""
        return self.goods * self.over("energy_good", "sector")[:, None, None]

    @cached_property
    def generated(self) -> Array:
        """What activities pay for technologies of generation (sector, destination, activity)."""
        return self.in_nest("generation_good")

    @cached_property
    def electricity(self) -> Array:
        """What technologies generate for activities, TWh (sector, destination, activity)."""
        made = np.where(self.output > 0, self.output, 1.0)
        per_unit = self.over("electricity", "activity", "region") / made
        marks = self.over("generation_good", "sector")
        return (marks[:, None] * per_unit)[:, :, None] * self.used

    @cached_property
    def other_goods(self) -> Array:
        """What activities pay for all other goods (sector, destination, activity)."""
        return self.goods - self.burnt - self.generated

    @cached_property
    def energy(self) -> Array:
        """Energy that runs capital (activity, region)."""
        return self.burnt.sum(axis=0).T

    def in_nest(self, marks: str, unless: str = "") -> Array:
        """What activities pay for goods that a variable marks, and another does not.

        Over (sector, destination, activity).
        """
        marked = self.over(marks, "sector")
        if unless:
            marked = marked * (1 - self.over(unless, "sector"))
        return self.goods * marked[:, None, None]

    @cached_property
    def bundle(self) -> Array:
        """All other intermediates, generation among them (activity, region)."""
        return (self.other_goods + self.generated).sum(axis=0).T

    @cached_property
    def run_on_energy(self) -> Array:
        """What activities pay for factors that run on energy (factor, activity, region)."""
        return self.factors * self.over("energy_factor", "factor")[:, None, None]

    @cached_property
    def other_factors(self) -> Array:
        """What activities pay for all other factors (factor, activity, region)."""
        return self.factors - self.run_on_energy

    @cached_property
    def capital_energy(self) -> Array:
        """Energy, and the factors that run on it (activity, region)."""
        return self.run_on_energy.sum(axis=0) + self.energy

    @cached_property
    def value_added(self) -> Array:
        """All factors, and energy that runs them (activity, region)."""
        return self.factors.sum(axis=0) + self.energy

    @cached_property
    def endowment(self) -> Array:
        """What a factor earns in a region (factor, region)."""
        return self.earned.sum(axis=1)

    @cached_property
    def income_tax(self) -> Array:
        """Tax on the income of a factor (factor, region)."""
        return self.over("income_tax", "factor", "region")

    # ------------------------------------------------------------------ final demand
    @cached_property
    def bought(self) -> Array:
        """Final use before product tax (sector, destination, agent)."""
        return self.over("final_use", *BY_AGENT)

    @cached_property
    def purchases(self) -> Array:
        """What agents pay for goods, taxes included (sector, destination, agent)."""
        return self.bought + self.over("final_tax", *BY_AGENT)

    @cached_property
    def committed(self) -> Array:
        """The part of purchases that is committed, 0 to 1 (sector, destination, agent)."""
        given = self.over("committed_use", *BY_AGENT)
        return np.divide(given, self.bought, out=np.zeros_like(given), where=self.bought > 0)

    @cached_property
    def chosen(self) -> Array:
        """What agents pay for purchases by choice (sector, destination, agent)."""
        return self.purchases * (1 - self.committed)

    @cached_property
    def bound(self) -> Array:
        """What agents pay for committed purchases (agent, region)."""
        return (self.purchases * self.committed).sum(axis=0).T

    @cached_property
    def spending(self) -> Array:
        """What agents spend (agent, region)."""
        return self.purchases.sum(axis=0).T

    @cached_property
    def income(self) -> Array:
        """What a region spends (region)."""
        return self.spending.sum(axis=0)

    @cached_property
    def consumption_tax(self) -> Array:
        """Tax on household consumption (region)."""
        return self.over("consumption_tax", "region")

    @cached_property
    def saved(self) -> Array:
        """Where a purchase is energy that green technology saves (sector, activity).

        What is passed on is not: technologies of generation, and an activity's own good.
        """
        marks = self.over("saved_good", "sector") * (1 - self.over("generation_good", "sector"))
        own = np.equal.outer(np.array(self.labels("sector")), np.array(self.labels("activity")))
        return np.asarray((marks[:, None] > 0) & ~own)

    # ------------------------------------------------------------------ emissions
    @cached_property
    def co2(self) -> Array:
        """Emissions of activities, Mt CO2 (activity, region)."""
        return self.over("co2", "activity", "region")

    @cached_property
    def co2_of_output(self) -> Array:
        """Emissions of activities but for those of fuels that are bought (activity, region)."""
        if "co2_by_fuel" not in self.dataset:
            return self.co2
        return self.co2 - self.co2_of_fuels.sum(axis=(0, 1)).T

    @cached_property
    def other_gases(self) -> Array:
        """Other gases that count as CO2 (gas, activity, region)."""
        return self.over("gases_in_co2", "gas", "activity", "region")

    @cached_property
    def co2_of_fuels(self) -> Array:
        """Emissions of fuels that are bought (fuel, sector, destination, activity)."""
        emitted = self.over("co2_by_fuel", "fuel", "sector", "activity", "region")
        return np.asarray(emitted.transpose(0, 1, 3, 2))


def own(flows: Array) -> Array:
    """Flows within a region (sector, destination, ...)."""
    here = np.arange(flows.shape[1])
    return flows[:, here, here]
