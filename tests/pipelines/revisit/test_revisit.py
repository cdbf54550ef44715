"""Watched pages: looked at again after 1, 7, 30 and 90 days. An edit or a deletion is kept and can be read; what is no edit is none."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from scrapy.exceptions import DownloadConnectionRefusedError
from scrapy.settings import Settings
from sqlalchemy import Engine, select

from flows import crawl_process
from flows.revisit_step import RevisitCounts, end_revisits, revisit_share
from pipelines.evidence.writer import EvidenceWriter, read_page
from pipelines.extraction_pool import ExtractionPool
from pipelines.items import OutletFacts
from pipelines.revisit.revisit import Revisit
from records import watched_pages
from records.database import open_engine, read_session, write_transaction
from records.model import EvidenceRef
from records.outlets import runs
from records.settings import read_settings
from records.tables import ArticleRow, ClaimRow, OutletRunRow, PageRow, SnapshotRow, WatchRow
from records.vocabulary import Fate, PageChange
from reports.page_changes import DiffKind, ObservedChange, changes
from spiders.config.schema import Outlet
from spiders.crawl.revisit_spider import revisit_spider_for
from tests.conftest import NOW
from tests.flows import real_command
from tests.flows.real_command import Home
from tests.pipelines.evidence.test_writer import page as evidence_page
from tests.records.watches import begun
from tests.spiders.memory_site import MemorySite, crawl, memory_site
from tests.spiders.newsrooms import WALL, entry
from tests.spiders.sources.test_telegram_channel import POSTS, channel
from tests.spiders.sources.test_telegram_channel import outlet as channel_outlet
from tests.spiders.web_site import Answer, Asked, Route, Site
from tests.spiders.web_site import site as web_site

TODAY = NOW.date()
STREETS = ("Тәуелсіздік", "Бөгенбай", "Жібек жолы", "Абылай", "Сәтпаев", "Мәуленов", "Қонаев", "Желтоқсан")
TITLES = (
    "Редакторды сұраққа шақырды", "Тілшінің камерасын тартып алды", "Журналисті сотқа берді", "Сайтқа шабуыл жасалды", "Редакцияда тінту жүрді",
    "Блогерді тоқтатты", "Тілшіні жиынға кіргізбеді", "Операторды итеріп жіберді",
)  # fmt: skip
# What stands around the articles at the first visit; `refuse` = the status with which every page is refused, `down` = nobody answers.
FURNITURE: dict[str, Any] = {"look": 1, "robots": "", "refuse": 0, "down": False}


def paragraphs(number: int) -> list[str]:
    """Five paragraphs that no other article has."""
    street, name = STREETS[number], TITLES[number].split()[0]
    return [
        f"{street} көшесіндегі ғимаратта сәрсенбі күні болған оқиға туралы {name} деген атпен {number + 3} адам куәлік берді.",
        f"Олардың айтуынша, {street} көшесіне таңғы сағат {number + 7} кезінде екі көлік келіп тоқтаған, ішінен бейтаныс кісілер түскен.",
        f"Қалалық полиция басқармасының баспасөз қызметі {name} жөніндегі сұраққа {number + 2} күннен кейін ғана жауап қайтарды.",
        f"Заңгер бұл жерде {number + 150}-баптың белгілері бар екенін, бірақ іс әлі қозғалмағанын {street} көшесінде тілшілерге түсіндірді.",
        f"Редакция {street} көшесіндегі оқиға бойынша прокуратураға {number + 1} рет арыз бергенін, жауап күтіп отырғанын хабарлады.",
    ]


@dataclass
class Article:
    """An article on the site as it stands now. `answer` takes the page's place."""

    number: int
    title: str = ""
    text: list[str] = field(default_factory=list)
    answer: Answer | None = None

    def __post_init__(self) -> None:
        self.title, self.text = self.title or TITLES[self.number], self.text or paragraphs(self.number)


