"""The folder of tables: its accounts close to the last digit, and a model can be made of it."""

import csv
import io
from decimal import Decimal

import numpy as np
import pytest
import xarray as xr

import cge
from calibration import (
    accounts,
    close_accounts,
    complete_benchmark,
    with_elasticities,
    with_emissions,
    with_tariff_rates,
)
from calibration.files.yaml import parse_document
from calibration.variables import AGENTS, FACTORS
from cge.scenarios import Scenario
from cge.templates.economy import REGIONS, SECTORS, TABLES, files

FOLDER = files()


def rows(name):
    lines = [line for line in FOLDER[name].splitlines() if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def about():
    return parse_document(FOLDER["benchmark.yaml"], "benchmark.yaml").data


def test_columns_are_those_that_the_readme_names():
    for name, (columns, _) in TABLES.items():
        assert list(rows(name)[0]) == list(columns)
        assert f"| `{name}` | {', '.join(columns)} |" in FOLDER["README.md"]


def test_what_activities_sell_is_what_they_buy_and_pay():
    """In decimal numbers, as they are written."""
    sold, spent = {}, {}
    for name in ("intermediate.csv", "final.csv"):
        for row in rows(name):
            key, value = (row["sector"], row["origin"]), Decimal(row["value"])
            assert value >= 0
            sold[key] = sold.get(key, 0) + value
            if name == "intermediate.csv":
                user = row["activity"], row["destination"]
                spent[user] = spent.get(user, 0) + value
    for row in rows("value_added.csv"):
        if row["activity"] in SECTORS:
            key = row["activity"], row["region"]
            assert Decimal(row["value"]) > 0
            spent[key] += Decimal(row["value"])
    assert sold == spent
    assert len(sold) == len(REGIONS) * len(SECTORS)


def test_the_roles_and_the_agents_are_all_there():
    said = about()
    assert set(said["categories"].values()) == set(AGENTS)
    assert set(said["categories"]) == {row["category"] for row in rows("final.csv")}
    assert set(said["inputs"]) == {row["input"] for row in rows("value_added.csv")}
    assert set(said["inputs"].values()) == {*FACTORS, "output_tax", "product_tax"}


def benchmark():
    """A benchmark of the tables, made here by hand from the definitions of its variables."""
    said = about()
    sales = np.zeros((len(SECTORS), len(REGIONS), len(REGIONS), len(SECTORS) + len(AGENTS)))
    for name, user in (("intermediate.csv", "activity"), ("final.csv", "category")):
        for row in rows(name):
            agent = said["categories"].get(row.get(user), "")
            at = SECTORS.index(row[user]) if not agent else len(SECTORS) + AGENTS.index(agent)
            cell = (
                SECTORS.index(row["sector"]),
                *map(REGIONS.index, (row["origin"], row["destination"])),
            )
            sales[(*cell, at)] += float(row["value"])
    use = sales.sum(axis=1)
    added = np.zeros((len(FACTORS), len(SECTORS), len(REGIONS)))
    output_tax, rate = np.zeros(added.shape[1:]), np.zeros((len(REGIONS), use.shape[2]))
    for row in rows("value_added.csv"):
        role, region = said["inputs"][row["input"]], REGIONS.index(row["region"])
        agent = said["categories"].get(row["activity"])
        at = SECTORS.index(row["activity"]) if agent is None else len(SECTORS) + AGENTS.index(agent)
        if role == "product_tax":
            rate[region, at] += float(row["value"]) / use[:, region, at].sum()
        elif role == "output_tax":
            output_tax[at, region] += float(row["value"])
        else:
            added[FACTORS.index(role), at, region] += float(row["value"])
    flow, users = ("sector", "origin", "destination"), [*SECTORS, *AGENTS]
    data = xr.Dataset(
        {
            "sales_by_user": ((*flow, "user"), sales),
            "tariff_rate": (flow, np.zeros(sales.shape[:3])),
            "value_added": (("factor", "activity", "region"), added),
            "output_tax": (("activity", "region"), output_tax),
            "intermediate_tax_rate": (("destination", "activity"), rate[:, : len(SECTORS)]),
            "final_tax_rate": (("destination", "agent"), rate[:, len(SECTORS) :]),
        },
        coords={
            "sector": list(SECTORS),
            "activity": list(SECTORS),
            **{dim: list(REGIONS) for dim in ("region", "origin", "destination")},
            "factor": list(FACTORS),
            "agent": list(AGENTS),
            "user": users,
        },
        attrs={"name": "world", "year": said["year"]},
    )
    closed, adjustment = close_accounts(data)
    assert adjustment.use < 1e-14
    assert adjustment.value_added < 1e-14
    return closed


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """With the values of the folder over it, as a user's own."""
    folder = tmp_path_factory.mktemp("world")
    for name, text in FOLDER.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = complete_benchmark(with_elasticities(benchmark(), folder / "elasticities.csv"))
    data = with_tariff_rates(data, folder / "tariffs.csv")
    return with_emissions(data, folder / "emissions.csv")


def test_the_accounts_hold_with_all_tables(world):
    assert (accounts(world)["relative"] < 1e-13).all()
    assert float(world["co2"].sum()) == pytest.approx(
        sum(float(row["value"]) for row in rows("emissions.csv"))
    )
    abroad = world["sales"].sel(destination="NORTH", sector="food").drop_sel(origin="NORTH").sum()
    paid = world["tariff_revenue"].sel(destination="NORTH", sector="food").sum()
    assert float(paid) == pytest.approx(0.08 * float(abroad))
    # Tariffs are a part of what was paid in taxes on products, which stay above zero.
    for name in ("intermediate_tax", "final_tax"):
        assert float(world[name].min()) >= 0


def test_a_model_of_it_is_solved(world):
    shock = {"parameter": "tariff_power", "sector": "food", "destination": "NORTH", "set": 0}
    plan = Scenario.from_dict({"title": "Free food", "packages": {"free": {"shocks": [shock]}}})
    result = cge.solve(cge.load(world), plan)
    assert result.verified, result.verdict
    before, after = (result.data.sel(experiment=k) for k in ("benchmark", "free"))
    bought = {"sector": "food", "origin": "SOUTH", "destination": "NORTH"}
    assert float(after["trade"].sel(bought)) > 1.05 * float(before["trade"].sel(bought))
    assert float(after["utility"].sel(region="SOUTH")) > float(
        before["utility"].sel(region="SOUTH")
    )
