"""Records: the same tables and the same rules on SQLite and on PostgreSQL."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from records import articles, ledger, review
from records.database import alembic_config, open_engine, read_session, require_current, upgrade, write_transaction
from records.errors import AlreadyDecided, BadDecision, DatabaseBehind, NoSuchDraft, NothingToUndo, SettingsError
from records.ledger import ledger_verify
from records.outlets import claims, runs
from records.tables import ArticleRow, Base, ClaimRow, DraftRow, LedgerRow, PageRow, RunRow, ScreeningRow
from records.vocabulary import Fate, LedgerAction
from tests.conftest import NOW
from tests.records import rows


def test_the_migrations_build_exactly_the_tables_of_the_model(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []


def test_upgrading_twice_changes_nothing_and_going_back_and_forth_works(engine: Engine) -> None:
    assert upgrade(engine) == upgrade(engine)
    command.downgrade(alembic_config(engine), "base")
    with pytest.raises(DatabaseBehind, match="qorgan db upgrade"):
        require_current(engine)
    upgrade(engine)
    require_current(engine)


def test_two_processes_may_bring_an_empty_database_up_to_date_at_once(tmp_path: Path) -> None:
    code = "import sys; from records.database import open_engine, upgrade; upgrade(open_engine(sys.argv[1]))"
    command_line = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'same.db'}"]
    started = [subprocess.Popen(command_line, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0], said


def test_an_unreadable_database_address_is_one_line_that_names_the_setting() -> None:
    with pytest.raises(SettingsError, match="QORGAN_DATABASE_URL"):
        open_engine("not an address")


def test_a_moment_comes_back_in_utc_and_a_naive_one_is_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
    with read_session(engine) as session:
        assert session.execute(text("select count(*) from runs")).scalar() == 1
        assert session.get_one(RunRow, "r").started_at == NOW
    with pytest.raises(Exception, match="zone"), write_transaction(engine) as session:
        runs.begin_run(session, "naive", "run", NOW.replace(tzinfo=None))


# The ledger


def _act(engine: Engine, times: int = 3) -> None:
    with write_transaction(engine) as session:
        for number in range(times):
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject=f"draft {number}", before={}, after={"n": number})


def test_the_ledger_refuses_to_be_changed_by_anybody(engine: Engine) -> None:
    _act(engine)
    statements = ["UPDATE ledger SET who = 'x' WHERE id = 1", "DELETE FROM ledger WHERE id = 1"]
    if engine.dialect.name == "sqlite":
        statements.append("INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1")
    else:
        statements.append("TRUNCATE ledger")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), write_transaction(engine) as session:
            session.execute(text(statement))
    with read_session(engine) as session:
        assert ledger_verify.faults(session) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE ledger SET who = 'somebody else' WHERE id = 2", "row 2 was altered"),
        ("DELETE FROM ledger WHERE id = 2", "row 2 is missing"),
        ("UPDATE ledger SET id = 99 WHERE id = 1", "row 1 is missing"),
    ],
)
def test_damage_to_the_ledger_behind_the_triggers_is_found(tmp_path: Path, damage: str, told: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'l.db'}")
    upgrade(engine)
    _act(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_refuses_update"))
        connection.execute(text("DROP TRIGGER ledger_refuses_delete"))
        connection.execute(text(damage))
    with read_session(engine) as session:
        assert any(told in fault for fault in ledger_verify.faults(session))
    engine.dispose()


# Claims


def test_only_one_run_holds_an_outlet_at_a_time(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_a", "first", NOW)
    with write_transaction(engine) as session:
        assert not claims.claim(session, "kz_a", "second", NOW)
        assert claims.claim(session, "kz_b", "second", NOW)
        claims.release(session, "kz_a", "second")
    with write_transaction(engine) as session:
        assert not claims.claim(session, "kz_a", "second", NOW)
        claims.release(session, "kz_a", "first")
        assert claims.claim(session, "kz_a", "second", NOW)


def test_the_claim_of_a_dead_process_is_taken_over_at_once_and_that_of_a_silent_machine_after_a_minute(engine: Engine) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_dead", "first", NOW)
        claims.claim(session, "kz_far", "first", NOW)
        session.get_one(ClaimRow, "kz_dead").pid = 2**22 + 1
        session.get_one(ClaimRow, "kz_far").host = "elsewhere"
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_dead", "second", NOW)
        assert not claims.claim(session, "kz_far", "second", NOW + claims.STALE - timedelta(seconds=1))
        assert claims.claim(session, "kz_far", "second", NOW + claims.STALE + timedelta(seconds=1))


# Pages and fates


def _settle(engine: Engine, run: str, url: str, fate: Fate, *, source: bool = False) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, run, "kz_a", None, NOW)
        runs.settle(session, run, "kz_a", url, url, fate, at=NOW, source=source)


def test_a_page_has_one_fate_in_a_run_and_it_is_the_later_one(engine: Engine) -> None:
    _settle(engine, "r1", "u", Fate.TIMEOUT)
    _settle(engine, "r1", "u", Fate.STORED)
    with read_session(engine) as session:
        assert [row.fate for row in session.query(PageRow)] == ["stored"]
        assert runs.tally(session, "r1")["fates"] == {"stored": 1}
    with pytest.raises(DBAPIError), write_transaction(engine) as session:
        session.execute(
            text(
                "INSERT INTO pages (run_id, outlet, url, key, fate, at, source, detail) SELECT run_id, outlet, url, key, fate, at, source, detail FROM pages"
            )
        )


def test_the_fates_of_an_outlet_add_up_to_its_tries(engine: Engine) -> None:
    for number, fate in enumerate([Fate.STORED, Fate.STORED, Fate.GONE, Fate.LISTING]):
        _settle(engine, "r1", str(number), fate)
    with read_session(engine) as session:
        counted = runs.tally(session, "r1")["fates"]
        assert counted == {"stored": 2, "gone": 1, "listing": 1}
        assert sum(counted.values()) == session.execute(text("select count(*) from pages")).scalar()


def test_a_page_that_failed_in_passing_is_tried_again_but_not_for_ever(engine: Engine) -> None:
    _settle(engine, "r0", "gone", Fate.GONE)
    for number in range(runs.TRIES):
        with read_session(engine) as session:
            assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone"}
        _settle(engine, f"r{number}", "slow", Fate.TIMEOUT)
    with read_session(engine) as session:
        assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone", "slow"}


@pytest.mark.parametrize(
    ("fates", "state", "cause"),
    [
        ([(Fate.LISTING, True), (Fate.TIMEOUT, False)], "answered", None),
        ([(Fate.DNS, True)], "failed", "dns"),
        ([(Fate.BOT_WALL, True), (Fate.GONE, False), (Fate.GONE, False)], "failed", "bot_wall"),
        ([], "failed", "empty"),
    ],
)
def test_an_outlet_answered_or_failed_for_a_named_cause_and_silence_is_failure(
    engine: Engine, fates: list[tuple[Fate, bool]], state: str, cause: str | None
) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
        runs.begin_outlet(session, "r", "kz_a", None, NOW)
    for number, (fate, source) in enumerate(fates):
        _settle(engine, "r", str(number), fate, source=source)
    with write_transaction(engine) as session:
        row = runs.finish_outlet(session, "r", "kz_a", found=0, finished=True, now=NOW)
        assert (row.state, row.cause) == (state, cause)


# Drafts and decisions


def _drafts(engine: Engine, *articles_flagged: tuple[str, bool]) -> list[int]:
    with write_transaction(engine) as session:
        for identifier, flagged in articles_flagged:
            rows.article(session, identifier)
            rows.screening(session, identifier, flagged=flagged)
        return [draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW)]


def test_every_flagged_article_becomes_one_draft_and_a_second_look_makes_none(engine: Engine) -> None:
    assert len(_drafts(engine, ("a", True), ("b", False), ("c", True))) == 2
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 1"), now=NOW) == []


def test_a_reprint_joins_the_draft_of_what_it_repeats(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "original")
        rows.article(session, "reprint", outlet="kz_other", copy_of="original")
        for identifier in ("original", "reprint"):
            rows.screening(session, identifier)
        assert len(review.propose(session, review.undrafted(session, "test 1"), now=NOW)) == 1
        assert review.undrafted(session, "test 1") == []


def test_a_rejected_draft_stays_rejected_when_a_new_model_flags_its_article_again(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason="not_work")
        rows.screening(session, "a", model="test 2")
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 2"), now=NOW) == []
        assert session.get_one(DraftRow, draft).state == "rejected"


def test_a_confirmation_keeps_the_machines_value_beside_the_persons(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
    with read_session(engine) as session:
        row = session.get_one(DraftRow, draft)
        assert (row.proposal["place"], row.fields["place"], row.decided_by) == ("Қарағанды", "Теміртау", "Aigul")


def test_a_decided_draft_is_not_decided_again_until_it_is_undone(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW)
    with pytest.raises(AlreadyDecided, match="Aigul"), write_transaction(engine) as session:
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with write_transaction(engine) as session:
        review.undo(session, draft, who="Bolat", now=NOW)
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with read_session(engine) as session:
        acts = [(row.who, row.action) for row in session.query(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id)]
        assert acts == [("Aigul", "confirm"), ("Bolat", "undo"), ("Bolat", "reject")]
        assert ledger_verify.faults(session) == []


def test_undoing_brings_back_exactly_what_stood_before(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.undo(session, draft, who="Aigul", now=NOW)
        row = session.get_one(DraftRow, draft)
        assert (row.state, row.fields, row.decided_by, row.decided_at, row.reason) == ("new", {}, None, None, None)
        with pytest.raises(NothingToUndo):
            review.undo(session, draft, who="Aigul", now=NOW)


@pytest.mark.parametrize(("reason", "note", "told"), [("", "", "no reason"), ("whim", "", "whim is no reason"), ("other", " ", "needs a note")])
def test_a_rejection_needs_one_of_the_reasons(engine: Engine, reason: str, note: str, told: str) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason=reason, note=note)
    with read_session(engine) as session:
        assert session.get_one(DraftRow, draft).state == "new"


def test_a_decision_names_an_existing_draft_a_person_and_known_fields(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with pytest.raises(NoSuchDraft), write_transaction(engine) as session:
        review.confirm(session, draft + 1, who="Aigul", now=NOW)
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.confirm(session, draft, who="  ", now=NOW)
    with pytest.raises(BadDecision, match="colour is no field"), write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"colour": "red"})


def test_of_two_people_who_decide_at_once_the_first_wins_and_the_second_is_told(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    told: list[str] = []
    gate = threading.Barrier(2)

    def decide(who: str) -> None:
        gate.wait()
        try:
            with write_transaction(engine) as session:
                review.confirm(session, draft, who=who, now=NOW)
        except AlreadyDecided as error:
            told.append(str(error))

    threads = [threading.Thread(target=decide, args=(who,)) for who in ("Aigul", "Bolat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_session(engine) as session:
        assert len(told) == 1
        assert session.query(LedgerRow).where(LedgerRow.action == "confirm").count() == 1


def test_a_second_screening_by_the_same_model_changes_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        rows.screening(session, "a", flagged=False)
        assert [row.flagged for row in session.query(ScreeningRow)] == [True]
        assert articles.unscreened(session, "test 1", 10) == []
        assert [row.id for row in articles.unscreened(session, "test 2", 10)] == ["a"]


def test_an_article_must_exist_before_it_is_screened(engine: Engine) -> None:
    with pytest.raises(DBAPIError), write_transaction(engine) as session:
        rows.screening(session, "nobody")
    with read_session(engine) as session:
        assert session.query(ArticleRow).count() == 0
