"""A structure applied to a benchmark: its elasticities and nests."""

from __future__ import annotations

import numpy as np
import xarray as xr

from calibration.aggregation import aggregate
from calibration.errors import InputError, first_of
from calibration.factors import with_factors
from calibration.groups import Groups
from calibration.mapping import Mapping
from calibration.membership import members, parts_of_sectors
from cge.economy.benchmark.capital_energy import AMONG, COMPOSITE, with_capital_energy
from cge.economy.benchmark.generation import SIGMA as SIGMA_GENERATION
from cge.economy.benchmark.generation import with_generation
from cge.economy.benchmark.members import whole_labels
from cge.economy.benchmark.resources import SIGMA, with_supply_elasticity
from cge.economy.benchmark.subsistence import COMMITTED, with_subsistence
from cge.inputs.selector import ALL, FinestGroups, Selector, no_groups, resolve
from cge.settings.structures import CapitalEnergy, Generation, Resources, Structure, Subsistence

# Labels that are named in a message before "and more".
FEW = 3


def with_structure(
    benchmark: xr.Dataset, structure: Structure, groups: Groups | None = None
) -> xr.Dataset:
    """The benchmark under a structure; the given one is not changed.

    Parameters
    ----------
    benchmark
        A balanced benchmark, already aggregated.
    structure
        What it gets.
    groups
        Named groups of sectors that the structure may mean.

    Raises
    ------
    InputError
        When the data do not have what the structure is about.
    """
    try:
        benchmark = with_factors(benchmark, _still_to_part(benchmark, structure))
    except InputError as error:
        found = [f"structure '{structure.name}': {problem}" for problem in error.problems]
        raise InputError(found) from error
    if structure.join_sectors is not None:
        benchmark = _joined(benchmark, structure.join_sectors)
    changed = {}
    for name in structure.elasticities:
        given = benchmark[name]
        final = structure.final(name)
        chosen = benchmark[final] if isinstance(final, str) else xr.full_like(given, final)
        about = {"source": f"structure {structure.name}: {structure.reference}"}
        changed[name] = chosen.assign_attrs(given.attrs | about)
    benchmark = benchmark.assign(changed).assign_attrs(structure=structure.name)
    try:
        benchmark = _of_activities(benchmark, structure, groups)
        if structure.energy is not None:
            benchmark = _with_energy(benchmark, structure.energy, groups)
        if structure.generation is not None:
            benchmark = _with_generation(benchmark, structure.generation, groups)
        if structure.resources is not None:
            benchmark = _with_resources(benchmark, structure.resources, groups)
        if structure.subsistence is not None:
            benchmark = _with_committed(benchmark, structure.subsistence, groups)
    except InputError as error:
        found = [f"structure '{structure.name}': {problem}" for problem in error.problems]
        raise InputError(found) from error
    return benchmark


def _of_activities(
    benchmark: xr.Dataset, structure: Structure, groups: Groups | None
) -> xr.Dataset:
    """Elasticities of single activities; the last number that means one of them holds."""
    for name, numbers in structure.of_activities.items():
        array = benchmark[name].astype(float)
        for label, value in numbers.items():
            chosen = whole_labels(Selector((label,)), "sector", benchmark, groups)
            array.loc[{"activity": chosen}] = value
        about = {"source": f"structure {structure.name}: {structure.reference}"}
        benchmark = benchmark.assign({name: array.assign_attrs(benchmark[name].attrs | about)})
    return benchmark


def _joined(benchmark: xr.Dataset, label: str) -> xr.Dataset:
    """All sectors as one: flows are summed, taxes and tariffs become averages."""
    regions = {str(k): str(k) for k in benchmark["region"].to_numpy()}
    sectors = {str(k): label for k in benchmark["sector"].to_numpy()}
    name = str(benchmark.attrs.get("aggregation", "as given"))
    return aggregate(benchmark, Mapping(name, regions, sectors, {}))


