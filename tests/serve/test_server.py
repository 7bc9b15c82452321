"""Who is answered and who is not, and what is said of wrong requests."""

import http.client
import json
import re
import socket
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import cge.serve
import cge.serve.server as server_module
from calibration import InputError
from cge.scenarios import open_scenario
from cge.serve.answers import Answers
from cge.serve.guard import HEADERS, Guard
from cge.serve.library import Chosen, Library
from cge.serve.server import AT_ONCE, LONGEST, Server
from cge.serve.sliders import Own
from cge.serve.worker import Worker

PAGE = Path(cge.serve.__file__).parent / "page"
FIRST = Chosen("oecd-icio-2022", "5x6", "nqp-and-cbam")
BOARD = {"data": FIRST.data, "aggregation": FIRST.aggregation, "scenario": FIRST.scenario}


@pytest.fixture(scope="module")
def server(teaching):
    library = Library(FIRST)
    library._economies[FIRST.data, FIRST.aggregation] = teaching  # what loading it would make
    worker = Worker(library.recent)
    with Server(0, Answers(library, worker)) as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        worker.stop()
        thread.join()


class Browser:
    """Talks to the server; headers may be changed, or left out by None."""

    def __init__(self, server):
        self.server = server
        self.headers = {
            "Host": f"127.0.0.1:{server.server_port}",
            "Cookie": server.guard.cookie.partition(";")[0],
            "Content-Type": "application/json",
        }

    def ask(self, method, path, body=None, **changed):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in changed.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {**self.headers, **named}.items():
            if value is not None:
                connection.putheader(name, value)
        if body is not None and "Content_Length" not in changed:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    def post(self, path, question):
        answer = self.ask("POST", path, json.dumps(question).encode())
        return answer.status, json.loads(answer.text)


@pytest.fixture(scope="module")
def browser(server):
    return Browser(server)


@pytest.fixture(scope="module")
def chosen(browser):
    status, found = browser.post("/api/board", BOARD)
    assert status == 200, found
    return found


# --- who is answered -----------------------------------------------------------------------------


def test_the_token_is_changed_for_a_cookie_that_scripts_cannot_read(server, browser):
    path = server.guard.address.partition(str(server.server_port))[2]
    answer = browser.ask("GET", path, Cookie=None)
    assert (answer.status, answer.getheader("Location")) == (303, "/")
    cookie = answer.getheader("Set-Cookie")
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert server.guard.token not in cookie
    page = browser.ask("GET", "/", Cookie=cookie.partition(";")[0])
    assert (page.status, "<h1>" in page.text) == (200, True)


@pytest.mark.parametrize(
    "path", ["/", "/?token=", "/?token=x", "/?token=x&token=y", "/page.js", "/?tok%00en=1"]
)
def test_without_token_and_cookie_nothing_is_shown(browser, path):
    answer = browser.ask("GET", path, Cookie=None)
    assert answer.status == 403
    assert "Open the address that the terminal shows" in answer.text
    assert answer.getheader("Set-Cookie") is None


@pytest.mark.parametrize("cookie", ["{name}=x", "{name}=", "other=1", '{name}="', "{name}={token}"])
def test_a_wrong_cookie_is_refused(server, browser, cookie):
    name = server.guard.cookie.partition("=")[0]
    said = cookie.format(name=name, token=server.guard.token)
    assert browser.ask("GET", "/", Cookie=said).status == 403
    assert browser.ask("POST", "/api/lists", b"{}", Cookie=said).status == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", None, "[::1]:{port}"],
)
def test_another_host_is_refused(server, browser, host):
    """A name of another site that resolves to this machine, above all."""
    said = None if host is None else host.format(port=server.server_port)
    for method, path in (("GET", "/"), ("POST", "/api/lists")):
        assert browser.ask(method, path, b"{}", Host=said).status == 421


