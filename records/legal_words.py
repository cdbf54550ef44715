"""Articles of law and hearings as lines of text, written and read back."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from records.country.law_citations import CitedArticle
from records.country.law_reading import NoSuchArticle, article_words, example_article, make_cited_article, read_article
from records.errors import BadDecision
from records.i18n import in_all_languages, tr
from records.legal_case import Appointment, ChargedArticle
from records.vocabulary import LAW_STAGE_LABELS, LawStage

DASH = " – "
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A word of digits, dashes and dots is read as a date, valid or not.
_BEGINS_WITH_DAY = re.compile(r"([.-]{0,4}\d[\d.-]{0,30})(?:\s{1,9}(?:[–—-]\s{1,9})?(.*))?")
# PostgreSQL rejects null characters, and half a surrogate pair is not valid UTF-8.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DASH = re.compile(r"\s[–—-]\s")
_ARTICLE_KEYS = ("code", "article", "part", "stage")
_APPOINTMENT_KEYS = ("date", "what", "where")


def article_line(charged_article: ChargedArticle) -> str:
    """Return the article in the reader's language, such as «УК, ст. 274, ч. 4 – в суде»."""
    words = article_words(CitedArticle(charged_article.code, charged_article.article, charged_article.part))
    return f"{words}{DASH}{tr(LAW_STAGE_LABELS[charged_article.stage])}" if charged_article.stage else words


def appointment_line(appointment: Appointment) -> str:
    """Return the appointment as a line, such as «2026-12-01 – appeal – Medeu district court»."""
    return DASH.join(filter(None, (appointment.day.isoformat(), appointment.what, appointment.where)))


def line_of(name: str, stored: Mapping[str, Any]) -> str:
    """Return one entry of the named field, in the form of the ledger, as a line."""
    return article_line(ChargedArticle.from_json(stored)) if name == "law_articles" else appointment_line(Appointment.from_json(stored))


def read_charged_article(name: str, written: Any) -> ChargedArticle:
    """Return an article from an object or a line of the named field. Raises BadDecision."""
    values = dict(zip(("article", "stage"), _DASH.split(written, maxsplit=1), strict=False)) if isinstance(written, str) else written
    if (
        not isinstance(values, Mapping)
        or set(values) - set(_ARTICLE_KEYS)
        or not all(isinstance(value, str | int | None) for value in values.values())
    ):
        raise BadDecision.of_value(name, written, tr("an article as {example}").format(example=example_article()))
    code, article, part, stage = (str(values.get(key) or "").strip() for key in _ARTICLE_KEYS)
    if not article:
        raise BadDecision.of_value(name, written, tr("an article as {example}").format(example=example_article()))
    try:
        cited = make_cited_article(code, article, part) if code else read_article(f"{article} {part}".strip())
    except NoSuchArticle as error:
        raise BadDecision.of_field(name, str(error)) from error
    return ChargedArticle(*cited, _read_stage(name, stage) if stage else None)


def _read_stage(name: str, written: str) -> LawStage:
    """Return the stage of a proceeding from its code or its label in any language of the product."""
    for stage, words in LAW_STAGE_LABELS.items():
        if written.casefold() in (str(stage), *map(str.casefold, in_all_languages(words))):
            return stage
    raise BadDecision.of_value(name, written, tr("one of {codes}").format(codes=", ".join(tr(words) for words in LAW_STAGE_LABELS.values())))


def read_appointment(name: str, written: Any) -> Appointment:
    """Return an appointment from an object or a line of the named field, which begins with its day. Raises BadDecision."""
    values: Any = written
    if isinstance(written, str):
        beginning = _BEGINS_WITH_DAY.fullmatch(written.strip())
        day, remaining = (beginning[1], beginning[2] or "") if beginning else ("", written)
        values = dict(zip(_APPOINTMENT_KEYS, (day, *_DASH.split(remaining, maxsplit=1)), strict=False))
    if (
        not isinstance(values, Mapping)
        or set(values) - set(_APPOINTMENT_KEYS)
        or not all(isinstance(value, str | date | None) for value in values.values())
    ):
        raise BadDecision.of_value(name, written, tr("a hearing with its day, as 2026-12-01"))
    day, what, where = (str(values.get(key) or "").strip() for key in _APPOINTMENT_KEYS)
    if not day:
        raise BadDecision.of_field(name, tr("{what} has no day; write it as 2026-12-01").format(what=what or where or tr("a hearing")))
    if _NO_TEXT.search(what + where):
        raise BadDecision.of_value(name, what, tr("a text"))
    parsed_day = _read_day(day)
    if parsed_day is None:
        raise BadDecision.of_value(name, day, tr("a day as 2026-12-01"))
    return Appointment(parsed_day, what, where)


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if _DAY.fullmatch(written) else None
    except ValueError:
        return None
