"""A ledger of real decisions, and keys that sign its anchors, for tests of anchors."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.ledger import anchors
from records.ledger.anchor_check import AnchorSources, check_anchors
from records.ledger.anchors import Anchor, AnchorFolder, new_key, read_anchor_key, sign_anchor, trusted_keys
from records.vocabulary import Actor
from tests.conftest import NOW
from tests.records import rows


def decide(engine: Engine, identifier: str, now: datetime = NOW, actor: Actor = Actor.LAW_ENFORCEMENT) -> None:
    """A person confirms a draft in which this actor did it: some rows of the ledger, and an incident."""
    with write_transaction(engine) as session:
        rows.article(session, identifier, title=f"Case {identifier}", text_sha256=identifier.rjust(64, "0"))
        rows.screening(session, identifier, place=f"Town {identifier}", incident_date=None, actor=actor.value)
        for draft in review.propose(session, review.screenings_without_draft(session, "test 1"), now=now):
            review.confirm(session, draft.id, who="Aigul", now=now, fields={"actor": actor.value})


class Notary:
    """A key that signs, and a folder that keeps anchors outside the database."""

    def __init__(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        self.key, self.folder = place / "anchor.key", AnchorFolder(place / "anchors")
        self.public = new_key(self.key)

    def anchor(self, engine: Engine, day: int = 0) -> Anchor:
        """The anchor of a day: signed, kept in the folder, noted in the database."""
        with write_transaction(engine) as session:
            unsigned = anchors.unsigned_anchor(session, NOW + timedelta(days=day))
            assert unsigned is not None
            made = sign_anchor(unsigned, read_anchor_key(self.key))
            anchors.note_anchor(session, made)
        self.folder.add(made)
        return made

    def faults(self, engine: Engine, *given: Anchor) -> list[str]:
        """What `qorgan verify` says of the anchors, with those that were sent away."""
        found: list[str] = []
        with read_session(engine) as session:
            check_anchors(session, AnchorSources(self.folder.path, trusted_keys(None, self.key), given), found.append)
        return found
