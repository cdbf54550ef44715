"""What people ask of the next run: taken up once, told what became of it."""

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.ledger.written_notes import WrittenNote, note_words, written_note
from records.outlets import requests, runs
from records.vocabulary import Fate
from tests.conftest import NOW


def test_a_request_is_taken_up_by_one_run_that_can_serve_it_and_told_what_became_of_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        requests.ask_to_run(session, "kz_a", who="Dana", now=NOW)
        requests.ask_to_run(session, "kz_elsewhere", who="Dana", now=NOW)
        requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="көрші басылымның хабары")
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
        taken = requests.take_up(session, "r1", ["kz_a", "kz_b"], NOW)
        assert [(row.kind, row.outlet or row.url) for row in taken] == [("run_again", "kz_a"), ("tip", "https://x.example/1")]
        assert requests.take_up(session, "r2", ["kz_a"], NOW) == []
        assert [row.outlet for row in requests.waiting_requests(session)] == ["kz_elsewhere"]
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        runs.finish_outlet(session, "r1", "kz_a", found=0, finished=True, now=NOW)
        runs.begin_outlet(session, "r1", "x.example", None, NOW)
        runs.settle(session, "r1", "x.example", "https://x.example/1", "k", Fate.GONE, at=NOW)
        requests.settle_requests(session, "r1")
    with read_session(engine) as session:
        outcomes = {row.outlet or row.url: row.outcome for row in requests.latest_requests(session)}
        assert outcomes == {"kz_a": "empty", "kz_elsewhere": None, "https://x.example/1": "gone"}


def test_what_a_run_did_not_come_to_is_told_as_lost(engine: Engine) -> None:
    with write_transaction(engine) as session:
        requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="")
        requests.take_up(session, "r1", [], NOW)
        requests.settle_requests(session, "r1")
        assert [row.outcome for row in requests.latest_requests(session)] == ["lost"]


def test_asked_twice_before_a_run_comes_it_is_one_request(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for who in ("Dana", "Aigul"):
            requests.ask_to_run(session, "kz_a", who=who, now=NOW)
            requests.ask_for_page(session, "https://x.example/1", who=who, now=NOW, note="")
        assert len(requests.waiting_requests(session)) == 2


def test_a_note_that_looks_like_a_note_of_the_program_is_told_as_it_was_typed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="note:message:7")
        requests.ask_for_page(session, "https://x.example/2", who="Aigul", now=NOW, note=written_note(WrittenNote.MESSAGE, "7"))
        assert [note_words(row.note) for row in requests.waiting_requests(session)] == ["note:message:7", "from message 7"]
