"""A row of the ledger in words: who did what to which record, and what was there before and after. Only what changed is shown, and never what is
unpublished."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from desk.pages.history import office_words
from desk.rendering import day
from records.country import region_name
from records.field_kinds import Code, Day, Region
from records.i18n import LANGUAGES, kept, kept_in, tr
from records.incident_fields import INCIDENT_FIELDS
from records.incident_texts.text_slots import TEXT_KIND_LABELS, TEXT_STATE_LABELS, TextNote, TextState, slots
from records.legal_words import line_of
from records.tables import LedgerRow
from records.vocabulary import (
    CATEGORIES,
    DOOR_LABELS,
    DRAFT_STATE_LABELS,
    GENDER_LABELS,
    HAND_WAY_LABELS,
    LETTER_KIND_LABELS,
    MESSAGE_FATE_LABELS,
    MESSAGE_STATE_LABELS,
    OPINION_FIELD_LABELS,
    REJECT_REASON_LABELS,
    SETTLED_LABELS,
    STATE_BODY_LABELS,
    LedgerAction,
    RejectReason,
)
from reports.exports.decisions_export import published

# Letters of one value that are shown.
LONGEST = 280
_NOTHING = "—"

ACTION_LABELS: dict[str, str] = {
    LedgerAction.CONFIRM: kept_in("draft", "confirmed"),
    LedgerAction.REJECT: kept_in("draft", "rejected"),
    LedgerAction.MERGE: kept("merged"),
    LedgerAction.SPLIT: kept("split"),
    LedgerAction.DEFER: kept("deferred"),
    LedgerAction.UNDO: kept("undone"),
    LedgerAction.SECOND: kept("second opinion"),
    LedgerAction.SETTLE_FIELD: kept("difference of two readers settled"),
    LedgerAction.RECORD: kept_in("ledger", "recorded"),
    LedgerAction.GIVE_BACK: kept("number given back"),
    LedgerAction.WITHDRAW: kept_in("ledger", "withdrawn"),
    LedgerAction.WITHDRAW_STATUS: kept("status withdrawn"),
    LedgerAction.CORRECT_STATUS: kept("status corrected"),
    LedgerAction.STATUS: kept("status added"),
    LedgerAction.EDIT: kept_in("ledger", "edited"),
    LedgerAction.ADMIT: kept("imported"),
    LedgerAction.IMPORT: kept("file imported"),
    LedgerAction.EXPORT: kept("exported"),
    LedgerAction.REPORT: kept("report made"),
    LedgerAction.USER: kept("user"),
    LedgerAction.CLEAR: kept("stored pages cleared"),
    LedgerAction.PROMOTE: kept("model put to work"),
    LedgerAction.ROLLBACK: kept("model rolled back"),
    LedgerAction.LINK: kept_in("ledger", "person found in an incident"),
    LedgerAction.TAKE_DOWN: kept_in("ledger", "taken down by hand"),
    LedgerAction.TAKE_FILE: kept_in("ledger", "file added"),
    LedgerAction.PLACE_FILE: kept_in("ledger", "file put with its case"),
    LedgerAction.WITHDRAW_FILE: kept_in("ledger", "file taken off"),
    LedgerAction.RECEIVE: kept_in("ledger", "message received"),
    LedgerAction.SETTLE: kept_in("ledger", "message settled"),
    LedgerAction.PUT_BACK: kept_in("ledger", "message put back"),
    LedgerAction.REQUEST: kept_in("ledger", "sent to a state body"),
    LedgerAction.ANSWER: kept_in("ledger", "answer of a state body"),
    LedgerAction.PROLONG: kept_in("ledger", "term of an answer prolonged"),
    LedgerAction.WITHDRAW_ANSWER: kept_in("ledger", "answer taken back"),
    LedgerAction.WITHDRAW_REQUEST: kept_in("ledger", "request withdrawn"),
}
# The colour of an act in the list.
_KINDS: dict[str, str] = {
    LedgerAction.CONFIRM: "good",
    LedgerAction.RECORD: "good",
    LedgerAction.GIVE_BACK: "good",
    LedgerAction.REJECT: "bad",
    LedgerAction.WITHDRAW: "bad",
    LedgerAction.WITHDRAW_STATUS: "bad",
    LedgerAction.WITHDRAW_FILE: "bad",
    LedgerAction.WITHDRAW_REQUEST: "bad",
    LedgerAction.WITHDRAW_ANSWER: "warn",
    LedgerAction.ANSWER: "good",
    LedgerAction.CORRECT_STATUS: "warn",
    LedgerAction.UNDO: "warn",
    LedgerAction.PUT_BACK: "warn",
}

FIELD_LABELS: dict[str, str] = {
    **office_words.LABELS,
    **{name: field.label for field in INCIDENT_FIELDS for name in (field.name, field.exported) if name},
    "state": kept("state"),
    "fields": kept("corrections"),
    "reason": kept("reason"),
    "incident": kept("incident"),
    "merged_into": kept("merged into"),
    "deferred_until": kept("deferred until"),
    "articles": kept("articles"),
    "into": kept("new draft"),
    "sources": kept_in("field", "sources"),
    "statuses": kept("statuses"),
    "withdrawn": kept_in("ledger", "withdrawn"),
    "private": kept("unpublished notes"),
    "filters": kept("filters"),
    "format": kept("format"),
    "rows": kept("rows"),
    "sha256": "SHA-256",
    "role": kept_in("field", "role"),
    "action": kept("opinion"),
    "first_by": kept("first decided by"),
    "field": kept_in("field", "which field"),
    "settled": kept_in("field", "who is right"),
    "agreed": kept("opinions agree"),
    "kind": kept("kind"),
    "since": kept("from"),
    "until": kept("until"),
    "lang": kept("language"),
    "incidents": kept("incidents"),
    "model": kept("model"),
    "names": kept("names"),
    "spellings": kept("spellings"),
    "profession": kept("profession"),
    "gender": kept("gender"),
    "publish": kept("the name may be published"),
    "publish_reason": kept("why the name is withheld"),
    "apart": kept("other persons of a like name"),
    "merged_into_person": kept("merged into person"),
    "split_off": kept("person split off"),
    "published_too": kept("also published then"),
    "draft": kept_in("field", "draft"),
    "size": kept_in("file", "size, bytes"),
    "file_name": kept_in("file", "name of the file"),
    "door": kept_in("field", "came through"),
    "way": kept_in("field", "how it came"),
    "came_on": kept_in("field", "when it came"),
    "withdrawn_because": kept_in("file", "why it was taken off"),
    "fate": kept_in("message", "when it was fetched"),
    "because": kept_in("message", "why it was set aside"),
    "files": kept_in("message", "its files"),
    "url": kept_in("message", "page that was asked for"),
    "body": kept_in("field", "state body"),
    "named": kept_in("field", "to whom"),
    "request": kept_in("field", "what was sent"),
    "sent_on": kept_in("field", "sent on"),
    "own_number": kept_in("field", "own number"),
    "asked": kept_in("field", "what is asked"),
    "prolonged_until": kept_in("field", "prolonged until"),
    "answered_on": kept_in("field", "answered on"),
    "answer": kept_in("field", "answer"),
}
# Told already by who and when, by the statuses that went, or by nothing that a person reads.
_UNTOLD = frozenset({"decided_by", "decided_at", "draft_id", "complete", "head", "salt", "withdrawn_statuses"})
_CODES: dict[str, Mapping[Any, str]] = {
    **office_words.CODES,
    "category": {code: facts.label for code, facts in CATEGORIES.items()},
    "state": {**MESSAGE_STATE_LABELS, **DRAFT_STATE_LABELS},
    "reason": REJECT_REASON_LABELS,
    "gender": GENDER_LABELS,
    "way": HAND_WAY_LABELS,
    "door": DOOR_LABELS,
    "fate": MESSAGE_FATE_LABELS,
    "field": OPINION_FIELD_LABELS,
    "settled": SETTLED_LABELS,
    "body": STATE_BODY_LABELS,
    "request": LETTER_KIND_LABELS,
    **{field.name: field.kind.labels for field in INCIDENT_FIELDS if isinstance(field.kind, Code)},
}
_REGIONS = frozenset(field.name for field in INCIDENT_FIELDS if isinstance(field.kind, Region))
_DAYS = frozenset(
    {"deferred_until", "came_on", "sent_on", "prolonged_until", "answered_on"}
    | {name for field in INCIDENT_FIELDS if isinstance(field.kind, Day) for name in (field.name, field.exported or field.name)}
)


@dataclass(frozen=True)
class Changed:
    """One field in words. `before` is empty if there was nothing before."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class LedgerSentence:
    """A row of the ledger as a person reads it. `href` leads to the record; empty if it has no page."""

    row: LedgerRow
    action: str
    kind: str
    subject: str
    href: str
    reason: str
    changes: tuple[Changed, ...]


