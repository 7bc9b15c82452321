"""A scenario whose numbers move: first answers at once, exact ones by solving."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock

import numpy as np

from calibration.errors import InputError
from cge.economy.economy import Economy
from cge.economy.size import within_memory
from cge.engine.system import Values
from cge.experiments.solve import cautions_of
from cge.experiments.solving import Solving
from cge.experiments.suited import suited_to
from cge.scenarios import Package, Scenario
from cge.scenarios.scenario import BENCHMARK
from cge.scenarios.spelled import spelled_out
from cge.serve.expansion import DOWN, UP, End, Expansion, First, Solved
from cge.serve.sliders import Own, Part, parts_of
from cge.uncertainty.case import Case, case_of
from cge.uncertainty.derivatives import STEP, moving_from
from cge.uncertainty.outcomes import Column
from cge.uncertainty.schema import Uncertainty

Array = np.ndarray
Going = Callable[..., None]
_BESIDE = 0.02  # of the range: how far beside the start slopes are taken again, for squares
_IMPROVING = "improving first answers"
_WORLD = "_world"  # ends the names of totals over regions
_SAME = 1e-12  # of the range: two points that are one
_PARTS = (1.0, 0.5, 0.25)  # of the way to the end of a range, where there may be no solution


@dataclass(frozen=True)
class Exact:
    """An exact answer.

    Attributes
    ----------
    x
        The numbers.
    y
        Statistics of the solution (statistics).
    verdict
        The checks that failed; empty where the solution is verified.
    cautions
        What a reader should know, each in a sentence.
    values
        The solution.
    """

    x: Array
    y: Array
    verdict: str
    cautions: tuple[str, ...]
    values: Values


class Board:
    """An experiment of a scenario on an economy, with sliders.

    Parameters
    ----------
    economy
        A calibrated economy; what the scenario asks of it is added.
    scenario
        The scenario.
    experiment
        Which experiment of it moves.
    own
        Shocks of the user's own, applied last.

    Raises
    ------
    InputError
        Everything that does not fit.
    """

    def __init__(
        self, economy: Economy, scenario: Scenario, experiment: str, own: Sequence[Own] = ()
    ) -> None:
        self.economy = suited_to(economy, scenario)
        self.scenario = spelled_out(scenario, self.economy.benchmark)
        self.experiment = experiment
        self.parts = parts_of(self.scenario, experiment, own)
        self.sliders = [part.slider for part in self.parts if part.slider is not None]
        self.start = np.array([slider.start for slider in self.sliders])
        self.low = np.array([slider.low for slider in self.sliders])
        self.high = np.array([slider.high for slider in self.sliders])
        self.expansion = Expansion(self.high - self.low)
        self.case = self._case()
        self._lock = Lock()
        self._unknown: list[Exact] = []  # solutions whose slopes are not known yet, the last alone
        self._beside: list[Solved] = []
        self._ends: dict[tuple[int, int], End] = {}
        self._chores = deque(self._all_chores())

    def _case(self) -> Case:
        """The experiment as one package for each slider, of which the slider is the size."""
        packages = {part.name: part.content for part in self.parts}
        chosen = {self.experiment: tuple(packages)}
        plan = self.scenario.model_copy(update={"packages": packages, "combinations": chosen})
        numbers = {
            slider.name: {
                "size_of": slider.name,
                "times": {"uniform": {"low": slider.low, "high": slider.high}},
                "source": "a slider",
            }
            for slider in self.sliders
        }
        words = {"title": "Sliders", "description": "Sliders", "reference": "none"}
        return case_of(self.economy, plan, Uncertainty.from_dict({**words, "numbers": numbers}))

    @cached_property
    def columns(self) -> list[Column]:
        """Statistics in the order of answers."""
        return list(self.case.layout.statistics)

    @cached_property
    def _places(self) -> list[int]:
        """First place of each statistic in an answer."""
        return np.cumsum([0, *(column.size for column in self.columns)])[:-1].tolist()

    @cached_property
    def by_region(self) -> dict[str, tuple[Column, int]]:
        """Statistics by region, each with its first place in an answer."""
        return {
            column.name: (column, at)
            for column, at in zip(self.columns, self._places, strict=True)
            if column.dims == ("region",)
        }

    @cached_property
    def of_world(self) -> dict[str, slice]:
        """Places of the world's total of statistics by region that have one."""
        return {
            column.name.removesuffix(_WORLD): slice(at, at + 1)
            for column, at in zip(self.columns, self._places, strict=True)
            if column.name.endswith(_WORLD)
        }

    @property
    def welfare(self) -> tuple[Column, int]:
        """Equivalent variation in % of income, net where the closure adds capital."""
        return next(
            found
            for name, found in self.by_region.items()
            if name.startswith("equivalent_variation") and name.endswith("_percent")
        )

    def problems(self, x: Array) -> list[str]:
        """Numbers that are outside the range of their slider, each in words."""
        return [
            f"{slider.name}: {number:g} is not within {slider.low:g} and {slider.high:g}"
            for slider, number in zip(self.sliders, x, strict=True)
            if not slider.low <= number <= slider.high
        ]

    def first(self, x: Array) -> First | None:
        """An answer without solving, by derivatives; None before anything is solved."""
        return self.expansion.at(x)

    def exact(self, x: Array, going: Going) -> Exact:
        """The answer by solving, with the checks of any solution.

        Parameters
        ----------
        x
            The numbers.
        going
            Told of every step of the solution; it may raise an error to end it.

        Raises
        ------
        InputError
            When the numbers are outside what the model allows.
        cge.SolveError
            When no solution is found.
        """
        economy, parameters = self.case.at(x)
        solving = Solving(economy, going, self.case.settings)
        found = solving.solve(self.experiment, parameters[self.experiment])
        verdict = "; ".join(str(check) for check in found.checks if not check.passed)
        y = self.case.layout.statistics_of(economy, found.values)
        solutions = {BENCHMARK: solving.benchmark(BENCHMARK), self.experiment: found}
        cautions = tuple(cautions_of(economy, self.scenario_at(x), solutions))
        answer = Exact(x, y, verdict, cautions, found.values)
        if not verdict:
            with self._lock:
                self._unknown = [answer]
        return answer

    def step(self, going: Going) -> bool:
        """One step of what makes first answers better, while nobody waits; whether there was one.

        Slopes at the last solution come first, then, slider by slider, slopes a little beside the
        first solution and solutions at the ends of the range. A step that ``going`` ends comes
        again.

        Raises
        ------
        InputError, cge.SolveError
            Where there is no solution beside the first one, or none that moves smoothly; errors
            stay unknown then.
        """
        with self._lock:
            waiting, self._unknown = self._unknown, []
        if waiting:
            with within_memory(_IMPROVING):
                self._learn(waiting[0])
            return True
        if not self._chores or not self.expansion.points:
            return False
        try:
            with within_memory(_IMPROVING):
                self._chores[0](going)
        except (ArithmeticError, InputError):
            self._chores.clear()  # nor would the others do any good
            raise
        self._chores.popleft()
        return True

    def _learn(self, answer: Exact) -> None:
        nearest = self.expansion.near(answer.x).x if self.expansion.points else None
        if nearest is None or self.expansion.distance(answer.x, nearest) > _SAME:
            self.expansion = self.expansion.with_point(self._solved(answer))

    def _all_chores(self) -> Iterator[Callable[[Going], None]]:
        """What is to be known beyond the slopes, once for a board."""
        numbers = range(len(self.sliders))
        yield from (partial(self._bend, k) for k in numbers)
        yield lambda _: self._improve(self.expansion.with_squares(self._beside))
        yield from (partial(self._reach, side, k) for k in numbers for side in (DOWN, UP))
        yield lambda _: self._improve(self.expansion.with_ends(self._ends))

    def _improve(self, expansion: Expansion) -> None:
        self.expansion = expansion

    def _bend(self, k: int, going: Going) -> None:
        """Slopes where one number is a little larger, or smaller at the end of its range."""
        x = self.expansion.points[0].x.copy()
        step = _BESIDE * (self.high[k] - self.low[k])
        x[k] += step if x[k] + step <= self.high[k] else -step
        self._beside.append(self._solved(self._alone(x, going)))

    def _reach(self, side: int, k: int, going: Going) -> None:
        """A solution where one number is at the end of its range, or on the way there."""
        first = self.expansion.points[0].x
        way = (self.high if side == UP else self.low)[k] - first[k]
        if way == 0:
            return
        for part in _PARTS:
            x = first.copy()
            x[k] += part * way
            try:
                self._ends[side, k] = x, self._alone(x, going).y
                return
            except (ArithmeticError, InputError):
                self._ends[side, k] = None

    def _alone(self, x: Array, going: Going) -> Exact:
        """An exact answer that nobody asked for, whose slopes are taken at once."""
        answer = self.exact(x, going)
        with self._lock:
            self._unknown = [one for one in self._unknown if one is not answer]
        if answer.verdict:
            raise InputError(answer.verdict)
        return answer

    def _solved(self, answer: Exact) -> Solved:
        """A solution with slopes of its statistics, by a complex step through their formulas."""
        case, label = self.case, self.experiment
        moving = moving_from(case, answer.x, case.economy, {label: answer.values})
        columns = [
            case.layout.statistics_of(case.economy, moving.along(label, k)).imag / STEP
            for k in range(len(self.sliders))
        ]
        return Solved(answer.x, answer.y, np.stack(columns, axis=1))

    def scenario_at(self, x: Array) -> Scenario:
        """The scenario of parts where sliders stand at some numbers."""
        return self.case.placed(x)[1]

    def parts_at(self, x: Array) -> list[tuple[Part, Package]]:
        """Every part of the experiment, and what it holds where sliders stand at some numbers."""
        plan = self.scenario_at(x)
        return [(part, plan.packages[part.name]) for part in self.parts]
