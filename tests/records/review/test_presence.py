"""Who looks at which draft."""

from datetime import timedelta

from sqlalchemy import Engine

from records.database import write_transaction
from records.review import presence
from records.tables import PresenceRow
from tests.conftest import NOW
from tests.desk.site import add_draft, add_person


def test_presence_is_one_row_a_person_on_both_databases(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = (add_draft(session, name, title=f"{name} x") for name in ("a", "b"))
        for name in ("Aigul", "Berik"):
            add_person(session, name)
            assert presence.seen(session, first, name, NOW)
            assert presence.seen(session, first, name, NOW + timedelta(seconds=1))
        assert presence.others(session, [first, second], "Aigul", NOW) == {first: ["Berik"]}
        presence.seen(session, second, "Berik", NOW)
        assert presence.others(session, [first, second], "Aigul", NOW) == {second: ["Berik"]}


def test_whoever_was_not_seen_for_45_seconds_has_gone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", title="a x")
        for name in ("Aigul", "Berik", "Dana"):
            add_person(session, name)
        assert presence.seen(session, draft, "Dana", NOW - timedelta(seconds=1))
        assert presence.seen(session, draft, "Berik", NOW)
        assert presence.others(session, [draft], "Aigul", NOW) == {draft: ["Berik", "Dana"]}
        assert presence.others(session, [draft], "Aigul", NOW + timedelta(seconds=44)) == {draft: ["Berik", "Dana"]}
        assert presence.others(session, [draft], "Aigul", NOW + timedelta(seconds=45)) == {draft: ["Berik"]}
        assert presence.others(session, [draft], "Aigul", NOW + timedelta(seconds=46)) == {}
        assert presence.others(session, [draft + 1], "Aigul", NOW) == {}
        assert presence.seen(session, draft, "Aigul", NOW + timedelta(seconds=45))
        assert {(row.user, row.seen_at) for row in session.query(PresenceRow)} == {("Berik", NOW), ("Aigul", NOW + timedelta(seconds=45))}


def test_looking_at_a_draft_that_is_not_there_ends_the_look_at_another(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", title="a x")
        add_person(session, "Berik")
        assert presence.seen(session, draft, "Berik", NOW)
        assert not presence.seen(session, draft + 100, "Berik", NOW)
        assert session.query(PresenceRow).count() == 0
