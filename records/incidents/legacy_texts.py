"""Migration of texts recorded before texts had states.

A text that a person wrote according to the ledger counts as checked by that person on that day; one from an import or an article is a proposal,
because nobody is known to have vouched for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_texts.sentences import TextKind, TextNote, TextState, text_name
from records.incident_texts.texts import columns_of, texts_of, title_language
from records.incidents.numbers import append_change, content_now, incident_subject
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import LedgerAction

_BATCH = 500
_RECORDED = (LedgerAction.RECORD, LedgerAction.GIVE_BACK)


def vouch_for_old_texts(session: Session, *, who: str, now: datetime) -> list[str]:
    """Record the writer of each text that has no note yet, if the ledger knows one, with a ledger row for each incident.

    Return the numbers of the changed incidents; a second call finds none.
    """
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
    """Return a note for each text of an incident whose writer its ledger rows show."""
    columns = columns_of(row)
    columns["title_lang"] = title_language(row.title)
    texts = texts_of(columns)
    if not texts:
        return {}
    acts = session.scalars(select(LedgerRow).where(LedgerRow.subject == incident_subject(row.number)).order_by(LedgerRow.id)).all()
    typed = _typed_title(session, row)
    found = {name: _writer(acts, name, words, columns["title_lang"], typed) for name, words in texts.items()}
    return {name: note for name, note in found.items() if note}


def _typed_title(session: Session, row: IncidentRow) -> bool:
    """Return whether the person who confirmed the draft wrote the title."""
    draft = session.get(DraftRow, row.draft_id) if row.draft_id else None
    return bool(draft and draft.fields.get("title"))


def _writer(acts: Sequence[LedgerRow], name: str, words: str, title_lang: str, typed: bool) -> TextNote | None:
    """Return a note on the person whose act gave the text its current wording; None if no person wrote it."""
    for act, was, now in _history(acts, title_lang):
        if now.get(name) == words and was.get(name) != words:
            by_hand = act.action == LedgerAction.EDIT or (act.action in _RECORDED and (typed or name != text_name(TextKind.TITLE, title_lang)))
            return TextNote(TextState.CHECKED, act.who, act.at.isoformat()) if by_hand else None
    return None


def _history(acts: Sequence[LedgerRow], title_lang: str) -> Iterator[tuple[LedgerRow, Mapping[str, str], Mapping[str, str]]]:
    """Yield the acts on an incident with its texts before and after, the last first."""
    for act in reversed(acts):
        yield act, _texts(act.before, title_lang), _texts(act.after, title_lang)


def _texts(content: Mapping[str, Any], title_lang: str) -> Mapping[str, str]:
    return texts_of({"title_lang": title_lang, **{name: content.get(name) for name in ("title", "titles", "summary")}})
