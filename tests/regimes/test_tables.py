"""Faulty tables are refused with every problem, and the shipped ones say how sure they are."""

import pytest

from calibration.errors import InputError
from calibration.regimes import read_regimes
from tests.regimes.conftest import AGREEMENTS, ECONOMIES, STATES, WEIGHTS


def problems(folder, **changed):
    with pytest.raises(InputError) as refused:
        read_regimes(folder(**changed))
    return [problem.split("/")[-1] for problem in refused.value.problems]


def test_economies(folder):
    text = ECONOMIES.replace("A,conditional,yes", "A,condition,maybe") + "B,open,no,,sure,s\n"
    assert problems(folder, economies=text) == [
        "economies.csv:2: unknown class 'condition'; did you mean 'conditional'?",
        "economies.csv:2: unknown law 'maybe'; did you mean 'yes'?",
        "economies.csv:7: unknown status 'sure'; did you mean 'assumed'?",
        "economies.csv:7: economy 'B' appears twice",
    ]


def test_agreements(folder):
    text = AGREEMENTS + "x,V,,two,2022,then,safeguard,recalled,s\n"
    found = problems(folder, agreements=text)
    assert [problem.split(": ", 1)[1].split(";")[0] for problem in found] == [
        "unknown direction 'two'",
        "unknown provision 'safeguard'",
        "since '2022' is not a date as 2022-12-31",
        "until 'then' is not a date as 2022-12-31",
        "parties: no economy or union 'V'",
        "x: names no two economies",
    ]
    assert all(problem.startswith("agreements.csv:6: ") for problem in found)


def test_states(folder):
    text = STATES.replace("conditional,class,0.3333", "conditional,class,3.3").replace(
        "\nclosed,measure,", "\nshut,measures,"
    )
    found = problems(folder, states=text)
    assert "restriction '3.3' is not a number from 0 to 1" in found[0]
    assert "unknown kind 'measures'; did you mean 'measure'?" in found[1]
    assert found[2] == "states.csv: no row for state 'closed'"


def test_weights(folder):
    text = WEIGHTS.replace("A,0,9,1", "A,0,-9,x").replace("\nE,", "\nF,")
    assert problems(folder, services_trade=text) == [
        "services-trade.csv:2: A, B: '-9' is not a number from 0",
        "services-trade.csv:2: A, C: 'x' is not a number from 0",
        "services-trade.csv: no row for economy 'E'",
    ]


def test_every_row_has_a_source_and_a_status(shipped):
    assert all(one.source for one in shipped.economies.values())
    assert all(one.source for one in shipped.agreements)
    assert shipped.economies["ROW"].status == "assumed"
    assert {one.status for one in shipped.agreements} == {"verified", "recalled"}
    assert len({one.instrument for one in shipped.agreements}) == len(shipped.agreements)


def test_the_economies_are_those_of_the_data(shipped, world):
    assert set(shipped.economies) == {str(code) for code in world["region"].to_numpy()}
