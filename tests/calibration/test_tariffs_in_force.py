"""Tariffs in force: the step of the build on small tables, and the shipped tables of facts."""

import csv

import numpy as np
import pandas as pd
import pytest

from calibration.tariffs import date_label
from data.build.ledger import Ledger
from data.build.oecd_icio_2022 import scan_tariffs_in_force as scan
from data.build.oecd_icio_2022.labels import EU27, REST_OF_WORLD
from data.build.oecd_icio_2022.tariffs_in_force import ADDED, IN_FORCE, tariffs_in_force

REGIONS = ["USA", "CHN", "CAN", *EU27]
SECTORS = ["C24A", "C29"]
FORCE = (
    "importer,exporter,sector,general_percent,special_points,statutory_points,laws\n"
    "USA,CHN,C29,2.5,23,,us-301\nUSA,EU27,C29,2.0,0,,\nCHN,USA,C24A,,20,22,cn-301-answer\n"
)
LATER = (
    "date,importer,exporter,sector,added_points,laws\n"
    "2025-04-09,USA,EU27,C29,25,us-232-2025\n2025-11-01,USA,CHN,C29,42,us-fentanyl-cn\n"
)


@pytest.fixture
def step(tmp_path):
    (tmp_path / "force.csv").write_text(FORCE)
    (tmp_path / "later.csv").write_text(LATER)
    base = np.full((2, len(REGIONS), len(REGIONS)), 0.04)
    base[:, np.arange(len(REGIONS)), np.arange(len(REGIONS))] = 0.0
    ledger = Ledger()
    sales = np.ones_like(base)
    files = tmp_path / "force.csv", tmp_path / "later.csv"
    return base, tariffs_in_force(base, REGIONS, SECTORS, sales, ledger, *files), ledger


def at(array, sector, origin, destination):
    return array[SECTORS.index(sector), REGIONS.index(origin), REGIONS.index(destination)]


def test_general_rates_are_replaced_and_special_ones_added(step):
    _, found, _ = step
    assert at(found.rate, "C29", "CHN", "USA") == pytest.approx(0.255)
    assert at(found.rate, "C24A", "USA", "CHN") == pytest.approx(0.24)  # on the base
    assert [at(found.rate, "C29", member, "USA") for member in EU27] == pytest.approx([0.02] * 27)


def test_what_no_row_names_stays(step):
    base, found, _ = step
    assert at(found.rate, "C24A", "CHN", "USA") == 0.04
    named = np.zeros_like(base, dtype=bool)
    named[1, 1, 0] = named[0, 0, 1] = named[1, 3:, 0] = True
    assert (found.rate[~named] == base[~named]).all()


def test_dates_hold_what_is_added(step):
    _, found, _ = step
    assert list(found.added) == ["none", "2022", "2025-04-09", "2025-11-01"]
    assert at(found.added["none"], "C29", "CHN", "USA") == pytest.approx(-0.23)
    assert not found.added["2022"].any()
    assert at(found.added["2025-04-09"], "C29", "DEU", "USA") == pytest.approx(0.25)
    assert at(found.added["2025-11-01"], "C29", "DEU", "USA") == 0
    assert at(found.added["2025-11-01"], "C29", "CHN", "USA") == pytest.approx(0.42)


def test_the_ledger_says_what_was_moved(step):
    _, _, ledger = step
    (_, _, cells, moved, _), (_, _, special, added, _) = ledger.lines
    assert (cells, special) == (28, 2)
    assert moved == round(0.015 + 27 * 0.02, 1)
    assert added == round(0.23 + 0.20, 1)


