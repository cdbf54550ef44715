"""How far somebody is with the tour: remembered for each person, offered to whoever is new, begun anew."""

from datetime import timedelta

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.tour_progress import NEW_FOR, TourProgress, begin_anew, is_offered, keep_step, progress_of
from tests.conftest import NOW
from tests.desk.site import add_person


def test_progress_is_each_persons_own_and_can_be_begun_anew(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name in ("Aigul", "Berik"):
            add_person(session, name)
        keep_step(session, "Aigul", 1, {"action": "confirm", "primary": "ATT"}, NOW)
        keep_step(session, "Aigul", 3, {"action": "reject", "reason": "old"}, NOW)
        keep_step(session, "Aigul", 1, {"action": "reject", "reason": "old"}, NOW)
    with read_session(engine) as session:
        mine = progress_of(session, "Aigul")
        assert mine.steps == {1: {"action": "reject", "reason": "old"}, 3: {"action": "reject", "reason": "old"}}
        assert (mine.next_step(3), mine.next_step(1)) == (2, None)
        assert progress_of(session, "Berik") == TourProgress()
    with write_transaction(engine) as session:
        begin_anew(session, "Aigul", NOW)
        assert progress_of(session, "Aigul").next_step(3) == 1


def test_it_is_offered_to_whoever_is_new_until_it_was_begun_or_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name in ("Aigul", "Berik", "Dana"):
            add_person(session, name)
        assert is_offered(session, "Aigul", NOW)
        assert not is_offered(session, "Aigul", NOW + NEW_FOR + timedelta(seconds=1))
        keep_step(session, "Aigul", 1, {}, NOW)
        begin_anew(session, "Berik", NOW)
        assert [name for name in ("Aigul", "Berik", "Dana", "nobody") if is_offered(session, name, NOW)] == ["Dana"]
