"""A small scenario on the teaching economy, with its first answers as good as they get."""

import pytest

import cge
from cge.serve.board import Board
from cge.serve.sliders import Own

PLAN = {
    "title": "A tariff, a charge at the border, and technology",
    "packages": {
        "tariff": {
            "shocks": [
                {
                    "parameter": "tariff_power",
                    "origin": "CHN",
                    "destination": "USA",
                    "add_points": 10.0,
                    "source": "made up",
                },
                {"parameter": "productivity", "region": "CHN", "percent": 1.0},
            ]
        },
        "charge": {
            "shocks": [
                {
                    "parameter": "border_carbon_price",
                    "origin": {"not": "EU27"},
                    "destination": "EU27",
                    "set": 50.0,
                }
            ]
        },
    },
    "experiments": {"both": ["tariff", "charge"], "tariff": ["tariff"]},
}
OWN = (Own("productivity", (("region", "USA"),)),)


def going(*_, **__):
    """Never ends a solution."""


def improved(board):
    board.exact(board.start, going)
    while board.step(going):
        pass
    return board


@pytest.fixture(scope="session")
def plan():
    return cge.Scenario.from_dict(PLAN, "made-up")


@pytest.fixture(scope="session")
def board(teaching, plan):
    return improved(Board(teaching, plan, "both", OWN))
