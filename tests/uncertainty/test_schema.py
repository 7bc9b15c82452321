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


def written(folder, name, **spec):
    import yaml

    (folder / f"{name}.yaml").write_text(
        yaml.safe_dump(SPEC | spec, sort_keys=False), encoding="utf-8"
    )
    return folder / f"{name}.yaml"


def test_a_base_gives_its_numbers_and_correlations(tmp_path):
    pairs = [{"among": "trade", "rank": 0.5, "source": "x"}]
    written(tmp_path, "first", correlations=pairs)
    other = {"parameter": "sigma_top", "plus": {"normal": {"sd": 1}}, "source": "x"}
    own = [{"among": ["size", "top"], "rank": 0.1, "source": "x"}]
    numbers = {"top": other, "size": other}
    path = written(tmp_path, "second", base="first.yaml", numbers=numbers, correlations=own)
    file = cge.Uncertainty.from_file(path)
    assert list(file.numbers) == ["trade", "size", "top"]
    assert file.numbers["size"].kind == "parameter"  # in place of the base's
    assert [together.among for together in file.correlations] == [("trade",), ("size", "top")]


def test_a_base_that_is_not_there_or_itself_is_said(tmp_path):
    path = written(tmp_path, "first", base="first.yaml")
    with pytest.raises(InputError, match=r"base: 'first.yaml': is based on itself: first.yaml > f"):
        cge.Uncertainty.from_file(path)
    path = written(tmp_path, "second", base="defualt")
    with pytest.raises(InputError, match="did you mean 'default'"):
        cge.Uncertainty.from_file(path)


def test_what_is_wrong_with_a_base_is_said_once_with_its_file(tmp_path):
    written(tmp_path, "first", colour="x")
    path = written(tmp_path, "second", base="first.yaml")
    with pytest.raises(InputError) as error:
        cge.Uncertainty.from_file(path)
    (problem,) = error.value.problems
    assert "first.yaml" in problem
    assert "colour: unknown key" in problem
