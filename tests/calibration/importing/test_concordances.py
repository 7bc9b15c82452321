"""Industries of other tables as industries of the shipped world."""

import pytest

from calibration import InputError, open_benchmark
from calibration.concordances import ISIC, concordance_of, divisions, read_concordance
from calibration.importing.elasticities import elasticities_of, labour_shares_of
from cge.inputs.find import data_directory, find

FOLDER = data_directory() / "concordances"
FILES = sorted(FOLDER.glob("*.csv"))
# Industries of three published tables, as their files call them.
ICIO_2021 = """01T02 03 05T06 07T08 09 10T12 13T15 16 17T18 19 20 21 22 23 24 25 26 27 28 29 30
31T33 35 36T39 41T43 45T47 49 50 51 52 53 55T56 58T60 61 62T63 64T66 68 69T75 77T82 84 85 86T88
90T93 94T96 97T98"""
ICIO_2023 = """A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26
C27 C28 C29 C30 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S T"""
FIGARO = """A01 A02 A03 B C10T12 C13T15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30
C31_32 C33 D35 E36 E37T39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_60 J61 J62_63 K64 K65 K66 L
M69_70 M71 M72 M73 M74_75 N77 N78 N79 N80T82 O84 P85 Q86 Q87_88 R90T92 R93 S94 S95 S96 T U"""
WIOD_2016 = """A01 A02 A03 B C10-C12 C13-C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29
C30 C31_C32 C33 D35 E36 E37-E39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_J60 J61 J62_J63 K64 K65
K66 L68 M69_M70 M71 M72 M73 M74_M75 N O84 P85 Q R_S T U"""
TABLES = {"icio 2021": ICIO_2021, "icio 2023": ICIO_2023, "figaro": FIGARO, "wiod 2016": WIOD_2016}


@pytest.fixture(scope="module")
def world():
    return open_benchmark(find("benchmarks", "oecd-icio-2022"), trusted=True)


@pytest.fixture(scope="module")
def own(world):
    return [str(label) for label in world.sector.to_numpy()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_has_industries_of_the_world(path, own):
    found = read_concordance(path)
    assert {member for inside in found.members.values() for member in inside} <= set(own)
    assert "# Source: " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_codes_of_published_tables_cover_the_world(table, own):
    labels = TABLES[table].split()
    found = concordance_of(labels, FOLDER, own)
    assert found.name == ISIC
    assert list(found.members) == labels
    # No industry of the world is missed.
    assert {member for inside in found.members.values() for member in inside} == set(own)


def test_the_world_is_its_own_concordance(own):
    found = concordance_of(own, FOLDER, own)
    assert found.members == {label: (label,) for label in own}


def test_sizes_of_classifications():
    sizes = {path.stem: len(read_concordance(path).members) for path in FILES}
    # EXIOBASE: 200 products and 163 industries, of which 13 have the same name.
    shared = 200 + 163 - sizes.pop("exiobase3")
    assert shared == 13
    assert sizes.pop("hs6") == 5445
    assert sizes == {"eora26": 26, "gtap-57": 57, "gtap-65": 65, "isic-rev4": 88, "wiod-2013": 35}


def test_customs_codes_go_to_the_industries_that_make_the_goods(own):
    codes = {
        "100199": "A01", "252310": "C23", "270900": "B06", "300490": "C21", "310210": "C20",
        "610910": "C13T15", "720839": "C24A", "760110": "C24B", "854231": "C26", "870323": "C29",
    }  # fmt: skip
    found = concordance_of(codes, FOLDER, own)
    assert found.name == "hs6"
    assert found.members == {code: (industry,) for code, industry in codes.items()}
    every = {
        k for members in read_concordance(FOLDER / "hs6.csv").members.values() for k in members
    }
    assert every <= set(own)
    assert len(every) >= 25  # of the 27 industries that make goods


def test_codes_are_read_as_divisions():
    assert divisions("CPA_C10-12") == divisions("C10T12") == ("10", "11", "12")
    assert divisions("R_S") == tuple(str(n) for n in range(90, 97))
    assert divisions("B") == ("05", "06", "07", "08", "09")
    assert divisions("C24A") == divisions("") == divisions("agriculture") == ()


def test_labels_that_are_not_of_it_are_named(own):
    with pytest.raises(InputError) as caught:
        concordance_of(["c1", "c2", "c77"], FOLDER, own)
    assert caught.value.problems[0].startswith("industry 'c77' is not of wiod-2013, as others are")
    with pytest.raises(InputError, match=r"industries 'farms', 'mills': of no classification"):
        concordance_of(["farms", "mills"], FOLDER, own)


def test_faults_of_a_concordance_are_listed(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("label,icio\na,A01\na,A02\nb,\n")
    with pytest.raises(InputError) as caught:
        read_concordance(file)
    assert [problem.partition("mine.csv:")[2] for problem in caught.value.problems] == [
        "3: label 'a' is there twice", "4: label 'b' has no industries",
    ]  # fmt: skip


def test_elasticities_are_means_by_world_output(world):
    found = elasticities_of(world, {"basic metals": ["C24A", "C25"]})
    output = world.sales.sum(("origin", "destination")).sel(sector=["C24A", "C25"])
    sigma = world.sigma_import_source.sel(sector=["C24A", "C25"])
    mean = float((sigma * output).sum() / output.sum())
    assert float(found["sigma_import_source"][0]) == pytest.approx(mean, rel=1e-15)
    assert "C24A, C25 of oecd-icio-2022" in found["sigma_import_source"].attrs["source_by_label"]


def test_labour_shares_are_the_world_s(world):
    industries = {"farms": ["A01"], "metals": ["C24A", "C24B"]}
    homes = {"DEU": ["DEU"], "XXX": ["XXX"], "TWO": ["FRA", "ITA", "YYY"]}
    found = labour_shares_of(world, industries, homes)
    paid = world.value_added.sel(activity=["C24A", "C24B"], region="DEU").sum("activity")
    share = float(paid.sel(factor="labour") / paid.sum("factor"))
    assert float(found.sel(activity="metals", region="DEU")) == pytest.approx(share, rel=1e-14)
    everywhere = world.value_added.sel(activity="A01").sum("region")
    share = float(everywhere.sel(factor="labour") / everywhere.sum("factor"))
    assert float(found.sel(activity="farms", region="XXX")) == pytest.approx(share, rel=1e-14)
    two = world.value_added.sel(activity="A01", region=["FRA", "ITA"]).sum("region")
    share = float(two.sel(factor="labour") / two.sum("factor"))
    assert float(found.sel(activity="farms", region="TWO")) == pytest.approx(share, rel=1e-14)
    assert found.attrs["source"].endswith("as in its world for XXX")