@dataclass
class Newsroom:
    """A small outlet, its pages, and the records that are kept of it."""

    home: Home
    file: Path
    site: MemorySite | Site
    articles: dict[int, Article]
    furniture: dict[str, Any]

    @property
    def engine(self) -> Engine:
        return open_engine(f"sqlite:///{self.home.data / 'qorgan.db'}")

    def ids(self) -> dict[int, str]:
        with read_session(self.engine) as session:
            return {int(row.url.rsplit("/", 1)[1]): row.id for row in session.scalars(select(ArticleRow))}

    def watch(self, *numbers: int) -> None:
        """Watch these articles from today on."""
        ids = self.ids()
        with write_transaction(self.engine) as session:
            watched_pages.start_watching(session, [ids[number] for number in numbers], TODAY)

    def look(self, days: int) -> list[str]:
        """Look at all watched pages so many days later: the addresses that were asked."""
        before, day = len(self.site.asked), TODAY + timedelta(days=days)
        file = self.home.data / "ids"
        with read_session(self.engine) as session:
            file.write_text("\n".join(session.scalars(select(WatchRow.article_id))), encoding="utf-8")
        done = crawl(self.home, self.file, [], f"look{days}", "--watch", str(file), "--day", day.isoformat(), now=NOW + timedelta(days=days))
        assert (done.returncode, done.stdout.strip()) == (0, '{"broken": null}'), done.stderr + self.home.logs()
        return [asked.path for asked in self.site.asked[before:] if asked.path != "/robots.txt"]

    def fates(self, days: int) -> dict[int, str]:
        with read_session(self.engine) as session:
            tries = list(session.scalars(select(PageRow).where(PageRow.run_id == f"look{days}")))
        assert all(not row.source and row.article_id for row in tries)
        return {int(row.url.rsplit("/", 1)[1]): row.fate for row in tries}

    def stored(self) -> dict[str, tuple[str, str]]:
        """Title and text of every article."""
        with read_session(self.engine) as session:
            return {row.id: (row.title, row.text) for row in session.scalars(select(ArticleRow))}

    def seen(self, number: int) -> list[ObservedChange]:
        with read_session(self.engine) as session:
            return changes(session, self.ids()[number])

    def due(self, number: int) -> int | None:
        """In how many days from the beginning the article is looked at next; None = never again."""
        with read_session(self.engine) as session:
            row = session.get_one(WatchRow, self.ids()[number])
            return (row.due_on - TODAY).days if row.due_on else None


def outlet_file(folder: Path, base: str) -> Path:
    file = folder / "watched.yaml"
    file.write_text(entry("kz_watched", base, feeds=[f"{base}/feed.xml"]), encoding="utf-8")
    return file


def page(article: Article, furniture: dict[str, Any]) -> str:
    look = furniture["look"]
    text = "".join(f"<p>{line}</p>" for line in article.text)
    teasers = "".join(f'<li><a href="/news/{look}0{n}">Бүгінгі {look}{n}-жаңалық: ауданда тағы бір жиын өтті</a></li>' for n in range(4))
    return f"""<html lang="kk"><head><title>{article.title} | Бақылау</title></head><body>
<header><a href="/">Бақылау</a><nav><a href="/news/">Жаңалықтар</a><a href="/sport/">Спорт</a></nav></header>
<div class="banner">Жарнама: {look}-жеңілдік, жиһаз дүкеніне келіңіз, бағасы арзан!</div>
<article><h1>{article.title}</h1><time datetime="{TODAY}T09:00:00+05:00">{TODAY:%d.%m.%Y}</time>{text}
<p>Қаралды: {look * 113}</p><p>Тағы оқыңыз: <a href="/news/{look}77">{look}-ші күннің басты жаңалығын осы жерден оқыңыз</a></p></article>
<aside><h3>Соңғы жаңалықтар</h3><ul>{teasers}</ul></aside><footer>© Бақылау, {look}</footer></body></html>"""


def routed(articles: dict[int, Article], furniture: dict[str, Any]) -> Route:
    def route(asked: Asked) -> Answer | None:
        if furniture["down"]:
            raise DownloadConnectionRefusedError
        if asked.path == "/robots.txt":
            return Answer(furniture["robots"], type="text/plain")
        if asked.path == "/feed.xml":
            base = f"http://{asked.headers['Host']}"
            items = "".join(f"<item><link>{base}/news/{number}</link></item>" for number in articles)
            return Answer(f"<rss><channel>{items}</channel></rss>", type="application/rss+xml")
        if furniture["refuse"]:
            return Answer("қызмет уақытша көрсетілмейді", furniture["refuse"])
        if asked.path in ("/", "/news/"):
            links = "".join(f'<h3><a href="/news/{one.number}">{one.title} деп хабарлады бүгін тілші</a></h3>' for one in articles.values())
            return Answer(f"<html><head><title>Бақылау</title></head><body>{links}</body></html>")
        name = asked.path.rsplit("/", 1)[1]
        one = articles.get(int(name)) if name.isdigit() else None
        return None if one is None else one.answer or Answer(page(one, furniture))

    return route


