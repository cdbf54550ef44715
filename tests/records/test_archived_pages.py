"""Which pages a web archive is asked for, and what is kept of its answers."""

from datetime import timedelta

from sqlalchemy import Engine

from records import review
from records.archived_pages import LONGEST_REASON, archived_pages, note_asked, note_kept, note_refused, open_jobs, wanted_pages
from records.database import write_transaction
from tests.conftest import NOW
from tests.desk.site import add_draft


def test_pages_of_the_newest_incident_come_first_and_what_was_asked_for_no_more(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for hours, id in enumerate(("a", "b")):
            review.confirm(session, add_draft(session, id, title=f"{id} избит"), who="Aigul", now=NOW + timedelta(hours=hours))
        assert [article for article, _ in wanted_pages(session, NOW)] == ["b", "a"]
        note_asked(session, "b", "job", NOW)
        assert [article for article, _ in wanted_pages(session, NOW)] == ["a"]
        assert [row.article_id for row in open_jobs(session)] == ["b"]


def test_a_snapshot_that_was_made_stays_and_words_are_bounded(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, add_draft(session, "a"), who="Aigul", now=NOW)
        note_asked(session, "a", "job", NOW)
        note_kept(session, "a", "https://archive.example/web/1/x", NOW, NOW)
        note_refused(session, "a", "x" * 999, NOW, asked=True)
        row = archived_pages(session, ["a", "nobody"])["a"]
        assert (row.address, len(row.reason), row.tries, row.job) == ("https://archive.example/web/1/x", LONGEST_REASON, 2, "")
        assert open_jobs(session) == []
