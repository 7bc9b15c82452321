"""The Armington model with theta = sigma - 1 is the Ricardian model of trade."""

from __future__ import annotations

import numpy as np
import pytest

from tests.gallery import identities

EXACT = 1e-8


def same(pairs):
    for name, (ours, theirs) in pairs.items():
        np.testing.assert_allclose(ours, theirs, rtol=EXACT, atol=EXACT, err_msg=name)
    assert np.abs(pairs["real income"][1] - 1).max() > 0.01  # the shock does something


@pytest.mark.parametrize("theta", [3.6, 8.28])
def test_armington_is_eaton_kortum(theta):
    same(identities.armington_and_eaton_kortum(theta))


@pytest.mark.parametrize("seed", [1, 2])
def test_armington_is_caliendo_parro(seed):
    same(identities.armington_and_caliendo_parro(seed))