def ledger_sentence(row: LedgerRow) -> LedgerSentence:
    """The row in the reader's language."""
    subject, href = subject_words(row.subject)
    reason = tr(REJECT_REASON_LABELS[RejectReason(row.reason)]) if row.reason in list(RejectReason) else row.reason or ""
    return LedgerSentence(row, action_words(row.action), _KINDS.get(row.action, ""), subject, href, reason, tuple(_changes(row)))


def action_words(action: str) -> str:
    """An act in words. An unknown one is shown by its code."""
    return tr(ACTION_LABELS[action]) if action in ACTION_LABELS else action


def subject_words(subject: str) -> tuple[str, str]:
    """The record in words, and the address of its page."""
    kind, _, name = subject.partition(" ")
    if kind in ("draft", "second") and name.isdigit():
        return tr("Draft {id}").format(id=name), f"/drafts/{name}"
    if kind == "person":
        return tr("Person {id}").format(id=name), ""
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
    for name, value in after.items():
        earlier = before.get(name)
        if name in _UNTOLD or value == earlier or (not before and value in (None, "", [], {}, False)):
            continue
        if name == "reason" and value == row.reason:
            continue
        if name == "fields" and isinstance(value, dict):
            yield from _corrections(earlier if isinstance(earlier, dict) else {}, value)
        elif name == "statuses":
            yield from _statuses(earlier or [], value or [])
        elif name == "text_notes":
            yield from _notes(earlier or {}, value or {})
        elif name == "private":
            yield Changed(field_words(name), "", tr("changed; what they say is not shown here"))
        else:
            yield Changed(field_words(name), value_words(name, earlier) if before else "", value_words(name, value))


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
    if name in _REGIONS:
        return region_name(str(value))
    if name in _CODES and value in _CODES[name]:
        return tr(_CODES[name][value])
    if (said := office_words.office_value(name, str(value))) is not None:
        return said
    if name in _DAYS:
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
