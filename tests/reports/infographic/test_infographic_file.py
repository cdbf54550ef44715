"""The file of an infographic: the same record gives the same bytes, and the ledger knows them."""

import pytest
from sqlalchemy import Engine, select

from records.database import read_session, write_transaction
from records.i18n import LANGUAGES
from records.tables import LedgerRow
from reports.infographic import InfographicForm, InfographicRequest, make_infographic, note_infographic
from tests.golden.publications import record
from tests.golden.publications.record import NOW, TODAY, UNTIL

pytestmark = pytest.mark.usefixtures("catalogues")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", InfographicForm)
def test_the_same_record_gives_the_same_bytes_of_the_format_asked_for(press: Engine, form: InfographicForm, lang: str) -> None:
    wanted = InfographicRequest(UNTIL, None, lang, form)
    with read_session(press) as session:
        first, second = (make_infographic(session, wanted, TODAY).content for _ in range(2))
    assert first == second
    assert first.startswith(b"<svg " if form is InfographicForm.SVG else b"\x89PNG\r\n")
    if form is InfographicForm.PNG:
        assert int.from_bytes(first[16:20]) == 1600


def test_the_ledger_says_what_was_made_of_which_state(engine: Engine) -> None:
    with write_transaction(engine) as session:
        record.store(session)
    with read_session(engine) as session:
        made = make_infographic(session, InfographicRequest(UNTIL, lang="kk"), TODAY)
    with write_transaction(engine) as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        head = f"{last.id}:{last.hash}"
        note_infographic(session, made, who="Aigul", now=NOW)
    with read_session(engine) as session:
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (row.who, row.action, row.subject) == ("Aigul", "report", "report infographic 2021-11-01 2021-11-02")
    assert row.after == {
        "kind": "infographic",
        "since": "2021-11-01",
        "until": "2021-11-02",
        "as_of": "2021-11-02",
        "lang": "kk",
        "format": "svg",
        "sha256": made.sha256,
        "incidents": made.figures.total,
        "head": head,
    }
