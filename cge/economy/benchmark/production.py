"""Production in a benchmark: costs of the nests, their shares, taxes on inputs and output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark, ratio
from cge.economy.energy_nests import CHAIN, ENERGY, EnergyNest, within

CAPITAL_ENERGY = "capital_energy"
GENERATION = "generation"


@dataclass(frozen=True)
class Nests:
    """Benchmark cost of each nest of production (activity, region), million USD.

    Attributes
    ----------
    factors, goods
        Cost of each factor (factor, activity, region) and good (sector, activity, region), taxes
        included.
    with_energy
        1 for a factor that is combined with energy, else 0.
    is_generation
        1 for a technology of generation, else 0 (sector).
    inside
        Nest of energy -> 1 for its goods, else 0; all 0 in models without the nest.
    """

    factors: Array
    goods: Array
    with_energy: Array
    is_generation: Array
    inside: dict[str, Array]

    @property
    def is_energy(self) -> Array:
        """1 for an energy good (sector)."""
        return self.inside[ENERGY.name]

    @property
    def energy(self) -> Array:
        """Energy goods."""
        return self.of(ENERGY)

    def of(self, nest: EnergyNest) -> Array:
        """Goods of a nest of energy, those of nests within it included."""
        return np.einsum("i,ijr->jr", self.inside[nest.name], self.goods)

    def directly(self, nest: EnergyNest) -> Array:
        """1 for a good of a nest that is in no nest within it (sector)."""
        inner = within(nest)
        return self.inside[nest.name] - (self.inside[inner.name] if inner else 0.0)

    @property
    def generation(self) -> Array:
        """Technologies of generation."""
        return np.einsum("i,ijr->jr", self.is_generation, self.goods)

    @property
    def bundle(self) -> Array:
        """All other intermediates, generation among them."""
        return np.einsum("i,ijr->jr", 1 - self.is_energy, self.goods)

    @property
    def capital_energy(self) -> Array:
        """Energy and the factors that are combined with it."""
        return np.einsum("f,fjr->jr", self.with_energy, self.factors) + self.energy

    @property
    def value_added(self) -> Array:
        """Factors, and energy."""
        return self.factors.sum(axis=0) + self.energy


def nested_values(b: Benchmark) -> Nests:
    """Costs of the nests of production in a benchmark."""

    def marked(name: str, labels: Array, feature: str = CAPITAL_ENERGY) -> Array:
        none = np.zeros(len(labels))
        return b.dataset[name].to_numpy().astype(float) if feature in b.features else none

    paid = b.intermediate_use + b.intermediate_tax + b.carbon_on_fuels
    purchases = paid.transpose(0, 2, 1)
    return Nests(
        factors=b.value_added + b.factor_tax,
        goods=purchases,
        with_energy=marked("energy_factor", b.value_added),
        is_generation=marked("generation_good", purchases, GENERATION),
        inside={nest.name: marked(nest.member, purchases, nest.feature) for nest in CHAIN},
    )


def production(b: Benchmark) -> dict[str, Array]:
    """Shares, coefficients and taxes of the nests of production."""
    before_tax = b.output - b.output_tax
    cost = before_tax - b.carbon_payment + b.carbon_on_fuels.sum(axis=0).T
    nests = nested_values(b)
    alone = 1 - nests.with_energy[:, None, None]
    factor_power = ratio(b.factor_tax, b.value_added) + 1
    power = ratio(b.intermediate_tax, b.intermediate_use) + 1
    ones = np.ones_like(b.output)
    plain = 1 - (nests.is_energy + nests.is_generation)[:, None, None]
    return {
        "value_added_share": ratio(nests.value_added, cost),
        "factor_share": ratio(alone * nests.factors, nests.value_added),
        "factor_coefficient": ratio(alone * b.value_added, nests.value_added),
        "factor_tax_power": factor_power,
        "factor_tax_benchmark": factor_power.copy(),
        "intermediate_share": ratio(plain * nests.goods, nests.bundle),
        "cost_coefficient": ratio(cost, b.output, 1.0),
        "value_added_coefficient": ratio(nests.value_added, b.output),
        "bundle_coefficient": ratio(nests.bundle, b.output),
        "intermediate_coefficient": ratio(plain * b.intermediate_use, nests.bundle.T),
        "intermediate_tax_power": power,
        "intermediate_tax_benchmark": power + ratio(b.carbon_on_fuels, b.intermediate_use),
        "output_tax_power": ratio(b.output, before_tax, 1.0),
        "productivity": ones,
        "factor_productivity": np.ones_like(b.value_added),
    }
