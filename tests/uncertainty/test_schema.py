"""Files of uncertain numbers: what is refused, and where it stands."""

import copy

import pytest

import cge
from calibration import InputError
from tests.uncertainty.conftest import SPEC


def changed(**entry):
    spec = copy.deepcopy(SPEC)
    spec["numbers"]["trade"] |= entry
    return spec


def problems(spec):
    with pytest.raises(InputError) as error:
        cge.Uncertainty.from_dict(spec)
    return "\n".join(error.value.problems)


def test_a_file_is_read():
    file = cge.Uncertainty.from_dict(SPEC)
    trade = file.numbers["trade"]
    assert trade.targets == ("sigma_import_source", "sigma_domestic_import")
    assert (trade.kind, trade.acts, trade.chance.kind) == ("parameter", "times", "lognormal")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"size_of": "shock"}, "gives parameter, size_of of parameter, size_of, data"),
        ({"plus": {"normal": {"sd": 1}}}, "gives times, plus of times, plus, value"),
        ({"times": {}}, "gives none of normal"),
        ({"times": {"normal": {"sd": 1}, "uniform": {"low": 0, "high": 1}}}, "gives 2"),
        ({"times": {"normal": {"sd": -1}}}, "all: -1: must be numbers from 0"),
        ({"each": "sectr"}, "'sectr' is not a dimension; did you mean 'sector'?"),
        ({"only": "iceberg"}, "belongs to 'size_of'"),
        ({"surce": "x"}, "unknown key; did you mean 'source'?"),
    ],
)
def test_what_is_wrong_is_said(entry, said):
    assert said in problems(changed(**entry))


def test_all_problems_at_once():
    spec = changed(each="sectr", surce="x")
    spec["correlations"] = [{"among": "trad", "rank": 0.5, "source": "x"}]
    found = problems(spec)
    assert "'sectr'" in found
    assert "surce: unknown key" in found


def test_correlations_name_numbers_of_the_file():
    spec = SPEC | {"correlations": [{"among": "trad", "rank": 0.5, "source": "x"}]}
    assert "no number 'trad'; did you mean 'trade'?" in problems(spec)
    spec = SPEC | {"correlations": [{"among": "trade", "rank": 2, "source": "x"}]}
    assert "2 is above 1" in problems(spec)
    spec = SPEC | {"correlations": [{"among": "trade", "source": "x"}]}
    assert "give one of them" in problems(spec)
