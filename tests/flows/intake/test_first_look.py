"""The screening says of a message whether it looks like an incident, and makes nothing of it."""

import pytest
from sqlalchemy import Engine, select

from flows.intake.first_look import look_at
from records.database import read_session
from records.settings import Settings
from records.tables import DraftRow, ReceivedMessageRow
from tests.records.intake.received import receive

TEXT = "В Уральске журналиста газеты «Орал өңірі» избили у подъезда его дома. Он подал заявление в полицию, и она начала досудебное расследование по факту нападения на журналиста."


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_text_about_an_attack_looks_like_an_incident_and_a_short_one_is_not_read(engine: Engine) -> None:
    ids = [receive(engine, 1, text=TEXT, subject="Избили журналиста"), receive(engine, 2, text="Сәлем")]
    look_at(engine, Settings(_env_file=None), ids)  # type: ignore[call-arg]
    with read_session(engine) as session:
        first, second = session.scalars(select(ReceivedMessageRow).order_by(ReceivedMessageRow.id))
        assert first.label in ("incident", "followup")
        assert first.state == "waiting"
        assert first.score is not None
        assert first.score > 0.5
        assert (second.label, second.score) == (None, None)
        assert session.scalars(select(DraftRow)).all() == []