def test_localhost_is_this_host(server, browser):
    assert browser.ask("GET", "/", Host=f"localhost:{server.server_port}").status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_requests_of_other_pages_are_refused(browser, headers):
    answer = browser.ask("POST", "/api/lists", b"{}", **headers)
    assert (answer.status, answer.text) == (403, "This came from another page.\n")


def test_requests_of_the_page_itself_are_answered(server, browser):
    origin = {"Origin": f"http://127.0.0.1:{server.server_port}", "Sec_Fetch_Site": "same-origin"}
    assert browser.ask("POST", "/api/lists", b"{}", **origin).status == 200


@pytest.mark.parametrize(
    "method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"]
)
def test_other_methods_are_refused(browser, method):
    answer = browser.ask(method, "/")
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, POST")
    assert answer.getheader("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize(
    "path",
    [
        "/../server.py", "/page/../../server.py", "/..%2fserver.py", "/%2e%2e/server.py",
        "//etc/passwd", "/page.css/..", "/page.js%00", "/etc/passwd", "/page.html", "/api/lists",
    ],
)  # fmt: skip
def test_nothing_else_is_got(browser, path):
    assert browser.ask("GET", path).status == 404


def test_every_answer_has_the_headers(server, browser):
    answers = [
        browser.ask("GET", "/"),
        browser.ask("GET", "/", Cookie=None),
        browser.ask("GET", "/nowhere"),
        browser.ask("POST", "/api/lists", b"{}"),
        browser.ask("POST", "/api/lists", b"{"),
        browser.ask("PUT", "/"),
    ]
    for answer in answers:
        assert {name: answer.getheader(name) for name in HEADERS} == dict(HEADERS)
        assert answer.getheader("Access-Control-Allow-Origin") is None


def test_only_this_machine_is_listened_to(server):
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_secrets_are_long_differ_and_are_not_shown():
    one, other = Guard(1), Guard(1)
    assert len({one.token, one.session, other.token, other.session}) == 4
    assert min(map(len, (one.token, one.session))) >= 40
    assert one.token not in repr(one)
    assert one.session not in repr(one)


def test_the_page_asks_nobody_else():
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.|@import|url\(|innerHTML|eval\(", text), path.name
    page = (PAGE / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|<script>|\son[a-z]+=", page)


# --- wrong requests ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": None}, 415),
        ({"Content_Length": None}, 411),
        ({"Content_Length": "-1"}, 411),
        ({"Content_Length": "1e3"}, 411),
        ({"Content_Length": str(LONGEST + 1)}, 413),
        ({"Content_Length": "9" * 5000}, 413),
        ({"Transfer_Encoding": "chunked"}, 411),
    ],
)
def test_requests_of_another_shape_are_refused(browser, headers, status):
    assert browser.ask("POST", "/api/lists", b"{}", **headers).status == status


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 60_000, b"nan", b"[]", b"3"])
def test_what_is_not_json_is_said(browser, body):
    answer = browser.ask("POST", "/api/first", body)
    assert answer.status == 400
    assert json.loads(answer.text)["problems"][0].startswith("request: ")


def test_all_problems_of_a_request_are_told_at_once(browser):
    status, found = browser.post("/api/exact", {"board": "1", "x": [1, "a", None], "pages": "p"})
    assert status == 400
    assert set(found["problems"]) == {
        "request: key 'page' is missing",
        "request: key 'number' is missing",
        "request: board: '1' is not a whole number",
        "request: x 2: 'a' is not a number",
        "request: x 3: is left blank; give a value, or leave the key out",
        "request: pages: unknown key; did you mean 'page'?",
    }


def test_all_problems_of_a_choice_are_told_at_once(browser):
    asked = {"data": "oecd", "aggregation": "5x7", "scenario": "../../etc/passwd"}
    status, found = browser.post("/api/board", asked)
    assert status == 400
    assert [text.partition(":")[0] for text in found["problems"]] == [
        "data", "aggregation", "scenario",
    ]  # fmt: skip


