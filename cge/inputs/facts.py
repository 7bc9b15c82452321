"""The facts about the world economy that are shipped."""

from __future__ import annotations

from calibration.validation import Fact, read_facts
from cge.inputs.find import data_directory


def shipped_facts() -> tuple[Fact, ...]:
    """Facts of ``data/validation``, as :func:`calibration.read_facts` reads them."""
    return read_facts(data_directory() / "validation")
