"""Saved views: one's own and those that are shared, and what nobody may do with another's."""

import pytest
from sqlalchemy import Engine

from records import saved_views
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchView
from records.tables import SavedViewRow
from records.users import Role, User
from tests.conftest import NOW
from tests.desk.site import add_person

NAMES = {"Aigul": Role.MONITOR, "Dana": Role.MONITOR, "Berik": Role.EDITOR}


def person(name: str) -> User:
    return User(name, NAMES[name])


@pytest.fixture
def people(engine: Engine) -> Engine:
    with write_transaction(engine) as session:
        for name, role in NAMES.items():
            add_person(session, name, role)
        for name, shared in (("менікі", False), ("Ортақ <b>", True)):
            saved_views.save(session, person("Aigul"), name, "silent=90", shared=shared, now=NOW)
    return engine


def test_ones_own_views_and_shared_ones_are_seen_and_no_others(people: Engine) -> None:
    with read_session(people) as session:
        assert [view.name for view in saved_views.visible_views(session, person("Aigul"))] == ["менікі", "Ортақ <b>"]
        assert [view.name for view in saved_views.visible_views(session, person("Berik"))] == ["Ортақ <b>"]
        own, shared = (view.id for view in saved_views.visible_views(session, person("Aigul")))
        assert saved_views.find_view(session, shared, person("Dana")).query == "silent=90"
        said = set()
        for id in (own, own + 1000, 0, -1, 2**70):
            with pytest.raises(NoSuchView) as told:
                saved_views.find_view(session, id, person("Dana"))
            said.add(str(told.value))
    assert len(said) == 1, "nobody learns whether there is one"


def test_a_view_is_renamed_shared_and_kept_again_by_its_owner_alone(people: Engine) -> None:
    with write_transaction(people) as session:
        aigul, berik = person("Aigul"), person("Berik")
        own, shared = saved_views.visible_views(session, aigul)
        saved_views.change(session, aigul, own.id, name="  Жаңа\n ат\u202e ", shared=True, query="mine=true\x00", now=NOW)
        assert (own.name, own.shared, own.query) == ("Жаңа ат", True, "mine=true")
        with pytest.raises(BadDecision, match="belongs to Aigul"):
            saved_views.change(session, berik, shared.id, name="менікі", now=NOW)
        saved_views.change(session, aigul, own.id, shared=False, now=NOW)
        with pytest.raises(NoSuchView):
            saved_views.change(session, berik, own.id, name="x", now=NOW)


def test_a_name_that_is_none_or_too_long_or_taken_is_refused_by_its_field(people: Engine) -> None:
    with write_transaction(people) as session:
        aigul = person("Aigul")
        for name in ("", " \u200b\n", "а" * 81, "менікі"):
            with pytest.raises(BadDecision) as refused:
                saved_views.save(session, aigul, name, "", shared=False, now=NOW)
            assert refused.value.field == "name"
        saved_views.change(session, aigul, saved_views.visible_views(session, aigul)[0].id, name="менікі", now=NOW)
        saved_views.save(session, person("Dana"), "менікі", "", shared=False, now=NOW)


def test_an_editor_removes_a_shared_view_and_a_monitor_only_her_own(people: Engine) -> None:
    with write_transaction(people) as session:
        aigul, dana, berik = (person(name) for name in NAMES)
        own, shared = saved_views.visible_views(session, aigul)
        assert not saved_views.may_remove(own, berik)
        with pytest.raises(NoSuchView):
            saved_views.remove(session, berik, own.id)
        with pytest.raises(BadDecision, match="editor"):
            saved_views.remove(session, dana, shared.id)
        saved_views.remove(session, berik, shared.id)
        saved_views.remove(session, aigul, own.id)
        session.flush()
        assert session.query(SavedViewRow).count() == 0


def test_one_person_keeps_so_many_views_and_no_more(people: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 2)
    with write_transaction(people) as session, pytest.raises(BadDecision, match="delete one first"):
        saved_views.save(session, person("Aigul"), "third", "", shared=False, now=NOW)
