"""Writes the golden documents anew."""

import tempfile
from pathlib import Path

from records.database import open_engine, upgrade, write_transaction
from tests.golden.publications.documents import FOLDER, NAMES, made
from tests.golden.publications.record import PURSUED, store

with tempfile.TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{Path(folder) / 'golden.db'}")
    upgrade(engine)
    with write_transaction(engine) as session:
        store(session, *PURSUED)
    for name in NAMES:
        (FOLDER / name).write_text(made(engine, name), encoding="utf-8")
        print(name)
    engine.dispose()
