"""Production in a benchmark: costs of the nests, their shares, taxes on inputs and output."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cge.economy.benchmark.arrays import Array, Benchmark, ratio

CAPITAL_ENERGY = "capital_energy"


@dataclass(frozen=True)
class Nests:
    """Benchmark cost of each nest of production (activity, region), million USD.

    Attributes
    ----------
    factors, goods
        Cost of each factor (factor, activity, region) and good (sector, activity, region), taxes
        included.
    with_energy, is_energy
        1 for a factor that is combined with energy, and for an energy good, else 0; all 0 without
        the feature ``capital_energy``.
    """

    factors: Array
    goods: Array
    with_energy: Array
    is_energy: Array

    @property
    def energy(self) -> Array:
        """Energy goods."""
        return np.einsum("i,ijr->jr", self.is_energy, self.goods)

    @property
    def bundle(self) -> Array:
        """All other intermediates."""
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

    def marked(name: str, labels: Array) -> Array:
        none = np.zeros(len(labels))
        return b.dataset[name].to_numpy().astype(float) if CAPITAL_ENERGY in b.features else none

    purchases = (b.intermediate_use + b.intermediate_tax).transpose(0, 2, 1)
    return Nests(
        factors=b.value_added + b.factor_tax,
        goods=purchases,
        with_energy=marked("energy_factor", b.value_added),
        is_energy=marked("energy_good", purchases),
    )


def production(b: Benchmark) -> dict[str, Array]:
    """Shares, coefficients and taxes of the nests of production."""
    before_tax = b.output - b.output_tax
    cost = before_tax - b.carbon_payment
    nests = nested_values(b)
    alone = 1 - nests.with_energy[:, None, None]
    factor_power = ratio(b.factor_tax, b.value_added) + 1
    power = ratio(b.intermediate_tax, b.intermediate_use) + 1
    ones = np.ones_like(b.output)
    plain = 1 - nests.is_energy[:, None, None]
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
        "intermediate_tax_benchmark": power.copy(),
        "output_tax_power": ratio(b.output, before_tax, 1.0),
        "productivity": ones,
        "factor_productivity": np.ones_like(b.value_added),
    }
