"""The steps in their order, and a table that goes through all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import xarray as xr

from calibration.arguments import explained
from calibration.cleaning.accounting import CURRENCIES, DISCREPANCY, primary_step
from calibration.cleaning.costs import EARNED, role_problems
from calibration.cleaning.demand import DEMAND
from calibration.cleaning.flows import IDLE, LOSSES, RE_EXPORTS, SALES, TINY
from calibration.cleaning.imbalance import IMBALANCE
from calibration.cleaning.regions import SPENDING
from calibration.cleaning.step import RECORD, Effect, Step, Task, all_sales, measured, recorded
from calibration.cleaning.taxes import TAXES
from calibration.errors import InputError, alike, nearest
from calibration.readers.table import DIMS
from calibration.variables import AGENTS

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        CURRENCIES,
        primary_step({}),
        IMBALANCE,
        DISCREPANCY,
        RE_EXPORTS,
        SALES,
        DEMAND,
        IDLE,
        TINY,
        SPENDING,
        TAXES,
        LOSSES,
    )
}
"""All steps by name, in the order in which a table goes through them.

Losses come last, because what earlier steps move is paid out of value added.
"""


@explained
def clean(
    table: xr.Dataset,
    agents: Mapping[str, str],
    inputs: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
    usd_per_unit: float | None = None,
    unit: str | None = None,
) -> tuple[xr.Dataset, list[Effect]]:
    """Take an inter-country table as published through all cleaning steps.

    After them output is the sum of its row and cost is output, no flow and no factor income is
    negative, and every region spends.

    Parameters
    ----------
    table : xarray.Dataset
        As from `inter_country_table`; it is left as it is.
    agents : mapping of str to str
        Agent that each category of final demand belongs to.
    inputs : mapping of str to str, optional
        Role of each primary input of the table: labour, capital, value_added, output_tax,
        product_tax, margin or none.
    choices : mapping of str to str, optional
        Choice by step, where it is not the default; see `calibration.cleaning.STEPS`.
    usd_per_unit : float, optional
        USD per unit of the currency of the table, where its attribute `currency` or `unit` names
        another.
    unit : str, optional
        Unit of the money of the table, such as ``thousand EUR``; when omitted, millions of the
        currency that its attribute `currency` names, or of USD.

    Returns
    -------
    table : xarray.Dataset
        Million USD; `primary` and `primary_final` are by role: labour, capital, value_added,
        output_tax and product_tax. The attribute `cleaning` records the effects.
    effects : list of Effect
        One for each step, in order.

    Raises
    ------
    InputError
        Everything that is wrong at once: unknown steps, choices, agents and roles; what a step was
        asked to refuse; a currency without a rate, and a unit that is not money.
    """
    refuse_other_things(table)
    roles, chosen = dict(inputs or {}), dict(choices or {})
    problems = [*choice_problems(chosen, STEPS), *agent_problems(table, agents)]
    problems += role_problems(table, roles)
    if problems:
        raise InputError(problems)
    effects = []
    for step in (STEPS | {"inputs": primary_step(roles)}).values():
        choice = chosen.get(step.name, step.default)
        try:
            treated, effect = _taken(step, table, Task(choice, agents, usd_per_unit, unit))
        except InputError as error:
            # The steps after it say what else is wrong, with the table as it was.
            problems += error.problems
            continue
        table = treated
        effects.append(effect)
    if problems:
        raise InputError(problems)
    return table.assign_attrs({RECORD: recorded(effects)}), effects


def _taken(step: Step, table: xr.Dataset, task: Task) -> tuple[xr.Dataset, Effect]:
    treated, found = step.treat(table, task)
    converted = step.name == "currency"
    effect = measured(step, task.choice, found, all_sales(treated if converted else table))
    if converted or "primary" not in table or not found.did:
        return treated, effect
    before, after = _world(table), _world(treated)
    return treated, replace(
        effect,
        output=after[0] / before[0] - 1.0 if before[0] else 0.0,
        value_added=after[1] / before[1] - 1.0 if before[1] else 0.0,
    )


def _world(table: xr.Dataset) -> tuple[float, float]:
    """World output, and what factors earn of it, million USD."""
    known = [str(label) for label in table["primary_input"].to_numpy()]
    earned = table["primary"].sel(primary_input=[role for role in EARNED if role in known])
    return float(table["intermediate"].sum() + table["final"].sum()), float(earned.sum())


def choice_problems(choices: Mapping[str, str], steps: Mapping[str, Step]) -> list[str]:
    """Steps that are none, and choices that a step does not have."""
    problems = []
    for name, choice in choices.items():
        if name not in steps:
            problems.append(f"unknown cleaning step '{name}'{nearest(name, steps)}")
        elif choice not in (step := steps[name]).choices and not step.own:
            near = nearest(choice, step.choices)
            problems.append(f"{name}: unknown choice '{choice}'{near}")
    return problems


def refuse_other_things(table: xr.Dataset) -> None:
    """Refuse a dataset that is no inter-country table.

    Raises
    ------
    InputError
        Naming what it lacks.
    """
    needed = {"intermediate": DIMS["intermediate"], "final": DIMS["final"]}
    lacking = [
        f"{name} ({', '.join(dims)})"
        for name, dims in needed.items()
        if name not in table or set(table[name].dims) != set(dims)
    ]
    if lacking:
        raise InputError(f"table: no inter-country table; it lacks {' and '.join(lacking)}")


def agent_problems(table: xr.Dataset, agents: Mapping[str, str]) -> list[str]:
    """Categories of final demand without an agent, and agents that are none."""
    categories = [str(label) for label in table["category"].to_numpy()]
    return [
        f"category '{label}' of final demand has no agent"
        f"{alike(label, [*agents, *map(str, table['activity'].to_numpy())])}"
        for label in categories
        if label not in agents
    ] + [
        f"category '{category}': unknown agent '{agent}'{nearest(agent, AGENTS)}"
        for category, agent in agents.items()
        if agent not in AGENTS
    ]
