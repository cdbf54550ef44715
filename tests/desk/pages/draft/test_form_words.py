"""What a form says in words, whatever was typed into it."""

from desk.pages.draft import form, form_words
from desk.written_days import DayCount
from records.i18n import speaking
from records.tables import DraftRow
from tests.conftest import NOW
from tests.desk.draft_case import make_case
from tests.desk.site import Site


def test_a_form_tells_its_values_in_words_and_what_is_none_as_it_was_typed(site: Site) -> None:
    case = make_case(site)
    with site.reading() as session, speaking("en"):
        draft = session.get_one(DraftRow, case)
        stood = form.standing(draft)
        told = form_words.words_of(stood, draft)
        assert (told["incident_date"], told["actor"], told["online"]) == ("Nov 23, 2026", "security guard", "no")
        typed = {**stood, "incident_date": "скоро", "status_date": "вчера", "actor": "zzz"}
        found = form_words.words_of(typed, draft)
        assert (found["incident_date"], found["status_date"], found["actor"]) == ("скоро", "вчера", "zzz")
        wrong = form.asked(typed, form.proposed(draft), draft.proposal, DayCount(NOW.date())).wrong
        assert wrong.keys() >= {"incident_date", "actor", "status"}


def test_whoever_else_the_machine_found_is_offered_as_a_victim(site: Site) -> None:
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        people = [("Ерлан Тастемиров", "victim"), ("Асель Жумина", "official"), ("Асель Жумина", "other"), ("", "other")]
        draft.proposal = {**draft.proposal, "persons": [{"name": name, "role": role} for name, role in people]}
        assert form.also_named(draft, form.standing(draft)) == ["Асель Жумина"]
