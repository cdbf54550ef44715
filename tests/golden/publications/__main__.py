"""Writes the golden documents again."""

import tempfile
from pathlib import Path

from records.database import open_engine, read_session, upgrade, write_transaction
from reports.publications.publish import publish
from tests.golden.publications.documents import FOLDER, NAMES, document, request
from tests.golden.publications.record import PURSUED, TODAY, store

with tempfile.TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{Path(folder) / 'golden.db'}")
    upgrade(engine)
    with write_transaction(engine) as session:
        store(session, *PURSUED)
    for name in NAMES:
        with read_session(engine) as session:
            (FOLDER / name).write_text(document(name, publish(session, request(name), TODAY)), encoding="utf-8")
        print(name)
    engine.dispose()
