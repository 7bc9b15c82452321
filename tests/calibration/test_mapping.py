"""An aggregation file is read, or every fault of it is listed with its line."""

import pytest

from calibration import InputError, random_benchmark, read_mapping

GOOD = """dimension,member,label,description
region,R1,north,the north
region,R2,south,
region,R3,south,the south
sector,S1,food,
sector,S2,rest,
sector,S3,rest,
sector,S4,rest,
"""


@pytest.fixture(scope="module")
def economy():
    return random_benchmark(3, 4)


@pytest.fixture
def write(tmp_path):
    def write(text: str):
        path = tmp_path / "mine.csv"
        path.write_text(text)
        return path

    return write


def problems_of(path, economy):
    with pytest.raises(InputError) as caught:
        read_mapping(path, economy)
    return caught.value.problems


def test_good_file(write, economy):
    mapping = read_mapping(write(GOOD), economy)
    assert mapping.name == "mine"
    assert mapping.region == {"R1": "north", "R2": "south", "R3": "south"}
    assert mapping.labels("sector") == ["food", "rest"]
    assert mapping.description == {
        ("region", "north"): "the north",
        ("region", "south"): "the south",
    }


def test_comments_blank_lines_and_spaces(write, economy):
    text = "# my regions\n\n" + GOOD.replace("region,R1,north", " region , R1 , north ")
    assert read_mapping(write(text), economy).region["R1"] == "north"


def test_all_faults_at_once(write, economy):
    path = write(
        "dimension,member,label\n"
        "region,R1,north\n"
        "region,r2,south\n"
        "region,R1,south\n"
        "sector,S1,\n"
        "secter,S2,rest\n"
        "sector,S3\n"
        "sector,S4,rest\n"
    )
    assert problems_of(path, economy) == [
        f"{path}:3: unknown region 'r2'; did you mean 'R2'?",
        f"{path}:4: region 'R1' was given a label on line 2 already",
        f"{path}:5: sector 'S1' has an empty label",
        f"{path}:6: unknown dimension 'secter'; did you mean 'sector'?",
        f"{path}:7: 2 cells, must be 3",
        f"{path}: no label for region 'R2', 'R3'",
        f"{path}: no label for sector 'S2', 'S3'",
    ]


@pytest.mark.parametrize(
    ("text", "found", "hint"),
    [
        ("member,label\nR1,north\n", "member,label", ""),
        ("", "nothing", ""),
        (
            "dimension,memebr,label\n",
            "dimension,memebr,label",
            "; 'memebr' is unknown; did you mean 'member'?",
        ),
    ],
)
def test_header(write, economy, text, found, hint):
    path = write(text)
    assert problems_of(path, economy) == [
        f"{path}:1: the header is '{found}', must be 'dimension,member,label[,description]'{hint}"
    ]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        (
            "latin-1",
            ":2: is not UTF-8; in Windows-1252 or Latin-1 the line would read "
            "'region,R1,Übrige'; save the file as UTF-8",
        ),
        ("utf-16", ": is in UTF-16; save it as UTF-8"),
    ],
)
def test_the_encoding_is_named(tmp_path, economy, encoding, said):
    path = tmp_path / "mine.csv"
    path.write_text("dimension,member,label\nregion,R1,Übrige\n", encoding=encoding)
    assert problems_of(path, economy) == [f"{path}{said}"]


def test_semicolons_are_named(write, economy):
    path = write("dimension;member;label\nregion;R1;north\n")
    assert "the columns are not parted by commas" in problems_of(path, economy)[0]


def test_two_spellings_of_one_label(write):
    economy = random_benchmark(2, 2)
    rows = "dimension,member,label\n{}sector,S1,a\nsector,S2,a\n"
    path = write(rows.format("region,R1,Nordic\nregion,R2,nordic\n"))
    assert problems_of(path, economy) == [
        f"{path}:3: label 'nordic' differs from 'Nordic' of line 2 in capitals alone"
    ]
    composed, combining = "Nord\u00e9", "Norde\u0301"
    path = write(rows.format(f"region,R1,{composed}\nregion,R2,{combining}\n"))
    assert read_mapping(path, economy).labels("region") == [composed]


def test_no_file(tmp_path, economy):
    path = tmp_path / "none.csv"
    assert problems_of(path, economy) == [f"{path}: no such file"]


@pytest.mark.parametrize("name", ["16x22", "16x24", "14x22", "5x6", "full"])
def test_shipped_aggregations(world, data_folder, name):
    mapping = read_mapping(data_folder / "aggregations" / f"{name}.csv", world)
    shape = {
        "16x22": (16, 22),
        "16x24": (16, 24),
        "14x22": (14, 22),
        "5x6": (5, 6),
        "full": (81, 50),
    }[name]
    assert (len(mapping.labels("region")), len(mapping.labels("sector"))) == shape
