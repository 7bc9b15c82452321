"""The table of formats that are read."""

from __future__ import annotations

import re

from calibration.readers.formats import FORMATS
from tests.pages import marks

PAGE = marks.DOCS / "formats.md"
_ADDRESS = re.compile(r", (https://\S+)$")


def formats() -> str:
    """A row for each format: where it is published, its layouts, what it lacks, how checked."""
    rows = ["| Format | Published | Layouts | Not in it | Checked |", "|---|---|---|---|---|"]
    for form in FORMATS.values():
        address = _ADDRESS.search(form.published)
        place = _ADDRESS.sub("", form.published)
        published = f"[{place}]({address[1]})" if address else place
        cells = [f"`{form.name}`", published, "; ".join(form.layouts), form.lacks, form.checked]
        rows.append(f"| {' | '.join(cell or '—' for cell in cells)} |")
    return "\n".join(rows)


def meanings() -> str:
    """What categories and inputs of each format are taken for."""
    rows = ["| Format | Category of final demand: agent | Primary input: role |", "|---|---|---|"]
    for form in FORMATS.values():
        told = ("; ".join(f"{k}: {v}" for k, v in m.items()) for m in (form.agents, form.inputs))
        rows.append(f"| `{form.name}` | {' | '.join(cell or 'you say' for cell in told)} |")
    return "\n".join(rows)


PARTS = {"formats": formats, "meanings": meanings}
