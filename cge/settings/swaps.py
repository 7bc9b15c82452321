"""Swaps of exogenous for endogenous symbols: a parameter adjusts so that a variable is held.

Parameter and variable need as many elements as each other. They have the same dimensions, or what
only one of them has is narrowed to a single label: ``transfer`` (region) can hold ``real_spending``
(agent, region) of the agent ``government``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, model_validator

from calibration.errors import InputError, nearest
from calibration.files.fields import Problem, all_wrong, validated, wrong
from calibration.files.yaml import Document
from cge.inputs.fields import DIMENSIONS, Labels, WideRow
from cge.inputs.selector import Groups, Selector, cells
from cge.symbols.registry import REGISTRY

LabelsByDim = dict[str, list[str]]
_NOT = "not "


def _known(what: str, *kinds: str) -> AfterValidator:
    names = [e.name for e in REGISTRY.values() if e.kind in kinds]

    def check(name: str) -> str:
        if name not in names:
            raise wrong(f"'{name}' is not a {what}{nearest(name, names)}")
        return name

    return AfterValidator(check)


class Swap(WideRow):
    """``parameter`` adjusts so that ``variable`` stays at its level, where the labels say."""

    ALONG: ClassVar[tuple[str, ...]] = (*DIMENSIONS, "user", "world")

    parameter: Annotated[str, _known("parameter", "level", "power")]
    variable: Annotated[str, _known("variable", "variable")]
    user: Labels | None = None
    world: Labels | None = None

    @property
    def dims(self) -> tuple[str, ...]:
        """Dimensions of the parameter, then those that only the variable has."""
        both = (*REGISTRY[self.parameter].dims, *REGISTRY[self.variable].dims)
        return tuple(dict.fromkeys(both))

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Dimensions of one of the two symbols alone, along which there can be one label only."""
        adjusts, held = (set(REGISTRY[name].dims) for name in (self.parameter, self.variable))
        return tuple(dim for dim in self.dims if (dim in adjusts) != (dim in held))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        problems: list[Problem] = []
        wide = [dim for dim in self.narrowed if not _is_one_name(self.where.get(dim))]
        if wide:
            adjusts, held = (REGISTRY[name].dims for name in (self.parameter, self.variable))
            text = (
                f"'{self.parameter}' ({', '.join(adjusts)}) cannot adjust to hold "
                f"'{self.variable}' ({', '.join(held)}): their dimensions differ; give one label "
                f"of {', '.join(wide)}"
            )
            problems.append(((), text))
        for dim in self.where:
            if dim not in self.dims:
                text = f"neither symbol has this dimension{nearest(dim, self.dims)}"
                problems.append(((dim,), text))
        if problems:
            raise all_wrong("Swap", problems)
        return self

    @classmethod
    def from_text(cls, text: str) -> Swap:
        """A swap in one line: ``parameter=variable``, then ``,dimension=labels``.

        ``+`` joins labels, patterns or groups, and ``not`` selects all but them.

        Raises
        ------
        InputError
            Everything wrong with it.
        """
        parts = [part.partition("=") for part in text.split(",")]
        if not all(sign for _, sign, _ in parts):
            raise InputError(
                f"swap '{text}': must be 'parameter=variable', then ',dimension=label' for part "
                "of a dimension"
            )
        (parameter, _, variable), *rest = parts
        row: dict[str, Any] = {dim.strip(): _selection(chosen.strip()) for dim, _, chosen in rest}
        row |= {"parameter": parameter.strip(), "variable": variable.strip()}
        return validated(cls, Document(f"swap '{text}'", row))

    def __str__(self) -> str:
        parts = [f"{self.parameter}={self.variable}"]
        for dim, selector in self.where.items():
            names = "+".join(selector.names)
            parts.append(f"{dim}={_NOT if selector.excluded else ''}{names}")
        return ",".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """The swap as it is written in a file."""
        where = {dim: selector.to_plain() for dim, selector in self.where.items()}
        return {"parameter": self.parameter, "variable": self.variable, **where}

    def on(self, labels: LabelsByDim, groups: Groups) -> tuple[Swap, list[str]]:
        """The same swap with the labels of an economy, and what is wrong with it there."""
        plain, problems = self.resolved(labels, groups)
        for dim in self.narrowed:
            count = len(plain[dim].names) if dim in plain else 1
            if count > 1:
                problems.append(f"{dim}: {self.where[dim]} means {count} labels; give one")
        return self.model_copy(update=dict(plain)), problems

    def adjusts(self, labels: LabelsByDim) -> np.ndarray:
        """Elements of the parameter that adjust; the swap names plain labels, see `on`."""
        return self._mask(self.parameter, labels)

    def holds(self, labels: LabelsByDim) -> np.ndarray:
        """Elements of the variable that are held; the swap names plain labels, see `on`."""
        return self._mask(self.variable, labels)

    def _mask(self, symbol: str, labels: LabelsByDim) -> np.ndarray:
        dims = REGISTRY[symbol].dims
        here = {dim: selector for dim, selector in self.where.items() if dim in dims}
        mask, problems = cells(symbol, here, {dim: labels[dim] for dim in dims})
        if problems:
            raise InputError([self.place + problem for problem in problems])
        return mask


