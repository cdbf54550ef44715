"""What else was kept of the pages of incidents and drafts: snapshots at a web archive, pictures."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class ArchivedPageRow(Base):
    """An article of whose page a web archive (QORGAN_WAYBACK) was asked for a snapshot, and what it answered."""

    __tablename__ = "archived_pages"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    """`records.archived_pages.CaptureState`."""
    job: Mapped[str] = mapped_column(String(100))
    """Under what name the archive has the request; empty once it has answered."""
    address: Mapped[str]
    """Where the snapshot is; empty where there is none. One that was made stays, also if a later one is refused."""
    captured_at: Mapped[datetime | None]
    """When the archive took it, by its own clock."""
    reason: Mapped[str]
    """Why it was refused, in the archive's words or ours; a stranger's text."""
    tries: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """Of a refused one, when it is asked for again; null = no more."""


class PagePictureRow(Base):
    """An article of a draft of whose stored page a picture was to be drawn (QORGAN_SCREENSHOTS)."""

    __tablename__ = "page_pictures"

    article_id: Mapped[str] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_files.id"))
    """The picture, a file of the draft like those that people give; null where there is none."""
    reason: Mapped[str]
    """Why there is none."""
    tries: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
