"""The words of notices and digests: short, plain, and safe whatever a title holds."""

import re
from dataclasses import replace
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from records.filters import DraftKind
from records.i18n import use_language
from records.incident_model import Incident, Penalty, Status
from records.vocabulary import Category, DatePrecision, SentenceKind, StatusCode, TermUnit
from reports.digests import (
    MOST,
    ROOM,
    AppointmentLine,
    DayDigest,
    DraftLine,
    IncidentLine,
    StatusLine,
    UrgentNotice,
    WeekDigest,
    day_words,
    draft_items,
    incident_title,
    likely,
    page_of_draft,
    page_of_incident,
    passed_a_year,
    plain,
    urgent_words,
    week_words,
)
from tests.conftest import NOW, Speak


@pytest.mark.parametrize(
    ("happened", "statuses", "passed"),
    [
        (date(2025, 11, 22), (), False), (date(2025, 11, 23), (), True), (date(2025, 11, 29), (), True), (date(2025, 11, 30), (), False),
        (date(2025, 11, 25), (Status(date(2026, 3, 1), StatusCode.DRP),), True),
        (date(2025, 11, 25), (Status(date(2026, 3, 1), StatusCode.CVF),), False),
        (date(2025, 11, 25), (Status(date(2026, 11, 29), StatusCode.APO),), False),
    ],
)  # fmt: skip
def test_a_case_passes_a_year_in_one_week_alone_unless_somebody_answered(happened: date, statuses: tuple[Status, ...], passed: bool) -> None:
    case = Incident("KZ-2025-0001", Category.ATT, (Category.ATT,), happened, day=happened, statuses=statuses)
    assert passed_a_year(case, date(2026, 11, 23), date(2026, 11, 29)) is passed


HOSTILE = "Сериков\u202e\u200bубит\r\n\n2. *Ложь* <b>[x](http://e.example)</b> `@everyone`\u2028Ко\u0301не\u20ddц\ufeff_\x00"


def test_a_hostile_title_stays_one_line_of_plain_text_and_what_is_no_address_is_left_out() -> None:
    assert plain(HOSTILE) == "Сериковубит 2. ∗Ложь∗ ‹b›(x)(http://e.example)‹/b› '＠everyone' Конец-"
    _, text = urgent_words(
        UrgentNotice([DraftLine(1, HOSTILE, 0.9, ("KIL",), site="x.example", place="Орал\n3. место", url="https://x.example/\n9. y\u202e")])
    )
    assert [line[:3] for line in text.split("\n")] == ["The", "1. ", "kil", "htt"]
    assert text.isprintable() or all(letter.isprintable() or letter == "\n" for letter in text)
    for url in ["javascript:alert(1)", "", "https://x.example/" + "a" * 900]:
        _, text = urgent_words(UrgentNotice([DraftLine(12, "Title", 0.9, ("KIL",), url=url)]))
        assert "://" not in text
        assert len(text.split("\n")) == 3


DESK = "https://desk.example.org"


