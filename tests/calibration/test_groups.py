"""Groups resolve to labels at any aggregation, or say why they cannot."""

import pytest

from calibration import InputError, random_benchmark, read_groups


@pytest.fixture(scope="module")
def groups(data_folder):
    return read_groups(data_folder / "groups.yaml")


def test_members_exist_and_sources_are_given(groups, world):
    for dimension in ("region", "sector"):
        labels = set(map(str, world[dimension].to_numpy()))
        for group in groups.of(dimension).values():
            assert set(group.members) <= labels
            assert group.source


def test_income_groups_cover_the_world_once(groups, world):
    high, low = (groups.region[name].members for name in ("high_income", "developing"))
    assert sorted(high + low) == sorted(map(str, world["region"].to_numpy()))


@pytest.mark.parametrize(
    ("level", "dimension", "name", "labels"),
    [
        ("full", "region", "china", ("CHN", "HKG")),
        ("16x22", "region", "EU27", ("EU27",)),
        ("16x22", "sector", "cbam", ("CHM", "NMM", "STL", "NFM", "UTL")),
        ("16x22", "sector", "high_technology", ("PHA", "MAC", "ELE", "EEQ", "TRE")),
        ("16x22", "sector", "digital_services", ("DIG", "FIN", "PRO")),
        ("5x6", "sector", "cbam", ("HVY",)),
        ("5x6", "sector", "high_technology", ("HIT",)),
        ("5x6", "sector", "digital_services", ("DIG",)),
        ("5x6", "region", "high_income", ("USA", "EU27", "OHI")),
        ("5x6", "region", "developing", ("CHN", "ROW")),
    ],
)
def test_resolve(groups, aggregated, level, dimension, name, labels):
    assert groups.resolve(dimension, name, aggregated[level]) == labels


def test_a_straddling_label_is_refused(groups, aggregated):
    with pytest.raises(InputError) as caught:
        groups.resolve("region", "OECD", aggregated["16x22"])
    assert caught.value.problems[0] == (
        "region 'EU27' is only partly in group 'OECD': BGR, CYP, HRV, MLT, ROU not in it"
    )


def test_unknown_group_and_empty_group(groups, aggregated):
    with pytest.raises(InputError, match=r"no sector group 'CBAM'; did you mean 'cbam'\?"):
        groups.resolve("sector", "CBAM", aggregated["5x6"])
    with pytest.raises(InputError, match="no region of the dataset is in group 'EU27'"):
        groups.resolve("region", "EU27", random_benchmark())


def test_faults_of_the_file(tmp_path):
    path = tmp_path / "groups.yaml"
    path.write_text(
        "regions:\n  a: {members: [R1], source: me}\n"
        "sector:\n  b: {members: [], source: me}\n  c: {members: [S1, S1], source: me}\n"
        "  d: {members: [S1]}\n  e: S1\n"
    )
    with pytest.raises(InputError) as caught:
        read_groups(path)
    assert caught.value.problems == [
        f"{path}:1: regions: unknown key; did you mean 'region'?",
        f"{path}:4: sector > b > members: [] is empty",
        f"{path}:5: sector > c > members: lists S1 twice",
        f"{path}:6: sector > d: key 'source' is missing",
        f"{path}:7: sector > e: 'S1' is not a mapping of keys to values",
    ]


def test_advancement_covers_the_world_once_and_cuts_no_label(groups, world):
    parts = [groups.region[name].members for name in ("advanced", "china", "lagging")]
    assert sorted(sum(parts, ())) == sorted(map(str, world["region"].to_numpy()))
