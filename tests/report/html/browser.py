"""A small client of Chromium's DevTools over a pipe: tests need no driver and no network."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
from pathlib import Path

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
KEYS = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "ArrowDown": (40, "")}
KEYS |= {"ArrowUp": (38, ""), "ArrowRight": (39, ""), "Backspace": (8, ""), " ": (32, " ")}


class Browser:
    """One page in a headless Chromium.

    Attributes
    ----------
    faults
        What the console and the page's policy complained of.
    asked
        Addresses that the page asked for.
    """

    def __init__(self, folder: Path) -> None:
        # Chromium reads what it shall do from 3, and writes what happens to 4.
        ours, theirs = os.pipe(), os.pipe()
        flags = [*FLAGS, "--remote-debugging-pipe", f"--user-data-dir={folder}"]
        begin = f'exec "$0" "$@" 3</dev/fd/{ours[0]} 4>/dev/fd/{theirs[1]}'
        self.process = subprocess.Popen(
            ["sh", "-c", begin, CHROMIUM, *flags],
            pass_fds=(ours[0], theirs[1]),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(ours[0])
        os.close(theirs[1])
        self._write, self._read = os.fdopen(ours[1], "wb", 0), os.fdopen(theirs[0], "rb")
        self._number, self._rest = 0, b""
        self.session = None
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.loaded = False
        page = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=page, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        self._write.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._heard(answer)

    def _next(self):
        while b"\0" not in self._rest:
            part = os.read(self._read.fileno(), 1 << 16)
            if not part:
                raise RuntimeError("Chromium ended")
            self._rest += part
        text, self._rest = self._rest.split(b"\0", 1)
        return json.loads(text)

    def _heard(self, event) -> None:
        name, about = event.get("method"), event.get("params", {})
        if name == "Runtime.exceptionThrown":
            self.faults.append(str(about["exceptionDetails"].get("exception", about))[:500])
        elif name == "Runtime.consoleAPICalled" and about["type"] in ("error", "warning"):
            self.faults.append(str(about["args"])[:500])
        elif name == "Log.entryAdded":
            self.faults.append(about["entry"]["text"])
        elif name == "Network.requestWillBeSent":
            self.asked.append(about["request"]["url"])
        elif name == "Page.javascriptDialogOpening":
            self.faults.append(f"a dialog: {about['message']}")
        elif name == "Page.loadEventFired":
            self.loaded = True

    # ------------------------------------------------------------------ what a reader does
    def look(self, width=1200, height=900, scheme="light") -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.send("Emulation.setEmulatedMedia", features=features)
        self.settle()

    def open(self, path: Path) -> None:
        self.faults.clear()
        self.asked.clear()
        self.loaded = False
        self.send("Page.navigate", url=path.resolve().as_uri())
        while not self.loaded:
            self._heard(self._next())
        self.settle()

    def settle(self) -> None:
        """Wait until the page has been drawn twice."""
        self.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def run(self, script: str):
        found = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def middle(self, selector: str):
        script = f"""(() => {{
            const node = document.querySelector({json.dumps(selector)});
            node.scrollIntoView({{block: "center", behavior: "instant"}});
            const box = node.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()"""
        return self.run(script)

    def point(self, selector: str) -> None:
        x, y = self.middle(selector)
        self.settle()
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()

    def click(self, selector: str) -> None:
        x, y = self.middle(selector)
        self.settle()
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def press(self, key: str) -> None:
        code, text = KEYS[key]
        about = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **about)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)
        self.settle()

    def write(self, text: str) -> None:
        self.send("Input.insertText", text=text)
        self.settle()

    def picture(self, path: Path, whole=True) -> None:
        found = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def close(self) -> None:
        with contextlib.suppress(RuntimeError, OSError):
            self.send("Browser.close")
        self.process.wait(timeout=20)
        self._write.close()
        self._read.close()
