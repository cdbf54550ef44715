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
from records.clock import parse_day
from records.country import region_name
from records.field_kinds import Code, Day, Region
from records.i18n import LANGUAGES, gettext_noop, pgettext_noop, reader_locale, tr
from records.incident_fields import INCIDENT_FIELDS
from records.incident_texts.sentences import TEXT_KIND_LABELS, TEXT_STATE_LABELS, TextNote, TextState, text_names
from records.ledger.entries import note_words
from records.legal_words import line_of
from records.tables import LedgerRow
from records.users import ROLE_LABELS
from records.vocabulary import (
    CATEGORIES,
    DRAFT_STATE_LABELS,
    FILE_KIND_LABELS,
    GENDER_LABELS,
    INTAKE_CHANNEL_LABELS,
    LETTER_KIND_LABELS,
    MESSAGE_FATE_LABELS,
    MESSAGE_STATE_LABELS,
    OPINION_FIELD_LABELS,
    REJECT_REASON_LABELS,
    SETTLED_LABELS,
    STATE_BODY_LABELS,
    TIP_CHANNEL_LABELS,
    LedgerAction,
    RejectReason,
)
from reports.exports.other_exports import published

# Acts that are about no case: users and their tokens, exports, reports, imported files, models, stored pages.

_EXPORTS = {
    "articles": gettext_noop("articles"),
    "pages": gettext_noop("pages that were tried"),
    "drafts": gettext_noop("drafts"),
    "incidents": gettext_noop("incidents"),
    "statuses": gettext_noop("statuses"),
    "impunity": gettext_noop("impunity"),
    "decisions": gettext_noop("decisions"),
    "health": gettext_noop("days of the outlets"),
    "missed": gettext_noop("what is missed"),
    "drift": gettext_noop("weeks of the outlets"),
}
_DOCUMENTS = {
    "statement": gettext_noop("Statement"),
    "monthly": gettext_noop("Monthly report"),
    "impunity": gettext_noop("Impunity report"),
    "yearly": gettext_noop("Yearly report"),
    "release": gettext_noop("Release of the data"),
    "site": gettext_noop("Public site"),
}

_LABELS: dict[str, str] = {
    "disabled": gettext_noop("may not sign in any more"),
    "password": gettext_noop("password"),
    "token": gettext_noop("token"),
    "id": gettext_noop("No."),
    "scope": gettext_noop("what it may do"),
    "factor": gettext_noop("second step of signing in"),
    "as_of": gettext_noop("as of"),
    "tell": gettext_noop("further cases told"),
    "known": gettext_noop("known before"),
    "older_than": gettext_noop("older than days"),
    "at": gettext_noop("at"),
    "pages": gettext_noop("pages"),
    "other_records": gettext_noop("other records"),
    "bytes": gettext_noop("bytes"),
    "files": gettext_noop("files"),
    "digest": gettext_noop("sum of them all"),
    "sums_sha256": "SHA-256",
    # The fields of an outlet's entry.
    "home": gettext_noop("home page"),
    "languages": gettext_noop("languages"),
    "feeds": gettext_noop("feeds"),
    "sitemaps": gettext_noop("sitemaps"),
    "sections": gettext_noop("list pages"),
    "telegram": gettext_noop("Telegram channels"),
    "archives": gettext_noop("archives"),
    "url": gettext_noop("address"),
    "links": gettext_noop("selector of the links"),
    "article": gettext_noop("selectors of an article"),
    "delay": gettext_noop("seconds between two requests"),
    "minimum": gettext_noop("least articles a week"),
    "articles_per_week": gettext_noop("articles a week"),
    "dead": gettext_noop("closed since"),
    "browser": gettext_noop("empty without a browser"),
    # The filters of an export.
    "category": gettext_noop("category"),
    "outlet": gettext_noop("outlet"),
    "run": gettext_noop("run"),
    "number": gettext_noop("number"),
    "words": gettext_noop("words"),
    "in_custody": gettext_noop("in custody"),
    "review": gettext_noop("a status tells the wrong story"),
    "block": gettext_noop("block"),
    "stage": gettext_noop("stage"),
    "undated": gettext_noop("without a date"),
    "ahead": gettext_noop("with a hearing ahead"),
    "overdue": gettext_noop("a state body owes an answer"),
    "least": gettext_noop("at least"),
    "fate": gettext_noop("fate"),
    "given": gettext_noop("given to"),
    "given_me": gettext_noop("given to me"),
    "withdrawn_only": gettext_noop("withdrawn ones only"),
}
_DONE = {
    "set": pgettext_noop("ledger", "set"),
    "changed": pgettext_noop("ledger", "changed"),
    "given": pgettext_noop("ledger", "given"),
    "revoked": pgettext_noop("ledger", "revoked"),
    "added": pgettext_noop("ledger", "added"),
    "removed": pgettext_noop("ledger", "removed"),
}
_KINDS = {
    **_DOCUMENTS,
    "code": gettext_noop("code from a telephone"),
    "passkey": gettext_noop("passkey"),
    "recovery": gettext_noop("recovery codes"),
    "all": gettext_noop("everything"),
}
_ADMIN_CODES: dict[str, Mapping[Any, str]] = {
    "role": ROLE_LABELS,
    "password": _DONE,
    "token": _DONE,
    "factor": _DONE,
    "kind": {**_KINDS, **FILE_KIND_LABELS},
    "scope": {"read": gettext_noop("read"), "decide": gettext_noop("read and decide")},
}
_MOMENTS = frozenset({"until", "since", "at"})


