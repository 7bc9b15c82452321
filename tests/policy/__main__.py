"""Print the tables of docs/cbam-studies.md: `python -m tests.policy`."""

import sys

from tests.policy.studies import adb, designs, exposure, markdown, unctad

for table in (unctad, adb, exposure, designs):
    for line in (*markdown(table()), ""):
        sys.stdout.write(f"{line}\n")
