"""What a table of indicators may not hold."""

import pytest

from calibration import InputError


@pytest.mark.parametrize("weights", [[0, 0], [1e308, 1e308]])
def test_weights_must_have_a_sum_to_divide_by(written, weights):
    with pytest.raises(
        InputError, match=r"'gdp', by which economies are weighted, sums to (0|inf)"
    ):
        written(a=[1, 2], b=[1, 2], c=[1, 2], gdp=weights)


def test_a_year_is_a_whole_number(written, tmp_path):
    from calibration.indicators import read_indicators

    written(a=[1, 2], b=[1, 2], c=[1, 2], gdp=[1, 1])
    path = tmp_path / "values.csv"
    path.write_text(path.read_text().replace("2022", "2020.7", 1))
    with pytest.raises(InputError, match=r"values\.csv:2: P, a: year '2020\.7' is not a year"):
        read_indicators(tmp_path)
