"""A row of the ledger in words: who did what to which record, and the values before and after.

Only changes are shown, and never unpublished values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from babel import Locale

from desk.rendering import day, moment
from records.clock import day_in
from records.country import region_name
from records.i18n import LANGUAGES, formats, kept, kept_in, tr
from records.incident_fields import INCIDENT_FIELDS, Code, Day, Region
from records.incident_texts.sentences import TEXT_KIND_LABELS, TEXT_STATE_LABELS, TextNote, TextState, slots
from records.ledger.entries import note_words
from records.legal_words import line_of
from records.tables import LedgerRow
from records.users import ROLE_LABELS
from records.vocabulary import (
    CATEGORIES,
    DOOR_LABELS,
    DRAFT_STATE_LABELS,
    FILE_KIND_LABELS,
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
from reports.exports.other_exports import published

# Acts that are about no case: users and their tokens, exports, reports, imported files, models, stored pages.

_EXPORTS = {
    "articles": kept("articles"),
    "pages": kept("pages that were tried"),
    "drafts": kept("drafts"),
    "incidents": kept("incidents"),
    "statuses": kept("statuses"),
    "impunity": kept("impunity"),
    "decisions": kept("decisions"),
    "health": kept("days of the outlets"),
    "missed": kept("what is missed"),
    "drift": kept("weeks of the outlets"),
}
_DOCUMENTS = {
    "statement": kept("Statement"),
    "monthly": kept("Monthly report"),
    "impunity": kept("Impunity report"),
    "yearly": kept("Yearly report"),
    "release": kept("Release of the data"),
    "site": kept("Public site"),
}

_LABELS: dict[str, str] = {
    "disabled": kept("may not sign in any more"),
    "password": kept("password"),
    "token": kept("token"),
    "id": kept("No."),
    "scope": kept("what it may do"),
    "factor": kept("second step of signing in"),
    "as_of": kept("as of"),
    "tell": kept("further cases told"),
    "known": kept("known before"),
    "older_than": kept("older than days"),
    "at": kept("at"),
    "pages": kept("pages"),
    "other_records": kept("other records"),
    "bytes": kept("bytes"),
    "files": kept("files"),
    "digest": kept("sum of them all"),
    "sums_sha256": "SHA-256",
    # The fields of an outlet's entry.
    "home": kept("home page"),
    "languages": kept("languages"),
    "feeds": kept("feeds"),
    "sitemaps": kept("sitemaps"),
    "sections": kept("list pages"),
    "telegram": kept("Telegram channels"),
    "archives": kept("archives"),
    "url": kept("address"),
    "links": kept("selector of the links"),
    "article": kept("selectors of an article"),
    "delay": kept("seconds between two requests"),
    "minimum": kept("least articles a week"),
    "articles_per_week": kept("articles a week"),
    "dead": kept("closed since"),
    "browser": kept("empty without a browser"),
    # The filters of an export.
    "category": kept("category"),
    "outlet": kept("outlet"),
    "run": kept("run"),
    "number": kept("number"),
    "words": kept("words"),
    "in_custody": kept("in custody"),
    "review": kept("a status tells the wrong story"),
    "block": kept("block"),
    "stage": kept("stage"),
    "undated": kept("without a date"),
    "ahead": kept("with a hearing ahead"),
    "overdue": kept("a state body owes an answer"),
    "least": kept("at least"),
    "fate": kept("fate"),
    "given": kept("given to"),
    "given_me": kept("given to me"),
    "withdrawn_only": kept("withdrawn ones only"),
}
_DONE = {
    "set": kept_in("ledger", "set"),
    "changed": kept_in("ledger", "changed"),
    "given": kept_in("ledger", "given"),
    "revoked": kept_in("ledger", "revoked"),
    "added": kept_in("ledger", "added"),
    "removed": kept_in("ledger", "removed"),
}
_KINDS = {
    **_DOCUMENTS,
    "code": kept("code from a telephone"),
    "passkey": kept("passkey"),
    "recovery": kept("recovery codes"),
    "all": kept("everything"),
}
_OFFICE_CODES: dict[str, Mapping[Any, str]] = {
    "role": ROLE_LABELS,
    "password": _DONE,
    "token": _DONE,
    "factor": _DONE,
    "kind": {**_KINDS, **FILE_KIND_LABELS},
    "scope": {"read": kept("read"), "decide": kept("read and decide")},
}
_MOMENTS = frozenset({"until", "since", "at"})


def office_subject(subject: str) -> str:
    """Return a subject that is no draft, incident or person in words. Unknown ones are shown as they are."""
    kind, _, name = subject.partition(" ")
    match kind:
        case "user":
            return tr("User {name}").format(name=name)
        case "export" if name in _EXPORTS:
            return tr("File: {what}").format(what=tr(_EXPORTS[name]))
        case "report":
            return _document(name)
        case "import":
            return tr("File {name}").format(name=name)
        case "model":
            return tr("Model {name}").format(name=name)
        case "evidence":
            return tr("Stored pages")
    return subject


def _document(name: str) -> str:
    kind, *days = name.split(" ")
    shown_days = [day(found) for found in map(day_in, days) if found]
    words = tr(_DOCUMENTS[kind]) if kind in _DOCUMENTS else kind
    return f"{words}, {shown_days[0]} – {shown_days[-1]}" if shown_days else words


def office_value(name: str, value: str) -> str | None:
    """Return a value of these fields in words; None for a value of other fields."""
    if name in _OFFICE_CODES:
        return tr(_OFFICE_CODES[name][value]) if value in _OFFICE_CODES[name] else value
    if name in ("lang", "format"):
        return LANGUAGES[value].name if value in LANGUAGES else value.upper()
    if name == "country":
        return str(Locale.parse(formats()).territories.get(value, value))
    return _when(value) if name in _MOMENTS | {"as_of"} else None


def _when(written: str) -> str:
    """Return a day, or a moment in the home country's time; any other text as it is."""
    try:
        return day(date.fromisoformat(written)) if len(written) <= len("2026-11-22") else moment(datetime.fromisoformat(written))
    except ValueError:
        return written


