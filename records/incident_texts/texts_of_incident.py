"""The texts of an incident as a reader gets them: in each language what stands in the record, else what is proposed, and how far it has come.

The one door for lists, pages, feeds, the API and documents. Nothing is translated by a machine: a text of a language that nobody wrote comes from an article in
that language, or is told from the fields. `docs/decisions/0029-texts-in-three-languages.md` gives the reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from records.i18n import LANGUAGES, reader
from records.incident_model import Incident
from records.incident_texts.headlines import TellingArticle, best_headline, best_summary
from records.incident_texts.text_slots import TextKind, TextNote, TextOrigin, TextState, slot, slots
from records.incident_texts.told_sentences import told_from_fields


@dataclass(frozen=True)
class IncidentText:
    """A text in one language. `lang` is the language in which it is written. `article` is the one that it comes from; `by` and `at` say who put it there or
    checked it; `stale` are the fields that were changed after it was checked."""

    kind: TextKind
    lang: str
    text: str
    state: TextState
    origin: TextOrigin = TextOrigin.PERSON
    article: str = ""
    by: str = ""
    at: str = ""
    stale: tuple[str, ...] = ()

    @property
    def checked(self) -> bool:
        """Whether a person vouches for it."""
        return self.state is TextState.CHECKED

    @property
    def needs_a_look(self) -> bool:
        """Whether nobody has checked it, or the record was changed since."""
        return not self.checked or bool(self.stale)


def stored_text(incident: Incident, kind: TextKind, lang: str) -> IncidentText | None:
    """What stands in the record in this language; None if nothing does. A headline that nobody has looked at is a proposal."""
    words = ((incident.titles if kind is TextKind.TITLE else incident.summary).get(lang) or "").strip()
    if not words:
        return None
    held = incident.text_notes.get(slot(kind, lang))
    if held is None:
        article = next((one.id for one in incident.articles if one.title.strip() == words), "") if kind is TextKind.TITLE else ""
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE if article else TextOrigin.IMPORT, article)
    note = TextNote.from_json(held)
    return IncidentText(kind, lang, words, note.state, note.origin, note.article, note.by, note.at, note.stale)


def vouched(incident: Incident, kind: TextKind, lang: str = "") -> str:
    """The text in this language (of whoever reads, if none is given) for which a person vouches as the record is now; empty if nobody does. What is told of a case outside of the house
    is this, or what the fields say."""
    found = stored_text(incident, kind, lang or reader())
    return found.text if found and not found.needs_a_look else ""


def proposed_text(
    incident: Incident,
    kind: TextKind,
    lang: str,
    articles: Iterable[TellingArticle] | None = None,
    outlets: Mapping[str, Sequence[str]] | None = None,
) -> IncidentText:
    """What is proposed in this language: from an article in it, else told from the fields. `articles` are the incident's own if none are given."""
    known = articles_of(incident) if articles is None else list(articles)
    words, article = best_headline(known, lang, outlets) if kind is TextKind.TITLE else best_summary(known, lang)
    if words:
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    return IncidentText(kind, lang, told_from_fields(incident, kind, lang), TextState.PROPOSED, TextOrigin.FIELDS)


def text_in(incident: Incident, kind: TextKind, lang: str, articles: Iterable[TellingArticle] | None = None) -> IncidentText:
    """The text of an incident in this language, and whether it is checked: what stands in the record, else what is proposed."""
    return stored_text(incident, kind, lang) or proposed_text(incident, kind, lang, articles)


def title_for(incident: Incident, lang: str = "", articles: Iterable[TellingArticle] | None = None) -> IncidentText:
    """The title for a reader of this language (of whoever reads, if none is given): her own where there is one, else the original with its language. Where there
    is no original either, it is told from the fields. Never empty. `articles` are the incident's own if none are given."""
    lang = lang or reader()
    if found := stored_text(incident, TextKind.TITLE, lang):
        return found
    words, article = best_headline(articles_of(incident) if articles is None else articles, lang)
    if words:
        return IncidentText(TextKind.TITLE, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    if original := incident.title.strip():
        return _original(incident, original)
    return proposed_text(incident, TextKind.TITLE, lang, ())


def checked_titles(incident: Incident) -> dict[str, str]:
    """The titles for which a person vouches, by language."""
    found = {lang: stored_text(incident, TextKind.TITLE, lang) for lang in LANGUAGES} if incident.text_notes else {}
    return {lang: text.text for lang, text in found.items() if text and text.checked}


def published_title(incident: Incident, lang: str = "") -> tuple[str, str]:
    """The title that leaves the house, and its language: in the reader's only if a person vouches for it, else the original. Where somebody has emptied that, what the
    fields tell. Never empty."""
    found = stored_text(incident, TextKind.TITLE, lang or reader())
    if found and found.checked:
        return found.text, found.lang
    if incident.title.strip():
        return incident.title, incident.title_lang
    return told_from_fields(incident, TextKind.TITLE, lang or reader()), lang or reader()


def stands(incident: Incident, title: IncidentText) -> bool:
    """Whether a title that is shown stands in the record; else it is proposed alone."""
    return title.text in (incident.title.strip(), *(words.strip() for words in incident.titles.values()))


def _original(incident: Incident, words: str) -> IncidentText:
    found = stored_text(incident, TextKind.TITLE, incident.title_lang)
    return found or IncidentText(TextKind.TITLE, incident.title_lang, words, TextState.PROPOSED, TextOrigin.IMPORT)


def states(incident: Incident) -> dict[str, TextState]:
    """The state of each text that stands in the record, by its name; `none` where none does."""
    found = {name: stored_text(incident, kind, lang) for name, kind, lang in slots()}
    return {name: text.state if text else TextState.NONE for name, text in found.items()}


def lacks_checked(incident: Incident, lang: str) -> bool:
    """Whether the title or the summary in this language needs a person's look: nobody has checked it, or the record was changed since."""
    # Of twenty thousand incidents for one page: a note stands only beside a text, so the notes alone tell.
    notes = (incident.text_notes.get(slot(kind, lang)) for kind in TextKind) if incident.text_notes else (None,)
    return any(note is None or note["state"] != TextState.CHECKED or bool(note.get("stale")) for note in notes)


def articles_of(incident: Incident) -> list[TellingArticle]:
    """The articles of an incident as far as their headlines count."""
    return [TellingArticle(one.id, one.lang, one.title, one.outlet) for one in incident.articles]
