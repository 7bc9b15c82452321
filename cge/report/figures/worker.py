"""Draw figures in a process of its own, which `cge.report.figures.painter` starts as a module.

It reads pairs from standard input, the names of files and the picture that they show, until the
input ends; then it writes the contents of all files, by name. What it loads, it loads first: while
a scenario is solved, it only waits.
"""

from __future__ import annotations

import gc
import io
import pickle
import sys
from pathlib import Path
from typing import BinaryIO

import matplotlib.backends.backend_pdf  # noqa: F401  (otherwise loaded by the first PDF)

from cge.report.figures.drawing import put
from cge.report.figures.drawings.every import drawn


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Draw until the source ends."""
    files: dict[str, bytes] = {}
    while True:
        try:
            names, picture = pickle.load(source)
        except EOFError:
            break
        drawing = drawn(picture)
        for name in names:
            content = io.BytesIO()
            put(drawing, content, Path(name).suffix)
            files[name] = content.getvalue()
    pickle.dump(files, sink)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
    gc.freeze()  # somebody waits for the end, and nothing is left to tidy up