def test_numbers_outside_their_ranges_are_told_at_once(browser, chosen):
    x = [1.0] * len(chosen["sliders"])
    for path in ("/api/first", "/api/file"):
        status, found = browser.post(path, {"board": chosen["board"], "x": [-1.0, 3.0, *x[2:]]})
        assert (status, len(found["problems"])) == (400, 2)
        status, found = browser.post(path, {"board": chosen["board"], "x": x[1:]})
        assert (status, found["problems"]) == (400, ["x: 5 numbers for 6 sliders"])
        status, found = browser.post(path, {"board": 10**30, "x": x})
        assert (status, "is not kept any more" in found["problems"][0]) == (400, True)


def test_numbers_that_are_none_are_refused(browser, chosen):
    body = f'{{"board": {chosen["board"]}, "x": [NaN, Infinity, 1, 1, 1, 1]}}'
    answer = browser.ask("POST", "/api/first", body.encode())
    assert answer.status == 400
    assert len(json.loads(answer.text)["problems"]) == 2


# --- answers -------------------------------------------------------------------------------------


def test_a_page_moves_a_slider(browser, chosen):
    titles = [each.title for each in open_scenario("nqp-and-cbam").packages.values()]
    assert [s["package"] for s in chosen["sliders"]] == [titles[0]] * 5 + [titles[1]]
    start = [slider["start"] for slider in chosen["sliders"]]
    point = {"board": chosen["board"], "x": start}
    status, exact = browser.post("/api/exact", {**point, "page": "p", "number": 1})
    assert (status, exact["state"], exact["verified"]) == (200, "exact", True)
    for _ in range(200):
        _, first = browser.post("/api/first", point)
        if first["y"]:
            break
        time.sleep(0.05)
    assert first["y"] == exact["y"]
    *regions, world = exact["y"]["equivalent_variation"]
    assert world == pytest.approx(sum(regions), rel=1e-9)
    assert [len(chosen["regions"]) + 1, chosen["world"]] == [len(regions) + 1, "All regions"]
    assert len(exact["y"]["real_gdp_percent"]) == len(regions)  # percentages have no total
    moved = {**point, "x": [1.2, *start[1:]]}
    _, near = browser.post("/api/first", moved)
    _, there = browser.post("/api/exact", {**moved, "page": "p", "number": 2})
    name = chosen["welfare"]
    np.testing.assert_allclose(near["y"][name], there["y"][name], atol=1e-3)
    _, file = browser.post("/api/file", moved)
    assert file["name"] == "both.yaml"
    assert f"CHN {there['y'][name][0]!r}" in file["text"]


def test_the_same_choice_is_the_same_board_and_another_is_another(browser, chosen):
    assert (
        browser.post("/api/board", {**BOARD, "experiment": "both"})[1]["board"] == chosen["board"]
    )
    own = [{"kind": "tariff", "where": {"origin": "CHN", "destination": "USA"}}]
    status, found = browser.post("/api/board", {**BOARD, "own": own})
    assert (status, len(found["sliders"])) == (200, 7)
    assert found["board"] != chosen["board"]


def test_lists_have_titles_and_what_a_scenario_is_meant_for(browser):
    _, lists = browser.post("/api/lists", {})
    by_name = {one["name"]: one for one in lists["scenarios"]}
    assert by_name["crc-us-tariff"]["data"] == "wiod-2008-crc"
    assert by_name["nqp-and-cbam"]["title"].startswith("New quality productive forces")
    assert lists["first"] == BOARD


def test_a_scenario_of_ones_own_is_listed_by_its_path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "title: Mine\ndata: wiod-2011\npackages:\n  p:\n    shocks:\n"
        "      - {parameter: productivity, percent: 1}\n"
    )
    lists = Library(Chosen(FIRST.data, "", str(path))).lists()
    assert lists["scenarios"][0] == {
        "name": str(path), "title": "Mine", "data": "wiod-2011", "aggregation": None,
    }  # fmt: skip
    assert lists["aggregations"][0] == ""


