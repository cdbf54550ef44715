"""What is an edit of a page and what is none: like is compared with like, paragraph by paragraph."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.reader import Extraction, NotAnArticle, TextBlock
from pipelines.revisit import page_diff as module
from pipelines.revisit.page_diff import MOST_LINES, PageDiff, PageReading, PageRevisit, PageText, comparable_text, compare_pages, paragraph_changes
from records.vocabulary import Fate, PageChange
from tests.pipelines.rows import rows

OLD = PageText("Тақырып туралы хабар", ("Бірінші абзац осында тұрған еді.", "Екінші абзац та осында болған.", "Үшіншісі соңында тұр еді."))


def shown(told: PageText, *more: str, links: tuple[str, ...] = ()) -> PageReading:
    """A page with an article, and further lines that its reader took for the article's."""
    lines = (*told.lines, *more)
    found = Extraction(told.title, tuple(map(TextBlock, lines)), (), "kk", None, None)
    return PageReading(found, frozenset(map(comparable_text, links)), (comparable_text(told.title),), comparable_text("\n".join(lines)))


def judged(now: PageReading, *, known: PageText = OLD, before: PageReading | None = None, own: tuple[str, ...] | None = None) -> PageDiff:
    """The verdict on a page; `own` = its paragraphs without what repeats on other pages, all of them where not given."""
    lines = tuple(block.text for block in now.blocks)
    before_own = tuple(block.text for block in before.blocks) if before is not None else ()
    return compare_pages(
        known, before, before_own, PageRevisit("https://a.example/news/1", "https://a.example/news/1", False, now, lines if own is None else own)
    )


SAME = PageChange.SAME
MORE, SHORTER = "Жаңа оқырман бұл абзацты да табады.", PageText(OLD.title, OLD.lines[:2])
TEASER, OTHER = "Тағы оқыңыз: Әкім орынбасары ауыстырылды", "Тағы оқыңыз: Көпір жөндеуге жабылды"
WITH_TEASER = PageText(OLD.title, (*OLD.lines, TEASER))
SHOWN_TEASER = shown(WITH_TEASER, links=("Әкім орынбасары ауыстырылды",))
HER, HER_TOO = (
    PageText("Её допросили", ("Редактора вызвали ещё раз, её адвокат пришёл.",)),
    PageText("Ее допросили", ("Редактора вызвали еще раз, ее адвокат пришел.",)),
)
FEED = replace(OLD, title="Тақырып: арнадағы сөздер")


def counted(views: int, hurt: int) -> PageText:
    return PageText(OLD.title, (*OLD.lines, f"Сол күні редакцияда барлығы {hurt} адам жараланған еді.", f"Қаралды: {views}"))


@rows(
    "what, now, more, change",
    [
        ("marks and case", shown(PageText(OLD.title, ("Бірінші абзац осында тұрған еді!", " ЕКІНШІ абзац та  осында болған…", "Үшіншісі - соңында тұр еді"))), {}, SAME),
        ("paragraphs put together", shown(PageText(OLD.title, (" ".join(OLD.lines[:2]), OLD.lines[2]))), {}, SAME),
        ("another order", shown(PageText(OLD.title, (OLD.lines[2], *OLD.lines[:2]))), {}, SAME),
        ("soft hyphens and hard spaces", shown(PageText(OLD.title, ("Бірін\u00adші абзац осында\u00a0тұрған еді.", *OLD.lines[1:]))), {}, SAME),
        ("a letter written in either way", shown(HER_TOO), {"known": HER}, SAME),
        ("more that a new reader finds on the old page too", shown(OLD, MORE), {"before": shown(OLD, MORE)}, SAME),
        ("less that a new reader finds on the old page too", shown(SHORTER), {"before": shown(SHORTER)}, SAME),
        ("what the outlet's other pages hold too", shown(OLD, "Біздің арнаға жазылыңыздар, құрметті оқырман."), {"own": OLD.lines}, SAME),
        ("another link", shown(OLD, OTHER, links=("Көпір жөндеуге жабылды",)), {"known": WITH_TEASER, "before": SHOWN_TEASER}, SAME),
        ("no link", shown(OLD), {"known": WITH_TEASER, "before": SHOWN_TEASER}, SAME),
        ("a counter", shown(counted(990, 2)), {"known": counted(12, 2), "before": shown(counted(12, 2))}, SAME),
        ("a number in a sentence", shown(counted(990, 3)), {"known": counted(12, 2), "before": shown(counted(12, 2))}, PageChange.EDITED),
        ("a title that a feed said differently", shown(OLD), {"known": FEED, "before": shown(OLD)}, SAME),
    ],
)  # fmt: skip
def test_only_what_a_reader_sees_changed_is_an_edit(what: str, now: PageReading, more: dict[str, Any], change: PageChange) -> None:
    assert judged(now, **more).change is change


