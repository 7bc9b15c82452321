"""The table of cleaning steps on the page on tables that become a benchmark."""

from __future__ import annotations

from calibration.cleaning import Step
from calibration.importing.run import all_steps
from tests.pages import marks

PAGE = marks.DOCS / "import.md"


def _choices(step: Step) -> str:
    said = [
        f"**`{name}`**: {does}" if name == step.default else f"`{name}`: {does}"
        for name, does in step.choices.items()
    ]
    return "; ".join([*said, *(f"{what}: {does}" for what, does in step.own.items())])


def cleaning() -> str:
    """Every step, in order, with its choices; the default in bold."""
    rows = [
        f"| `{step.name}` | {step.title} | {_choices(step)} |\n" for step in all_steps().values()
    ]
    return "| Step | What it is about | Choices, the default in bold |\n|---|---|---|\n" + "".join(
        rows
    )


PARTS = {"cleaning": cleaning}