# The words of the ledger in tables: its acts with their colours, the fields of its records, and the codes in them.

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
KINDS: dict[str, str] = {
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

_FIELD_LABELS: dict[str, str] = {
    **_LABELS,
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
# Fields shown by other parts of the row, or not meant for people.
_NOT_SHOWN = frozenset({"decided_by", "decided_at", "draft_id", "complete", "head", "salt", "withdrawn_statuses"})
_CODES: dict[str, Mapping[Any, str]] = {
    **_OFFICE_CODES,
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
DAYS = frozenset(
    {"deferred_until", "came_on", "sent_on", "prolonged_until", "answered_on"}
    | {name for field in INCIDENT_FIELDS if isinstance(field.kind, Day) for name in (field.name, field.exported or field.name)}
)


# The longest value that is shown, in characters.
_LONGEST = 280
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
    """A row of the ledger in words. `href` is the page of the record; empty if it has none. `note` is what was noted with it."""

    row: LedgerRow
    action: str
    kind: str
    subject: str
    href: str
    reason: str
    changes: tuple[Changed, ...]
    note: str = ""


def ledger_sentence(row: LedgerRow) -> LedgerSentence:
    """Return the row in the reader's language."""
    subject, href = _subject_words(row.subject)
    reason = tr(REJECT_REASON_LABELS[RejectReason(row.reason)]) if row.reason in list(RejectReason) else row.reason or ""
    return LedgerSentence(
        row, _action_words(row.action), KINDS.get(row.action, ""), subject, href, reason, tuple(_changes(row)), note_words(row.note or "")
    )


def _action_words(action: str) -> str:
    """Return an act in words. An unknown one is shown by its code."""
    return tr(ACTION_LABELS[action]) if action in ACTION_LABELS else action


def _subject_words(subject: str) -> tuple[str, str]:
    """Return the record in words, and the address of its page."""
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
    return office_subject(subject), ""


def field_words(name: str) -> str:
    """Return the name of a field in words."""
    return tr(_FIELD_LABELS[name]) if name in _FIELD_LABELS else name


def _changes(row: LedgerRow) -> Iterator[Changed]:
    before, after = published(row.before), published(row.after)
    of_person = row.subject.startswith("person ")
    for name, value in after.items():
        earlier = before.get(name)
        if name in _NOT_SHOWN or value == earlier or (not before and value in (None, "", [], {}, False)):
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
    """Return the records that a row of a person's record names by their ids."""
    named = ids if isinstance(ids, list) else [ids] if ids else []
    return ", ".join(tr("Person {id}").format(id=id) for id in named) or _NOTHING


def _corrections(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    for name in dict.fromkeys([*after, *before]):
        if after.get(name) != before.get(name):
            yield Changed(field_words(name), value_words(name, before[name]) if name in before else "", value_words(name, after.get(name)))


def _notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Changed]:
    """Yield how the state of each text changed: which language, and whether it was checked."""
    for name, kind, lang in slots():
        if after.get(name) != before.get(name):
            words = f"{tr(TEXT_KIND_LABELS[kind])} ({LANGUAGES[lang].name})"
            yield Changed(words, _note(before[name]) if name in before else "", _note(after.get(name)))


def _note(held: Mapping[str, Any] | None) -> str:
    if not held:
        return tr(TEXT_STATE_LABELS[TextState.NONE])
    note = TextNote.from_json(held)
    words = f"{tr(TEXT_STATE_LABELS[note.state])}, {note.by}"
    return f"{words}; {tr('the record was changed since')}" if note.stale else words


def _statuses(before: Iterable[Any], after: Iterable[Any]) -> Iterator[Changed]:
    """Yield the statuses that were added and those that were removed, without the others."""
    before, after = list(before), list(after)
    came, went = [one for one in after if one not in before], [one for one in before if one not in after]
    for one in went:
        yield Changed(field_words("statuses"), _status(one), tr("withdrawn"))
    for one in came:
        yield Changed(field_words("statuses"), "", _status(one))


def value_words(name: str, value: Any) -> str:
    """Return a value in words, cut if it is long."""
    words = _value(name, value)
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return _NOTHING
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, list):
        return "; ".join(_part(name, part) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{field_words(key)}: {_value(key, part)}" for key, part in value.items() if part not in (None, "")) or _NOTHING
    return _single_value(name, value)


def _single_value(name: str, value: Any) -> str:
    if name in _REGIONS:
        return region_name(str(value))
    if name in _CODES and value in _CODES[name]:
        return tr(_CODES[name][value])
    if (words := office_value(name, str(value))) is not None:
        return words
    if name in DAYS:
        try:
            return day(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return tr("Draft {id}").format(id=value) if name in ("merged_into", "into") else str(value)


def _part(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return _single_value(name, value)
    tellers: dict[str, Callable[[dict[str, Any]], str]] = {
        "victims": _person,
        "persons": _person,
        "statuses": _status,
        "categories": lambda one: _single_value("categories", one.get("code")),
        **dict.fromkeys(("law_articles", "next_dates", "next_date"), lambda one: line_of(name, one)),
        "sources": lambda one: str(one.get("url") or one.get("title") or ""),
    }
    return tellers[name](value) if name in tellers else _value(name, value)


def _person(one: Mapping[str, Any]) -> str:
    more = ", ".join(str(one[key]) for key in ("profession", "outlet", "role") if one.get(key))
    return f"{one.get('name', '')} ({more})" if more else str(one.get("name", ""))


def _status(one: Mapping[str, Any]) -> str:
    return f"{_single_value('date', one.get('date'))} · {_single_value('status', one.get('code'))}"


def codes_and_words(words: Mapping[str, str] | Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """Return codes with their words for a choice, sorted by words."""
    return sorted(((str(code), tr(label)) for code, label in words.items()), key=lambda one: one[1].casefold())