def lines(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def laws():
    return {line["law"]: line for line in lines(IN_FORCE.with_name("laws.csv"))}


@pytest.mark.parametrize("path", [IN_FORCE, ADDED])
def test_every_row_names_its_laws(path, laws):
    used = set()
    for line in lines(path):
        named = [law for law in line["laws"].split("+") if law]
        used |= set(named)
        points = line.get("special_points") or line.get("added_points")
        assert named or float(points) == 0, line
    assert used <= set(laws)


def test_every_law_has_date_source_and_how_it_is_known(laws):
    for law in laws.values():
        assert date_label(law["since"]), law
        assert law["source"], law
        assert law["known_from"], law
        assert law["legal_text"], law


@pytest.mark.parametrize("path", [IN_FORCE, ADDED])
def test_no_row_twice_and_no_other_labels(path, world):
    regions = {*map(str, world["region"].to_numpy()), "EU27"} - set(EU27)
    keys = [
        (line.get("date"), line["importer"], line["exporter"], line["sector"])
        for line in lines(path)
    ]
    assert len(keys) == len(set(keys))
    assert {key[1] for key in keys} | {key[2] for key in keys} <= regions
    assert {key[3] for key in keys} <= {s for s in world["sector"].to_numpy() if s[0] in "ABC"}


def test_what_is_waived_is_not_paid():
    rows = [line for line in lines(IN_FORCE) if line["importer"] == "CHN"]
    for line in rows:
        waived = "cn-waiver" in line["laws"]
        statutory, paid = float(line["statutory_points"]), float(line["special_points"])
        assert paid == (0 if waived else max(statutory, 0)), line
    assert {line["sector"] for line in rows if "cn-waiver" in line["laws"]} == set(scan.WAIVED)


def products(*rows):
    return pd.DataFrame(rows, columns=["partner_iso3", "hs6", "icio50", "value"])


def test_general_rates_leave_specific_duties_out():
    sold = products(
        ("CHN", "870323", "C29", 30.0),
        ("CHN", "870899", "C29", 10.0),
        ("CHN", "020110", "C29", 9.0),
    )
    schedule = pd.DataFrame(
        {
            "hs8": ["87032301", "87089915", "87089981", "02011005"],
            "mfn_rate": [0.025, 0.0, 0.02, 0.0],
            "rate_type": ["ad_valorem", "free", "ad_valorem", "specific"],
        }
    )
    found = scan.general_rates(sold, schedule)
    assert found.loc["C29", "CHN"] == pytest.approx((30 * 2.5 + 10 * 1.0) / 40)


def test_the_share_under_some_headings():
    sold = products(
        ("JPN", "721049", "C24A", 3.0),
        ("JPN", "720229", "C24A", 1.0),
        ("KOR", "720229", "C24A", 1.0),
    )
    found = scan.share_of(sold, "C24A", (7210,))
    assert found["JPN"] == 0.75
    assert found["KOR"] == 0


@pytest.mark.parametrize(
    ("points", "base", "date", "expected"),
    [
        (15.0, 9.7, "2025-08-07", 5.3),  # all of it is 15 in all
        (7.5, 4.0, "2025-08-07", 5.5),  # half of it is exempt
        (32.5, 2.0, "2025-08-07", 31.5),  # half of it is metal at 50
        (10.0, 9.7, "2025-04-09", 10.0),  # not yet
    ],
)
def test_fifteen_percent_includes_the_general_rate(points, base, date, expected):
    assert scan.within_inclusive(points, "EU27", base, date) == pytest.approx(expected)
    assert scan.within_inclusive(points, "VNM", base, date) == points


@pytest.mark.parametrize(
    ("partner", "sector", "date", "expected"),
    [
        ("CAN", "C24A", "2025-04-09", 25.0),
        ("CAN", "C24A", "2025-08-07", 50.0),
        ("GBR", "C24A", "2025-08-07", 25.0),
        ("VNM", "C24A", "2025-04-09", 0.0),  # paid 25 before
        ("VNM", "C24B", "2025-04-09", 15.0),  # paid 10 before
        ("CHN", "C24A", "2025-04-09", 20.0),  # the fentanyl duty alone
        ("CHN", "C24A", "2025-11-14", 35.0),
        ("CAN", "C24A", "2025-02-04", 0.0),
    ],
)
def test_points_on_steel_and_aluminium(partner, sector, date, expected):
    assert scan.metal_points(partner, sector, date) == expected


def test_the_tables_keep_the_headline_rates():
    """Goods without exemption bear the rates that everybody knows."""
    found = {
        (line["date"], line["importer"], line["exporter"], line["sector"]): line["added_points"]
        for line in lines(ADDED)
    }
    known = {
        ("2025-04-09", "USA", "CHN", "A01"): 145,
        ("2025-04-09", "USA", "IND", "A01"): 10,
        ("2025-08-07", "USA", "IND", "A01"): 50,
        ("2025-08-07", "USA", "BRA", "A01"): 50,
        ("2025-08-07", "USA", "VNM", "C31T33"): 21,
        ("2025-04-09", "CHN", "USA", "C29"): 84,
        ("2025-04-11", "CHN", "USA", "C29"): 125,
        ("2025-11-01", "CHN", "USA", "C29"): 10,
        ("2025-11-14", "USA", "CHN", "C13T15"): 20,
    }
    for key, points in known.items():
        assert float(found[key]) == pytest.approx(points, abs=0.5), key
    assert ("2025-04-09", "USA", "RUS", "C20") not in found
    assert ("2025-04-09", "USA", REST_OF_WORLD, "C20") in found
