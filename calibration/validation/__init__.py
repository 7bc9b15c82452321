"""A benchmark beside independent figures: facts, their tolerances, verdicts."""

from calibration.validation.compare import VERDICTS, validate
from calibration.validation.facts import Fact, FactKind, read_facts

__all__ = ["VERDICTS", "Fact", "FactKind", "read_facts", "validate"]
