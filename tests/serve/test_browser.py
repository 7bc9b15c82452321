"""The page in a browser, where one is installed; with ``CGE_PAGES=long``."""

import os
import re
import shutil
import subprocess

import pytest

from tests.serve.test_server import server  # noqa: F401

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--virtual-time-budget=60000", "--dump-dom"),
)
pytestmark = pytest.mark.skipif(
    os.environ.get("CGE_PAGES") != "long" or CHROMIUM is None, reason="opens a browser"
)


def test_the_page_shows_a_verified_solution(server, tmp_path):  # noqa: F811
    """Also under its own policy of contents, and after the token has left the address."""
    ran = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path}", server.guard.address],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert re.search(r'<p id="state"[^>]*>Exact and verified, solved in [\d.]+ s\.</p>', ran.stdout)
    rows = re.findall(r'<th scope="row">(\w+)</th>', ran.stdout)
    assert rows == server.answers.library.recent()[0].economy.labels["region"]
    assert len(re.findall(r'<input type="range"', ran.stdout)) == 6
    assert "Refused to" not in ran.stderr
