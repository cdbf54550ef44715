"""Persons: one record for each, and the spellings by which they are found."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base


class PersonRow(Base):
    """One person as an incident names her. Every change of it is in the ledger under `person ID`, with the whole record.

    A record that was merged keeps all it says, and the incidents that point to it; `merged_into` leads to the record that stands for both.
    """

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    names: Mapped[dict[str, Any]]
    """{kk, ru, en}: the name as each language shows it; a language may be missing."""
    spellings: Mapped[list[Any]]
    """Every spelling in which incidents name her."""
    profession: Mapped[str]
    gender: Mapped[str] = mapped_column(String(8))
    outlets: Mapped[list[Any]]
    """[{outlet, since, until}]; a day may be null."""
    publish: Mapped[bool] = mapped_column(default=True)
    """False: the name must not leave the house."""
    publish_reason: Mapped[str]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    apart: Mapped[list[Any]]
    """Ids of persons of whom somebody said that they are others."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PersonNameRow(Base):
    """A spelling in the form in which it is looked up (`records.persons.name_reading.normal_form`)."""

    __tablename__ = "person_names"

    form: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)

    __table_args__ = (Index("person_names_of", "person_id"),)
