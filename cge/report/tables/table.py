"""A table: numbers with all that a reader must know of them, in every form that papers take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from calibration.arguments import explained
from calibration.errors import InputError, alike, nearest
from cge.inputs.arguments import must_be
from cge.report.tables.columns import NO_NUMBER, ROUNDING, Column

Form = Literal["text", "markdown", "latex", "html", "csv"]
FORMS: tuple[Form, ...] = ("text", "markdown", "latex", "html", "csv")
# Ending of a file -> the form in it.
ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".xlsx": "xlsx",
}
_MOST_DIGITS = 15  # more than a float has
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._+/-]*")


def known_form(form: str) -> Form:
    """The form of a table that a name means.

    Raises
    ------
    InputError
        For a name that is none of `FORMS`.
    """
    for known in FORMS:
        if form == known:
            return known
    raise InputError(f"format: no '{form}'{nearest(str(form), FORMS)}")


@dataclass(frozen=True)
class Table:
    """Numbers and words in rows and columns, and what they rest on.

    Attributes
    ----------
    name
        In the registry, such as ``welfare``; names of files begin with it.
    title
        What it shows.
    frame
        The numbers in full, a row for each label and a column for each of `heads`. Outer levels of
        the index, such as experiments, make panels; the last `stubs` levels stand beside the rows.
    heads
        Its columns.
    notes
        What a reader must know: what the numbers are, data, closure, numeraire, the verdict.
    further
        Sentences after these, such as what is left out.
    warning
        Why it is not verified; empty where it is.
    facts
        What holds for every row, by name; a column each in comma-separated values.
    stubs
        Levels of the index that stand beside the rows.
    total
        Name of the row of sums under each panel; empty for none.
    low, high
        Ends of the intervals of numbers, of the same shape as `frame`; not a number where there
        is none. None where no number has one.
    absent
        What stands where there is no number; where it is empty, such a cell counts nothing in sums.
    caption, label
        In LaTeX: instead of the title, and what a text refers to.
    turned
        Whether rows and columns change places in all forms that are read.
    """

    name: str
    title: str
    frame: pd.DataFrame
    heads: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    warning: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    stubs: int = 1
    total: str = ""
    low: pd.DataFrame | None = None
    high: pd.DataFrame | None = None
    absent: str = NO_NUMBER
    caption: str = ""
    label: str = ""
    turned: bool = False

    def __post_init__(self) -> None:
        shapes = {f.shape for f in (self.frame, self.low, self.high) if f is not None}
        if shapes != {(len(self.frame.index), len(self.heads))}:
            raise ValueError(f"{self.name}: {len(self.heads)} heads for frames of {shapes}")

    def __repr__(self) -> str:
        return self.written("text")

    def _repr_html_(self) -> str:
        return self.written("html")

    @property
    def verified(self) -> bool:
        """Whether the independent checks hold for all that it shows."""
        return not self.warning

    @property
    def note(self) -> str:
        """All notes in one paragraph, the sources that its cells cite among them."""
        cited = (f"[{n}] {text.rstrip('.')}." for text, n in self.citations.items())
        return " ".join(filter(None, (*self.notes, *self.further, *cited)))

    @property
    def citations(self) -> dict[str, int]:
        """Sources that cells name, and the number of each."""
        texts = dict.fromkeys(
            str(text)
            for k, head in enumerate(self.heads)
            if head.cited
            for text in self.frame.iloc[:, k]
            if text
        )
        return {text: n for n, text in enumerate(texts, start=1)}

    def to_frame(self) -> pd.DataFrame:
        """The numbers in full, with the keys of columns, under those that they stand below."""
        columns = [(*head.above, head.key) for head in self.heads]
        deep = max(map(len, columns), default=1)
        named = [("",) * (deep - len(each)) + each for each in columns]
        index = pd.MultiIndex.from_tuples(named) if deep > 1 else [each[-1] for each in named]
        found = self.frame.set_axis(index, axis=1)
        return found.T if self.turned else found

    @explained
    def written(self, form: Form = "text", width: int = 120) -> str:
        """The table in one form.

        Parameters
        ----------
        form
            ``text``; ``markdown``; ``latex``, which compiles alone and in a paper; ``html``, an
            element for a page, which Word takes from a browser as a table; ``csv``, with the
            numbers in full.
        width
            Characters in a line of text; columns that do not fit stand in a further block.

        Raises
        ------
        InputError
            For another form.
        """
        return _writers(width)[known_form(form)](self)

    @explained
    def save(self, path: str | Path) -> Path:
        """Write the table, whole or not at all, in the form that the ending of the file says.

        Parameters
        ----------
        path
            ``.tex``, ``.html`` (a whole page), ``.md``, ``.txt``, ``.csv``, or ``.xlsx``, a
            workbook with the numbers in full, which needs the extra ``excel``.

        Raises
        ------
        InputError
            For another ending, and where the extra is missing.
        OutputError
            The file cannot be written.
        """
        from calibration.files.write import text_writer, write_whole

        end = Path(path).suffix.lower()
        if end not in ENDINGS:
            known = ", ".join(ENDINGS)
            raise InputError(f"{path}: no table ends in '{end}'; the endings are {known}")
        if ENDINGS[end] == "xlsx":
            from cge.report.tables.workbook import workbook_writer

            return write_whole(path, workbook_writer(self))
        if ENDINGS[end] == "html":
            from cge.report.tables.html import html_page

            return write_whole(path, text_writer(html_page(self)))
        return write_whole(path, text_writer(self.written(known_form(ENDINGS[end]))))

    @explained
    def columns(self, *names: str) -> Table:
        """Only these columns, in this order.

        Parameters
        ----------
        names
            Keys or headings; all columns of a name where several have it, as one for each result.

        Raises
        ------
        InputError
            Listing every name that no column has.
        """
        if not names:
            return self
        known = list(dict.fromkeys(word for h in self.heads for word in (h.key, h.title)))
        has = f"; it has {', '.join(dict.fromkeys(h.key for h in self.heads))}"
        wrong = [
            f"columns: the table '{self.name}' has no '{n}'{alike(n, known, 0.5) or has}"
            for n in dict.fromkeys(names)
            if n not in known
        ]
        if wrong:
            raise InputError(wrong)
        return self._part([k for name in dict.fromkeys(names) for k in self._places(name)])

    def _places(self, name: str) -> Iterator[int]:
        return (k for k, head in enumerate(self.heads) if name in (head.key, head.title))

    def _part(self, chosen: list[int], rows: np.ndarray | None = None) -> Table:
        """Columns by position, each once, and the rows of a mask."""
        chosen = list(dict.fromkeys(chosen))

        def cut(frame: pd.DataFrame | None) -> pd.DataFrame | None:
            if frame is None:
                return None
            return frame.iloc[:, chosen] if rows is None else frame.iloc[rows, chosen]

        heads = tuple(self.heads[k] for k in chosen)
        frame = cut(self.frame)
        assert frame is not None
        return replace(self, frame=frame, heads=heads, low=cut(self.low), high=cut(self.high))

    def without_zeros(self) -> Table:
        """Without the rows and columns that hold nothing but zeros, or no number."""
        numeric = [k for k, head in enumerate(self.heads) if not head.words]
        if not numeric:
            return self
        values = np.abs(self.frame.iloc[:, numeric].to_numpy(dtype=float))
        some = np.nan_to_num(values, nan=0.0) > ROUNDING
        kept = set(np.array(numeric)[some.any(axis=0)].tolist())
        chosen = [k for k, head in enumerate(self.heads) if head.words or k in kept]
        if not kept:
            return self
        return self._part(chosen, np.flatnonzero(some.any(axis=1)))

    @explained
    def rounded(self, digits: int) -> Table:
        """With so many digits after the point in every column of numbers.

        Raises
        ------
        InputError
            For fewer than 0 or more than 15.
        """
        if isinstance(digits, bool) or not 0 <= digits <= _MOST_DIGITS or digits != int(digits):
            raise InputError(f"digits: {digits} must be a whole number from 0 to {_MOST_DIGITS}")
        heads = (h if h.words else replace(h, decimals=int(digits)) for h in self.heads)
        return replace(self, heads=tuple(heads))

    def transposed(self) -> Table:
        """With a row for each column and a column for each row, panels staying apart."""
        return replace(self, turned=not self.turned)

    @explained
    def captioned(self, caption: str = "", label: str = "") -> Table:
        r"""With a caption instead of the title, and a ``\label`` in LaTeX.

        Raises
        ------
        InputError
            For a label that LaTeX may not take.
        """
        must_be(caption, str, "caption", "a text")
        must_be(label, str, "label", "a text")
        if label and not _LABEL.fullmatch(label):
            raise InputError(
                f"label: '{label}' must be of Latin letters, digits and the signs : . _ + / -"
            )
        return replace(self, caption=caption or self.caption, label=label or self.label)


def _writers(width: int) -> dict[Form, Callable[[Table], str]]:
    from cge.report.tables.html import html_table
    from cge.report.tables.latex import latex_table
    from cge.report.tables.spreadsheet import csv_table
    from cge.report.tables.text import markdown_table, text_table

    return {
        "text": partial(text_table, width=width),
        "markdown": markdown_table,
        "latex": latex_table,
        "html": html_table,
        "csv": csv_table,
    }
