"""What `benchmark.yaml` of a folder of small tables says, beside what the tables hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.errors import InputError, nearest
from calibration.files.yaml import Document, read_document
from calibration.guard.money import Amount, read_money
from calibration.readers.members import Member
from calibration.readers.parts import ROLES
from calibration.variables import AGENTS

NAME = "benchmark.yaml"
KEYS = ("title", "year", "unit", "currency", "source", "licence", "categories", "inputs")
"""Its keys; `categories` and `inputs` give agents and roles by label."""
MEANINGS = {"categories": ("final.csv", AGENTS), "inputs": ("value_added.csv", ROLES)}
"""Keys that say what labels mean: the table that has the labels, and what they may mean."""
_CODE = 3  # letters of the code of a currency
_MILLION = 1e6


@dataclass(frozen=True)
class About:
    """The content of the file; empty where there is none.

    Attributes
    ----------
    data : mapping
        Values by key.
    document : Document, optional
        Where they stand.
    """

    data: Mapping[str, Any]
    document: Document | None = None

    @property
    def money(self) -> Amount:
        """The unit of the tables: `million EUR`, or `million` beside the currency `EUR`."""
        unit, currency = (str(self.data.get(k, "")) for k in ("unit", "currency"))
        if not unit:
            return Amount(_MILLION, _code(currency) or "USD")
        found = read_money(unit) or read_money(f"{unit} {_code(currency)}")
        return found or Amount(0.0, "")

    def meanings(self) -> dict[str, str]:
        """Attributes of the table: agents and roles by label, as JSON."""
        said = {"agents": self.data.get("categories"), "inputs": self.data.get("inputs")}
        return {key: json.dumps(value) for key, value in said.items() if value}

    def misfits(self, labels: Mapping[str, Sequence[str]], files: Sequence[str]) -> Iterator[str]:
        """What it says of labels that the tables do not have, or of tables that are not there.

        Parameters
        ----------
        labels : mapping of str to sequence of str
            Categories and inputs of the tables.
        files : sequence of str
            Names of the files of the folder.
        """
        for key, (file, meant) in MEANINGS.items():
            said = self.data.get(key) or {}
            if said and file not in files:
                yield f"{self._place(key)}names rows of {file}, and there is no such file"
                continue
            for label, meaning in said.items():
                if label not in labels[key]:
                    near = nearest(label, [k for k in labels[key] if k not in said] or labels[key])
                    yield f"{self._place(key, label)}{file} has no such label{near}"
                if meaning not in meant:
                    near = nearest(meaning, meant)
                    yield f"{self._place(key, label)}'{meaning}' is unknown{near}"

    def _place(self, *path: str) -> str:
        return self.document.place(path) if self.document else ""


def read_about(member: Member | None) -> About:
    """Read the file, if there is one.

    Raises
    ------
    InputError
        Everything that is wrong with it by itself.
    """
    if member is None:
        return About({})
    document = read_document(member.path)
    if problems := [*_problems(document)]:
        raise InputError(problems)
    return About(dict(document.data or {}), document)


def _code(currency: str) -> str:
    """Code of a currency; empty for what is none. Codes may be of currencies that are not known."""
    found = read_money(f"million {currency}")
    if found is not None:
        return found.currency
    three = len(currency) == _CODE and currency.isascii() and currency.isalpha()
    return currency if three and currency.isupper() else ""


def _is_money(unit: str, currency: str) -> bool:
    """Whether a unit is money, beside its currency; a faulty one has a message of its own."""
    code = _code(currency) or ("USD" if currency else "")
    return bool(read_money(unit) or read_money(f"{unit} {code}"))


def _problems(document: Document) -> Iterator[str]:
    data = document.data or {}
    if not isinstance(data, dict):
        yield f"{document.place()}must be a list of keys and values"
        return
    for key, value in data.items():
        place = document.place((key,))
        if key not in KEYS:
            yield f"{place}unknown key{nearest(key, KEYS)}"
        elif key in MEANINGS:
            if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
                yield f"{place}must give a text for each label"
        else:
            yield from _of_value(key, value, place, data)


def _of_value(key: str, value: Any, place: str, data: Mapping[str, Any]) -> Iterator[str]:
    if key == "year" and not isinstance(value, int):
        yield f"{place}'{value}' is no year"
    elif key == "currency" and not _code(str(value)):
        yield f"{place}'{value}' is no currency; write its code of three letters, such as 'EUR'"
    elif key == "unit" and not _is_money(str(value), str(data.get("currency", ""))):
        yield f"{place}'{value}' is not money; write such as 'million USD'"
