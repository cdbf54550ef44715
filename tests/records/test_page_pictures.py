"""Which pages are to be drawn."""

from sqlalchemy import Engine

from records.database import write_transaction
from records.page_pictures import TRIES, note_picture, page_pictures, wanted_pictures
from tests.conftest import NOW
from tests.desk.site import add_draft


def test_pages_of_drafts_are_wanted_until_they_were_tried_often_enough(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", title="Сериков избит")
        assert [(article, of) for article, of, _, _ in wanted_pictures(session, 5)] == [("a", draft)]
        assert wanted_pictures(session, 0) == []
        for _ in range(TRIES):
            assert len(wanted_pictures(session, 5)) == 1
            note_picture(session, "a", NOW, reason="x" * 900)
        assert wanted_pictures(session, 5) == []
        assert len(page_pictures(session, ["a"])["a"].reason) == 200
