"""A row of the ledger in words: who did what to which record, and what was there before and after. Only what changed is shown, and never what is
unpublished."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desk.pages.history import office_words
from desk.pages.history.ledger_labels import ACTION_LABELS, CODES, DAYS, FIELD_LABELS, KINDS, REGIONS, UNTOLD
from desk.rendering import day
from records.country import region_name
from records.i18n import LANGUAGES, tr
from records.incident_texts.text_slots import TEXT_KIND_LABELS, TEXT_STATE_LABELS, TextNote, TextState, slots
from records.ledger.written_notes import note_words
from records.legal_words import line_of
from records.tables import LedgerRow
from records.vocabulary import REJECT_REASON_LABELS, RejectReason
from reports.exports.decisions_export import published

# Letters of one value that are shown.
LONGEST = 280
_NOTHING = "—"
# Fields of a person's record that name other records.
_OTHER_PERSONS = frozenset({"merged_into_person", "apart"})


@dataclass(frozen=True)
class Changed:
    """One field in words. `before` is empty if there was nothing before."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class LedgerSentence:
    """A row of the ledger as a person reads it. `href` leads to the record; empty if it has no page. `note` is what was noted with it."""

    row: LedgerRow
    action: str
    kind: str
    subject: str
    href: str
    reason: str
    changes: tuple[Changed, ...]
    note: str = ""


def ledger_sentence(row: LedgerRow) -> LedgerSentence:
    """The row in the reader's language."""
    subject, href = subject_words(row.subject)
    reason = tr(REJECT_REASON_LABELS[RejectReason(row.reason)]) if row.reason in list(RejectReason) else row.reason or ""
    return LedgerSentence(
        row, action_words(row.action), KINDS.get(row.action, ""), subject, href, reason, tuple(_changes(row)), note_words(row.note or "")
    )


def action_words(action: str) -> str:
    """An act in words. An unknown one is shown by its code."""
    return tr(ACTION_LABELS[action]) if action in ACTION_LABELS else action


def subject_words(subject: str) -> tuple[str, str]:
    """The record in words, and the address of its page."""
    kind, _, name = subject.partition(" ")
    if kind in ("draft", "second") and name.isdigit():
        return tr("Draft {id}").format(id=name), f"/drafts/{name}"
    if kind == "person":
        return tr("Person {id}").format(id=name), f"/persons/{name}" if name.isdigit() else ""
    if kind == "tip" and name.isdigit():
        return tr("Draft {id}").format(id=name), f"/drafts/{name}"
    if kind == "message" and name.isdigit():
        return tr("Message {id}").format(id=name), f"/inbox/{name}"
    if kind == "file":
        return tr("File {id}").format(id=name), ""
    if kind == "request":
        return tr("Request {id} to a state body").format(id=name), ""
    if kind == "incident":
        return name, f"/incidents/{name}"
    if kind == "outlet":
        return tr("Outlet {name}").format(name=name), f"/outlets/{name}"
    return office_words.office_subject(subject), ""


def field_words(name: str) -> str:
    """The name of a field in words."""
    return tr(FIELD_LABELS[name]) if name in FIELD_LABELS else name


def _changes(row: LedgerRow) -> Iterator[Changed]:
    before, after = published(row.before), published(row.after)
    of_person = row.subject.startswith("person ")
    for name, value in after.items():
        earlier = before.get(name)
        if name in UNTOLD or value == earlier or (not before and value in (None, "", [], {}, False)):
            continue
        if name == "reason" and value == row.reason:
            continue
        if of_person and name in _OTHER_PERSONS:
            yield Changed(field_words(name), _persons(earlier) if earlier else "", _persons(value))
        elif name == "fields" and isinstance(value, dict):
            yield from _corrections(earlier if isinstance(earlier, dict) else {}, value)
        elif name == "statuses":
            yield from _statuses(earlier or [], value or [])
        elif name == "text_notes":
            yield from _notes(earlier or {}, value or {})
        elif name == "private":
            yield Changed(field_words(name), "", tr("changed; what they say is not shown here"))
        else:
            yield Changed(field_words(name), value_words(name, earlier) if before else "", value_words(name, value))


def _persons(ids: Any) -> str:
    """The records that a row of a person's record names by their ids."""
    named = ids if isinstance(ids, list) else [ids] if ids else []
    return ", ".join(tr("Person {id}").format(id=id) for id in named) or _NOTHING


def _corrections(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    for name in dict.fromkeys([*after, *before]):
        if after.get(name) != before.get(name):
            yield Changed(field_words(name), value_words(name, before[name]) if name in before else "", value_words(name, after.get(name)))


def _notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    """How the state of each text changed: which language, and whether somebody vouches for it."""
    for name, kind, lang in slots():
        if after.get(name) != before.get(name):
            words = f"{tr(TEXT_KIND_LABELS[kind])} ({LANGUAGES[lang].name})"
            yield Changed(words, _note(before[name]) if name in before else "", _note(after.get(name)))


def _note(held: Mapping[str, Any] | None) -> str:
    if not held:
        return tr(TEXT_STATE_LABELS[TextState.NONE])
    note = TextNote.from_json(held)
    said = f"{tr(TEXT_STATE_LABELS[note.state])}, {note.by}"
    return f"{said}; {tr('the record was changed since')}" if note.stale else said


def _statuses(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Changed]:
    """The statuses that were added and those that were removed. The others are as before."""
    before, after = list(before), list(after)
    came, went = [one for one in after if one not in before], [one for one in before if one not in after]
    for one in went:
        yield Changed(field_words("statuses"), _status(one), tr("withdrawn"))
    for one in came:
        yield Changed(field_words("statuses"), "", _status(one))


def value_words(name: str, value: Any) -> str:
    """A value in words, cut if it is long."""
    said = _value(name, value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return _NOTHING
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, list):
        return "; ".join(_part(name, part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{field_words(key)}: {_value(key, part)}" for key, part in value.items() if part not in (None, "")) or _NOTHING
    return _one(name, value)


def _one(name: str, value: Any) -> str:
    if name in REGIONS:
        return region_name(str(value))
    if name in CODES and value in CODES[name]:
        return tr(CODES[name][value])
    if (said := office_words.office_value(name, str(value))) is not None:
        return said
    if name in DAYS:
        try:
            return day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return tr("Draft {id}").format(id=value) if name in ("merged_into", "into") else str(value)


def _part(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return _one(name, value)
    tellers: dict[str, Callable[[dict[str, Any]], str]] = {
        "victims": _person,
        "persons": _person,
        "statuses": _status,
        "categories": lambda one: _one("categories", one.get("code")),
        **dict.fromkeys(("law_articles", "next_dates", "next_date"), lambda one: line_of(name, one)),
        "sources": lambda one: str(one.get("url") or one.get("title") or ""),
    }
    return tellers[name](value) if name in tellers else _value(name, value)


def _person(one: Mapping[str, Any]) -> str:
    more = ", ".join(str(one[key]) for key in ("profession", "outlet", "role") if one.get(key))
    return f"{one.get('name', '')} ({more})" if more else str(one.get("name", ""))


def _status(one: Mapping[str, Any]) -> str:
    return f"{_one('date', one.get('date'))} · {_one('status', one.get('code'))}"


def codes_and_words(words: Mapping[str, str] | Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """For a field that offers them, by words."""
    return sorted(((str(code), tr(said)) for code, said in words.items()), key=lambda one: one[1].casefold())
