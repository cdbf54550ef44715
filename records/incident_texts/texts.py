"""The texts of an incident for readers: in each language the recorded text, else a proposed one, and whether a person checked it.

Lists, pages, feeds, the API and documents all use this module. Nothing is machine-translated: a missing text comes from an article in that
language, or is generated from the fields. `docs/decisions/0029-texts-in-three-languages.md` gives the reasons.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.i18n import LANGUAGES, reader_language
from records.incident_model import Incident
from records.incident_texts.sentences import TEXT_SOURCE_FIELDS, TextKind, TextNote, TextOrigin, TextState, text_from_fields, text_name, text_names
from records.language.letters import capitalized
from records.language.names import normal_form
from records.persons.repository import language_of

# Headlines: which of them is proposed as a title, without what an outlet adds to it.

# Separators between a headline and what an outlet adds before or after it.
_BEHIND = re.compile(r" [|•·:]{1,2} | [-–—] ")
_BEFORE = re.compile(
    r"(?:срочно|молния|видео|фото|эксклюзив|шұғыл|жедел|бейне|breaking|video|photo|exclusive)(?: ?[/,+и] ?(?:видео|фото|video|photo))? ?[:!.|–—-]+ ?",
    re.I,
)
_IN_BRACKETS = re.compile(r" ?[(\[](?:видео|фото|фото ?[+,и/] ?видео|video|photos?|бейне|сурет)[)\]]$", re.I)
_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,4}$", re.I)
# Largest length of an outlet's name.
_LONGEST_NAME = 60
# Longer texts are not headlines; shorter ones are uninformative.
_LONGEST, _SHORTEST = 200, 12
# Above this share of capital letters a headline counts as shouting; names and abbreviations have fewer.
_SHOUTING = 0.5


@dataclass(frozen=True)
class TextSourceArticle:
    """An article as a source of texts: its headline, and the summary that the machine proposes. `outlet` is the code or the name of its outlet.

    `told_most`: it is the article from which the draft's proposal comes.
    """

    id: str
    lang: str
    title: str
    outlet: str = ""
    summary: str = ""
    told_most: bool = False


def best_headline(articles: Iterable[TextSourceArticle], lang: str, titles: Mapping[str, Sequence[str]] | None = None) -> tuple[str, str]:
    """Return the best headline in this language and the id of its article, the first of equals; two empty strings if there is none.

    `titles` are the names of outlets by their codes.
    """
    headlines = [
        (clean_headline(article.title, (titles or {}).get(article.outlet, ()), article.outlet), article)
        for article in articles
        if article.lang == lang
    ]
    fit = [(words, source) for words, source in headlines if _SHORTEST <= len(words) <= _LONGEST and not is_mostly_capitals(words)]
    words, source = min(fit, key=lambda pair: _faults(pair[0]), default=("", None))
    return words, source.id if source else ""


def best_summary(articles: Iterable[TextSourceArticle], lang: str) -> tuple[str, str]:
    """Return the proposed summary in this language and the id of its article; two empty strings if there is none.

    An article with `told_most` comes first, so that the record shows what a person read before confirming.
    """
    candidates = sorted((article for article in articles if article.lang == lang and article.summary), key=lambda source: not source.told_most)
    return next(((source.summary, source.id) for source in candidates), ("", ""))


def clean_headline(title: str, names: Sequence[str] = (), code: str = "") -> str:
    """Return a headline without the kicker before it, the outlet's name after it, and a full stop."""
    words = " ".join(title.split())
    words = _IN_BRACKETS.sub("", _BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words)
    ends = [cut for cut in _BEHIND.finditer(words) if len(words) - cut.end() <= _LONGEST_NAME]
    cuts = [cut for cut in ends if _is_outlet(words[cut.end() :], names, code)]
    words = words[: cuts[0].start()] if cuts else words
    words = words.strip() if words.endswith("...") else words.rstrip(" .|")
    return capitalized(words)


def is_mostly_capitals(words: str) -> bool:
    """Return whether more than half of the letters are capitals."""
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > _SHOUTING * len(letters)


def _is_outlet(words: str, names: Sequence[str], code: str) -> bool:
    bare = words.strip(' «»"“”.')
    if _ADDRESS.match(bare):
        return True
    plain = re.sub(r"\W", "", bare).casefold()
    folded = {re.sub(r"\W", "", name).casefold() for name in (*names, code)} | {code.partition("_")[2].replace("_", "").casefold()}
    return bool(plain) and (plain in folded or normal_form(bare) in {normal_form(name) for name in names})


