"""The third reader's opinion on the page of a draft: beside each value, as text, and never in the place of one."""

from records.model import Passage, ReaderAnswer, ReaderValue
from records.reader_answers import store_answer
from records.vocabulary import ReaderField, ScreeningLabel
from tests.conftest import NOW
from tests.desk.draft_case import make_case
from tests.desk.pages.draft.test_draft_page import opened, shown, words
from tests.desk.site import Site

HOSTILE = "<script>alert(1)</script>"
QUOTE = Passage(0, 5, f"Охранник {HOSTILE}")
ANSWER = ReaderAnswer(
    ScreeningLabel.FOLLOWUP,
    QUOTE,
    (
        ReaderValue(ReaderField.CATEGORIES, "ATT", QUOTE),
        ReaderValue(ReaderField.PLACE, "Темиртау", QUOTE),
        ReaderValue(ReaderField.INCIDENT_DATE, "2026-11", QUOTE),
        ReaderValue(ReaderField.OUTCOME, "dropped", QUOTE),
        ReaderValue(ReaderField.OUTCOME_OF, "perpetrator", QUOTE),
    ),
    {"en": f"Reporter kept out {HOSTILE}"},
)


def test_each_value_stands_beside_the_proposed_one_with_its_quote_and_changes_nothing(site: Site) -> None:
    draft, browser = make_case(site), site.signed_in()
    before = shown(opened(browser, draft))
    with site.writing() as session:
        store_answer(session, "case1", "0" * 64, "qwen3:8b", "p", ANSWER, NOW)
    page = opened(browser, draft)
    assert shown(page) == before
    said = words(page, "//*[contains(@class, 'third')]")
    assert "qwen3:8b" in said
    assert "Темиртау" in said
    assert QUOTE.text in said
    assert not page.xpath("//script[contains(text(), 'alert')]")
    assert any(HOSTILE in offer.text_content() for offer in page.xpath("//q[@data-proposal][@lang='en']"))


def test_it_is_told_in_the_language_of_the_reader(site: Site) -> None:
    draft = make_case(site)
    with site.writing() as session:
        store_answer(session, "case1", "0" * 64, "qwen3:8b", "p", ANSWER, NOW)
    for lang, said in {"ru": "третий читатель: Темиртау", "kk": "үшінші оқырман: Темиртау", "en": "third reader: Темиртау"}.items():
        assert said in words(opened(site.signed_in(lang=lang), draft), "//*[contains(@class, 'third')]")