def _with_energy(
    benchmark: xr.Dataset, settings: CapitalEnergy, groups: Groups | None
) -> xr.Dataset:
    goods = whole_labels(settings.energy, "sector", benchmark, groups)
    if not goods:
        raise InputError(
            f"no sector of the data is energy as a whole ({settings.energy}); the data have "
            f"{first_of([str(k) for k in benchmark['sector'].to_numpy()], FEW)}"
        )
    factors, problems = resolve(
        settings.factors, "factor", [str(f) for f in benchmark["factor"].to_numpy()]
    )
    if problems:
        raise InputError([f"factors: {problem}" for problem in problems])
    given = {COMPOSITE: settings.sigma_capital_energy, AMONG: settings.sigma_energy}
    like = benchmark["output_tax"]
    sigmas = {
        name: _filled(like, "activity", numbers, benchmark, groups)
        for name, numbers in given.items()
    }
    within = None
    if settings.within is not None:
        within = {
            name: (
                whole_labels(nest.goods, "sector", benchmark, groups),
                _filled(like, "activity", nest.sigma, benchmark, groups),
            )
            for name, nest in settings.within
        }
        given |= {f"sigma_{name}": nest.sigma for name, nest in settings.within}
    made = with_capital_energy(benchmark, goods, **sigmas, factors=factors, within=within)
    return made.assign({name: made[name].assign_attrs(source=settings.source) for name in given})


def _with_generation(
    benchmark: xr.Dataset, settings: Generation, groups: Groups | None
) -> xr.Dataset:
    try:
        goods = whole_labels(settings.goods, "sector", benchmark, groups)
    except InputError:
        if parts_of_sectors(benchmark):
            raise
        goods = []
    if not goods:
        raise InputError(
            f"the data keep no technology of generation apart ({settings.goods}); the table of "
            "parts 'electricity' does, as in the aggregation 'energy'"
        )
    sigma = _filled(benchmark["output_tax"], "activity", settings.sigma, benchmark, groups)
    made = with_generation(benchmark, goods, sigma, settings.additive)
    about = {"source": settings.source}
    return made.assign({SIGMA_GENERATION: made[SIGMA_GENERATION].assign_attrs(about)})


def _still_to_part(benchmark: xr.Dataset, structure: Structure) -> list[str]:
    """Parts that a structure wants and that are no factors yet."""
    known = {str(name) for name in benchmark["factor"].to_numpy()}
    return [name for name in structure.factors if name not in known]


def _with_resources(
    benchmark: xr.Dataset, settings: Resources, groups: Groups | None
) -> xr.Dataset:
    factors, problems = resolve(
        settings.factors, "factor", [str(f) for f in benchmark["factor"].to_numpy()]
    )
    if problems:
        raise InputError([f"factors: {problem}" for problem in problems])
    finest = {member: np.nan for each in members(benchmark, "sector").values() for member in each}
    for name, value in settings.supply_elasticity.items():
        finest |= dict.fromkeys(_members_of(name, benchmark, groups), value)
    means = [np.mean([finest[m] for m in each]) for each in members(benchmark, "sector").values()]
    wanted = xr.DataArray(means, {"activity": benchmark["activity"].to_numpy()}, ("activity",))
    made = with_supply_elasticity(benchmark, factors, wanted)
    about = {"source_of_supply": settings.source}
    return made.assign({SIGMA: made[SIGMA].assign_attrs(about)})


def _members_of(name: str, benchmark: xr.Dataset, groups: Groups | None) -> list[str]:
    """Sectors at the finest level that the name of a label, a member or a group means."""
    inside = members(benchmark, "sector")
    if name in inside:
        return [*inside[name]]
    finest = [member for each in inside.values() for member in each]
    named = no_groups if groups is None else FinestGroups(groups, benchmark)
    found, problems = resolve(Selector((name,)), "sector", finest, named, may_be_absent=True)
    if problems:
        raise InputError([f"supply_elasticity: {problem}" for problem in problems])
    return found


def _with_committed(
    benchmark: xr.Dataset, settings: Subsistence, groups: Groups | None
) -> xr.Dataset:
    like = benchmark["sector"]
    elasticity = _filled(like, "sector", settings.income_elasticity, benchmark, groups)
    agents, problems = resolve(
        settings.agents, "agent", [str(a) for a in benchmark["agent"].to_numpy()]
    )
    if problems:
        raise InputError([f"agents: {problem}" for problem in problems])
    made = with_subsistence(benchmark, elasticity, settings.frisch, agents)
    return made.assign({COMMITTED: made[COMMITTED].assign_attrs(source=settings.source)})


def _filled(
    like: xr.DataArray,
    dim: str,
    numbers: dict[str, float],
    benchmark: xr.Dataset,
    groups: Groups | None,
) -> xr.DataArray:
    """Numbers by label, group or pattern in the shape of an array; the last of them holds."""
    array = xr.full_like(like, numbers[ALL], dtype=float)
    for name, value in numbers.items():
        if name != ALL:
            chosen = whole_labels(Selector((name,)), "sector", benchmark, groups)
            array.loc[{dim: chosen}] = value
    return array