@contextmanager
def newsroom(folder: Path, host: str = "site.example") -> Iterator[Newsroom]:
    """Eight articles, stored at a first visit."""
    articles, furniture = {number: Article(number) for number in range(8)}, dict(FURNITURE)
    home = Home(folder / "var", {"QORGAN_CONTACT": "watch@press.example"})
    with memory_site(routed(articles, furniture), host) as served:
        file = outlet_file(folder, served.url)
        done = crawl(home, file, ["kz_watched"], "first", now=NOW)
        assert done.returncode == 0, done.stderr + home.logs()
        room = Newsroom(home, file, served, articles, furniture)
        assert len(room.ids()) == 8, home.logs()
        yield room


@pytest.fixture
def web_room(processes: None, tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom that is on loopback after its first visit, for crawlers in processes of their own."""
    with web_site(lambda _asked: None) as served, newsroom(tmp_path, served.url.removeprefix("http://")) as room:
        served.route = room.site.route
        yield replace(room, site=served)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """The newsroom and its records after the first visit, from which every test takes a copy."""
    with newsroom(tmp_path_factory.mktemp("shelf")) as room:
        yield room


def taken(shelf: Newsroom, folder: Path) -> Newsroom:
    """The newsroom as it was at the first visit, with records of one's own."""
    shutil.copytree(shelf.home.data, folder / "var")
    shelf.articles.clear()
    shelf.articles.update({number: Article(number) for number in range(8)})
    shelf.furniture.update(FURNITURE)
    return replace(shelf, home=replace(shelf.home, data=folder / "var"))


@pytest.fixture
def room(shelf: Newsroom, tmp_path: Path) -> Newsroom:
    return taken(shelf, tmp_path)


@pytest.fixture(scope="module")
def month(shelf: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Seven watched articles, to each of which something else happens, and one that is not watched; looked at on the first and the seventh day, each
    time amid other teasers, adverts and counters."""
    room = taken(shelf, tmp_path_factory.mktemp("month"))
    room.watch(0, 1, 2, 3, 4, 5, 6)
    room.before = room.stored()  # type: ignore[attr-defined]
    one, start = room.articles, len(room.site.asked)
    room.furniture["look"] = 2
    one[1].text[2] = one[1].text[2].replace("ғана жауап қайтарды", "жауап қайтарудан бас тартты")
    one[2].answer = Answer("<html><body><h1>404</h1><p>Мұндай бет жоқ</p></body></html>", 404)
    one[3].answer = Answer("", 302, headers={"Location": "/"})
    one[4].title = "Журналист туралы хабар"
    del one[4].text[3]
    one[5].answer = Answer("<html><head><title>Бақылау</title></head><body><h1>Материал табылмады</h1><p>Іздеуді қолданыңыз.</p></body></html>")
    one[6].answer = Answer("<p>жоқ</p>", 410)
    room.first = room.look(1)  # type: ignore[attr-defined]
    room.again = room.look(1)  # type: ignore[attr-defined]
    room.next = {number: room.due(number) for number in range(7)}  # type: ignore[attr-defined]
    room.furniture["look"] = 3
    one[2].answer = None
    one[6].answer = None
    one[6].text[0] = "Редакция мақаланы қайта қарап, алғашқы абзацын түгел ауыстырды деп хабарланды."
    room.look(7)
    room.asked = room.site.asked[start:]  # type: ignore[attr-defined]
    return room


def test_exactly_the_due_pages_are_asked_for_and_a_second_look_on_the_same_day_asks_for_none(month: Any) -> None:
    assert sorted(path for path in month.first if path != "/") == [f"/news/{number}" for number in range(7)]
    assert month.again == []
    assert set(month.next.values()) == {7}
    assert month.due(0) == 30


def test_every_look_has_one_fate(month: Any) -> None:
    assert month.fates(1) == {0: "known", 1: "changed", 2: "gone", 3: "gone", 4: "changed", 5: "gone", 6: "gone"}
    assert month.fates(7) == {0: "known", 1: "known", 2: "changed", 3: "gone", 4: "known", 5: "gone", 6: "changed"}


def test_other_adverts_teasers_and_counters_are_no_edit(month: Any) -> None:
    assert month.seen(0) == []
    with read_session(month.engine) as session:
        assert len(list(session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == month.ids()[0])))) == 1


def test_an_edited_sentence_is_kept_with_a_difference_that_can_be_read(month: Any) -> None:
    (seen,) = month.seen(1)
    assert (seen.change, seen.title_before) == (PageChange.EDITED, seen.title_after)
    assert [(piece.kind, piece.text.strip()) for piece in seen.pieces if piece.kind is not DiffKind.SAME] == [
        (DiffKind.REMOVED, "ғана"),
        (DiffKind.REMOVED, "қайтарды."),
        (DiffKind.ADDED, "қайтарудан бас тартты."),
    ]
    assert max(len(piece.text.split()) for piece in seen.pieces) < 20


def test_a_new_title_and_a_paragraph_taken_out_are_one_edit(month: Any) -> None:
    (seen,) = month.seen(4)
    assert (seen.title_before, seen.title_after) == (TITLES[4], "Журналист туралы хабар")
    assert [(piece.kind, piece.text.strip()) for piece in seen.pieces if piece.kind is not DiffKind.SAME] == [(DiffKind.REMOVED, paragraphs(4)[3])]


def test_a_deleted_page_is_kept_with_the_answer_that_said_so(month: Any) -> None:
    gone = month.seen(2)[0]
    with read_session(month.engine) as session:
        row = next(row for row in watched_pages.changes_of(session, [month.ids()[2]]) if row.change == PageChange.GONE)
    stored = read_page(month.home.data / "evidence", EvidenceRef(row.file, row.offset, row.sha256))
    assert (gone.change, row.status, stored.status) == (PageChange.GONE, 404, 404)
    assert "Мұндай бет жоқ" in stored.body.decode()
    assert row.title is row.text is None


@pytest.mark.parametrize("number", [3, 5])
def test_a_page_that_leads_home_or_only_says_that_it_is_not_there_is_gone_once(month: Any, number: int) -> None:
    assert [seen.change for seen in month.seen(number)] == [PageChange.GONE]


def test_a_page_that_was_put_back_says_so_and_what_was_changed_meanwhile(month: Any) -> None:
    assert [seen.change for seen in month.seen(2)] == [PageChange.GONE, PageChange.BACK]
    assert month.seen(2)[1].pieces == ()
    back = month.seen(6)[1]
    assert back.change is PageChange.BACK
    assert {piece.text.strip() for piece in back.pieces if piece.kind is DiffKind.REMOVED} == {paragraphs(6)[0]}


def test_the_article_stays_as_it_was_first_read(month: Any) -> None:
    assert month.stored() == month.before


def test_looks_say_nothing_of_how_an_outlet_answers(month: Any) -> None:
    with read_session(month.engine) as session:
        parts = {row.run_id: row.state for row in session.scalars(select(OutletRunRow))}
        assert parts == {"first": "answered", "look1": "watched", "look7": "watched"}
        part = runs.last_outlet_run_row(session, "kz_watched")
        assert part is not None
        assert part.run_id == "first"
        assert list(session.scalars(select(ClaimRow))) == []


def test_looks_keep_the_manners_of_every_request(month: Any) -> None:
    asked = [one for one in month.asked if one.path == "/news/1"][-1]
    assert "watch@press.example" in asked.headers["User-Agent"]
    assert {"If-None-Match", "If-Modified-Since"}.isdisjoint(asked.headers)
    assert sum(one.path == "/robots.txt" for one in month.asked) == 2


def test_a_host_that_fails_is_asked_again_for_three_days_and_nothing_is_said_to_be_gone(room: Newsroom) -> None:
    room.watch(0)
    room.furniture["refuse"] = 503
    asked = [bool(room.look(day)) for day in (1, 2, 3, 4, 5)]
    assert asked == [True, True, True, True, False]
    assert {room.fates(day)[0] for day in (1, 2, 3, 4)} == {"server_error"}
    assert (room.seen(0), room.due(0)) == ([], 7)
    room.furniture["refuse"] = 0
    room.articles[0].text[1] = "Кейін бұл абзац толықтай басқаша жазылып, жаңа мәліметтермен толықтырылды."
    room.look(7)
    assert [seen.change for seen in room.seen(0)] == [PageChange.EDITED]


def test_what_robots_txt_forbids_meanwhile_is_not_asked_and_a_server_that_is_down_is_no_deletion(room: Newsroom) -> None:
    room.watch(0)
    room.furniture["robots"] = "User-agent: *\nDisallow: /news/"
    assert room.look(1) == []
    assert room.fates(1) == {0: "robots"}
    room.furniture["down"] = True
    room.look(2)
    assert room.fates(2) == {0: "unreachable"}
    assert (room.seen(0), room.due(0)) == ([], 3)


def test_a_wall_against_bots_is_no_deletion_whatever_its_status(room: Newsroom) -> None:
    room.watch(0, 1)
    room.articles[0].answer = Answer(WALL, 404)
    room.articles[1].answer = Answer(WALL)
    room.look(1)
    assert room.fates(1) == {0: "bot_wall", 1: "bot_wall"}
    assert room.seen(0) == room.seen(1) == []
    assert (room.due(0), room.due(1)) == (2, 2)


def test_a_text_taken_off_the_page_is_an_edit_and_a_page_moved_within_its_outlet_is_none(room: Newsroom) -> None:
    room.watch(0, 1)
    room.articles[0].text = ["Материал сот шешімімен алынды."]
    room.articles[1].answer = Answer("", 301, headers={"Location": "/moved/9"})
    room.articles[9] = Article(9, TITLES[1], paragraphs(1))
    room.look(1)
    (seen,) = room.seen(0)
    assert seen.change is PageChange.EDITED
    assert paragraphs(0)[0] in "".join(piece.text for piece in seen.pieces if piece.kind is DiffKind.REMOVED)
    assert room.fates(1)[1] == "known"


def live_blog(entries: list[str]) -> str:
    """A page that tells as it goes on, the newest entry first, in its markup and in what it says of itself."""
    told = [
        {"@type": "BlogPosting", "headline": f"Хабар {number}", "articleBody": entry, "datePublished": f"{TODAY}T09:{number:02}:00+05:00"}
        for number, entry in enumerate(entries)
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Сот залынан тікелей хабар",
        "datePublished": f"{TODAY}T09:00:00+05:00",
        "liveBlogUpdate": told[::-1],
    }
    shown = "".join(f'<div class="live-entry"><time>09:{number:02}</time><p>{entry}</p></div>' for number, entry in [*enumerate(entries)][::-1])
    return (
        f'<html lang="kk"><head><title>Сот залынан тікелей хабар | Бақылау</title><script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><article><h1>Сот залынан тікелей хабар</h1>{shown}</article></body></html>"
    )


def test_a_new_entry_of_a_live_blog_is_a_version_that_differs_by_it_alone(room: Newsroom) -> None:
    room.watch(1)
    entries = paragraphs(5)
    room.articles[1].answer = Answer(live_blog(entries[:3]))
    room.look(1)
    room.articles[1].answer = Answer(live_blog(entries[:4]))
    room.look(7)
    *_, last = sorted(room.seen(1), key=lambda seen: seen.at)
    assert last.change is PageChange.EDITED
    assert [piece.text.strip() for piece in last.pieces if piece.kind is DiffKind.REMOVED] == []
    added = " ".join(piece.text for piece in last.pieces if piece.kind is DiffKind.ADDED)
    assert entries[3] in added
    assert not any(entry in added for entry in entries[:3])


def test_a_run_gives_its_looks_to_one_crawler_that_can_be_started_again(web_room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room = web_room
    room.watch(0, 1, 2)
    room.articles[0].text[0] = "Бірінші абзац мүлде басқа сөздермен қайтадан жазылып шықты, ескісі алынды."
    room.articles[1].answer = Answer("", 404)
    for name, value in room.home.environment.items():
        monkeypatch.setenv(name, value)
    engine, day = room.engine, TODAY + timedelta(days=1)
    assert revisit_share(engine, "R", 1, 60, TODAY) is None
    assert revisit_share(engine, "R", 1, 60, day, outlets=["kz_other"]) is None
    share = revisit_share(engine, "R", 1, 60, day, files=[room.file])
    assert share is not None
    crawl_process.run_crawler(share, read_settings())
    asked = len(room.site.asked)
    crawl_process.run_crawler(share, read_settings())
    assert len(room.site.asked) == asked
    assert end_revisits(engine, share, NOW + timedelta(days=1)) == RevisitCounts(same=1, changed=1, gone=1)
    assert revisit_share(engine, "R", 1, 60, day, files=[room.file]) is None


def test_a_deleted_post_of_a_channel_is_seen_on_its_preview_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, edited = Home(tmp_path / "var"), dict[int, str]()
    with memory_site(channel(edited)) as served:
        file = channel_outlet(tmp_path, served.url)
        crawl(home, file, ["kz_qala"], "first", now=NOW)
        room = Newsroom(home, file, served, {}, {})
        room.watch(395, 396, 397)
        edited[396] = "Хабар өзгертілді: көшедегі су құбыры жөнделіп, тұрғындарға ауыз су қайта жеткізіле бастады деп хабарлады."
        with monkeypatch.context() as patch:
            patch.delitem(POSTS, 397)
            room.look(1)
        assert room.fates(1) == {395: "known", 396: "changed", 397: "gone"}
        assert [seen.change for seen in room.seen(396)] == [PageChange.EDITED]
        assert [seen.change for seen in room.seen(397)] == [PageChange.GONE]
        # The outlet's next visit lists the post, and sees it back.
        crawl(home, file, ["kz_qala"], "second", now=NOW + timedelta(days=1))
        assert [seen.change for seen in room.seen(397)] == [PageChange.GONE, PageChange.BACK]
        assert [seen.change for seen in room.seen(396)] == [PageChange.EDITED]


def test_a_host_that_no_outlet_file_names_is_not_asked_where_it_is_private(web_room: Newsroom, tmp_path: Path) -> None:
    web_room.watch(0)
    ids, other = tmp_path / "ids", tmp_path / "other.yaml"
    ids.write_text(web_room.ids()[0], encoding="utf-8")
    other.write_text("[]", encoding="utf-8")
    day = (TODAY + timedelta(days=1)).isoformat()
    done = real_command.crawl(web_room.home, other, [], "look1", "--watch", str(ids), "--day", day)
    assert done.returncode == 0, done.stderr + web_room.home.logs()
    assert web_room.site.asked == []
    assert web_room.fates(1) == {0: "dns"}
    assert web_room.seen(0) == []


class Here:
    """The extraction processes, in this one."""

    async def run(self, work: Any, *given: Any, owner: str) -> Any:
        return work(*given)


def looking(engine: Engine, folder: Path, run: str = "look") -> Revisit:
    """The looks of a day after `a` joined its draft."""
    begun(engine, "a")
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "watch", NOW)
    return Revisit(engine, folder, cast("ExtractionPool", Here()), run, OutletFacts("kz_test"), TODAY + timedelta(days=1))


def test_a_page_that_was_read_in_a_browser_is_not_judged_by_a_look_without_one(engine: Engine, tmp_path: Path) -> None:
    watching, writer = looking(engine, tmp_path), EvidenceWriter(tmp_path, "first")
    headers = (("Content-Type", "text/html; charset=utf-8"), ("X-Qorgan-Rendered", "chromium/1"))
    rendered = writer.write(evidence_page(page(Article(0), FURNITURE).encode(), headers=headers))
    with write_transaction(engine) as session:
        watched_pages.add_state(session, "a", None, at=NOW, evidence=rendered, url="https://site.example/1", status=200)
    empty = evidence_page(b"<html><body><script src=app.js></script></body></html>", headers=headers[:1])
    looked = asyncio.run(watching.look(empty, writer.write(empty), "a"))
    assert (looked.change, looked.attempt.fate) == (None, Fate.EMPTY)


def test_of_two_looks_at_once_one_is_kept(engine: Engine, tmp_path: Path) -> None:
    gone, writer = evidence_page(b"<h1>404</h1>", status=404), EvidenceWriter(tmp_path, "look")
    one, other = looking(engine, tmp_path, "one"), looking(engine, tmp_path, "other")
    looked = [asyncio.run(watching.look(gone, writer.write(gone), "a")) for watching in (one, other)]
    for watching, what in zip((one, other), looked, strict=True):
        watching.store(what)
    with read_session(engine) as session:
        assert [state.change for state in watched_pages.changes_of(session, ["a"])] == [PageChange.GONE]
        assert [row.fate for row in session.scalars(select(PageRow))] == ["gone", "gone"]
        assert session.get_one(WatchRow, "a").step == 1


def test_a_look_waits_between_requests_as_long_as_the_outlets_file_says() -> None:
    outlet = Outlet.model_validate(
        {"name": "kz_slow", "title": {"kk": "Баяу"}, "home": "https://slow.example/", "country": "KZ", "languages": ["kk"], "delay": 12}
    )
    settings = Settings()
    revisit_spider_for("kz_slow", outlet).update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 12
