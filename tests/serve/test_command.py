"""``cge serve`` as a user meets it: what it prints, how it ends, what it refuses."""

import http.client
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cge.cli.app import app
from cge.serve.server import Server

ROOT = Path(__file__).parents[2]
# A test may itself have been started so that interrupts are ignored.
START = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
CGE = [sys.executable, "-c", START + "from cge.cli import main; sys.exit(main())", "serve"]
PAGE = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")


def lines():
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.startswith("cge serve")]


def begun(arguments, folder):
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [*CGE, *arguments], cwd=folder, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("line", lines())
def test_the_commands_of_the_page_serve(line, monkeypatch):
    asked = []
    monkeypatch.setattr(Server, "serve_forever", lambda server: asked.append(server.server_port))
    found = CliRunner().invoke(app, [*shlex.split(line)[1:], "--no-browser"])
    assert (found.exit_code, len(asked)) == (0, 1), found.output
    assert found.stdout.startswith(f"Open http://127.0.0.1:{asked[0]}/?token=")


def choose_a_model(address):
    """Ask for one, and leave while data are read: the program must end all the same."""
    url = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=30)
    connection.request("GET", f"/?{url.query}")
    cookie = connection.getresponse().getheader("Set-Cookie").partition(";")[0]
    connection.close()
    asked = {"data": "oecd-icio-2022", "aggregation": "5x6", "scenario": "nqp-and-cbam"}
    headers = {"Cookie": cookie, "Content-Type": "application/json"}
    connection.request("POST", "/api/board", json.dumps(asked), headers)
    time.sleep(0.2)
    connection.close()


def test_it_serves_until_interrupted_and_writes_nothing(tmp_path):
    arguments = ["--no-browser", "--port", "0"]
    process = begun(arguments, tmp_path)
    try:
        said = process.stdout.readline()
        address = re.fullmatch(r"Open (http://127\.0\.0\.1:\d+/\?token=[\w-]{40,})\n", said)
        assert address, said + process.stderr.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address[1].partition("?")[0], timeout=30)
        choose_a_model(address[1])
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, error) == (0, "")
    assert out.endswith("Stopping.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nqp-and-cbma"], "did you mean 'nqp-and-cbam'?"),
        (["--data", "oecd-icio-2023"], "did you mean 'oecd-icio-2022'?"),
        (["--aggregation", "5x7"], "did you mean '5x6'?"),
        (["--port", "70000"], "--port: 70000 is not within 0 and 65535"),
    ],
)
def test_wrong_input_is_refused(arguments, said):
    found = CliRunner().invoke(app, ["serve", *arguments, "--no-browser"])
    assert (found.exit_code, found.stdout) == (2, "")
    assert said in found.stderr
