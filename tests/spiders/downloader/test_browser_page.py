"""Pages that need a browser: real Chromium, through real Scrapy in a process of its own, on pages built to fool both."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from warcio.archiveiterator import ArchiveIterator

from pipelines.dedup.urls import site_of
from records.vocabulary import Fate
from spiders.downloader.browser_settings import browser_crawl_settings, browser_meta
from spiders.downloader.outcomes import fate_of_failure
from tests.flows.real_command import Home, crawl
from tests.processes import GroupLeader, started

# What the tests' pages may take, so that nobody waits for the real limits: seconds for a document that never comes, bytes of a page, bytes of memory.
PATIENCE, LARGEST, MEMORY = 10, 1_000_000, 400_000_000
# Pages that never come are asked for apart: every other page has the time that a busy machine needs.
NEVER_COME = ("/loops", "/loops-later", "/hangs")
LONG_PATIENCE = 300
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

STORY = [
    "Ерлан Тастемиров, «Дала жаршысы» газетінің тілшісі, дүйсенбі күні аудан әкімдігінің жиналысына кіре алмады.",
    "Корреспондента районной газеты не пустили на заседание маслихата, хотя оно было объявлено открытым для всех жителей.",
    "Охранник попросил удалить снимки с телефона и проводил журналиста до выхода; редакция написала жалобу в прокуратуру.",
    "Пресс-служба акимата на запрос редакции не ответила, заседание между тем продолжилось без прессы и закончилось к обеду.",
]
# Its text comes by script from JSON, into a page that claims a charset in which it could not be written.
APP = "fetch('/story.json').then(a => a.json()).then(s => document.querySelector('article').innerHTML = s.map(p => `<p>${p}</p>`).join(''))"
HOLLOW = "<!doctype html><meta charset=windows-1251><title>Тілші</title><h1>Тілшіні жиналысқа кіргізбеді</h1><article></article><script src=/app.js></script>"


class Press(ThreadingHTTPServer):
    """One host on loopback: its pages by path, and what it was asked for, with which headers."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, pages: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is what some of these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Press

    def log_message(self, format: str, *args: object) -> None:
        """The press keeps its own log."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        page = self.server.pages.get(self.path)
        if callable(page):
            page(self)
        elif page is None:
            self.reply("<p>not here", 404)
        else:
            self.reply(page)

    do_POST = do_GET

    def reply(self, body: str | bytes, status: int = 200, type: str = "text/html; charset=windows-1251", **headers: str) -> None:
        body = body.encode("cp1251", "xmlcharrefreplace") if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"Content-Type": type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(pages: dict[str, Any]) -> Iterator[Press]:
    press = Press(pages)
    thread = threading.Thread(target=press.serve_forever, daemon=True)
    thread.start()
    try:
        yield press
    finally:
        press.stopping.set()
        press.shutdown()
        press.server_close()
        thread.join()


def sent(body: str | bytes, status: int = 200, type: str = "text/html", **headers: str) -> Callable[[_Handler], None]:
    return lambda answer: answer.reply(body, status, type, **headers)


def script(code: str) -> str:
    return f"<!doctype html><title>t</title><p>served</p><p id=end></p><script>{code}</script>"


def hang(answer: _Handler) -> None:
    answer.server.stopping.wait(60)


def endless(answer: _Handler) -> None:
    answer.send_response(200)
    answer.send_header("Content-Type", "text/html")
    answer.end_headers()
    for _ in range(4000):
        answer.wfile.write(b"<p>" + b"x" * 65536)


def without_length(body: str) -> Callable[[_Handler], None]:
    """An answer of HTTP/1.0: it ends where the connection does."""

    def answer(answer: _Handler) -> None:
        answer.send_response(200)
        answer.send_header("Content-Type", "text/html; charset=utf-8")
        answer.send_header("Connection", "close")
        answer.end_headers()
        answer.wfile.write(body.encode())
        answer.close_connection = True

    return answer


def pages(foreign: str, packets: int) -> dict[str, Any]:
    """The pages of a host whose scripts would like to ask another one."""
    return {
        "/robots.txt": sent("User-agent: *\nDisallow: /hidden/\n", type="text/plain"),
        "/story": HOLLOW,
        "/app.js": sent(APP, type="text/javascript"),
        "/story.json": sent(json.dumps(STORY).encode(), type="application/json"),
        "/prying": script(
            f"""const far = '{foreign}';
            fetch(far + '/fetched', {{mode: 'no-cors'}}); fetch('/leads-away', {{mode: 'no-cors'}}); new Image().src = far + '/image';
            new WebSocket(far.replace('http', 'ws') + '/socket'); window.open(far + '/window'); window.open('/leads-away-too');
            navigator.sendBeacon(far + '/beacon', 'x'); new EventSource(far + '/events'); document.body.append(document.createElement('iframe'));
            document.querySelector('iframe').src = far + '/frame';
            const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{packets}'}}]}});
            peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));"""
        ),
        "/leads-away": sent("", 302, Location=f"{foreign}/redirected"),
        "/leads-away-too": sent("", 302, Location=f"{foreign}/window-redirected"),
        "/greedy": script(
            """fetch('/hidden/part.json'); fetch('/story.json'); new Image().src = '/own.png'; new WebSocket('ws://' + location.host + '/own-socket');
            navigator.sendBeacon('/own-beacon'); window.open('/own-window');"""
        ),
        "/own-window": "<p>x",
        "/clock": script(
            """document.querySelector('#end').append([navigator.userAgent, navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone,
            new Date('2026-11-24T20:00:00Z').toLocaleString()].join('|'))"""
        ),
        "/moved": sent("", 302, Location="/story"),
        "/moved-away": sent("", 302, Location=f"{foreign}/moved"),
        "/moved-to-hidden": sent("", 302, Location="/hidden/page"),
        "/circle": sent("", 302, Location="/circle"),
        "/reloads": script("document.cookie = 'checked=1'; location.reload()"),
        "/goes-on": script("location.href = '/elsewhere'"),
        "/goes-on-later": script("setTimeout(() => { location.href = '/elsewhere' }, 100)"),
        "/elsewhere": "<p>elsewhere",
        "/renames-itself": script("history.pushState({}, '', '/another')"),
        "/half-a-letter": script("document.querySelector('#end').append('a\\ud83db')"),
        "/waits-for-ever": script("fetch('/hangs')") + "<script async src=/hangs></script>",
        "/asks-for-ever": script("setInterval(() => fetch('/story.json'), 100)"),
        "/loops": script("while (true) {}"),
        "/loops-later": script("setTimeout(() => { while (true) {} }, 50)"),
        "/hangs": hang,
        "/huge": "x" * (LARGEST + 1),
        "/endless": endless,
        "/grows": script(f"setTimeout(() => document.body.append('x'.repeat({LARGEST})), 50)"),
        "/says-goodbye": script(
            """addEventListener('pagehide', () => {
                navigator.sendBeacon('/late-beacon'); fetch('/hidden/late.json', {keepalive: true}); new Image().src = '/late.png';
            })"""
        ),
        "/swells": script("const s = 'x'.repeat(1 << 20); setTimeout(() => { for (let i = 0; ; i++) document.body.append(s + i) }, 50)"),
        "/cut-off": without_length(f"<!doctype html><title>t</title><body><p>{STORY[0]}<p>{STORY[1][:40]}"),
        "/ends-itself": without_length(f"<!doctype html><title>t</title><body><p>{STORY[0]}</body></html>"),
        "/report.pdf": sent(b"%PDF-1.4", type="application/pdf"),
        "/wrong": sent("<p>Our mistake", 500),
        "/void": sent("", 500, **{"X-Qorgan-Rendered": "chromium/1"}),
        "/wall": sent("<title>Just a moment...</title><script>document.cookie='cf=1';location.reload()</script>", 403, Server="cloudflare"),
        "/hidden/page": "<p>x",
    }


@pytest.fixture(scope="session")
def chromium() -> str:
    for program in PROGRAMS:
        if found := shutil.which(program):
            return found
    pytest.fail("these tests need a browser: apt-get install chromium", pytrace=False)


def start(folder: Path, press: Press, choice: str, *paths: str, patience: int = LONG_PATIENCE) -> GroupLeader:
    command = [sys.executable, "-m", "tests.spiders.downloader.test_browser_page", choice, str(patience), str(folder / "log"), press.home, *paths]
    return started(command, env=Home(folder / "var").environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ask(folder: Path, press: Press, choice: str, *paths: str, patience: int = LONG_PATIENCE) -> dict[str, dict[str, Any]]:
    """What came of each page, by its path."""
    process = start(folder, press, choice, *paths, patience=patience)
    out, err = process.communicate(timeout=600)
    assert (process.returncode, err) == (0, ""), err[-3000:]
    return {row["path"]: row for row in map(json.loads, out.splitlines())}


def descendants(process: int) -> list[psutil.Process]:
    return psutil.Process(process).children(recursive=True)


class Visit:
    """Every page above, asked for once, and what came of it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets, served({}) as foreign:
            packets.bind(("127.0.0.1", 0))
            packets.setblocking(False)
            with served(pages(foreign.home, packets.getsockname()[1])) as press:
                self.press, self.foreign = press, foreign
                apart = {"/robots.txt", "/app.js", "/story.json", "/elsewhere", "/own-window", *NEVER_COME}
                self.told = ask(folder, press, "auto", *(path for path in press.pages if path not in apart))
                self.told |= ask(folder, press, "auto", *NEVER_COME, patience=PATIENCE)
            try:
                self.packet: bytes = packets.recv(2000)
            except BlockingIOError:
                self.packet = b""
        self.log = (folder / "log").read_text()

    def text(self, path: str) -> str:
        assert "text" in self.told[path], self.told[path]
        return str(self.told[path]["text"])


