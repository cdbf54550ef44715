"""A case in sentences: every step with its day, penalties in words, and whose story each step tells."""

from dataclasses import replace
from datetime import date

import pytest

from records.i18n import speaking
from records.incident_model import Incident, Penalty, Victim
from records.vocabulary import Category, SentenceKind, TermUnit
from reports.publications.case_sentences import case_text, ended, lacking_summary
from reports.publications.cases import set_cases
from reports.publications.document_tree import text
from tests.reports.publications.told import YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
SEVEN_YEARS = Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)


def told(incident: Incident, lang: str = "en") -> str:
    (one,) = set_cases([incident], [], YEAR, [incident])
    with speaking(lang):
        return text(case_text(one))


def test_a_sentence_is_told_with_its_kind_and_its_length_in_each_language() -> None:
    sentenced = case("KZ-2021-0001", Category.CRM, "JSN", day=date(2021, 5, 3), penalty=SEVEN_YEARS)
    assert "On May 3, 2021 the journalist was sentenced: prison, 7 years." in told(sentenced)
    assert "вынесен приговор: лишение свободы, 7 лет." in told(sentenced, "ru")
    assert "журналист сотталды: бас бостандығынан айыру, 7 жыл." in told(sentenced, "kk")
    assert "айыпталды" not in told(sentenced, "kk")


def test_a_sum_is_told_with_its_currency() -> None:
    assert "the journalist was fined: 200,000 KZT." in told(case("KZ-2021-0001", Category.ADM, "JFN", penalty=Penalty(sum=200_000, currency="KZT")))


def test_every_step_is_told_and_reports_are_none() -> None:
    words = told(case("KZ-2021-0001", Category.ATT, "REP", "CMP", "PTI", "DRP"))
    assert [words.count(said) for said in ("complaint was filed", "investigation was opened", "was dropped", "was reported")] == [1, 1, 1, 0]
    assert "nobody has been held accountable" in words


def test_an_acquittal_of_the_journalist_is_good_news_and_no_impunity() -> None:
    words = told(case("KZ-2021-0001", Category.CRM, "JIN", "JCT", "JAC"))
    assert "the court acquitted the journalist." in words
    assert words.endswith("Good news: the case against the journalist is over, after 20 days.")
    assert "held accountable" not in words


def test_a_killing_of_which_nothing_is_known_says_so() -> None:
    words = told(case("KZ-2021-0001", Category.KIL, "REP"))
    assert "No step against those responsible has become known." in words
    assert "For 305 days nobody has been held accountable." in words


def test_where_somebody_answered_it_is_said_after_how_long() -> None:
    words = told(case("KZ-2021-0001", Category.KIL, "PTI", "CRTP", "CVF"))
    assert words.endswith("Somebody was held to account after 20 days.")


def test_two_stories_in_one_case_are_headed_because_a_dropped_case_may_be_either() -> None:
    words = told(case("KZ-2021-0001", Category.ATT, "DRP", "JDR", categories=(Category.ATT, Category.CRM)))
    assert words.index("What became of the perpetrator:") < words.index("the case was dropped") < words.index("What became of the journalist:")


def test_who_is_in_custody_is_said_with_the_days() -> None:
    assert told(case("KZ-2021-0001", Category.CRM, "JDT", day=date(2021, 12, 1))).endswith("The journalist is in custody, 30 days in all.")


def test_no_clock_that_does_not_run_is_told() -> None:
    assert told(case("KZ-2021-0001", Category.CRT)) == "On March 1, 2021 in Karaganda region, the following was recorded: closed court."


def test_a_case_without_a_date_says_that_its_date_is_not_known() -> None:
    words = told(replace(case("KZ-2021-0001", Category.KIL), day=None, precision=None))
    assert words.startswith("In Karaganda region, the following was recorded: killing (date not known).")
    assert "—" not in words


ASEL = Victim("Асель Ахметова", "корреспондент", "Заман")
SUMMARY = {"ru": "Неизвестный ударил журналистку и скрылся.", "en": "A man struck a journalist and fled."}


def checked(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"state": "checked"} for name in names}


def test_a_summary_that_names_nobody_is_followed_by_who_it_was_once() -> None:
    words = told(case("KZ-2021-0001", Category.ATT, victims=(ASEL,), summary=SUMMARY, text_notes=checked("summary_ru")), "ru")
    assert words.startswith(
        "Карагандинская область, 1 марта 2021\u202fг. Неизвестный ударил журналистку и скрылся. Пострадавшие: корреспондент издания «Заман» Асель Ахметова."
    )
    assert words.count("Ахметова") == 1
    named = {"ru": "Неизвестный ударил Асель Ахметову из «Замана»."}
    assert "Пострадавшие" not in told(case("KZ-2021-0001", Category.ATT, victims=(ASEL,), summary=named, text_notes=checked("summary_ru")), "ru")


def test_a_summary_that_nobody_checked_is_left_out_and_the_editor_is_told() -> None:
    one = case("KZ-2021-0001", Category.ATT, victims=(ASEL,), summary=SUMMARY, text_notes=checked("summary_ru"))
    assert told(one).startswith("On March 1, 2021 in Karaganda region, Zaman journalist Asel Akhmetova was attacked.")
    assert "struck" not in told(one)
    with speaking("en"):
        assert "that nobody has checked" in str(lacking_summary(one))
    with speaking("kk"):
        assert "бұл тілде" in str(lacking_summary(one))
    with speaking("ru"):
        assert lacking_summary(one) is None
        changed = replace(one, text_notes={"summary_ru": {"state": "checked", "stale": ["place"]}})
        assert "KZ-2021-0001" in str(lacking_summary(changed))
        assert SUMMARY["ru"] not in told(changed, "ru"), "what it says may be untrue by now"


def test_a_checked_title_adds_what_was_special_and_a_very_long_one_is_cut() -> None:
    titles = {"en": "The attacker “did not hear” " + "that she was a journalist " * 20}
    words = told(case("KZ-2021-0001", Category.ATT, "DRP", victims=(ASEL,), titles=titles, text_notes=checked("title_en")))
    assert "was attacked. It is not known who was behind it. The attacker “did not hear”" in words
    assert " … On March 1, 2021 the case was dropped." in words
    assert "did not hear" not in told(case("KZ-2021-0001", Category.ATT, victims=(ASEL,), titles=titles))


def test_of_forty_victims_three_are_named_and_the_others_counted() -> None:
    assert "and 37 other persons were attacked." in told(case("KZ-2021-0001", Category.ATT, victims=(ASEL,) * 40))


def test_whose_name_is_withheld_is_named_nowhere() -> None:
    withheld = replace(ASEL, name="журналист", names={}, publish=False)
    for summary, notes in (({}, {}), (SUMMARY, checked("summary_ru"))):
        words = told(case("KZ-2021-0001", Category.ATT, victims=(withheld,), summary=summary, text_notes=notes), "ru")
        assert "Ахметова" not in words
        assert "Заман" not in words


def test_the_law_the_claim_and_the_award_belong_into_the_case() -> None:
    words = told(case("KZ-2021-0001", Category.CIV, "JIN", facts={"amount_claimed": 5_000_000, "currency": "KZT"}))
    assert "Sum claimed: 5,000,000 KZT. On March 1, 2021 an investigation" in words


def test_a_sentence_ends_once() -> None:
    assert [ended(one) for one in ("Так", "Так.", "Так?", "Он сказал: «так»", "“No.”", "…")] == [
        "Так.", "Так.", "Так?", "Он сказал: «так».", "“No.”", "…",
    ]  # fmt: skip
