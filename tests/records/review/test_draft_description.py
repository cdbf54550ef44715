"""The columns by which the queue shows, filters and searches a draft."""

from datetime import date

from records.review.draft_description import describe
from records.tables import DraftRow
from records.words.asked_words import asked_words


def test_the_columns_say_what_the_machine_proposed_with_the_persons_word_over_it() -> None:
    draft = DraftRow(
        proposal={
            "title": "Сериков избит", "categories": [{"code": "ATT", "score": 0.9}, {"code": "THR", "score": 0.5}], "lang": "ru", "region": "KZ-27",
            "incident_date": "2026-11-22", "place": "Орал", "persons": [{"name": "Сериков"}, {"name": "Аким"}], "outlets": ["Дала", "Орал"],
        },
        fields={"primary": "THR", "victims": [{"name": "А. Сериков"}, {"name": "Сериков"}]},
    )  # fmt: skip
    describe(draft)
    assert (draft.title, draft.codes, draft.lang, draft.region, draft.happened_on) == ("Сериков избит", "THR ATT", "ru", "KZ-27", date(2026, 11, 22))
    assert all(asked_words(one).are_said(draft.searched) for one in ("Сериков избит", "Орал", "Аким", "А. Сериков", "Дала", "Serikov"))
    assert not asked_words("Ахметов").are_said(draft.searched)


def test_a_draft_of_which_nothing_is_said_has_empty_columns() -> None:
    draft = DraftRow(proposal={"title": None, "categories": None, "persons": None, "outlets": None, "place": None, "incident_date": None}, fields={})
    describe(draft)
    assert (draft.title, draft.codes, draft.lang, draft.region, draft.happened_on, draft.searched) == ("", "", "", None, None, "")
    draft.fields = {"categories": ["OBS", "OBS", "ATT"]}
    describe(draft)
    assert draft.codes == "OBS ATT"
