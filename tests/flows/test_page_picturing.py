"""At the end of a run the stored pages of drafts are drawn, and the pictures are kept as files of the drafts."""

from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine

from flows.page_picturing import WHO, draw_by_schedule
from pipelines.evidence.taken_files import file_path, hash_of
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records.database import read_session, write_transaction
from records.hand.file_rows import files_of_draft
from records.ledger.ledger_verify import standing_faults
from records.page_pictures import TRIES, page_pictures
from records.settings import Settings
from records.tables import SnapshotRow
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.records import rows


def settings(folder: Path, **more: object) -> Settings:
    return Settings(data=folder, _env_file=None, **{"screenshots": True, "browser": "auto", **more})  # type: ignore[arg-type, call-arg]


def store(engine: Engine, folder: Path, id: str, body: bytes, *, draft: bool = True) -> int | None:
    """A stored page, and perhaps a draft of its article."""
    writer = EvidenceWriter(folder / "evidence", f"run-{id}")
    url = f"https://test.example/{id}"
    ref = writer.write(PageItem("kz_test", url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body, NOW))
    writer.close()
    with write_transaction(engine) as session:
        made = add_draft(session, id, title=f"{id} избит") if draft else None
        if not draft:
            rows.article(session, id)
        row = session.query(SnapshotRow).filter_by(article_id=id).one()
        row.file, row.offset, row.sha256 = ref.file, ref.offset, ref.sha256
    return made


@pytest.mark.usefixtures("processes")
def test_the_page_of_a_draft_is_drawn_once_and_kept_as_a_file_of_the_draft(engine: Engine, tmp_path: Path) -> None:
    draft = store(engine, tmp_path, "a", b"<body style='background:green'>")
    store(engine, tmp_path, "b", b"<p>no draft", draft=False)
    for _ in range(2):
        draw_by_schedule(engine, settings(tmp_path), NOW)
    with read_session(engine) as session:
        assert draft is not None
        (file,) = files_of_draft(session, draft)
        assert (file.kind, file.door, file.taken_by) == ("png", "screenshot", WHO)
        pictures = page_pictures(session, ["a", "b"])
        assert {article: (row.file_id, row.tries) for article, row in pictures.items()} == {"a": (file.id, 1)}
        faults: list[str] = []
        standing_faults(session, faults.append)
        assert faults == []
    path = file_path(tmp_path / "evidence", file.sha256)
    assert hash_of(path) == file.sha256
    assert Image.open(path).convert("RGB").getpixel((5, 5)) == (0, 128, 0)


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_page_whose_bytes_are_not_what_was_stored_has_none_and_is_tried_a_few_times(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, "a", b"<p>a")
    with write_transaction(engine) as session:
        session.query(SnapshotRow).one().sha256 = "0" * 64
    for _ in range(TRIES + 2):
        draw_by_schedule(engine, settings(tmp_path), NOW)
    with read_session(engine) as session:
        row = page_pictures(session, ["a"])["a"]
        assert (row.file_id, row.tries) == (None, TRIES)
        assert "is not the page that was stored" in row.reason


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_without_the_setting_nothing_is_drawn_and_without_a_browser_that_is_said(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(engine, tmp_path, "a", b"<p>a")
    draw_by_schedule(engine, settings(tmp_path, screenshots=False), NOW)
    assert capsys.readouterr().err == ""
    draw_by_schedule(engine, settings(tmp_path, browser=""), NOW)
    assert "no pictures of pages are drawn: browsers are off" in " ".join(capsys.readouterr().err.split())
    with read_session(engine) as session:
        assert page_pictures(session, ["a"]) == {}
