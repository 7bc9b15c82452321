"""Cleaning of inter-country tables: declared steps, each with a choice and a measured effect."""

from calibration.cleaning.demand import net_negative_demand, without_negative_demand
from calibration.cleaning.step import Effect, Found, Step, Task, effects_of
from calibration.cleaning.steps import STEPS as STEPS
from calibration.cleaning.steps import clean

__all__ = [
    "Effect",
    "Found",
    "Step",
    "Task",
    "clean",
    "effects_of",
    "net_negative_demand",
    "without_negative_demand",
]
