"""`qorgan outlets check`: each outlet is looked at once and politely, what answers is told, and with --write it stands in the outlet file."""

import ipaddress
import json
import re
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import outlets_command
from pipelines.dedup.urls import site_of
from records.model import DiscoveredLink
from records.vocabulary import Cause, Fate
from spiders.config.files import load_outlets
from spiders.probe.probe_result import ProbedArticle, ProbedSource, ProbeResult, Robots, Tls, from_line, to_line
from spiders.probe.probe_spider import measured, newest_first
from spiders.sources.kinds import KINDS
from tests.flows.conftest import Here
from tests.flows.real_command import Home, free_ports
from tests.processes import LEFT, started
from tests.spiders.web_site import WORDS, Answer, Asked, Site, article_page, site

NOW = datetime.now(UTC).replace(microsecond=0)
TODAY = NOW.date()
ZONE = ZoneInfo("Asia/Almaty")
# No years, which are no article's number.
NUMBERS = range(4310, 4320)
# Ten articles, one every four hours, the newest an hour old: 36 hours from the newest to the oldest.
MOMENTS = {number: NOW - timedelta(hours=1 + 4 * (4319 - number)) for number in NUMBERS}
WALL = Answer("<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={};</script></body></html>", 403)
LINKS = "".join(f'<h3><a href="/habar/{number}">{number}-хабар осында тұр</a></h3>' for number in NUMBERS)


def feed(base: str, moments: dict[int, datetime]) -> Answer:
    items = "".join(
        f"<item><title>{number}-хабар</title><link>{base}/habar/{number}</link><pubDate>{moment:%d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for number, moment in moments.items()
    )
    return Answer(f"<rss><channel>{items}</channel></rss>", type="application/rss+xml")


def xml(inside: str) -> Answer:
    return Answer(inside, type="application/xml")


def text(words: str) -> Answer:
    return Answer(words, type="text/plain")


def page(asked: Asked, base: str, pages: dict[str, Any]) -> Answer | None:
    """A page by its path: given as it is or made from the site's address; articles beside them; all else is 404."""
    found = pages.get(asked.path, pages.get("*"))
    if found is not None:
        answer: Answer = found(base) if callable(found) else found
        return answer
    last = asked.path.rsplit("/", 1)[-1]
    return Answer(article_page(int(last), MOMENTS[int(last)].date())) if last.isdigit() and int(last) in MOMENTS else None


def post(number: int) -> str:
    return f"""<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="qala_arnasy/{number}">
<div class="tgme_widget_message_text js-message_text">{WORDS}</div><div class="tgme_widget_message_footer"><a class="tgme_widget_message_date"
href="https://t.me/qala_arnasy/{number}"><time datetime="{MOMENTS[number].isoformat()}" class="time">10:00</time></a></div></div></div>"""