def _is_one_name(selector: Selector | None) -> bool:
    return selector is not None and len(selector.names) == 1 and not selector.excluded


def _selection(written: str) -> Any:
    names = [name.strip() for name in written.removeprefix(_NOT).split("+")]
    return {"not": names} if written.startswith(_NOT) else names


@dataclass(frozen=True)
class Pair:
    """All swaps of one parameter for one variable, joined.

    Attributes
    ----------
    equation
        Name of the equation that holds the variable.
    adjusts, holds
        Elements of the parameter and of the variable.
    """

    parameter: str
    variable: str
    equation: str
    adjusts: np.ndarray
    holds: np.ndarray


def pairs_of(swaps: Sequence[Swap], known: LabelsByDim) -> list[Pair]:
    """Swaps by pair of symbols; a variable that several parameters hold has an equation each."""
    names = list(dict.fromkeys((s.parameter, s.variable) for s in swaps))
    found = []
    for parameter, variable in names:
        chosen = [s for s in swaps if (s.parameter, s.variable) == (parameter, variable)]
        alone = sum(v == variable for _, v in names) == 1
        equation = f"E_fixed_{variable}" + ("" if alone else f"_by_{parameter}")
        adjusts = np.logical_or.reduce([s.adjusts(known) for s in chosen])
        holds = np.logical_or.reduce([s.holds(known) for s in chosen])
        found.append(Pair(parameter, variable, equation, adjusts, holds))
    return found


def adjusting(pairs: Sequence[Pair]) -> dict[str, np.ndarray]:
    """Elements of every parameter that adjust, whatever they hold."""
    found: dict[str, np.ndarray] = {}
    for pair in pairs:
        found[pair.parameter] = pair.adjusts | found.get(pair.parameter, False)
    return found


def overlaps(swaps: Sequence[Swap]) -> list[str]:
    """Elements of a symbol that two swaps share, one sentence for each pair of swaps.

    Parameters
    ----------
    swaps
        With plain labels, see `Swap.on`.
    """
    problems = [
        f"'{name}' is in two swaps for {shared}"
        for first, second in combinations(swaps, 2)
        for name, other in (
            (first.parameter, second.parameter),
            (first.variable, second.variable),
        )
        if name == other and (shared := _shared(first, second, REGISTRY[name].dims))
    ]
    return list(dict.fromkeys(problems))


def _shared(first: Swap, second: Swap, dims: Sequence[str]) -> str:
    """What two swaps both mean of an array over ``dims``, in words; empty where they part."""
    words = []
    for dim in dims:
        named = [swap.where[dim].names for swap in (first, second) if dim in swap.where]
        if not named:
            continue
        common = [label for label in named[0] if label in named[-1]]
        if not common:
            return ""
        words.append(f"{dim} {', '.join(common)}")
    return "; ".join(words) or "all labels"
