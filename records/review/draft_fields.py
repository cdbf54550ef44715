"""The fields of a draft: which ones a person may correct, how each value is checked and stored, and how a change of state is written to draft and
ledger.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from babel.numbers import list_currencies
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.clock import to_home_time
from records.country import home, region_words
from records.country.law_reading import NoSuchArticle, example_article, make_cited_article, read_article
from records.database import hold_database_lock
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.i18n import LANGUAGES, in_all_languages, tr
from records.incident_fields import (
    INCIDENT_FIELDS,
    Amount,
    Appointments,
    ByLanguage,
    Code,
    Codes,
    Country,
    Currency,
    Day,
    Flag,
    IncidentNumber,
    Kind,
    LawArticles,
    PartialDate,
    People,
    Region,
    Text,
    TextNames,
    Texts,
)  # fmt: skip
from records.incident_texts.sentences import text_names
from records.incidents.numbers import example_number, is_number
from records.legal_case import Appointment, ChargedArticle, in_order
from records.review.draft_description import describe
from records.tables import LARGEST_ID, DraftRow, LedgerRow
from records.vocabulary import DRAFT_STATE_LABELS, LAW_STAGE_LABELS, DatePrecision, DecisionAction, DraftState, LawStage, LedgerAction

# Errors for a value that does not fit its field.


def _invalid_value(name: str, value: Any, wanted: str) -> BadDecision:
    """Return the error for a value that does not fit: field, value, and what to write instead."""
    shown = str(value)
    return BadDecision(
        tr("{field}: {value} does not fit; write {wanted}").format(field=name, value=shown if len(shown) <= 60 else shown[:59] + "…", wanted=wanted)
    )


def field_error(name: str, words: str) -> BadDecision:
    """Return the error for a field with a message of its own."""
    return BadDecision(f"{name}: {words}")


# Fields of a legal case: articles of law, sums and their currency, hearings and deadlines.

# No claim is as large as this; a larger number is a typing error.
_MOST_MONEY = 10**15
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A word of digits, dashes and dots is read as a date, valid or not.
_BEGINS_WITH_DAY = re.compile(r"([.-]{0,4}\d[\d.-]{0,30})(?:\s{1,9}(?:[–—-]\s{1,9})?(.*))?")
# PostgreSQL rejects null characters, and half a surrogate pair is not valid UTF-8.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DASH = re.compile(r"\s[–—-]\s")
_ARTICLE_KEYS = ("code", "article", "part", "stage")
_APPOINTMENT_KEYS = ("date", "what", "where")


def checked_amount(name: str, value: Any) -> int | None:
    """Return a sum of money in whole units, ignoring spaces between digits; None if the value is empty. Raises BadDecision."""
    if value is None or value == "":
        return None
    written = _SPACES.sub("", str(value)).removesuffix(".0")
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,16}", written) or int(written) > _MOST_MONEY:
        raise _invalid_value(name, value, tr("a whole number in digits, as 1500000, not below 0"))
    return int(written)


def checked_currency(name: str, value: Any) -> str | None:
    """Return a currency as its three letters (ISO 4217), or None if the value is empty. Raises BadDecision."""
    if value is None or value == "":
        return None
    written = str(value).strip().upper()
    known = list_currencies()
    if written not in known:
        near = difflib.get_close_matches(written, sorted(known), 1)
        raise _invalid_value(name, value, tr("three letters of ISO 4217, as {near}").format(near=near[0] if near else "KZT"))
    return written


def checked_articles(name: str, value: Any) -> list[dict[str, Any]]:
    """Return articles of law as JSON objects, from objects or from text such as «УК 274 ч. 4 – in court».

    Several articles in one text are separated by semicolons or line ends. Raises BadDecision.
    """
    parts = value if isinstance(value, list) else [part for part in re.split(r"[;\n]", str(value or "")) if part.strip()]
    found = [_article(name, one) for one in parts]
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        key = one.code, one.article, one.part
        if key in seen:
            raise field_error(name, tr("{article} stands there twice").format(article=" ".join(filter(None, key))))
        seen.add(key)
    return [one.to_json() for one in found]


def checked_appointments(name: str, value: Any) -> list[dict[str, Any]]:
    """Return hearings and deadlines as JSON objects in order, from objects or text such as «2026-12-01 – appeal – Medeu district court».

    Raises BadDecision.
    """
    parts = value if isinstance(value, list) else [part for part in re.split(r"[;\n]", str(value or "")) if part.strip()]
    return [one.to_json() for one in in_order(_appointment(name, one) for one in parts)]


def _article(name: str, written: Any) -> ChargedArticle:
    values = dict(zip(("article", "stage"), _DASH.split(written, maxsplit=1), strict=False)) if isinstance(written, str) else written
    if not isinstance(values, Mapping) or set(values) - set(_ARTICLE_KEYS) or not all(isinstance(one, str | int | None) for one in values.values()):
        raise _invalid_value(name, written, tr("an article as {example}").format(example=example_article()))
    code, article, part, stage = (str(values.get(key) or "").strip() for key in _ARTICLE_KEYS)
    if not article:
        raise _invalid_value(name, written, tr("an article as {example}").format(example=example_article()))
    try:
        found = make_cited_article(code, article, part) if code else read_article(f"{article} {part}".strip())
    except NoSuchArticle as error:
        raise field_error(name, str(error)) from error
    return ChargedArticle(*found, _stage(name, stage) if stage else None)


def _stage(name: str, written: str) -> LawStage:
    """Return the stage of a proceeding from its code or its label in any language of the product."""
    for stage, words in LAW_STAGE_LABELS.items():
        if written.casefold() in (str(stage), *map(str.casefold, in_all_languages(words))):
            return stage
    raise _invalid_value(name, written, tr("one of {codes}").format(codes=", ".join(tr(words) for words in LAW_STAGE_LABELS.values())))


def _appointment(name: str, written: Any) -> Appointment:
    values: Any = written
    if isinstance(written, str):
        beginning = _BEGINS_WITH_DAY.fullmatch(written.strip())
        day, rest = (beginning[1], beginning[2] or "") if beginning else ("", written)
        values = dict(zip(_APPOINTMENT_KEYS, (day, *_DASH.split(rest, maxsplit=1)), strict=False))
    if (
        not isinstance(values, Mapping)
        or set(values) - set(_APPOINTMENT_KEYS)
        or not all(isinstance(one, str | date | None) for one in values.values())
    ):
        raise _invalid_value(name, written, tr("a hearing with its day, as 2026-12-01"))
    day, what, where = (str(values.get(key) or "").strip() for key in _APPOINTMENT_KEYS)
    if not day:
        raise field_error(name, tr("{what} has no day; write it as 2026-12-01").format(what=what or where or tr("a hearing")))
    if _NO_TEXT.search(what + where):
        raise _invalid_value(name, what, tr("a text"))
    found = _day(day)
    if found is None:
        raise _invalid_value(name, day, tr("a day as 2026-12-01"))
    return Appointment(found, what, where)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None


# The state of a draft, and its changes in draft and ledger.

OPEN_STATES = (DraftState.NEW, DraftState.DEFERRED)
# One lock for both proposing and deciding, so that two of them never deadlock; few people decide at once.
_REVIEW_LOCK = 7_160_003


def lock_review(session: Session) -> None:
    """Lock proposing and deciding until this transaction ends."""
    hold_database_lock(session, _REVIEW_LOCK)


def locked_draft(session: Session, draft_id: int) -> DraftRow:
    """Return the draft, locked until the transaction ends. Raises NoSuchDraft."""
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=draft_id)).with_command(tr("`qorgan export drafts` lists them"))
    return draft


def locked_open_draft(session: Session, draft_id: int) -> DraftRow:
    """Return the draft if it is undecided. Raises NoSuchDraft, or AlreadyDecided with the decision that counts."""
    lock_review(session)
    draft = locked_draft(session, draft_id)
    if draft.state not in OPEN_STATES:
        raise AlreadyDecided(_decision_message(draft))
    return draft


def _decision_message(draft: DraftRow) -> str:
    words = tr("draft {draft} was {state} by {who} on {moment}; undo that first")
    state = tr(DRAFT_STATE_LABELS[DraftState(draft.state)])
    # In the home country's time, as everywhere at the desk.
    moment = f"{to_home_time(draft.decided_at):%Y-%m-%d %H:%M}" if draft.decided_at else ""
    return words.format(draft=draft.id, state=state, who=draft.decided_by, moment=moment)


def draft_content(draft: DraftRow) -> dict[str, Any]:
    """Return everything of a draft that a decision can change, as plain JSON."""
    return {
        "state": draft.state,
        "fields": draft.fields,
        "decided_by": draft.decided_by,
        "decided_at": draft.decided_at.isoformat() if draft.decided_at else None,
        "reason": draft.reason,
        "follows": draft.follows,
        "incident": draft.incident,
        "merged_into": draft.merged_into,
        "deferred_until": draft.deferred_until.isoformat() if draft.deferred_until else None,
    }


def decision_values(draft: DraftRow, state: DraftState, *, who: str, now: datetime, **more: Any) -> dict[str, Any]:
    """Return the state of a draft after a decision. Values that the decision does not name are unchanged."""
    return {**draft_content(draft), "state": state, "decided_by": who, "decided_at": now.isoformat(), **more}


def change_state(
    session: Session,
    draft: DraftRow,
    action: DecisionAction,
    after: dict[str, Any],
    *,
    who: str,
    now: datetime,
    reason: str | None = None,
    note: str = "",
    **moved: Any,
) -> DraftRow:
    """Set the draft to the state `after` and add a row to the ledger. `moved` is added to that row, e.g. the articles that were moved.

    Raises BadDecision if `who` is empty, and AlreadyDecided if somebody else decided at the same moment.
    """
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))
    before = draft_content(draft)
    for name in ("state", "fields", "decided_by", "reason", "follows", "incident", "merged_into"):
        setattr(draft, name, after[name])
    draft.decided_at = datetime.fromisoformat(after["decided_at"]) if after["decided_at"] else None
    draft.deferred_until = date.fromisoformat(after["deferred_until"]) if after["deferred_until"] else None
    describe(draft)
    try:
        session.flush()
    except StaleDataError as error:
        words = tr("draft {draft} was decided by somebody else at the same moment; look at it again")
        raise AlreadyDecided(words.format(draft=draft.id)) from error
    ledger.append(
        session,
        at=now,
        who=who,
        action=LedgerAction(action),
        subject=subject(draft.id),
        before=before,
        after={**after, **moved},
        reason=reason,
        note=note,
    )
    return draft


def decisions_of(session: Session, draft_id: int) -> list[LedgerRow]:
    """Return the decisions on a draft that count, in order; undone decisions and their undo rows are left out."""
    stack: list[LedgerRow] = []
    for row in session.scalars(select(LedgerRow).where(LedgerRow.subject == subject(draft_id)).order_by(LedgerRow.id)):
        if row.action != LedgerAction.UNDO:
            stack.append(row)
        elif stack:
            stack.pop()
    return stack


def subject(draft_id: int) -> str:
    """Return the subject under which the ledger records a draft."""
    return f"draft {draft_id}"


# What a person may correct on a draft.
FIELDS = {field.name: field for field in INCIDENT_FIELDS if field.on_draft}
# Values that mean unknown or none.
_EMPTY = (None, "")
_LEGAL_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def checked_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the corrections in the form in which they are stored. Raises BadDecision that names the field and what is wrong with it."""
    kept: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            words = tr("{field} is no field of a draft; did you mean {near}?") if near else tr("{field} is no field of a draft; fields are {fields}")
            raise BadDecision(words.format(field=name, near=near[0] if near else "", fields=", ".join(sorted(FIELDS))))
        kept |= _checked(FIELDS[name].kind, name, value)
    return kept