CHANNEL = Answer(f'<html><body><section class="tgme_channel_history">{"".join(map(post, NUMBERS))}</section></body></html>')
HEAD = '<link rel="alternate" type="application/rss+xml" href="/arna.xml">'
POSTS = [
    {"link": f"/habar/{number}", "date_gmt": f"{moment:%Y-%m-%dT%H:%M:%S}", "title": {"rendered": "Хабар"}} for number, moment in MOMENTS.items()
]
SITES: dict[str, dict[str, Any]] = {
    "kz_feed": {"/rss.xml": lambda base: feed(base, MOMENTS), "/gone.xml": None, "/jabyq/": Answer(LINKS),
                "/robots.txt": text("User-agent: *\nDisallow: /jabyq/\n")},
    "kz_home": {"/": Answer(f"<html><head>{HEAD}</head><body>{LINKS}</body></html>"), "/arna.xml": lambda base: feed(base, MOMENTS)},
    "kz_map": {"/": Answer("<html><body><p>Сайт</p></body></html>"), "/robots.txt": lambda base: text(f"Sitemap: {base}/index.xml\n"),
               "/index.xml": lambda base: xml(f"<sitemapindex><sitemap><loc>{base}/pages.xml</loc></sitemap>"
                                              f"<sitemap><loc>{base}/news.xml</loc></sitemap></sitemapindex>"),
               "/news.xml": lambda base: xml("<urlset>" + "".join(
                   f"<url><loc>{base}/habar/{number}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for number, moment in MOMENTS.items()
               ) + "</urlset>")},
    "kz_wordpress": {"/": Answer("<html><body><p>Сайт</p></body></html>"), "/wp-json/wp/v2/posts": Answer(json.dumps(POSTS), type="application/json")},
    "kz_menu": {"/": Answer('<html><body><nav><a href="/qogam/">Қоғам</a></nav></body></html>'), "/qogam/": Answer(f"<html><body>{LINKS}</body></html>")},
    "kz_stale": {"/rss.xml": lambda base: feed(base, {number: moment - timedelta(days=90) for number, moment in MOMENTS.items()})},
    "kz_wall": {"*": WALL, "/robots.txt": text("")},
    "kz_quiet_wall": {"*": replace(WALL, status=200), "/robots.txt": text("")},
    "kz_refused": {"/robots.txt": text("User-agent: Qorgan\nDisallow: /\n"), "/": Answer(LINKS)},
    "kz_broken": {"/robots.txt": Answer("", 503), "/": Answer(LINKS)},
    "kz_slow": {"/robots.txt": text("User-agent: *\nCrawl-delay: 300\n"), "/": Answer(f"<html><head>{HEAD}</head><body>{LINKS}</body></html>")},
    "kz_empty": {"/": Answer("<html><body><p>Сайт</p></body></html>")},
    "kz_channel": {"/s/qala_arnasy": CHANNEL},
}  # fmt: skip
NAMED: dict[str, dict[str, Any]] = {
    "kz_feed": {"feeds": ["/gone.xml", "/rss.xml"], "sections": [{"url": "/jabyq/"}]},
    "kz_stale": {"feeds": ["/rss.xml"]},
    "kz_channel": {"telegram": ["/s/qala_arnasy"]},
    "kz_nameless": {"feeds": ["/rss.xml", "/more.xml"], "sitemaps": ["/map.xml"]},
}
CERTIFICATES = ("self_signed", "expired", "other_host", "good")


def certificate(name: str, folder: Path) -> Path:
    """A key and a certificate that vouches for itself: good, expired, or made out to another host."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    until = NOW - timedelta(days=2) if name == "expired" else NOW + timedelta(days=30)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), NOW - timedelta(days=90), until)
    host = ipaddress.ip_address("192.0.2.1" if name == "other_host" else "127.0.0.1")
    made = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(host)]), critical=False).sign(key, hashes.SHA256())
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM))
    return file


@contextmanager
def tls_site(pem: Path) -> Iterator[str]:
    """A home page behind a certificate; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<html><body>{LINKS}</body></html>".encode() if self.path == "/" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A handshake that is broken off is what these tests are about."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with Server(("127.0.0.1", 0), Handler) as server:
        # The handshake is done by the thread of the connection: a client that breaks it off must not stop the others.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def entry(name: str, base: str, more: dict[str, Any]) -> str:
    """An outlet's entry, with a comment that no program would write so."""

    def full(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: full(inner) for key, inner in value.items()}
        return [full(inner) for inner in value] if isinstance(value, list) else base + value

    lines = [
        f"- name: {name}   # {name} as it was",
        f"  title: {{ru: '{name}'}}",
        f"  home: {base}/",
        "  country: KZ",
        "  languages: [ ru ]",
        "  delay: 0",
    ]
    lines += [f"  {field}: {json.dumps(full(value))}" for field, value in more.items()]
    return "\n".join([*lines, "  evidence:", "    note: 'seen by a person'  # not to be touched", ""])


@dataclass
class Looked:
    """The press after one look: its outlet file, its sites, and what the looking process found."""

    file: Path
    sites: dict[str, Site]
    findings: dict[str, ProbeResult]
    home: Home


