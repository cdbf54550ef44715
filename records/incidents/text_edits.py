"""Changes of an incident's texts in one language by a person: write them, vouch for them, and undo the last change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import AlreadyDecided, BadDecision, NothingToUndo
from records.i18n import LANGUAGES, tr
from records.incident_texts.sentences import TextKind, TextOrigin, text_name
from records.incident_texts.texts import TEXT_COLUMNS, columns_of
from records.incidents.numbers import content_now, incident_subject
from records.incidents.repository import edit, locked_incident, write_change
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import LedgerAction

# Largest number of characters.
LONGEST = {TextKind.TITLE: 1000, TextKind.SUMMARY: 20_000}
# Values of columns that are newer than an incident's row of the ledger.
_BEFORE_COLUMNS: dict[str, Any] = {"title_lang": None, "titles": {}, "text_notes": {}}


def save_texts(
    session: Session,
    number: str,
    lang: str,
    texts: Mapping[TextKind, str],
    *,
    vouch: bool,
    who: str,
    now: datetime,
    version: int | None = None,
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> IncidentRow:
    """Write the texts of a language, and record whether this person vouches for them.

    Texts that are not given are unchanged; an empty summary is deleted, and the machine proposes one again. `version` is that of the row that the
    person saw. Raises NoSuchIncident, BadDecision (with the kind of the text as its field), and AlreadyDecided if somebody has changed the
    incident since.
    """
    row = locked_incident(session, number)
    if version is not None and row.version != version:
        raise AlreadyDecided(tr("{number} was changed by somebody else meanwhile; look at it again: what you typed is kept").format(number=number))
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    if lang not in LANGUAGES:
        raise BadDecision(tr("there are no texts in this language; there are {languages}").format(languages=", ".join(LANGUAGES)), "lang")
    facts: dict[str, Any] = {}
    for kind, text_ in texts.items():
        words = text_.strip()
        if kind is TextKind.TITLE and not words:
            raise BadDecision(tr("write a title; nobody can check an empty one"), kind)
        if len(words) > LONGEST[kind]:
            raise BadDecision(tr("this is too long: at most {n} characters").format(n=LONGEST[kind]), kind)
        if kind is TextKind.TITLE and lang == columns_of(row)["title_lang"]:
            facts["title"] = words
        else:
            column = "titles" if kind is TextKind.TITLE else "summary"
            by_language = {**getattr(row, column), lang: words}
            facts[column] = {language: text for language, text in by_language.items() if text}
    facts["texts_checked"] = [text_name(kind, lang) for kind, text_ in texts.items() if text_.strip()] if vouch else []
    return edit(session, number, facts, {}, who=who, now=now, sources=sources)


def undo_texts(session: Session, number: str, *, who: str, now: datetime) -> None:
    """Undo this person's last change of an incident's texts, unless the incident was changed since. Raises NothingToUndo, NoSuchIncident."""
    row = locked_incident(session, number)
    last = session.scalars(select(LedgerRow).where(LedgerRow.subject == incident_subject(row.number)).order_by(LedgerRow.id.desc()).limit(1)).first()
    if last is None or last.who != who or last.action != LedgerAction.EDIT or not _only_texts(last):
        raise NothingToUndo(tr("something else was done with {number} since; correct its texts there").format(number=number))
    before = content_now(session, row)
    earlier = {name: last.before.get(name, _BEFORE_COLUMNS.get(name)) for name in TEXT_COLUMNS}
    write_change(session, row, earlier, before, LedgerAction.UNDO, who=who, now=now)


def _only_texts(act: LedgerRow) -> bool:
    changed = {name for name, value in act.after.items() if value != act.before.get(name, _BEFORE_COLUMNS.get(name))}
    return bool(changed) and changed <= set(TEXT_COLUMNS)
