"""An incident as it is held in memory: by what it is found, where it stands in time, and what is worked out of it once."""

from dataclasses import replace
from datetime import date, timedelta

from records.incident_model import Victim
from records.words.asked_words import asked_words
from reports.cached_incident import IN_ALL, cached
from tests.desk.incident_records import TODAY, incident


def test_it_is_found_by_its_number_title_place_and_names_and_by_what_its_kind_is_called() -> None:
    one = cached(replace(incident(0, TODAY), place="Орал", victims=(Victim("Гүлнар Сапарқызы"),)), headlines=["Басқа сөз"])
    for words in (one.incident.number, "избили", "Уральск", "Сапаркызы", "Saparkyzy", "басқа"):
        assert asked_words(words).are_said(one.found_by), words
    assert asked_words("Сапарқызы").are_said(one.named)
    assert not asked_words("Орал").are_said(one.named)
    assert not asked_words("Басқа").are_said(one.searched)


def test_it_keeps_no_articles_and_stands_by_its_day_and_number() -> None:
    first, later, undated = (
        cached(replace(incident(nth, day), number=f"KZ-2026-{nth:04}")) for nth, day in ((2, date(2026, 1, 5)), (1, TODAY), (3, None))
    )
    assert first.incident.articles == ()
    assert undated.key < first.key < later.key


def test_of_days_asked_for_the_latest_and_one_more_are_kept() -> None:
    one = cached(incident(0, TODAY))
    today = one.on(TODAY)
    for days in range(1, 5):
        one.on(TODAY - timedelta(days=days))
    assert one.on(TODAY) is today
    assert len(one.kept) == 2


def test_a_withdrawn_one_counts_nowhere() -> None:
    assert IN_ALL in cached(incident(0, TODAY)).tallied
    assert cached(replace(incident(0, TODAY), withdrawn=True)).tallied == ()


def test_its_persons_are_those_with_a_record() -> None:
    victims = (Victim("Олег Ким", person=7), Victim("Гүлнар Сапарқызы"), Victim("О. Ким", person=7))
    assert cached(replace(incident(0, TODAY), victims=victims)).persons == {7}
