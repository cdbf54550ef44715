"""A Telegram channel's posts become articles: each once, edits as versions, paged back to a period."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tests.conftest import NOW
from tests.flows.real_command import Home
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import entry, row
from tests.spiders.web_site import WORDS, Answer, Asked

# Two posts a day for two hundred days, numbered from 1; the newest was sent an hour ago.
POSTS = {number: NOW - timedelta(hours=1 + 12 * (400 - number)) for number in range(1, 401)}


def post(number: int, moment: datetime, text: str) -> str:
    return f"""<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message js-widget_message" data-post="qala_tynysy/{number}">
<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_text js-message_text" dir="auto"><b>{number}-хабар: көшеде су кетті</b><br/><br/>{text}</div>
<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info"><a class="tgme_widget_message_date" href="https://t.me/qala_tynysy/{number}">
<time datetime="{moment.isoformat()}" class="time">10:00</time></a></div></div></div></div></div>"""


def channel(edited: dict[int, str]) -> Callable[[Asked], Answer | None]:
    def route(asked: Asked) -> Answer | None:
        if asked.path != "/s/qala_tynysy":
            return None
        before = int(asked.query.get("before", "401"))
        numbers = [number for number in range(max(1, before - 20), before) if number in POSTS]
        posts = "".join(post(number, POSTS[number], edited.get(number, f"{WORDS} {number}. {number} {WORDS}.")) for number in numbers)
        older = (
            f'<a href="/s/qala_tynysy?before={numbers[0]}" class="tme_messages_more js-messages_more" data-before="{numbers[0]}"></a>'
            if numbers and numbers[0] > 1
            else ""
        )
        return Answer(
            '<html><body class="widget_frame_base tgme_webpreview"><div class="tgme_channel_info"></div><section class="tgme_channel_history js-message_history">'
            f"{older}{posts}</section></body></html>"
        )

    return route


def outlet(folder: Path, base: str) -> Path:
    file = folder / "channel.yaml"
    file.write_text(entry("kz_qala", base, telegram=[f"{base}/s/qala_tynysy"]), encoding="utf-8")
    return file


def numbers(home: Home) -> set[int]:
    return {int(line["url"].rsplit("/", 1)[1]) for line in home.rows("articles")}


def test_a_first_visit_takes_the_posts_of_a_week_with_their_own_addresses_and_times(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(channel({})) as served:
        done = crawl(home, outlet(tmp_path, served.url), ["kz_qala"], "first", now=NOW)
        assert done.returncode == 0, done.stderr + home.logs()
        articles = home.rows("articles")
        # The outlet's day is five hours ahead of UTC.
        assert {number for number, moment in POSTS.items() if (moment + timedelta(hours=5)).date() >= (NOW - timedelta(days=7)).date()} == numbers(
            home
        )
        newest = next(line for line in articles if line["url"] == f"{served.url}/qala_tynysy/400")
        assert ("telegram", f"{served.url}/s/qala_tynysy", True) in row(home, "first")["ways"]
    assert newest["title"] == "400-хабар: көшеде су кетті"
    assert datetime.fromisoformat(newest["published_at"]) == POSTS[400]
    assert newest["lang"] == "kk"
    assert WORDS in newest["text"]
    # Twenty posts stand on one stored page, and are not stored twenty times.
    assert len({(line["evidence"]["file"], line["evidence"]["offset"]) for line in articles}) == 1


def test_a_second_visit_stores_nothing_and_an_edit_is_a_version(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    edited: dict[int, str] = {}
    with memory_site(channel(edited)) as served:
        file = outlet(tmp_path, served.url)
        crawl(home, file, ["kz_qala"], "first", now=NOW)
        before = home.rows("articles")
        crawl(home, file, ["kz_qala"], "second", now=NOW)
        assert home.rows("articles") == before
        assert [line for line in home.rows("pages", "--run", "second") if not line["source"] and "qala_tynysy" in line["url"]] == []
        edited[399] = f"Нақтыланды: {WORDS} төртінші шілдеде."
        crawl(home, file, ["kz_qala"], "third", now=NOW)
        crawl(home, file, ["kz_qala"], "fourth", now=NOW)
    after = {line["url"]: line["versions"] for line in home.rows("articles")}
    assert {url.rsplit("/", 1)[1]: versions for url, versions in after.items() if versions > 1} == {"399": 2}
    assert [line["url"].rsplit("/", 1)[1] for line in home.rows("pages", "--fate", "changed")] == ["399"]


def test_a_reach_back_reads_the_posts_of_its_days_without_paging_through_all_others(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    since = (NOW - timedelta(days=120)).date()
    until = since + timedelta(days=9)
    with memory_site(channel({})) as served:
        done = crawl(home, outlet(tmp_path, served.url), ["kz_qala"], "reach", "--since", since.isoformat(), "--until", until.isoformat(), now=NOW)
        assert done.returncode == 0, done.stderr + home.logs()
        pages = [asked for asked in served.asked if asked.path == "/s/qala_tynysy"]
    # The outlet's day is five hours ahead of UTC.
    wanted = {number for number, moment in POSTS.items() if since <= (moment + timedelta(hours=5)).date() <= until}
    assert numbers(home) == wanted
    assert len(pages) <= 11


def test_a_channel_without_a_public_preview_is_said_to_have_none(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    contact = '<html><body><div class="tgme_page"><div class="tgme_page_title">Қала</div><div class="tgme_page_extra">12 subscribers</div></div></body></html>'
    with memory_site(lambda asked: Answer(contact) if "qala" in asked.path else None) as served:
        crawl(home, outlet(tmp_path, served.url), ["kz_qala"], "first", now=NOW)
    (line,) = [line for line in home.rows("pages") if line["url"].endswith("/s/qala_tynysy")]
    assert (line["fate"], line["detail"]) == ("bad_content", "no public preview")
    assert row(home, "first")["state"] == "failed"
