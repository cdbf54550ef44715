"""Pages taken in, a batch at a time: what is stored, what is folded into what was there, what is left out, and what is counted of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pipelines.dedup.urls import article_id, page_key
from pipelines.extraction.reader import Extraction, TextBlock
from pipelines.items import AttemptItem, CrawlContext, OutletFacts, PageItem
from pipelines.store import BATCH, MAX_BATCH_AGE, EndedAttempt, OutletPageStore, ReadPage, published_day, text_hash
from records import articles, database, watched_pages
from records.database import read_session, write_transaction
from records.model import EvidenceRef, Period
from records.outlets import health, runs
from records.outlets.health import PageMeasures, outlet_days
from records.tables import ArticleRow, BandRow, OutletMemoryRow, OutletRunRow, PageRow, SnapshotRow
from records.vocabulary import Fate, PageChange
from tests.conftest import NOW

DAY = date(2026, 11, 20)
ORAL = OutletFacts("kz_oral", "KZ-27", frozenset({"oral.example"}))
AQTOBE = OutletFacts("kz_aqtobe", "KZ-15", frozenset({"aqtobe.example"}))
SHYMKENT = OutletFacts("kz_shymkent", "KZ-79", frozenset({"shymkent.example"}))
EVIDENCE = EvidenceRef("2026/11/24/run.warc.gz", 7, "e" * 64)


def story(number: int) -> tuple[str, ...]:
    """An article of 72 words, in six blocks: no two articles share a run of three words."""
    return tuple(" ".join(f"слово{number}{part}{place}" for place in "абвгдежзиклм") + "." for part in "абвгде")


def read_page(
    outlet: OutletFacts, name: str, blocks: tuple[str, ...], *, title: str = "", day: date | datetime | None = DAY, **page: Any
) -> ReadPage:
    """A page of an outlet that reads as an article. `page` changes what came with it."""
    url = f"https://{outlet.name.removeprefix('kz_')}.example/{name}"
    canonical = page.pop("canonical", None)
    given: dict[str, Any] = {
        "outlet": outlet.name,
        "url": url,
        "final_url": url,
        "status": 200,
        "headers": (),
        "body": b"",
        "fetched_at": NOW,
        **page,
    }
    found = Extraction(title or f"Заголовок страницы {name}", tuple(map(TextBlock, blocks)), ("А. Сериков",), "ru", canonical, day)
    return ReadPage(PageItem(**given), EVIDENCE, found)


def ended(outlet: OutletFacts, name: str, fate: Fate, **given: Any) -> EndedAttempt:
    """A try that ended before storing."""
    ref = given.pop("ref", None)
    return EndedAttempt(AttemptItem(outlet=outlet.name, url=f"https://{name}.example/", fate=fate, at=given.pop("at", NOW), **given), ref)


def intake(
    engine: Engine, outlet: OutletFacts = ORAL, run: str = "run", period: Period | None = None, now: Callable[[], datetime] = lambda: NOW
) -> OutletPageStore:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
    return OutletPageStore(engine, CrawlContext(run, period or Period()), outlet, now)


def take(
    engine: Engine, *items: ReadPage | EndedAttempt, outlet: OutletFacts = ORAL, run: str = "run", period: Period | None = None
) -> dict[str, str]:
    """Take these in and store them; the fate of each address in this run."""
    taking = intake(engine, outlet, run, period)
    for item in items:
        taking.add(item)
    taking.flush()
    return fates(engine, run)


def fates(engine: Engine, run: str = "run") -> dict[str, str]:
    with read_session(engine) as session:
        return {row.url.split("/", 3)[3] or row.url: row.fate for row in session.scalars(select(PageRow).where(PageRow.run_id == run))}


def stored(engine: Engine) -> list[ArticleRow]:
    with read_session(engine) as session:
        return list(session.scalars(select(ArticleRow).order_by(ArticleRow.url)))


def measured(engine: Engine, outlet: OutletFacts = ORAL, run: str = "run") -> PageMeasures:
    with read_session(engine) as session:
        return PageMeasures.from_json(session.get_one(OutletRunRow, (run, outlet.name)).measures)


def count(engine: Engine, table: Any) -> int:
    with read_session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_page_is_stored_with_all_it_says_and_where_its_evidence_lies(engine: Engine) -> None:
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=ORAL.zone)
    page = read_page(ORAL, "news/1", story(1), title="Сериков избит", day=moment, status=203, url="https://oral.example/go?to=1")
    assert take(engine, page) == {"go?to=1": "stored"}
    [row] = stored(engine)
    text = "\n".join(story(1))
    assert (row.id, row.url) == (article_id("kz_oral", "https://oral.example/news/1"), "https://oral.example/news/1")
    assert (row.run_id, row.outlet, row.region, row.lang) == ("run", "kz_oral", "KZ-27", "ru")
    assert (row.title, row.text, row.authors) == ("Сериков избит", text, ["А. Сериков"])
    assert (row.published_at, row.published_on, row.fetched_at) == (moment.isoformat(), DAY, NOW)
    assert (row.text_sha256, row.copy_of) == (text_hash(text), None)
    with read_session(engine) as session:
        [state] = session.scalars(select(SnapshotRow))
        assert (state.article_id, state.url, state.status, state.text_sha256) == (row.id, row.url, 203, text_hash(text))
        assert (state.file, state.offset, state.sha256) == (EVIDENCE.file, EVIDENCE.offset, EVIDENCE.sha256)
        [tried] = session.scalars(select(PageRow))
        assert (tried.outlet, tried.status, tried.at, tried.source, tried.article_id) == ("kz_oral", 203, NOW, False, row.id)
        assert (tried.key, tried.sha256, tried.published_on, tried.detail) == (page_key(page.page.url), EVIDENCE.sha256, None, "")
        assert session.scalar(select(func.count()).select_from(BandRow)) == 16


def test_a_new_article_is_given_on_with_the_fields_of_its_row(engine: Engine) -> None:
    take(engine, read_page(AQTOBE, "first", story(1), title="Сериков избит"), outlet=AQTOBE)
    taking = intake(engine)
    taking.add(read_page(ORAL, "news/1", story(1), title="Сериков избит"))
    [item] = taking.flush()
    [row] = (one for one in stored(engine) if one.outlet == "kz_oral")
    same = ("id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "copy_of", "date_precision", "partial")
    assert {name: item[name] for name in same} == {name: getattr(row, name) for name in same}  # type: ignore[literal-required]
    assert row.copy_of == article_id("kz_aqtobe", "https://aqtobe.example/first")
    assert (item["fetched_at"], item["sha256"]) == (NOW.isoformat(), EVIDENCE.sha256)
    assert item["evidence"] == {"file": EVIDENCE.file, "offset": EVIDENCE.offset}


def test_an_article_has_the_same_id_on_every_machine_and_another_in_every_outlet() -> None:
    assert article_id("kz_oral", "https://oral.example/news/1") == "a25190df332c921b92d1"
    assert page_key("https://oral.example/news/1") == "bd5a663181d38e7578e1cb857981ce5251a04eaf"
    assert article_id("kz_oral", "http://www.oral.example/news/1?utm_source=x#top") == article_id("kz_oral", "https://oral.example/news/1")
    assert article_id("kz_aqtobe", "https://oral.example/news/1") != article_id("kz_oral", "https://oral.example/news/1")


def test_the_day_of_an_article_is_that_of_its_own_zone() -> None:
    assert published_day(datetime(2026, 11, 20, 23, 30, tzinfo=ORAL.zone)) == DAY
    assert published_day(DAY) == DAY
    assert published_day(None) is None


def test_a_copy_in_the_same_outlet_is_folded_into_the_article_it_repeats(engine: Engine) -> None:
    assert take(engine, read_page(ORAL, "1", story(1)), read_page(ORAL, "2", story(1), title="Тот же рассказ")) == {"1": "stored", "2": "near_copy"}
    [row] = stored(engine)
    with read_session(engine) as session:
        assert set(session.scalars(select(PageRow.article_id))) == {row.id}
    assert count(engine, SnapshotRow) == 1


def test_a_copy_in_another_outlet_is_an_article_that_names_the_first_one(engine: Engine) -> None:
    take(engine, read_page(ORAL, "1", story(1)))
    take(engine, read_page(AQTOBE, "1", story(1), fetched_at=NOW + timedelta(hours=1)), outlet=AQTOBE)
    assert [(row.outlet, row.copy_of) for row in stored(engine)] == [
        ("kz_aqtobe", article_id("kz_oral", "https://oral.example/1")),
        ("kz_oral", None),
    ]


def test_a_copy_of_a_copy_names_the_first_article_of_all(engine: Engine) -> None:
    """The second outlet changed some words, and the third copied the second: it has too little in common with the first to be known as its copy."""
    first = "\n".join(story(1)).split()
    second = [*first[:-5], "новое", "слово", "под", "конец", "рассказа"]
    third = ["Другие", "слова", "в", "начале", "рассказа", *second[5:]]
    take(engine, read_page(ORAL, "1", (" ".join(first),)))
    take(engine, read_page(AQTOBE, "1", (" ".join(second),), fetched_at=NOW + timedelta(hours=1)), outlet=AQTOBE)
    take(engine, read_page(SHYMKENT, "1", (" ".join(third),), fetched_at=NOW + timedelta(hours=2)), outlet=SHYMKENT)
    origin = article_id("kz_oral", "https://oral.example/1")
    assert {row.outlet: row.copy_of for row in stored(engine)} == {"kz_oral": None, "kz_aqtobe": origin, "kz_shymkent": origin}


def test_the_same_words_a_year_later_are_another_article(engine: Engine) -> None:
    take(engine, read_page(ORAL, "1", story(1)), read_page(ORAL, "2", story(1), day=date(2025, 11, 20)))
    assert [(row.published_on, row.copy_of) for row in stored(engine)] == [(DAY, None), (date(2025, 11, 20), None)]


@pytest.mark.parametrize(
    ("first", "second"), [("Курс на 19 ноября", "Курс на 20 ноября"), ("Курс на 19 ноября", "Курс"), ("Курс", "Курс на 20 ноября")]
)
def test_news_of_two_days_in_one_form_is_kept_apart_by_the_numbers_of_its_titles(engine: Engine, first: str, second: str) -> None:
    fate = take(engine, read_page(ORAL, "1", story(1), title=first, day=date(2026, 11, 19)), read_page(ORAL, "2", story(1), title=second))
    assert fate == {"1": "stored", "2": "stored"}
    assert take(engine, read_page(ORAL, "3", story(1), title=second, day=date(2026, 11, 21)), run="later") == {"3": "near_copy"}


def test_what_lies_outside_the_days_asked_for_is_left_out_and_its_day_is_kept(engine: Engine) -> None:
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    pages = [
        read_page(ORAL, "in", story(1)),
        read_page(ORAL, "out", story(2), day=date(2026, 10, 31)),
        read_page(ORAL, "undated", story(3), day=None),
    ]
    assert take(engine, *pages, period=november) == {"in": "stored", "out": "out_of_period", "undated": "stored"}
    with read_session(engine) as session:
        days = {row.fate: (row.published_on, row.article_id) for row in session.scalars(select(PageRow).where(PageRow.fate == "out_of_period"))}
    assert days == {"out_of_period": (date(2026, 10, 31), None)}
    assert [(row.published_at, row.published_on) for row in stored(engine)] == [("2026-11-20", DAY), (None, None)]


def test_hardly_any_text_is_no_article(engine: Engine) -> None:
    assert take(engine, read_page(ORAL, "1", ("Подробности позже.",))) == {"1": "too_short"}
    assert stored(engine) == []
    with read_session(engine) as session:
        assert session.scalars(select(PageRow.article_id)).all() == [None]


def test_a_few_words_are_an_article_only_under_a_title_that_says_the_rest(engine: Engine) -> None:
    words = tuple(" ".join(f"{name}{n}" for n in range(13)) for name in ("слово", "другое"))
    short, long = (read_page(ORAL, str(nth), (text,), title="Три слова " * (1 + 2 * nth)) for nth, text in enumerate(words))
    assert take(engine, short, long) == {"0": "too_short", "1": "stored"}


def test_what_stands_on_all_pages_of_an_outlet_is_in_no_article_and_is_remembered_by_the_next_run(engine: Engine) -> None:
    box = "Главное за неделю — в нашем письме по пятницам, без рекламы и лишних слов."
    take(engine, *(read_page(ORAL, str(n), (*story(n), box)) for n in range(8)))
    take(engine, read_page(ORAL, "8", (*story(8), box)), run="later")
    assert {row.title: row.text for row in stored(engine)} == {f"Заголовок страницы {n}": "\n".join(story(n)) for n in range(9)}
    assert count(engine, OutletMemoryRow) == 1
    assert measured(engine, run="later").raw == measured(engine, run="later").letters + len(box) + 1


def test_the_own_address_of_a_page_is_taken_where_it_names_the_outlet_itself(engine: Engine) -> None:
    own = read_page(ORAL, "amp/1", story(1), canonical="https://oral.example/1")
    foreign = read_page(ORAL, "2", story(2), canonical="https://elsewhere.example/2")
    moved = read_page(ORAL, "3", story(3), final_url="https://oral.example/three?utm_source=x")
    take(engine, own, foreign, moved)
    assert [row.url for row in stored(engine)] == ["https://oral.example/1", "https://oral.example/2", "https://oral.example/three"]


def test_a_page_that_is_stored_already_is_known_and_stays_as_it_is(engine: Engine) -> None:
    take(engine, read_page(ORAL, "1", story(1)))
    again = read_page(ORAL, "1", story(2), title="Совсем другое", day=date(2020, 1, 1))
    assert take(engine, again, run="later", period=Period(since=DAY)) == {"1": "known"}
    [row] = stored(engine)
    assert (row.title, row.text) == ("Заголовок страницы 1", "\n".join(story(1)))
    assert count(engine, SnapshotRow) == 1
    with read_session(engine) as session:
        assert set(session.scalars(select(PageRow.article_id))) == {row.id}


def test_a_post_is_its_own_address_and_loses_nothing_to_other_posts(engine: Engine) -> None:
    sign = "Подписывайтесь на наш канал и читайте новости области первыми, каждый день."
    posts = [read_page(ORAL, f"s/channel/{n}", (*story(n), sign), post_number=n, final_url="https://oral.example/s/channel") for n in range(8)]
    take(engine, *posts)
    assert [row.url for row in stored(engine)] == [f"https://oral.example/s/channel/{n}" for n in range(8)]
    assert all(sign in row.text for row in stored(engine))


def states(engine: Engine) -> list[SnapshotRow]:
    with read_session(engine) as session:
        return list(session.scalars(select(SnapshotRow).order_by(SnapshotRow.id)))


def test_a_post_that_was_edited_gets_a_state_with_what_is_new_in_it(engine: Engine) -> None:
    take(engine, read_page(ORAL, "7", story(1), post_number=7))
    assert take(engine, read_page(ORAL, "7", story(1), post_number=7), run="second") == {"7": "known"}
    edit = replace(
        read_page(ORAL, "7", (*story(1), "Дополнено позже."), post_number=7, fetched_at=NOW + timedelta(days=1), status=206),
        ref=replace(EVIDENCE, offset=9),
    )
    assert take(engine, edit, run="third") == {"7": "changed"}
    assert [state.change for state in states(engine)] == [None, PageChange.EDITED]
    last = states(engine)[-1]
    text = "\n".join((*story(1), "Дополнено позже."))
    assert (last.title, last.text, last.text_sha256) == (None, text, text_hash(text))
    assert (last.url, last.status, last.fetched_at, last.offset) == ("https://oral.example/7", 206, NOW + timedelta(days=1), 9)
    [row] = stored(engine)
    with read_session(engine) as session:
        assert session.scalars(select(PageRow.article_id).where(PageRow.run_id == "third")).all() == [row.id]
    assert take(engine, edit, run="fourth") == {"7": "known"}
    assert len(states(engine)) == 2


def test_a_post_of_which_only_the_title_changed_keeps_its_text_where_it_stands(engine: Engine) -> None:
    take(engine, read_page(ORAL, "7", story(1), post_number=7, title="Первый заголовок"))
    body = "\n".join(story(1))
    with write_transaction(engine) as session:
        # What was read differs, as after a new version of the reader; what is stored does not.
        session.scalars(select(SnapshotRow)).one().text_sha256 = "0" * 64
    take(engine, read_page(ORAL, "7", story(1), post_number=7, title="Второй заголовок"), run="second")
    last = states(engine)[-1]
    assert (last.change, last.title, last.text, last.text_sha256) == (PageChange.EDITED, "Второй заголовок", None, text_hash(body))


def test_a_post_that_differs_in_nothing_a_reader_sees_is_no_edit(engine: Engine) -> None:
    take(engine, read_page(ORAL, "7", ("«" + story(1)[0] + "»", *story(1)[1:]), post_number=7))
    assert take(engine, read_page(ORAL, "7", ('"' + story(1)[0] + '"', *story(1)[1:]), post_number=7), run="second") == {"7": "changed"}
    assert [state.change for state in states(engine)] == [None, None]


def test_a_post_that_was_gone_and_is_there_again_is_back(engine: Engine) -> None:
    take(engine, read_page(ORAL, "7", story(1), post_number=7))
    [row] = stored(engine)
    with write_transaction(engine) as session:
        watched_pages.add_state(session, row.id, PageChange.GONE, at=NOW, evidence=EVIDENCE, url=row.url, status=404)
    take(engine, read_page(ORAL, "7", story(1), post_number=7), run="second")
    assert [state.change for state in states(engine)] == [None, PageChange.GONE, PageChange.BACK]


def test_a_try_that_ended_is_settled_as_it_ended(engine: Engine) -> None:
    later = NOW + timedelta(minutes=3)
    taking = intake(engine)
    taking.add(ended(ORAL, "gone", Fate.HTTP_ERROR, status=404, detail="Not Found", at=later))
    taking.add(ended(ORAL, "list", Fate.LISTING, status=200, source=True, ref=EVIDENCE))
    taking.flush()
    with read_session(engine) as session:
        rows = {row.url: row for row in session.scalars(select(PageRow))}
        gone, listing = rows["https://gone.example/"], rows["https://list.example/"]
        assert (gone.fate, gone.status, gone.detail, gone.at, gone.source, gone.sha256) == ("http_error", 404, "Not Found", later, False, None)
        assert (listing.fate, listing.status, listing.source, listing.sha256) == ("listing", 200, True, EVIDENCE.sha256)
        assert session.get_one(OutletRunRow, ("run", "kz_oral")).fates == {"http_error": 1, "listing": 1}


def test_what_the_pages_were_like_is_counted_for_the_run_and_for_the_day_of_the_outlet(engine: Engine) -> None:
    night = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    taking = intake(engine, now=lambda: night)
    items: list[ReadPage | EndedAttempt] = [
        read_page(ORAL, "1", story(1)), read_page(ORAL, "2", story(2), day=None), read_page(ORAL, "3", story(3)), read_page(ORAL, "copy", story(1)), read_page(ORAL, "short", ("Нет.",)),
        ended(ORAL, "form", Fate.NOT_ARTICLE), ended(ORAL, "none", Fate.EMPTY), ended(ORAL, "home", Fate.EMPTY, source=True),
        ended(ORAL, "down", Fate.HTTP_ERROR),
    ]  # fmt: skip
    for item in items:
        taking.add(item)
    taking.flush()
    letters = sum(len("\n".join(story(n))) for n in (1, 2, 3))
    assert measured(engine) == PageMeasures(articles=3, dated=2, letters=letters, raw=letters, unread=3)
    with read_session(engine) as session:
        [day] = outlet_days(session, "kz_oral", date(2026, 11, 1), date(2026, 11, 30))
        assert day.day == date(2026, 11, 25)
        assert PageMeasures.of_day(day) == measured(engine)


def test_each_batch_counts_its_own_pages_once(engine: Engine) -> None:
    taking = intake(engine)
    for number in range(3):
        taking.add(read_page(ORAL, str(number), story(number)))
        taking.add(ended(ORAL, f"form{number}", Fate.NOT_ARTICLE))
        taking.flush()
    assert (measured(engine).articles, measured(engine).unread) == (3, 3)


def test_pages_wait_for_a_full_batch_and_no_longer(engine: Engine) -> None:
    taking = intake(engine)
    for number in range(BATCH - 1):
        taking.add(ended(ORAL, str(number), Fate.HTTP_ERROR) if number % 2 else read_page(ORAL, str(number), story(number)))
    assert not taking.is_full()
    taking.add(read_page(ORAL, "last", story(100)))
    assert taking.is_full()
    taking.flush()
    assert len(fates(engine)) == BATCH
    assert not taking.is_full()


@pytest.mark.parametrize("first", [read_page(ORAL, "first", story(1)), ended(ORAL, "first", Fate.HTTP_ERROR)], ids=["page", "ended"])
def test_a_page_waits_a_minute_at_most(engine: Engine, first: ReadPage | EndedAttempt) -> None:
    clock = [NOW + timedelta(seconds=MAX_BATCH_AGE)]
    taking = intake(engine, now=lambda: clock[0])
    taking.add(first)
    taking.add(read_page(ORAL, "2", story(2), fetched_at=clock[0]))
    assert not taking.is_full()
    clock[0] += timedelta(seconds=1)
    assert taking.is_full()
    taking.flush()
    taking.add(read_page(ORAL, "3", story(3), fetched_at=clock[0]))
    assert not taking.is_full()


def test_pages_out_of_an_old_file_wait_for_each_other_too(engine: Engine) -> None:
    clock = [NOW + timedelta(days=900)]
    taking = intake(engine, now=lambda: clock[0])
    for number in range(3):
        taking.add(read_page(ORAL, str(number), story(number)))
    assert not taking.is_full()
    clock[0] += timedelta(seconds=MAX_BATCH_AGE + 1)
    assert taking.is_full()


def test_what_was_stored_is_not_stored_again_with_the_next_batch(engine: Engine) -> None:
    taking = intake(engine)
    taking.add(read_page(ORAL, "1", story(1)))
    taking.flush()
    taking.flush()
    assert fates(engine) == {"1": "stored"}
    assert measured(engine).articles == 1


def test_a_batch_is_stored_whole_or_not_at_all(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    taking = intake(engine)
    taking.add(read_page(ORAL, "1", story(1)))
    taking.add(read_page(ORAL, "2", story(2)))
    real, calls = articles.add_article, []

    def add_one(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise OSError("power cut")
        real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(articles, "add_article", add_one)
        with pytest.raises(OSError, match="power cut"):
            taking.flush()
    assert (stored(engine), fates(engine)) == ([], {})
    taking.flush()
    assert fates(engine) == {"1": "stored", "2": "stored"}


def test_taking_nothing_in_opens_the_outlets_part_of_the_run(engine: Engine) -> None:
    intake(engine).flush()
    with read_session(engine) as session:
        part = session.get_one(OutletRunRow, ("run", "kz_oral"))
        assert (part.region, part.state, part.started_at, part.measures) == ("KZ-27", "running", NOW, {})
    assert count(engine, OutletMemoryRow) == 0


def test_a_page_that_waits_is_a_row_from_its_evidence_on_and_is_counted_once_when_its_fate_comes(engine: Engine) -> None:
    page = read_page(ORAL, "news/1", story(1))
    taking = intake(engine)
    taking.note_fetched(page.page, EVIDENCE)
    assert fates(engine) == {"news/1": "fetched"}
    with read_session(engine) as session:
        waiting = session.scalars(select(PageRow)).one()
        assert (waiting.outlet, waiting.url, waiting.status, waiting.at) == ("kz_oral", page.page.url, 200, NOW)
    taking.add(page)
    taking.flush()
    assert fates(engine) == {"news/1": "stored"}
    with read_session(engine) as session:
        assert session.get_one(OutletRunRow, ("run", "kz_oral")).fates == {"stored": 1}


def test_a_page_that_a_killed_crawler_had_fetched_is_asked_for_again_by_the_next_run(engine: Engine) -> None:
    page = read_page(ORAL, "news/1", story(1))
    intake(engine).note_fetched(page.page, EVIDENCE)
    with write_transaction(engine) as session:
        runs.close_dead_outlet_runs(session, "kz_oral", NOW)
        row = session.get_one(OutletRunRow, ("run", "kz_oral"))
        assert (row.state, row.cause, row.ended_at, row.fates) == ("failed", "broken_off", NOW, {"not_read": 1})
    assert fates(engine) == {"news/1": "not_read"}
    with read_session(engine) as session:
        assert runs.unread_pages(session, "kz_oral", NOW - timedelta(days=1)) == ["https://oral.example/news/1"]
        assert runs.known_keys(session, "kz_oral", [page_key("https://oral.example/news/1")]) == set()


@pytest.fixture
def answer_lost(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From now on the server keeps every first transaction, and ends before it can say so. How many transactions there were."""
    true, times = database.write_transaction, [0]

    @contextmanager
    def kept_without_answer(engine: Engine) -> Iterator[Session]:
        with true(engine) as session:
            yield session
        times[0] += 1
        if times[0] % 2:
            raise OperationalError("COMMIT", {}, Exception("the connection was closed"), connection_invalidated=True)

    monkeypatch.setattr(database, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(database, "write_transaction", kept_without_answer)
    return times


def test_a_batch_whose_commit_was_kept_and_not_answered_is_stored_once(engine: Engine, answer_lost: list[int]) -> None:
    pages = (read_page(ORAL, "news/1", story(1)), read_page(ORAL, "news/2", ("мало.",)), ended(ORAL, "gone", Fate.GONE))
    taking = intake(engine)
    for item in pages:
        if isinstance(item, ReadPage):
            taking.note_fetched(item.page, EVIDENCE)
        taking.add(item)
    taking.flush()
    assert fates(engine) == {"news/1": "stored", "news/2": "too_short", "https://gone.example/": "gone"}
    assert len(stored(engine)) == 1
    assert (measured(engine).articles, measured(engine).unread) == (1, 1)
    with read_session(engine) as session:
        assert session.get_one(OutletRunRow, ("run", "kz_oral")).fates == {"stored": 1, "too_short": 1, "gone": 1}
    # The outlet's part, two pages in hand and the batch. PostgreSQL tells that a transaction took place; of SQLite each is done twice, and stored once.
    assert answer_lost == [8 if engine.dialect.name == "sqlite" else 4]


def test_a_batch_that_was_not_kept_is_stored_by_the_next_try(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.0)
    true, failed = health.note_pages, [0]

    def lost_at_the_end(*given: Any) -> None:
        true(*given)
        failed[0] += 1
        if failed[0] < 3:
            raise OperationalError("UPDATE outlet_runs", {}, Exception("the connection was closed"), connection_invalidated=True)

    monkeypatch.setattr(health, "note_pages", lost_at_the_end)
    assert take(engine, read_page(ORAL, "news/1", story(1))) == {"news/1": "stored"}
    assert (len(stored(engine)), measured(engine).articles) == (1, 1)


def test_a_guessed_day_is_kept_as_unsure_and_nothing_is_reckoned_from_it(engine: Engine) -> None:
    told = read_page(ORAL, "guessed", story(1), day=date(2019, 5, 6))
    guessed = replace(told, extraction=replace(told.extraction, unsure=True))
    fates = take(engine, guessed, period=Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert [*fates.values()] == [Fate.STORED]
    with read_session(engine) as session:
        row = session.scalars(select(ArticleRow)).one()
    assert (row.published_at, row.published_on, row.date_precision) == ("2019-05-06", None, "unsure")
    assert (row.surely_published, row.guessed_on) == (None, date(2019, 5, 6))


def test_a_stub_is_kept_as_partial_however_short_it_is(engine: Engine) -> None:
    told = read_page(ORAL, "stub", ("Редактора не пустили на сессию.",))
    assert [*take(engine, replace(told, extraction=replace(told.extraction, partial=True))).values()] == [Fate.STORED]
    with read_session(engine) as session:
        assert session.scalars(select(ArticleRow.partial)).one()


def test_a_page_that_was_read_as_no_article_keeps_its_title_and_its_day(engine: Engine) -> None:
    take(engine, ended(ORAL, "short", Fate.TOO_SHORT, title="Подробности позже", published_on=date(2026, 11, 20)))
    with read_session(engine) as session:
        row = session.scalars(select(PageRow)).one()
    assert (row.fate, row.title, row.published_on) == (Fate.TOO_SHORT, "Подробности позже", date(2026, 11, 20))