def admin_subject(subject: str) -> str:
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
    shown_days = [day(found) for found in map(parse_day, days) if found]
    words = tr(_DOCUMENTS[kind]) if kind in _DOCUMENTS else kind
    return f"{words}, {shown_days[0]} – {shown_days[-1]}" if shown_days else words


def admin_value(name: str, value: str) -> str | None:
    """Return a value of these fields in words; None for a value of other fields."""
    if name in _ADMIN_CODES:
        return tr(_ADMIN_CODES[name][value]) if value in _ADMIN_CODES[name] else value
    if name in ("lang", "format"):
        return LANGUAGES[value].name if value in LANGUAGES else value.upper()
    if name == "country":
        return str(Locale.parse(reader_locale()).territories.get(value, value))
    return _when(value) if name in _MOMENTS | {"as_of"} else None


def _when(written: str) -> str:
    """Return a day, or a moment in the home country's time; any other text as it is."""
    try:
        return day(date.fromisoformat(written)) if len(written) <= len("2026-11-22") else moment(datetime.fromisoformat(written))
    except ValueError:
        return written


# The words of the ledger in tables: its acts with their colours, the fields of its records, and the codes in them.

ACTION_LABELS: dict[str, str] = {
    LedgerAction.CONFIRM: pgettext_noop("draft", "confirmed"),
    LedgerAction.REJECT: pgettext_noop("draft", "rejected"),
    LedgerAction.MERGE: gettext_noop("merged"),
    LedgerAction.SPLIT: gettext_noop("split"),
    LedgerAction.DEFER: gettext_noop("deferred"),
    LedgerAction.UNDO: gettext_noop("undone"),
    LedgerAction.SECOND: gettext_noop("second opinion"),
    LedgerAction.SETTLE_FIELD: gettext_noop("difference of two readers settled"),
    LedgerAction.RECORD: pgettext_noop("ledger", "recorded"),
    LedgerAction.GIVE_BACK: gettext_noop("number given back"),
    LedgerAction.WITHDRAW: pgettext_noop("ledger", "withdrawn"),
    LedgerAction.WITHDRAW_STATUS: gettext_noop("status withdrawn"),
    LedgerAction.CORRECT_STATUS: gettext_noop("status corrected"),
    LedgerAction.STATUS: gettext_noop("status added"),
    LedgerAction.EDIT: pgettext_noop("ledger", "edited"),
    LedgerAction.ADMIT: gettext_noop("imported"),
    LedgerAction.IMPORT: gettext_noop("file imported"),
    LedgerAction.EXPORT: gettext_noop("exported"),
    LedgerAction.REPORT: gettext_noop("report made"),
    LedgerAction.USER: gettext_noop("user"),
    LedgerAction.CLEAR: gettext_noop("stored pages cleared"),
    LedgerAction.PROMOTE: gettext_noop("model put to work"),
    LedgerAction.ROLLBACK: gettext_noop("model rolled back"),
    LedgerAction.LINK: pgettext_noop("ledger", "person found in an incident"),
    LedgerAction.TAKE_DOWN: pgettext_noop("ledger", "taken down by hand"),
    LedgerAction.TAKE_FILE: pgettext_noop("ledger", "file added"),
    LedgerAction.PLACE_FILE: pgettext_noop("ledger", "file put with its case"),
    LedgerAction.WITHDRAW_FILE: pgettext_noop("ledger", "file taken off"),
    LedgerAction.RECEIVE: pgettext_noop("ledger", "message received"),
    LedgerAction.SETTLE: pgettext_noop("ledger", "message settled"),
    LedgerAction.PUT_BACK: pgettext_noop("ledger", "message put back"),
    LedgerAction.REQUEST: pgettext_noop("ledger", "sent to a state body"),
    LedgerAction.ANSWER: pgettext_noop("ledger", "answer of a state body"),
    LedgerAction.PROLONG: pgettext_noop("ledger", "term of an answer prolonged"),
    LedgerAction.WITHDRAW_ANSWER: pgettext_noop("ledger", "answer taken back"),
    LedgerAction.WITHDRAW_REQUEST: pgettext_noop("ledger", "request withdrawn"),
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
    "state": gettext_noop("state"),
    "fields": gettext_noop("corrections"),
    "reason": gettext_noop("reason"),
    "incident": gettext_noop("incident"),
    "merged_into": gettext_noop("merged into"),
    "deferred_until": gettext_noop("deferred until"),
    "articles": gettext_noop("articles"),
    "into": gettext_noop("new draft"),
    "sources": pgettext_noop("field", "sources"),
    "statuses": gettext_noop("statuses"),
    "withdrawn": pgettext_noop("ledger", "withdrawn"),
    "private": gettext_noop("unpublished notes"),
    "filters": gettext_noop("filters"),
    "format": gettext_noop("format"),
    "rows": gettext_noop("rows"),
    "sha256": "SHA-256",
    "role": pgettext_noop("field", "role"),
    "action": gettext_noop("opinion"),
    "first_by": gettext_noop("first decided by"),
    "field": pgettext_noop("field", "which field"),
    "settled": pgettext_noop("field", "who is right"),
    "agreed": gettext_noop("opinions agree"),
    "kind": gettext_noop("kind"),
    "since": gettext_noop("from"),
    "until": gettext_noop("until"),
    "lang": gettext_noop("language"),
    "incidents": gettext_noop("incidents"),
    "model": gettext_noop("model"),
    "names": gettext_noop("names"),
    "spellings": gettext_noop("spellings"),
    "profession": gettext_noop("profession"),
    "gender": gettext_noop("gender"),
    "publish": gettext_noop("the name may be published"),
    "publish_reason": gettext_noop("why the name is withheld"),
    "apart": gettext_noop("other persons of a like name"),
    "merged_into_person": gettext_noop("merged into person"),
    "split_off": gettext_noop("person split off"),
    "published_too": gettext_noop("also published then"),
    "draft": pgettext_noop("field", "draft"),
    "size": pgettext_noop("file", "size, bytes"),
    "file_name": pgettext_noop("file", "name of the file"),
    "door": pgettext_noop("field", "came through"),
    "way": pgettext_noop("field", "how it came"),
    "came_on": pgettext_noop("field", "when it came"),
    "withdrawn_because": pgettext_noop("file", "why it was taken off"),
    "fate": pgettext_noop("message", "when it was fetched"),
    "because": pgettext_noop("message", "why it was set aside"),
    "files": pgettext_noop("message", "its files"),
    "url": pgettext_noop("message", "page that was asked for"),
    "body": pgettext_noop("field", "state body"),
    "named": pgettext_noop("field", "to whom"),
    "request": pgettext_noop("field", "what was sent"),
    "sent_on": pgettext_noop("field", "sent on"),
    "own_number": pgettext_noop("field", "own number"),
    "asked": pgettext_noop("field", "what is asked"),
    "prolonged_until": pgettext_noop("field", "prolonged until"),
    "answered_on": pgettext_noop("field", "answered on"),
    "answer": pgettext_noop("field", "answer"),
}
# Fields shown by other parts of the row, or not meant for people.
_NOT_SHOWN = frozenset({"decided_by", "decided_at", "draft_id", "complete", "head", "salt", "withdrawn_statuses"})
_CODES: dict[str, Mapping[Any, str]] = {
    **_ADMIN_CODES,
    "category": {code: facts.label for code, facts in CATEGORIES.items()},
    "state": {**MESSAGE_STATE_LABELS, **DRAFT_STATE_LABELS},
    "reason": REJECT_REASON_LABELS,
    "gender": GENDER_LABELS,
    "way": TIP_CHANNEL_LABELS,
    "door": INTAKE_CHANNEL_LABELS,
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
class FieldChange:
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
    changes: tuple[FieldChange, ...]
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
    return admin_subject(subject), ""


def field_words(name: str) -> str:
    """Return the name of a field in words."""
    return tr(_FIELD_LABELS[name]) if name in _FIELD_LABELS else name


def _changes(row: LedgerRow) -> Iterator[FieldChange]:
    before, after = published(row.before), published(row.after)
    of_person = row.subject.startswith("person ")
    for name, value in after.items():
        earlier = before.get(name)
        if name in _NOT_SHOWN or value == earlier or (not before and value in (None, "", [], {}, False)):
            continue
        if name == "reason" and value == row.reason:
            continue
        if of_person and name in _OTHER_PERSONS:
            yield FieldChange(field_words(name), _persons(earlier) if earlier else "", _persons(value))
        elif name == "fields" and isinstance(value, dict):
            yield from _corrections(earlier if isinstance(earlier, dict) else {}, value)
        elif name == "statuses":
            yield from _statuses(earlier or [], value or [])
        elif name == "text_notes":
            yield from _notes(earlier or {}, value or {})
        elif name == "private":
            yield FieldChange(field_words(name), "", tr("changed; what they say is not shown here"))
        else:
            yield FieldChange(field_words(name), value_words(name, earlier) if before else "", value_words(name, value))


def _persons(ids: Any) -> str:
    """Return the records that a row of a person's record names by their ids."""
    named = ids if isinstance(ids, list) else [ids] if ids else []
    return ", ".join(tr("Person {id}").format(id=id) for id in named) or _NOTHING


def _corrections(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*after, *before]):
        if after.get(name) != before.get(name):
            yield FieldChange(field_words(name), value_words(name, before[name]) if name in before else "", value_words(name, after.get(name)))


