"""Texts of the desk: comments in pieces, and title and summary in each language as the forms ask for them, with their proposals and whether a person
has checked them.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.highlighting import visible
from desk.pages.history.words import field_words
from desk.rendering import moment
from desk.safe_addresses import web_address
from records.collaboration import mentions
from records.i18n import LANGUAGES, tr
from records.incident_model import Incident
from records.incident_texts.sentences import TEXT_KIND_LABELS, TEXT_STATE_LABELS, TextKind, TextOrigin, TextState, text_name
from records.incident_texts.texts import IncidentText, TextSourceArticle, proposed_text, stored_text, title_language
from records.review.queue import articles_of_incident, draft_as_incident

# A comment in pieces: plain text, web addresses to follow, and colleagues who are named. Nothing in it is ever markup.

# An address ends where a space, a quotation mark or a bracket begins; punctuation at the end of the sentence is not part of it.
_ADDRESS = re.compile(r"""https?://[^\s<>"'«»„“”()\[\]{}]+""")
_SENTENCE_ENDS = ".,;:!?…"
# Longer addresses are shortened on the page, but not in their target.
_SHOWN = 80


@dataclass(frozen=True)
class TextPiece:
    """Part of a text. `href` leads to another site; `named` is a user of the desk."""

    text: str
    href: str = ""
    named: bool = False


def comment_pieces(text: str, names: Collection[str]) -> list[TextPiece]:
    """Return the text in pieces, in order; `names` are the users who can be named."""
    pieces: list[TextPiece] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        href = web_address(address[0].rstrip(_SENTENCE_ENDS))
        if href and visible(href) == href:
            pieces += _named(text[at : address.start()], names)
            pieces.append(TextPiece(href if len(href) <= _SHOWN else href[: _SHOWN - 1] + "…", href=href))
            at = address.start() + len(href)
    return [*pieces, *_named(text[at:], names)]


def _named(text: str, names: Collection[str]) -> Iterator[TextPiece]:
    at = 0
    for mention in mentions(text, names):
        if mention.start > at:
            yield TextPiece(visible(text[at : mention.start]))
        yield TextPiece(text[mention.start : mention.end], named=True)
        at = mention.end
    if at < len(text):
        yield TextPiece(visible(text[at:]))


_LINES = {TextKind.TITLE: 2, TextKind.SUMMARY: 4}


@dataclass(frozen=True)
class TextBox:
    """One text of a form.

    `name` is that of its input, `slot` that of the text. `text` is the current or proposed one; `offers` are further proposals, the likeliest first:
    a headline of an article, which need not say what happened, and a text made from the fields. `vouched`: a person checked it and nothing was
    changed since.
    """

    slot: str
    name: str
    words: str
    lines: int
    value: str
    ticked: bool
    text: IncidentText | None
    offers: tuple[IncidentText, ...]

    @property
    def proposal(self) -> IncidentText | None:
        """The first proposal; None where there is none."""
        return next(iter(self.offers), None)

    @property
    def vouched(self) -> bool:
        """Whether there is nothing to check."""
        return self.text is not None and not self.text.needs_a_look and self.value == self.text.text

    @property
    def kind(self) -> str:
        """The colour of its state."""
        if self.text is None:
            return ""
        return "warn" if self.text.stale or not self.text.checked else "good"

    @property
    def state(self) -> str:
        """Its state in words."""
        return text_status_words(self.text)


@dataclass(frozen=True)
class TextColumn:
    """The texts of one language."""

    lang: str
    own: str
    boxes: tuple[TextBox, ...]


def text_status_words(text: IncidentText | None) -> str:
    """Return the state of a text, in words: who checked it and when, or its source."""
    if text is None:
        return tr(TEXT_STATE_LABELS[TextState.NONE])
    if text.checked:
        return tr("checked: {who}, {day}").format(who=text.by, day=_moment(text.at))
    if text.origin is TextOrigin.FIELDS:
        return tr("proposed: told from the fields")
    if text.origin is TextOrigin.READER:
        return tr("proposed: by the third reader, not from an article")
    if text.origin is TextOrigin.ARTICLE:
        return tr("proposed: from an article")
    return tr("proposed: {who}, {day}").format(who=text.by, day=_moment(text.at)) if text.by else tr("not checked by anybody")


def _moment(at: str) -> str:
    return moment(datetime.fromisoformat(at)) if at else ""


def outdated_words(text: IncidentText) -> str:
    """Return words that the record was changed after somebody checked it; empty if it was not."""
    if not text.stale:
        return ""
    return tr("the record was changed after this was checked: {fields}").format(fields=", ".join(map(field_words, text.stale)))


def input_name(kind: TextKind, lang: str, title_lang: str) -> str:
    """Return the name of the input of a text; the original title has a field of its own."""
    if kind is TextKind.SUMMARY:
        return f"summary_{lang}"
    return "title" if lang == title_lang else f"titles_{lang}"


def draft_columns(
    session: Session, proposal: Mapping[str, object], articles: Sequence[TextSourceArticle], value: Callable[[str], str], ticked: Sequence[str]
) -> list[TextColumn]:
    """Return the texts of a draft's form; `value` gives the contents of an input."""
    return columns(draft_as_incident(session, proposal), articles, draft_title_lang(proposal), value, ticked)


def draft_title_lang(proposal: Mapping[str, object]) -> str:
    """Return the language of a draft's headline."""
    return title_language(str(proposal.get("title") or ""), str(proposal.get("lang") or ""))


def incident_columns(session: Session, incident: Incident, value: Callable[[str], str], ticked: Sequence[str] = ()) -> list[TextColumn]:
    """Return the texts of an incident's form."""
    return columns(incident, articles_of_incident(session, incident.number), incident.title_lang, value, ticked)


def columns(
    incident: Incident | None, articles: Sequence[TextSourceArticle], title_lang: str, value: Callable[[str], str], ticked: Sequence[str]
) -> list[TextColumn]:
    """Return one column for each language.

    Without an incident nobody has confirmed yet what happened, and no text is made from the fields.
    """

    def boxes(lang: str) -> Iterator[TextBox]:
        for kind in TextKind:
            name = input_name(kind, lang, title_lang)
            recorded = stored_text(incident, kind, lang) if incident else None
            new = proposed_text(incident, kind, lang, articles) if incident else None
            offers = _offers(incident, new) if incident and new else ()
            yield TextBox(
                text_name(kind, lang),
                name,
                tr(TEXT_KIND_LABELS[kind]),
                _LINES[kind],
                value(name),
                text_name(kind, lang) in ticked,
                recorded or new,
                offers,
            )

    return [TextColumn(lang, own.name, tuple(boxes(lang))) for lang, own in LANGUAGES.items()]


def _offers(incident: Incident, likeliest: IncidentText) -> tuple[IncidentText, ...]:
    if likeliest.origin is TextOrigin.FIELDS or likeliest.kind is not TextKind.TITLE:
        return (likeliest,)
    proposed = proposed_text(incident, likeliest.kind, likeliest.lang, ())
    return (likeliest, proposed) if proposed.text and proposed.text != likeliest.text else (likeliest,)