def _faults(words: str) -> int:
    """Return the number of faults of a headline: question, exclamation, breaking off, a quotation at the start, great length."""
    return sum([words.endswith("?"), words.endswith("!"), words.endswith(("…", "...")), words.startswith(("«", '"', "“")), len(words) > 140])


# Notes in several languages: one text with a line for each, prefixed with the language's code, as «ru: не расслышал». Without a code the letters
# decide.

_BEGUN = re.compile(r"\s*([a-z]{2})\s*:\s*(.*)", re.DOTALL)


def note_for_reader(note: str) -> str:
    """Return the note in the reader's language; empty if there is none.

    A Kazakh note without a code and without a Kazakh letter is taken for Russian.
    """
    return notes_by_language(note).get(reader_language(), "")


def notes_by_language(note: str) -> dict[str, str]:
    """Return the note by language. The language of text before the first code is determined from its letters."""
    lines_of: dict[str, list[str]] = {}
    lang = ""
    for line in note.splitlines():
        begun = _BEGUN.fullmatch(line)
        if begun and begun[1] in LANGUAGES:
            lang, line = begun[1], begun[2]
        if line.strip():
            lines_of.setdefault(lang or language_of(note), []).append(line.strip())
    return {language: " ".join(lines) for language, lines in lines_of.items()}


# How texts are stored: who vouches for which, and what was changed since. Only a person changes a checked text.
#
# Works on the columns of a row, so that recording, correcting and importing follow the same rules.

_VICTIM = ("name", "profession", "outlet")
TEXT_COLUMNS = ("title", "title_lang", "titles", "summary", "text_notes")