def test_a_file_that_has_changed_is_read_again(teaching, tmp_path):
    path = tmp_path / "mine.yaml"
    text = (
        "title: {}\npackages:\n  p:\n    shocks:\n      - {{parameter: productivity, percent: 1}}\n"
    )
    path.write_text(text.format("One"))
    chosen = Chosen(FIRST.data, FIRST.aggregation, str(path))
    library = Library(chosen)
    library._economies[FIRST.data, FIRST.aggregation] = teaching
    first, _ = library.board(chosen)
    assert library.board(chosen)[0] == first
    path.write_text(text.format("Other"))
    number, board = library.board(chosen)
    assert (number, board.scenario.title) == (first + 1, "Other")
    assert library.recent() == [board]
    with pytest.raises(InputError, match="is not kept any more"):
        library.numbered(first)


def test_boards_chosen_long_ago_are_let_go(teaching, monkeypatch):
    monkeypatch.setattr("cge.serve.library.MOST_BOARDS", 2)
    library = Library(FIRST)
    library._economies[FIRST.data, FIRST.aggregation] = teaching
    made = []
    for name in ("trade_cost", "tariff", "tariff_cut"):
        chosen = replace(FIRST, experiment="cbam", own=(Own(name, (("origin", "CHN"),)),))
        made.append(library.board(chosen)[1])
    assert library.recent() == made[:0:-1]


def test_the_end_waits_for_a_board_that_is_being_made(monkeypatch):
    begun, free = threading.Event(), threading.Event()

    def made(self, *_):
        begun.set()
        assert free.wait(30)
        raise InputError("made too late")

    monkeypatch.setattr(Library, "_made", made)
    library, said = Library(FIRST), []

    def choose():
        with pytest.raises(InputError, match="made too late"):
            library.board(FIRST)
        said.append("made")

    def close():
        library.close()
        said.append("closed")

    threads = [threading.Thread(target=one) for one in (choose, close)]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    threads[1].join(0.1)
    assert said == []
    free.set()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["closed", "made"]
    with pytest.raises(InputError, match="the program is ending"):
        library.board(FIRST)


def test_a_port_in_use_is_said(server):
    with pytest.raises(InputError, match=f"--port: {server.server_port} is in use"):
        Server(server.server_port, server.answers)


def test_a_browser_that_goes_away_is_no_error(server, browser, capsys):
    sock = socket.create_connection(("127.0.0.1", server.server_port))
    cookie = server.guard.cookie.partition(";")[0]
    host = f"127.0.0.1:{server.server_port}"
    sock.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    sock.close()  # with a reset
    assert browser.ask("GET", "/").status == 200
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("path", ["/?a=1&a=1&a=1&a=1&token=x", "/?" + "&" * 500, "//[/"])
def test_an_odd_address_is_refused(browser, path):
    assert browser.ask("GET", path, Cookie=None).status == 403


def test_many_clients_at_once_are_all_answered(server, browser):
    found = []

    def ask():
        found.append(browser.ask("GET", "/page.css").status)

    threads = [threading.Thread(target=ask) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [200] * 100


def test_silent_connections_hold_few_threads_and_not_for_long(server, browser, monkeypatch):
    monkeypatch.setattr(server_module._Handler, "timeout", 0.5)
    before = threading.active_count()
    address = "127.0.0.1", server.server_port
    silent = [socket.create_connection(address, timeout=5) for _ in range(AT_ONCE + 20)]
    time.sleep(0.1)
    assert threading.active_count() - before <= AT_ONCE
    assert browser.ask("GET", "/page.css").status == 200  # after the silent ones were let go
    for each in silent:
        each.close()


def test_a_page_that_is_let_in_may_be_silent_for_longer(server, browser, monkeypatch):
    monkeypatch.setattr(server_module._Handler, "timeout", 0.2)
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    named = {k: v for k, v in browser.headers.items() if k != "Content-Type"}
    connection.request("GET", "/page.css", headers=named)
    connection.getresponse().read()
    used = connection.sock
    time.sleep(0.5)
    connection.request("GET", "/page.css", headers=named)
    assert connection.getresponse().status == 200
    assert connection.sock is used
    connection.close()