def test_without_its_evidence_a_page_is_compared_with_the_text_that_was_stored() -> None:
    assert judged(shown(PageText(OLD.title, OLD.lines[1:]))).told == PageText(OLD.title, OLD.lines[1:])


def test_what_stands_in_its_place_under_another_title_is_not_the_article() -> None:
    other = PageText("Ауа райы болжамы", ("Ертең таңертең Алматыда жаңбыр жауады.", "Кешке қарай күн ашылып, жел басылады."))
    assert judged(shown(other)).change is PageChange.GONE
    assert judged(shown(replace(other, title=OLD.title))).change is PageChange.EDITED


def test_an_article_that_only_the_reader_no_longer_finds_is_not_gone() -> None:
    now = PageReading(
        NotAnArticle(Fate.NOT_ARTICLE, "a list of articles"), heads=(comparable_text(OLD.title),), words=comparable_text("\n".join(OLD.lines))
    )
    assert judged(now).change is None


def test_a_page_that_leads_to_its_section_is_gone_even_where_the_section_still_shows_its_title() -> None:
    now = PageReading(
        NotAnArticle(Fate.NOT_ARTICLE, "a list of articles"),
        heads=(comparable_text(OLD.title),),
        words=comparable_text(f"{OLD.title} {OLD.lines[0]} тағы басқалары"),
    )
    for answered, change in (
        ("https://a.example/news/", PageChange.GONE),
        ("https://a.example/", PageChange.GONE),
        ("https://a.example/news/1", None),
    ):
        assert compare_pages(OLD, None, (), PageRevisit("https://a.example/news/1", answered, False, now, ())).change is change


@rows("count", [20, 2000])
def test_an_edit_is_seen_among_few_paragraphs_and_among_very_many(count: int) -> None:
    lines = [f"Абзац номер {in_letters(number)} о сессии маслихата." for number in range(count)]
    changed = [*lines[: count // 2], "Редакция принесла извинения.", *lines[count // 2 + 1 :], "Добавлено вечером."]
    known = PageText("Журналиста не пустили", tuple(lines))

    def look(own: list[str]) -> PageRevisit:
        found = Extraction(known.title, tuple(map(TextBlock, own)), (), "ru", None, None)
        return PageRevisit(
            "https://site.example/1", "https://site.example/1", False, PageReading(found, words=comparable_text(" ".join(own))), tuple(own)
        )

    assert compare_pages(known, None, (), look(lines)) == PageDiff(PageChange.SAME)
    told = compare_pages(known, None, (), look(changed))
    assert told.change is PageChange.EDITED
    assert told.told == PageText(known.title, tuple(changed))


def in_letters(number: int) -> str:
    """A number in letters: digits make a counter of a line."""
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


LINES = st.lists(st.sampled_from("абвгдежз"), max_size=30)


@pytest.fixture(params=["few", "very many"])
def matched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts as short as these, matched as few paragraphs are and as very many are."""
    monkeypatch.setattr(module, "MOST_LINES", MOST_LINES if request.param == "few" else 0)


@pytest.mark.usefixtures("matched")
def test_two_texts_are_gone_through_from_end_to_end_and_what_is_called_equal_is() -> None:
    @given(LINES, LINES)
    def holds(known: list[str], now: list[str]) -> None:
        at, now_at = 0, 0
        for way, start, stop, now_start, now_stop in paragraph_changes(known, now):
            assert (start, now_start) == (at, now_at)
            assert way != "equal" or known[start:stop] == now[now_start:now_stop]
            at, now_at = stop, now_stop
        assert (at, now_at) == (len(known), len(now))

    holds()


@pytest.mark.usefixtures("matched")
def test_a_paragraph_that_came_one_that_went_and_one_that_moved_leave_the_others_equal() -> None:
    known = list("абвгдежз")

    def kept(now: str) -> str:
        return "".join("".join(known[a:b]) for way, a, b, _, _ in paragraph_changes(known, list(now)) if way == "equal")

    assert kept("абвXгдежз") == "абвгдежз"
    assert kept("абгдежз") == "абгдежз"
    assert kept("абгдежзв") == "абгдежз"
    assert {way for way, *_ in paragraph_changes(known, known)} == {"equal"}