def units(message: tuple[str, str]) -> int:
    return sum(len(part.encode("utf-16-le")) // 2 for part in message)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_every_message_stays_below_the_limit_of_telegram_and_says_how_many_more_there_are(speak: Speak, lang: str) -> None:
    speak(lang)
    # Every letter takes two of the units in which Telegram counts.
    long = "😀" * 300
    drafts = [
        DraftLine(number, long, 0.9, tuple(Category), {}, long, {lang: long}, long, "KZ-35", NOW.date(), None, "https://x.example/" + "ж" * 70, True)
        for number in range(200)
    ]
    cases = [IncidentLine(f"KZ-2026-{number}", long, "ATT") for number in range(200)]
    statuses = [StatusLine(case, StatusCode.CMP, NOW.date()) for case in cases]
    people = {f"{number} {long}": number for number in range(200)}
    messages = [
        urgent_words(UrgentNotice(drafts), DESK),
        day_words(
            DayDigest(NOW, {DraftKind.INCIDENT: 200}, drafts[:10], 10**6, 10**5, [AppointmentLine(NOW.date(), case, long) for case in cases]), DESK
        ),
        week_words(WeekDigest(NOW.date(), NOW.date(), statuses[:MOST], 20_000, 900, cases[:MOST], 500, cases, people, f"{10**9}:{'f' * 64}"), DESK),
    ]
    assert all(units(message) <= ROOM for message in messages)
    shown = sum(line.startswith(tuple("123456789")) for line in messages[0][1].split("\n"))
    assert f"{200 - shown}" in messages[0][1].split("\n")[-1]
    assert "20000" in messages[2][1]


def test_twenty_short_urgent_drafts_are_named_and_the_rest_counted() -> None:
    title, text = urgent_words(UrgentNotice([DraftLine(number, "Title", 0.9, ("KIL",)) for number in range(MOST + 3)]))
    assert re.findall(r"\d+", title) == [str(MOST + 3)]
    assert text.count("Title") == MOST
    assert re.findall(r"\d+", text.split("\n")[-1]) == ["3"]


ALL = tuple(Category)
FOLLOWED = {"KZ-2026-0001": IncidentLine("KZ-2026-0001", "Сериков избит", "ATT", {"en": "Serikov was beaten"})}


def test_drafts_and_rulings_are_written_in_these_words(snapshot: SnapshotAssertion) -> None:
    """A date says no more than is known; a draft without a title or a place is still told; a ruling with what it takes and whose story it is; news of one
    incident are one item where the first of them stands; categories are not parted by the commas within them."""
    bare = DraftLine(12, "Title", 0.9, ("ATT",), url="https://x.example/1")
    news = [DraftLine(id, f"News {id}", 0.8, ("ATT",), follows=follows) for id, follows in enumerate((None, "KZ-2026-0001", None, "KZ-2026-0001"), 1)]
    titles, outlet = {"en": "Beaten", "ru": "Избит", "kk": "Ұрды"}, {"en": "Oral Land", "ru": "Уральский край", "kk": "Орал өңірі"}
    full = DraftLine(1, "x", 0.95, ("PRP", "ATT"), titles, "oral.example", outlet, "Уральск", "KZ-27", date(2026, 11, 22), DatePrecision.DAY)
    case = IncidentLine("KZ-2026-0001", "Case", "CRM")
    prison = StatusLine(case, StatusCode.JSN, date(2026, 11, 20), Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS))
    rulings = [prison, StatusLine(case, StatusCode.JAC, date(2026, 11, 21))]
    urgent = [DraftLine(id, "Title", 0.9, ("KIL",), day=date(2021, 6, 1), precision=precision) for id, precision in enumerate(DatePrecision, 1)]
    urgent.append(DraftLine(9, "\u200b", 0.9, ("DET",), site="oral.example", region="KZ-35"))
    with use_language("en"):
        written = [
            *urgent_words(UrgentNotice(urgent)), week_words(WeekDigest(date(2026, 11, 16), date(2026, 11, 22), rulings, 2, 1, [], 0, [], {}))[1],
            *draft_items([bare], ALL, {}, ""), *draft_items([bare], ALL, {}, DESK), *draft_items([bare], ALL, {}, DESK, articles=True),
            *draft_items(news, ALL, FOLLOWED, DESK), *draft_items([replace(news[1], follows="KZ-2026-0009")], ALL, FOLLOWED, ""),
        ]  # fmt: skip
    for lang in ("en", "ru", "kk"):
        with use_language(lang):
            written += draft_items([full], ALL, {}, "")
    assert "\n\n".join(written) == snapshot


def test_without_a_page_or_a_headline_there_is_none_and_a_score_is_reported_as_a_word() -> None:
    assert (page_of_draft(12, ""), page_of_incident("KZ-2026-0001", "")) == ("", "")
    assert incident_title(IncidentLine("KZ-2026-0001", " ", "ATT")) == "attack"
    assert [likely(score) for score in (0.95, 0.7, 0.5, 0.49)] == ["very likely", "likely", "possible", "unlikely"]