@dataclass(frozen=True)
class EnteredTexts:
    """The texts that a person gave in one act: their names, for which the person vouches (None: for all of them), and their origin by their words."""

    by_hand: frozenset[str] = frozenset()
    checked: frozenset[str] | None = None
    sources: Mapping[str, tuple[TextOrigin, str]] = field(default_factory=dict)

    @staticmethod
    def of(
        fields: Mapping[str, Any], title_lang: str, checked: Collection[str] | None, sources: Mapping[str, tuple[TextOrigin, str]] | None = None
    ) -> "EnteredTexts":
        """Return the given texts of corrections, or of columns that a correction changes."""
        return EnteredTexts(frozenset(_entered_text_names(fields, title_lang)), None if checked is None else frozenset(checked), sources or {})

    def over(self, stored: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the text columns for recording `facts` over the current columns: earlier texts of people remain, unless this person gave others."""
        own_slot = text_name(TextKind.TITLE, stored["title_lang"] or "")
        merged = {name: {**stored[name], **facts[name]} for name in ("titles", "summary")}
        if own_slot in stored["text_notes"] and not any(name.startswith(f"{TextKind.TITLE}_") for name in self.by_hand):
            merged |= {"title": stored["title"], "title_lang": stored["title_lang"]}
        return without_title_copy({**facts, **merged}) if "title" in merged else merged

    def notes(self, before: Mapping[str, Any], after: Mapping[str, Any], *, who: str, now: datetime) -> dict[str, Any]:
        """Return the notes on each text after this act."""
        return updated_text_notes(before, after, by_hand=self.by_hand, checked=self.checked, who=who, now=now, sources=self.sources)


def columns_of(row: Any) -> dict[str, Any]:
    """Return the columns of a row that are texts, and those that texts describe, with their current values."""
    return {name: getattr(row, name) for name in (*TEXT_COLUMNS, *(column for columns in TEXT_SOURCE_FIELDS.values() for column in columns))}


def title_language(title: str, lang: str = "") -> str:
    """Return the language of a title from an article in `lang`, or with that recorded language; empty for an empty title.

    Letters override `lang` only if they contradict it: a title in Latin letters is not in a language written in Cyrillic.
    """
    if not title:
        return ""
    read = language_of(title)
    if lang not in LANGUAGES:
        return lang or read
    return lang if (read == "en") == (_language_of_script(lang) == "en") else read


def _language_of_script(lang: str) -> str:
    """Return `en` for a language in Latin letters, else `ru`."""
    return "ru" if lang in ("kk", "ru") else "en"


def without_title_copy(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns with the title of the original language only in `title`, because two copies would diverge."""
    values = dict(columns)
    titles = dict(values.get("titles") or {})
    if titles and not values.get("title"):
        # Without a recorded headline, the first title that a person wrote is the original.
        values["title_lang"] = next(iter(sorted(titles, key=[*LANGUAGES, *titles].index)))
    if own := titles.pop(values.get("title_lang") or "", ""):
        values["title"] = own
    return {**values, "titles": titles}


def texts_of(columns: Mapping[str, Any]) -> dict[str, str]:
    """Return every text in the columns by its name."""
    titles = {**(columns.get("titles") or {}), **({columns["title_lang"]: columns.get("title") or ""} if columns.get("title_lang") else {})}
    by_kind = {TextKind.TITLE: titles, TextKind.SUMMARY: columns.get("summary") or {}}
    return {name: words for name, kind, lang in text_names() if (words := (by_kind[kind].get(lang) or "").strip())}


def updated_text_notes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by_hand: Collection[str],
    checked: Collection[str] | None,
    who: str,
    now: datetime,
    sources: Mapping[str, tuple[TextOrigin, str]] | None = None,
) -> dict[str, Any]:
    """Return the notes on each text after a change from `before` to `after` (columns of an incident; `before` is empty for a new one).

    `by_hand` are the texts that this person gave; `checked` are those that the person vouches for, None: all of them. `sources` give the origin of
    texts by their words, with the article. Other texts retain their notes; a checked one records from now on which of the fields it describes were
    changed.
    """
    was, texts, at = texts_of(before), texts_of(after), now.isoformat()
    notes = {name: TextNote.from_json(stored) for name, stored in (before.get("text_notes") or {}).items() if name in texts}
    changed = changed_fields(before, after) if before else ()
    vouched = set(by_hand if checked is None else checked) & set(texts)
    for name, words in texts.items():
        new = words != was.get(name)
        origin, article = (sources or {}).get(words, (TextOrigin.PERSON, ""))
        if name in vouched:
            if new or name not in notes or notes[name].state is not TextState.CHECKED or checked is not None:
                old = notes.get(name)
                origin, article = (old.origin, old.article) if old and not new else (origin, article)
                notes[name] = TextNote(TextState.CHECKED, who, at, origin, article)
        elif new and name in by_hand:
            notes[name] = TextNote(TextState.PROPOSED, who, at, origin, article)
        elif new:
            notes.pop(name, None)
        elif name in notes and notes[name].state is TextState.CHECKED and changed:
            note = notes[name]
            stale = tuple(text_source_field for text_source_field in TEXT_SOURCE_FIELDS if text_source_field in {*note.stale, *changed})
            notes[name] = TextNote(note.state, note.by, note.at, note.origin, note.article, stale)
    return {name: notes[name].to_json() for name, _, _ in text_names() if name in notes}


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that texts describe and that differ between `before` and `after`."""
    return tuple(
        field
        for field, columns in TEXT_SOURCE_FIELDS.items()
        if any(_plain(column, before.get(column)) != _plain(column, after.get(column)) for column in columns)
    )


def _entered_text_names(fields: Mapping[str, Any], title_lang: str) -> set[str]:
    """Return the names of the texts in a person's corrections (`records.review.draft_fields`)."""
    entered = {text_name(TextKind.TITLE, title_lang)} if fields.get("title") else set()
    entered |= {text_name(TextKind.TITLE, lang) for lang in fields.get("titles") or {}}
    return entered | {text_name(TextKind.SUMMARY, lang) for lang in fields.get("summary") or {}}


def _plain(column: str, value: Any) -> Any:
    """Return a value without parts that do not describe the event, such as the id of a person's record."""
    if column == "victims":
        return [tuple(str(person.get(key) or "") for key in _VICTIM) for person in value or []]
    if column == "categories":
        return sorted(map(str, value or []))
    return str(value) if value else ""


@dataclass(frozen=True)
class IncidentText:
    """A text in the language `lang`. `article` is its source; `by` and `at` say who entered or checked it, and when; `stale` are the fields changed
    after it was checked.
    """

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
    """Return the recorded text in this language, or None. A headline that nobody has checked is a proposal."""
    words = ((incident.titles if kind is TextKind.TITLE else incident.summary).get(lang) or "").strip()
    if not words:
        return None
    stored = incident.text_notes.get(text_name(kind, lang))
    if stored is None:
        article = next((article.id for article in incident.articles if article.title.strip() == words), "") if kind is TextKind.TITLE else ""
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE if article else TextOrigin.IMPORT, article)
    note = TextNote.from_json(stored)
    return IncidentText(kind, lang, words, note.state, note.origin, note.article, note.by, note.at, note.stale)