def _notes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Yield how the state of each text changed: which language, and whether it was checked."""
    for name, kind, lang in text_names():
        if after.get(name) != before.get(name):
            words = f"{tr(TEXT_KIND_LABELS[kind])} ({LANGUAGES[lang].name})"
            yield FieldChange(words, _note(before[name]) if name in before else "", _note(after.get(name)))


def _note(content: Mapping[str, Any] | None) -> str:
    if not content:
        return tr(TEXT_STATE_LABELS[TextState.NONE])
    note = TextNote.from_json(content)
    words = f"{tr(TEXT_STATE_LABELS[note.state])}, {note.by}"
    return f"{words}; {tr('the record was changed since')}" if note.stale else words


def _statuses(before: Iterable[Any], after: Iterable[Any]) -> Iterator[FieldChange]:
    """Yield the statuses that were added and those that were removed, without the others."""
    before, after = list(before), list(after)
    came, went = [status for status in after if status not in before], [status for status in before if status not in after]
    for status in went:
        yield FieldChange(field_words("statuses"), _status(status), tr("withdrawn"))
    for status in came:
        yield FieldChange(field_words("statuses"), "", _status(status))


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
    if (words := admin_value(name, str(value))) is not None:
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
        "categories": lambda item: _single_value("categories", item.get("code")),
        **dict.fromkeys(("law_articles", "next_dates", "next_date"), lambda item: line_of(name, item)),
        "sources": lambda item: str(item.get("url") or item.get("title") or ""),
    }
    return tellers[name](value) if name in tellers else _value(name, value)


def _person(person: Mapping[str, Any]) -> str:
    more = ", ".join(str(person[key]) for key in ("profession", "outlet", "role") if person.get(key))
    return f"{person.get('name', '')} ({more})" if more else str(person.get("name", ""))


def _status(status: Mapping[str, Any]) -> str:
    return f"{_single_value('date', status.get('date'))} · {_single_value('status', status.get('code'))}"


def codes_and_words(words: Mapping[str, str] | Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """Return codes with their words for a choice, sorted by words."""
    return sorted(((str(code), tr(label)) for code, label in words.items()), key=lambda choice: choice[1].casefold())