def look(environment: dict[str, str], file: Path, names: list[str], *words: str) -> dict[str, ProbeResult]:
    """Run the looking process to its end."""
    command = [sys.executable, "-m", "spiders.probe", *words, *(word for name in names for word in ("--outlet", name))]
    environment = {**environment, "OUTLET_FILES": str(file)}
    process = started(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        process.wait(timeout=600)
    finally:
        process.end_group()
    out, err = process.communicate(timeout=LEFT)
    assert process.returncode == 0, err
    return {finding.outlet: finding for finding in (from_line(line) for line in out.splitlines() if not line.startswith('{"asked"'))}


@pytest.fixture(scope="module")
def looked(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    """Outlets of every kind, served on loopback, and one look at them."""
    folder = tmp_path_factory.mktemp("check")
    home = Home(folder / "var")
    pems = {name: certificate(name, folder) for name in CERTIFICATES}
    trusted = folder / "trusted.pem"
    # All but one are made by somebody whom this machine trusts.
    trusted.write_bytes(b"".join(pem.read_bytes().partition(b"-----BEGIN CERT")[2].join([b"-----BEGIN CERT", b""]) for name, pem in pems.items()
                                 if name != "self_signed"))  # fmt: skip
    environment = {**home.environment, "SSL_CERT_FILE": str(trusted)}
    with ExitStack() as stack:
        sites: dict[str, Site] = {}
        for name, pages in SITES.items():
            sites[name] = stack.enter_context(site(lambda asked, name=name, pages=pages: page(asked, sites[name].url, pages)))  # type: ignore[misc]
        bases = {name: running.url for name, running in sites.items()}
        bases |= {f"kz_{name}": stack.enter_context(tls_site(pem)) for name, pem in pems.items()}
        bases |= {"kz_dead": f"http://127.0.0.1:{free_ports(1)}", "kz_nameless": "https://nowhere.invalid"}
        file = folder / "press.yaml"
        entries = [entry(name, base, NAMED.get(name, {})) for name, base in bases.items()]
        file.write_text("# The press of the test.\n\n" + "\n".join(entries) + "# The end.\n", encoding="utf-8")
        yield Looked(file, sites, look(environment, file, list(bases)), home)


def shape(finding: ProbeResult) -> list[tuple[str, str, bool, str | None, int]]:
    return [(way.kind, re.sub(r"^\w+://[^/]+", "", way.url), way.named, way.fate, way.entries) for way in finding.ways]


def test_every_outlet_ends_in_one_finding(looked: Looked) -> None:
    assert set(looked.findings) == {outlet.name for outlet in load_outlets([looked.file])[0]}


def test_every_named_way_is_asked_though_another_serves_and_none_beside_them(looked: Looked) -> None:
    finding = looked.findings["kz_feed"]
    assert finding.answers
    assert shape(finding) == [
        ("feed", "/gone.xml", True, "gone", 0),
        ("feed", "/rss.xml", True, "listing", 10),
        ("section", "/jabyq/", True, "robots", 0),
    ]
    assert finding.robots is Robots.PARTLY
    asked = looked.sites["kz_feed"].paths()
    assert "/jabyq/" not in asked
    assert asked[:2] == ["/gone.xml", "/rss.xml"]


def test_a_feed_is_measured_by_its_dates(looked: Looked) -> None:
    way = looked.findings["kz_feed"].served[0]
    assert (way.entries, way.dated, way.hours, way.per_day, way.newest) == (10, 1.0, 36.0, 6.7, NOW - timedelta(hours=1))


def test_the_newest_articles_are_read_as_collecting_reads_them(looked: Looked) -> None:
    finding = looked.findings["kz_feed"]
    assert [article.url.rsplit("/", 1)[1] for article in finding.articles] == ["4319", "4318"]
    assert all(article.fate is Fate.STORED and article.words > 50 and article.dated for article in finding.articles)


@pytest.mark.parametrize(
    ("name", "kind", "path"),
    [
        ("kz_home", "feed", "/arna.xml"),
        ("kz_map", "sitemap", "/index.xml"),
        ("kz_wordpress", "wordpress", "/wp-json/"),
        ("kz_menu", "section", "/qogam/"),
    ],
)
def test_an_outlet_with_only_a_home_page_is_found_another_way(looked: Looked, name: str, kind: str, path: str) -> None:
    ways = [way for way in looked.findings[name].served if way.kind == kind]
    assert [re.sub(r"^\w+://[^/]+", "", way.url) for way in ways] == [path]
    assert ways[0].entries == 10
    assert not ways[0].named


def test_a_feed_that_stands_still_does_not_count_as_an_answer(looked: Looked) -> None:
    way = looked.findings["kz_stale"].ways[0]
    assert (way.stale, way.served, looked.findings["kz_stale"].answers, looked.findings["kz_stale"].cause) == (True, False, False, Cause.EMPTY)


def test_an_outlet_that_does_not_answer_is_told_with_its_cause(looked: Looked) -> None:
    causes = {
        "kz_wall": Cause.BOT_WALL, "kz_quiet_wall": Cause.BOT_WALL, "kz_refused": Cause.ROBOTS, "kz_broken": Cause.ROBOTS, "kz_empty": Cause.EMPTY,
        "kz_dead": Cause.UNREACHABLE, "kz_nameless": Cause.DNS, "kz_self_signed": Cause.TLS, "kz_expired": Cause.TLS, "kz_other_host": Cause.TLS,
    }  # fmt: skip
    found = {name: looked.findings[name] for name in causes}
    assert {name: (finding.answers, finding.cause) for name, finding in found.items()} == {name: (False, cause) for name, cause in causes.items()}
    assert {name for name, finding in found.items() if finding.bot_wall} == {"kz_wall", "kz_quiet_wall"}


def test_certificates_and_robots_txt_are_told_with_what_is_wrong_with_them(looked: Looked) -> None:
    tls = {
        "kz_feed": Tls.PLAIN,
        "kz_good": Tls.OK,
        "kz_self_signed": Tls.SELF_SIGNED,
        "kz_expired": Tls.EXPIRED,
        "kz_other_host": Tls.WRONG_HOST,
        "kz_dead": None,
    }
    assert {name: looked.findings[name].tls for name in tls} == tls
    robots = {"kz_home": Robots.ALLOWED, "kz_refused": Robots.REFUSED, "kz_broken": Robots.FAILED, "kz_dead": None}
    assert {name: looked.findings[name].robots for name in robots} == robots


def test_a_host_that_does_not_answer_at_all_is_asked_once(looked: Looked) -> None:
    finding = looked.findings["kz_nameless"]
    assert finding.requests == 1
    assert [way.fate for way in finding.ways] == [Fate.DNS, Fate.DNS, Fate.DNS]


@pytest.mark.parametrize("name", ["kz_refused", "kz_broken"])
def test_a_host_that_refuses_us_is_asked_for_its_robots_txt_alone(looked: Looked, name: str) -> None:
    assert looked.sites[name].paths() == []


def test_a_host_that_asks_for_long_pauses_is_asked_for_its_home_page_alone(looked: Looked) -> None:
    assert looked.findings["kz_slow"].crawl_delay == 300
    assert looked.findings["kz_slow"].answers
    assert looked.sites["kz_slow"].paths() == ["/"]


def test_a_channel_says_that_its_outlet_answers_where_its_site_does_not(looked: Looked) -> None:
    finding = looked.findings["kz_channel"]
    assert [(way.kind, way.entries, way.hours) for way in finding.served] == [("telegram", 10, 36.0)]
    newest = finding.articles[0]
    assert (newest.url, newest.fate) == (f"{looked.sites['kz_channel'].url}/qala_arnasy/4319", Fate.STORED)
    assert newest.dated
    assert newest.words


def test_no_outlet_is_asked_more_than_a_dozen_times_and_robots_txt_once(looked: Looked) -> None:
    for name, running in looked.sites.items():
        robots = [asked for asked in running.asked if asked.path == "/robots.txt"]
        assert len(robots) == 1, name
        assert 1 <= len(running.asked) <= 12, (name, running.paths())
        assert looked.findings[name].requests == len(running.asked)


def test_looking_stores_nothing_but_the_pace_of_hosts(looked: Looked) -> None:
    assert not looked.home.data.joinpath("evidence").exists()
    with closing(sqlite3.connect(looked.home.data / "qorgan.db")) as connection:
        # A table of the search's module shows what other tables hold, and cannot be read as a whole; in those beside it the module keeps its own settings.
        made = dict(connection.execute("select name, sql from sqlite_master where type = 'table'").fetchall())
        modules = tuple(name for name, sql in made.items() if sql.lower().startswith("create virtual"))
        tables = [name for name in made if not name.startswith(modules)]
        filled = {name for name in tables if connection.execute(f"select count(*) from {name}").fetchone()[0]}
    assert filled - {"alembic_version"} <= {"hosts"}


def next_turn(home: Home, running: Site) -> float:
    """The moment from which the host may be asked again, in seconds since 1970: every request moves it on by the pause."""
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        moment: float = connection.execute("select next_at from hosts where site = ?", (site_of(running.url),)).fetchone()[0]
    return moment


@pytest.mark.usefixtures("processes")
def test_every_request_waits_for_its_hosts_turn_and_outlets_that_share_a_host_ask_for_its_robots_txt_once(tmp_path: Path) -> None:
    begun, home = time.time(), Home(tmp_path / "var")
    with (
        site(lambda asked: page(asked, shared.url, {"/a/": Answer(LINKS), "/b/": Answer(LINKS)})) as shared,
        site(lambda asked: page(asked, paced.url, SITES["kz_home"])) as paced,
    ):
        file = tmp_path / "paced.yaml"
        entries = [entry(name, base, {}) for name, base in (("kz_a", f"{shared.url}/a"), ("kz_b", f"{shared.url}/b"), ("kz_paced", paced.url))]
        file.write_text("\n".join(entries).replace("delay: 0", "delay: 0.3"), encoding="utf-8")
        findings = look(home.environment, file, ["kz_a", "kz_b", "kz_paced"])
    assert {name: finding.answers for name, finding in findings.items()} == {"kz_a": True, "kz_b": True, "kz_paced": True}
    for running, least in ((shared, 4), (paced, 5)):
        assert [asked.path for asked in running.asked].count("/robots.txt") == 1
        assert len(running.asked) >= least
        assert next_turn(home, running) >= begun + 0.3 * len(running.asked)


@pytest.mark.usefixtures("processes")
def test_when_time_is_up_what_was_not_asked_is_told_so(tmp_path: Path) -> None:
    with site(lambda asked: page(asked, running.url, SITES["kz_feed"])) as running:
        file = tmp_path / "cut.yaml"
        file.write_text(entry("kz_cut", running.url, NAMED["kz_feed"]).replace("delay: 0", "delay: 600"), encoding="utf-8")
        finding = look(Home(tmp_path / "var").environment, file, ["kz_cut"], "--limit", "5")["kz_cut"]
    # The first request is that for robots.txt; where the time did not even reach for it nothing was asked.
    assert [asked.path for asked in running.asked] in ([], ["/robots.txt"])
    assert [way.fate for way in finding.ways] == [None, None, None]
    assert (finding.answers, finding.cause) == (False, None)


@pytest.mark.usefixtures("processes")
def test_without_a_network_every_outlet_is_told_and_none_waits_for_another(tmp_path: Path) -> None:
    entries = [entry(f"kz_far{number}", f"https://far{number}.invalid", {"feeds": ["/rss.xml", "/more.xml"]}) for number in range(40)]
    far = [
        text.replace("  evidence:", "  telegram: [https://preview.invalid/s/qala_arnasy]\n  evidence:").replace("delay: 0", "delay: 5")
        for text in entries
    ]
    file = tmp_path / "far.yaml"
    file.write_text("\n".join(far), encoding="utf-8")
    said = Home(tmp_path / "var").qorgan("outlets", "check", str(file), code=1)
    lines = [line for line in said.stdout.splitlines() if line.startswith("kz_far")]
    assert len(lines) == 40
    assert all("(DNS)" in line for line in lines)
    assert said.stderr.splitlines()[-1].startswith("qorgan: ")


@pytest.fixture
def check(looked: Looked, here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Here:
    """The command over what was found, without another look."""

    monkeypatch.setattr(outlets_command, "probe_outlets", lambda task, _environment: iter([looked.findings[name] for name in task.outlets]))
    return partial(here, Home(tmp_path / "var", {"COLUMNS": "250"}), "outlets", "check")


def test_the_table_tells_each_outlet_in_a_line_of_its_own(looked: Looked, check: Here) -> None:
    said = check(str(looked.file))
    rows = {line.split()[0]: " ".join(line.split()) for line in said.stdout.splitlines()[1:]}
    assert set(rows) == set(looked.findings)
    words = looked.findings["kz_feed"].articles[0].words
    assert rows["kz_feed"] == f"kz_feed yes feed 10 100% 36 6.7 refuses in part no none (http) {words} words, dated"
    assert rows["kz_wall"] == "kz_wall bot wall allows yes none (http)"
    assert rows["kz_slow"].startswith("kz_slow yes *home page 10 0% allows, every 300 s no")
    assert rows["kz_expired"] == "kz_expired certificate failure (TLS) expired"
    assert "*home page, *feed" in rows["kz_home"]
    assert said.stderr.startswith("*")
    assert "Traceback" not in said.stderr


def test_write_puts_the_finding_into_the_file_and_leaves_all_else(looked: Looked, check: Here, tmp_path: Path) -> None:
    file = tmp_path / "copy.yaml"
    before = looked.file.read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")
    said = check(str(file), "--write")
    assert said.stderr.splitlines()[-1].startswith(f"{len(looked.findings)} ")
    after = file.read_text(encoding="utf-8")
    assert [line for line in after.splitlines() if line in before.splitlines()] == before.splitlines()
    outlets = {outlet.name: outlet for outlet in load_outlets([file])[0]}
    for outlet in outlets.values():
        assert outlet.evidence is not None
        assert (outlet.evidence.by, outlet.evidence.note) == ("qorgan outlets check", "seen by a person")
        assert outlet.evidence.checked in (TODAY, TODAY + timedelta(days=1))
    told = {name: outlet.evidence.found for name, outlet in outlets.items() if outlet.evidence}
    words = looked.findings["kz_feed"].articles[0].words
    assert told["kz_feed"] == (
        "feed /gone.xml: gone; feed answered: 10 entries, 36 h deep, dated; section /jabyq/: robots; "
        f"article read: {words} words, dated"
    )  # fmt: skip
    assert told["kz_dead"] == "no answer: unreachable"
    assert KINDS["feed"].entries(outlets["kz_home"]) == (f"{looked.sites['kz_home'].url}/arna.xml",)
    assert KINDS["sitemap"].entries(outlets["kz_map"]) == (f"{looked.sites['kz_map'].url}/index.xml",)
    assert KINDS["wordpress"].entries(outlets["kz_wordpress"]) == (f"{looked.sites['kz_wordpress'].url}/wp-json/",)
    assert [section.url for section in KINDS["section"].entries(outlets["kz_menu"])] == [f"{looked.sites['kz_menu'].url}/qogam/"]
    assert KINDS["feed"].entries(outlets["kz_feed"]) == tuple(looked.sites["kz_feed"].url + path for path in ("/gone.xml", "/rss.xml"))


def test_an_entry_that_cannot_be_written_is_told_and_the_others_are(looked: Looked, check: Here, tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    entries = [text for text in looked.file.read_text(encoding="utf-8").split("\n\n") if "kz_feed" in text or "kz_home" in text]
    # Whatever is written below this note belongs to it.
    kept = entries[0].replace("note: 'seen by a person'  # not to be touched", "note: |+\n      seen by a person\n\n")
    file.write_text(f"{kept}\n{entries[1]}\n", encoding="utf-8")
    said = check(str(file), "--write", code=1)
    refused, written, last = said.stderr.splitlines()[1:]
    assert (refused.startswith(f"{file} "), written.startswith("1 "), last.startswith("qorgan: 1 ")) == (True, True, True)
    assert file.read_text(encoding="utf-8").startswith(kept)
    assert "by: qorgan outlets check" in file.read_text(encoding="utf-8")


def test_wrong_use_exits_2(here: Here, tmp_path: Path) -> None:
    for words, told in ((["kz_tengrinew"], "kz_tengrinews?"), (["none.yaml"], "none.yaml"), (["--wirte"], "--wirte")):
        assert told in here(Home(tmp_path / "var"), "outlets", "check", *words, code=2).stderr


@pytest.mark.usefixtures("processes")
def test_stopping_the_parent_stops_the_look(tmp_path: Path) -> None:
    with site(lambda asked: page(asked, running.url, SITES["kz_feed"])) as running:
        file = tmp_path / "left.yaml"
        file.write_text(entry("kz_left", running.url, NAMED["kz_feed"]).replace("delay: 0", "delay: 60"), encoding="utf-8")
        environment = {**Home(tmp_path / "var").environment, "OUTLET_FILES": str(file)}
        command = [sys.executable, "-m", "spiders.probe", "--outlet", "kz_left"]
        process = started(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=600) == 0
        process.stdout.close()  # type: ignore[union-attr]
    assert len(running.asked) <= 1


ENTRIES = st.lists(st.builds(DiscoveredLink, st.sampled_from([f"https://a.kz/{day}" for day in ("x", "2026/01/02/x", "2025-12-30-y")]),
                             published=st.sampled_from(["", "2026-01-02", "2026-01-03T10:00:00+05:00", "вчера", "never", "Fri, 02 Jan 2026 08:00:00 GMT"])))  # fmt: skip
SEEN = ProbedSource("feed", "https://a.kz/rss", False, Fate.LISTING)


@given(ENTRIES)
def test_measures_of_any_links_hold_together(links: list[DiscoveredLink]) -> None:
    now = datetime(2026, 1, 5, tzinfo=UTC)
    way = measured(SEEN, links, now, ZONE)
    assert way.entries == len(links)
    assert 0 <= way.dated <= 1
    assert (way.newest is None) == (way.dated == 0)
    assert (way.hours is None) == (round(way.dated * len(links)) < 2)
    assert way.per_day is None or (way.hours is not None and way.hours > 0 and way.per_day > 0)
    assert sorted(map(id, newest_first(links, now, ZONE))) == sorted(map(id, links))


FINDINGS = st.builds(
    ProbeResult,
    outlet=st.text(),
    answers=st.booleans(),
    cause=st.none() | st.sampled_from(Cause),
    ways=st.lists(st.builds(ProbedSource, newest=st.none() | st.datetimes(timezones=st.just(UTC))), max_size=3).map(tuple),
    articles=st.lists(st.builds(ProbedArticle), max_size=2).map(tuple),
    crawl_delay=st.none() | st.floats(0, 1e6),
    seconds=st.floats(0, 1e6),
)


@given(FINDINGS.filter(lambda finding: all(value == value for way in finding.ways for value in (way.dated, way.hours, way.per_day))))
def test_a_finding_is_the_same_after_its_line(finding: ProbeResult) -> None:
    line = to_line(finding)
    assert "\n" not in line
    assert from_line(line) == finding


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", '{"outlet": "x"}', "nonsense"])
def test_a_line_that_is_no_finding_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_line(line)