def checked_text(incident: Incident, kind: TextKind, lang: str = "") -> str:
    """Return the text in this language (default: the reader's) that a person vouches for in the record's current state; else empty.

    Publications use it, or generate a text from the fields.
    """
    text = stored_text(incident, kind, lang or reader_language())
    return text.text if text and not text.needs_a_look else ""


def proposed_text(
    incident: Incident,
    kind: TextKind,
    lang: str,
    articles: Iterable[TextSourceArticle] | None = None,
    outlets: Mapping[str, Sequence[str]] | None = None,
) -> IncidentText:
    """Return the proposed text in this language: from an article in it, else generated from the fields.

    `articles` default to the incident's own.
    """
    sources = _articles_of(incident) if articles is None else list(articles)
    words, article = best_headline(sources, lang, outlets) if kind is TextKind.TITLE else best_summary(sources, lang)
    if words:
        return IncidentText(kind, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    return IncidentText(kind, lang, text_from_fields(incident, kind, lang), TextState.PROPOSED, TextOrigin.FIELDS)


def title_for(incident: Incident, lang: str = "", articles: Iterable[TextSourceArticle] | None = None) -> IncidentText:
    """Return the title for a reader of this language (default: the reader's); never empty.

    It is the recorded or a proposed title in the language, else the original, else generated from the fields. `articles` default to the incident's
    own.
    """
    lang = lang or reader_language()
    if stored := stored_text(incident, TextKind.TITLE, lang):
        return stored
    words, article = best_headline(_articles_of(incident) if articles is None else articles, lang)
    if words:
        return IncidentText(TextKind.TITLE, lang, words, TextState.PROPOSED, TextOrigin.ARTICLE, article)
    if original := incident.title.strip():
        return _original(incident, original)
    return proposed_text(incident, TextKind.TITLE, lang, ())


def checked_titles(incident: Incident) -> dict[str, str]:
    """Return the titles that a person vouches for, by language."""
    stored = {lang: stored_text(incident, TextKind.TITLE, lang) for lang in LANGUAGES} if incident.text_notes else {}
    return {lang: text.text for lang, text in stored.items() if text and text.checked}


def published_title(incident: Incident, lang: str = "") -> tuple[str, str]:
    """Return the title to publish and its language; never empty.

    It is the one in the reader's language if a person vouches for it, else the original, else generated from the fields.
    """
    text = stored_text(incident, TextKind.TITLE, lang or reader_language())
    if text and text.checked:
        return text.text, text.lang
    if incident.title.strip():
        return incident.title, incident.title_lang
    return text_from_fields(incident, TextKind.TITLE, lang or reader_language()), lang or reader_language()


def is_recorded_title(incident: Incident, title: IncidentText) -> bool:
    """Return whether a title is recorded, and not only proposed."""
    return title.text in (incident.title.strip(), *(words.strip() for words in incident.titles.values()))


def _original(incident: Incident, words: str) -> IncidentText:
    text = stored_text(incident, TextKind.TITLE, incident.title_lang)
    return text or IncidentText(TextKind.TITLE, incident.title_lang, words, TextState.PROPOSED, TextOrigin.IMPORT)


def states_of_texts(incident: Incident) -> dict[str, TextState]:
    """Return the state of each text by its name; `none` for those not recorded."""
    stored = {name: stored_text(incident, kind, lang) for name, kind, lang in text_names()}
    return {name: text.state if text else TextState.NONE for name, text in stored.items()}


def needs_text_check(incident: Incident, lang: str) -> bool:
    """Return whether the title or the summary in this language is unchecked, or the record was changed since."""
    # Called for twenty thousand incidents for one page. A note exists only with a text, so the notes are sufficient.
    notes = (incident.text_notes.get(text_name(kind, lang)) for kind in TextKind) if incident.text_notes else (None,)
    return any(note is None or note["state"] != TextState.CHECKED or bool(note.get("stale")) for note in notes)


def _articles_of(incident: Incident) -> list[TextSourceArticle]:
    """Return the articles of an incident as sources of headlines."""
    return [TextSourceArticle(article.id, article.lang, article.title, article.outlet) for article in incident.articles]
