"""What a person gives of a legal case, and in which form it is kept: articles of law, sums and their currency, hearings and deadlines."""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.numbers import list_currencies

from records.country.law_reading import NoSuchArticle, cited, example, read_article
from records.i18n import in_all_languages, tr
from records.legal_case import Appointment, ChargedArticle, in_order
from records.review.field_refusals import does_not_fit, refused
from records.vocabulary import LAW_STAGE_LABELS, LawStage

# More than any claim: what is above was mistyped.
MOST_MONEY = 10**15
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A word of digits, dashes and dots stands for a day, a right one or a wrong one.
_BEGINS_WITH_DAY = re.compile(r"([.-]{0,4}\d[\d.-]{0,30})(?:\s{1,9}(?:[–—-]\s{1,9})?(.*))?")
# No text holds a null character, which PostgreSQL refuses, or half a surrogate pair, which is no UTF-8.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DASH = re.compile(r"\s[–—-]\s")
_ARTICLE_KEYS = ("code", "article", "part", "stage")
_APPOINTMENT_KEYS = ("date", "what", "where")


def checked_amount(name: str, value: Any) -> int | None:
    """A sum of money in whole units; spaces between its digits are people's. Raises BadDecision."""
    if value is None or value == "":
        return None
    written = _SPACES.sub("", str(value)).removesuffix(".0")
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,16}", written) or int(written) > MOST_MONEY:
        raise does_not_fit(name, value, tr("a whole number in digits, as 1500000, not below 0"))
    return int(written)


def checked_currency(name: str, value: Any) -> str | None:
    """A currency by its three letters (ISO 4217). Raises BadDecision."""
    if value is None or value == "":
        return None
    written = str(value).strip().upper()
    known = list_currencies()
    if written not in known:
        near = difflib.get_close_matches(written, sorted(known), 1)
        raise does_not_fit(name, value, tr("three letters of ISO 4217, as {near}").format(near=near[0] if near else "KZT"))
    return written


def checked_articles(name: str, value: Any) -> list[dict[str, Any]]:
    """Articles of law as people write them: a text («УК 274 ч. 4 – in court»), several with semicolons or line ends between, or objects. Raises BadDecision."""
    given = value if isinstance(value, list) else [part for part in re.split(r"[;\n]", str(value or "")) if part.strip()]
    found = [_article(name, one) for one in given]
    seen: set[tuple[str, str, str]] = set()
    for one in found:
        key = one.code, one.article, one.part
        if key in seen:
            raise refused(name, tr("{article} stands there twice").format(article=" ".join(filter(None, key))))
        seen.add(key)
    return [one.to_json() for one in found]


def checked_appointments(name: str, value: Any) -> list[dict[str, Any]]:
    """Hearings and deadlines: objects, or texts that begin with the day («2026-12-01 – appeal – Medeu district court»). Raises BadDecision."""
    given = value if isinstance(value, list) else [part for part in re.split(r"[;\n]", str(value or "")) if part.strip()]
    return [one.to_json() for one in in_order(_appointment(name, one) for one in given)]


def _article(name: str, given: Any) -> ChargedArticle:
    said = dict(zip(("article", "stage"), _DASH.split(given, maxsplit=1), strict=False)) if isinstance(given, str) else given
    if not isinstance(said, Mapping) or set(said) - set(_ARTICLE_KEYS) or not all(isinstance(one, str | int | None) for one in said.values()):
        raise does_not_fit(name, given, tr("an article as {example}").format(example=example()))
    code, article, part, stage = (str(said.get(key) or "").strip() for key in _ARTICLE_KEYS)
    if not article:
        raise does_not_fit(name, given, tr("an article as {example}").format(example=example()))
    try:
        found = cited(code, article, part) if code else read_article(f"{article} {part}".strip())
    except NoSuchArticle as error:
        raise refused(name, str(error)) from error
    return ChargedArticle(*found, _stage(name, stage) if stage else None)


def _stage(name: str, written: str) -> LawStage:
    """A stage by its code, or in the words of any language of the product."""
    for stage, words in LAW_STAGE_LABELS.items():
        if written.casefold() in (str(stage), *map(str.casefold, in_all_languages(words))):
            return stage
    raise does_not_fit(name, written, tr("one of {codes}").format(codes=", ".join(tr(words) for words in LAW_STAGE_LABELS.values())))


def _appointment(name: str, given: Any) -> Appointment:
    said: Any = given
    if isinstance(given, str):
        begun = _BEGINS_WITH_DAY.fullmatch(given.strip())
        day, rest = (begun[1], begun[2] or "") if begun else ("", given)
        said = dict(zip(_APPOINTMENT_KEYS, (day, *_DASH.split(rest, maxsplit=1)), strict=False))
    if not isinstance(said, Mapping) or set(said) - set(_APPOINTMENT_KEYS) or not all(isinstance(one, str | date | None) for one in said.values()):
        raise does_not_fit(name, given, tr("a hearing with its day, as 2026-12-01"))
    day, what, where = (str(said.get(key) or "").strip() for key in _APPOINTMENT_KEYS)
    if not day:
        raise refused(name, tr("{what} has no day; write it as 2026-12-01").format(what=what or where or tr("a hearing")))
    if _NO_TEXT.search(what + where):
        raise does_not_fit(name, what, tr("a text"))
    found = _day(day)
    if found is None:
        raise does_not_fit(name, day, tr("a day as 2026-12-01"))
    return Appointment(found, what, where)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None
