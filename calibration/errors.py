"""Errors that a user can act on: every problem of an input, listed at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class InputError(ValueError):
    """Bad input from a user: a file, a label, a value.

    Parameters
    ----------
    problems
        One sentence per problem; each names the file, the key or label, the value, and the
        nearest valid choice where there is one.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


class OutputError(InputError, OSError):
    """A file that cannot be written: no room, no permission, no such place."""


class InputWarning(UserWarning):
    """Input that is accepted, with something in it that a user should know."""


def first_of(names: Sequence[str], most: int) -> str:
    """The first of many names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def nearest(label: object, choices: Iterable[object], prefix: str = "; did you mean ") -> str:
    """The end of an error message: the valid choice most like ``label``.

    Returns an empty string when there are no choices, and names all of them when none is alike
    and they are few.
    """
    known = [str(choice) for choice in choices]
    if close := alike(label, known, 0.5, prefix):
        return close
    if 0 < len(known) <= 12:
        return "; choose from " + ", ".join(known)
    return ""


def alike(
    label: object,
    choices: Iterable[object],
    cutoff: float = 0.6,
    prefix: str = "; did you mean ",
) -> str:
    """The end of an error message: the choice that ``label`` may be a misspelling of, if any.

    The cutoff is a ratio of matching letters, from 0 to 1 (`difflib.SequenceMatcher`).
    """
    folded = {str(choice).casefold(): str(choice) for choice in reversed([*choices])}
    close = difflib.get_close_matches(str(label).casefold(), folded, n=1, cutoff=cutoff)
    return f"{prefix}'{folded[close[0]]}'?" if close else ""
