"""What the ledger keeps of the house itself, in words: users and their tokens, exports, reports, files that were imported, models, stored pages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale

from desk.rendering import day, moment
from records.clock import day_in
from records.i18n import LANGUAGES, formats, kept, kept_in, tr
from records.users import ROLE_LABELS
from records.vocabulary import FILE_KIND_LABELS

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
DOCUMENTS = {
    "statement": kept("Statement"),
    "monthly": kept("Monthly report"),
    "impunity": kept("Impunity report"),
    "yearly": kept("Yearly report"),
    "release": kept("Release of the data"),
    "site": kept("Public site"),
}

LABELS: dict[str, str] = {
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
    # What an outlet's entry says.
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
    # What an export was narrowed by.
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
    **DOCUMENTS,
    "code": kept("code from a telephone"),
    "passkey": kept("passkey"),
    "recovery": kept("recovery codes"),
    "all": kept("everything"),
}
CODES: dict[str, Mapping[Any, str]] = {
    "role": ROLE_LABELS,
    "password": _DONE,
    "token": _DONE,
    "factor": _DONE,
    "kind": {**_KINDS, **FILE_KIND_LABELS},
    "scope": {"read": kept("read"), "decide": kept("read and decide")},
}
MOMENTS = frozenset({"until", "since", "at"})


def office_subject(subject: str) -> str:
    """What is no draft, no incident and no person, in words. What nobody knows is shown as it stands."""
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
    said = [day(found) for found in map(day_in, days) if found]
    words = tr(DOCUMENTS[kind]) if kind in DOCUMENTS else kind
    return f"{words}, {said[0]} – {said[-1]}" if said else words


def office_value(name: str, value: str) -> str | None:
    """A value of these fields in words; None for one that is not theirs."""
    if name in CODES:
        return tr(CODES[name][value]) if value in CODES[name] else value
    if name in ("lang", "format"):
        return LANGUAGES[value].name if value in LANGUAGES else value.upper()
    if name == "country":
        return str(Locale.parse(formats()).territories.get(value, value))
    return _when(value) if name in MOMENTS | {"as_of"} else None


def _when(written: str) -> str:
    """A day, or a moment by the home country's clock; any other text as it is."""
    try:
        return day(date.fromisoformat(written)) if len(written) <= len("2026-11-22") else moment(datetime.fromisoformat(written))
    except ValueError:
        return written
