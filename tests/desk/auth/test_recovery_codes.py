"""Recovery codes: each is good once, however it is written."""

from sqlalchemy import Engine, select

from desk.auth import recovery_codes
from records.database import write_transaction
from records.tables import RecoveryCodeRow
from tests.conftest import NOW
from tests.desk.site import add_person


def test_each_code_is_good_once_for_its_owner_however_it_is_written(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Berik")
        codes = recovery_codes.make(session, "Aigul")
        assert len(set(codes)) == recovery_codes.HOW_MANY
        kept = session.scalars(select(RecoveryCodeRow.hash)).all()
        assert not set(codes) & set(kept)
        assert not recovery_codes.use(session, "Berik", codes[0], NOW)
        assert recovery_codes.use(session, "Aigul", codes[0], NOW)
        assert not recovery_codes.use(session, "Aigul", codes[0], NOW)
        assert recovery_codes.use(session, "Aigul", codes[1].upper().replace("-", " "), NOW)
        assert not recovery_codes.use(session, "Aigul", "", NOW)
        recovery_codes.make(session, "Aigul")
        assert not recovery_codes.use(session, "Aigul", codes[2], NOW), "those from before are worth nothing"
