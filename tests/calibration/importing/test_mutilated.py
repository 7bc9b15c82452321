"""Long tables that lose lines: taken within the bound and counted, or refused by name."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from calibration import InputError
from calibration.cleaning import clean
from calibration.cleaning.imbalance import BOUND, NEGLIGIBLE
from calibration.readers.absent import RECORD
from calibration.readers.plain import read_csv
from cge.templates import economy
from tests.calibration.importing.test_import import frame

COLUMNS = ["origin", "sector", "destination", "user", "value"]
INDUSTRIES = {"A01_02", "C10T12", *economy.SECTORS}
LABELS = ("sells nothing", "buys nothing", "nobody")
"""What is said of labels that are on one side only."""


def small():
    """Three economies, two industries, with a line for each cell."""
    lines = []
    for row, cells in frame().iterrows():
        for column, value in cells.items():
            origin, _, good = row.partition("_") if "_" in row else ("", "", row)
            buyer, _, user = column.partition("_")
            lines.append((origin, good, buyer, user, value))
    agents = dict.fromkeys(["HFCE", "NPISH", "DPABR"], "household") | {
        "GGFC": "government", "GFCF": "investment", "INVNT": "investment"
    }  # fmt: skip
    return pd.DataFrame(lines, columns=COLUMNS), agents, {"VA": "value_added", "TLS": "product_tax"}


def large():
    """Three economies, four industries: the template of a benchmark as one long table."""
    made, lines = economy.world(), []
    regions, sectors, categories = economy.REGIONS, economy.SECTORS, [*economy.CATEGORIES]
    for cells, users in ((made.intermediate, sectors), (made.final, categories)):
        for i, o, d, u in np.ndindex(cells.shape):
            at = regions[o], sectors[i], regions[d], users[u]
            lines.append((*at, cells[i, o, d, u]))
    for k, a, r in np.ndindex(made.primary.shape):
        lines.append(("", [*economy.INPUTS][k], regions[r], sectors[a], made.primary[k, a, r]))
    for c, r in np.ndindex(made.primary_final.shape):
        tax = "product taxes"
        lines.append(("", tax, regions[r], categories[c], made.primary_final[c, r]))
    return pd.DataFrame(lines, columns=COLUMNS), economy.CATEGORIES, economy.INPUTS


def unbalanced(lines):
    """Gap of each industry, and those out of bounds, from the lines alone."""
    sales = lines[lines.origin != ""].groupby(["origin", "sector"]).value.sum()
    cost = lines[lines.user.isin(INDUSTRIES)].groupby(["destination", "user"]).value.sum()
    every = sales.index.union(cost.index)
    sales, cost = (k.reindex(every, fill_value=0.0).to_numpy() for k in (sales, cost))
    gap = pd.Series(np.abs(sales - cost), every)
    size = pd.Series(np.maximum(sales, cost), every)
    total = size.groupby(level=0).transform("sum")
    wrong = gap[(gap > BOUND * size) & (gap > NEGLIGIBLE * total)]
    return gap, {f"{economy} {good}" for economy, good in wrong.index}


def outcome(path, lines, agents, inputs):
    lines.to_csv(path, index=False)
    try:
        table = read_csv(path)
        _, effects = clean(table, agents, inputs)
    except InputError as error:
        return None, None, error.problems
    return table, {effect.step: effect for effect in effects}, []


def absent_lines(lines):
    """Cells of the labels that are left, less those with a line."""
    goods = {*zip(lines.origin, lines.sector, strict=True)}
    buyers = {*zip(lines.destination, lines.user, strict=True)}
    made = {label for label in goods if label[0]}
    industries = made | {label for label in buyers if label[1] in INDUSTRIES}
    return len(goods | industries) * len(buyers | industries) - len(lines)


def check(path, lines, agents, inputs):
    """One damaged table: it is taken within the bound, or refused by name; says which."""
    gap, wrong = unbalanced(lines)
    table, effects, problems = outcome(path, lines, agents, inputs)
    if table is not None:
        counts = json.loads(table.attrs[RECORD]).values()
        assert sum(absent for absent, _ in counts) == absent_lines(lines)
        if not (lines.origin == "").any():  # nothing to compare with, of which a caution tells
            return "no inputs"
        assert not wrong
        assert effects["discrepancy"].million_usd == pytest.approx(gap.sum(), abs=1e-6)
        return "taken"
    of_labels = [p for p in problems if any(word in p for word in LABELS)]
    if of_labels:
        assert len(of_labels) == len(problems)
        return "label"
    named = {p.split(" sells ")[0].removeprefix("imbalance: ") for p in problems if " sells " in p}
    assert named
    assert named <= wrong
    assert len(named) == min(len(wrong), 5)
    return "refused"


@pytest.mark.parametrize("make", [small, large])
def test_lines_at_random_and_at_the_end(make, tmp_path):
    lines, agents, inputs = make()
    draw, found = np.random.default_rng(0), []
    for count in (1, 2, 3, 5, 8, 13, 14, 15, 21, 34, 55, 89, 120):
        damaged = (
            lines.drop(index=draw.choice(lines.index, count, replace=False)),
            lines.iloc[:-count],
            lines.sample(frac=1, random_state=count).iloc[:-count],
        )
        found += [check(tmp_path / "long.csv", kept, agents, inputs) for kept in damaged]
    assert {"taken", "refused"} <= set(found)
    assert "taken" not in found[-6:]  # those that lose a third of their lines


@pytest.mark.parametrize("make", [small, large])
@pytest.mark.parametrize("column", ["origin", "destination", "sector", "user"])
def test_all_lines_of_a_label(make, column, tmp_path):
    lines, agents, inputs = make()
    for label in lines[column][lines[column] != ""].unique():
        kept = lines[lines[column] != label]
        gap, wrong = unbalanced(kept)
        table, effects, problems = outcome(tmp_path / "long.csv", kept, agents, inputs)
        if table is None:
            assert problems
        else:  # a category or an input that is small, or that no industry pays
            assert not wrong
            assert effects["discrepancy"].million_usd == pytest.approx(gap.sum(), abs=1e-6)
    # Nobody loses an economy or a good without a word.
    for label in [*lines.origin.unique()[:2], lines.sector.iloc[0]]:
        kept = lines[(lines.origin != label) & (lines.sector != label)]
        assert outcome(tmp_path / "long.csv", kept, agents, inputs)[2], label


@pytest.mark.parametrize("factor", [1000.0, 0.001, 1.2])
def test_a_block_in_another_unit_is_refused(factor, tmp_path):
    lines, agents, inputs = large()
    final = lines.user.isin(agents) & (lines.origin != "")
    lines["value"] = lines.value.where(~final, lines.value * factor)
    *_, problems = outcome(tmp_path / "long.csv", lines, agents, inputs)
    assert problems[0].startswith("imbalance: ")
    assert re.fullmatch(r"imbalance: [67] more industries are apart", problems[-2])
    assert "'--clean imbalance=" in problems[-1]
