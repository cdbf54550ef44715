"""Anchors of the ledger: which were made, so that a file of anchors that is gone is noticed."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class AnchorRow(Base):
    """An anchor that was made or taken. The copies outside the database are what counts; this one only tells when they are gone."""

    __tablename__ = "anchors"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    """The row of the ledger that it holds fast."""
    at: Mapped[datetime]
    """When it was made, as it says itself."""
    line: Mapped[str] = mapped_column(unique=True)
    """The anchor, as it was sent."""
    sent_at: Mapped[datetime | None]
    """When an address of QORGAN_ANCHOR_TO took it; None = none yet, or nobody is told."""