@pytest.fixture(scope="module")
def visit(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return Visit(tmp_path_factory.mktemp("visit"))


def test_text_that_a_script_builds_is_in_the_page(visit: Visit) -> None:
    assert [paragraph for paragraph in STORY if paragraph not in visit.text("/story")] == []


def test_a_rendered_page_says_that_it_is_one(visit: Visit) -> None:
    headers = visit.told["/story"]["headers"]
    assert headers["x-qorgan-rendered"][0].startswith("chromium/1")
    assert headers["content-type"] == ["text/html; charset=utf-8"]
    assert headers["x-qorgan-sent-content-type"] == ["text/html; charset=windows-1251"]


def test_no_other_host_is_asked_by_any_trick(visit: Visit) -> None:
    assert visit.text("/prying")
    assert visit.foreign.paths == []
    assert visit.packet == b""


def test_a_page_gets_its_scripts_and_data_and_nothing_else(visit: Visit) -> None:
    assert visit.text("/greedy")
    assert {"/app.js", "/story.json"} <= set(visit.press.paths)
    assert {"/own.png", "/own-socket", "/own-beacon", "/own-window", "/favicon.ico"} & set(visit.press.paths) == set()


def test_a_page_that_is_closed_gets_nothing_more(visit: Visit) -> None:
    assert visit.text("/says-goodbye")
    assert {"/late-beacon", "/hidden/late.json", "/late.png"} & set(visit.press.paths) == set()


def test_robots_txt_holds_for_pages_redirects_and_parts(visit: Visit) -> None:
    assert visit.told["/hidden/page"]["fate"] == visit.told["/moved-to-hidden"]["fate"] == Fate.ROBOTS
    assert [path for path in visit.press.paths if path.startswith("/hidden/")] == []


def test_robots_txt_is_fetched_without_the_browser(visit: Visit) -> None:
    asked = [headers for path, headers in visit.press.asked if path == "/robots.txt"]
    assert len(asked) == 2, "once by each crawler"
    assert not any("sec-fetch-mode" in headers for headers in asked)
    assert any("sec-fetch-mode" in headers for path, headers in visit.press.asked if path == "/story.json")


def test_the_browser_goes_under_our_name(visit: Visit) -> None:
    assert {headers["user-agent"].partition("/")[0] for _, headers in visit.press.asked} == {"Qorgan"}
    assert '<p id="end">Qorgan/' in visit.text("/clock")


def test_scripts_see_the_clock_and_the_language_of_the_outlet(visit: Visit) -> None:
    assert "|ru|Asia/Aqtobe|25.11.2026, 01:00:00" in visit.text("/clock")


def test_a_redirect_within_the_outlet_is_followed(visit: Visit) -> None:
    assert visit.told["/moved"]["url"] == f"{visit.press.home}/story"
    assert STORY[0] in visit.text("/moved")


@pytest.mark.parametrize(
    ("path", "fate"),
    [
        ("/moved-away", Fate.FOREIGN_HOST), ("/leads-away", Fate.FOREIGN_HOST), ("/circle", Fate.REDIRECT_LOOP), ("/loops", Fate.TIMEOUT),
        ("/loops-later", Fate.TIMEOUT), ("/hangs", Fate.TIMEOUT), ("/huge", Fate.TOO_LARGE), ("/endless", Fate.TOO_LARGE),
        ("/grows", Fate.TOO_LARGE), ("/swells", Fate.BROKEN_OFF), ("/cut-off", Fate.BROKEN_OFF), ("/report.pdf", Fate.BAD_CONTENT),
        ("/wrong", Fate.SERVER_ERROR), ("/void", Fate.SERVER_ERROR), ("/wall", Fate.BOT_WALL),
    ],
)  # fmt: skip
def test_what_goes_wrong_has_its_fate(visit: Visit, path: str, fate: Fate) -> None:
    assert visit.told[path]["fate"] == fate, visit.told[path]


def test_a_page_without_a_length_that_says_itself_where_it_ends_is_whole(visit: Visit) -> None:
    assert STORY[0] in visit.text("/ends-itself")


def test_a_page_that_crashed_the_browser_is_not_shown_to_it_again(visit: Visit) -> None:
    assert visit.press.paths.count("/swells") == 1
    assert visit.press.paths.count("/wrong") == 2


@pytest.mark.parametrize("path", ["/reloads", "/goes-on", "/goes-on-later"])
def test_a_page_that_moves_on_by_script_stays_where_it_is(visit: Visit, path: str) -> None:
    assert "served" in visit.text(path)
    assert visit.press.paths.count(path) == 1
    assert "/elsewhere" not in visit.press.paths


def test_a_page_keeps_the_address_that_was_asked_for(visit: Visit) -> None:
    assert visit.told["/renames-itself"]["url"] == f"{visit.press.home}/renames-itself"


def test_half_a_letter_does_not_cost_the_page(visit: Visit) -> None:
    assert "a?b" in visit.text("/half-a-letter")


@pytest.mark.parametrize("path", ["/waits-for-ever", "/asks-for-ever"])
def test_a_page_that_never_rests_is_taken_as_it_is(visit: Visit, path: str) -> None:
    assert "served" in visit.text(path)


def test_the_crawler_has_nothing_to_say_of_all_this(visit: Visit) -> None:
    assert visit.log == ""


@pytest.mark.usefixtures("chromium")
def test_a_crawler_that_is_killed_leaves_no_browser_behind(tmp_path: Path) -> None:
    with served({"/robots.txt": sent("", 404), "/hangs": hang}) as press:
        process = start(tmp_path, press, "auto", "/hangs")
        while "/hangs" not in press.paths:
            assert process.poll() is None
            time.sleep(0.1)
        children = descendants(process.pid)
        assert any("chrom" in child.name() for child in children)
        process.kill()
        process.communicate()
        _, alive = psutil.wait_procs(children, timeout=600)
    assert alive == []


@pytest.mark.usefixtures("chromium")
def test_a_browser_that_does_not_start_ends_the_visit_and_not_the_pages(tmp_path: Path) -> None:
    with served({"/robots.txt": sent("", 404), "/story": HOLLOW}) as press:
        told = ask(tmp_path, press, str(shutil.which("false")), "/story")
    assert told["gave up"]["detail"] == "browser"
    assert told["/story"]["fate"] == Fate.BROKEN_OFF
    assert "BrowserType.launch" in (tmp_path / "log").read_text()


OUTLET = """
- name: zz_dala
  title: {{kk: Дала жаршысы}}
  home: {home}/
  country: KZ
  region: KZ-15
  languages: [kk, ru]
  sections: [{{url: {home}/news/}}]
  delay: 0
  browser: true
"""
LIST = "setTimeout(() => { document.querySelector('#end').innerHTML = '<a href=/news/2026/11/tilshi-kire-almady-4711>Тілшіні жиналысқа кіргізбеді</a>' }, 50)"


def collect(folder: Path, **settings: str) -> tuple[Home, list[dict[str, Any]], list[dict[str, Any]]]:
    """An outlet whose list page and articles are empty without scripts, collected by the crawler as it is run: its articles, and its pages."""
    home = Home(folder / "var", settings)
    shown = {"/app.js": sent(APP, type="text/javascript"), "/story.json": sent(json.dumps(STORY).encode(), type="application/json")}
    with served({**shown, "/": HOLLOW, "/news/": script(LIST), "/news/2026/11/tilshi-kire-almady-4711": HOLLOW}) as press:
        file = folder / "outlets.yaml"
        file.write_text(OUTLET.format(home=press.home), encoding="utf-8")
        done = crawl(home, file, ["zz_dala"])
        assert (done.returncode, done.stderr) == (0, ""), done.stderr + home.logs()
    return home, home.rows("articles"), home.rows("pages")


@pytest.mark.usefixtures("chromium")
def test_an_outlet_that_needs_a_browser_is_collected_with_one(tmp_path: Path) -> None:
    home, articles, _ = collect(tmp_path, QORGAN_BROWSER="auto")
    assert [article["text"].splitlines()[-4:] == STORY for article in articles] == [True], home.logs()
    kept = [
        record.http_headers for file in home.data.rglob("*.warc.gz") for record in ArchiveIterator(file.open("rb")) if record.rec_type == "response"
    ]
    assert any((headers.get_header("X-Qorgan-Rendered") or "").startswith("chromium/") for headers in kept)


@pytest.mark.usefixtures("chromium")
def test_without_the_browser_it_is_read_like_any_other_and_a_line_says_so(tmp_path: Path) -> None:
    home, articles, pages = collect(tmp_path)
    assert articles == []
    assert pages
    assert home.logs().count("QORGAN_BROWSER=auto") == 1


def _child(choice: str, patience: str, log: str, home: str, *paths: str) -> None:
    """A crawler of the house over these pages, without database and pipelines."""
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.project import get_project_settings

    from spiders.downloader import browser as browser_memory
    from spiders.downloader import complete_responses as whole_answers
    from spiders.downloader import guard as dns_guard

    browser_memory.MEMORY = MEMORY
    # What came in earlier runs is written in the database, and there is none here.
    whole_answers._came_before = lambda *_: False
    own = frozenset({site_of(home)})
    dns_guard.trust(own, private=False)
    settings = get_project_settings()
    settings.setdict({"LOG_FILE": log, "ITEM_PIPELINES": {}, "EXTENSIONS": {}, "RETRY_TIMES": 1, "DOWNLOAD_DELAY": 0})
    settings.setdict({"CONCURRENT_REQUESTS_PER_DOMAIN": 3, "DOWNLOAD_TIMEOUT": int(patience), "DOWNLOAD_MAXSIZE": LARGEST})
    # Whose turn it is at a host is written in the database, and there is none here.
    middlewares = {name: place for name, place in settings.getdict("DOWNLOADER_MIDDLEWARES").items() if "RateLimit" not in name}
    settings.set("DOWNLOADER_MIDDLEWARES", middlewares)
    settings.setdict(browser_crawl_settings(choice, own) or {})

    class Visits(Spider):
        name = "visits"
        sites = own

        async def start(self) -> Any:
            for path in paths:
                meta = {"path": path, **browser_meta(self.settings, zone="Asia/Aqtobe", language="ru")}
                yield Request(home + path, callback=self.read, errback=self.failed, dont_filter=True, meta=meta)

        def read(self, response: Any) -> None:
            headers = {name.decode().lower(): [value.decode() for value in values] for name, values in response.headers.items()}
            self.tell(response.meta["path"], url=response.url, headers=headers, text=response.body.decode())

        def failed(self, failure: Any) -> None:
            fate, status, detail = fate_of_failure(failure)
            self.tell(failure.request.meta["path"], fate=fate, status=status, detail=detail)

        def give_up(self, reason: str) -> None:
            self.tell("gave up", detail=reason)

        def tell(self, path: str, **what: Any) -> None:
            print(json.dumps({"path": path, **what}), flush=True)

    process = AsyncCrawlerProcess(settings)
    process.crawl(Visits)
    process.start()


if __name__ == "__main__":
    _child(*sys.argv[1:])
