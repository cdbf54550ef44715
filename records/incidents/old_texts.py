"""Texts that stood in the record before texts had states. What the ledger shows that a person wrote counts as checked by that person on that day; what came with an
import, or from an article, is a proposal: nobody is known to have vouched for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_texts.sentences import TextKind, TextNote, TextState, slot
from records.incident_texts.texts import columns_of, texts_of, title_language
from records.incidents.numbers import append_change, content_now, incident_subject
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import LedgerAction

_BATCH = 500
_RECORDED = (LedgerAction.RECORD, LedgerAction.GIVE_BACK)


def vouch_for_old_texts(session: Session, *, who: str, now: datetime) -> list[str]:
    """Note of every text of which nothing is noted yet who wrote it, where the ledger knows. Each incident gets a row of the ledger. Gives their numbers; a second
    call finds none."""
    done: list[str] = []
    numbers = session.scalars(select(IncidentRow.number).where(IncidentRow.title_lang.is_(None)).order_by(IncidentRow.number)).all()
    for start in range(0, len(numbers), _BATCH):
        for row in session.scalars(
            select(IncidentRow).where(IncidentRow.number.in_(numbers[start : start + _BATCH])).order_by(IncidentRow.number)
        ).all():
            notes = _known(session, row) if not row.text_notes else {}
            if not notes:
                continue
            before = content_now(session, row)
            row.title_lang, row.text_notes = title_language(row.title) or None, {name: note.to_json() for name, note in notes.items()}
            session.flush()
            append_change(session, row, LedgerAction.EDIT, before, who=who, now=now)
            done.append(row.number)
    return done


def _known(session: Session, row: IncidentRow) -> dict[str, TextNote]:
    """Who wrote each text of an incident, as far as its rows of the ledger tell."""
    columns = columns_of(row)
    columns["title_lang"] = title_language(row.title)
    stands = texts_of(columns)
    if not stands:
        return {}
    acts = session.scalars(select(LedgerRow).where(LedgerRow.subject == incident_subject(row.number)).order_by(LedgerRow.id)).all()
    typed = _typed_title(session, row)
    found = {name: _writer(acts, name, words, columns["title_lang"], typed) for name, words in stands.items()}
    return {name: note for name, note in found.items() if note}


def _typed_title(session: Session, row: IncidentRow) -> bool:
    """Whether the person who confirmed the draft wrote the title."""
    draft = session.get(DraftRow, row.draft_id) if row.draft_id else None
    return bool(draft and draft.fields.get("title"))


def _writer(acts: Sequence[LedgerRow], name: str, words: str, title_lang: str, typed: bool) -> TextNote | None:
    """The person by whose act the text came to read as it does; None if that was no person's writing."""
    for act, was, stands in _history(acts, title_lang):
        if stands.get(name) == words and was.get(name) != words:
            by_hand = act.action == LedgerAction.EDIT or (act.action in _RECORDED and (typed or name != slot(TextKind.TITLE, title_lang)))
            return TextNote(TextState.CHECKED, act.who, act.at.isoformat()) if by_hand else None
    return None


def _history(acts: Sequence[LedgerRow], title_lang: str) -> Iterator[tuple[LedgerRow, Mapping[str, str], Mapping[str, str]]]:
    """The acts on an incident with its texts before and after, the last first."""
    for act in reversed(acts):
        yield act, _texts(act.before, title_lang), _texts(act.after, title_lang)


def _texts(content: Mapping[str, Any], title_lang: str) -> Mapping[str, str]:
    return texts_of({"title_lang": title_lang, **{name: content.get(name) for name in ("title", "titles", "summary")}})
