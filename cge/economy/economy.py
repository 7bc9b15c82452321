"""An economy: a benchmark, its parameters, and the compiled model, solved for as many
counterfactuals as asked.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import xarray as xr

from calibration.arguments import explained
from calibration.carbon_prices import PRICE, without_carbon_prices
from calibration.errors import InputError
from calibration.factors import owned_factors, with_factors
from calibration.files.card import Card, Carded
from calibration.gases import as_counted
from calibration.groups import Groups
from calibration.identities import accounts
from cge.economy.benchmark.abatement import price_problems, with_abatement
from cge.economy.benchmark.arrays import FUELS, GASES, Benchmark
from cge.economy.benchmark.border_adjustment import BORDER, with_border_adjustment, with_grid_of_now
from cge.economy.benchmark.channels import with_technology
from cge.economy.benchmark.elasticities import (
    Change,
    differ_in_elasticities_alone,
    with_changed,
)
from cge.economy.benchmark.emissions import (
    ALL_GASES,
    FUEL,
    OUTPUT,
    with_emissions,
    with_other_gases,
)
from cge.economy.benchmark.labelled import labelled
from cge.economy.benchmark.parameters import parameters_under
from cge.economy.benchmark.read_only import read_only
from cge.economy.benchmark.structure import with_structure
from cge.economy.card import economy_card
from cge.economy.equations.markets import largest_market
from cge.economy.equations.model import build_model
from cge.economy.kept import Kept, Known
from cge.economy.reach import unreached
from cge.economy.size import fits, memory_needed, require_memory, within_memory
from cge.engine.pyomo_private import ConcreteModel
from cge.engine.turns import in_turn
from cge.settings.closures import Closure
from cge.settings.structures import Structure
from cge.settings.technologies import Technology
from cge.symbols.features import features_of
from cge.symbols.named import Labels, NamedArrays, same_labels
from cge.symbols.registry import entries, entry_of

if TYPE_CHECKING:
    from cge.engine.solver import Model
    from cge.engine.system import System, Values

Array = np.ndarray
Made = TypeVar("Made")
SHOCKABLE = ("power", "level")


@dataclass(frozen=True, eq=False, repr=False)
class Economy(Carded):
    """A calibrated economy.

    Derived objects, the compiled model above all, are computed when first needed and kept; a copy
    and an economy read from a pickle find it again. Threads may share an economy.

    Attributes
    ----------
    benchmark
        The balanced benchmark dataset; the economy has a copy, whose arrays are read-only.
    closure
        Variables held fixed and parameters that adjust.
    groups
        Named groups of regions and sectors that scenarios may use; None for none.
    aggregation
        Name of the aggregation, for titles.
    closure_chosen
        Whether the user chose the closure; if not, a scenario may bring its own.
    kin
        An economy that differs in its elasticities alone, whose compiled model this one shares.
    """

    benchmark: xr.Dataset
    closure: Closure
    groups: Groups | None = None
    aggregation: str = "as given"
    closure_chosen: bool = False
    kin: Economy | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "benchmark", read_only(self.benchmark))

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A pickle does not keep that arrays are read-only."""
        self.__dict__.update(state | {"benchmark": read_only(state["benchmark"])})

    def _card(self) -> Card:
        return economy_card(self)

    @property
    def size(self) -> str:
        """Numbers of regions and sectors, in words."""
        sizes = self.benchmark.sizes
        return f"{sizes['region']} regions x {sizes['sector']} sectors"

    def __getstate__(self) -> dict[str, Any]:
        """The economy alone: a compiled model is made again faster than it is read."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def name(self) -> str:
        """Name of the dataset."""
        return str(self.benchmark.attrs.get("name", "unnamed"))

    @property
    def technology(self) -> str:
        """Name of the technology that sets the NQP channels; empty where there are none."""
        has = "technology" in features_of(self.benchmark)
        return str(self.benchmark.attrs.get("technology", "")) if has else ""

    @property
    def structure(self) -> str:
        """Name of the structure that sets elasticities and nests; empty for those of the data."""
        return str(self.benchmark.attrs.get("structure", ""))

    @cached_property
    def rules(self) -> Closure:
        """The closure with the labels of this economy in place of patterns and groups.

        Raises
        ------
        InputError
            Listing every name of the closure that means nothing here, and what is swapped twice.
        """
        if self._calibrated is not self:
            return self._calibrated.rules
        closure = self.closure.with_owners(owned_factors(self.benchmark.attrs))
        return closure.on(self.labels, self.named_groups)

    @property
    def of_data(self) -> Economy:
        """The economy that has what the data alone decide, whatever the elasticities.

        It is the kin where both have the same arrays but for elasticities, else this economy.
        Somebody may replace an array, so that is looked up each time.
        """
        kin = self.kin
        if kin is None or kin.closure is not self.closure or kin.groups is not self.groups:
            return self
        return kin if differ_in_elasticities_alone(self.benchmark, kin.benchmark) else self

    @cached_property
    def _calibrated(self) -> Economy:
        """The economy whose calibration this one takes over, shares above all; or itself."""
        return self.of_data

    @cached_property
    def arrays(self) -> Benchmark:
        """Benchmark arrays in the order the equations use."""
        if self._calibrated is not self:
            return self._calibrated.arrays.with_elasticities_of(self.benchmark)
        return Benchmark(self.benchmark)

    @cached_property
    def parameter_arrays(self) -> dict[str, Array]:
        """Benchmark value of every parameter, shares and elasticities included."""
        if self._calibrated is not self:
            return self._calibrated.parameter_arrays | self.arrays.elasticities
        return parameters_under(self.rules, self.arrays)

    @cached_property
    def labels(self) -> dict[str, list[str]]:
        """Ordered labels of every dimension."""
        return self.arrays.labels() if self._calibrated is self else self._calibrated.labels

    @property
    def variables(self) -> list[str]:
        """Names of the variables that its solutions have."""
        return [entry.name for entry in entries(self.arrays.features, "variable")]

    @cached_property
    def _named_labels(self) -> dict[str, Labels]:
        if self._calibrated is not self:
            return self._calibrated._named_labels
        return same_labels(self.labels)

    def named(self, values: Mapping[str, Array]) -> NamedArrays:
        """The symbols of a solution as arrays with dims and labels.

        Parameters
        ----------
        values
            Symbol -> array, raveled.
        """
        return NamedArrays(values, self._named_labels)

    @cached_property
    def parameters(self) -> xr.Dataset:
        """Exogenous parameters that a scenario may shock, at their benchmark values."""
        if self._calibrated is not self:
            return self._calibrated.parameters
        shockable = {
            name: array
            for name, array in self.parameter_arrays.items()
            if entry_of(name).kind in SHOCKABLE
        }
        return as_counted(labelled(shockable, self.labels), self.benchmark)

    def pyomo_model(self) -> ConcreteModel:
        """A fresh model; :func:`cge.engine.expansion.expand` makes it an ordinary Pyomo model."""
        with in_turn():
            return build_model(self.arrays, self.parameter_arrays, self.rules)

    @property
    def model(self) -> Model:
        """The compiled model, shared by all counterfactuals of this economy.

        Raises
        ------
        InputError
            When the swaps of the closure leave something undetermined, naming both sides; when
            there is not enough memory, saying how much it takes.
        """
        with in_turn():
            return self._compiled if self.kin is None else self.kin.model

    @cached_property
    def _compiled(self) -> Model:
        from cge.engine.plan import StructureError
        from cge.engine.solver import Model
        from cge.engine.structure import check_structure
        from cge.engine.system import System

        self.check_memory()
        with within_memory(f"compiling {self.size}"):
            system = System(self.pyomo_model())
            try:
                if self.closure.swaps:
                    check_structure(system)
                return Model(system)
            except StructureError as error:
                text = f"closure '{self.closure.name}': {error}{self._culprits()}"
                raise InputError(text) from error

    def _culprits(self) -> str:
        """Swaps of a closure that cannot work without which it could."""
        from cge.engine.plan import StructureError
        from cge.engine.structure import check_structure
        from cge.engine.system import System

        found = []
        for swap in self.closure.swaps:
            economy = self.under(self.closure.without(swap))
            try:
                check_structure(System(economy.pyomo_model()))
            except StructureError:
                continue
            found.append(f"'{swap.parameter}' for '{swap.variable}'")
        return f"; it could be solved without the swap of {' or '.join(found)}" if found else ""

    @property
    def elasticities(self) -> dict[str, Array]:
        """Elasticities by name; parameters that a solution gets along with those of a shock."""
        return {n: a for n, a in self.parameter_arrays.items() if entry_of(n).kind == "elasticity"}

    def benchmark_values(self) -> Values:
        """Values of every symbol in the benchmark, a solution whatever the elasticities."""
        return self.model.system.values(self.elasticities)

    @property
    def unsolved_market(self) -> tuple[str, str]:
        """The factor market (factor, region) that Walras' law closes."""
        mobile, _ = self.rules.mobility(self.labels)
        factor, region = largest_market(self.parameter_arrays["endowment"], mobile)
        return self.labels["factor"][factor], self.labels["region"][region]

    @property
    def named_groups(self) -> Callable[[str, str], Sequence[str] | None]:
        """Labels of the groups that scenarios may name."""
        from cge.inputs.selector import NamedGroups, no_groups

        return no_groups if self.groups is None else NamedGroups(self.groups, self.benchmark)

    def kept(self, asked: object, make: Callable[[], Made]) -> Made:
        """An object made of this economy; a repeated request returns the same object.

        The last few are kept, as long as there is memory for them.

        Parameters
        ----------
        asked
            The request, compared with earlier ones.
        make
            Makes it.
        """
        with in_turn():
            found: Made = self._kept.get(asked, make, lambda: fits(self._memory_needed))
            return found

    @cached_property
    def _kept(self) -> Kept:
        return Kept()

    def known(self, asked: Hashable, make: Callable[[], Made]) -> Made:
        """What follows from this economy and is small beside its compiled model; made once.

        Parameters
        ----------
        asked
            What is asked.
        make
            Makes it.
        """
        with in_turn():
            found: Made = self._known.get(asked, make, self.benchmark)
            return found

    @cached_property
    def _known(self) -> Known:
        return Known()

    @explained
    def under(self, closure: Closure) -> Economy:
        """The same economy under another closure."""
        return replace(self, closure=closure, kin=None)

    @explained
    def with_factors(self, factors: Sequence[str]) -> Economy:
        """The same economy with parts of factors as factors of their own.

        Parameters
        ----------
        factors
            See :func:`calibration.with_factors`; what is a factor already stays one.
        """
        more = [name for name in factors if name not in self.labels["factor"]]
        return replace(self, benchmark=with_factors(self.benchmark, more), kin=None)

    @explained
    def with_technology(self, technology: Technology) -> Economy:
        """The same economy with the NQP channels of a technology."""
        benchmark = with_technology(self.benchmark, technology, self.groups)
        return replace(self, benchmark=benchmark, kin=None)

    @explained
    def with_elasticities(self, **changes: Change) -> Economy:
        """The same economy with other elasticities, on the same compiled model.

        Shares are calibrated, so the benchmark does not change. Any value from 0
        upwards works, also 1.

        Parameters
        ----------
        changes
            Name of an elasticity -> one number, numbers by label, or an array; see
            :func:`cge.economy.benchmark.elasticities.with_changed`.

        Raises
        ------
        InputError
            Listing every unknown elasticity or label, and every value that is not a number from 0.
        """
        changed = with_changed(self.benchmark, changes)
        return replace(self, benchmark=changed, kin=self.kin or self)._or_alone()

    def beside(self, kin: Economy) -> Economy:
        """The same economy on the compiled model of another, if it differs in elasticities alone.

        Otherwise it has one of its own.
        """
        return replace(self, kin=kin)._or_alone()

    def _or_alone(self) -> Economy:
        """The same economy, without its kin where they differ in more than elasticities."""
        if self.kin is None or self._differs_in_elasticities_alone(self.kin):
            return self
        return replace(self, kin=None)

    def alone(self) -> Economy:
        """The same economy with a compiled model of its own."""
        if self.kin is None:
            return self
        return self.kept("alone", lambda: replace(self, kin=None))

    def _differs_in_elasticities_alone(self, other: Economy) -> bool:
        if self._calibrated is other:
            return True
        mine, others = self.parameter_arrays, other.parameter_arrays
        return mine.keys() == others.keys() and all(
            np.array_equal(a, others[n]) or entry_of(n).kind == "elasticity"
            for n, a in mine.items()
        )

    @property
    def carbon_prices(self) -> bool:
        """Whether the benchmark has carbon prices in force."""
        return PRICE in self.benchmark

    @property
    def emissions(self) -> str:
        """What emissions of activities follow: ``fuel`` or ``output``."""
        return FUEL if FUELS in self.arrays.features else OUTPUT

    @explained
    def with_emissions(self, follow: str) -> Economy:
        """The same economy with emissions that follow fuel, or output."""
        return replace(self, benchmark=with_emissions(self.benchmark, follow), kin=None)

    @property
    def gases(self) -> str:
        """Other greenhouse gases that emissions count: ``all``; empty where they are CO2 alone."""
        return ALL_GASES if GASES in features_of(self.benchmark) else ""

    @explained
    def with_gases(self, which: str = ALL_GASES) -> Economy:
        """The same economy with emissions that count other greenhouse gases."""
        benchmark = with_other_gases(self.benchmark, which)
        return replace(self, benchmark=with_grid_of_now(benchmark), kin=None)

    @explained
    def with_structure(self, structure: Structure) -> Economy:
        """The same economy with the elasticities and nests of a structure."""
        benchmark = with_structure(self.benchmark, structure, self.groups)
        return replace(self, benchmark=benchmark, kin=None)

    @explained
    def without_carbon_prices(self) -> Economy:
        """The same economy as if nobody paid for carbon in the benchmark."""
        return replace(self, benchmark=without_carbon_prices(self.benchmark), kin=None)

    @property
    def abatement(self) -> bool:
        """Whether activities can abate."""
        return "abatement" in self.arrays.features

    @explained
    def with_abatement(self, elasticity: float, reference: float) -> Economy:
        """The same economy with a marginal abatement cost curve of all activities."""
        benchmark = with_abatement(self.benchmark, elasticity, reference)
        return replace(self, benchmark=benchmark, kin=None)

    @property
    def border_adjustment(self) -> bool:
        """Whether there are the equations of a border adjustment."""
        return BORDER in features_of(self.benchmark)

    def with_border_adjustment(self) -> Economy:
        """The same economy with the equations of a border adjustment that charges nothing yet."""
        if self.border_adjustment:
            return self
        return replace(self, benchmark=with_border_adjustment(self.benchmark), kin=None)

    def check_memory(self) -> None:
        """Refuse to compile and solve an economy that does not fit into memory.

        Raises
        ------
        InputError
            Naming the size, the memory needed and available, and a way out.
        """
        require_memory(self._memory_needed, self.size)

    @property
    def _memory_needed(self) -> float:
        """Bytes that it takes to compile and to solve the economy."""
        return memory_needed(self.arrays.features, self.labels)

    def check_shocks(self, parameters: xr.Dataset) -> None:
        """Refuse shocks to endogenous parameters, and shocks that reach nothing.

        Carbon prices off the abatement curve are refused as well.

        Raises
        ------
        InputError
            Naming the parameter, the first label, and a parameter that may be shocked instead.
        """
        problems = []
        transfer = parameters["transfer"].to_numpy()
        if not self.closure.own_budget and (transfer != self.parameter_arrays["transfer"]).any():
            problems.append(
                "'transfer' does nothing where the government has no budget of its own; "
                f"closure '{self.closure.name}' has one for each region"
            )
        for swap in self.rules.swaps:
            moved = parameters[swap.parameter].to_numpy() != self.parameter_arrays[swap.parameter]
            touched = np.argwhere(moved & swap.adjusts(self.labels))
            if len(touched):
                dims = parameters[swap.parameter].dims
                where = [self.labels[str(d)][k] for d, k in zip(dims, touched[0], strict=True)]
                problems.append(
                    f"'{swap.parameter}' at {', '.join(where)} is endogenous under closure "
                    f"'{self.closure.name}'; shock 'fixed_{swap.variable}' instead"
                )
        problems += price_problems(parameters, self.parameter_arrays)
        problems += unreached(parameters, self.parameter_arrays, self.arrays)
        if problems:
            raise InputError(problems)

    # ------------------------------------------------------------------ checks
    @property
    def accounts(self) -> pd.DataFrame:
        """Accounting identities of the benchmark, each with its largest error."""
        return accounts(self.benchmark)

    def counts(self) -> pd.DataFrame:
        """Equations and unknowns of every variable."""
        from cge.engine.plan import counts

        rows = [(v, e, u) for v, (e, u) in counts(self.model.system).items()]
        return pd.DataFrame(rows, columns=["component", "equations", "unknowns"])

    def residuals(self) -> pd.DataFrame:
        """Largest relative residual of every equation at the benchmark, with its label."""
        system = self.model.system
        return worst_residuals(system.residuals(self.benchmark_values()), system)


def worst_residuals(residuals: dict[str, Array], system: System) -> pd.DataFrame:
    """Largest residual of every equation and where it is."""
    rows = []
    for name, values in residuals.items():
        if len(values):
            worst = int(np.argmax(np.where(np.isnan(values), np.inf, np.abs(values))))
            label = system.by_name[name].row_label(worst)
            rows.append((name, float(abs(values[worst])), label))
    return pd.DataFrame(rows, columns=["equation", "worst", "label"])
