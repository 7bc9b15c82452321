"""Labels: does each name one thing, and the same along every dimension of its kind?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import xarray as xr

from calibration.errors import InputError
from calibration.factors import part_problems
from calibration.margins import NAMES as MARGINS
from calibration.margins import margin_problems
from calibration.sourcing import label_problems
from calibration.tariffs import DATE, date_label
from calibration.variables import AGENTS, REGION_DIMS, SECTOR_DIMS

Labels = list[str]
ALIKE = ((REGION_DIMS, "region"), (SECTOR_DIMS, "sector"))


def with_plain_labels(dataset: xr.Dataset) -> xr.Dataset:
    """The dataset with labels as text in composed form (NFC).

    One word may be written with a letter and its accent as one character or as two; to a reader
    both are the same.

    Raises
    ------
    InputError
        Naming labels that are none: missing values, and bytes in another encoding.
    """
    plain, problems = {}, []
    for dim in map(str, dataset.dims):
        if dim in dataset.coords:
            old = dataset[dim].to_numpy().tolist()
            problems += [
                f"label {label!r} of {dim} is {why}" for label in old if (why := _no_label(label))
            ]
            new = [] if problems else [_plain(label) for label in old]
            if new != old:
                plain[dim] = new
    if problems:
        raise InputError(problems)
    return dataset.assign_coords(plain) if plain else dataset


def wrong_labels(dataset: xr.Dataset) -> Iterator[str]:
    """Labels that are empty, appear twice, or differ between dimensions of one kind."""
    for dims, _ in ALIKE:
        given = [dim for dim in dims if dim in dataset.coords]
        first = _labels(dataset, given[0]) if given else []
        yield from _unclear(given[0], first) if given else ()
        for dim in given[1:]:
            if _labels(dataset, dim) != first:
                yield f"labels of {dim} differ from those of {given[0]}"
    if "factor" in dataset.coords:
        yield from _unclear("factor", _labels(dataset, "factor"))
    if "agent" in dataset.coords and _labels(dataset, "agent") != list(AGENTS):
        yield f"labels of agent must be {', '.join(AGENTS)}"
    yield from part_problems(dataset)
    if DATE in dataset.coords:
        yield from _wrong_dates(_labels(dataset, DATE))
    if "user" in dataset.dims and {"activity", "agent"} <= set(dataset.coords):
        yield from label_problems(dataset)
    if any(name in dataset for name in MARGINS):
        yield from margin_problems(dataset)


def alike_labels(dataset: xr.Dataset) -> Iterator[str]:
    """Labels that differ in nothing but capitals, which may be one place written in two ways."""
    for _, dim in ALIKE:
        by_form: dict[str, Labels] = {}
        for label in _labels(dataset, dim):
            by_form.setdefault(label.casefold(), []).append(label)
        for group in by_form.values():
            if len(group) > 1:
                named = " and ".join(f"'{label}'" for label in group)
                yield f"labels {named} of {dim} differ in capitals only and are kept apart"


def _wrong_dates(labels: Labels) -> Iterator[str]:
    yield from _unclear(DATE, labels)
    for label in labels:
        try:
            date_label(label)
        except InputError as error:
            yield from (f"dimension {DATE}: {problem}" for problem in error.problems)


def _unclear(dim: str, labels: Labels) -> Iterator[str]:
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        yield f"labels of {dim} appear twice: {', '.join(twice)}"
    if not labels:
        yield f"dimension {dim} has no label"
    for label in dict.fromkeys(labels):
        if not label.strip() or label != label.strip() or not label.isprintable():
            yield (
                f"label {label!r} of {dim} is blank, begins or ends with a blank, or has "
                "characters that do not print"
            )


def _no_label(label: object) -> str:
    """Why something is no label, in words; empty where it is one."""
    if label is None or label != label:
        return "a missing value"
    try:
        _plain(label)
    except UnicodeDecodeError:
        return "in Latin-1 or another encoding; write it in UTF-8"
    return ""


def _plain(label: object) -> str:
    text = label.decode("utf-8") if isinstance(label, bytes) else str(label)
    return unicodedata.normalize("NFC", text)


def _labels(dataset: xr.Dataset, dim: str) -> Labels:
    return [str(label) for label in dataset[dim].to_numpy()]
