"""A headless Chromium that tests drive through its debugging pipe; they skip where none is installed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from topics.discovery.layout import lay_out
from topics.discovery.over_time import count_over_time
from topics.report.page import ReportData, render_report
from topics.themes.taxonomy import Taxonomy, Theme
from topics.types import CrosswalkCell, Evidence, Label, Paragraph, Topic

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
_LAUNCH = """import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_WAIT = """new Promise((resolve, reject) => {
  const end = performance.now() + 10000;
  const look = () => (%s) ? resolve(true) : performance.now() > end ? reject(new Error("waited in vain"))
    : setTimeout(look, 20);
  look();
})"""


class Browser:
    """One page of a Chromium; `problems` collects what its console and its scripts complain about."""

    def __init__(self, program: str, profile: Path) -> None:
        there, self._out = os.pipe()
        self._in, here = os.pipe()
        command = [program, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _LAUNCH, str(there), str(here), *command],
            pass_fds=(there, here),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(there)
        os.close(here)
        self._answers = os.fdopen(self._in, "rb")
        self._number, self._session, self._left = 0, "", b""
        self.problems: list[str] = []
        self.requests: list[str] = []
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def open(self, page: Path, width: int = 1200, height: int = 900, scheme: str = "light") -> None:
        """Open a page and wait until it has drawn itself."""
        self.problems, self.requests = [], []
        mobile = width < 600
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.send("Page.navigate", url=page.as_uri())
        self.wait("document.readyState === 'complete' && document.documentElement.dataset.ready")

    def run(self, script: str) -> Any:
        """Evaluate an expression in the page and return its value."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression in the page is true."""
        self.run(_WAIT % condition)

    def key(self, key: str, text: str = "") -> None:
        """Press and release a key."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
        common = {"key": key, "windowsVirtualKeyCode": code.get(key, 0)}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def hover(self, x: float, y: float) -> None:
        """Move the mouse."""
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def close(self) -> None:
        """End the browser."""
        self._session = ""
        self.send("Browser.close")
        self._process.wait(timeout=10)
        self._answers.close()
        os.close(self._out)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            got = self._answers.read1(1 << 16)
            assert got, "the browser has ended"
            self._left += got
        message, self._left = self._left.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event: dict[str, Any]) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(str(params["exceptionDetails"].get("exception", params["exceptionDetails"])))
        elif method == "Runtime.consoleAPICalled":
            self.problems.append(str(params["args"]))
        elif method == "Log.entryAdded":
            self.problems.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])


@pytest.fixture(scope="session")
def start_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Browser]]:
    started: list[Browser] = []

    def start() -> Browser:
        program = next(filter(None, map(shutil.which, _NAMES)), None)
        if program is None:
            pytest.skip("no Chromium is installed")
        if not started:
            started.append(Browser(program, tmp_path_factory.mktemp("profile")))
        return started[0]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture
def browser(start_browser: Callable[[], Browser]) -> Browser:
    return start_browser()


_N = 120
_WORDS = ("骗子", "渔船", "小麦", "列车")


def _text(row: int) -> str:
    word = _WORDS[row % len(_WORDS)]
    return f"𠮷村第{row}段说的是{word}，<b>不是</b>别的。"


def _label(row: int) -> Label:
    if row % 4:
        return Label(None, (), {"fraud": 0.1}, "no_theme_confident")
    start = _text(row).index("骗子")
    return Label("fraud", ("fraud",), {"fraud": 0.9}, None, (Evidence("fraud", start, start + 2, "骗子", 1.0),))


@pytest.fixture(scope="session")
def data() -> ReportData:
    """Thirty paragraphs of each of four topics, those of the first with the theme fraud."""
    taxonomy = Taxonomy((Theme("fraud", "反诈"), Theme("water", "水")))
    topics = [Topic(topic, _N // 4, (word,), name=f"{word}话题") for topic, word in enumerate(_WORDS)]
    labels, topic_ids = [_label(row) for row in range(_N)], [row % 4 for row in range(_N)]
    dates = [f"2023-01-{row % 28 + 1:02}" for row in range(_N)]
    margins = [[float(row % 4 == topic) + 0.001 * row for topic in range(4)] for row in range(_N)]
    return ReportData(
        title="示例",
        documents=("甲.txt",),
        paragraphs=[
            Paragraph(f"甲.txt#{row}", "甲.txt", row, _text(row), "body", (row + 1, row + 1)) for row in range(_N)
        ],
        labels=labels,
        dropped=[],
        taxonomy=taxonomy,
        topics=topics,
        topic_ids=topic_ids,
        crosswalk=[
            CrosswalkCell(topic, theme, 30 * hit, float(hit))
            for topic in range(4)
            for theme, hit in (("fraud", topic == 0), ("water", 0))
        ],
        method="graph",
        positions=[(x, y) for x, y in lay_out(margins).tolist()],
        dates=dates,
        over_time=count_over_time(dates, topic_ids, labels, topics, taxonomy),
    )


@pytest.fixture(scope="session")
def write_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[ReportData], Path]:
    def write(data: ReportData) -> Path:
        found = tmp_path_factory.mktemp("page") / "report.html"
        found.write_text(render_report(data), encoding="utf-8")
        return found

    return write


@pytest.fixture(scope="session")
def path(data: ReportData, write_page: Callable[[ReportData], Path]) -> Path:
    return write_page(data)


@pytest.fixture(params=[(1200, 900, "light"), (420, 800, "dark")], ids=["wide and light", "phone and dark"])
def opened(request: pytest.FixtureRequest, browser, path: Path):
    width, height, scheme = request.param
    browser.open(path, width, height, scheme)
    yield browser
    assert browser.problems == []
    assert browser.requests == [path.as_uri()]


@pytest.fixture(scope="session")
def mixed(data: ReportData, write_page: Callable[[ReportData], Path]) -> Path:
    """A page in which many paragraphs took no part in discovery, and some have a second theme."""
    both = Label("fraud", ("fraud", "water"), {"fraud": 0.9, "water": 0.6})
    outside = {row for row in range(_N) if row % 3 == 0 or row < 10 * (row % 4)}
    topics = [
        replace(topic, size=sum(row % 4 == topic.id for row in range(_N) if row not in outside))
        for topic in data.topics
    ]
    changed = replace(
        data,
        paragraphs=[replace(one, role="heading" if one.index in outside else "body") for one in data.paragraphs],
        labels=[both if row % 10 == 0 else label for row, label in enumerate(data.labels)],
        topics=topics,
        topic_ids=[None if row in outside else row % 4 for row in range(_N)],
        positions=[None if row in outside else place for row, place in enumerate(data.positions)],
    )
    return write_page(changed)
