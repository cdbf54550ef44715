"""Which cases a report tells and in which words: the gravest first, every killing, never a journalist's own case as one of impunity, and nothing that nobody
has checked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Penalty, Source, Victim
from records.incident_texts.sentences import TextKind, TextNote, TextState, text_name
from records.incidents import import_incident
from records.legal_case import ChargedArticle
from records.vocabulary import BY_GRAVITY, Category, Claimant, DatePrecision, LawStage, SentenceKind, StatusCode, TermUnit
from reports.kinds import DOCUMENT_KINDS, ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest, notes_file
from reports.publications.cases import (
    Case,
    CaseStory,
    ImpunityOutcome,
    case_text,
    ended,
    gravity,
    lacking_summary,
    legal_sentences,
    mandatory_cases,
    require_countable,
    statement_cases,
)
from reports.publications.document_tree import Block, Heading, Paragraph, text
from reports.publications.publish import TextsUnchecked, UncheckedText, publish, unchecked_texts, without_unchecked
from reports.publications.sections import case_editor_notes, case_section, impunity_section, other_cases_section, pursuit_section
from tests.conftest import NOW
from tests.reports.publications.told import UNTIL, YEAR, case


def numbers(cases: Iterable[Case]) -> list[str]:
    return [one.incident.number for one in cases]


# Which cases are told


def test_a_killing_an_abduction_and_a_torture_are_reported_whatever_became_of_them() -> None:
    closed_door = case("KZ-2021-0001", Category.OBS, "CMP")
    for category in (Category.KIL, Category.DIS, Category.TOR):
        for codes in ((), ("REP",), ("PTI", "DRP"), ("CRTP", "CVF"), ("NOI",)):
            grave = case("KZ-2021-0002", category, *codes)
            assert numbers(statement_cases([closed_door, grave], [], YEAR)) == ["KZ-2021-0002", "KZ-2021-0001"]
            assert numbers(statement_cases([closed_door, grave], [], YEAR, most=0)) == ["KZ-2021-0002"]
            assert numbers(mandatory_cases([closed_door, grave], [], YEAR)) == ["KZ-2021-0002"]
    assert numbers(mandatory_cases([case("KZ-2021-0001", Category.ATT, categories=(Category.ATT, Category.KIL))], [], YEAR)) == ["KZ-2021-0001"]


def test_a_killing_without_a_date_or_with_a_vague_one_is_reported_and_not_counted() -> None:
    undated = case("KZ-2021-0001", Category.KIL, "REP", day=None)
    vague = case("KZ-2020-0002", Category.KIL, "REP", day=date(2021, 1, 1), precision=DatePrecision.YEAR)
    before = case("KZ-2020-0003", Category.KIL, "REP", day=date(2020, 5, 1))
    found = mandatory_cases([], [undated, vague, before], replace(YEAR, since=date(2021, 6, 1)))
    assert numbers(found) == ["KZ-2020-0002", "KZ-2021-0001"]
    assert not any(one.counted for one in found)
    (one,) = mandatory_cases([], [case("KZ-2022-0001", Category.KIL, "JIN", day=None, recorded=date(2022, 5, 1))], YEAR)
    assert (one.pursued, one.going_on, one.held_now, one.ended_well) == (None, False, False, False)


def test_cases_are_chosen_by_how_those_responsible_escaped() -> None:
    many = [
        case("KZ-2021-0001", Category.ATT, "PTI", "DRP", day=date(2021, 1, 5)),
        case("KZ-2021-0002", Category.ATT, "PTI", "DRP", day=date(2021, 2, 5)),
        case("KZ-2021-0003", Category.ATT, "RFS", day=date(2021, 3, 5)),
        case("KZ-2021-0004", Category.ATT, "CMP", day=date(2021, 4, 5)),
        case("KZ-2021-0005", Category.ATT, "REP", day=date(2021, 1, 2)),
        case("KZ-2021-0006", Category.ATT, "PTI", "APN", day=date(2021, 1, 3)),
    ]
    older = [case("KZ-2015-0001", Category.ATT, "PTI", day=date(2015, 1, 1)), case("KZ-2014-0001", Category.ATT, "PTI", "DRP", day=date(2014, 1, 1))]
    found = statement_cases(many, older, YEAR)
    assert [(one.incident.number, one.escape) for one in found] == [
        ("KZ-2015-0001", ImpunityOutcome.OPEN), ("KZ-2021-0001", ImpunityOutcome.DROPPED), ("KZ-2021-0003", ImpunityOutcome.REFUSED), ("KZ-2021-0004", ImpunityOutcome.OPEN),
    ]  # fmt: skip
    assert len(statement_cases(many, older, YEAR, most=9)) == 5


def test_whose_story_a_case_tells_goes_by_its_track_and_never_makes_an_end_of_hers_an_escape() -> None:
    for code in ["JAC", "JDR", "JSN", "JFN", "JAA"]:
        (found,) = statement_cases([case("KZ-2021-0001", Category.CRM, "JIN", "JCT", code)], [], YEAR)
        assert (found.story, found.escape, found.waited) == (CaseStory.PURSUIT, None, None)
        assert found.ended_well is (code in ("JAC", "JDR"))
    wrong = case("KZ-2021-0001", Category.CRM, "ACQ")
    assert statement_cases([wrong], [], YEAR) == ()
    (found,) = mandatory_cases([wrong], [], YEAR, [wrong])
    assert found.story is CaseStory.OTHER
    (found,) = statement_cases([case("KZ-2021-0001", Category.ATT, "CMP", "DRP", "JCH", categories=(Category.ATT, Category.CRM))], [], YEAR)
    assert (found.story, found.escape) == (CaseStory.IMPUNITY, ImpunityOutcome.DROPPED)
    assert found.going_on
    assert found.waited


def test_the_graver_case_comes_first_though_another_waits_longer() -> None:
    waiting = case("KZ-2021-0001", Category.OBS, "PTI", "DRP", day=date(2021, 1, 5))
    blow = case("KZ-2021-0002", Category.ATT, "PTI", "DRP", day=date(2021, 9, 5))
    assert numbers(statement_cases([waiting, blow], [], YEAR, most=1)) == ["KZ-2021-0002"]
    many = [case(f"KZ-2021-00{nth:02d}", category) for nth, category in enumerate((*reversed(BY_GRAVITY), Category.ATT), 10)]
    found = [one.incident for one in mandatory_cases(many, [], YEAR, many)]
    assert found == sorted(many, key=lambda one: (-one.primary.facts.gravity, BY_GRAVITY.index(one.primary), one.number))


def test_cases_against_journalists_are_reported_with_one_that_ended_well_and_earlier_ones_for_a_step_in_the_period() -> None:
    prison = case("KZ-2021-0001", Category.CRM, "JDT", "JCT")
    fined = case("KZ-2021-0002", Category.ADM, "JFN")
    freed = case("KZ-2021-0003", Category.CIV, "JIN", "JDR")
    found = statement_cases([prison, fined, freed, *(case(f"KZ-2021-001{nth}", Category.ATT, "CMP") for nth in range(6))], [], YEAR)
    assert [one.incident.number for one in found if one.story is CaseStory.PURSUIT] == ["KZ-2021-0001", "KZ-2021-0003"]
    assert sum(one.story is CaseStory.IMPUNITY for one in found) == 4
    quiet = case("KZ-2019-0001", Category.CRM, "JIN", day=date(2019, 5, 1))
    heard = case("KZ-2020-0001", Category.CRM, "JIN", "JCT", day=date(2020, 12, 25))
    assert [(one.incident.number, one.counted) for one in statement_cases([], [quiet, heard], YEAR)] == [("KZ-2020-0001", False)]


def test_what_the_editor_asks_for_is_reported_and_takes_no_place_from_the_chosen_ones() -> None:
    many = [case(f"KZ-2021-00{nth:02d}", Category.ATT, "CMP", day=date(2021, nth, 1)) for nth in range(1, 8)]
    found = statement_cases(many, [], YEAR, requested=[many[6], case("KZ-2021-0099", Category.CRT)])
    assert len(found) == 6
    assert {"KZ-2021-0007", "KZ-2021-0099"} <= set(numbers(found))
    assert found[-1].story is CaseStory.OTHER
    waiting, older = case("KZ-2021-0001", Category.OBS, "CMP"), case("KZ-2020-0002", Category.KIL, day=date(2020, 5, 1))
    assert numbers(statement_cases([waiting], [older], YEAR, most=1, requested=[older])) == ["KZ-2020-0002", "KZ-2021-0001"]


def test_a_number_that_there_is_not_and_one_that_counts_nowhere_cannot_be_reported() -> None:
    withdrawn = replace(case("KZ-2021-0001", Category.ATT), withdrawn=True)
    later = case("KZ-2022-0001", Category.ATT, day=date(2022, 1, 1))
    require_countable(["KZ-2021-0002"], [case("KZ-2021-0002", Category.ATT)], UNTIL)
    with pytest.raises(NoSuchIncident, match="KZ-2021-0009"):
        require_countable(["KZ-2021-0009"], [], UNTIL)
    with pytest.raises(BadDecision, match="KZ-2021-0001"):
        require_countable(["KZ-2021-0001"], [withdrawn], UNTIL)
    with pytest.raises(BadDecision, match="KZ-2022-0001.*2021-12-31"):
        require_countable(["KZ-2022-0001"], [later], UNTIL)


any_case = st.builds(
    lambda primary, further, some: case("x", primary, *some, categories=(primary, *further)),
    st.sampled_from(Category),
    st.lists(st.sampled_from(Category), max_size=2),
    st.lists(st.sampled_from(StatusCode), max_size=5),
)


@given(st.lists(any_case, max_size=10).map(lambda made: [replace(one, number=f"KZ-2021-{nth:04d}") for nth, one in enumerate(made)]))
def test_whatever_is_recorded_every_killing_is_reported_and_each_case_once_and_in_order(many: list[Incident]) -> None:
    found = statement_cases(many, [], YEAR)
    assert len(set(numbers(found))) == len(found)
    assert [gravity(one.incident) for one in found] == sorted((gravity(one.incident) for one in found), reverse=True)
    grave = {one.number for one in many if any(category.facts.always_told for category in one.categories)}
    assert grave <= set(numbers(found))


# In which words

ASEL = Victim("Асель Ахметова", "корреспондент", "Заман")
SUMMARY = {"ru": "Неизвестный ударил журналистку и скрылся.", "en": "A man struck a journalist and fled."}
LONG_TITLE = {"en": "The attacker “did not hear” " + "that she was a journalist " * 20}
HIDDEN = replace(ASEL, name="журналист", names={}, publish=False)
CLAIM = {
    "law_articles": (ChargedArticle("CRIMINAL", "274", "4", LawStage.COURT),), "claimant": Claimant.OFFICIAL,
    "amount_claimed": 5_000_000, "amount_awarded": 500_000, "currency": "KZT",
}  # fmt: skip


def checked(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"state": "checked"} for name in names}


def attack(*codes: str, **fields: Any) -> Incident:
    return case("KZ-2021-0001", Category.ATT, *codes, **{"victims": (ASEL,), **fields})


CASES = {
    "a sentence": case("KZ-2021-0001", Category.CRM, "JSN", day=date(2021, 5, 3), penalty=Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)),
    "a fine": case("KZ-2021-0001", Category.ADM, "JFN", penalty=Penalty(sum=200_000, currency="KZT")),
    "every step but reports": case("KZ-2021-0001", Category.ATT, "REP", "CMP", "PTI", "DRP"),
    "an acquittal of the journalist": case("KZ-2021-0001", Category.CRM, "JIN", "JCT", "JAC"),
    "a killing of which nothing is known": case("KZ-2021-0001", Category.KIL, "REP"),
    "somebody answered": case("KZ-2021-0001", Category.KIL, "PTI", "CRTP", "CVF"),
    "two stories": case("KZ-2021-0001", Category.ATT, "DRP", "JDR", categories=(Category.ATT, Category.CRM)),
    "in custody": case("KZ-2021-0001", Category.CRM, "JDT", day=date(2021, 12, 1)),
    "no clock": case("KZ-2021-0001", Category.CRT),
    "no date": replace(case("KZ-2021-0001", Category.KIL), day=None, precision=None),
    "a summary in Russian that names nobody": attack(summary=SUMMARY, text_notes=checked("summary_ru")),
    "a summary in Russian that names her": attack(summary={"ru": "Неизвестный ударил Асель Ахметову из «Замана»."}, text_notes=checked("summary_ru")),
    "a summary that was changed since": attack(summary=SUMMARY, text_notes={"summary_ru": {"state": "checked", "stale": ["place"]}}),
    "a checked title that is cut": attack("DRP", titles=LONG_TITLE, text_notes=checked("title_en")),
    "an unchecked title": attack(titles=LONG_TITLE),
    "forty victims": attack(victims=(ASEL,) * 40),
    "a withheld name": attack(victims=(HIDDEN,), summary=SUMMARY, text_notes=checked("summary_ru")),
    "a claim": case("KZ-2021-0001", Category.CIV, "JIN", facts=CLAIM),
    "nothing was awarded": case("KZ-2021-0001", Category.CIV, "JIN", facts={"amount_awarded": 0}),
}  # fmt: skip


def said(incident: Incident, lang: str = "en") -> str:
    (one,) = mandatory_cases([incident], [], YEAR, [incident])
    with use_language(lang):
        return text(case_text(one))


def test_cases_are_reported_in_these_words(snapshot: SnapshotAssertion) -> None:
    lines = []
    for name, one in CASES.items():
        lines.append(f"{name}:")
        for lang in LANGUAGES:
            with use_language(lang):
                lines += [f"  {lang}: {said(one, lang)}", f"      to the editor: {lacking_summary(one)}"]
    assert "\n".join(lines) == snapshot


def test_whose_name_is_withheld_is_named_nowhere_and_nobody_twice() -> None:
    assert said(CASES["a summary in Russian that names nobody"], "ru").count("Ахметова") == 1
    for notes in ({}, checked("summary_ru")):
        words = said(attack(victims=(HIDDEN,), summary=SUMMARY if notes else {}, text_notes=notes), "ru")
        assert "Ахметова" not in words
        assert "Заман" not in words


def test_a_sentence_ends_once_and_nothing_known_is_none() -> None:
    assert list(legal_sentences(case("KZ-2021-0001", Category.ATT))) == []
    assert [ended(one) for one in ("Так", "Так.", "Так?", "Он сказал: «так»", "“No.”", "…")] == [
        "Так.", "Так.", "Так?", "Он сказал: «так».", "“No.”", "…",
    ]  # fmt: skip


# Under which heading


def test_each_case_stands_under_what_it_shows_and_headings_without_cases_are_left_out() -> None:
    many = [
        case("KZ-2021-0001", Category.ATT, "DRP"), case("KZ-2021-0002", Category.KIL, "CVF"), case("KZ-2021-0003", Category.CRM, "JCT"),
        case("KZ-2021-0004", Category.CRM, "JAC"), case("KZ-2021-0005", Category.CRT),
    ]  # fmt: skip
    cases = mandatory_cases(many, [], YEAR, many)

    def outline(*sections: Iterable[Block]) -> list[list[str]]:
        return [
            ["heading" if isinstance(one, Heading) else one.runs[0].numbers[0][-1] for one in section if isinstance(one, Heading | Paragraph)]
            for section in sections
        ]

    assert outline(impunity_section(cases), pursuit_section(cases), other_cases_section(cases)) == [
        ["heading", "1", "heading", "2"], ["heading", "3", "heading", "4"], ["heading", "5"],
    ]  # fmt: skip
    assert [*impunity_section(()), *pursuit_section(()), *other_cases_section(())] == []


def test_sources_stand_by_the_title_of_the_outlet_two_of_one_outlet_with_their_days_and_never_by_our_code() -> None:
    sources = (Source("a", "https://mayak.example/1", "kz_sample_mayak"), Source("b", "https://syr.example/2", "kz_sample_syr"))
    (one,) = mandatory_cases([case("KZ-2021-0001", Category.KIL, articles=sources)], [], YEAR)
    with use_language("ru"):
        paragraph = case_section(replace(one, outlet_titles={"kz_sample_mayak": "Маяк"}))
    assert isinstance(paragraph, Paragraph)
    assert text(paragraph.runs).endswith(" Источники: Маяк и syr.example.")
    assert [run.href for run in paragraph.runs if run.href] == ["https://mayak.example/1", "https://syr.example/2"]
    twice = tuple(Source(f"{nth}", f"https://mayak.example/{nth}", "kz_mayak", published_at=f"2021-03-0{nth}T10:00:00") for nth in (1, 2))
    (one,) = mandatory_cases([case("KZ-2021-0001", Category.KIL, articles=twice)], [], YEAR)
    with use_language("en"):
        paragraph = case_section(one)
    assert isinstance(paragraph, Paragraph)
    assert [run.text for run in paragraph.runs if run.href] == ["mayak.example, Mar 1, 2021", "mayak.example, Mar 2, 2021"]


def test_the_editor_learns_what_was_left_out_or_put_into_other_letters(snapshot: SnapshotAssertion) -> None:
    bare = case("KZ-2021-0001", Category.ATT, "DRP")
    one = case("KZ-2021-0001", Category.KIL, place="Сұлуқоныс", victims=(Victim("Ержан Жүнісов"),), titles={"en": "Killed"}, title_lang="en")
    with use_language("en"):
        notes = [[text(some) for some in case_editor_notes(mandatory_cases([it], [], YEAR, [it]))] for it in (bare, one)]
    assert [len(some) for some in notes] == [1, 4]
    assert "\n".join([*notes[0], "", *notes[1]]) == snapshot


# What nobody has checked

RU, EN, TITLE = "Репортёра избили у акимата.", "A reporter was beaten at the city hall.", "Репортёр избит"


def vouched(incident: Incident, *names: str, stale: tuple[str, ...] = ()) -> Incident:
    note = TextNote(TextState.CHECKED, "Aigul", NOW.isoformat(), stale=stale).to_json()
    return replace(incident, text_notes={**incident.text_notes, **dict.fromkeys(names, note)})


def killing(**fields: Any) -> Incident:
    """Every report tells it."""
    plain: dict[str, Any] = {"summary": {"ru": RU, "en": EN}, "title": TITLE, "title_lang": "ru", "victims": (Victim("Сәуле Үлгі"),)}
    return case("KZ-2021-0001", Category.KIL, "PTI", **{**plain, **fields})


def published(engine: Engine, lang: str, kind: ReportKind = ReportKind.STATEMENT, **asked: Any) -> PublishedReport:
    with read_session(engine) as session:
        return publish(session, ReportRequest(kind, YEAR.until, YEAR.since, lang, ReportFormat.MD, **asked), date(2026, 11, 25))


def keep(engine: Engine, incident: Incident) -> None:
    with write_transaction(engine) as session:
        import_incident(session, incident, who="Aigul", now=NOW)


def test_an_unchecked_summary_is_left_out_of_every_report_and_named_in_the_notes(engine: Engine) -> None:
    keep(engine, killing())
    for kind in DOCUMENT_KINDS:
        words = published(engine, "ru", kind).content.decode()
        assert (RU in words, TITLE in words, "Сәуле Үлгі" in words) == (False, False, True), kind
    notes = notes_file(published(engine, "ru").document)
    assert "краткое изложение случаев (1 инцидент (KZ-2021-0001))" in notes
    assert "нет краткого изложения" not in notes, "there is one, and nobody has checked it"


def test_a_final_document_holds_a_checked_summary_and_is_refused_in_a_language_that_nobody_checked(engine: Engine) -> None:
    keep(engine, vouched(killing(), text_name(TextKind.SUMMARY, "en")))
    assert EN in published(engine, "en", final=True).content.decode()
    with pytest.raises(TextsUnchecked, match="KZ-2021-0001"):
        published(engine, "ru", final=True)


def test_a_final_document_is_refused_when_a_checked_summary_was_changed_and_not_for_what_is_not_reported(engine: Engine) -> None:
    keep(engine, case("KZ-2021-0002", Category.ACC, summary={"en": EN}))
    assert published(engine, "en", final=True).content
    keep(engine, vouched(killing(), text_name(TextKind.SUMMARY, "en"), stale=("date",)))
    with pytest.raises(TextsUnchecked, match="KZ-2021-0001"):
        published(engine, "en", final=True)


def test_texts_of_the_language_that_nobody_checked_are_taken_away_alone() -> None:
    whole = killing(titles={"ru": TITLE, "en": "A reporter beaten"})
    with use_language("en"):
        assert unchecked_texts([case("KZ-2021-0003", Category.ATT)]) == ()
        assert unchecked_texts([killing()]) == (UncheckedText("KZ-2021-0001", TextKind.SUMMARY),)
    with use_language("ru"):
        assert {one.kind for one in unchecked_texts([whole])} == {TextKind.TITLE, TextKind.SUMMARY}
        (left,) = without_unchecked((whole,), [whole], unchecked_texts([whole]))
    assert (left.summary, left.title, left.titles) == ({"en": EN}, "", {"en": "A reporter beaten"})
    with use_language("kk"):
        assert without_unchecked((whole,), [whole], unchecked_texts([whole])) == (whole,)
