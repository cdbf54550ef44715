"""A data folder with records, evidence, a model and a key, for tests that back it up."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, update

from records import review
from records.database import write_transaction
from records.settings import Settings
from records.tables import ArticleRow, PageRow, SnapshotRow
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.empty_database import open_upgraded
from tests.pipelines.evidence.stored_pages import Store
from tests.records import rows


@dataclass
class House:
    """The settings of a data folder, its database and its stored pages."""

    settings: Settings
    engine: Engine
    store: Store

    def decide(self, name: str) -> None:
        """One more draft, confirmed. Its article shares a stored page with another."""
        ref = self.store.refs["one0"]
        with write_transaction(self.engine) as session:
            review.confirm(session, add_draft(session, name, title=f"Событие-{name}"), who="Aigul", now=NOW)
            mine = update(SnapshotRow).where(SnapshotRow.article_id == name)
            session.execute(mine.values(file=ref.file, offset=ref.offset, sha256=ref.sha256))
            its = update(PageRow).where(PageRow.article_id == name)
            if not session.execute(its.values(sha256=ref.sha256)).rowcount:  # type: ignore[attr-defined]
                rows.page(session, session.get_one(ArticleRow, name), ref.sha256)


def settings_of(data: Path, database: str = "") -> Settings:
    return Settings(data=data, database_url=database, _env_file=None)  # type: ignore[call-arg]


def filled(data: Path, database: str = "") -> House:
    """The records lie under a Cyrillic path with spaces, the evidence in two files."""
    settings = settings_of(data, database)
    (data / "models").mkdir(parents=True)
    data.chmod(0o700)
    (data / "models" / "current.json").write_text('{"name": "kk-ru-en"}', encoding="utf-8")
    (data / "desk.secret").write_text("0" * 64)
    (data / "logs").mkdir()
    (data / "logs" / "desk.log").write_text("not backed up")
    engine = open_upgraded(database or settings.database)
    house = House(settings, engine, Store(engine, settings.evidence))
    house.decide("first")
    return house
