"""What a GTAP data base says that has no counterpart here, and what stands for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from calibration.gtap.accounts import TOLERANCE, Account
from calibration.gtap.database import Database
from calibration.gtap.flows import Flows
from calibration.gtap.headers import FLOWS, PARAMETERS
from calibration.gtap.household import Demand

WITHOUT_COUNTERPART = "gtap_without_counterpart"
"""Attribute of a dataset: headers of its files that nothing here stands for, as JSON."""
_SAID = 1e-6  # of what it is compared with: less than this is not worth a note


def without_counterpart(base: Database) -> dict[str, str]:
    """Headers of the files that have no counterpart, and what is used in their place."""
    return {
        header.name(base.version): f"{header.meaning}; here {header.here.removeprefix('none: ')}"
        for header in PARAMETERS.values()
        if header.here.startswith("none") and base.has(header)
    }


def notes_of(
    base: Database, flows: Flows, checked: Sequence[Account], household: Demand | None
) -> list[str]:
    """Notes on a data base that was read, one sentence each."""
    return [
        *_on_household(household),
        *(
            f"{header} has no counterpart ({text})"
            for header, text in without_counterpart(base).items()
        ),
        *_on_taxes(flows),
        *_on_home_imports(flows),
        *_on_absent(base),
        *_on_accounts(checked),
    ]


def _on_household(household: Demand | None) -> Iterator[str]:
    if household is None:
        yield "INCP or SUBP are absent: households are Cobb-Douglas"
        return
    yield (
        "INCP, SUBP: the CDE has no counterpart; households commit part of their purchases and "
        "spend the rest with one elasticity of substitution; at the benchmark, income elasticities "
        "and mean substitution are those of the CDE"
    )
    if inferior := int((household.income < 0).sum()):
        yield f"{inferior} goods are inferior by INCP and SUBP; here they are committed in full"


def _on_taxes(flows: Flows) -> Iterator[str]:
    """One product tax for domestic goods and imports of a user."""
    both = flows.domestic + flows.imported
    paid = flows.paid - both
    rate = np.divide(paid, both, out=np.zeros_like(both), where=both > 0)
    domestic = flows.domestic_paid - flows.domestic
    moved = float(np.abs(domestic - rate * flows.domestic).sum())
    if moved > _SAID * float(both.sum()):
        yield (
            "a user pays one rate of product tax on a good, domestic and imported together; of "
            f"{float(np.abs(paid).sum()):,.0f} million USD, {moved:,.0f} move between the two"
        )


def _on_home_imports(flows: Flows) -> Iterator[str]:
    home = float(np.einsum("irr->", flows.imports))
    if home > 0:
        yield (
            f"imports of a region from itself ({home:,.0f} million USD) join its domestic sales, "
            "and their transport and tariffs are spread over these"
        )


def _on_absent(base: Database) -> Iterator[str]:
    texts = {
        "factors_earned": "no income taxes",
        "transport": "no international transport",
        "saving": "saving is not checked",
        "capital": "no capital stock",
    }
    for role, text in texts.items():
        if not base.has(FLOWS[role]):
            yield f"{FLOWS[role].name(base.version)} is absent: {text}"


def _on_accounts(checked: Sequence[Account]) -> Iterator[str]:
    worst = max((account for account in checked if account.needed), key=lambda one: one.relative)
    yield f"accounts hold to {worst.relative:.1e} ({worst.name}); output taxes close them exactly"
    for account in checked:
        if not account.needed and account.relative > TOLERANCE:
            gap = float(np.abs(account.gap).max())
            yield (
                f"{account.name}: {account.statement} is off by up to {gap:,.4g} million USD; "
                "foreign saving here follows from trade"
            )