def _checked(kind: Kind, name: str, value: Any) -> dict[str, Any]:
    match kind:
        case Codes():
            return _codes(kind.codes, name, value)
        case Code():
            return {name: None if value in _EMPTY else _one(kind.codes, name, value)}
        case PartialDate():
            return _partial_date(kind.precision, name, value)
        case Day():
            return _legal_day(name, value)
        case Flag():
            return _flag(name, value)
        case TextNames():
            return _text_names(name, value)
        case Texts():
            return _texts(name, value)
        case People():
            return _people(kind, name, value)
        case ByLanguage():
            return _by_language(name, value)
        case Region():
            return _region(name, value)
        case Country():
            return _country(name, value)
        case IncidentNumber():
            return _number(name, value)
        case Amount():
            return {name: checked_amount(name, value)}
        case Currency():
            return {name: checked_currency(name, value)}
        case LawArticles():
            return {name: checked_articles(name, value)}
        case Appointments():
            return {name: checked_appointments(name, value)}
        case Text():
            return _text(name, value)
    raise TypeError(f"{name}: nothing checks the kind {type(kind).__name__}")


def _text(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise _invalid_value(name, value, tr("a text"))
    return {name: str(value).strip()}


def _one(codes: type[StrEnum], name: str, value: Any) -> str:
    listed = [code.value for code in codes]
    for code in listed:
        if isinstance(value, str) and value.strip().casefold() == code.casefold():
            return code
    raise _invalid_value(name, value, tr("one of {codes}").format(codes=", ".join(listed)))


def _codes(codes: type[StrEnum], name: str, value: Any) -> dict[str, Any]:
    """Return the codes, the primary one first, from a list, one code, comma-separated codes, or the machine's objects."""
    written = value if isinstance(value, list) else str(value or "").split(",")
    listed = [one.get("code") if isinstance(one, dict) else one for one in written]
    kept = list(dict.fromkeys(_one(codes, name, code) for code in listed))
    if not kept:
        raise _invalid_value(name, value, tr("one of {codes}").format(codes=", ".join(codes)))
    return {name: kept}


def _people(kind: People, name: str, value: Any) -> dict[str, Any]:
    """Return people as [{name, …}], from objects or from names separated by semicolons. A given reference to a person's record is included."""
    keys, roles = kind.keys, kind.roles
    listed = value if isinstance(value, list) else [part for part in str(value or "").split(";") if part.strip()]
    people = []
    for one in listed:
        person = {"name": one} if isinstance(one, str) else one
        known = (*keys, *filter(None, [kind.pointer]))
        if not isinstance(person, dict) or set(person) - {*known, *kind.recorded} or not all(isinstance(person.get(key), str | None) for key in keys):
            raise _invalid_value(name, one, tr("a name, or {keys}").format(keys=", ".join(known)))
        written: dict[str, Any] = {key: (person.get(key) or "").strip() for key in keys}
        if (pointer := person.get(kind.pointer)) is not None:
            # `True` is an int and would be read as person 1.
            if not isinstance(pointer, int) or isinstance(pointer, bool) or not 0 < pointer <= LARGEST_ID:
                raise _invalid_value(name, pointer, tr("the number of a person, as 12"))
            written[kind.pointer] = pointer
        if not written["name"]:
            raise _invalid_value(name, one, tr("a name"))
        if roles:
            written["role"] = written["role"] or roles[0]
            if written["role"] not in roles:
                raise _invalid_value(name, written["role"], tr("one of {codes}").format(codes=", ".join(roles)))
        people.append(written)
    return {name: people}


def _texts(name: str, value: Any) -> dict[str, Any]:
    texts = value if isinstance(value, list) else str(value or "").split(";")
    if not all(isinstance(one, str) for one in texts):
        raise _invalid_value(name, value, tr("a list of texts"))
    return {name: [one.strip() for one in texts if one.strip()]}


def _text_names(name: str, value: Any) -> dict[str, Any]:
    known = [slot for slot, _, _ in text_names()]
    (names,) = _texts(name, value).values()
    if unknown := [one for one in names if one not in known]:
        raise _invalid_value(name, unknown[0], tr("one of {codes}").format(codes=", ".join(known)))
    return {name: list(dict.fromkeys(names))}


def _region(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    written = str(value).strip()
    for code in home().regions:
        if written.casefold() in map(str.casefold, region_words(code)):
            return {name: code}
    raise _invalid_value(name, value, tr("one of {codes}").format(codes=", ".join(home().regions)))


def _country(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value.strip()):
        raise _invalid_value(name, value, tr("two letters, as KZ"))
    return {name: value.strip().upper()}


def _partial_date(precision_name: str, name: str, value: Any) -> dict[str, Any]:
    """Return a date and its precision: a day, a month or a year, depending on how much is written."""
    if value in _EMPTY:
        return {name: None, precision_name: None}
    day, precision = day_and_precision(value) or (None, None)
    if day is None or precision is None:
        raise _invalid_value(name, value, tr("a date as 2021-06-10, or 2021-06, or 2021"))
    return {name: day.isoformat(), precision_name: precision.value}


def day_and_precision(value: Any) -> tuple[date, DatePrecision] | None:
    """Return the first day of a written date and its precision, or None if it is not a date."""
    found = _LEGAL_DAY.fullmatch(str(value).strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first, DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR


def _legal_day(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    day, precision = day_and_precision(value) or (None, None)
    if day is None or precision is not DatePrecision.DAY:
        raise _invalid_value(name, value, tr("a day as 2021-06-10"))
    return {name: day.isoformat()}


def _flag(name: str, value: Any) -> dict[str, Any]:
    known = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "": False, "none": False}
    if (found := known.get(str(value).strip().casefold())) is None:
        raise _invalid_value(name, value, tr("true or false"))
    return {name: found}


def _by_language(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - set(LANGUAGES) or not all(isinstance(text, str | None) for text in value.values()):
        raise _invalid_value(name, value, tr('texts by language, as {"kk": "…", "ru": "…"}'))
    return {name: {lang: text.strip() for lang, text in value.items() if text and text.strip()}}


def _number(name: str, value: Any) -> dict[str, Any]:
    if value in _EMPTY:
        return {name: None}
    if not isinstance(value, str) or not is_number(value.strip().upper()):
        raise _invalid_value(name, value, tr("a number as {example}").format(example=example_number()))
    return {name: value.strip().upper()}
