"""Files of published layouts become benchmarks that a model takes."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import calibration
import cge
from calibration import InputError, accounts, open_benchmark
from calibration.cleaning import effects_of
from calibration.importing.run import all_steps
from calibration.readers.formats import FORMATS, Format
from cge.inputs.find import find

ECONOMIES, INDUSTRIES = ["AUS", "BEL", "CHN"], ["A01_02", "C10T12"]
CATEGORIES = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"]
ROWS = [f"{e}_{i}" for e in ECONOMIES for i in INDUSTRIES]


def frame(seed=5):
    """A table of three economies and two industries with taxes and value added."""
    draw = np.random.default_rng(seed)
    columns = [*ROWS, *(f"{e}_{c}" for e in ECONOMIES for c in CATEGORIES)]
    table = pd.DataFrame(draw.uniform(1.0, 30.0, (6, 24)), ROWS, columns)
    made = table.sum(axis=1)
    table.loc["TLS"] = 0.05 * table[columns].sum()
    table.loc["VA"] = 0.0
    left = made - table.loc[[*ROWS, "TLS"], ROWS].sum()
    table.loc["VA", ROWS] = left
    return table


@pytest.fixture
def icio(tmp_path):
    file = tmp_path / "ICIO_2020.csv"
    frame().to_csv(file, index_label="V1")
    return file


@pytest.fixture
def figaro(tmp_path):
    """The same flows as a flat file in EUR, without rows of primary inputs."""
    named = frame().loc[ROWS].rename_axis("icioiRow").reset_index()
    flat = named.melt("icioiRow", var_name="icioiCol", value_name="obsValue")
    for side, area, item in (("Row", "refArea", "rowIi"), ("Col", "counterpartArea", "colIi")):
        flat[[area, item]] = flat[f"icioi{side}"].str.split("_", n=1, expand=True)
    file = tmp_path / "flat_eu-ic-io_2020.csv"
    flat.to_csv(file, index=False)
    return file


def holds(imported):
    made = imported.benchmark
    assert float(accounts(made)["relative"].max()) < 1e-9
    assert float(cge.load(made, aggregation=None).residuals()["worst"].max()) < 1e-9
    return True


def test_a_table_of_the_oecd(icio):
    imported = cge.import_table("icio", icio)
    assert holds(imported)
    made, table = imported.benchmark, frame()
    assert imported.summary.startswith("icio: 3 economies, 2 industries, 2020; output ")
    sold = table.loc["AUS_A01_02", [c for c in table if c.startswith("BEL")]].sum()
    cell = made.sales.sel(origin="AUS", sector="A01_02", destination="BEL")
    assert float(cell) == pytest.approx(sold, rel=1e-12)
    paid = made.value_added.sel(factor="labour", activity="C10T12", region="CHN")
    assert float(paid) == pytest.approx(table.loc["VA", "CHN_C10T12"], rel=1e-9)
    tax = made.intermediate_tax.sel(destination="CHN", activity="C10T12").sum()
    assert float(tax) == pytest.approx(table.loc["TLS", "CHN_C10T12"], rel=1e-12)
    on_homes = made.final_tax.sel(destination="BEL", agent="household").sum()
    homes = table.loc["TLS", ["BEL_HFCE", "BEL_NPISH", "BEL_DPABR"]].sum()
    assert float(on_homes) == pytest.approx(homes, rel=1e-12)
    assert "distance" not in made
    assert (made.attrs["year"], made.attrs["format"]) == (2020, "icio")
    assert [effect.step for effect in effects_of(made.attrs)] == list(all_steps())


def test_elasticities_come_through_the_concordance(icio):
    imported = cge.import_table("icio", icio)
    world = open_benchmark(find("benchmarks", "oecd-icio-2022"), trusted=True)
    output = world.sales.sum(("origin", "destination")).sel(sector=["A01", "A02"])
    sigma = world.sigma_import_source.sel(sector=["A01", "A02"])
    found = float(imported.benchmark.sigma_import_source.sel(sector="A01_02"))
    assert found == pytest.approx(float((sigma * output).sum() / output.sum()))
    assert imported.sources == ("elasticities: of oecd-icio-2022, industries through isic-rev4",)
    given = cge.import_table("icio", icio, trade_elasticity=5.0)
    assert given.benchmark.sigma_domestic_import.to_numpy().tolist() == [6.0, 6.0]
    assert (given.benchmark.sigma_top == 1.0).all()


def test_a_flat_file_in_euro_is_recognised_and_converted(figaro):
    with pytest.raises(InputError, match="the table is in EUR; give USD per EUR"):
        cge.import_table("auto", figaro)
    imported = cge.import_table("auto", figaro, usd_per_unit=1.1)
    assert imported.format == "figaro"
    assert holds(imported)
    assert float(imported.benchmark.sales.sum()) == pytest.approx(
        1.1 * frame().loc[ROWS].to_numpy().sum()
    )
    assert imported.benchmark.attrs["converted_from"] == "million EUR at 1.1 USD"


def test_what_is_absent_is_said(figaro, icio):
    absent = cge.import_table("auto", figaro, usd_per_unit=1.1).absent
    assert [line.partition(":")[0] for line in absent] == [
        *("factors", "taxes on products", "taxes on production", "tariffs", "CO2"),
    ]
    shares = cge.import_table("icio", icio, labour_share="shipped", clean={"tariffs": "shipped"})
    assert [line.partition(":")[0] for line in shares.absent] == ["taxes on production", "CO2"]
    assert (shares.benchmark.value_added.sel(factor="capital") > 0).all()


def test_tariffs_of_the_shipped_world(icio):
    imported = cge.import_table("icio", icio, clean={"tariffs": "shipped"})
    assert holds(imported)
    made, free = imported.benchmark, cge.import_table("icio", icio).benchmark
    world = open_benchmark(find("benchmarks", "oecd-icio-2022"), trusted=True)
    pair = {"sector": "C10T12", "origin": "BEL", "destination": "CHN"}
    assert float(made.tariff_rate.sel(pair)) == pytest.approx(float(world.tariff_rate.sel(pair)))
    assert float(made.tariff_rate.sel(pair)) > 0.01
    # What users pay in all stays; the tariff is taken out of their product taxes.
    for data in (made, free):
        data["paid"] = (data.final_use + data.final_tax).sum("sector")
    xr.testing.assert_allclose(made.paid, free.paid, rtol=1e-12)
    (effect,) = (e for e in imported.effects if e.step == "tariffs")
    assert effect.million_usd == pytest.approx(float(made.tariff_revenue.sum()))


def test_members_are_joined_while_they_are_read(icio, tmp_path):
    file = tmp_path / "joined.csv"
    file.write_text(
        "dimension,member,label\nregion,AUS,ABROAD\nregion,CHN,ABROAD\nregion,BEL,BEL\n"
        "sector,A01_02,GOODS\nsector,C10T12,GOODS\n"
    )
    imported = cge.import_table("icio", icio, aggregation=file)
    assert holds(imported)
    made = imported.benchmark
    assert calibration.members(made, "region") == {"ABROAD": ("AUS", "CHN"), "BEL": ("BEL",)}
    assert made.sector.to_numpy().tolist() == ["GOODS"]
    whole = cge.import_table("icio", icio).benchmark
    assert float(made.sales.sum()) == pytest.approx(float(whole.sales.sum()), rel=1e-12)
    # Its elasticities are of the industries that the label joins.
    assert "C10T12" in made.sigma_top.attrs["source_by_label"]


def test_own_values_come_last(icio, tmp_path):
    (tmp_path / "e.csv").write_text(
        "parameter,label,value,source,year\nsigma_import_source,C10T12,7.5,mine,2020\n"
    )
    (tmp_path / "t.csv").write_text(
        "sector,origin,destination,rate,unit,source,year\nC10T12,BEL,CHN,12,percent,mine,2020\n"
    )
    (tmp_path / "m.csv").write_text(
        "activity,region,value,unit,source,year\nC10T12,CHN,3,Mt CO2,mine,2020\n"
    )
    imported = cge.import_table(
        "icio", icio, elasticities=tmp_path / "e.csv", tariffs=tmp_path / "t.csv",
        emissions=tmp_path / "m.csv",
    )  # fmt: skip
    made = imported.benchmark
    assert holds(imported)
    assert float(made.sigma_import_source.sel(sector="C10T12")) == 7.5
    pair = {"sector": "C10T12", "origin": "BEL", "destination": "CHN"}
    assert float(made.tariff_rate.sel(pair)) == pytest.approx(0.12)
    assert float(made.co2.sel(activity="C10T12", region="CHN")) == 3.0
    assert "tariffs: those that t.csv names are its own" in imported.sources


def folder_of(tmp_path, **more):
    home = tmp_path / "mine"
    home.mkdir()
    files = {
        "intermediate.csv": "origin,sector,destination,activity,value\nN,farm,N,mill,5\n"
        "N,mill,S,farm,3\nS,farm,S,mill,4\nS,mill,N,farm,2\n",
        "final.csv": "origin,sector,destination,category,value\nN,farm,N,eat,20\nN,mill,N,eat,9\n"
        "N,mill,S,eat,5\nS,farm,S,eat,25\nS,mill,S,eat,30\nS,farm,S,stocks,-3\nS,farm,S,build,8\n",
        "value_added.csv": "region,activity,input,value\nN,farm,wages,23\nN,mill,wages,7\n"
        "N,mill,profits,5\nS,farm,wages,31\nS,mill,profits,28\n",
        "benchmark.yaml": "title: Two\nyear: 2019\nunit: million USD\nsource: s\n"
        "categories: {eat: household, build: investment, stocks: investment}\n"
        "inputs: {wages: labour, profits: capital}\n",
    } | more  # fmt: skip
    for name, text in files.items():
        (home / name).write_text(text)
    return home


def test_a_folder_says_agents_roles_and_values_itself(tmp_path):
    sigma = "".join(
        f"{name},all,{value},mine,2019\n"
        for name, value in (("sigma_import_source", 4), ("sigma_domestic_import", 3))
    )
    home = folder_of(
        tmp_path, **{"elasticities.csv": f"parameter,label,value,source,year\n{sigma}"}
    )
    imported = cge.import_table("csv", home)
    assert holds(imported)
    made = imported.benchmark
    assert made.attrs["title"] == "Two"
    assert (made.sigma_import_source == 4).all()
    assert (made.sigma_domestic_import == 3).all()
    assert (made.sigma_top == 1).all()
    assert float(made.value_added.sel(factor="labour", activity="farm", region="N")) == 23.0
    stocks = made.final_use.sel(sector="farm", destination="S", agent="investment")
    assert float(stocks) == pytest.approx(5.0)


def test_industries_of_no_classification_need_elasticities(tmp_path):
    home = folder_of(tmp_path)
    with pytest.raises(InputError) as caught:
        cge.import_table("csv", home)
    assert caught.value.problems[0].startswith("industries 'farm', 'mill': of no classification")
    assert "--trade-elasticity NUMBER for all of them, or --elasticities FILE" in str(caught.value)
    one = tmp_path / "one.csv"
    one.write_text("parameter,label,value,source,year\nsigma_import_source,farm,4,mine,2019\n")
    with pytest.raises(InputError, match="no value for mill"):
        cge.import_table("csv", home, elasticities=one)


def test_other_agents_and_roles_than_the_format_s(icio):
    plain = cge.import_table("icio", icio).benchmark
    state = cge.import_table("icio", icio, agents={"NPISH": "government"}).benchmark
    moved = state.final_use.sel(agent="government") - plain.final_use.sel(agent="government")
    assert float(moved.sum()) == pytest.approx(
        frame().loc[ROWS, [f"{e}_NPISH" for e in ECONOMIES]].to_numpy().sum()
    )
    capital = cge.import_table("icio", icio, inputs={"VA": "capital"}).benchmark
    assert not capital.value_added.sel(factor="labour").any()


def test_sourcing_by_user_is_kept_where_asked(icio):
    imported = cge.import_table("icio", icio, by_user=True)
    assert holds(imported)
    cell = imported.benchmark.sales_by_user.sel(
        sector="A01_02", origin="AUS", destination="BEL", user="C10T12"
    )
    assert float(cell) == pytest.approx(frame().loc["AUS_A01_02", "BEL_C10T12"])


def test_all_that_is_wrong_is_said_at_once(icio, figaro):
    with pytest.raises(InputError) as caught:
        cge.import_table(
            "icio", icio, clean={"demnd": "net", "tariffs": "maybe"}, trade_elasticity=-1.0
        )
    assert caught.value.problems == [
        "unknown cleaning step 'demnd'; did you mean 'demand'?",
        "tariffs: unknown choice 'maybe'; choose from none, shipped",
        "trade elasticity: -1 must be positive",
    ]
    with pytest.raises(InputError) as caught:
        cge.import_table("figaro", figaro, agents={"HFCEE": "household"}, inputs={"D1": "labour"})
    assert caught.value.problems[:2] == [
        "the table has no category of final demand 'HFCEE'; did you mean 'HFCE'?",
        "the table has no row of primary inputs 'D1'",
    ]
    assert "in EUR" in caught.value.problems[2]
    for wrong, said in (
        ({"format": "icoi"}, "unknown format 'icoi'; did you mean 'icio'?"),
        ({"totals": "no"}, "totals: unknown choice 'no'"),
        ({"labour_shares": "shipped"}, "unknown argument 'labour_shares'; did you mean"),
    ):
        with pytest.raises(InputError, match=said.replace("?", r"\?")):
            cge.import_table(**{"format": "icio", "paths": icio} | wrong)


def test_a_file_of_no_known_layout_is_refused(tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"x\.csv: its layout is not recognised; name one of icio"):
        cge.import_table("auto", file)


def test_a_labour_share_of_what_is_divided_is_refused(icio):
    with pytest.raises(InputError, match="the table divides value added between factors already"):
        cge.import_table("icio", icio, inputs={"VA": "labour"}, labour_share="shipped")


def test_without_the_shipped_data_nothing_is_taken_from_them(icio):
    with pytest.raises(InputError, match="elasticities: those of the shipped data need their"):
        calibration.import_table("icio", icio)
    assert calibration.import_table("icio", icio, trade_elasticity=3.0).format == "icio"


def test_wrong_totals_are_refused_unless_dropped(tmp_path):
    table = frame()
    table["OUT"] = table.sum(axis=1)
    table.loc["BEL_A01_02", "OUT"] *= 1.5
    file = tmp_path / "ICIO_2020.csv"
    table.to_csv(file, index_label="V1")
    with pytest.raises(InputError, match="BEL"):
        cge.import_table("icio", file)
    assert holds(cge.import_table("icio", file, totals="drop"))


def test_the_record_is_plain_json(icio):
    made = cge.import_table("icio", icio).benchmark
    (inputs,) = (e for e in json.loads(made.attrs["cleaning"]) if e["step"] == "inputs")
    assert inputs["did"] == "product_tax: TLS; value_added: VA"


def test_a_format_that_holds_a_benchmark_is_taken_as_it_is(monkeypatch, tmp_path):
    data = calibration.random_benchmark(regions=3, sectors=4, seed=1)

    def read(paths, *, year=None, joined=None):
        return data, ["a mean is used"]

    whole = Format("gtap", "a data base", "by you", (), "", read, benchmark=True)
    monkeypatch.setitem(FORMATS, "gtap", whole)
    imported = cge.import_table("gtap", tmp_path, name="mine")
    xr.testing.assert_equal(imported.benchmark, data)
    assert imported.sources == ("a mean is used",)
    assert imported.benchmark.attrs["name"] == "mine"
    file = tmp_path / "m.csv"
    labels = [f"region,{r},ALL\n" for r in data.region.to_numpy()]
    labels += [f"sector,{s},{s}\n" for s in data.sector.to_numpy()]
    file.write_text("dimension,member,label\n" + "".join(labels))
    joined = cge.import_table("gtap", tmp_path, aggregation=file).benchmark
    assert joined.region.to_numpy().tolist() == ["ALL"]
    with pytest.raises(InputError) as caught:
        cge.import_table("gtap", tmp_path, clean={"demand": "zero"}, trade_elasticity=4.0)
    assert caught.value.problems == [
        "--clean: gtap holds a benchmark, which needs none",
        "--trade-elasticity: gtap holds a benchmark, which needs none",
    ]


def test_semicolons_and_decimal_commas(tmp_path):
    file = tmp_path / "table.csv"
    frame().round(2).to_csv(file, sep=";", decimal=",")
    imported = cge.import_table("csv", file)
    assert holds(imported)
    total = frame().loc[ROWS].to_numpy().sum()
    assert float(imported.benchmark.sales.sum()) == pytest.approx(total, rel=1e-4)
    assert imported.sources[0].startswith("unit: million USD, for nothing else is said")
    thousands = cge.import_table("csv", file, unit="thousand EUR", usd_per_unit=2.0)
    assert float(thousands.benchmark.sales.sum()) == pytest.approx(total / 500.0, rel=1e-4)
    assert thousands.sources[0].startswith("elasticities:")
    # Rounded cells leave a discrepancy, which value added takes.
    (effect,) = (e for e in imported.effects if e.step == "discrepancy")
    assert 0.0 < effect.million_usd < 1.0


def test_a_unit_is_for_files_that_do_not_say_theirs(icio, tmp_path):
    for form, path in (("icio", icio), ("csv", folder_of(tmp_path))):
        with pytest.raises(InputError, match="unit: 'thousand USD' is given, and the files say"):
            cge.import_table(form, path, unit="thousand USD", trade_elasticity=4.0)


def test_files_of_exiobase_in_their_layout(tmp_path):
    table, names = frame().loc[ROWS], {"A01_02": "Paddy rice", "C10T12": "Pulp"}
    areas = {"AUS": "AU", "BEL": "BE", "CHN": "CN"}
    parts = [label.split("_", 1) for label in table.columns]
    columns = [(areas[area], names.get(item, item)) for area, item in parts]
    table.columns = pd.MultiIndex.from_tuples(columns, names=["region", "sector"])
    table.index = pd.MultiIndex.from_tuples(columns[:6], names=["region", "sector"])
    table.iloc[:, :6].to_csv(tmp_path / "Z.txt", sep="\t")
    final = table.iloc[:, 6:].rename_axis(columns=["region", "category"])
    final.to_csv(tmp_path / "Y.txt", sep="\t")
    files = [tmp_path / "Z.txt", tmp_path / "Y.txt"]
    imported = cge.import_table("auto", files, usd_per_unit=1.12)
    assert imported.format == "exiobase3"
    assert holds(imported)
    assert imported.benchmark.region.to_numpy().tolist() == ["AUS", "BEL", "CHN"]
    assert imported.sources[0].endswith("industries through exiobase3")
    cell = {"sector": "Pulp", "origin": "CHN", "destination": "BEL"}
    sold = frame().loc["CHN_C10T12", [c for c in frame() if c.startswith("BEL")]].sum()
    assert float(imported.benchmark.sales.sel(cell)) == pytest.approx(1.12 * sold)
